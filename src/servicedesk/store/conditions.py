"""What the policies ask of a ticket and its own fields don't tell: its customer's membership, its product's stage.

They go into the ticket's events as they are when it gets the customer or product, so that its clocks never depend on
what becomes of either later.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Column, Connection, select

from servicedesk.domain.events import Payload
from servicedesk.store.tables.catalog import products
from servicedesk.store.tables.customers import customers


@dataclass(frozen=True, slots=True)
class Conditions:
    """Looked up once for many tickets: memberships by customer, stages by product."""

    memberships: Mapping[int, str]
    stages: Mapping[int, str]

    @classmethod
    def read(
        cls, connection: Connection, customer_ids: Iterable[int | None], product_ids: Iterable[int | None]
    ) -> "Conditions":
        return cls(
            _by_id(connection, customers.c.id, customers.c.membership, set(customer_ids)),
            _by_id(connection, products.c.id, products.c.stage, set(product_ids)),
        )

    def of(self, customer_id: int | None, product_id: int | None) -> Payload:
        """Further keys of a ticket's first event; only what is known."""
        found: Payload = {}
        if customer_id is not None and customer_id in self.memberships:
            found["membership"] = self.memberships[customer_id]
        if product_id is not None and product_id in self.stages:
            found["lifecycle"] = self.stages[product_id]
        return found


def of_customer(connection: Connection, customer_id: int | None) -> str | None:
    """A customer's membership; None when there is nobody."""
    return connection.scalar(select(customers.c.membership).where(customers.c.id == customer_id))


def of_product(connection: Connection, product_id: int | None) -> str | None:
    """A product's stage of life; None when there is none."""
    return connection.scalar(select(products.c.stage).where(products.c.id == product_id))


def _by_id(connection: Connection, key: Column[int], value: Column[str], wanted: set[int | None]) -> Mapping[int, str]:
    ids = sorted(one for one in wanted if one is not None)
    if not ids:
        return {}
    return {row[0]: row[1] for row in connection.execute(select(key, value).where(key.in_(ids)))}
