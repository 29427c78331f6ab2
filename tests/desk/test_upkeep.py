"""What the desk does by itself, and that doing it twice changes nothing."""

from datetime import timedelta

import pytest
from sqlalchemy import update
from tests.builders import DAY, HOUR, MINUTE, NOON, assert_sound, closed, opened, resolved, types_of

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk
from servicedesk.desk.escalating.by_rule import Rules
from servicedesk.desk.upkeep import BEAT, LET, PUT_OFF, Swept
from servicedesk.desk.upkeep import NOTHING as NOTHING_DONE
from servicedesk.domain.errors import Refused
from servicedesk.store.tables.tickets import tickets

NOTHING = (0, 0, 0, 0)


def swept(desk: Desk) -> tuple[int, int, int, int]:
    done = desk.upkeep.sweep()
    return done.delivered, done.failed, done.woken, done.closed


def test_a_sweep_does_everything_once(desk: Desk, clock: ManualClock):
    old = resolved(desk)
    clock.advance(7 * DAY - HOUR)
    asleep, answered = opened(desk, None), opened(desk)
    desk.handling.snooze(asleep, clock.now() + HOUR)
    desk.conversation.reply(answered, "Yes")
    clock.advance(HOUR)
    assert swept(desk) == (1, 0, 1, 1)
    rows = [desk.queue.row(ticket) for ticket in (old, asleep, answered)]
    assert [row.status for row in rows] == ["closed", "open", "open"]
    before = [types_of(desk, ticket) for ticket in (old, asleep, answered)]
    assert swept(desk) == NOTHING
    assert [types_of(desk, ticket) for ticket in (old, asleep, answered)] == before
    assert desk.health().swept_at == clock.now()
    assert_sound(desk)


def test_a_resolved_ticket_closes_after_seven_days_to_the_second(lite: Desk, clock: ManualClock):
    ticket = resolved(lite)
    clock.advance(7 * DAY - timedelta(seconds=1))
    assert swept(lite) == NOTHING
    clock.advance(timedelta(seconds=1))
    assert swept(lite) == (0, 0, 0, 1)
    view = lite.tickets.show(ticket)
    assert (view.row.status, view.closed_at) == ("closed", clock.now())


def test_a_word_puts_the_closing_off(lite: Desk, clock: ManualClock):
    ticket = resolved(lite)
    clock.advance(6 * DAY)
    lite.conversation.message(ticket, "thanks!")
    lite.conversation.no_reply_needed(ticket)
    clock.advance(2 * DAY)
    assert swept(lite) == NOTHING
    with pytest.raises(Refused):
        lite.upkeep.close_now(ticket)
    clock.advance(5 * DAY)
    assert swept(lite) == (0, 0, 0, 1)


def test_what_a_sweep_does_is_done_by_the_system(lite: Desk, clock: ManualClock):
    ticket = closed(lite, clock)
    event = lite.tickets.events(ticket)[-1]
    assert (event.type, event.actor, event.via) == ("status", "system", "sweep")
    assert all(act.name != "close" for act in lite.history.acts())


def test_more_than_one_batch(lite: Desk, clock: ManualClock, monkeypatch):
    monkeypatch.setattr("servicedesk.desk.upkeep.BATCH", 2)
    for _ in range(5):
        lite.conversation.reply(opened(lite), "Yes")
    clock.advance(MINUTE)
    assert [lite.upkeep.sweep().delivered for _ in range(4)] == [2, 2, 1, 0]


def test_health(desk: Desk, clock: ManualClock):
    resolved(desk)
    desk.conversation.reply(opened(desk), "Yes")
    health = desk.health()
    assert (health.tickets, health.live, health.pending_replies, health.swept_at) == (2, 1, 1, None)
    assert health.engine in ("sqlite", "postgresql")
    assert clock.now() == NOON


def looked(desk: Desk) -> Swept:
    return desk.upkeep.look()


def test_a_look_does_what_is_due(desk: Desk, clock: ManualClock):
    old = resolved(desk)
    clock.advance(7 * DAY - HOUR)
    asleep, answered = opened(desk, None), opened(desk)
    desk.handling.snooze(asleep, clock.now() + HOUR)
    desk.conversation.reply(answered, "Yes")
    clock.advance(HOUR)
    done = looked(desk)
    assert (done.delivered, done.failed, done.woken, done.closed) == (1, 0, 1, 1)
    assert [desk.queue.row(ticket).status for ticket in (old, asleep, answered)] == ["closed", "open", "open"]
    assert looked(desk) == NOTHING_DONE
    assert_sound(desk)


def test_of_many_consoles_one_goes_through_the_rules(desk: Desk, clock: ManualClock, monkeypatch):
    gone: list[str] = []
    monkeypatch.setattr(Rules, "go_through", lambda *_, **__: gone.append("through") or 0)
    consoles = [desk.acting_as(handle) for handle in ("lin", "ana", "sup")]
    for _ in range(5):
        for console in consoles:
            looked(console)
        clock.advance(timedelta(seconds=2))
    assert gone == ["through"]
    assert desk.health().swept_at == NOON
    for console in consoles:
        looked(console)
    assert gone == ["through", "through"]
    assert desk.health().swept_at == NOON + BEAT


