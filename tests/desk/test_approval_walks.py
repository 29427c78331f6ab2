"""Random walks: four eyes are never broken, no order gives back more than was paid, rows are proven."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.builders import HOUR, NOON, assert_sound
from tests.conftest import Stores
from tests.desk.approval_cases import LEFT, PAID, SMALL, about, with_orders
from tests.scale import sized

from servicedesk.clock import ManualClock
from servicedesk.desk.approving.views import approval_views
from servicedesk.desk.desk import Desk, open_desk
from servicedesk.desk.work import SeededEntropy
from servicedesk.desk.workflow_views import ApprovalView
from servicedesk.domain.approving.authority import RANKS
from servicedesk.domain.errors import DeskError
from servicedesk.domain.roles import Role
from servicedesk.domain.workflows.approval import APPROVAL

RANK = {"lin": 1, "ana": 1, "spec": 2, "sup": 3, "sup2": 3}
PEOPLE = tuple(RANK)
AMOUNTS = (1, 2_000, 20_001, 25_000, 35_000, 50_000, 60_000, 80_000)
LIMITS = ("", "supervisor EUR 600", "agent EUR 0.01; specialist EUR 100; supervisor any")
STEPS = 45
LIKELY = {
    "ask": ("lin", "ana", "ana", "spec", "sup"),
    "lend": ("sup", "sup2", "spec"),
    "decide": (*PEOPLE, "lin", "ana", "ana"),
}
"""Who tries it, where most of the cast would only be refused."""

Act = Callable[[Desk], str]


class Walk:
    """Everybody tries everything; what is refused leaves nothing behind."""

    def __init__(self, url: str, random: Random) -> None:
        self.random = random
        self.clock = ManualClock(NOON)
        self.desk = open_desk(url, clock=self.clock, handle="lin", entropy=SeededEntropy(4), via="test")
        with_orders(self.desk)
        self.desk.acting_as("boss").people.add("sup2", roles=["supervisor"])
        self.tickets = [about(self.desk, order) for order in (PAID, PAID, SMALL)]
        self.acts: list[str] = []
        self.done = Counter[str]()

    def step(self) -> None:
        """One thing that somebody tries: deciding most often."""
        others = [("withdraw", self.withdraw), ("undo", self.undo), ("status", self.status), ("limits", self.limits)]
        most = [("ask", self.ask)] * 4 + [("decide", self.decide)] * 7 + [("lend", self.lend)] * 2
        name, act = self.random.choice([*most, *others])
        if (wanted := act()) is None:
            return
        before, who = self.seen(), self.random.choice(LIKELY.get(name, PEOPLE))
        self.clock.advance(self.random.choice((timedelta(seconds=1), HOUR)))
        try:
            done = wanted(self.desk.acting_as(who))
        except DeskError:
            assert [one.state for one in self.seen()] == [one.state for one in before]
        else:
            self.done[name] += 1
            self.acts.append(done)
            self.check()

    def seen(self) -> list[ApprovalView]:
        work = self.desk._work
        with work.store.read() as connection:
            return [one for ticket in self.tickets for one in approval_views(connection, work, ticket)]

    def pick(self) -> int | None:
        """A waiting one, now and then one that was decided."""
        found = self.seen()
        waiting = [one for one in found if one.state == "waiting"]
        chosen = waiting if waiting and self.random.random() < 0.9 else found
        return self.random.choice(chosen).id if chosen else None

    def ask(self) -> Act:
        kind, amount = self.random.choice(("refund", "refund", "compensation")), self.random.choice(AMOUNTS)
        ticket = self.random.choice(self.tickets)
        return lambda desk: desk.approvals.ask(ticket, kind, amount, "EUR", "It broke.")[0].act_id

    def decide(self) -> Act | None:
        number, less = self.pick(), self.random.choice(AMOUNTS)
        if number is None:
            return None
        move, words = self.random.choice(
            (("approve", ()), ("approve", ()), ("reduce", (less, "Less.")), ("reject", ("No.",)))
        )
        return lambda desk: getattr(desk.approvals, move)(number, *words).act_id

    def withdraw(self) -> Act | None:
        number = self.pick()
        return None if number is None else lambda desk: desk.approvals.withdraw(number).act_id

    def lend(self) -> Act:
        to, until = (
            self.random.choice(("lin", "ana", "ana", "sup")),
            self.clock.now() + self.random.randint(1, 9) * HOUR,
        )
        return lambda desk: str(desk.delegations.give(to, until).id)

    def undo(self) -> Act | None:
        act = self.random.choice(self.acts[-4:]) if self.acts else None
        return None if act is None else lambda desk: desk.history.undo(act).act_id

    def status(self) -> Act:
        ticket, status = self.random.choice(self.tickets), self.random.choice(("resolved", "open", "open", "on_hold"))
        return lambda desk: desk.handling.status(ticket, status).act_id

    def limits(self) -> Act:
        text = self.random.choice(LIMITS)
        return lambda desk: desk.approvals.set_limits(text).text

    def check(self) -> None:
        given_back = Counter[str]()
        for one in self.seen():
            assert (one.granted is not None) == (one.state in ("within_limit", "approved", "reduced"))
            if one.state in ("approved", "reduced", "rejected"):
                self.check_eyes(one)
            if one.granted is not None:
                assert 0 < one.granted <= one.amount
                if one.kind == "refund":
                    given_back[str(one.order)] += one.granted
        assert all(given_back[order] <= paid for order, paid in LEFT.items())

    def check_eyes(self, one: ApprovalView) -> None:
        """Two people, and a role above the asker's on the other side, be it a lent one."""
        assert one.decided_by is not None
        assert one.decided_by != one.asker
        assert one.on_behalf_of != one.asker
        authority = RANK[one.on_behalf_of or one.decided_by]
        assert authority > RANK[one.asker] or authority == RANK[one.asker] == RANKS[Role.SUPERVISOR]

    def end(self) -> list[ApprovalView]:
        """Whatever has happened, all that waits comes to an end."""
        for one in self.seen():
            if one.state == "waiting":
                self.desk.acting_as(one.asker).approvals.withdraw(one.id)
        found = self.seen()
        assert all(APPROVAL.is_final(one.state) for one in found)
        assert_sound(self.desk)
        self.desk.close()
        return found


def test_random_walks(sqlite_stores: Stores):
    reached = Counter[str]()

    @settings(max_examples=sized(5, soak=300))
    @given(st.integers(0, 2**32))
    def walks(seed: int) -> None:
        walk = Walk(sqlite_stores.staffed(), Random(seed))
        for _ in range(STEPS):
            walk.step()
        found = walk.end()
        reached.update(one.state for one in found)
        reached["on behalf"] += sum(one.on_behalf_of is not None for one in found)

    walks()
    assert {*APPROVAL.finals, "on behalf"} <= {*+reached}
