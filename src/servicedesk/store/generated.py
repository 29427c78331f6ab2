"""What generated tickets are built from: the shop's products, people and teams."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from servicedesk.store.tables.catalog import orders, products
from servicedesk.store.tables.customers import customers
from servicedesk.store.tables.people import people, team_members, teams
from servicedesk.store.tables.tickets import tickets


@dataclass(frozen=True, slots=True)
class ShopProduct:
    id: int
    name: str
    name_zh: str
    price: int
    currency: str


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who answers. ``team_id`` is the first-line team they are in, else any of theirs."""

    id: int
    name: str
    languages: frozenset[str]
    team_id: int | None


@dataclass(frozen=True, slots=True)
class Shop:
    """``first_free`` is a number above every ticket's, customer's and order's id: serials start there."""

    products: Sequence[ShopProduct]
    colleagues: Sequence[Colleague]
    first_free: int


def shop(connection: Connection) -> Shop:
    """Read the shop; each part may be empty."""
    catalogue = connection.execute(
        select(products.c.id, products.c.name, products.c.name_zh, products.c.price, products.c.currency)
        .where(products.c.stage != "withdrawn")
        .order_by(products.c.sku)
    )
    highest = [connection.execute(select(func.max(table.c.id))).scalar() or 0 for table in (tickets, customers, orders)]
    return Shop([ShopProduct(*row) for row in catalogue], _colleagues(connection), max(highest) + 1)


def _colleagues(connection: Connection) -> list[Colleague]:
    member = (
        select(team_members.c.person_id, teams.c.id, teams.c.line)
        .join(teams, teams.c.id == team_members.c.team_id)
        .order_by(teams.c.line.desc(), teams.c.id.desc())
    )
    team_of = {person: team for person, team, _line in connection.execute(member)}
    everybody = connection.execute(
        select(people.c.id, people.c.name, people.c.languages, people.c.roles)
        .where(people.c.active.is_(True))
        .order_by(people.c.handle)
    )
    return [
        Colleague(row.id, row.name, frozenset(row.languages.split()), team_of.get(row.id))
        for row in everybody
        if "agent" in row.roles.split()
    ]
