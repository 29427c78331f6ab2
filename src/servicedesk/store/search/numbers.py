"""Numbers a caller reads out, whole or by their ends: tickets, returns, orders, parcels, phones; and addresses."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, Connection, Select, func, select

from servicedesk.store.search.names import LAST
from servicedesk.store.tables.catalog import orders, parcels
from servicedesk.store.tables.customers import customer_identities
from servicedesk.store.tables.returns import rmas
from servicedesk.store.tables.tickets import tickets

ENDING: Final = 4
"""So many last digits of a phone number are indexed."""
NEWEST_OF_ENDING: Final = 1_000
"""Phones with one ending that are looked at, when more digits than its four are known."""
WHOLE_PHONE: Final = 7
"""Equal last digits that make two spellings one number: country and trunk codes stand before them."""
LARGEST: Final = 2**62


@dataclass(frozen=True, slots=True)
class FoundOrder:
    """An order and what of it matched. ``number`` is the order's, ``spelled`` the order's or parcel's."""

    id: int
    customer_id: int
    spelled: str


@dataclass(frozen=True, slots=True)
class FoundAddress:
    """A customer's address. ``whole``: it is the one asked for, not one that only begins or ends so."""

    customer_id: int
    kind: str
    value: str
    whole: bool


def ticket(connection: Connection, number: int) -> list[int]:
    """The ticket with a number, where there is one."""
    return list(connection.scalars(select(tickets.c.id).where(tickets.c.id == number))) if number < LARGEST else []


def tickets_ending(connection: Connection, digits: str, limit: int) -> list[int]:
    """Tickets whose number ends so, the newest first: the numbers that can be are counted out, not searched for."""
    highest = connection.execute(select(func.max(tickets.c.id))).scalar() or 0
    step, last = 10 ** len(digits), int(digits)
    newest = highest - (highest - last) % step
    possible = [number for number in range(newest, 0, -step) if number != last][: limit * 20]
    query = select(tickets.c.id).where(tickets.c.id.in_(possible)).order_by(tickets.c.id.desc()).limit(limit)
    return list(connection.scalars(query)) if possible else []


def tickets_of_return(connection: Connection, number: int) -> list[int]:
    """The ticket of a return by the return's number."""
    return list(connection.scalars(select(rmas.c.ticket_id).where(rmas.c.id == number))) if number < LARGEST else []


def order(connection: Connection, key: str) -> list[FoundOrder]:
    """Orders with this number, however its letters and digits were parted."""
    return _orders(connection, orders.c.number_key == key, orders.c.number_key, 10)


def orders_like(connection: Connection, key: str, limit: int) -> list[FoundOrder]:
    """Orders whose number ends so, then those where it begins so; in the order of their index, which is bounded."""
    backwards, forwards = orders.c.key_reversed, orders.c.number_key
    ending = _orders(connection, _begins(backwards, key[::-1]), backwards, limit)
    beginning = _orders(connection, _begins(forwards, key), forwards, limit)
    return list(dict.fromkeys([*ending, *beginning]))


def _orders(
    connection: Connection, wanted: ColumnElement[bool], along: ColumnElement[str], limit: int
) -> list[FoundOrder]:
    query = select(orders.c.id, orders.c.customer_id, orders.c.number).where(wanted)
    return [FoundOrder(*row) for row in connection.execute(query.order_by(along.desc()).limit(limit))]


def tracked(connection: Connection, key: str, limit: int, *, whole: bool) -> list[FoundOrder]:
    """Orders by the tracking number of a parcel, or by its end."""
    backwards = key[::-1]
    wanted = parcels.c.key_reversed == backwards if whole else _begins(parcels.c.key_reversed, backwards)
    query = (
        select(parcels.c.order_id, orders.c.customer_id, parcels.c.tracking)
        .join(orders, orders.c.id == parcels.c.order_id)
        .where(wanted)
        .order_by(parcels.c.key_reversed)
        .limit(limit)
    )
    return [FoundOrder(*row) for row in connection.execute(query)]


def addresses(connection: Connection, folded: str, limit: int) -> list[FoundAddress]:
    """Customers by an e-mail address or chat handle, whole or by its beginning; whole ones first."""
    found = []
    for kind in ("email", "chat"):
        mine = customer_identities.c.kind == kind
        query = _addresses().where(mine, _begins(customer_identities.c.folded, folded))
        rows = connection.execute(query.order_by(customer_identities.c.folded).limit(limit))
        found += [FoundAddress(row.customer_id, row.kind, row.value, row.folded == folded) for row in rows]
    return sorted(found, key=lambda address: not address.whole)


def phones(connection: Connection, digits: str, limit: int) -> list[FoundAddress]:
    """Customers by a phone number in any spelling, or by its last digits; at least four of them."""
    query = (
        _addresses()
        .where(customer_identities.c.kind == "phone", customer_identities.c.ending == digits[-ENDING:])
        .order_by(customer_identities.c.id.desc())
        .limit(limit if len(digits) == ENDING else NEWEST_OF_ENDING)
    )
    found = []
    for row in connection.execute(query):
        kept = row.folded.lstrip("+")
        if kept.endswith(digits) or _same_number(kept, digits):
            found.append(FoundAddress(row.customer_id, row.kind, row.value, _same_number(kept, digits)))
    return sorted(found, key=lambda address: not address.whole)[:limit]


def _same_number(one: str, other: str) -> bool:
    """Equal but for the codes in front."""
    short, long = sorted((one.lstrip("0"), other.lstrip("0")), key=len)
    return len(short) >= WHOLE_PHONE and long.endswith(short)


def _addresses() -> Select[tuple[int, str, str, str]]:
    named = customer_identities.c
    return select(named.customer_id, named.kind, named.value, named.folded)


def _begins(column: ColumnElement[str], text: str) -> ColumnElement[bool]:
    return (column >= text) & (column < text + LAST)


def customers_of_tickets(connection: Connection, ticket_ids: Sequence[int]) -> list[tuple[int, int]]:
    """Tickets with their customers, in the order of the tickets; those of unnamed customers are left out."""
    rows = connection.execute(select(tickets.c.id, tickets.c.customer_id).where(tickets.c.id.in_(ticket_ids)))
    of = {row.id: row.customer_id for row in rows}
    return [(number, customer) for number in ticket_ids if (customer := of.get(number)) is not None]
