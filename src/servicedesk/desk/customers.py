"""Who calls: customers by what they say of themselves, and everything a customer ordered and wrote."""

from collections.abc import Iterator, Sequence

from servicedesk.desk.read import Row, order_views
from servicedesk.desk.views import CustomerHit, CustomerView, EarlierTicket, IdentityView, OrderView, WholeCustomer
from servicedesk.desk.work import Work
from servicedesk.domain.asked import Asked, asked
from servicedesk.domain.errors import NotFound
from servicedesk.domain.roles import Permission
from servicedesk.store import customers
from servicedesk.store.database import Connection
from servicedesk.store.search import names, numbers

ORDERS_SHOWN = 6
TICKETS_SHOWN = 8

Way = Iterator[tuple[int, str, str]]


class Customers:
    def __init__(self, work: Work) -> None:
        self._work = work

    def lookup(self, text: str, limit: int = 8) -> tuple[CustomerHit, ...]:
        """Customers by number (ticket, return, order, tracking, phone), address or name: the surest first.

        Numbers and phones are found by their last four digits too, names by their beginnings in any order.
        """
        self._work.require(Permission.READ)
        what = asked(text)
        if not what.text:
            return ()
        found: dict[int, tuple[str, str]] = {}
        with self._work.store.read() as connection:
            for customer_id, why, matched in _customers_by(connection, what, limit):
                found.setdefault(customer_id, (why, matched))
                if len(found) >= limit:
                    break
            return tuple(_hit(connection, customer_id, *matched) for customer_id, matched in found.items())

    def show(self, customer_id: int, *, orders: int = ORDERS_SHOWN, tickets: int = TICKETS_SHOWN) -> CustomerView:
        """A customer with the newest orders and tickets; raises NotFound."""
        self._work.require(Permission.READ)
        with self._work.store.read() as connection:
            return customer_view(connection, customer_id, orders=orders, tickets=tickets)

    def whole(self, customer_id: int) -> WholeCustomer:
        """Everything about a customer, a first page of what may be long; raises NotFound."""
        from servicedesk.desk.whole_customer import whole_customer

        return whole_customer(self._work, customer_id)

    def note(self, customer_id: int, text: str, *, seen: str | None = None) -> None:
        """Replace the note about a customer; see ``change_note``. Raises NotFound, Invalid, Refused."""
        from servicedesk.desk.whole_customer import change_note

        change_note(self._work, customer_id, text, seen)

    def tickets(self, customer_id: int, *, after: int | None = None, limit: int = 50) -> tuple[EarlierTicket, ...]:
        """The customer's tickets, last changed first; those that follow the ticket ``after``."""
        self._work.require(Permission.READ)
        with self._work.store.read() as connection:
            rows = customers.earlier_tickets(connection, customer_id, None, limit, after=after)
        return tuple(map(_earlier, rows))

    def orders(self, customer_id: int, *, after: int | None = None, limit: int = 20) -> tuple[OrderView, ...]:
        """The customer's orders with lines and parcels, newest first; those that follow the order ``after``."""
        self._work.require(Permission.READ)
        with self._work.store.read() as connection:
            return _orders(connection, customers.orders_of(connection, customer_id, None, limit, after=after))


def customer_view(
    connection: Connection,
    customer_id: int,
    *,
    but: int | None = None,
    first_order: int | None = None,
    orders: int = ORDERS_SHOWN,
    tickets: int = TICKETS_SHOWN,
) -> CustomerView:
    """A customer, beside the ticket ``but`` and its order where there is one. Raises NotFound."""
    row = customers.get(connection, customer_id)
    if row is None:
        raise NotFound("customer", customer_id)
    everything, alive, ordered, returned = customers.counts(connection, customer_id)
    return CustomerView(
        id=row["id"],
        name=row["name"],
        membership=row["membership"],
        language=row["language"],
        timezone=row["timezone"],
        note=row["note"],
        since=row["since"],
        identities=tuple(
            IdentityView(known["kind"], known["value"]) for known in customers.identities(connection, customer_id)
        ),
        orders=_orders(connection, customers.orders_of(connection, customer_id, first_order, orders)),
        order_count=ordered,
        tickets=tuple(map(_earlier, customers.earlier_tickets(connection, customer_id, but, tickets))),
        ticket_count=everything,
        open_count=alive,
        return_count=returned,
    )


