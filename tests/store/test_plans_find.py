"""The plans of finding, of the floor, of breaches and reports, on both engines: no walk through a whole table."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from tests.builders import DAY, NOON
from tests.store.plans import captured, plans

from servicedesk.desk.desk import Desk
from servicedesk.store.database import Connection
from servicedesk.store.reports import breaches as breach_reports
from servicedesk.store.reports import cycles, live, moves
from servicedesk.store.search import postgres_words

QUESTIONS = (
    "10046",
    "1203",
    "mara@example.com",
    "mara costa",
    "cj",
    "lamp",
    "order refund",
    "the not and",
    "退款",
    "zzz",
)
LARGE = ("events", "messages", "message_texts", "message_words", "ticket_words", "sla_clocks", "customer_keys")
WEEK = (NOON - 7 * DAY, NOON)
REPORTS: dict[str, Callable[[Connection], object]] = {
    "moves": lambda c: list(moves.moves(c, *WEEK)),
    "moves by kind": lambda c: list(moves.moves(c, *WEEK, "kind")),
    "resolved by": lambda c: moves.resolved_by(c, *WEEK),
    "answered by": lambda c: moves.answered_by(c, *WEEK),
    "calls": lambda c: list(moves.calls(c, *WEEK)),
    "cycles by agent": lambda c: list(cycles.cycles(c, *WEEK, NOON, "agent")),
    "breaches": lambda c: breach_reports.between(c, *WEEK, NOON),
    "due": lambda c: list(live.due_by_quarter(c, NOON, NOON + timedelta(hours=8))),
}


def walked(plan: str) -> list[str]:
    """The large tables that a plan reads from end to end."""
    return [
        table
        for table in LARGE
        if any(f"Seq Scan on {table}{end}" in f"{plan}\n" for end in (" ", "\n"))
        or any(line.split(" USING ")[0] == f"SCAN {table}" and "VIRTUAL" not in line for line in plan.splitlines())
    ]


def test_finding_walks_no_table(many: Desk):
    store = many._work.store
    for question in QUESTIONS:
        with captured(store) as sent:
            many.search.find(question)
        for asked, plan in zip(sent, plans(store, sent, without=("seqscan",)), strict=True):
            assert not walked(plan), (question, asked, plan)


def test_a_common_word_is_read_by_id_and_a_rare_one_through_the_index_of_words(
    many: Desk, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(postgres_words, "FEW", 0)
    monkeypatch.setattr(postgres_words, "FEW_TOGETHER", 0)
    store = many._work.store
    with captured(store) as sent:
        many.search.find("zzz")
        many.search.find("refund order the")
    if store.is_sqlite:
        assert all("VIRTUAL TABLE INDEX" in plan for plan in plans(store, sent, about=" MATCH "))
        return
    walks = plans(store, sent, about="ORDER BY id DESC OFFSET 0", without=("seqscan",))
    indexed = plans(store, sent, about="AS block(query)", without=("seqscan",))
    assert walks
    assert indexed
    assert all("_words_pkey" in plan and "ix_" not in plan for plan in walks), walks
    assert all("Bitmap Index Scan on ix_" in plan for plan in indexed), indexed


def test_the_floor_and_overdue_by_agent_read_the_queue_alone(many: Desk):
    store = many._work.store
    with captured(store) as sent:
        many.breaches.overdue("agent")
        many.floor.mine()
    about = plans(store, sent, about="FROM tickets", without=("seqscan",))
    assert about
    assert all("ix_tickets_" in plan or "tickets_pkey" in plan or "PRIMARY KEY" in plan for plan in about), about
    for asked, plan in zip(sent, plans(store, sent), strict=True):
        assert not set(walked(plan)) & {"events", "message_words"}, (asked, plan)


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_leads_by_what_changed(many: Desk, name: str):
    """On PostgreSQL as its planner wants it, with nothing forbidden: it used to read every event there is."""
    store = many._work.store
    with captured(store) as sent, store.read() as connection:
        REPORTS[name](connection)
    assert sent
    for asked, plan in zip(sent, plans(store, sent), strict=True):
        assert not set(walked(plan)) & {"events", "messages"}, (asked, plan)
