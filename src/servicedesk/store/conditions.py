"""What the policies ask of a ticket and its own fields don't tell: its customer's membership, its product's stage.

They go into the ticket's events as they are when it gets the customer or product, so that its clocks never depend on
what becomes of either later.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

from sqlalchemy import Column, Connection, select

from servicedesk.domain.events import Payload
from servicedesk.store.tables.catalog import products
from servicedesk.store.tables.customers import customers


class Belongs(Protocol):
    @property
    def customer_id(self) -> int | None: ...

    @property
    def product_id(self) -> int | None: ...


class Conditions:
    """Looked up once for many tickets."""

    def __init__(self, connection: Connection, tickets: Sequence[Belongs]) -> None:
        self._memberships = _by_id(
            connection, customers.c.id, customers.c.membership, {one.customer_id for one in tickets}
        )
        self._stages = _by_id(connection, products.c.id, products.c.stage, {one.product_id for one in tickets})

    def of(self, customer_id: int | None, product_id: int | None) -> Payload:
        """Further keys of a ticket's first event; only what is known."""
        found: Payload = {}
        if customer_id in self._memberships:
            found["membership"] = self._memberships[customer_id]
        if product_id in self._stages:
            found["lifecycle"] = self._stages[product_id]
        return found


def of_customer(connection: Connection, customer_id: int | None) -> str | None:
    """A customer's membership; None when there is nobody."""
    return connection.scalar(select(customers.c.membership).where(customers.c.id == customer_id))


def of_product(connection: Connection, product_id: int | None) -> str | None:
    """A product's stage of life; None when there is none."""
    return connection.scalar(select(products.c.stage).where(products.c.id == product_id))


def _by_id(
    connection: Connection, key: Column[int], value: Column[str], wanted: set[int | None]
) -> Mapping[int | None, str]:
    ids = sorted(one for one in wanted if one is not None)
    if not ids:
        return {}
    return {row[0]: row[1] for row in connection.execute(select(key, value).where(key.in_(ids)))}
