"""The limits of the roles in the store: the shop's setting, and the stream of those who changed it."""

from typing import Final

from sqlalchemy import Connection

from servicedesk.domain.events import Event, Stream, StreamKind
from servicedesk.domain.refund_limits import SETTING
from servicedesk.store import people, streams
from servicedesk.store.database import Store, upsert
from servicedesk.store.tables.service_levels import policies

STREAM: Final = Stream(StreamKind.POLICY, 3)
"""Stream 1 has the service levels, 2 the return rules."""


def text(connection: Connection) -> str:
    """The setting as it was written; "" where the defaults hold."""
    return people.all_settings(connection).get(SETTING, "")


def take(store: Store, connection: Connection) -> None:
    """Let nobody else set limits until this transaction ends."""
    store.lock_name(connection, SETTING)


def add(connection: Connection, event: Event) -> None:
    """Write who set what, and put it in force."""
    streams.append(connection, [event])
    row = {"id": STREAM.id, "version": event.seq, "head": event.hash, "set_at": event.at}
    upsert(connection, policies, ("id",), row)
    people.set_setting(connection, SETTING, str(event.payload["limits"]))
