"""An order as its money stands: what was paid, and what returns and granted refunds have paid back of it.

What came in an exchange stands as a line of its own, for which was paid what its predecessor cost plus the difference.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from servicedesk.desk.read import Row
from servicedesk.desk.work import Work
from servicedesk.domain.errors import NotFound
from servicedesk.domain.lifecycle import LifecycleStage
from servicedesk.domain.refunds.orders import Order, OrderLine, Refunded
from servicedesk.domain.refunds.spreading import rate
from servicedesk.domain.returns import Outcome
from servicedesk.store import people, returns
from servicedesk.store.database import Connection

PAID = "paid"


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the order, or what an exchange brought; ``key`` is its id in the Order."""

    key: str
    sku: str
    title: str
    product_id: int | None
    order_line_id: int
    replacement_of: int | None
    line: OrderLine


@dataclass(frozen=True, slots=True)
class Sheet:
    """An order of the store: its money, its items, who bought it and when it arrived (the shop's day)."""

    order_id: int
    number: str
    payment: str
    membership: str
    order: Order
    items: tuple[Item, ...]

    @property
    def is_paid(self) -> bool:
        return self.payment == PAID

    def item(self, key: str) -> Item:
        return next(item for item in self.items if item.key == key)


def order_money(work: Work, connection: Connection, order_id: int) -> Order:
    """An order with every completed return and granted refund counted; nothing is paid of an unpaid one.

    Hold ``lock_name(connection, "order:ID")`` to act on it. Raises NotFound, Invalid for an order that can't be.
    """
    del work
    return order_sheet(connection, order_id).order


def order_sheet(connection: Connection, order_id: int) -> Sheet:
    """An order with its money and what each of its lines is. Raises NotFound, Invalid."""
    row = returns.order_with_buyer(connection, order_id)
    if row is None:
        raise NotFound("order", order_id)
    zone = shop_zone(connection)
    ended = returns.lines_back(connection, order_id, ended=True)
    items = [*_bought(connection, order_id, zone), *_exchanged(connection, order_id, ended, zone)]
    traded = sum(item.line.paid or 0 for item in items)
    wholes = {line["rma_id"]: line for line in ended}.values()
    order = Order(
        row["currency"],
        (row["total"] if row["payment"] == PAID else 0) + traded,
        tuple(item.line for item in items),
        None,
        row["discount"],
        row["shipping"],
        _refunded(items, ended),
        sum(whole["shipping"] for whole in wholes),
        sum(whole["whole_fee"] for whole in wholes),
        sum(_withheld(whole, ended) for whole in wholes),
        returns.granted_refunds(connection, order_id),
    )
    membership = row["membership"] or "standard"
    return Sheet(order_id, row["number"], row["payment"], membership, order, tuple(items))


def pieces_under_way(connection: Connection, order_id: int) -> dict[str, dict[int, int]]:
    """Item → return → how many pieces are on their way back by returns that haven't ended."""
    found: dict[str, dict[int, int]] = {}
    for line in returns.lines_back(connection, order_id, ended=False):
        if (key := key_of(line["order_line_id"], line["replacement_of"])) is not None:
            by_return = found.setdefault(key, {})
            by_return[line["rma_id"]] = by_return.get(line["rma_id"], 0) + _pieces(line)
    return found


def key_of(order_line_id: int | None, replacement_of: int | None) -> str | None:
    """How an Order calls the line that a return's line is of; None where it is of no order."""
    if replacement_of is not None:
        return f"r{replacement_of}"
    return None if order_line_id is None else str(order_line_id)


def shop_zone(connection: Connection) -> ZoneInfo:
    """The shop's time zone, whose days count; UTC where its setting is none."""
    try:
        return ZoneInfo(people.all_settings(connection).get("timezone") or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def _day(at: datetime | None, zone: ZoneInfo) -> date | None:
    return None if at is None else at.astimezone(zone).date()


def _bought(connection: Connection, order_id: int, zone: ZoneInfo) -> list[Item]:
    delivered = _day(returns.delivered_at(connection, order_id), zone)
    return [
        Item(
            str(row["id"]),
            row["sku"] or "",
            row["title"],
            row["product_id"],
            row["id"],
            None,
            OrderLine(
                str(row["id"]),
                row["quantity"],
                row["unit_price"],
                rate(row["tax_rate"]),
                row["category"] or "",
                None if row["stage"] is None else LifecycleStage(row["stage"]),
                delivered,
            ),
        )
        for row in returns.bought(connection, order_id)
    ]


def _exchanged(connection: Connection, order_id: int, ended: Sequence[Row], zone: ZoneInfo) -> list[Item]:
    """What exchanges brought, each in its place in time: it may come back in its turn."""
    traded = [line for line in ended if line["outcome"] == Outcome.EXCHANGED and line["worth"] is not None]
    products = returns.products_called(connection, {line["replacement"] for line in traded})
    taxes = {row["id"]: row["tax_rate"] for row in returns.bought(connection, order_id)}
    items = []
    for line in traded:
        product, key = products[line["replacement"]], f"r{line['id']}"
        item_line = OrderLine(
            key,
            _pieces(line),
            product["price"],
            rate(taxes[line["order_line_id"]]),
            product["category"],
            LifecycleStage(product["stage"]),
            _day(line["ended_at"], zone),
            line["worth"] + (line["difference"] or 0),
        )
        items.append(
            Item(key, product["sku"], product["name"], product["id"], line["order_line_id"], line["id"], item_line)
        )
    return items


def _refunded(items: Sequence[Item], ended: Sequence[Row]) -> tuple[Refunded, ...]:
    """The pieces that are gone from each item, and what for.

    Returns of before the quantities were checked may name more pieces than there are: the surplus is left out.
    """
    left = {item.key: item.line.quantity for item in items}
    found = []
    for line in ended:
        key = key_of(line["order_line_id"], line["replacement_of"])
        amount = _given(line)
        if key is None or amount is None:
            continue
        pieces = min(_pieces(line), left[key])
        left[key] -= pieces
        found.append(Refunded(key, pieces, amount))
    return tuple(found)


def _given(line: Row) -> int | None:
    """What a line's pieces were given back for; None where they are the customer's still."""
    if line["outcome"] == Outcome.REFUNDED:
        amount: int | None = line["amount"]
        return amount or 0
    worth: int | None = line["worth"]
    return worth if line["outcome"] == Outcome.EXCHANGED else None


def _pieces(line: Row) -> int:
    return int(line["quantity"] if line["received"] is None else line["received"])


def _withheld(whole: Row, ended: Sequence[Row]) -> int:
    """What a return came to and wasn't paid out. Returns without a currency were ended by hand, with bare amounts."""
    if whole["currency"] is None:
        return 0
    mine = (line for line in ended if line["rma_id"] == whole["rma_id"] and line["outcome"] == Outcome.REFUNDED)
    came_to = sum(line["amount"] or 0 for line in mine) + whole["shipping"] - whole["whole_fee"]
    return max(0, int(came_to - whole["refund_total"]))