def _orders(connection: Connection, rows: Sequence[Row]) -> tuple[OrderView, ...]:
    order_ids = [row["id"] for row in rows]
    return order_views(rows, customers.lines_of(connection, order_ids), customers.parcels_of(connection, order_ids))


def _earlier(row: Row) -> EarlierTicket:
    return EarlierTicket(row["id"], row["kind"], row["status"], row["subject"], row["updated_at"])


def _customers_by(connection: Connection, what: Asked, limit: int) -> Way:
    """Customer, why and what matched: whole numbers and addresses, then endings, then names."""
    yield from _by_whole_number(connection, what, limit)
    addresses = numbers.addresses(connection, what.folded, limit)
    phones = numbers.phones(connection, what.phone, limit) if what.phone else []
    yield from ((one.customer_id, one.kind, one.value) for one in [*addresses, *phones] if one.whole)
    if what.ending:
        ending = numbers.tickets_ending(connection, what.ending, limit)
        yield from _of_tickets(connection, "ticket", ending)
    yield from ((one.customer_id, one.kind, one.value) for one in phones)
    if len(what.key) >= numbers.ENDING:
        orders = numbers.orders_like(connection, what.key, limit)
        yield from ((order.customer_id, "order", order.spelled) for order in orders)
        parcels = numbers.tracked(connection, what.key, limit, whole=False)
        yield from ((order.customer_id, "tracking", order.spelled) for order in parcels)
    if "@" in what.text:
        yield from ((one.customer_id, one.kind, one.value) for one in addresses)
    named = names.named(connection, names.wanted_keys(what.text), limit)
    yield from ((customer_id, "name", "") for customer_id in named)
    yield from ((one.customer_id, one.kind, one.value) for one in addresses)


def _by_whole_number(connection: Connection, what: Asked, limit: int) -> Way:
    if what.number is not None:
        yield from _of_tickets(connection, "ticket", numbers.ticket(connection, what.number))
    if what.key:
        orders = numbers.order(connection, what.key)
        yield from ((order.customer_id, "order", order.spelled) for order in orders)
        parcels = numbers.tracked(connection, what.key, limit, whole=True)
        yield from ((order.customer_id, "tracking", order.spelled) for order in parcels)
    returned = what.return_number if what.return_number is not None else what.number
    if returned is not None:
        yield from _of_tickets(connection, "return", numbers.tickets_of_return(connection, returned))


def _of_tickets(connection: Connection, why: str, ticket_ids: list[int]) -> Way:
    of = numbers.customers_of_tickets(connection, ticket_ids)
    yield from ((customer_id, why, f"#{ticket_id}") for ticket_id, customer_id in of)


def _hit(connection: Connection, customer_id: int, why: str, matched: str) -> CustomerHit:
    row = customers.get(connection, customer_id)
    assert row is not None
    everything, alive = customers.ticket_counts(connection, customer_id)
    last = next(iter(customers.earlier_tickets(connection, customer_id, None, 1)), None)
    order = next(iter(customers.orders_of(connection, customer_id, None, 1)), None)
    return CustomerHit(
        id=customer_id,
        name=row["name"],
        membership=row["membership"],
        why=why,
        found=matched or row["name"],
        open_count=alive,
        ticket_count=everything,
        last_ticket_id=None if last is None else last["id"],
        last_subject="" if last is None else last["subject"],
        last_order=None if order is None else order["number"],
    )