def test_where_nobody_looks_any_more_another_console_does(desk: Desk, clock: ManualClock):
    gone, there = desk.acting_as("lin"), desk.acting_as("ana")
    looked(gone)
    clock.advance(BEAT)
    looked(there)
    assert desk.health().swept_at == NOON
    clock.advance(LET)
    looked(there)
    assert desk.health().swept_at == NOON + BEAT + LET


def test_what_somebody_else_is_at_is_left_to_the_next_look(desk: Desk, clock: ManualClock):
    """On PostgreSQL; a console that waited for each would hold up its room. SQLite's writers are alone anyway."""
    busy, free, asleep, other = (opened(desk) for _ in range(4))
    for ticket in (busy, free):
        desk.conversation.reply(ticket, "Yes")
    for ticket in (asleep, other):
        desk.handling.snooze(ticket, clock.now() + MINUTE)
    clock.advance(HOUR)
    store = desk._work.store
    with store.transaction() as connection:
        for ticket in (busy, asleep):
            store.lock_ticket(connection, ticket)
        first = NOTHING if store.is_sqlite else swept(desk)
    assert first == (NOTHING if store.is_sqlite else (1, 0, 1, 0))
    second = swept(desk)
    assert tuple(map(sum, zip(first, second, strict=True))) == (2, 0, 2, 0)
    assert_sound(desk)


def test_a_look_does_a_little_and_the_next_one_goes_on(desk: Desk, clock: ManualClock, monkeypatch):
    monkeypatch.setattr("servicedesk.desk.upkeep.LOOK_SECONDS", 0.0)
    for _ in range(3):
        desk.handling.snooze(opened(desk), clock.now() + MINUTE)
        desk.conversation.reply(opened(desk), "Yes")
    clock.advance(HOUR)
    done = [looked(desk) for _ in range(4)]
    assert [(one.delivered, one.woken) for one in done] == [(1, 1), (1, 1), (1, 1), (0, 0)]
    assert_sound(desk)


def test_a_ticket_that_stays_asleep_holds_up_no_other(desk: Desk, clock: ManualClock):
    """Its row says something else than its events: `verify` tells of that; the sweep goes on to the next."""
    wrong, right = opened(desk), opened(desk)
    desk.handling.snooze(wrong, clock.now() + DAY)
    desk.handling.snooze(right, clock.now() + HOUR)
    with desk._work.store.transaction() as connection:
        connection.execute(update(tickets).where(tickets.c.id == wrong).values(snoozed_until=clock.now()))
    clock.advance(2 * HOUR)
    assert swept(desk) == (0, 0, 1, 0)
    assert desk.queue.row(right).status == "open"


def test_a_time_that_another_machine_noted_far_ahead_holds_nobody_up(desk: Desk, clock: ManualClock):
    clock.advance(DAY)
    looked(desk)
    clock.advance(-DAY)
    looked(desk)
    assert desk.health().swept_at == NOON
    clock.advance(timedelta(seconds=-3))
    looked(desk)
    assert desk.health().swept_at == NOON


def test_a_sweep_notes_its_time_whoever_looked_before(desk: Desk, clock: ManualClock):
    looked(desk)
    clock.advance(BEAT)
    swept(desk)
    assert desk.health().swept_at == NOON + BEAT


def test_while_somebody_is_at_the_keys_a_look_does_one_piece_of_each_sort(desk: Desk, clock: ManualClock):
    for _ in range(3):
        desk.handling.snooze(opened(desk), clock.now() + MINUTE)
        desk.conversation.reply(opened(desk), "Yes")
    clock.advance(HOUR)
    done = [desk.upkeep.look(lambda: True) for _ in range(4)]
    assert [(one.delivered, one.woken) for one in done] == [(1, 1), (1, 1), (1, 1), (0, 0)]
    assert_sound(desk)


def test_a_key_ends_what_a_look_is_at(lite: Desk, clock: ManualClock, monkeypatch):
    monkeypatch.setattr("servicedesk.desk.upkeep.LOOK_SECONDS", 60.0)
    for _ in range(5):
        lite.handling.snooze(opened(lite), clock.now() + MINUTE)
    clock.advance(HOUR)

    def pressed() -> bool:
        return lite.queue.total("is:snoozed") <= 3

    assert lite.upkeep.look(pressed).woken == 2
    assert lite.upkeep.look().woken == 3


def test_while_somebody_is_at_the_keys_the_rules_are_left_to_others(desk: Desk, clock: ManualClock):
    typing, idle = desk.acting_as("lin"), desk.acting_as("ana")
    looked(typing)
    clock.advance(BEAT + LET)
    typing.upkeep.look(lambda: True)
    assert desk.health().swept_at == NOON
    looked(idle)
    assert desk.health().swept_at == NOON + BEAT + LET
    clock.advance(PUT_OFF)
    typing.upkeep.look(lambda: True)
    assert desk.health().swept_at == NOON + BEAT + LET + PUT_OFF
