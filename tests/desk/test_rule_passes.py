"""How consoles go through the rules of escalation: what is judged once, how much at a time, whose turn it is."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from tests.builders import HOUR, MINUTE, assert_sound, opened
from tests.desk.approval_cases import about, with_orders
from tests.desk.escalation_cases import hire_helpers, last, sent
from tests.desk.test_escalation_rules import escalating

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk, open_desk
from servicedesk.desk.escalating import applying, by_rule
from servicedesk.desk.escalating.by_rule import SOON
from servicedesk.desk.time_left import TimeLeft
from servicedesk.desk.upkeep import BEAT, LET
from servicedesk.domain.escalating.rules import Rule
from servicedesk.store import escalation_rules, people
from servicedesk.store.escalation_rules import Candidate
from servicedesk.store.tables.customers import customers

BAD = "name: bad, on: severity, to: supervisor"


@pytest.fixture
def shop(lite: Desk) -> Desk:
    hire_helpers(lite)
    return lite


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The tickets that were opened in a transaction, in order."""
    opened_in: list[int] = []

    def told(work: object, rule: Rule, one: Candidate) -> bool:
        opened_in.append(one.ticket)
        return applying.apply(work, rule, one)  # type: ignore[arg-type]

    monkeypatch.setattr(by_rule, "apply", told)
    return opened_in


def bad(desk: Desk, holder: str | None = None, **more: object) -> int:
    """A complaint of the first severity; in somebody's hands where one is named."""
    ticket = opened(desk, kind="complaint")
    if holder is not None:
        desk.assignment.assign(ticket, holder)
    desk.handling.complaint(ticket, severity=1, **more)
    return ticket


def looks(desk: Desk, clock: ManualClock, count: int = 1) -> int:
    """How many are sent in so many turns of a console."""
    sent_on = 0
    for _ in range(count):
        clock.advance(BEAT)
        sent_on += desk.upkeep.look().escalated
    return sent_on


# what was judged without effect


def test_what_no_rule_moves_is_opened_once(shop: Desk, clock: ManualClock, tmp_path: Path, judged: list[int]):
    """Which skill a ticket asks for only its events tell; it is with one who has it."""
    escalating(shop, tmp_path, "name: bad, on: severity, to: skill")
    ticket = bad(shop, "dina", nature="billing")
    assert looks(shop, clock, 20) == 0
    assert judged == [ticket]
    shop.handling.priority(ticket, "high")
    assert looks(shop, clock, 20) == 0
    assert judged == [ticket] * 2, "it changed, so it was judged anew"
    shop.assignment.assign(ticket, "ana")
    assert looks(shop, clock) == 1
    assert judged == [ticket] * 3
    assert looks(shop, clock, 20) == 0
    assert len(judged) == 3
    assert_sound(shop)


def test_other_rules_or_other_people_make_it_be_judged_anew(
    shop: Desk, clock: ManualClock, tmp_path: Path, judged: list[int]
):
    escalating(shop, tmp_path, "name: bad, on: severity, to: skill")
    ticket = bad(shop, "dina", nature="billing")
    looks(shop, clock)
    assert judged == [ticket]
    escalating(shop, tmp_path, "name: bad, on: severity, to: skill", "name: late, on: breach, to: supervisor")
    assert looks(shop, clock, 2) == 0
    assert judged == [ticket] * 2
    with shop._work.store.transaction() as connection:
        dina = people.by_handle(connection, "dina")
        assert dina is not None
        people.change(connection, dina["id"], {"skills": "logistics"})
    assert looks(shop, clock) == 1, "nobody knows billing any more, and a supervisor doesn't have it"
    assert last(shop, ticket).line == 3


def test_rows_are_enough_where_it_is_with_those_it_would_go_to(
    shop: Desk, clock: ManualClock, tmp_path: Path, judged: list[int]
):
    escalating(shop, tmp_path, BAD)
    tickets = [bad(shop, "sup") for _ in range(5)]
    assert looks(shop, clock, 10) == 0
    assert judged == []
    shop.assignment.assign(tickets[2], "ana")
    assert looks(shop, clock) == 1
    assert judged == [tickets[2]]


