"""Which promises were broken: pages of them, counts, what a sweep hasn't noted yet; and rows put right."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.builders import DAY, HOUR, MINUTE, NOON, assert_sound, opened, resolved

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk
from servicedesk.desk.service_levels.views import BreachView, Difference
from servicedesk.domain.errors import Forbidden, Invalid, NotFound

FIRST = "first_response"
ALWAYS = """\
calendars:
  always: {timezone: Europe/Berlin, week: 24/7}
policies:
  - name: everything
    calendar: always
    targets: {first_response: 1h, next_response: 1h, resolution: 4h}
"""


@pytest.fixture
def shop(desk: Desk, tmp_path: Path) -> Desk:
    """``lin`` at a shop that answers within an hour, day and night."""
    return promising(desk, tmp_path, ALWAYS)


@pytest.fixture
def sup(shop: Desk) -> Desk:
    """Who sees everybody's breaches."""
    return shop.acting_as("sup")


def promising(desk: Desk, folder: Path, text: str) -> Desk:
    file = folder / "policies.yaml"
    file.write_text(text, encoding="utf-8")
    desk.acting_as("sup").policies.set([file])
    return desk


def told(breaches: tuple[BreachView, ...]) -> list[tuple[int, str]]:
    return [(one.ticket, one.clock) for one in breaches]


def test_a_breach_is_there_before_and_after_a_sweep_notes_it(shop: Desk, sup: Desk, clock: ManualClock):
    ticket = opened(shop)
    shop.assignment.assign(ticket, "ana")
    clock.advance(HOUR)
    assert sup.breaches.page().rows == ()
    clock.advance(30 * MINUTE)
    (before,) = sup.breaches.page().rows
    shop.upkeep.sweep()
    (after,) = sup.breaches.page().rows
    assert before == after
    assert (after.ticket, after.clock, after.breached_at, after.late) == (
        ticket,
        "first_response",
        NOON + HOUR,
        30 * MINUTE,
    )
    assert (after.holder, after.status, after.open, after.rule, after.target) == (
        "ana",
        "open",
        True,
        "everything",
        HOUR,
    )
    assert (after.customer, after.subject, after.kind, after.review) == ("Mara", "A lamp", "inquiry", None)


def test_lateness_ends_with_the_clock(shop: Desk, sup: Desk, clock: ManualClock):
    ticket = opened(shop)
    clock.advance(80 * MINUTE)
    shop.conversation.reply(ticket, "Sorry.", grace=0)
    clock.advance(10 * MINUTE)
    (breach,) = sup.breaches.page().rows
    assert (breach.open, breach.late) == (False, 20 * MINUTE)


def test_lateness_rests_while_the_clock_does(shop: Desk, sup: Desk, clock: ManualClock):
    ticket = opened(shop)
    shop.conversation.reply(ticket, "Which one?", grace=0)
    clock.advance(5 * HOUR)
    shop.handling.status(ticket, "waiting_customer")
    clock.advance(5 * HOUR)
    (breach,) = sup.breaches.page().rows
    assert (breach.clock, breach.open, breach.late) == ("resolution", True, HOUR)
    assert sup.breaches.by("kind")[0].late_p50 == HOUR


def test_pages_follow_one_another_newest_first(shop: Desk, sup: Desk, clock: ManualClock):
    tickets = []
    for _ in range(5):
        tickets.append(opened(shop))
        clock.advance(10 * MINUTE)
    clock.advance(35 * MINUTE)
    shop.upkeep.sweep()
    clock.advance(20 * MINUTE)
    found: list[tuple[int, str]] = []
    after = None
    for _ in range(5):
        page = sup.breaches.page(after=after, limit=2)
        found += told(page.rows)
        after = page.next
        if after is None:
            break
    assert found == [(ticket, "first_response") for ticket in reversed(tickets)]


def test_two_clocks_of_a_ticket_that_breach_at_one_instant(desk: Desk, clock: ManualClock, tmp_path: Path):
    shop = promising(desk, tmp_path, ALWAYS.replace("4h", "1h"))
    sup = shop.acting_as("sup")
    ticket = opened(shop)
    clock.advance(2 * HOUR)
    for swept in (False, True):
        if swept:
            shop.upkeep.sweep()
        first = sup.breaches.page(limit=1)
        second = sup.breaches.page(limit=1, after=first.next)
        assert told(first.rows + second.rows) == [(ticket, "resolution"), (ticket, "first_response")]
        assert second.next is None


