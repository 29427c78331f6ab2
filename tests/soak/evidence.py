"""What a store holds, read once the run is over: every act with its events, every word with the rows it stands in."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, Row, select

from servicedesk.store.tables.events import acts, events
from servicedesk.store.tables.outbox import imported_tickets, outbox
from servicedesk.store.tables.people import drafts, people
from servicedesk.store.tables.tickets import message_texts, messages, promises

WORD: Final = re.compile(r"w(?:soak\w+?)r\d+n\d+x")
"""What ``Agent`` and the typists put into their texts."""


@dataclass(frozen=True)
class Written:
    """One event as the judge sees it."""

    kind: str
    stream: int
    seq: int
    type: str
    act_id: str
    actor: str
    via: str
    payload: Mapping[str, Any]


@dataclass
class Evidence:
    """``events`` by act, in order of their writing; ``texts``: word → the messages and promises it stands in."""

    events: dict[str, list[Written]] = field(default_factory=lambda: defaultdict(list))
    acts: dict[str, Any] = field(default_factory=dict)
    texts: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    messages: dict[int, Any] = field(default_factory=dict)
    outbox: dict[int, list[Any]] = field(default_factory=lambda: defaultdict(list))
    delivered: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    drafts: dict[tuple[str, int, str], str] = field(default_factory=dict)
    imported: dict[str, int] = field(default_factory=dict)
    handles: dict[str, str] = field(default_factory=dict)


def gather(connection: Connection, since: int) -> Evidence:
    """Read it; events up to ``since`` were there before the run."""
    found = Evidence()
    for row in _rows(connection, select(events).where(events.c.id > since).order_by(events.c.id)):
        _add_event(found, row)
    found.acts = {row.id: row for row in _rows(connection, select(acts))}
    found.messages = {row.id: row for row in _rows(connection, select(messages))}
    for row in _rows(connection, select(message_texts.c.message_id, message_texts.c.body)):
        for word in set(WORD.findall(row.body)):
            found.texts[word].append(f"message:{row.message_id}")
    for row in _rows(connection, select(promises.c.id, promises.c.body)):
        for word in set(WORD.findall(row.body)):
            found.texts[word].append(f"promise:{row.id}")
    for row in _rows(connection, select(outbox)):
        found.outbox[row.message_id].append(row)
    joined = select(people.c.handle, drafts.c.ticket_id, drafts.c.mode, drafts.c.body).join(
        people, people.c.id == drafts.c.person_id
    )
    found.drafts = {(row.handle, row.ticket_id, row.mode): row.body for row in _rows(connection, joined)}
    found.imported = {row.external_key: row.ticket_id for row in _rows(connection, select(imported_tickets))}
    found.handles = {f"person:{row.id}": row.handle for row in _rows(connection, select(people))}
    return found


def last_event(connection: Connection) -> int:
    """The highest event id: where a run begins."""
    return connection.execute(select(events.c.id).order_by(events.c.id.desc()).limit(1)).scalar() or 0


def _add_event(found: Evidence, row: "Row[Any]") -> None:
    payload = json.loads(row.payload)
    written = Written(row.stream_kind, row.stream_id, row.seq, row.type, row.act_id, row.actor, row.via, payload)
    found.events[row.act_id].append(written)
    if row.type == "delivered":
        found.delivered[payload["message"]] += 1


def _rows(connection: Connection, query: Any) -> "Iterable[Row[Any]]":
    return connection.execute(query.execution_options(yield_per=5_000))
