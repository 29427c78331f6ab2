"""How an engine finds what a read asks for: the very statements that were sent, explained.

``with captured(store) as sent: desk.queue.page()``, then ``plans(store, sent)``. SQLite keeps no statistics, so an
empty store tells as much as a full one. PostgreSQL chooses by them: take the ``many`` store (``make_many``).
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from sqlalchemy import event
from sqlalchemy.engine import Connection
from tests.builders import NOON
from tests.conftest import SEEDS

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import open_desk
from servicedesk.desk.work import SeededEntropy
from servicedesk.store.database import Store

TICKETS = 4_000
"""Enough for PostgreSQL to prefer the index that it would take of a million."""
EXPLAINED = ("SELECT", "WITH", "INSERT", "UPDATE", "DELETE", "(SELECT", "VALUES")
WALKS = ("SCAN", "Seq Scan")
"""Signs of a walk over a whole table, or on SQLite over a whole index."""
SORTS = ("TEMP B-TREE", "Sort")
"""Signs that rows are sorted after they were found. PostgreSQL's Incremental Sort is one too."""


class Sent(NamedTuple):
    """A statement as the driver got it, with its parameters; of many at once the first row's."""

    sql: str
    parameters: object


@contextmanager
def captured(store: Store) -> Iterator[list[Sent]]:
    """What is sent to a store meanwhile, through whichever of its connections; no BEGIN, PRAGMA or NOTIFY."""
    sent: list[Sent] = []

    def note(_connection, _cursor, statement, parameters, _context, executemany) -> None:
        if statement.lstrip().upper().startswith(EXPLAINED):
            sent.append(Sent(statement, parameters[0] if executemany else parameters))

    event.listen(store._engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(store._engine, "before_cursor_execute", note)


def plan(connection: Connection, sql: str, parameters: object, *, without: Sequence[str] = ()) -> str:
    """The engine's plan of one statement, a line a step. Nothing of it is carried out.

    ``without``: ways that PostgreSQL's planner does without (``seqscan``, ``sort``, ``bitmapscan``), where the test
    asks only whether an index *can* serve. SQLite has no such switches.
    """
    if connection.dialect.name != "sqlite":
        for way in without:
            connection.exec_driver_sql(f"SET LOCAL enable_{way} = off")
    explain = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
    rows = connection.exec_driver_sql(f"{explain} {sql}", parameters)  # type: ignore[arg-type]
    return "\n".join(str(row[-1]) for row in rows)


def plans(store: Store, sent: Sequence[Sent], *, about: str = "", without: Sequence[str] = ()) -> list[str]:
    """The plans of all statements that have ``about`` in them (``FROM tickets``), in their order."""
    with store.read() as connection:
        wanted = [one for one in sent if about in one.sql]
        return [plan(connection, one.sql, one.parameters, without=without) for one in wanted]


def make_many(url: str) -> None:
    """The demo's shop with ``TICKETS`` tickets of all sorts, laid out at NOON; PostgreSQL has counted them."""
    desk = open_desk(url, clock=ManualClock(NOON), entropy=SeededEntropy(6), via="test")
    desk.seeding.load(SEEDS)
    desk.generation.generate(TICKETS - desk.health().tickets, seed=6, messages=3)
    store = desk._work.store
    if not store.is_sqlite:
        with store._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
    desk.close()
