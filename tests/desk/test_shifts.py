"""Handing over, breaks, where one was, and the card of the day; on both engines."""

from datetime import timedelta
from pathlib import Path

import pytest
from tests.builders import DAY, HOUR, MINUTE, NOON, assert_sound, bodies, opened, resolved
from tests.desk.clocked import promise, rule

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk
from servicedesk.desk.together_views import HandedOver
from servicedesk.domain.errors import Forbidden, NotFound, Refused
from servicedesk.domain.together import Doing, Fate, HandedOn


def mine(desk: Desk, count: int) -> list[int]:
    tickets = [opened(desk) for _ in range(count)]
    for ticket in tickets:
        desk.assignment.take(ticket)
    return tickets


def one_of_each(tickets: list[int]) -> list[HandedOn]:
    keep, queue, give = tickets
    return [
        HandedOn(keep, Fate.KEEP, "Mara calls at nine"),
        HandedOn(queue, Fate.QUEUE, "Nothing was promised"),
        HandedOn(give, Fate.GIVE, "The carrier confirms; tell Mara", "ana"),
    ]


def hand_over(desk: Desk, tickets: list[int]) -> HandedOver:
    return desk.shifts.hand_over(one_of_each(tickets))


def test_a_shift_is_handed_over_as_one_act(desk: Desk):
    keep, queue, give = tickets = mine(desk, 3)
    done = hand_over(desk, tickets)
    assert (done.kept, done.queued, done.given, done.failed) == ((keep,), (queue,), {"ana": (give,)}, ())
    assert [desk.queue.row(ticket).assignee for ticket in tickets] == ["lin", None, "ana"]
    notes = [desk.tickets.everything_said(ticket)[-1] for ticket in tickets]
    assert [note.medium for note in notes] == ["note", "handover", "handover"]
    assert {note.visibility for note in notes} == {"internal"}
    acts = desk.history.acts()
    assert (acts[0].act_id, acts[0].name, acts[0].ticket_id) == (done.act_id, "handover", None)
    ana = desk.acting_as("ana")
    assert {row.id for row in ana.queue.page("is:handed").rows} == {queue, give}
    assert {row.id for row in desk.queue.page("is:handed").rows} == {queue}
    assert_sound(desk)


def test_the_line_stands_on_top_until_somebody_else_acts(desk: Desk):
    tickets = mine(desk, 3)
    hand_over(desk, tickets)
    ana = desk.acting_as("ana")
    handover = ana.tickets.show(tickets[2]).handover
    assert handover is not None
    assert (handover.giver, handover.handle, handover.text) == ("Lin", "lin", "The carrier confirms; tell Mara")
    assert desk.tickets.show(tickets[0]).handover is None
    ana.handling.priority(tickets[2], "high")
    assert ana.tickets.show(tickets[2]).handover is None


def test_a_handover_is_undone_as_one(desk: Desk):
    tickets = mine(desk, 3)
    hand_over(desk, tickets)
    undone = desk.history.undo()
    assert set(undone.tickets) == set(tickets)
    assert {desk.queue.row(ticket).assignee for ticket in tickets} == {"lin"}
    assert bodies(desk, tickets[1]) == ["Where is my lamp?"]
    assert desk.queue.total("is:handed") == 0
    assert_sound(desk)


def test_what_is_not_mine_any_more_stays_as_it_is(desk: Desk):
    tickets = mine(desk, 3)
    desk.acting_as("ana").assignment.take(tickets[0])
    desk.handling.status(tickets[1], "spam")
    done = hand_over(desk, tickets)
    assert [(failed.ticket, failed.error.code) for failed in done.failed] == [
        (tickets[0], "refused"),
        (tickets[1], "refused"),
    ]
    assert done.given == {"ana": (tickets[2],)}
    assert bodies(desk, tickets[0]) == ["Where is my lamp?"]
    assert_sound(desk)


def test_nobody_unknown_and_nothing_at_all(lite: Desk):
    (ticket,) = mine(lite, 1)
    with pytest.raises(NotFound):
        lite.shifts.hand_over([HandedOn(ticket, Fate.GIVE, "x", "ghost")])
    assert lite.shifts.hand_over([HandedOn(ticket, Fate.KEEP)]).act_id is None
    assert lite.shifts.hand_over([HandedOn(ticket, Fate.QUEUE)]).queued == (ticket,)
    with pytest.raises(Forbidden):
        lite.acting_as("nova").shifts.hand_over([])


def test_a_large_shift_goes_in_short_transactions(lite: Desk):
    tickets = mine(lite, 120)
    done = lite.shifts.hand_over([HandedOn(ticket, Fate.QUEUE, "take it") for ticket in tickets])
    assert len(done.queued) == 120
    assert lite.queue.total("is:handed") == 120
    assert len(lite.history.undo(done.act_id).tickets) == 120
    assert_sound(lite)


