"""The shop's policies in the store: the events of one stream, kept as a book while nothing new is set."""

from datetime import datetime

from sqlalchemy import Connection, select

from servicedesk.domain.events import Event, Stream, StreamKind, micros
from servicedesk.domain.sla.book import PolicyBook, Version, from_payload
from servicedesk.store import streams
from servicedesk.store.database import Store, upsert
from servicedesk.store.tables.service_levels import policies

STREAM = Stream(StreamKind.POLICY, 1)
"""One store is one shop."""


def book(store: Store, connection: Connection) -> PolicyBook:
    """All versions of the policies up to now; read anew only when there is a newer one."""
    number = version(connection)
    if store.policy_book.number != number:
        store.policy_book = book_of(streams.history(connection, STREAM))
    return store.policy_book


def book_of(history: list[Event]) -> PolicyBook:
    return PolicyBook([Version(event.seq, micros(event.at), from_payload(event.payload)) for event in history])


def version(connection: Connection) -> int:
    """The number of the version in force; 0 before there is one."""
    return connection.scalar(select(policies.c.version).where(policies.c.id == STREAM.id)) or 0


def add(connection: Connection, event: Event) -> None:
    """Write a version: its event, and what is in force now."""
    streams.append(connection, [event])
    row = {"id": STREAM.id, "version": event.seq, "head": event.hash, "set_at": event.at}
    upsert(connection, policies, ("id",), row)


def set_at(connection: Connection) -> datetime:
    """When the version in force was set."""
    found: datetime = connection.execute(select(policies.c.set_at).where(policies.c.id == STREAM.id)).scalar_one()
    return found
