"""Generated tickets: the same from the same seed, marked as such, by the rules of the desk."""

import sqlite3
from collections import Counter
from contextlib import closing

import pytest
from tests.builders import NOON, assert_sound

from servicedesk.desk.desk import Desk
from servicedesk.domain.errors import Forbidden, Invalid
from servicedesk.domain.tickets import STATUS_MOVES, Status


def told(desk: Desk) -> list[object]:
    page = desk.queue.page("is:all", "id", limit=400)
    return [(row.id, row.subject, row.status, row.customer_name, row.version, row.updated_at) for row in page.rows]


def test_the_same_seed_tells_the_same_stories(stores):
    from servicedesk.clock import ManualClock
    from servicedesk.desk.desk import open_desk

    found = []
    for seed in (5, 5, 6):
        desk = open_desk(stores.staffed(), handle="sup", clock=ManualClock(NOON), via="test")
        assert desk.generation.generate(350, seed=seed, now=NOON) == 350
        assert_sound(desk)
        heads = {ticket: event.payload for ticket in (10_001, 10_350) for event in desk.tickets.events(ticket)}
        found.append((told(desk), heads))
        desk.close()
    assert found[0] == found[1]
    assert found[0] != found[2]


def test_stories_are_a_shops(lite_sup):
    lite_sup.generation.generate(1_000, now=NOON)
    page = lite_sup.queue.page("is:all", "id", limit=1_000)
    status, kind = Counter(row.status for row in page.rows), Counter(row.kind for row in page.rows)
    assert set(status) == {"new", "open", "waiting_customer", "on_hold", "resolved", "closed"}
    assert set(kind) == {"inquiry", "complaint", "return"}
    assert all(row.created_at <= row.updated_at <= NOON for row in page.rows)
    shown = [lite_sup.tickets.show(row.id) for row in page.rows[:200]]
    assert 0.1 < sum(ticket.language == "zh" for ticket in shown) / 200 < 0.4
    assert sum(ticket.order is not None for ticket in shown) > 60
    for ticket in shown:
        messages = ticket.thread.messages
        assert [said.sent_at for said in messages] == sorted(said.sent_at for said in messages)
        assert not any("{" in said.body for said in messages)


def test_they_are_marked_as_generated(lite_sup, sqlite_url):
    lite_sup.intake.open(kind="inquiry", subject="real")
    lite_sup.generation.generate(20, now=NOON)
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as store:
        assert dict(store.execute("SELECT generated, count(*) FROM tickets GROUP BY 1")) == {0: 1, 1: 20}


def test_statuses_move_as_the_rules_say(lite_sup):
    lite_sup.generation.generate(300, now=NOON)
    for row in lite_sup.queue.page("is:all", "id", limit=300).rows:
        events = lite_sup.tickets.events(row.id)
        assert [event.at for event in events] == sorted(event.at for event in events)
        for event in events:
            if event.type == "status":
                assert event.payload["to"] in STATUS_MOVES[Status(event.payload["from"])]
    assert_sound(lite_sup)


def test_more_can_be_added_with_the_same_seed(lite_sup):
    for _ in range(2):
        lite_sup.generation.generate(40, seed=1, now=NOON)
    assert lite_sup.queue.total("is:all") == 80
    assert_sound(lite_sup)


def test_nothing_is_generated_where_it_may_not_be(lite_sup):
    with pytest.raises(Forbidden):
        lite_sup.acting_as("lin").generation.generate(1)
    with pytest.raises(Invalid):
        lite_sup.generation.generate(-1)
    assert lite_sup.generation.generate(0) == 0
