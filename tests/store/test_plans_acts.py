"""Acts by their plans: the next ticket and what is due are found along an index, on either engine."""

from collections.abc import Sequence

import pytest
from sqlalchemy import text
from tests.builders import MINUTE, NOON
from tests.store.plans import Sent, captured, plans

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk
from servicedesk.domain.escalating.rules import REASONS, Rule, Trigger
from servicedesk.domain.meanwhile import Meanwhile, NewPromise
from servicedesk.domain.sla.facts import Clock
from servicedesk.store import due_work, escalation_rules
from servicedesk.store.escalation_rules import BEGINNING, Place

WALKS = ("SCAN tickets\n", "Seq Scan on tickets", "Seq Scan on events", "Seq Scan on messages")

BEGIN_AT = {
    Trigger.WARNING: "ix_sla_clocks_warned",
    Trigger.BREACH: "ix_sla_clocks_breached",
    Trigger.NOT_ACCEPTED: "ix_escalations_waiting",
    Trigger.REFUND_OVER_LIMIT: "ix_approvals_waiting",
}


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


def test_promises_of_today_are_counted_from_those_to_be_reminded_of(many: Desk):
    """Whoever has two hundred thousand tickets has a few promises, and the count is made after every change."""
    taken = many.assignment.take_next()
    assert taken is not None
    before = many.queue.promised_before(NOON + 2 * MINUTE)
    promise = Meanwhile(promise=NewPromise("It leaves today.", NOON + MINUTE))
    many.conversation.reply(taken.done.ticket.id, "It leaves today.", meanwhile=promise)
    with captured(many._work.store) as sent:
        assert many.queue.promised_before(NOON + 2 * MINUTE) == before + 1
    (way,) = plans(many._work.store, sent, without=("seqscan",))
    assert "ix_tickets_remind" in way
    assert "ix_tickets_assignee" not in way


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


def test_what_is_due_is_found_along_an_index_where_most_tickets_are_live(many: Desk):
    """Asked whether any ticket counts by older policies, a planner may hope to meet one soon, and read them all."""
    store = many._work.store
    with store.transaction() as connection:
        connection.execute(text("UPDATE tickets SET policy_version = (SELECT max(version) FROM policies)"))
    if not store.is_sqlite:
        with store._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE tickets")
    with captured(store) as sent, store.read() as connection:
        due = due_work.find(connection, NOON, NOON)
    assert not due.behind
    assert walks(plans(store, sent)) == []


@pytest.mark.parametrize("trigger", list(Trigger))
def test_candidates_of_a_rule_are_read_along_an_index(many: Desk, trigger: Trigger):
    store = many._work.store
    rule = Rule("a rule", trigger, "supervisor", REASONS[trigger], clock=Clock.RESOLUTION)
    with captured(store) as sent, store.read() as connection:
        page = escalation_rules.candidates(connection, rule, Place(NOON - MINUTE), NOON, 10)
        begun = escalation_rules.candidates(connection, rule, BEGINNING, NOON, 10_000)
        rest = escalation_rules.candidates(connection, rule, begun[2].place, NOON, 10_000) if begun[2:] else []
    assert len(page) <= 10
    assert begun == sorted(begun, key=lambda one: (one.place.at, one.place.ticket))
    assert set(begun[2:]) <= set(rest)
    found = plans(store, sent, without=("seqscan",))
    walked = ("SCAN tickets\n", "SCAN escalations\n", "SCAN sla_clocks\n", "SCAN approvals\n", "Seq Scan")
    assert [way for way in found for sign in walked if sign in f"{way}\n"] == []
    if store.is_sqlite:
        assert all(BEGIN_AT.get(trigger, "ix_tickets_status_updated") in way.splitlines()[0] for way in found)
