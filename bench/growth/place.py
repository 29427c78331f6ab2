"""A store on one of the engines, opened as the desk does and as its driver does."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from typing import Final, Literal

import psycopg

from bench.postgres import copied, discard_copy, postgres_store
from bench.stores import AGENT, NOON, BenchStore, copy_of, discard
from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk, open_desk
from servicedesk.store.address import parse_address

EngineName = Literal["sqlite", "postgresql"]
ENGINES: Final[tuple[EngineName, ...]] = ("sqlite", "postgresql")
SAMPLED: Final = 200
Row = tuple[object, ...]
Ask = Callable[[str, Sequence[object]], list[Row]]
"""A statement with ``?`` for its parameters, and its rows; what it writes is committed at once."""


@dataclass(frozen=True)
class Place:
    """A desk, the bare driver beside it, and what to ask for: drawn from the store with a fixed seed."""

    engine: EngineName
    size: int
    desk: Desk
    clock: ManualClock
    ask: Ask
    tickets: Sequence[int]
    middle: str


@contextmanager
def place_in(store: BenchStore, engine: EngineName, *, writing: bool) -> Iterator[Place]:
    """Open a store; a copy of it to write in."""
    url = _url(store, engine, writing)
    clock = ManualClock(NOON)
    try:
        desk = open_desk(url, clock=clock, handle=AGENT, via="bench")
        with _bare(url) as ask:
            yield Place(engine, store.size, desk, clock, ask, _sample(ask), _middle(ask))
        desk.close()
    finally:
        if writing:
            discard("growth") if engine == "sqlite" else discard_copy("growth")


def _url(store: BenchStore, engine: EngineName, writing: bool) -> str:
    if engine == "sqlite":
        return str((copy_of(store, "growth") if writing else store).path)
    url = postgres_store(store)
    return copied(url, "growth") if writing else url


@contextmanager
def _bare(url: str) -> Iterator[Ask]:
    address = parse_address(url)
    if address.path is not None:
        lite = sqlite3.connect(address.path, isolation_level=None)
        lite.execute("PRAGMA synchronous=FULL")
        yield lambda sql, values: lite.execute(sql, values).fetchall()
        lite.close()
        return
    with psycopg.connect(address.conninfo, autocommit=True, prepare_threshold=None) as server:

        def ask(sql: str, values: Sequence[object]) -> list[Row]:
            cursor = server.execute(sql.replace("?", "%s").encode(), values)
            return cursor.fetchall() if cursor.description is not None else []

        yield ask


def size_of(place: Place) -> int:
    """Bytes of the store on disk."""
    lite = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
    ((size,),) = place.ask(lite if place.engine == "sqlite" else "SELECT pg_database_size(current_database())", ())
    return int(str(size))


def _sample(ask: Ask) -> list[int]:
    ((least, most),) = ask("SELECT min(id), max(id) FROM tickets", ())
    random = Random(7)
    return [random.randint(int(str(least)), int(str(most))) for _ in range(SAMPLED)]


def _middle(ask: Ask) -> str:
    """The cursor of a place in the middle of all tickets by their last change."""
    ((least, most),) = ask("SELECT min(updated_at), max(updated_at) FROM tickets", ())
    key = (int(str(least)) + int(str(most))) // 2
    return f"{key}.0"