def test_narrowed(shop: Desk, clock: ManualClock):
    sup = shop.acting_as("sup")
    one, other = opened(shop), opened(shop, kind="complaint")
    shop.assignment.assign(one, "ana")
    clock.advance(2 * HOUR)
    for swept in (False, True):
        if swept:
            shop.upkeep.sweep()
        assert told(sup.breaches.page(holder="ana").rows) == [(one, "first_response")]
        assert told(sup.breaches.page(kind="complaint").rows) == [(other, "first_response")]
        assert sup.breaches.page(since=NOON + 61 * MINUTE).rows == ()
        assert sup.breaches.page(until=NOON + HOUR).rows == ()
        assert len(sup.breaches.page(since=NOON + HOUR, until=NOON + 61 * MINUTE).rows) == 2
        assert len(sup.reviews.open().rows) == 2
    sup.reviews.review(one, "first_response", holder=None, cause="other", avoidable=False)
    assert told(sup.breaches.page(unreviewed=True).rows) == [(other, "first_response")]
    assert sup.breaches.page(holder="ana").rows == ()


def test_what_can_not_be_asked(shop: Desk, sup: Desk):
    for wrong in ({"after": "1.2"}, {"after": "1.2.9.3"}, {"after": "x.2.0.3"}, {"kind": "riddle"}, {"limit": 0}):
        with pytest.raises(Invalid):
            sup.breaches.page(**wrong)
    for nobody in ({"holder": "zoe"}, {"team": "moon"}, {"product": "NO-1"}):
        with pytest.raises(NotFound):
            sup.breaches.page(**nobody)
    for ask in (sup.breaches.by, sup.breaches.overdue):
        with pytest.raises(Invalid):
            ask("weather")
    with pytest.raises(Forbidden):
        shop.acting_as("boss").breaches.page()
    with pytest.raises(Forbidden):
        shop.breaches.overdue("agent")


def test_agents_see_their_own_and_no_others(shop: Desk, sup: Desk, clock: ManualClock):
    """Those they held at the breach, and those a review found theirs; noted by a sweep or not."""
    mine, other, nobodys = opened(shop), opened(shop, kind="complaint"), opened(shop)
    shop.assignment.assign(mine, "lin")
    shop.assignment.assign(other, "ana")
    clock.advance(90 * MINUTE)
    ana = shop.acting_as("ana")
    for swept in (False, True):
        if swept:
            shop.upkeep.sweep()
        assert told(shop.breaches.page().rows) == told(shop.breaches.page(holder="lin").rows) == [(mine, FIRST)]
        assert told(ana.breaches.page().rows) == [(other, FIRST)]
        assert len(sup.breaches.page().rows) == 3
        assert shop.breaches.page(kind="complaint").rows == ()
        for handle in ("ana", "zoe"):
            with pytest.raises(Forbidden):
                shop.breaches.page(holder=handle)
        assert [(one.name, one.breaches) for one in shop.breaches.by("agent")] == [("lin", 1)]
        assert [(one.name, one.breaches) for one in ana.breaches.by("kind")] == [("complaint", 1)]
    # Given away since: it was theirs when it mattered.
    shop.assignment.assign(mine, "ana")
    assert told(shop.breaches.page().rows) == [(mine, FIRST)]
    sup.reviews.review(nobodys, FIRST, holder="lin", cause="held", avoidable=True, comment="yours")
    assert set(told(shop.breaches.page().rows)) == {(mine, FIRST), (nobodys, FIRST)}
    sup.reviews.review(mine, FIRST, holder="ana", cause="other", avoidable=False, comment="not yours")
    assert set(told(shop.breaches.page().rows)) == {(mine, FIRST), (nobodys, FIRST)}
    assert set(told(ana.breaches.page().rows)) == {(mine, FIRST), (other, FIRST)}
    assert [(one.name, one.breaches) for one in shop.breaches.by("agent")] == [("lin", 1)]


