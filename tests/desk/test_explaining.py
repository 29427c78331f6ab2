"""Why a ticket is due when it is: segments that add up, and what another priority or a wait would make of it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.builders import HOUR, MINUTE, NOON, assert_sound, opened, resolved
from tests.conftest import Stores, make_shop
from tests.desk.clocked import promise, rule

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk, open_desk
from servicedesk.desk.service_levels.views import CycleView, LedgerView
from servicedesk.domain.errors import Invalid, NotFound, Refused
from servicedesk.tui.wording.ledger_words import segment_words, why

SHOP = Path(__file__).parents[2] / "seeds" / "policies" / "shop.yaml"
FRIDAY = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
"""Four in the afternoon in Berlin; the office closes at five, and opens on Saturday from ten to two."""


@pytest.fixture
def shop(desk: Desk, clock: ManualClock) -> Desk:
    """``lin`` at a shop under the policies of the demo, on a Friday afternoon."""
    clock.set(FRIDAY)
    desk.acting_as("sup").policies.set([SHOP])
    return desk


def cycle_of(ledger: LedgerView, clock: str) -> CycleView:
    (found,) = [cycle for cycle in ledger.cycles if cycle.clock == clock]
    return found


def lines(cycle: CycleView) -> list[tuple[str, str, str | None, timedelta]]:
    return [(one.state, one.status, one.holder, one.worked) for one in cycle.segments]


def assert_adds_up(ledger: LedgerView) -> None:
    """Segments follow one another without a gap, and their working time is exactly what was used."""
    for cycle in ledger.cycles:
        assert sum((one.worked for one in cycle.segments), timedelta()) == cycle.used
        for one, following in zip(cycle.segments, cycle.segments[1:], strict=False):
            assert one.end == following.start
        if cycle.segments:
            assert cycle.segments[0].start == cycle.started_at


def test_a_ticket_without_policies_has_no_clocks(desk: Desk):
    ledger = desk.clocks.explain(opened(desk))
    assert (ledger.cycles, ledger.due_at, ledger.due_clock, ledger.rule, ledger.zone) == ((), None, None, "", "")


def test_each_line_says_why_it_runs_or_rests(shop: Desk, clock: ManualClock):
    ticket = opened(shop)
    clock.advance(30 * MINUTE)
    shop.assignment.take(ticket)
    clock.advance(15 * MINUTE)
    shop.conversation.reply(ticket, "Which one?", grace=0, then="waiting_customer")
    clock.advance(10 * MINUTE)
    ledger = shop.clocks.explain(ticket)
    resolution = cycle_of(ledger, "resolution")
    assert lines(resolution) == [
        ("running", "new", None, 30 * MINUTE),
        ("running", "open", "lin", 15 * MINUTE),
        ("paused", "waiting_customer", "lin", timedelta()),
    ]
    assert (resolution.state, resolution.due_at, resolution.used) == ("paused", None, 45 * MINUTE)
    first = cycle_of(ledger, "first_response")
    assert (first.state, first.used, first.target, first.rule) == ("met", 45 * MINUTE, 9 * HOUR, "everything else")
    assert (ledger.zone, ledger.rule) == ("Europe/Berlin", "everything else")
    assert_adds_up(ledger)


def test_the_due_time_is_the_one_of_the_queue(shop: Desk, clock: ManualClock):
    """An hour is left of Friday, four of Saturday, and four of nine are left for Monday: one o'clock."""
    ticket = opened(shop)
    clock.advance(2 * HOUR)
    ledger = shop.clocks.explain(ticket)
    row = shop.queue.row(ticket)
    assert (ledger.due_at, ledger.due_clock) == (row.due_at, row.due_clock)
    assert ledger.due_at == datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    assert lines(cycle_of(ledger, "first_response")) == [
        ("running", "new", None, HOUR),
        ("closed_hours", "new", None, timedelta()),
    ]
    assert_adds_up(ledger)


def test_what_another_priority_would_make_of_it(shop: Desk, clock: ManualClock):
    ticket = opened(shop)
    clock.advance(30 * MINUTE)
    supposed = shop.clocks.explain(ticket, priority="urgent")
    assert (supposed.due_at, supposed.due_clock, supposed.rule) == (FRIDAY + HOUR, "first_response", "urgent")
    assert shop.clocks.explain(ticket).rule == "everything else"
    assert shop.queue.row(ticket).priority == "normal"
    shop.handling.priority(ticket, "urgent")
    really = shop.clocks.explain(ticket)
    assert (really.due_at, really.rule, really.cycles[0].target) == (FRIDAY + HOUR, "urgent", HOUR)
    assert_adds_up(really)


