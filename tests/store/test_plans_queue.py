"""The queue's pages by their plans: no filter and no order walks all tickets, on either engine."""

import pytest
from tests.store.plans import captured, plans

from servicedesk.desk.desk import Desk
from servicedesk.domain.errors import Invalid

SORTS = ("due", "updated", "created", "id")
QUEUED = {
    "due": "ix_tickets_queue",
    "updated": "ix_tickets_queue_updated",
    "created": "ix_tickets_queue_created",
    "id": "ix_tickets_queue_id",
}
NO_CHOICE = ("seqscan", "sort", "bitmapscan")
"""Ways that a planner prefers among few tickets and would not take among a million."""


def asked(desk: Desk, filter_text: str, sort: str, *, after: bool = False, without: tuple[str, ...] = ()) -> list[str]:
    """The plans of one page's statements about tickets: the first page, or one from the middle."""
    store = desk._work.store
    cursor = None
    if after:
        rows = desk.queue.page(filter_text, sort, limit=5).rows
        assert len(rows) == 5, filter_text
        cursor = desk.queue.cursor(rows[-1], sort, filter_text)
    with captured(store) as sent:
        desk.queue.page(filter_text, sort, after=cursor, brief=True)
    found = plans(store, sent, about="FROM tickets", without=without)
    assert found
    return found


def walks_all(way: str) -> bool:
    """Whether all tickets are read before the first can be shown. SQLite calls a walk by number a scan too."""
    scan = "SCAN tickets\n" in f"{way}\n" and "B-TREE FOR ORDER BY" in way
    return scan or "Seq Scan on tickets" in way


@pytest.mark.parametrize("after", [False, True], ids=["first", "middle"])
@pytest.mark.parametrize("direction", ["", "-"])
@pytest.mark.parametrize("sort", SORTS)
def test_the_queue_has_an_index_for_each_order(many: Desk, sort: str, direction: str, after: bool):
    for way in asked(many, "is:live", direction + sort, after=after, without=NO_CHOICE):
        assert QUEUED[sort] in way
        assert "B-TREE" not in way
        assert "Sort" not in way


@pytest.mark.parametrize("sort", ["due", "-due"])
@pytest.mark.parametrize("filter_text", ["is:live", "is:live assignee:lin"])
def test_those_with_nothing_due_are_read_from_their_place(many: Desk, filter_text: str, sort: str):
    """They share one key: what is sorted, or walked from its beginning, is half of a queue."""
    rows = [row for row in many.queue.page(filter_text, "due", limit=1_000).rows if row.status == "waiting_customer"]
    nothing_due = [row for row in rows if row.due_at is None and row.waiting_since is None]
    cursor = many.queue.cursor(nothing_due[len(nothing_due) // 2], sort, filter_text)
    store = many._work.store
    with captured(store) as sent:
        many.queue.page(filter_text, sort, after=cursor, limit=3)
    way = plans(store, sent, about="FROM tickets", without=NO_CHOICE)[0]
    assert "B-TREE" not in way
    assert "Sort" not in way
    if store.is_sqlite:
        assert "queue_due=? AND id" in way


@pytest.mark.parametrize("direction", ["", "-"])
@pytest.mark.parametrize(
    ("sort", "index"),
    [("updated", "ix_tickets_status_updated"), ("created", "ix_tickets_created"), ("id", "PRIMARY KEY|tickets_pkey")],
)
def test_what_is_done_has_an_index_for_each_order(many: Desk, sort: str, index: str, direction: str):
    for way in asked(many, "is:closed", direction + sort, after=True, without=NO_CHOICE):
        assert any(name in way for name in index.split("|"))


@pytest.mark.parametrize("sort", SORTS)
def test_no_start_view_walks_all_tickets(many: Desk, sort: str):
    for view in many.queue.views():
        for way in asked(many, view.filter, sort, without=NO_CHOICE):
            assert not walks_all(way), way


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize(
    ("filter_text", "index"),
    [
        ("is:closed assignee:ghost", "ix_tickets_assignee_updated"),
        ("is:closed tag:none-such", "ix_ticket_tags_tag"),
        ("is:all product:none-such", "ix_tickets_product"),
        ("is:closed customer:1", "ix_tickets_customer"),
        ("is:all mention:me", "ix_ticket_mentions_person"),
    ],
)
def test_the_few_of_a_part_lead_to_a_page(many: Desk, filter_text: str, index: str, sort: str):
    store = many._work.store
    with captured(store) as sent:
        many.queue.page(filter_text, sort, brief=True)
    ways = plans(store, sent, without=NO_CHOICE)
    assert any(index in way for way in ways), ways
    for way in ways:
        assert not walks_all(way), way


def test_the_reminders_have_an_index(many: Desk):
    for way in asked(many, "is:remind", "remind", without=NO_CHOICE):
        assert "ix_tickets_remind" in way
        assert "B-TREE" not in way
    with pytest.raises(Invalid):
        many.queue.page("is:closed", "remind")