def test_counts(shop: Desk, clock: ManualClock):
    for holder in ("ana", "ana", "ana", "lin", None):
        ticket = opened(shop)
        if holder:
            shop.assignment.assign(ticket, holder)
        clock.advance(MINUTE)
    clock.advance(HOUR)
    shop.upkeep.sweep()
    shop.conversation.reply(ticket, "Here.", grace=0)
    shop.acting_as("sup").reviews.review(ticket, "first_response", holder=None, cause="unassigned", avoidable=True)
    sup = shop.acting_as("sup")
    agents = {count.name: count for count in sup.breaches.by("agent")}
    assert list(agents) == ["ana", "lin", None]
    assert {name: (count.breaches, count.open) for name, count in agents.items()} == {
        "ana": (3, 3),
        "lin": (1, 1),
        None: (1, 0),
    }
    assert (agents["ana"].late_p50, agents["ana"].late_p90) == (4 * MINUTE, 5 * MINUTE)
    assert (agents[None].reviewed, agents[None].avoidable, agents[None].late_p90) == (1, 1, MINUTE)
    (kinds,) = sup.breaches.by("kind")
    assert (kinds.name, kinds.breaches, kinds.open, kinds.reviewed) == ("inquiry", 5, 4, 1)
    assert [(count.name, count.breaches) for count in sup.breaches.by("product")] == [(None, 5)]
    assert sum(count.breaches for count in sup.breaches.by("team")) == 5
    assert sup.breaches.by("agent", since=clock.now()) == ()
    assert sup.breaches.overdue("agent") == (("ana", 3), ("lin", 1))
    assert sup.breaches.overdue("kind") == (("inquiry", 4),)


def test_nobody_is_ranked_by_a_few_cases(shop: Desk, clock: ManualClock, monkeypatch: pytest.MonkeyPatch):
    for holder in ("lin", "sup", "sup", "lin", "lin", "ana"):
        shop.assignment.assign(opened(shop), holder)
    opened(shop)
    clock.advance(2 * HOUR)
    shop.upkeep.sweep()
    sup = shop.acting_as("sup")
    assert [count.name for count in sup.breaches.by("agent")] == ["ana", "lin", "sup", None]
    monkeypatch.setattr("servicedesk.desk.service_levels.breaches.RANKED_FROM", 3)
    assert [count.name for count in sup.breaches.by("agent")] == ["lin", "ana", "sup", None]
    assert sup.breaches.overdue("agent") == (("lin", 3), ("ana", 1), ("sup", 2), (None, 1))


def test_a_breach_counts_for_whom_the_review_found(shop: Desk, clock: ManualClock):
    ticket = opened(shop)
    shop.assignment.assign(ticket, "ana")
    clock.advance(2 * HOUR)
    shop.upkeep.sweep()
    sup = shop.acting_as("sup")
    sup.reviews.review(ticket, "first_response", holder="lin", cause="held", avoidable=True)
    assert [(count.name, count.avoidable) for count in sup.breaches.by("agent")] == [("lin", 1)]
    assert told(sup.breaches.page(holder="lin").rows) == [(ticket, "first_response")]
    assert sup.breaches.page(holder="ana").rows == ()


# what a recomputation puts right


def meddle(desk: Desk, sql: str) -> None:
    """Write past the desk, as a disk or a hand might."""
    from sqlalchemy import text

    with desk._work.store.transaction() as connection:
        connection.execute(text(sql))


def test_recomputing_a_sound_store_changes_nothing(shop: Desk, clock: ManualClock):
    for _ in range(3):
        opened(shop)
    resolved(shop)
    found = shop.acting_as("sup").recomputing.run()
    assert (found.tickets, found.recounted, found.noted, found.differences, found.left) == (4, 0, 0, (), ())


def test_recomputing_puts_rows_right_and_says_how(shop: Desk, clock: ManualClock):
    ticket, other, third = opened(shop), opened(shop), opened(shop)
    meddle(shop, f"UPDATE sla_clocks SET used_us = 7 WHERE ticket_id = {ticket} AND clock = 'resolution'")
    meddle(shop, f"UPDATE tickets SET due_at = due_at + 60000000 WHERE id = {ticket}")
    meddle(shop, f"DELETE FROM sla_clocks WHERE ticket_id = {other} AND clock = 'resolution'")
    meddle(
        shop, f"UPDATE sla_clocks SET started_at = started_at - 1 WHERE ticket_id = {third} AND clock = 'resolution'"
    )
    sup = shop.acting_as("sup")
    assert sup.proof.verify().problems
    seen: list[int] = []
    found = sup.recomputing.run(progress=seen.append)
    assert seen == [3]
    assert found.differences == (
        Difference(ticket, "", "due_at", "2026-11-21T13:01:00Z", "2026-11-21T13:00:00Z"),
        Difference(ticket, "resolution", "used_us", "7", "0"),
        Difference(other, "resolution", "started_at", "", "2026-11-21T12:00:00Z"),
        Difference(third, "resolution", "started_at", "", "2026-11-21T12:00:00Z"),
        Difference(third, "resolution", "started_at", "2026-11-21T11:59:59.999999Z", ""),
    )
    assert_sound(shop)
    assert sup.recomputing.run().differences == ()


