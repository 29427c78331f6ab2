"""Random acts, with breaches reviewed: ledger, rows and pages of breaches agree, and undo gives back everything."""

from datetime import timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule, run_state_machine_as_test
from sqlalchemy import text
from tests.conftest import Stores
from tests.desk.test_machine import Act, DeskMachine, people, places, texts
from tests.scale import sized

from servicedesk.desk.service_levels.views import BreachView, CycleView
from servicedesk.domain.sla.causes import Cause


class LedgerMachine(DeskMachine):
    """Every ticket has clocks from the start, and nothing happens at one instant with something else."""

    @initialize()
    def begin(self) -> None:
        self.put_in_force(0)
        for kind in ("inquiry", "complaint", "return"):
            self.clock.advance(timedelta(milliseconds=1))
            done = self.desk.intake.open(kind=kind, subject=kind, body="It is broken.", customer="mara@example.com")
            self.tickets.append(done.ticket.id)

    def put_in_force(self, which: int) -> None:
        self.clock.advance(timedelta(milliseconds=1))
        super().put_in_force(which)

    def do(self, who: str, act: Act, *, take_back: bool) -> None:
        self.clock.advance(timedelta(milliseconds=1))
        super().do(who, act, take_back=take_back)

    def seen(self) -> dict[int, dict[str, object]]:
        found = super().seen()
        with self.desk._work.store.read() as connection:
            for row in connection.execute(text("SELECT * FROM breach_reviews ORDER BY ticket_id, clock, started_at")):
                reviews = found.get(row.ticket_id, {}).setdefault("reviews", [])
                assert isinstance(reviews, list)
                reviews.append((row.clock, row.started_at, row.holder_id, row.cause, row.avoidable, row.comment))
        return found

    def check(self) -> None:
        super().check()
        breaches = {(one.ticket, one.clock, one.started_at): one for one in self.desk.breaches.page(limit=1_000).rows}
        for ticket in self.tickets:
            ledger, row = self.desk.clocks.explain(ticket), self.desk.queue.row(ticket)
            assert (ledger.due_at, ledger.due_clock) == (row.due_at, row.due_clock)
            for cycle in ledger.cycles:
                self.check_cycle(cycle, breaches.pop((ticket, cycle.clock, cycle.started_at), None))
        assert not breaches

    def check_cycle(self, cycle: CycleView, breach: BreachView | None) -> None:
        """Its segments follow one another and add up; it stands among the breaches when it was broken."""
        assert sum((one.worked for one in cycle.segments), timedelta()) == cycle.used
        assert all(one.end == other.start for one, other in zip(cycle.segments, cycle.segments[1:], strict=False))
        assert (cycle.breached_at is None) == (breach is None)
        if breach is not None:
            assert (breach.breached_at, breach.late) == (cycle.breached_at, cycle.late)
            said = self.desk.reviews.proposal(breach.ticket, breach.clock, breach.started_at)
            assert sum(part for _, part in said.worked) <= cycle.used.total_seconds()

    @rule()
    def recompute(self) -> None:
        done = self.desk.recomputing.run()
        assert (done.tickets, done.differences, done.left) == (len(self.tickets), (), ())
        self.check()

    @rule(
        who=people, place=places, cause=st.sampled_from(Cause), avoidable=st.booleans(), said=texts, back=st.booleans()
    )
    def review(self, who: str, place: int, cause: Cause, avoidable: bool, said: str, back: bool) -> None:
        rows = self.desk.breaches.page().rows
        if not rows:
            return
        key = (rows[place % len(rows)].ticket, rows[place % len(rows)].clock, rows[place % len(rows)].started_at)
        finding = {"holder": "ana", "cause": str(cause), "avoidable": avoidable, "comment": said}
        self.do(who, lambda desk: desk.reviews.review(*key, **finding), take_back=back)


def test_random_acts_and_reviews(sqlite_stores: Stores, tmp_path: Path):
    run_state_machine_as_test(
        lambda: LedgerMachine(sqlite_stores.staffed(), tmp_path),
        settings=settings(max_examples=sized(4, soak=30), stateful_step_count=20),
    )
