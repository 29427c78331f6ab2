"""What ids in reports are called."""

from sqlalchemy import Connection, select

from servicedesk.store.tables.catalog import products
from servicedesk.store.tables.people import people, teams


def people_names(connection: Connection) -> dict[int, tuple[str, str]]:
    """Person → handle and name, of everybody."""
    rows = connection.execute(select(people.c.id, people.c.handle, people.c.name))
    return {one: (handle, name) for one, handle, name in rows}


def team_names(connection: Connection) -> dict[int, tuple[str, str]]:
    """Team → code and name."""
    return {one: (code, name) for one, code, name in connection.execute(select(teams.c.id, teams.c.code, teams.c.name))}


def product_names(connection: Connection) -> dict[int, tuple[str, str]]:
    """Product → its number (SKU) and its name."""
    rows = connection.execute(select(products.c.id, products.c.sku, products.c.name))
    return {one: (sku, name) for one, sku, name in rows}