def test_recomputing_counts_by_the_newest_policies(shop: Desk, clock: ManualClock, tmp_path: Path):
    ticket = opened(shop)
    clock.advance(MINUTE)
    promising(shop, tmp_path, ALWAYS.replace("first_response: 1h", "first_response: 2h"))
    assert shop.queue.row(ticket).due_at == shop.clocks.explain(ticket).due_at == NOON + HOUR
    found = shop.acting_as("sup").recomputing.run()
    assert (found.tickets, found.recounted, found.differences) == (1, 1, ())
    assert shop.queue.row(ticket).due_at == shop.clocks.explain(ticket).due_at == NOON + 2 * HOUR
    assert_sound(shop)


def test_recomputing_named_tickets(shop: Desk, clock: ManualClock):
    ticket = opened(shop)
    clock.advance(2 * HOUR)
    sup = shop.acting_as("sup")
    found = sup.recomputing.run([ticket, ticket])
    assert (found.tickets, found.noted) == (1, 1)
    assert [event.type for event in shop.tickets.events(ticket)][-2:] == ["sla_warned", "sla_breached"]
    with pytest.raises(NotFound):
        sup.recomputing.run([ticket + 5])
    with pytest.raises(Forbidden):
        shop.recomputing.run()
    assert_sound(shop)


def test_what_events_do_not_explain_is_left_to_verify(shop: Desk):
    ticket, other = opened(shop), opened(shop)
    meddle(shop, f"UPDATE tickets SET head = 'x', due_at = 0 WHERE id = {ticket}")
    meddle(shop, f"UPDATE events SET payload = '{{}}' WHERE stream_id = {other} AND stream_kind = 'ticket' AND seq = 1")
    found = shop.acting_as("sup").recomputing.run()
    assert found.left == (ticket, other)
    assert found.differences == ()


def test_pages_walk_along_the_index(lite: Desk, clock: ManualClock, tmp_path: Path):
    """The cursor stands in the index of breaches: no page reads those before it, none sorts them all."""
    shop = promising(lite, tmp_path, ALWAYS)
    sup = shop.acting_as("sup")
    for _ in range(3):
        opened(shop)
    clock.advance(2 * HOUR)
    shop.upkeep.sweep()
    after = sup.breaches.page(limit=1).next
    noted, ahead = plans(shop, lambda: sup.breaches.page(after=after, limit=1))
    assert "ix_sla_clocks_breached (breached_at>? AND (breached_at,ticket_id)<(?,?))" in noted
    assert "USE TEMP B-TREE FOR ORDER BY" not in noted
    assert "SEARCH tickets USING INDEX ix_tickets_next_due" in ahead
    assert "SCAN" not in noted + ahead


def plans(desk: Desk, what: Callable[[], object]) -> list[str]:
    """How SQLite reads what a call asks for, among breaches."""
    from sqlalchemy import event

    asked: list[tuple[str, tuple[object, ...]]] = []

    def listen(_connection, _cursor, statement, parameters, *_more) -> None:
        if "sla_clocks" in statement:
            asked.append((statement, parameters))

    engine = desk._work.store._engine
    event.listen(engine, "before_cursor_execute", listen)
    what()
    event.remove(engine, "before_cursor_execute", listen)
    with desk._work.store.read() as connection:
        return [
            "\n".join(str(row[3]) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters))
            for statement, parameters in asked
        ]


def test_while_somebody_is_at_the_keys_few_notices_are_given_at_once(shop: Desk, clock: ManualClock, monkeypatch):
    monkeypatch.setattr("servicedesk.desk.service_levels.sweeping.FEW", 2)
    for _ in range(5):
        opened(shop)
    clock.advance(DAY)  # both clocks of each are over
    assert [shop.upkeep.look(lambda: True).noted.breaches for _ in range(4)] == [4, 4, 2, 0]
    assert_sound(shop)