def test_what_waiting_now_would_make_of_it(shop: Desk, clock: ManualClock):
    ticket = opened(shop)
    shop.conversation.reply(ticket, "It leaves today.", grace=0)
    clock.advance(10 * MINUTE)
    assert shop.clocks.explain(ticket).due_clock == "resolution"
    supposed = shop.clocks.explain(ticket, waiting_now=True)
    assert (supposed.due_at, cycle_of(supposed, "resolution").state) == (None, "paused")
    assert shop.queue.row(ticket).status == "open"
    shop.handling.status(ticket, "waiting_customer")
    assert shop.clocks.explain(ticket, waiting_now=True) == shop.clocks.explain(ticket)


def test_what_can_not_be_asked(shop: Desk):
    ticket = opened(shop)
    with pytest.raises(Invalid):
        shop.clocks.explain(ticket, priority="yesterday")
    with pytest.raises(NotFound):
        shop.clocks.explain(ticket + 1)
    done = resolved(shop)
    assert cycle_of(shop.clocks.explain(done), "resolution").state == "met"
    with pytest.raises(Refused):
        shop.clocks.explain(done, priority="low")


def test_time_resolved_is_told_as_such_when_it_is_reopened(shop: Desk, clock: ManualClock):
    ticket = resolved(shop)
    clock.advance(10 * MINUTE)
    shop.conversation.message(ticket, "It did not.")
    clock.advance(5 * MINUTE)
    ledger = shop.clocks.explain(ticket)
    assert lines(cycle_of(ledger, "resolution"))[-2:] == [
        ("paused", "resolved", None, timedelta()),
        ("running", "open", None, 5 * MINUTE),
    ]
    assert_adds_up(ledger)


def test_an_assignment_that_was_undone_held_nothing(shop: Desk, clock: ManualClock):
    ticket = opened(shop)
    clock.advance(5 * MINUTE)
    shop.assignment.assign(ticket, "ana")
    clock.advance(5 * MINUTE)
    shop.history.undo()
    clock.advance(5 * MINUTE)
    assert {one.holder for one in cycle_of(shop.clocks.explain(ticket), "resolution").segments} == {None}


def test_a_breach_nobody_has_noted_is_explained(shop: Desk, clock: ManualClock):
    ticket = opened(shop, priority="urgent")
    clock.set(datetime(2026, 11, 21, 10, 0, tzinfo=UTC))
    first = cycle_of(shop.clocks.explain(ticket), "first_response")
    assert (first.breached_at, first.due_at) == (FRIDAY + HOUR, FRIDAY + HOUR)
    assert first.late == HOUR
    shop.upkeep.sweep()
    assert cycle_of(shop.clocks.explain(ticket), "first_response") == first
    assert_sound(shop)


def test_the_rules_in_force(shop: Desk):
    found = shop.clocks.rules()
    assert found is not None
    assert (found.number, found.set_at, len(found.rules)) == (1, FRIDAY, 7)
    vip = found.rules[1]
    assert (vip.name, vip.calendar, vip.zone) == ("complaint of a vip", "office", "Europe/Berlin")
    assert vip.when == (("kind", ("complaint",)), ("membership", ("vip",)))
    assert dict(vip.targets) == {"first_response": HOUR, "next_response": 2 * HOUR, "resolution": 18 * HOUR}


def test_no_rules_before_there_are_any(desk: Desk):
    assert desk.clocks.rules() is None


def test_every_ticket_of_the_demo_shop_is_explained_as_it_is_stored(sqlite_stores: Stores, clock: ManualClock):
    """The ledger and the rows are two ways from the same events: due times, use and breaches agree."""
    shop = open_desk(sqlite_stores.copy_of("shop", make_shop), clock=clock, handle="sup", via="test")
    tickets = shop.queue.numbers("is:all")
    assert len(tickets) >= 40
    breached = {(one.ticket, one.clock, one.started_at): one for one in shop.breaches.page(limit=1000).rows}
    assert breached
    for ticket in tickets:
        ledger, row = shop.clocks.explain(ticket), shop.queue.row(ticket)
        assert (ledger.due_at, ledger.due_clock) == (row.due_at, row.due_clock)
        assert_adds_up(ledger)
        for cycle in ledger.cycles:
            breach = breached.pop((ticket, cycle.clock, cycle.started_at), None)
            assert cycle.breached_at == (None if breach is None else breach.breached_at)
            assert breach is None or (breach.late, breach.rule) == (cycle.late, cycle.rule)
    assert not breached
    shop.close()


# what changed, and what would


@pytest.fixture
def changing(lite: Desk, clock: ManualClock, tmp_path: Path) -> Desk:
    """Eight hours to resolve, two when urgent, a day when low; answers are promised to nobody."""
    promise(
        lite,
        tmp_path,
        rule("urgent", "priority: urgent", resolution="2h"),
        rule("low", "priority: low", resolution="24h"),
        rule("everyday", resolution="8h"),
    )
    return lite


