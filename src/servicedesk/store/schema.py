"""The store's schema: made and upgraded by the program itself, in one transaction, by alembic.

Alembic is SQLAlchemy's own migration tool; it takes half a second to import, so a store that is already at
``HEAD`` is recognised by one query without it.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, inspect, text

from servicedesk.domain.errors import StoreTooNew, StoreUnavailable

if TYPE_CHECKING:
    from alembic.config import Config

    from servicedesk.store.database import Store

HEAD: Final = "0010"
"""The newest migration; a test holds it against the files in migrations/versions."""

KNOWN: Final = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010")
MIGRATION_LOCK: Final = 7_301_944
"""PostgreSQL's advisory lock that lets one process migrate at a time."""


def revision(connection: Connection) -> str | None:
    """The schema's revision; None for an empty database. Raises StoreUnavailable for somebody else's database."""
    tables = set(inspect(connection).get_table_names())
    if "alembic_version" in tables and "events" in tables:
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        return None if found is None else str(found)
    if tables - {"alembic_version"}:
        raise StoreUnavailable(
            "that database belongs to another program; servicedesk leaves it alone", tables=len(tables)
        )
    return None


def prepare(store: "Store", target: str = HEAD) -> bool:
    """Bring the store to ``target``; True when anything was done.

    Raises StoreTooNew for a schema this program does not know, StoreUnavailable when it can't be read or written.
    """
    with store.read() as connection:
        current = revision(connection)
    _refuse_newer(store, current)
    store.use_log()
    if current == target:
        return False
    with store.transaction() as connection:
        if not store.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
        current = revision(connection)
        _refuse_newer(store, current)
        if current == target:
            return False
        _upgrade(connection, target)
    return True


def _refuse_newer(store: "Store", current: str | None) -> None:
    if current is not None and current not in KNOWN:
        raise StoreTooNew(
            f"{store.address.shown} was written by a newer servicedesk (schema {current}, this one knows {HEAD}); "
            "nothing was changed. Use the newer program",
            schema=current,
            known=HEAD,
        )


def alembic_config(connection: Connection | None = None) -> "Config":
    """Alembic set up in code: the migrations travel inside the package and need no ini file."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    if connection is not None:
        config.attributes["connection"] = connection
    return config


def _upgrade(connection: Connection, target: str) -> None:
    from alembic import command

    command.upgrade(alembic_config(connection), target)
