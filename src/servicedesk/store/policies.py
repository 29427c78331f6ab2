"""The shop's policies in the store: the events of one stream, kept as a book while nothing new is set."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, func, select, text

from servicedesk.domain.events import Event, Stream, StreamKind, micros
from servicedesk.domain.sla.book import PolicyBook, Version, from_payload
from servicedesk.store import streams
from servicedesk.store.database import Store, upsert
from servicedesk.store.tables.service_levels import policies
from servicedesk.store.tables.tickets import tickets

STREAM = Stream(StreamKind.POLICY, 1)
"""One store is one shop."""
_NAME: Final = "policies"
_LATER: Final = timedelta(microseconds=1)
_APART: Final = timedelta(days=1)
"""How far the clocks of two machines may be apart; what lies further ahead is an import's mistake."""

_VERSION: Final = select(policies.c.version).where(policies.c.id == STREAM.id)
_KEEP: Final = text("SELECT pg_advisory_xact_lock_shared(hashtextextended(:name, 0))")


def book(store: Store, connection: Connection) -> PolicyBook:
    """All versions of the policies up to now; read anew only when there is a newer one."""
    number = version(connection)
    if store.policy_book.number != number:
        store.policy_book = book_of(streams.history(connection, STREAM))
    return store.policy_book


def book_of(history: list[Event]) -> PolicyBook:
    return PolicyBook([Version(event.seq, micros(event.at), from_payload(event.payload)) for event in history])


def keep(store: Store, connection: Connection) -> None:
    """Let no version come in force until this transaction ends: for writing a ticket that no later one will recount.

    Whatever is read after this is read with the newest version. Any number of transactions may do so at once; SQLite's
    writers are alone anyway.
    """
    if not store.is_sqlite:
        connection.execute(_KEEP, {"name": _NAME})


def take(store: Store, connection: Connection) -> None:
    """Wait for all that ``keep`` the present version, and hold others off until this transaction ends."""
    store.lock_name(connection, _NAME)


def earliest(connection: Connection, wanted: datetime) -> datetime:
    """When a version that is wanted from an instant on may come in force: not before the one before it.

    Nor before a ticket ended that is done with: it was counted without this version. Clocks of machines differ, so
    either may lie ahead of one's own time.
    """
    ahead = tickets.c.updated_at.between(wanted, wanted + _APART)
    done = select(func.max(tickets.c.updated_at)).where(ahead, tickets.c.policy_version.is_(None))
    last: datetime | None = connection.scalar(done)
    before: datetime | None = connection.scalar(select(policies.c.set_at).where(policies.c.id == STREAM.id))
    return max(at for at in (wanted, before, None if last is None else last + _LATER) if at is not None)


def version(connection: Connection) -> int:
    """The number of the version in force; 0 before there is one."""
    return connection.scalar(_VERSION) or 0


def add(connection: Connection, event: Event) -> None:
    """Write a version: its event, and what is in force now."""
    streams.append(connection, [event])
    row = {"id": STREAM.id, "version": event.seq, "head": event.hash, "set_at": event.at}
    upsert(connection, policies, ("id",), row)


def set_at(connection: Connection) -> datetime:
    """When the version in force was set."""
    found: datetime = connection.execute(select(policies.c.set_at).where(policies.c.id == STREAM.id)).scalar_one()
    return found
