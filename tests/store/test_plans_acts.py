"""Acts by their plans: the next ticket and what is due are found along an index, on either engine."""

from collections.abc import Sequence

import pytest
from sqlalchemy import text
from tests.builders import MINUTE, NOON
from tests.store.plans import Sent, captured, plans

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk

WALKS = ("SCAN tickets\n", "Seq Scan on tickets", "Seq Scan on events", "Seq Scan on messages")


def in_foreign_lanes(desk: Desk) -> int:
    """Give most tickets to a line for others: nobody's, in French. They are no ticket's events' doing."""
    query = (
        "UPDATE tickets SET lane = '1:fr', turn = created_at, assignee_id = NULL, queue_due = created_at "
        "WHERE assignee_id IS NOT NULL AND id IN (SELECT id FROM tickets ORDER BY id LIMIT 3000)"
    )
    with desk._work.store.transaction() as connection:
        return connection.execute(text(query)).rowcount


def walks(ways: Sequence[str]) -> list[str]:
    return [way for way in ways for sign in WALKS if sign in f"{way}\n"]


def statements(sent: Sequence[Sent], about: str) -> list[Sent]:
    return [one for one in sent if about in one.sql]


def test_the_next_ticket_is_read_from_the_lines_of_who_asks(many: Desk):
    store = many._work.store
    assert in_foreign_lanes(many) > 1_000
    with captured(store) as sent:
        taken = many.assignment.take_next()
    assert taken is not None
    line = [*statements(sent, "lanes"), *statements(sent, "tickets.turn")]
    assert len(line) == 2
    for way in plans(store, line, without=("seqscan",)):
        assert "ix_tickets_turn" in way
        assert "ix_tickets_queue" not in way
    lanes = [value for value in _values(line[1]) if isinstance(value, str)]
    assert lanes
    assert "1:fr" not in lanes


def _values(one: Sent) -> list[object]:
    return list(one.parameters.values() if isinstance(one.parameters, dict) else one.parameters)  # type: ignore[call-overload]


@pytest.mark.parametrize("act", ["reply", "note", "tag", "show"])
def test_an_act_reads_its_own_ticket_only(many: Desk, act: str):
    store = many._work.store
    taken = many.assignment.take_next()
    assert taken is not None
    ticket = taken.done.ticket.id
    jobs = {
        "reply": lambda: many.conversation.reply(ticket, "It leaves today."),
        "note": lambda: many.conversation.note(ticket, "Looked."),
        "tag": lambda: many.handling.tag(ticket, ["seen"]),
        "show": lambda: (many.tickets.show(ticket), many.tickets.customer(ticket)),
    }
    with captured(store) as sent:
        jobs[act]()
    assert walks(plans(store, statements(sent, "tickets"), without=("seqscan",))) == []
    assert walks(plans(store, statements(sent, "events"), without=("seqscan",))) == []


def test_looking_when_nothing_is_due_is_one_read(many: Desk):
    store = many._work.store
    clock = many.clock
    assert isinstance(clock, ManualClock)
    while many.upkeep.sweep().noted.breaches:
        pass
    clock.set(NOON + MINUTE)
    while many.upkeep.look().noted.breaches:
        pass
    with captured(store) as sent:
        many.upkeep.look()
    assert len(sent) == 1
    assert walks(plans(store, sent, without=("seqscan",))) == []
