"""Bulk acts: one act id, short transactions, partial failure, undo as one."""

from datetime import timedelta

import pytest
from tests.builders import assert_sound, closed, complaint_at, opened, types_of, verified
from tests.scale import sized

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk
from servicedesk.desk.many import MOST, Part
from servicedesk.domain.bulk import (
    Asleep,
    Block,
    Change,
    NoReply,
    Notice,
    Seen,
    Tagging,
    ToKind,
    ToPerson,
    ToPriority,
    ToStatus,
    ToTeam,
)
from servicedesk.domain.errors import Forbidden, IllegalMove, Invalid, NotFound, Refused, StaleVersion, UndoRefused
from servicedesk.domain.tickets import Kind, Priority, Status

RESOLVE = ToStatus(Status.RESOLVED)


def several(desk: Desk, count: int) -> list[int]:
    return [opened(desk, subject=f"Lamp {n}", customer=f"c{n}@example.com") for n in range(count)]


def run(desk: Desk, change: Change, tickets: list[int]) -> Part:
    return desk.many.run(change, [Seen(ticket, None) for ticket in tickets])


def status(desk: Desk, tickets: list[int]) -> set[str]:
    return {row.status for row in desk.many.rows(tickets)}


def test_one_act_changes_them_all_and_undo_takes_them_all_back(desk: Desk) -> None:
    tickets = several(desk, 5)
    part = run(desk, RESOLVE, tickets)
    assert part.done == tuple(tickets)
    assert status(desk, tickets) == {"resolved"}
    assert {event.act_id for t in tickets for event in desk.tickets.events(t) if event.type == "status"} == {
        part.act_id
    }
    (act, *_before) = desk.history.acts()
    assert (act.name, act.tickets, act.ticket_id) == ("many:status:resolved", 5, None)
    undone = desk.history.undo()
    assert (undone.undone, undone.tickets, undone.refused) == (part.act_id, tuple(tickets), ())
    assert status(desk, tickets) == {"new"}
    assert_sound(desk)


def test_undoing_the_undo_does_it_again(desk: Desk) -> None:
    tickets = several(desk, 3)
    run(desk, RESOLVE, tickets)
    undone = desk.history.undo()
    desk.history.undo(undone.act_id)
    assert status(desk, tickets) == {"resolved"}
    desk.history.undo()
    assert status(desk, tickets) == {"new"}
    assert_sound(desk)


def test_what_cannot_be_done_is_told_by_ticket_and_the_rest_goes_on(desk: Desk) -> None:
    first, second = several(desk, 2)
    complaint = complaint_at(desk, "assessed")
    part = run(desk, RESOLVE, [first, complaint, 99_999, second])
    assert part.done == (first, second)
    assert [(f.ticket, type(f.error)) for f in part.failed] == [(complaint, Refused), (99_999, NotFound)]
    assert desk.queue.row(complaint).status == "open"
    assert_sound(desk)


def test_others_changes_are_not_overwritten(desk: Desk) -> None:
    tickets = several(desk, 3)
    seen = desk.many.survey(ToPriority(Priority.LOW), tickets).able
    desk.acting_as("ana").handling.priority(tickets[1], "urgent")
    part = desk.many.run(ToPriority(Priority.LOW), seen)
    assert part.done == (tickets[0], tickets[2])
    assert [type(failure.error) for failure in part.failed] == [StaleVersion]
    assert desk.queue.row(tickets[1]).priority == "urgent"


def test_a_refused_ticket_leaves_no_trace(desk: Desk) -> None:
    complaint = complaint_at(desk, "received")
    before = types_of(desk, complaint)
    acts = desk.history.acts()
    part = run(desk, RESOLVE, [complaint])
    assert not part.done
    assert types_of(desk, complaint) == before
    assert desk.history.acts() == acts


def test_a_transaction_takes_two_hundred_at_most(desk: Desk) -> None:
    with pytest.raises(Invalid):
        desk.many.apply(RESOLVE, [Seen(n, None) for n in range(MOST + 1)], desk.many.new_act())


def test_it_runs_in_parts_and_can_be_stopped_between_them(lite: Desk) -> None:
    tickets = several(lite, 120)
    told: list[int] = []
    part = lite.many.run(RESOLVE, [Seen(t, None) for t in tickets], lambda through: bool(told.append(through)))
    assert told == [50]
    assert part.done == tuple(tickets[:50])
    assert lite.history.acts()[0].tickets == 50
    assert lite.history.undo().tickets == tuple(tickets[:50])
    assert status(lite, tickets) == {"new"}


def test_others_write_between_the_parts(lite: Desk, clock: ManualClock) -> None:
    tickets = several(lite, 60)
    other = opened(lite)
    written = []

    def between(through: int) -> bool:
        written.append(lite.conversation.note(other, f"after {through}"))
        return True

    lite.many.run(RESOLVE, [Seen(t, None) for t in tickets], between)
    assert len(written) == 2
    assert status(lite, tickets) == {"resolved"}


@pytest.mark.parametrize(
    ("change", "types"),
    [
        (ToPriority(Priority.HIGH), "priority"),
        (ToKind(Kind.RETURN), "kind"),
        (Tagging(("late",)), "tagged"),
        (NoReply(), "no_reply_needed"),
        (ToPerson("ana"), "assigned"),
        (ToStatus(Status.ON_HOLD), "status"),
    ],
)
def test_every_change_is_the_same_act_as_alone(desk: Desk, change: Change, types: str) -> None:
    (ticket,) = several(desk, 1)
    part = run(desk, change, [ticket])
    assert part.done == (ticket,)
    assert types in types_of(desk, ticket)
    assert desk.history.acts()[0].ticket_id == ticket
    desk.history.undo()
    assert_sound(desk)


