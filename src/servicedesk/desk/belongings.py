"""What a ticket is about: one of the customer's orders, one of the shop's products."""

from dataclasses import dataclass
from datetime import datetime

from servicedesk.desk.open_ticket import OpenTicket
from servicedesk.desk.ticket_acts import finish, take_for
from servicedesk.desk.views import Done
from servicedesk.desk.work import Work, acting
from servicedesk.domain.errors import NotFound, Refused
from servicedesk.domain.events import EventType, Payload
from servicedesk.domain.roles import Permission
from servicedesk.store import belongings, conditions, customers
from servicedesk.store import tickets as ticket_rows
from servicedesk.store.database import RowMapping

MOST = 30


@dataclass(frozen=True, slots=True)
class OrderChoice:
    """An order a ticket may be about. ``customer`` is whose it is; ``own``: the ticket's customer's."""

    number: str
    placed_at: datetime
    customer: str
    own: bool


@dataclass(frozen=True, slots=True)
class ProductChoice:
    """A product; ``price`` in minor units of ``currency``."""

    sku: str
    name: str
    name_zh: str
    stage: str
    price: int
    currency: str


class Belongings:
    def __init__(self, work: Work) -> None:
        self._work = work

    def orders(self, ticket_id: int, text: str = "") -> tuple[OrderChoice, ...]:
        """The customer's orders, newest first; with a text those of the shop whose number begins or ends so."""
        self._work.require(Permission.READ)
        with self._work.store.read() as connection:
            ticket = ticket_rows.full(connection, ticket_id)
            if ticket is None:
                raise NotFound("ticket", ticket_id)
            owner = ticket["customer_id"]
            if text.strip():
                rows = belongings.orders_like(connection, text, MOST)
                found = [
                    OrderChoice(row["number"], row["placed_at"], row["name"], row["customer_id"] == owner)
                    for row in rows
                ]
                return tuple(sorted(found, key=lambda order: not order.own))
            if owner is None:
                return ()
            name = _name(customers.get(connection, owner))
            mine = customers.orders_of(connection, owner, ticket["order_id"], MOST)
            return tuple(OrderChoice(row["number"], row["placed_at"], name, True) for row in mine)

    def products(self, text: str = "") -> tuple[ProductChoice, ...]:
        """Products with these words in SKU or name, by SKU."""
        self._work.require(Permission.READ)
        with self._work.store.read() as connection:
            return tuple(
                ProductChoice(row["sku"], row["name"], row["name_zh"], row["stage"], row["price"], row["currency"])
                for row in belongings.products_like(connection, text, MOST)
            )

    def order(
        self, ticket_id: int, number: str | None, *, others_too: bool = False, version: int | None = None
    ) -> Done:
        """Say which order a ticket is about; None: none of them.

        Raises NotFound for an unknown number, Refused for another customer's order unless ``others_too`` (a gift,
        a neighbour), and when it is that order already.
        """
        with acting(self._work, "order") as context:
            ticket = take_for(context, ticket_id, version, {"act": "order", "to": number}, opens=False)
            found = None if number is None else customers.order_by_number(context.connection, number)
            if number is not None and found is None:
                raise NotFound("order", number)
            if found is not None and not others_too:
                _refuse_other_customers(ticket, found)
            return _about(ticket, "order", ticket.state.order_id, None if found is None else found["id"])

    def product(self, ticket_id: int, sku: str | None, *, version: int | None = None) -> Done:
        """Say which product a ticket is about; None: none. Raises NotFound, Refused when it is that already."""
        with acting(self._work, "product") as context:
            ticket = take_for(context, ticket_id, version, {"act": "product", "to": sku}, opens=False)
            found = None if sku is None else customers.product_by_sku(context.connection, sku)
            if sku is not None and found is None:
                raise NotFound("product", sku)
            return _about(ticket, "product", ticket.state.product_id, None if found is None else found["id"])


def _about(ticket: OpenTicket, what: str, before: int | None, after: int | None) -> Done:
    if before == after:
        raise Refused(f"ticket {ticket.id} has that {what} already", ticket=ticket.id)
    facts: Payload = {what: after}
    if what == "product":
        facts["lifecycle"] = conditions.of_product(ticket.context.connection, after)
    ticket.record(EventType.FACTS, facts)
    return finish(ticket)


def _refuse_other_customers(ticket: OpenTicket, order: RowMapping) -> None:
    """An order of somebody else opens that customer's data to the ticket: only with a word of the agent."""
    if order["customer_id"] != ticket.state.customer_id:
        raise Refused(f"order {order['number']} is another customer's", ticket=ticket.id, order=str(order["number"]))


def _name(customer: RowMapping | None) -> str:
    return "" if customer is None else str(customer["name"])
