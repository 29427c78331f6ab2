"""What the send gate has to know of a ticket, its customer and the numbers in a reply."""

from collections.abc import Collection, Sequence
from typing import Final

from sqlalchemy import BindParameter, Connection, Integer, RowMapping, bindparam, literal, null, select, union_all

from servicedesk.store.tables.catalog import order_lines, orders, parcels
from servicedesk.store.tables.customers import customer_identities, customers
from servicedesk.store.tables.returns import rma_lines, rmas
from servicedesk.store.tables.tickets import message_texts, messages, tickets

_IDS: Final[BindParameter[Sequence[int]]] = bindparam("of_ids", expanding=True)
_PARTIES: Final = (
    select(
        tickets.c.id,
        tickets.c.order_id,
        tickets.c.product_id,
        tickets.c.customer_id,
        tickets.c.language,
        customers.c.name,
        customers.c.language.label("customer_language"),
    )
    .outerjoin(customers, customers.c.id == tickets.c.customer_id)
    .where(tickets.c.id.in_(_IDS))
)
_ADDRESSES: Final = (
    select(customer_identities.c.value)
    .where(customer_identities.c.customer_id.in_(_IDS))
    .order_by(customer_identities.c.id)
)
_WORDS: Final = (
    select(message_texts.c.author_name, message_texts.c.body)
    .join(messages, messages.c.id == message_texts.c.message_id)
    .where(messages.c.ticket_id.in_(_IDS), messages.c.author == "customer")
    .order_by(messages.c.sent_at.desc(), messages.c.id.desc())
    .limit(bindparam("most", type_=Integer()))
)


def parties(connection: Connection, ticket_ids: Sequence[int]) -> list[RowMapping]:
    """Of each ticket that exists: its id, order, product and language, its customer's id, name and language."""
    return list(connection.execute(_PARTIES, {"of_ids": ticket_ids}).mappings())


def addresses(connection: Connection, customer_ids: Collection[int]) -> list[str]:
    """Mail addresses, phones and chat handles of customers, as they were given."""
    return list(connection.scalars(_ADDRESSES, {"of_ids": [*customer_ids]}))


def customers_words(connection: Connection, ticket_ids: Sequence[int], limit: int) -> list[RowMapping]:
    """The newest messages of customers: ``author_name`` and ``body``."""
    return list(connection.execute(_WORDS, {"of_ids": ticket_ids, "most": limit}).mappings())


def known_numbers(connection: Connection, numbers: Collection[str]) -> list[RowMapping]:
    """Which numbers are the shop's: ``number, what`` (order or parcel), and an order's ``order_id, customer_id``."""
    if not numbers:
        return []
    found = union_all(
        select(
            orders.c.number, literal("order").label("what"), orders.c.id.label("order_id"), orders.c.customer_id
        ).where(orders.c.number.in_(numbers)),
        select(parcels.c.tracking, literal("parcel"), null(), null()).where(parcels.c.tracking.in_(numbers)),
    )
    return list(connection.execute(found).mappings())


def bought(connection: Connection, order_ids: Collection[int]) -> list[RowMapping]:
    """The lines of orders: the order's ``order_id, currency, total`` and a line's ``product_id, unit_price``."""
    query = (
        select(orders.c.id.label("order_id"), orders.c.currency, orders.c.total, order_lines.c.product_id)
        .add_columns(order_lines.c.unit_price)
        .outerjoin(order_lines, order_lines.c.order_id == orders.c.id)
        .where(orders.c.id.in_(order_ids))
        .order_by(orders.c.id, order_lines.c.id)
    )
    return list(connection.execute(query).mappings())


def paid_back(connection: Connection, ticket_ids: Sequence[int]) -> list[RowMapping]:
    """What the returns of tickets have paid back: ``rma_id``, a line's ``amount`` and the return's ``refund_total``."""
    query = (
        select(rma_lines.c.rma_id, rma_lines.c.amount, rmas.c.refund_total)
        .join(rmas, rmas.c.id == rma_lines.c.rma_id)
        .where(rmas.c.ticket_id.in_(ticket_ids), rma_lines.c.amount.is_not(None))
        .order_by(rma_lines.c.id)
    )
    return list(connection.execute(query).mappings())
