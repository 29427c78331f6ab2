"""Random acts of random people on a few tickets: the store stays sound, and undo gives back exactly what was there."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from tests.builders import NOON
from tests.conftest import Stores
from tests.desk import clocked
from tests.desk.clocked import promise
from tests.scale import sized

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk, open_desk
from servicedesk.desk.service_levels.sweeping import Noted
from servicedesk.desk.work import SeededEntropy
from servicedesk.domain.errors import DeskError, Refused, UndoRefused
from servicedesk.domain.meanwhile import Meanwhile, NewPromise
from servicedesk.domain.tickets import ComplaintStage, Kind, Priority, Status

Act = Callable[[Desk], object]

HIGH = clocked.rule("high", "priority: [high, urgent]", first_response="10m", next_response="20m", resolution="1h")
TAGGED = clocked.rule("tagged", "tag: vip", "office", "on_reopen: restart", first_response="1h", resolution="2h")
ANY = clocked.rule("all", first_response="2h", next_response="1h", resolution="4h")
LATER = clocked.rule("later", "", "office", "on_reopen: never", next_response="30m", resolution="5h")
POLICIES = ((HIGH, TAGGED, ANY), (TAGGED, LATER), (HIGH, ANY))

people = st.sampled_from(["lin", "ana", "sup"])
places = st.integers(0, 20)
texts = st.sampled_from(["Hello,", "thanks!", "投诉", "a\0b", "x" * 300, "\u202etxt"])
waits = st.sampled_from(
    [timedelta(0), timedelta(seconds=5), timedelta(seconds=30), timedelta(hours=3), timedelta(days=8)]
)


def visible(desk: Desk, ticket: int) -> dict[str, object]:
    """What a person sees of a ticket, apart from its version and when it last changed."""
    view = desk.tickets.show(ticket, messages=200)
    row = view.row
    return {
        "row": (row.kind, row.status, row.stage, row.priority, row.subject, row.assignee, row.last_public_author),
        "times": (row.waiting_since, row.snoozed_until, view.first_responded_at, view.resolved_at, view.closed_at),
        "clocks": (row.due_at, row.due_clock, row.risk_at),
        "facts": (view.remedy, view.nature, view.severity, view.accepted, view.team, view.line),
        "others": (view.tags, view.links, view.merged_into, view.split_from),
        "promises": [(promise.id, promise.state, promise.due_at) for promise in view.promises],
        "reminders": (view.follow_up_at, row.remind_at),
        "mentions": sorted((mention.handle, mention.message_id) for mention in view.mentions),
        "files": [(file.id, file.name) for file in view.attachments],
        "thread": [(m.id, m.ticket_id, m.delivery, m.body, len(m.attachments)) for m in view.thread.messages],
        "returns": [(rma.id, rma.stage) for rma in view.rmas if rma.stage != "cancelled"],
    }


class DeskMachine(RuleBasedStateMachine):
    def __init__(self, url: str, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self.clock = ManualClock(NOON)
        self.desk = open_desk(url, clock=self.clock, handle="sup", entropy=SeededEntropy(3), via="test")
        self.tickets: list[int] = []
        self.acts: list[tuple[str, str]] = []

    def teardown(self) -> None:
        self.desk.close()

    def ticket(self, place: int) -> int:
        return self.tickets[place % len(self.tickets)]

    def seen(self) -> dict[int, dict[str, object]]:
        return {ticket: visible(self.desk, ticket) for ticket in self.tickets}

    def do(self, who: str, act: Act, *, take_back: bool) -> None:
        """Let somebody act; what is refused changes nothing, what is taken back leaves nothing."""
        before = self.seen()
        person = self.desk.acting_as(who)
        newest = self.newest(person)
        try:
            act(person)
        except DeskError:
            assert self.seen() == before
            return
        if (done := self.newest(person)) == newest or done is None:
            return
        self.acts.append((who, done))
        self.check()
        if take_back:
            self.there_and_back(person, done, before)

    def there_and_back(self, person: Desk, done: str, before: dict[int, dict[str, object]]) -> None:
        after = self.seen()
        if person.history.acts(1)[0].has_left:
            with pytest.raises(UndoRefused):
                person.history.undo(done)
            assert self.seen() == after
            return
        undo = person.history.undo()
        assert undo.undone == done
        assert self.seen() == before
        self.check()
        try:
            person.history.undo(undo.act_id)
        except UndoRefused:
            assert undo.recalled is not None
            assert self.seen() == before
            return
        assert self.seen() == after
        self.check()
        person.history.undo(done)
        assert self.seen() == before
        self.check()

    def newest(self, person: Desk) -> str | None:
        acts = person.history.acts(1)
        return acts[0].act_id if acts else None

    def check(self) -> None:
        assert self.desk.proof.verify().problems == ()
        queued = {row.id for row in self.desk.queue.page(limit=1_000).rows}
        for ticket in self.tickets:
            row = self.desk.queue.row(ticket)
            live = row.status in ("new", "open", "waiting_customer", "on_hold")
            assert (ticket in queued) == (live and row.snoozed_until is None)
            assert live or (row.waiting_since is None and row.snoozed_until is None)
            if row.kind == "complaint" and row.status == "resolved":
                assert row.stage in ("communicated", "closed")

    @initialize(promised=st.booleans())
    def begin(self, promised: bool) -> None:
        if promised:
            self.put_in_force(0)
        for kind in ("inquiry", "complaint", "return"):
            done = self.desk.intake.open(kind=kind, subject=kind, body="It is broken.", customer="mara@example.com")
            self.tickets.append(done.ticket.id)

    def put_in_force(self, which: int) -> None:
        """Put policies in force, and count every ticket by them.

        What happens in the very instant of a version counts as after it; here nothing does.
        """
        self.clock.advance(timedelta(microseconds=1))
        try:
            promise(self.desk, self.folder, *POLICIES[which])
        except Refused:
            return
        self.desk.upkeep.sweep()

    @rule(which=st.integers(0, 2))
    def policies_change(self, which: int) -> None:
        self.put_in_force(which)
        self.check()

    @rule(by=waits)
    def time_passes(self, by: timedelta) -> None:
        self.clock.advance(by)

    @rule()
    def sweep(self) -> None:
        self.desk.upkeep.sweep()
        again = self.desk.upkeep.sweep()
        assert (again.delivered, again.failed, again.woken, again.closed, again.noted) == (0, 0, 0, 0, Noted())
        self.check()

    @rule(
        who=people,
        place=places,
        text=texts,
        then=st.sampled_from([None, "waiting_customer", "resolved", "merged"]),
        grace=st.sampled_from([None, None, 0]),
        back=st.booleans(),
    )
    def reply(self, who: str, place: int, text: str, then: str | None, grace: int | None, back: bool) -> None:
        ticket = self.ticket(place)
        self.do(who, lambda d: d.conversation.reply(ticket, text, then=then, grace=grace), take_back=back)

    @rule(who=people, place=places, text=texts, back=st.booleans())
    def customer_writes(self, who: str, place: int, text: str, back: bool) -> None:
        ticket = self.ticket(place)

        def write(desk: Desk) -> None:
            there = desk.conversation.message(ticket, text).ticket.id
            if there not in self.tickets:
                self.tickets.append(there)

        known = list(self.tickets)
        self.do(who, write, take_back=back and self.desk.queue.row(ticket).status not in ("closed", "spam", "merged"))
        assert self.tickets[: len(known)] == known

    @rule(
        who=people,
        place=places,
        text=texts,
        what=st.sampled_from(["note", "ask", "spoke", "voicemail", "forward", "answer", "auto"]),
        back=st.booleans(),
    )
    def say(self, who: str, place: int, text: str, what: str, back: bool) -> None:
        ticket = self.ticket(place)
        ways: dict[str, Act] = {
            "note": lambda d: d.conversation.note(ticket, text),
            "spoke": lambda d: d.conversation.call(ticket, text, outcome="spoke"),
            "voicemail": lambda d: d.conversation.call(ticket, text, outcome="voicemail"),
            "forward": lambda d: d.conversation.forward(ticket, text, to="DHL", side="carrier"),
            "auto": lambda d: d.conversation.automatic(ticket, text),
            "ask": lambda d: d.conversation.note(ticket, f"@ana @lin {text}"),
            "answer": lambda d: d.conversation.side_answer(ticket, text, sender="DHL", side="carrier"),
        }
        self.do(who, ways[what], take_back=back)

    @rule(who=people, place=places, back=st.booleans())
    def no_reply_needed(self, who: str, place: int, back: bool) -> None:
        ticket = self.ticket(place)
        self.do(who, lambda d: d.conversation.no_reply_needed(ticket), take_back=back)

    @rule(who=people, place=places, status=st.sampled_from(Status), back=st.booleans())
    def status(self, who: str, place: int, status: Status, back: bool) -> None:
        ticket = self.ticket(place)
        self.do(who, lambda d: d.handling.status(ticket, str(status)), take_back=back)

    @rule(who=people, place=places, back=st.booleans())
    def next_stage(self, who: str, place: int, back: bool) -> None:
        ticket = self.ticket(place)
        now = self.desk.queue.row(ticket).stage
        order = [str(stage) for stage in ComplaintStage]
        wanted = order[min(order.index(now) + 1, 6)] if now in order else "acknowledged"
        self.do(who, lambda d: d.handling.stage(ticket, wanted), take_back=back)

    @rule(
        who=people,
        place=places,
        back=st.booleans(),
        priority=st.sampled_from(Priority),
        kind=st.sampled_from(Kind),
        what=st.sampled_from(["priority", "kind", "tag", "untag", "subject", "remedy", "accepted", "snooze"]),
    )
    def decide(self, who: str, place: int, back: bool, priority: Priority, kind: Kind, what: str) -> None:
        ticket = self.ticket(place)
        soon = self.clock.now() + timedelta(hours=2)
        ways: dict[str, Act] = {
            "priority": lambda d: d.handling.priority(ticket, str(priority)),
            "kind": lambda d: d.handling.kind(ticket, str(kind)),
            "tag": lambda d: d.handling.tag(ticket, ["vip", "dhl"]),
            "untag": lambda d: d.handling.tag(ticket, ["new"], ["vip"]),
            "subject": lambda d: d.handling.subject(ticket, f"As of {soon:%H:%M:%S}"),
            "remedy": lambda d: d.handling.complaint(ticket, remedy=f"a lamp at {soon:%H:%M:%S}", severity=2),
            "accepted": lambda d: d.handling.complaint(ticket, accepted=True, nature="delivery"),
            "snooze": lambda d: d.handling.snooze(ticket, soon),
        }
        self.do(who, ways[what], take_back=back)

    @rule(who=people, place=places, to=st.sampled_from([None, "lin", "ana", "sup", "next"]), back=st.booleans())
    def assign(self, who: str, place: int, to: str | None, back: bool) -> None:
        ticket = self.ticket(place)
        if to == "next":
            self.do(who, lambda d: d.assignment.take_next(), take_back=back)
        else:
            self.do(who, lambda d: d.assignment.assign(ticket, to), take_back=back)

    @rule(who=people, place=places, kept=st.booleans(), back=st.booleans())
    def promise(self, who: str, place: int, kept: bool, back: bool) -> None:
        ticket = self.ticket(place)
        promises = [p.id for p in self.desk.tickets.show(ticket).promises if p.state == "open"]
        if promises:
            self.do(who, lambda d: d.handling.settle_promise(ticket, promises[0], kept=kept), take_back=back)
        else:
            due = self.clock.now() + timedelta(hours=1)
            self.do(who, lambda d: d.handling.promise(ticket, "a call", due), take_back=back)

    @rule(
        who=people,
        place=places,
        what=st.sampled_from(["postpone", "withdraw", "set", "clear", "wait", "answer", "seen"]),
        back=st.booleans(),
    )
    def remind(self, who: str, place: int, what: str, back: bool) -> None:
        ticket = self.ticket(place)
        soon = self.clock.now() + timedelta(hours=4)
        promise = next((p.id for p in self.desk.tickets.show(ticket).promises if p.state == "open"), 0)
        besides = Meanwhile(soon, NewPromise("a word", soon), (promise,) if promise else ())
        ways: dict[str, Act] = {
            "postpone": lambda d: d.reminders.postpone(ticket, promise, soon, reason="late"),
            "withdraw": lambda d: d.reminders.withdraw(ticket, promise),
            "set": lambda d: d.reminders.follow_up(ticket, soon),
            "clear": lambda d: d.reminders.follow_up(ticket, None),
            "wait": lambda d: d.handling.status(ticket, "waiting_customer", meanwhile=besides),
            "answer": lambda d: d.conversation.reply(ticket, "Soon.", then="on_hold", meanwhile=besides),
            "seen": lambda d: d.mentions.seen(ticket),
        }
        self.do(who, ways[what], take_back=back)

    @rule(who=people, place=places, onto=places, back=st.booleans())
    def attach(self, who: str, place: int, onto: int, back: bool) -> None:
        ticket = self.ticket(place)
        thread = [m.id for m in self.desk.tickets.show(ticket).thread.messages if m.ticket_id == ticket]
        message = thread[onto % len(thread)] if thread and onto % 2 else None
        self.do(who, lambda d: d.conversation.attach(ticket, "box.jpg", b"jpeg", message_id=message), take_back=back)

    @rule(who=people, one=places, two=places, link=st.booleans(), back=st.booleans())
    def join(self, who: str, one: int, two: int, link: bool, back: bool) -> None:
        first, second = self.ticket(one), self.ticket(two)
        if link:
            self.do(who, lambda d: d.joining.link(first, second), take_back=back)
        else:
            self.do(who, lambda d: d.joining.merge(first, second), take_back=back)

    @precondition(lambda self: len(self.tickets) < 6)
    @rule(who=people, place=places, which=places)
    def split(self, who: str, place: int, which: int) -> None:
        ticket = self.ticket(place)
        thread = [m.id for m in self.desk.tickets.show(ticket).thread.messages if m.ticket_id == ticket]
        if not thread:
            return
        message = thread[which % len(thread)]
        before = self.seen()
        person = self.desk.acting_as(who)
        try:
            child = person.joining.split(ticket, message).ticket.id
        except DeskError:
            assert self.seen() == before
            return
        self.tickets.append(child)
        self.check()
        if which % 2:
            person.history.undo()
            assert {number: seen for number, seen in self.seen().items() if number != child} == before
            assert self.desk.queue.row(child).status == "merged"
            self.check()

    @precondition(lambda self: self.acts)
    @rule(who=people, which=places)
    def undo_anything(self, who: str, which: int) -> None:
        _, act = self.acts[which % len(self.acts)]
        before = self.seen()
        person = self.desk.acting_as(who)
        try:
            undone = person.history.undo(act)
        except DeskError:
            assert self.seen() == before
        else:
            self.acts.append((who, undone.act_id))
        self.check()


@pytest.mark.parametrize(
    ("stores", "examples"),
    [("sqlite", sized(7, soak=60)), ("postgresql", sized(2, soak=10))],
    indirect=["stores"],
    ids=["sqlite", "postgresql"],
)
def test_random_acts(stores: Stores, tmp_path: Path, examples: int):
    run_state_machine_as_test(
        lambda: DeskMachine(stores.staffed(), tmp_path),
        settings=settings(max_examples=examples, stateful_step_count=20),
    )