def said(desk: Desk, ticket: int, **supposed: object) -> str:
    """The sentence of the ledger."""
    view = desk.clocks.explain(ticket, **supposed)  # type: ignore[arg-type]
    priority = supposed.get("priority")
    assert priority is None or isinstance(priority, str)
    return why(view, desk.clock.now(), UTC, priority, waiting=bool(supposed.get("waiting_now")))


def test_a_target_that_got_shorter_when_its_time_was_used(changing: Desk, clock: ManualClock):
    """Five hours are used when two are promised: broken then, and late by what was worked since, not by three."""
    ticket = opened(changing)
    clock.advance(5 * HOUR)
    changing.handling.priority(ticket, "urgent")
    clock.advance(HOUR)
    cycle = cycle_of(changing.clocks.explain(ticket), "resolution")
    assert (cycle.promised_at, cycle.breached_at, cycle.late) == (NOON + 5 * HOUR, NOON + 5 * HOUR, HOUR)
    assert said(changing, ticket) == (
        "Resolution was due 17:00 (1h ago): since 17:00, “urgent” gives 2h of working time from 12:00; "
        "6h are used, 5h of them before that promise."
    )
    assert_sound(changing)


def test_a_target_that_got_longer_after_it_was_broken(changing: Desk, clock: ManualClock):
    ticket = opened(changing, priority="urgent")
    clock.advance(3 * HOUR)
    assert said(changing, ticket, priority="low") == (
        "With priority low: resolution is broken since 14:00; another priority doesn't mend that."
    )
    changing.handling.priority(ticket, "low")
    clock.advance(HOUR)
    assert said(changing, ticket) == (
        "Resolution due tomorrow 12:00: since 15:00, “low” gives 24h of working time from 12:00; "
        "4h are used, 20h are left; what was promised before was broken 14:00."
    )
    assert changing.queue.row(ticket).due_at == NOON + 24 * HOUR


def test_a_broken_clock_that_rests(changing: Desk, clock: ManualClock):
    """What is supposed of it never mends it; what is in force is said of it though nothing is due."""
    ticket = opened(changing)
    clock.advance(9 * HOUR)
    changing.handling.status(ticket, "on_hold")
    clock.advance(HOUR)
    assert said(changing, ticket) == (
        "Nothing is due: resolution rests at 9h of 8h, on hold; it is broken since 20:00."
    )
    for supposed in ({"priority": "low"}, {"priority": "urgent"}):
        assert said(changing, ticket, **supposed).endswith(
            "resolution is broken since 20:00; another priority doesn't mend that."
        )
    assert said(changing, ticket, waiting_now=True).endswith("broken since 20:00; waiting doesn't mend that.")


def test_what_is_said_of_a_resting_clock_comes_true(changing: Desk, clock: ManualClock):
    """Three hours are used and it rests: urgent breaks it at once, low leaves it at rest."""
    ticket = opened(changing)
    clock.advance(3 * HOUR)
    changing.handling.status(ticket, "on_hold")
    clock.advance(HOUR)
    assert said(changing, ticket, priority="urgent").startswith(
        "With priority urgent: resolution would be broken at once, though it rests: “urgent” gives 2h"
    )
    assert said(changing, ticket, priority="low") == (
        "With priority low: nothing is due: resolution rests at 3h of 24h, on hold."
    )
    changing.handling.priority(ticket, "urgent")
    changed_at = clock.now()
    clock.advance(MINUTE)
    cycle = cycle_of(changing.clocks.explain(ticket), "resolution")
    assert (cycle.state, cycle.breached_at, cycle.late) == ("paused", changed_at, timedelta())
    assert said(changing, ticket).endswith("on hold; it is broken since 16:00.")
    assert_sound(changing)


@pytest.mark.parametrize("used", [1, 2, 3])
def test_what_is_supposed_to_be_due_is_due_when_it_is_done(changing: Desk, clock: ManualClock, used: int):
    """Before, at and after the end of the shorter target."""
    ticket = opened(changing)
    clock.advance(used * HOUR)
    supposed = changing.clocks.explain(ticket, priority="urgent")
    assert supposed.due_at == max(NOON + 2 * HOUR, clock.now())
    changing.handling.priority(ticket, "urgent")
    assert changing.queue.row(ticket).due_at == supposed.due_at


def test_a_holiday_is_named_in_the_ledger(lite: Desk, clock: ManualClock):
    clock.set(datetime(2026, 12, 24, 10, 0, tzinfo=UTC))
    lite.acting_as("sup").policies.set([SHOP])
    ticket = opened(lite)
    clock.set(datetime(2026, 12, 28, 9, 0, tzinfo=UTC))
    words = [segment_words(one) for one in cycle_of(lite.clocks.explain(ticket), "resolution").segments]
    assert words == [
        "runs",
        "closed: special hours 24 Dec, Christmas Day (DE), Second Day of Christmas (DE), weekend",
        "runs",
    ]
