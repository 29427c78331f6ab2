"""What the shop's rules say of lines of an order, and what these would pay back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from servicedesk.desk.approving.given_alone import given_alone
from servicedesk.desk.approving.limits import may_give
from servicedesk.desk.returning.order_money import Item, Sheet, order_sheet, pieces_under_way, shop_zone
from servicedesk.desk.returning.views import LineWanted
from servicedesk.desk.work import ActContext, Work
from servicedesk.domain.choices import chosen
from servicedesk.domain.errors import Invalid, NotFound, Refused
from servicedesk.domain.refunds.orders import Wanted
from servicedesk.domain.refunds.quoting import Quote, quote
from servicedesk.domain.refunds.rules import ReturnPolicy
from servicedesk.domain.returns import Condition, Reason, Remedy
from servicedesk.domain.rma_replay import RmaState
from servicedesk.store import customers, return_policy
from servicedesk.store.database import Connection

MOST_LINES = 200
"""Lines of one return."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a return is judged by: the order as it stands, the shop's day, the buyer's membership, the rules."""

    sheet: Sheet
    on: date
    membership: str
    policy_number: int
    policy: ReturnPolicy

    def quote(self, wanted: Sequence[Wanted]) -> Quote:
        return quote(self.sheet.order, self.on, wanted, membership=self.membership, policy=self.policy)


def ground_for(context: ActContext, order_id: int) -> Ground:
    """Today's, with the rules in force; the order's money is held until the act ends."""
    context.work.store.lock_name(context.connection, f"order:{order_id}")
    return ground_now(context.work, context.connection, order_id)


def ground_now(work: Work, connection: Connection, order_id: int) -> Ground:
    """Today's, with the rules in force, to look at."""
    sheet = order_sheet(connection, order_id)
    number = return_policy.version(connection)
    today = work.clock.now().astimezone(shop_zone(connection)).date()
    return Ground(sheet, today, sheet.membership, number, return_policy.rules(connection, number))


def ground_of(
    context: ActContext, order_id: int, on: date | None, membership: str | None, policy_number: int
) -> Ground:
    """That of a return that was asked for on a day; the order's money is held until the act ends."""
    context.work.store.lock_name(context.connection, f"order:{order_id}")
    return _ground_then(context.connection, context.at, order_id, on, membership, policy_number)


def ground_shown(connection: Connection, at: datetime, state: RmaState) -> Ground | None:
    """That of a return as it was asked for, to look at; None for one of no order."""
    if state.order_id is None:
        return None
    return _ground_then(connection, at, state.order_id, state.asked_on, state.membership, state.policy)


def _ground_then(
    connection: Connection, at: datetime, order_id: int, on: date | None, membership: str | None, policy_number: int
) -> Ground:
    sheet = order_sheet(connection, order_id)
    today = at.astimezone(shop_zone(connection)).date()
    rules = return_policy.rules(connection, policy_number)
    return Ground(sheet, on or today, membership or sheet.membership, policy_number, rules)


@dataclass(frozen=True, slots=True)
class Asked:
    """A wanted line on its item. A line that no single item has enough pieces for becomes several of these."""

    item: Item
    wanted: Wanted


def asked(connection: Connection, ground: Ground, lines: Sequence[LineWanted]) -> list[Asked]:
    """Wanted lines put on the order's items. Raises Invalid, NotFound, Refused naming what may come back."""
    if not lines:
        raise Invalid("lines", "a return needs at least one line")
    if len(lines) > MOST_LINES:
        raise Invalid("lines", f"{len(lines)} lines are more than the {MOST_LINES} of one return")
    under_way = pieces_under_way(connection, ground.sheet.order_id)
    left = {item.key: left_of(ground.sheet, item, under_way) for item in ground.sheet.items}
    found: list[Asked] = []
    for line in lines:
        found += _on_items(connection, ground.sheet, line, left, under_way)
    return found


def left_of(sheet: Sheet, item: Item, under_way: Mapping[str, Mapping[int, int]]) -> int:
    """Pieces of an item that are neither given back nor on their way back."""
    gone = sheet.order.pieces_refunded(item.key) + sum(under_way.get(item.key, {}).values())
    return max(0, item.line.quantity - gone)


def _on_items(
    connection: Connection,
    sheet: Sheet,
    line: LineWanted,
    left: dict[str, int],
    under_way: Mapping[str, Mapping[int, int]],
) -> list[Asked]:
    items = [item for item in sheet.items if item.sku == line.sku]
    if not items:
        if customers.product_by_sku(connection, line.sku) is None:
            raise NotFound("product", line.sku)
        known = sorted({item.sku for item in sheet.items})
        raise Refused(f"order {sheet.number} has no line with {line.sku}", sku=line.sku, legal=known)
    reason, condition = chosen("reason", Reason, line.reason), chosen("condition", Condition, line.condition)
    remedy = chosen("remedy", Remedy, line.remedy)
    if line.quantity < 1:
        raise Invalid("quantity", f"{line.quantity} of {line.sku} can't be returned")
    if line.quantity > (free := sum(left[item.key] for item in items)):
        busy = sorted({rma for item in items for rma in under_way.get(item.key, ())})
        said = f"of {line.sku} {free} can come back, not {line.quantity}"
        numbers = ", ".join(str(rma) for rma in busy)
        raise Invalid("quantity", f"{said}; others are on their way in return {numbers}" if busy else said)
    found, wanted = [], line.quantity
    for item in items:
        if pieces := min(wanted, left[item.key]):
            left[item.key] -= pieces
            wanted -= pieces
            found.append(Asked(item, Wanted(item.key, pieces, reason, condition, remedy)))
    return found


def beyond_limit(
    work: Work,
    connection: Connection,
    amount: int,
    currency: str,
    *,
    ticket_id: int,
    order_id: int | None,
    besides: int | None = None,
) -> bool:
    """Whether who acts may not grant that much alone, with all they gave on the order before.

    ``besides``: the return it is about, whose own money is not of before.
    """
    before = given_alone(connection, work.actor.id, currency, ticket_id=ticket_id, order_id=order_id, besides=besides)
    return not may_give(work, connection, amount, currency, before)


def refuse_unpaid(sheet: Sheet) -> None:
    """Raise Refused for an order whose payment hasn't come: there is nothing to give back yet."""
    if not sheet.is_paid:
        raise Refused(
            f"order {sheet.number} isn't paid yet: nothing of it can be paid back",
            order=sheet.number,
            payment=sheet.payment,
            legal=[str(Remedy.EXCHANGE), str(Remedy.REPAIR)],
        )