def test_who_is_proposed(desk: Desk):
    (ticket,) = mine(desk, 1)
    assert desk.shifts.to_hand_on()[0].view.row.id == ticket
    desk.acting_as("spec").presence.tell("console", None, Doing.LOOKING)
    proposal = desk.shifts.to_hand_on()[0].proposal
    assert proposal is not None
    assert (proposal.handle, proposal.here) == ("spec", True)
    desk.acting_as("spec").shifts.start_break()
    names = [one.handle for one in desk.shifts.colleagues()]
    assert "spec" not in names
    assert {"nova", "boss", "lin"}.isdisjoint(names)


def test_a_break(desk: Desk, clock: ManualClock):
    risky = opened(desk)
    desk.assignment.take(risky)
    clock.advance(5 * HOUR)
    calm = opened(desk)
    desk.assignment.take(calm)
    assert [row.id for row in desk.shifts.at_risk()] == [risky]
    done = desk.shifts.start_break([HandedOn(risky, Fate.QUEUE, "waits five hours")])
    assert done.queued == (risky,)
    assert [(away.handle, away.kind, away.since) for away in desk.shifts.absences()] == [("lin", "break", clock.now())]
    with pytest.raises(Refused):
        desk.shifts.start_break()
    clock.advance(20 * MINUTE)
    desk.acting_as("ana").conversation.note(calm, "he called")
    back = desk.shifts.end_break()
    assert back.since == clock.now() - 20 * MINUTE
    assert [last.row.id for last in back.changed] == [calm]
    assert [event.actor for event in back.changed[0].changes] == ["ana"]
    assert desk.shifts.absences() == ()
    with pytest.raises(Refused):
        desk.shifts.end_break()
    assert desk.history.undo().name == "break"
    assert desk.queue.row(risky).assignee == "lin"
    assert_sound(desk)


def test_what_is_promised_soon_is_at_risk(lite: Desk):
    (ticket,) = mine(lite, 1)
    lite.conversation.reply(ticket, "Soon.", grace=0)
    assert lite.shifts.at_risk() == ()
    lite.handling.promise(ticket, "an answer", NOON + 59 * MINUTE)
    assert [row.id for row in lite.shifts.at_risk()] == [ticket]


@pytest.mark.parametrize(
    ("target", "waited", "pressing"),
    [
        # Warned after six of its eight hours: at risk through the whole break, and due only after it.
        ("8h", 6 * HOUR, True),
        ("8h", 5 * HOUR, True),
        ("8h", 5 * HOUR - MINUTE, False),
        # Due within the break, and not at risk before.
        ("1h", timedelta(), True),
    ],
)
def test_what_comes_at_risk_before_one_is_back(
    lite: Desk, clock: ManualClock, tmp_path: Path, target: str, waited: timedelta, pressing: bool
):
    """The policy's warning counts, not a fixed hour before the due time."""
    promise(lite, tmp_path, rule(resolution=target))
    ticket = opened(lite, as_agent=True)
    lite.assignment.take(ticket)
    clock.advance(waited)
    assert [row.id for row in lite.shifts.at_risk()] == ([ticket] if pressing else [])


def test_where_was_i(desk: Desk, clock: ManualClock):
    read, written, never = mine(desk, 3)
    desk.presence.mark_read(read, clock.now())
    clock.advance(MINUTE)
    desk.drafts.save(written, "reply", "I have asked the wareh")
    clock.advance(MINUTE)
    desk.acting_as("ana").handling.priority(read, "high")
    where = desk.own.where()
    assert [last.row.id for last in where] == [written, read]
    assert where[0].draft is not None
    assert where[0].draft.body == "I have asked the wareh"
    assert (where[1].draft, [event.type for event in where[1].changes]) == (None, ["priority"])
    assert never not in {last.row.id for last in where}
    assert desk.acting_as("ana").own.where() == ()


def test_the_card_of_the_day(desk: Desk, clock: ManualClock):
    yesterday = resolved(desk)
    clock.advance(DAY)
    first, second, third = mine(desk, 3)
    desk.conversation.reply(first, "It leaves today.", grace=0, then="resolved")
    desk.conversation.call(second, "She will wait.", outcome="spoke")
    desk.conversation.reply(third, "Sorry.")
    desk.history.undo()
    desk.handling.promise(second, "a call back", clock.now() + DAY)
    desk.conversation.message(yesterday, "Thank you so much, that was quick!", name="Mara")
    desk.conversation.message(second, "Thanks, but it is still broken.")
    start = clock.now().replace(hour=0)
    card = desk.own.day(start, start + timedelta(days=2))
    assert (card.answered, card.resolved) == (2, 1)
    assert [(one.ticket_id, one.text) for one in card.promises] == [(second, "a call back")]
    assert card.kind_word is not None
    assert (card.kind_word.ticket_id, card.kind_word.name) == (yesterday, "Mara")
    assert desk.acting_as("ana").own.day(start, start + DAY).kind_word is None
