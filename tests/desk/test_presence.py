"""Who works on a ticket, who looks at it, and what each has read: on both engines, and between processes."""

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
from tests.builders import MINUTE, NOON, opened, types_of
from tests.store.crowd import crowd

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk
from servicedesk.domain.errors import Refused, StoreUnavailable
from servicedesk.domain.together import LEASE, SILENT, Doing
from servicedesk.store.address import parse_address
from servicedesk.store.database import Store


def holder(desk: Desk, ticket: int) -> str | None:
    found = desk.presence.holder(ticket)
    return None if found is None else found.handle


def test_one_holds_a_ticket_until_it_runs_out(desk: Desk, clock: ManualClock):
    ticket, ana = opened(desk), desk.acting_as("ana")
    mine = desk.presence.hold(ticket)
    assert (mine.handle, mine.mine, mine.until - mine.since) == ("lin", True, LEASE)
    theirs = ana.presence.hold(ticket)
    assert (theirs.handle, theirs.mine) == ("lin", False)
    clock.advance(LEASE - timedelta(seconds=1))
    assert desk.presence.hold(ticket).since == NOON
    clock.advance(LEASE)
    assert holder(ana, ticket) is None
    again = ana.presence.hold(ticket)
    assert (again.handle, again.since) == ("ana", clock.now())


def test_letting_go(desk: Desk):
    ticket, ana = opened(desk), desk.acting_as("ana")
    desk.presence.hold(ticket)
    ana.presence.let_go(ticket)
    assert holder(desk, ticket) == "lin"
    desk.presence.let_go(ticket)
    assert holder(desk, ticket) is None


def test_taking_holds_and_moving_on_lets_go(desk: Desk):
    ticket = opened(desk)
    desk.assignment.take(ticket)
    assert holder(desk, ticket) == "lin"
    desk.conversation.reply(ticket, "Soon.")
    assert holder(desk, ticket) is None
    desk.presence.hold(ticket)
    desk.assignment.assign(ticket, "ana")
    assert holder(desk, ticket) is None
    desk.acting_as("ana").presence.hold(ticket)
    desk.handling.status(ticket, "resolved")
    assert holder(desk, ticket) is None


def test_giving_away_leaves_a_third_persons_lease(desk: Desk):
    ticket = opened(desk)
    desk.assignment.take(ticket)
    desk.presence.let_go(ticket)
    desk.acting_as("sup").presence.hold(ticket)
    desk.assignment.assign(ticket, "ana")
    assert holder(desk, ticket) == "sup"


def test_next_passes_over_what_others_work_on(desk: Desk, clock: ManualClock):
    first = opened(desk)
    clock.advance(MINUTE)
    second = opened(desk)
    desk.acting_as("ana").presence.hold(first)
    taken = desk.assignment.take_next()
    assert taken is not None
    assert taken.done.ticket.id == second
    assert desk.assignment.take_next() is None
    clock.advance(LEASE)
    late = desk.assignment.take_next()
    assert late is not None
    assert late.done.ticket.id == first


def test_many_hold_at_once_and_one_has_it(desk: Desk, url: str):
    tickets = [opened(desk) for _ in range(6)]
    found = crowd("hold", 4, url, tickets)
    for holders in zip(*found, strict=True):
        assert len(set(holders)) == 1
    assert {types_of(desk, ticket).count("assigned") for ticket in tickets} == {0}


def test_consoles_tell_where_they_are_and_fall_silent(desk: Desk, clock: ManualClock):
    ticket, ana = opened(desk), desk.acting_as("ana")
    ana.presence.tell("a1", ticket, Doing.LOOKING)
    ana.presence.tell("a2", None, Doing.LOOKING)
    clock.advance(timedelta(seconds=5))
    ana.presence.tell("a1", ticket, Doing.LOOKING)
    there = {one.ticket_id: one for one in desk.presence.around("mine").there}
    assert there[ticket].since == NOON
    assert (there[ticket].name, there[ticket].doing) == ("Ana", "looking")
    assert None in there
    assert ana.presence.around("a1").there == ()
    ana.presence.tell("a1", ticket, Doing.WRITING)
    assert [one.since for one in desk.presence.around("mine").there if one.doing == "writing"] == [clock.now()]
    ana.presence.leave("a1")
    clock.advance(SILENT)
    assert desk.presence.around("mine").there == ()


def test_silent_consoles_and_old_leases_are_forgotten(desk: Desk, url: str, clock: ManualClock):
    ticket = opened(desk)
    desk.acting_as("ana").presence.tell("gone", ticket, Doing.WRITING, holds=True)
    assert holder(desk, ticket) == "ana"
    clock.advance(LEASE + SILENT)
    desk.presence.tell("mine", ticket, Doing.LOOKING)
    store = Store(parse_address(url))
    with store.read() as connection:
        left = [connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar() for name in ("presence", "leases")]
    store.close()
    assert left == [1, 0]


def test_a_killed_console_holds_nothing_for_long(desk: Desk, url: str, clock: ManualClock):
    """The process dies without a word: its lease stands until the clock ends it, its console is forgotten sooner."""
    ticket = opened(desk)
    crowd("die_holding", 1, url, ticket)
    assert holder(desk, ticket) == "ana"
    assert [one.handle for one in desk.presence.around("mine").there] == ["ana"]
    clock.advance(SILENT + timedelta(seconds=1))
    assert desk.presence.around("mine").there == ()
    clock.advance(LEASE)
    assert desk.presence.hold(ticket).mine


def test_marks_never_go_back(desk: Desk, clock: ManualClock):
    ticket = opened(desk)
    assert desk.presence.read_mark(ticket) is None
    desk.presence.mark_read(ticket, clock.now())
    desk.presence.mark_read(ticket, clock.now() - MINUTE)
    assert desk.presence.read_mark(ticket) == NOON
    assert desk.acting_as("ana").presence.read_mark(ticket) is None


def test_what_others_did_is_heard(desk: Desk):
    ana = desk.acting_as("ana")
    before = desk.presence.heard(None).upto
    mine, hers = opened(desk), opened(ana)
    heard = desk.presence.heard(before)
    assert heard.by_others == {hers}
    assert mine not in heard.by_others
    assert desk.presence.heard(heard.upto).by_others == frozenset()


def test_a_busy_store_is_not_waited_for(lite: Desk, sqlite_url: str):
    ticket = opened(lite)
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailable):
            lite.presence.tell("mine", ticket, Doing.LOOKING)
        other.execute("ROLLBACK")
    lite.presence.tell("mine", ticket, Doing.LOOKING)
    assert len(lite.acting_as("ana").presence.around("x").there) == 1


def test_nothing_new_comes_on_a_break(desk: Desk):
    opened(desk)
    desk.shifts.start_break()
    with pytest.raises(Refused, match="on a break"):
        desk.assignment.take_next()
    assert desk.acting_as("ana").assignment.take_next() is not None
    desk.shifts.end_break()
    assert desk.assignment.take_next() is None
