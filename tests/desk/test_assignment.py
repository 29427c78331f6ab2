"""Who has a ticket, and who gets the next one."""

import pytest
from sqlalchemy import text
from tests.builders import DAY, HOUR, MINUTE, NOON, assert_sound, opened, resolved, types_of

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk
from servicedesk.domain.errors import Forbidden, NotFound, Refused
from servicedesk.store.database import Store
from servicedesk.store.next_in_line import AHEAD


def write(desk: Desk, statement: str) -> None:
    store = Store(desk._work.store.address)
    with store.transaction() as connection:
        connection.execute(text(statement))
    store.close()


@pytest.fixture
def teams(lite: Desk) -> None:
    """``lin`` is in care; there are logistics too, without anybody."""
    write(
        lite,
        "INSERT INTO teams (id, code, name, line, skill) VALUES (1, 'care', 'Care', 1, ''), (2, 'log', 'Log', 2, 'x')",
    )
    write(lite, "INSERT INTO team_members (team_id, person_id) SELECT 1, id FROM people WHERE handle = 'lin'")


def test_assigning_taking_and_giving_back(desk: Desk):
    ticket = opened(desk)
    assert desk.assignment.assign(ticket, "ana").ticket.assignee == "ana"
    assert desk.assignment.take(ticket).ticket.assignee == "lin"
    assert desk.assignment.assign(ticket, None).ticket.assignee is None
    assert_sound(desk)


def test_giving_back_a_new_ticket_is_no_first_act(lite: Desk, teams: None):
    ticket = opened(lite)
    done = lite.assignment.assign(ticket, None, team="log")
    assert (done.ticket.status, lite.tickets.show(ticket).team, lite.tickets.show(ticket).line) == ("new", "log", 2)


def test_assigning_what_is_so_already(lite: Desk):
    ticket = opened(lite)
    lite.assignment.take(ticket)
    with pytest.raises(Refused):
        lite.assignment.take(ticket)
    with pytest.raises(NotFound):
        lite.assignment.assign(ticket, "ghost")
    with pytest.raises(NotFound):
        lite.assignment.assign(ticket, "lin", team="ghosts")


def test_nobody_gets_work_after_leaving(lite: Desk):
    write(lite, "UPDATE people SET active = 0 WHERE handle = 'ana'")
    with pytest.raises(Refused, match="any more"):
        lite.assignment.assign(opened(lite), "ana")
    with pytest.raises(NotFound):
        lite.acting_as("ana")


def test_next_is_the_longest_waiting_and_says_so(desk: Desk, clock: ManualClock):
    first = opened(desk)
    clock.advance(HOUR)
    opened(desk)
    taken = desk.assignment.take_next()
    assert taken is not None
    assert (taken.done.ticket.id, taken.done.ticket.assignee, taken.done.ticket.status) == (first, "lin", "open")
    assert (taken.reason, taken.facts["overtaken"], taken.facts["priority"]) == ("waits_longest", 0, "normal")
    assert desk.tickets.events(first)[-1].payload["why"] == "waits_longest"
    assert_sound(desk)


def test_next_by_priority(lite: Desk, clock: ManualClock):
    opened(lite)
    clock.advance(HOUR)
    urgent = opened(lite, priority="urgent")
    taken = lite.assignment.take_next()
    assert taken is not None
    assert (taken.done.ticket.id, taken.reason, taken.facts["overtaken"]) == (urgent, "priority", 1)


def test_an_urgent_ticket_behind_a_long_line_is_seen(lite: Desk, clock: ManualClock):
    for _ in range(AHEAD + 2):
        opened(lite)
        clock.advance(MINUTE)
    urgent = opened(lite, priority="urgent")
    taken = lite.assignment.take_next()
    assert taken is not None
    assert taken.done.ticket.id == urgent
    assert taken.facts["overtaken"] == AHEAD - 1


def test_a_day_after_it_was_opened_a_ticket_nobody_waits_for_has_its_turn(lite: Desk, clock: ManualClock):
    idle = opened(lite, None)
    clock.advance(DAY + HOUR)
    opened(lite)
    taken = lite.assignment.take_next()
    assert taken is not None
    assert (taken.done.ticket.id, taken.reason, taken.facts["overtaken"]) == (idle, "turn", 0)


def test_a_row_that_says_what_its_events_do_not_is_passed_over(lite: Desk):
    wrong = opened(lite)
    lite.assignment.assign(wrong, "ana")
    write(lite, f"UPDATE tickets SET lane = ':', turn = 0 WHERE id = {wrong}")
    right = opened(lite)
    taken = [lite.assignment.take_next() for _ in range(2)]
    assert [t and t.done.ticket.id for t in taken] == [right, None]


def test_in_a_line_of_answered_tickets_the_oldest_is_next(lite: Desk, clock: ManualClock):
    tickets = [opened(lite, None) for _ in range(3)]
    taken = lite.assignment.take_next()
    assert taken is not None
    assert (taken.done.ticket.id, taken.reason, taken.facts["waiting_since"]) == (tickets[0], "nothing_waits", None)


def test_what_is_not_in_the_queue_is_not_next(lite: Desk):
    lite.handling.snooze(opened(lite), NOON + HOUR)
    resolved(lite)
    lite.assignment.assign(opened(lite), "ana")
    assert lite.assignment.take_next() is None


def test_next_is_of_ones_own_teams_or_of_none(lite: Desk, clock: ManualClock, teams: None):
    opened(lite, team="log")
    clock.advance(MINUTE)
    mine = opened(lite, team="care")
    clock.advance(MINUTE)
    nobodys = opened(lite)
    taken = [lite.assignment.take_next() for _ in range(3)]
    assert [t and t.done.ticket.id for t in taken] == [mine, nobodys, None]
    anybody = lite.acting_as("ana").assignment.take_next()
    assert anybody is not None


def test_next_is_in_a_language_one_writes(lite: Desk):
    write(lite, "UPDATE people SET languages = 'en de' WHERE handle = 'lin'")
    opened(lite, language="zh")
    unknown = opened(lite)
    english = opened(lite, language="en")
    taken = [lite.assignment.take_next() for _ in range(3)]
    assert [t and t.done.ticket.id for t in taken] == [unknown, english, None]


@pytest.mark.parametrize("handle", ["nova", "coach", "boss"])
def test_who_may_not_take(lite: Desk, handle: str):
    ticket = opened(lite)
    with pytest.raises(Forbidden):
        lite.acting_as(handle).assignment.take_next()
    assert types_of(lite, ticket) == ["created", "message"]
