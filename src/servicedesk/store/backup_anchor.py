"""Every stream's head of one snapshot, through the plain drivers: any schema since the first, flat in memory."""

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO, Final, Protocol

from servicedesk.domain.errors import NotFound, StoreTooNew, StoreUnavailable
from servicedesk.domain.roles import Permission, Role, require

HEADS: Final = (
    ("answer", "answers"),
    ("customer", "customers"),
    ("person", "people"),
    ("policy", "policies"),
    ("rma", "rmas"),
    ("ticket", "tickets"),
)
"""Kinds of streams and their tables, in the order of an anchor's names; a test holds them against ``proof``."""
BATCH: Final = 2_000

Head = tuple[str, int, str]
"""A stream's name (``ticket:10001``), its last event's number and hash."""


class Ask(Protocol):
    """Runs one question; rows come as they are read. Names of the store's tables; text ordered by code points."""

    def __call__(self, sql: str) -> Iterable[Sequence[object]]: ...

    def tables(self) -> set[str]: ...

    @property
    def as_text(self) -> str: ...


class AskSqlite:
    """Questions to a SQLite connection."""

    as_text: Final = "CAST(id AS TEXT)"

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __call__(self, sql: str) -> Iterable[Sequence[object]]:
        return self._connection.execute(sql)

    def tables(self) -> set[str]:
        return {str(name) for (name,) in self("SELECT name FROM sqlite_master WHERE type = 'table'")}


def schema_of(ask: Ask, known: Sequence[str], shown: str) -> str:
    """The schema's revision. Raises StoreUnavailable for no store of ours, StoreTooNew."""
    if not {"alembic_version", "events", "tickets"} <= ask.tables():
        raise StoreUnavailable(f"{shown}: there is no servicedesk store", address=shown)
    found = [str(version) for (version,) in ask("SELECT version_num FROM alembic_version")]
    if len(found) != 1:
        raise StoreUnavailable(f"{shown}: there is no servicedesk store", address=shown)
    refuse_newer(found[0], known, shown)
    return found[0]


def refuse_newer(schema: str, known: Sequence[str], shown: str) -> None:
    """Raise StoreTooNew for a schema that this program doesn't know."""
    if schema not in known:
        raise StoreTooNew(
            f"{shown} was written by a newer servicedesk (schema {schema}, this one knows {known[-1]}); "
            "nothing was changed. Use the newer program",
            schema=schema,
            known=known[-1],
        )


def require_role(ask: Ask, handle: str | None, permission: Permission) -> None:
    """Raise NotFound, Forbidden unless the person, by default the first, may. An empty store forbids nobody."""
    rows = [(str(name), str(roles), bool(active)) for name, roles, active in ask(_PEOPLE)]
    if not rows:
        return
    for name, roles, active in rows if handle is None else [row for row in rows if row[0] == handle]:
        if not active:
            break
        require(name, [Role(role) for role in roles.split()], permission)
        return
    raise NotFound("person", handle)


_PEOPLE: Final = "SELECT handle, roles, active FROM people ORDER BY id"


def count(ask: Ask, table: str) -> int:
    """Rows of a table."""
    return next(int(str(number)) for (number,) in ask(f"SELECT count(*) FROM {table}"))  # noqa: S608 - ours


def pending_replies(ask: Ask) -> int:
    """Replies that wait to be handed over."""
    return next(int(str(number)) for (number,) in ask("SELECT count(*) FROM outbox WHERE state = 'pending'"))


def heads(ask: Ask) -> Iterator[Head]:
    """Every stream's head, by name as JSON sorts them."""
    there = ask.tables()
    for kind, table in HEADS:
        if table in there:
            for number, seq, head in ask(f"SELECT id, version, head FROM {table} ORDER BY {ask.as_text}"):  # noqa: S608
                yield f"{kind}:{number}", int(str(seq)), str(head)


@dataclass(frozen=True, slots=True)
class Anchored:
    """What an anchor covers. A stream's last number is how many events it has. ``digest`` is of all its heads."""

    streams: int
    tickets: int
    events: int
    digest: str


def write_anchor(found: Iterable[Head], into: BinaryIO | None) -> Anchored:
    """Write a compressed anchor; None writes nowhere. The digest is the one that ``verify --anchor`` writes."""
    running, streams, tickets, events = hashlib.sha256(b"{"), 0, 0, 0
    pack = zlib.compressobj(1)
    parts = [pack.compress(b'{"format":1,"heads":{')]
    stream = iter(found)
    while batch := list(islice(stream, BATCH)):
        lines = ",".join(f'"{name}":[{seq},{json.dumps(head)}]' for name, seq, head in batch)
        text = ("," if streams else "").encode() + lines.encode()
        running.update(text)
        streams += len(batch)
        tickets += sum(name.startswith("ticket:") for name, _, _ in batch)
        events += sum(seq for _, seq, _ in batch)
        if into is not None:
            parts.append(pack.compress(text))
            into.writelines(parts)
            parts.clear()
    running.update(b"}")
    digest = running.hexdigest()
    if into is not None:
        parts.append(pack.compress(f'}},"digest":"{digest}"}}'.encode()))
        into.writelines([*parts, pack.flush()])
    return Anchored(streams, tickets, events, digest)
