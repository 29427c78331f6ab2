"""What the desk does by itself, and that doing it twice changes nothing."""

from datetime import timedelta

import pytest
from tests.builders import DAY, HOUR, MINUTE, NOON, assert_sound, closed, opened, resolved, types_of

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk
from servicedesk.domain.errors import Refused

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
