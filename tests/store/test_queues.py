"""The queue's pages: any filter and order, walked either way, are the sorted list; the light page is the first."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, text
from tests.builders import ids
from tests.conftest import Stores

from servicedesk.desk.desk import Desk
from servicedesk.desk.first_page import first_page
from servicedesk.desk.views import QueueRow, TicketView
from servicedesk.domain.errors import Invalid
from servicedesk.domain.filters import Order, parse_filter, parse_order
from servicedesk.domain.ticket_state import FAR_FUTURE
from servicedesk.domain.tickets import LIVE
from servicedesk.store.database import Store

FILTERS = (
    "is:live", "is:all", "is:closed", "is:snoozed", "is:waiting",
    "status:open", "status:open,on_hold", "kind:return", "kind:complaint,inquiry", "priority:high,urgent",
    "channel:chat", "language:zh", "tag:vip", "tag:dhl", "tag:vip,dhl", "tag:none-such", "assignee:me", "assignee:none",
    "assignee:ana", "assignee:ghost", "customer:2", "lamp", "灯", '"50%"', "off_ers", "_", "o'brien", "\\",
)  # fmt: skip
SORTS = ("due", "-due", "updated", "-updated", "created", "-created", "id", "-id")

filters = st.lists(st.sampled_from(FILTERS), max_size=3, unique_by=lambda text: text.partition(":")[0]).map(" ".join)


@dataclass(frozen=True)
class Oracle:
    """Every ticket by the plain way, and filters as a person would apply them."""

    tickets: tuple[TicketView, ...]

    def shown(self, filter_text: str, sort: str) -> list[int]:
        what = parse_filter(filter_text)
        order = parse_order(sort, what.scope)
        kept = [view for view in self.tickets if all(test(view) for test in conditions_of(filter_text))]
        return [view.row.id for view in sorted(kept, key=_key(order), reverse=order.descending)]


def conditions_of(filter_text: str) -> list[Callable[[TicketView], bool]]:
    what = parse_filter(filter_text)
    row = lambda view: view.row  # noqa: E731
    queued = lambda view: view.row.status in LIVE and view.row.snoozed_until is None  # noqa: E731
    scope: dict[str, Callable[[TicketView], bool]] = {
        "live": queued,
        "waiting": lambda view: queued(view) and view.row.waiting_since is not None,
        "snoozed": lambda view: view.row.snoozed_until is not None,
        "closed": lambda view: view.row.status not in LIVE,
        "all": lambda view: True,
    }
    found = [scope[what.scope]]
    for name in ("status", "kind", "priority"):
        if values := getattr(what, name):
            found.append(lambda view, name=name, values=values: getattr(row(view), name) in values)
    if what.channel:
        found.append(lambda view: view.channel in what.channel)
    if what.language:
        found.append(lambda view: view.language in what.language)
    if what.tag:
        found.append(lambda view: set(what.tag) <= set(view.tags))
    if what.assignee is not None:
        wanted = {"me": "lin", "none": None}.get(what.assignee, what.assignee)
        found.append(lambda view: view.row.assignee == wanted)
    if what.customer is not None:
        found.append(lambda view: view.row.customer_id == what.customer)
    found += [lambda view, word=word: word.lower() in view.row.subject.lower() for word in what.words]
    return found


def _key(order: Order) -> Callable[[TicketView], tuple[object, int]]:
    def key(view: TicketView) -> tuple[object, int]:
        row = view.row
        column = {
            "due": row.due_at or row.waiting_since or FAR_FUTURE,
            "updated": row.updated_at,
            "created": row.created_at,
            "id": row.id,
        }
        return column[order.sort], row.id

    return key


def oracle_of(desk: Desk) -> Oracle:
    rows = desk.queue.page("is:all", "id", limit=1_000).rows
    return Oracle(tuple(desk.tickets.show(row.id) for row in rows))


def forward(desk: Desk, filter_text: str, sort: str, limit: int) -> list[QueueRow]:
    found: list[QueueRow] = []
    after = None
    while True:
        page = desk.queue.page(filter_text, sort, after=after, limit=limit)
        found += page.rows
        if page.next is None:
            return found
        after = page.next


def backward(desk: Desk, filter_text: str, sort: str, limit: int) -> list[QueueRow]:
    page = desk.queue.page(filter_text, sort, backwards=True, limit=limit)
    found = list(page.rows)
    while page.rows:
        first = desk.queue.cursor(page.rows[0], sort, filter_text)
        page = desk.queue.page(filter_text, sort, after=first, backwards=True, limit=limit)
        found = [*page.rows, *found]
    return found


def test_pages_are_the_sorted_list(filled: Desk):
    oracle = oracle_of(filled)

    @given(filters, st.sampled_from(SORTS), st.integers(1, 25), st.data())
    def check(filter_text: str, sort: str, limit: int, data: st.DataObject) -> None:
        expected = oracle.shown(filter_text, sort)
        assert ids(forward(filled, filter_text, sort, limit)) == expected
        assert ids(backward(filled, filter_text, sort, limit)) == expected
        assert filled.queue.total(filter_text) == len(expected)
        if expected:
            here = data.draw(st.integers(0, len(expected) - 1))
            cursor = filled.queue.cursor(filled.queue.row(expected[here]), sort, filter_text)
            after = filled.queue.page(filter_text, sort, after=cursor, limit=limit)
            before = filled.queue.page(filter_text, sort, after=cursor, backwards=True, limit=limit)
            assert ids(after.rows) == expected[here + 1 : here + 1 + limit]
            assert ids(before.rows) == expected[max(0, here - limit) : here]
            assert ids(filled.queue.at(here, filter_text, sort, limit=limit).rows) == expected[here : here + limit]

    check()


def test_counts_count_what_pages_show(filled: Desk):
    wanted = ["", "is:all", "assignee:me", "status:waiting_customer,on_hold"]
    shown = tuple(len(filled.queue.page(text, limit=1_000).rows) for text in wanted)
    assert filled.queue.counts(wanted) == shown


def test_the_first_views_split_the_queue(filled: Desk):
    views = {view.name: filled.queue.total(view.filter) for view in filled.queue.views()}
    asking = ["Asked of me", "Overdue", "At risk", "@me", "Handed over", "Promises"]
    split = ["Mine", "Unassigned", "All open", "Waiting", "Snoozed", "Done"]
    assert list(views) == [*split[:2], *asking, *split[2:]]
    assert all(views[name] for name in split)
    assert views["All open"] == views["Mine"] + views["Unassigned"] + filled.queue.total("assignee:ana")


@pytest.mark.parametrize(
    "cursor", ["", "x", "1", "1.", ".1", "--1.2", "1.2.3", "9" * 40 + ".1", "1." + "9" * 40, "١.x"]
)
def test_a_cursor_that_is_none_is_refused(lite: Desk, cursor: str):
    with pytest.raises(Invalid):
        lite.queue.page(after=cursor)


@pytest.mark.parametrize("limit", [0, -1, 1_001])
def test_a_page_has_bounds(lite: Desk, limit: int):
    with pytest.raises(Invalid):
        lite.queue.page(limit=limit)


@pytest.mark.parametrize("handle", ["lin", "ana", "sup", None])
def test_the_light_page_is_the_first_page(filled: Desk, handle: str | None):
    light = first_page(filled._work.store.address.url, handle)
    assert light is not None
    desk = filled.acting_as(light.handle)
    first = desk.queue.views()[0]
    assert light.views == desk.queue.views()
    assert light.rows == desk.queue.page(first.filter, first.sort, limit=100).rows
    assert light.total == desk.queue.total(first.filter)
    assert light.settings == desk.settings()


@pytest.mark.parametrize("view", ["is:live assignee:none", "is:live"])
def test_the_light_page_of_other_first_views(filled: Desk, view: str):
    store = Store(filled._work.store.address)
    with store.transaction() as connection:
        connection.execute(text("UPDATE saved_views SET position = -1 WHERE filter = :filter"), {"filter": view})
    store.close()
    light = first_page(filled._work.store.address.url, "lin")
    assert light is not None
    assert light.rows == filled.queue.page(view, limit=100).rows


def test_the_light_page_leaves_what_is_unusual_to_the_full_store(stores: Stores, tmp_path):
    assert first_page(stores.empty(), None) is None
    assert first_page(stores.bare(), None) is None
    assert first_page(stores.staffed(), "ghost") is None
    assert first_page(str(tmp_path / "none.db"), None) is None
    assert first_page("mysql://elsewhere", None) is None
    assert not (tmp_path / "none.db").exists()


def plan(desk: Desk, filter_text: str, *, after: bool) -> str:
    """How the engine finds a page: the very statement that is sent, explained."""
    store = desk._work.store
    sent: list[tuple[str, object]] = []

    def note(_connection, _cursor, statement, parameters, _context, _many) -> None:
        sent.append((statement, parameters))

    event.listen(store._engine, "before_cursor_execute", note)
    desk.queue.page(filter_text, after="1.1" if after else None)
    event.remove(store._engine, "before_cursor_execute", note)
    statement, parameters = next(found for found in sent if "FROM tickets" in found[0])
    with store.read() as connection:
        if not store.is_sqlite:
            # Sixty rows are quicker to scan: what matters is that the index can serve the query at all.
            for way in ("seqscan", "sort", "bitmapscan"):
                connection.execute(text(f"SET LOCAL enable_{way} = off"))
        explain = "EXPLAIN QUERY PLAN" if store.is_sqlite else "EXPLAIN"
        rows = connection.exec_driver_sql(f"{explain} {statement}", parameters)
        return "\n".join(" ".join(map(str, row)) for row in rows)


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize(
    ("filter_text", "indexes"),
    [
        ("is:live assignee:me", ["ix_tickets_assignee_queue"]),
        # PostgreSQL does not see that IS NULL leaves one value: it walks the whole queue in order.
        ("is:live assignee:none", ["ix_tickets_assignee_queue", "ix_tickets_queue"]),
        ("is:live", ["ix_tickets_queue"]),
    ],
)
def test_the_queue_index_serves_the_first_views(filled: Desk, filter_text: str, indexes: list[str], after: bool):
    found = plan(filled, filter_text, after=after)
    assert any(index in found for index in indexes)
    assert "TEMP B-TREE" not in found
    assert "Sort" not in found