def test_rows_are_enough_where_the_customer_came_seldom(
    shop: Desk, clock: ManualClock, tmp_path: Path, judged: list[int]
):
    escalating(shop, tmp_path, "name: often, on: contacts, count: 2, to: supervisor")
    with_orders(shop)
    ticket = about(shop)
    for _ in range(3):
        shop.conversation.message(ticket, "Hello?")
    assert looks(shop, clock, 5) == 0
    assert judged == [], "three messages of one day are one contact"
    other = about(shop)
    assert looks(shop, clock, 2 + SOON // BEAT) == 2, "it was not changed itself, and is found within a minute"
    assert sorted(judged) == [ticket, other]


# what makes one fire without a change of its own


def test_time_alone(shop: Desk, clock: ManualClock, tmp_path: Path):
    escalating(
        shop, tmp_path, "name: raised, on: not_accepted, to: supervisor", "name: late, on: breach, to: supervisor"
    )
    waiting, ticket = opened(shop), opened(shop)
    shop.assignment.take(ticket)
    sent(shop, ticket, "skill:logistics")
    assert looks(shop, clock, 10) == 0
    clock.advance(20 * MINUTE)
    assert looks(shop, clock) == 1
    assert last(shop, ticket).rule == "raised"
    clock.advance(HOUR)
    assert looks(shop, clock) == 1
    assert last(shop, waiting).rule == "late"
    assert looks(shop, clock, 10) == 0
    assert_sound(shop)


def test_a_membership(shop: Desk, clock: ManualClock, tmp_path: Path):
    escalating(shop, tmp_path, "name: vip, on: vip_complaint, to: supervisor")
    opened(shop, kind="complaint")
    assert looks(shop, clock, 3) == 0
    with shop._work.store.transaction() as connection:
        connection.execute(update(customers).values(membership="vip"))
    assert looks(shop, clock, 1 + SOON // BEAT) == 1


def test_what_comes_to_light_late(shop: Desk, clock: ManualClock, tmp_path: Path):
    """Another machine's clock is half an hour slow: what it does is told to have been before the last pass."""
    escalating(shop, tmp_path, BAD)
    clock.advance(HOUR)
    assert looks(shop, clock, 5) == 0
    slow = Desk(replace(shop._work, clock=ManualClock(clock.now() - 30 * MINUTE)))
    ticket = bad(slow)
    assert looks(shop, clock, 1 + SOON // BEAT) == 1
    assert last(shop, ticket).rule == "bad"


# how much at a time


def test_a_pass_goes_on_where_the_last_one_ended(
    shop: Desk, clock: ManualClock, tmp_path: Path, judged: list[int], monkeypatch: pytest.MonkeyPatch
):
    """A ticket or two a look, and pages of two: none is missed, none comes twice, nobody waits for the next turn."""
    monkeypatch.setattr("servicedesk.desk.upkeep.LOOK_SECONDS", 0.0)
    monkeypatch.setattr(by_rule, "PAGE", 2)
    escalating(shop, tmp_path, BAD)
    held = {bad(shop, "sup") for _ in range(5)}
    tickets = {bad(shop) for _ in range(7)}
    clock.advance(BEAT)
    counts = [shop.upkeep.look().escalated for _ in range(30)]
    assert max(counts) <= 2, "one of what is new, one of all there is"
    assert sum(counts) == len(tickets)
    assert set(judged) == tickets
    assert len(judged) == len(tickets)
    assert all(last(shop, ticket).rule == "bad" for ticket in tickets)
    assert all(shop.escalations.of_ticket(ticket) == () for ticket in held)
    assert_sound(shop)


def test_a_pass_reads_on_behind_what_was_judged(shop: Desk, clock: ManualClock, tmp_path: Path, monkeypatch):
    """A page is long to read among a million tickets: short passes that begin it anew would come to no end."""
    read, begun = escalation_rules.candidates, []

    def reading(connection, rule, place, now, limit):
        begun.append((place.ticket, limit))
        return read(connection, rule, place, now, limit)

    monkeypatch.setattr(escalation_rules, "candidates", reading)
    escalating(shop, tmp_path, BAD)
    tickets = []
    for _ in range(5):
        clock.advance(MINUTE)
        tickets += [bad(shop), bad(shop, "sup")]
    rules = by_rule.Rules(shop.upkeep._work)
    assert [rules.go_through(None, TimeLeft(0.0)) for _ in range(6)] == [1, 1, 1, 1, 1, 0]
    assert begun[1:5] == [(ticket, by_rule.PAGE) for ticket in tickets[2::2]]
    rules.go_through(None, TimeLeft(None, lambda: True))
    assert begun[-1][1] == by_rule.FEW


def test_a_pass_opens_so_many_at_most(shop: Desk, tmp_path: Path, judged: list[int], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(by_rule, "MOST", 3)
    monkeypatch.setattr(by_rule, "PAGE", 2)
    escalating(shop, tmp_path, BAD)
    for _ in range(7):
        bad(shop)
    assert [shop.upkeep.sweep().escalated for _ in range(4)] == [3, 3, 1, 0]
    assert len(judged) == 7


def test_many_of_one_instant_are_all_found(shop: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Pages end in the middle of them."""
    monkeypatch.setattr(by_rule, "PAGE", 4)
    escalating(shop, tmp_path, BAD)
    for _ in range(6):
        bad(shop, "sup")
        bad(shop)
    assert shop.upkeep.sweep().escalated == 6


# whose turn it is


def test_who_went_through_them_last_does_so_again(shop: Desk, clock: ManualClock, tmp_path: Path, judged: list[int]):
    """The others judge nothing; where it is gone, the next one does after a while."""
    escalating(shop, tmp_path, "name: bad, on: severity, to: skill")
    first, second = shop.acting_as("lin"), shop.acting_as("ana")
    ticket = bad(shop, "dina", nature="billing")
    first.upkeep.look()
    for _ in range(20):
        clock.advance(timedelta(seconds=3))
        second.upkeep.look()
        first.upkeep.look()
    assert judged == [ticket]
    clock.advance(BEAT)
    second.upkeep.look()
    assert judged == [ticket]
    clock.advance(LET)
    second.upkeep.look()
    assert judged == [ticket] * 2
    clock.advance(BEAT)
    first.upkeep.look()
    assert judged == [ticket] * 2


def test_two_consoles_of_which_either_may_go(url: str, clock: ManualClock, tmp_path: Path):
    """On each engine: one gives up in the middle, the other goes on; each ticket is sent on once."""
    desks = [open_desk(url, clock=clock, handle=handle, via="test") for handle in ("lin", "sup")]
    hire_helpers(desks[0])
    escalating(desks[0], tmp_path, BAD)
    tickets = [bad(desks[0]) for _ in range(6)]
    sent_on = desks[0].upkeep.look().escalated
    for turn in range(6):
        clock.advance(BEAT + LET)
        sent_on += desks[turn % 2].upkeep.look().escalated
    assert sent_on == len(tickets)
    assert all(len(desks[1].escalations.of_ticket(ticket)) == 1 for ticket in tickets)
    assert_sound(desks[1])
    for desk in desks:
        desk.close()


def test_what_another_console_is_noting_is_not_passed_over(url: str, clock: ManualClock, tmp_path: Path):
    """On PostgreSQL a sweep leaves to others what they hold; after a night without a console that is hours old."""
    desk = open_desk(url, clock=clock, handle="lin", via="test")
    escalating(desk, tmp_path, "name: late, on: breach, clock: first_response, to: supervisor")
    ticket = opened(desk)
    clock.advance(5 * HOUR)
    store = desk._work.store
    if not store.is_sqlite:
        with store.transaction() as connection:
            store.lock_ticket(connection, ticket)
            swept = desk.upkeep.sweep()
        assert (swept.noted.breaches, swept.noted.all, swept.escalated) == (0, False, 0)
    swept = desk.upkeep.sweep()
    assert (swept.noted.breaches, swept.noted.all, swept.escalated) == (1, True, 1)
    desk.close()


def test_a_clock_that_ran_ahead_blinds_nobody(shop: Desk, clock: ManualClock, tmp_path: Path):
    escalating(shop, tmp_path, BAD)
    looks(shop, clock)
    clock.advance(24 * HOUR)
    looks(shop, clock)
    clock.advance(-24 * HOUR)
    looks(shop, clock)
    bad(shop)
    assert looks(shop, clock) == 1