def test_snooze_and_team(desk: Desk, clock: ManualClock) -> None:
    desk.acting_as("boss").people.add_team("care")
    tickets = several(desk, 2)
    run(desk, ToTeam("care"), tickets)
    assert {desk.tickets.show(t).team for t in tickets} == {"care"}
    run(desk, Asleep(clock.now() + timedelta(hours=1)), tickets)
    assert all(row.snoozed_until for row in desk.many.rows(tickets))
    desk.history.undo()
    desk.history.undo()
    assert {desk.tickets.show(t).team for t in tickets} == {None}
    assert_sound(desk)


def test_undo_leaves_those_that_others_built_on_and_names_them(desk: Desk) -> None:
    tickets = several(desk, 3)
    run(desk, ToPriority(Priority.LOW), tickets)
    desk.acting_as("ana").handling.priority(tickets[0], "urgent")
    undone = desk.history.undo()
    assert undone.tickets == tuple(tickets[1:])
    assert undone.refused == (tickets[0],)
    assert [row.priority for row in desk.many.rows(tickets)] == ["urgent", "normal", "normal"]
    assert_sound(desk)


def test_undo_of_nothing_left_is_refused_with_both_sides(desk: Desk) -> None:
    tickets = several(desk, 2)
    part = run(desk, ToPriority(Priority.LOW), tickets)
    for ticket in tickets:
        desk.acting_as("ana").handling.priority(ticket, "urgent")
    with pytest.raises(UndoRefused) as refused:
        desk.history.undo(part.act_id)
    assert refused.value.details["mine"]
    assert refused.value.details["theirs"]


def test_an_undo_that_was_cut_off_goes_on_where_it_stopped(desk: Desk) -> None:
    tickets = several(desk, 4)
    part = run(desk, RESOLVE, tickets)
    plan = desk.history.plan()
    desk.history.undo_part(plan, plan.tickets[:2], desk.many.new_act())
    undone = desk.history.undo()
    assert undone.undone == part.act_id
    assert undone.tickets == tuple(tickets[2:])
    assert status(desk, tickets) == {"new"}
    assert_sound(desk)


def test_a_merge_is_still_undone_whole_or_not_at_all(desk: Desk) -> None:
    source, into = several(desk, 2)
    desk.joining.merge(source, into)
    assert not desk.history.plan().apart
    assert set(desk.history.undo().tickets) == {source, into}


def test_trainees_may_not(desk: Desk) -> None:
    tickets = several(desk, 2)
    with pytest.raises(Forbidden):
        desk.acting_as("nova").many.apply(RESOLVE, [Seen(t, None) for t in tickets], desk.many.new_act())


def test_a_survey_tells_who_stays_out_and_who_wants_a_look(desk: Desk, clock: ManualClock) -> None:
    calm, waiting, anas, done = several(desk, 4)
    desk.conversation.no_reply_needed(calm)
    desk.conversation.no_reply_needed(anas)
    desk.acting_as("ana").assignment.take(anas)
    desk.handling.status(done, "resolved")
    complaint = complaint_at(desk, "assessed")
    promised = opened(desk)
    desk.conversation.no_reply_needed(promised)
    desk.handling.promise(promised, "a call", clock.now() + timedelta(days=1))
    found = desk.many.survey(RESOLVE, [calm, waiting, anas, done, complaint, promised])
    assert [seen.id for seen in found.able] == [calm, waiting, anas, promised]
    assert [seen.id for seen in found.calm] == [calm]
    assert found.noticed == {Notice.UNANSWERED: (waiting,), Notice.PROMISED: (promised,), Notice.OTHERS: (anas,)}
    assert found.holders == {"ana": (anas,)}
    assert found.blocked == {Block.ALREADY: (done,), Block.UNDECIDED: (complaint,)}
    assert found.stays_out == 2


def test_a_survey_agrees_with_what_happens(desk: Desk, clock: ManualClock) -> None:
    tickets = [*several(desk, 2), complaint_at(desk, "decided"), closed(desk, clock), complaint_at(desk, "closed")]
    for change in (RESOLVE, ToStatus(Status.SPAM), ToPriority(Priority.NORMAL), ToKind(Kind.COMPLAINT), NoReply()):
        able = {seen.id for seen in desk.many.survey(change, tickets).able}
        assert {*run(desk, change, tickets).done} == able, change
        if able:
            desk.history.undo()


def test_more_tickets_than_any_transaction_takes(lite: Desk) -> None:
    many = sized(450, soak=2_500)
    lite.acting_as("sup").generation.generate(many, seed=3)
    tickets = list(lite.queue.numbers("is:all"))
    assert len(tickets) == many > 2 * MOST
    able = lite.many.survey(Tagging(("winter",)), tickets).able
    sizes: list[int] = []
    part = lite.many.run(Tagging(("winter",)), able, lambda through: not sizes.append(through))
    assert len(part.done) == many
    assert max(after - before for before, after in zip([0, *sizes], sizes, strict=False)) <= MOST
    undone = lite.history.undo()
    assert len(undone.tickets) == len(part.done)
    assert verified(lite).problems == ()


def test_an_illegal_move_is_among_the_reasons(desk: Desk, clock: ManualClock) -> None:
    ticket = closed(desk, clock)
    (failure,) = run(desk, ToStatus(Status.OPEN), [ticket]).failed
    assert isinstance(failure.error, IllegalMove)
