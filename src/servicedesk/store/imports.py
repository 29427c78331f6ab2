"""What imports remember: which record became which ticket, how far a run came; and what records refer to."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ARRAY,
    Column,
    ColumnElement,
    Connection,
    RowMapping,
    String,
    any_,
    bindparam,
    func,
    insert,
    literal,
    select,
    text,
    update,
)

from servicedesk.domain.events import Event, Payload, Stream, StreamKind, canonical
from servicedesk.domain.identities import Identity
from servicedesk.store.bulk.rows import BulkRows
from servicedesk.store.database import Store
from servicedesk.store.streams import decode
from servicedesk.store.tables.catalog import orders, products
from servicedesk.store.tables.customers import customer_identities
from servicedesk.store.tables.events import events
from servicedesk.store.tables.outbox import import_runs, imported_tickets
from servicedesk.store.tables.people import people
from servicedesk.store.tables.tickets import tickets

IMPORT_LOCK = 7_301_945
"""PostgreSQL's advisory lock: one import's batch at a time, so that equal customers are made once."""


@dataclass(frozen=True, slots=True)
class Known:
    """A ticket that came from this source before; ``fields`` are the marks its salt belongs to."""

    ticket_id: int
    salt: bytes
    fields: Payload


def lock(store: Store, connection: Connection) -> None:
    """Hold off other imports until the end of the transaction (SQLite's writers are alone anyway)."""
    if not store.is_sqlite:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": IMPORT_LOCK})


def known(connection: Connection, source: str, keys: Sequence[str]) -> dict[str, Known]:
    """Which of the keys this source has been imported with."""
    query = (
        select(imported_tickets.c.external_key, imported_tickets.c.ticket_id, tickets.c.salt, imported_tickets.c.fields)
        .join(tickets, tickets.c.id == imported_tickets.c.ticket_id)
        .where(imported_tickets.c.source == source, _among(connection, imported_tickets.c.external_key, keys))
    )
    return {key: Known(ticket, salt, json.loads(fields)) for key, ticket, salt, fields in connection.execute(query)}


def _among(connection: Connection, column: Column[str], wanted: Collection[str]) -> ColumnElement[bool]:
    """PostgreSQL takes a thousand texts in a list of its own in half the time that it takes them one by one."""
    if connection.dialect.name == "postgresql":
        return column == any_(literal(list(wanted), ARRAY(String)))
    return column.in_(wanted)


def remember(rows: BulkRows, source: str, new: Iterable[tuple[str, int, Payload]]) -> None:
    """Note which tickets these (key, ticket, marks) became, among the rows that will be written."""
    rows.of(imported_tickets).extend((source, key, ticket, canonical(fields)) for key, ticket, fields in new)


def remember_changed(connection: Connection, source: str, marks: Iterable[tuple[str, Payload]]) -> None:
    """Keep new (key, marks) of records that were known."""
    rows = [{"of": source, "key": key, "marks": canonical(fields)} for key, fields in marks]
    statement = (
        update(imported_tickets)
        .where(imported_tickets.c.source == bindparam("of"), imported_tickets.c.external_key == bindparam("key"))
        .values(fields=bindparam("marks"))
    )
    connection.execute(statement, rows)


def histories(store: Store, connection: Connection, ticket_ids: Sequence[int]) -> dict[int, list[Event]]:
    """The events of many tickets, which are held against other writers until the end of the transaction."""
    if not store.is_sqlite:
        connection.execute(
            select(tickets.c.id).where(tickets.c.id.in_(ticket_ids)).order_by(tickets.c.id).with_for_update()
        )
    query = (
        select(events)
        .where(events.c.stream_kind == str(StreamKind.TICKET), events.c.stream_id.in_(ticket_ids))
        .order_by(events.c.stream_id, events.c.seq)
    )
    found: dict[int, list[Event]] = {ticket_id: [] for ticket_id in ticket_ids}
    for row in connection.execute(query).mappings():
        found[row["stream_id"]].append(decode(Stream(StreamKind.TICKET, row["stream_id"]), row))
    return found


def orders_by_number(connection: Connection, numbers: Iterable[str]) -> dict[str, int]:
    return _ids(connection, orders.c.number, orders.c.id, set(numbers))


def products_by_name(connection: Connection, names: Iterable[str]) -> dict[str, int]:
    """Products by sku, else by their exact name."""
    wanted = set(names)
    return {
        **_ids(connection, products.c.name, products.c.id, wanted),
        **_ids(connection, products.c.sku, products.c.id, wanted),
    }


def _ids(connection: Connection, column: Column[str], key: Column[int], wanted: set[str]) -> dict[str, int]:
    if not wanted:
        return {}
    found = connection.execute(select(column, key).where(column.in_(wanted)))
    return {name: int(number) for name, number in found}


def customers_by_identity(connection: Connection, identities: Iterable[Identity]) -> dict[tuple[str, str], int]:
    """(kind, folded) → customer, for those that exist."""
    folded = {identity.folded for identity in identities}
    if not folded:
        return {}
    query = select(customer_identities.c.kind, customer_identities.c.folded, customer_identities.c.customer_id).where(
        customer_identities.c.kind.in_(("email", "phone")), _among(connection, customer_identities.c.folded, folded)
    )
    return {(kind, value): customer for kind, value, customer in connection.execute(query)}


def people_by_name(connection: Connection) -> dict[str, int]:
    """Everybody who works here by handle, e-mail and name, in lower case; the handle wins."""
    rows = list(connection.execute(select(people.c.id, people.c.handle, people.c.email, people.c.name)))
    found: dict[str, int] = {}
    for column in ("name", "email", "handle"):
        found |= {getattr(row, column).casefold(): row.id for row in rows if getattr(row, column)}
    return found


def unfinished_run(connection: Connection, source: str, fingerprint: str) -> RowMapping | None:
    """The newest run over the same file that was cut off; None when there is none."""
    query = (
        select(import_runs)
        .where(
            import_runs.c.fingerprint == fingerprint,
            import_runs.c.source == source,
            import_runs.c.finished_at.is_(None),
        )
        .order_by(import_runs.c.id.desc())
        .limit(1)
    )
    return connection.execute(query).mappings().first()


def start_run(connection: Connection, source: str, file_name: str, fingerprint: str, at: datetime) -> int:
    statement = insert(import_runs).values(
        source=source,
        file_name=file_name,
        fingerprint=fingerprint,
        started_at=at,
        done_rows=0,
        created=0,
        updated=0,
        unchanged=0,
        rejected=0,
    )
    return int(connection.execute(statement.returning(import_runs.c.id)).scalar_one())


def update_run(connection: Connection, run_id: int, values: dict[str, object]) -> None:
    connection.execute(update(import_runs).where(import_runs.c.id == run_id).values(**values))


def ticket_count(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(tickets)).scalar_one()
