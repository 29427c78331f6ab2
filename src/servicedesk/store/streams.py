"""Event streams as rows: read one, append to one."""

import json
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Final

from sqlalchemy import Connection, RowMapping, Select, bindparam, insert, or_, select

from servicedesk.domain.events import Event, EventType, Stream, StreamKind, canonical
from servicedesk.store.tables.events import events

_HISTORY = (
    select(
        events.c.seq,
        events.c.type,
        events.c.v,
        events.c.act_id,
        events.c.actor,
        events.c.via,
        events.c.at,
        events.c.payload,
        events.c.prev_hash,
        events.c.hash,
    )
    .where(events.c.stream_kind == bindparam("kind"), events.c.stream_id == bindparam("id"))
    .order_by(events.c.seq)
)

_INSERT: Final = insert(events)
_OF_ACT: Final = (
    select(events.c.stream_kind, events.c.stream_id, events.c.seq)
    .where(events.c.act_id == bindparam("act"))
    .order_by(events.c.stream_kind, events.c.stream_id, events.c.seq)
)


def history(connection: Connection, stream: Stream) -> list[Event]:
    """A stream's events in order of seq; empty when there is none."""
    rows = connection.execute(_HISTORY, {"kind": str(stream.kind), "id": stream.id}).mappings()
    return [decode(stream, row) for row in rows]


def stretch(connection: Connection, stream: Stream, since: datetime | None, until: datetime | None) -> list[Event]:
    """The events from ``since`` on and before ``until``, in order of seq, with every later undoing.

    What undoes an event comes after it, so these are enough to tell which of the stretch are undone.
    """
    values = {"kind": str(stream.kind), "id": stream.id, "since": since, "until": until}
    rows = connection.execute(_stretch(since is not None, until is not None), values).mappings()
    return [decode(stream, row) for row in rows]


@cache
def _stretch(since: bool, until: bool) -> Select[tuple[object, ...]]:
    query: Select[tuple[object, ...]] = _HISTORY
    if since:
        query = query.where(events.c.at >= bindparam("since"))
    if until:
        query = query.where(or_(events.c.at < bindparam("until"), events.c.type == str(EventType.UNDONE)))
    return query


def decode(stream: Stream, row: RowMapping) -> Event:
    """A row of ``events`` as an event of its stream."""
    return Event(
        stream,
        row["seq"],
        row["type"],
        row["v"],
        row["act_id"],
        row["actor"],
        row["via"],
        row["at"],
        json.loads(row["payload"]),
        row["prev_hash"],
        row["hash"],
    )


def event_values(event: Event) -> dict[str, object]:
    """An event as a row of ``events``; its payload is stored in the spelling that was hashed."""
    return {
        "stream_kind": str(event.stream.kind),
        "stream_id": event.stream.id,
        "seq": event.seq,
        "type": event.type,
        "v": event.v,
        "act_id": event.act_id,
        "actor": event.actor,
        "via": event.via,
        "at": event.at,
        "payload": canonical(event.payload),
        "prev_hash": event.prev_hash,
        "hash": event.hash,
    }


def append(connection: Connection, new: Iterable[Event]) -> None:
    """Write events; a seq that is taken raises IntegrityError, so two writers can't both be next."""
    rows = [event_values(event) for event in new]
    if rows:
        connection.execute(_INSERT, rows)


def of_act(connection: Connection, act_id: str) -> list[tuple[Stream, int]]:
    """The (stream, seq) pairs an act wrote."""
    found = connection.execute(_OF_ACT, {"act": act_id})
    return [(Stream(StreamKind(kind), stream_id), seq) for kind, stream_id, seq in found]
