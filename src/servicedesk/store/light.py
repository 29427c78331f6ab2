"""The first look at a store through the plain drivers: milliseconds, where SQLModel takes half a second to import.

Read-only, the same columns as ``queues``; a test holds the two together. Anything out of the ordinary returns None
and leaves it to the full store, which says what is wrong.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, Protocol

from servicedesk.store.address import Address, Engine

SCHEMA: Final = "0010"
"""The revision this module's SQL is written for; a test holds it against ``schema.HEAD``."""

COLUMNS: Final = (
    "t.id, t.kind, t.status, t.stage, t.priority, t.subject, t.customer_id, coalesce(c.name, ''), "
    "coalesce(c.membership, ''), p.handle, t.due_at, t.due_clock, t.waiting_since, t.snoozed_until, "
    "t.created_at, t.updated_at, t.last_public_author, t.version, t.remind_at, t.risk_at, "
    "CASE WHEN EXISTS (SELECT 1 FROM escalations e WHERE e.ticket_id = t.id AND e.state = 'open') THEN 'escalated' "
    "WHEN EXISTS (SELECT 1 FROM approvals a WHERE a.ticket_id = t.id AND a.state = 'waiting') THEN 'approval' "
    "ELSE '' END"
)
_FROM: Final = "FROM tickets t LEFT JOIN customers c ON c.id = t.customer_id LEFT JOIN people p ON p.id = t.assignee_id"


class Cursor(Protocol):
    """What both drivers' connections can do. Parameters are written as ``?``."""

    def __call__(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[object, ...]]: ...


@dataclass(frozen=True, slots=True)
class LightPage:
    """Plain rows: instants are microseconds. ``views`` are (id, name, filter, sort) in their order."""

    rows: list[tuple[object, ...]]
    total: int
    views: list[tuple[object, ...]]
    person: tuple[int, str]
    settings: dict[str, str]


def first_rows(address: Address, handle: str | None, limit: int) -> LightPage | None:
    """The first page of the first view for a person; None when the store isn't there, isn't ready or is unusual."""
    try:
        with _connect(address) as run:
            return _read(run, handle, limit)
    except _FAILURES:
        return None


def _read(run: Cursor, handle: str | None, limit: int) -> LightPage | None:
    if run("SELECT version_num FROM alembic_version") != [(SCHEMA,)]:
        return None
    where, parameters = ("WHERE handle = ?", (handle,)) if handle else ("ORDER BY id LIMIT 1", ())
    people = run(f"SELECT id, handle FROM people {where}", parameters)  # noqa: S608 - two fixed clauses
    if not people:
        return None
    person_id, found = people[0]
    views = run(
        "SELECT id, name, filter, sort FROM saved_views WHERE owner_id IS NULL OR owner_id = ? ORDER BY position, id",
        (person_id,),
    )
    condition = _condition(str(views[0][2])) if views else None
    if condition is None:
        return None
    clause, needs_person = condition
    mine = (person_id,) if needs_person else ()
    rows = run(
        f"SELECT {COLUMNS} {_FROM} WHERE t.queue_due IS NOT NULL{clause} ORDER BY t.queue_due, t.id LIMIT ?",
        (*mine, limit),
    )
    total = run(f"SELECT count(*) FROM tickets t WHERE t.queue_due IS NOT NULL{clause}", mine)  # noqa: S608
    settings = {str(name): str(value) for name, value in run("SELECT name, value FROM settings")}
    return LightPage(rows, int(str(total[0][0])), views, (int(str(person_id)), str(found)), settings)


def _condition(filter_text: str) -> tuple[str, bool] | None:
    """The views a store starts with, as SQL and whether it needs the person; None for any other."""
    return {
        "is:live assignee:me": (" AND t.assignee_id = ?", True),
        "is:live assignee:none": (" AND t.assignee_id IS NULL", False),
        "is:live": ("", False),
    }.get(filter_text)


class _NoStore(Exception):
    """There is nothing to look at yet."""


@contextmanager
def _connect(address: Address) -> Iterator[Cursor]:
    if address.engine is Engine.SQLITE:
        with _sqlite(address) as run:
            yield run
    else:
        with _postgresql(address) as run:
            yield run


@contextmanager
def _sqlite(address: Address) -> Iterator[Cursor]:
    if address.path is None or not address.path.is_file():
        raise _NoStore
    connection = sqlite3.connect(address.path, timeout=2, isolation_level=None)
    try:
        yield lambda sql, parameters=(): connection.execute(sql, parameters).fetchall()
    finally:
        connection.close()


@contextmanager
def _postgresql(address: Address) -> Iterator[Cursor]:
    import psycopg

    try:
        with psycopg.connect(address.conninfo, connect_timeout=5, autocommit=True) as connection:
            yield lambda sql, parameters=(): connection.execute(sql.replace("?", "%s").encode(), parameters).fetchall()
    except psycopg.Error as error:
        raise _NoStore from error


_FAILURES: Final = (_NoStore, sqlite3.Error, OSError)
