"""The shop's return rules in the store: the versions of one stream."""

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, select

from servicedesk.domain.events import Event, Stream, StreamKind
from servicedesk.domain.refunds.policies import from_payload
from servicedesk.domain.refunds.rules import ReturnPolicy
from servicedesk.store import streams
from servicedesk.store.database import Store, upsert
from servicedesk.store.tables.service_levels import policies

STREAM: Final = Stream(StreamKind.POLICY, 2)
"""Stream 1 has the service levels."""
_NAME: Final = "return_policy"


def version(connection: Connection) -> int:
    """The number of the version in force; 0 before there is one."""
    return connection.scalar(select(policies.c.version).where(policies.c.id == STREAM.id)) or 0


def rules(connection: Connection, number: int) -> ReturnPolicy:
    """A version of the rules; number 0 stands for none, by which everything may come back."""
    event = next((event for event in streams.history(connection, STREAM) if event.seq == number), None)
    return ReturnPolicy() if event is None else from_payload(event.payload)


def set_at(connection: Connection) -> datetime | None:
    """When the version in force was set."""
    found: datetime | None = connection.scalar(select(policies.c.set_at).where(policies.c.id == STREAM.id))
    return found


def take(store: Store, connection: Connection) -> None:
    """Let nobody else set rules until this transaction ends."""
    store.lock_name(connection, _NAME)


def add(connection: Connection, event: Event) -> None:
    """Write a version: its event, and what is in force now."""
    streams.append(connection, [event])
    row = {"id": STREAM.id, "version": event.seq, "head": event.hash, "set_at": event.at}
    upsert(connection, policies, ("id",), row)
