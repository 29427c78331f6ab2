"""A store's rows carried from one engine to the other, at whatever schema they are.

Both ways the tables are made by the migrations, so a row finds the same columns. What the full text is found by
differs between the engines and is made anew.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

import psycopg
from psycopg import sql
from sqlalchemy import Connection
from sqlmodel import SQLModel

from servicedesk.domain.errors import BadFile
from servicedesk.store import tables  # noqa: F401 - registers them with the metadata
from servicedesk.store.address import parse_address
from servicedesk.store.backup_anchor import Ask, AskSqlite
from servicedesk.store.backup_seal import Told
from servicedesk.store.database import Store
from servicedesk.store.schema import prepare
from servicedesk.store.search.filling import fill_words
from servicedesk.store.search.text_index import TABLES as WORDS

if TYPE_CHECKING:
    Server = psycopg.Connection[tuple[object, ...]]

BATCH: Final = 5_000
FIRST_WITH_WORDS: Final = "0004"
"""The migration that makes the full text and fills it by itself."""


def tables_of(ask: Ask) -> list[str]:
    """The store's own tables that hold rows, each after those it refers to."""
    there = ask.tables()
    return [table.name for table in SQLModel.metadata.sorted_tables if table.name in there]


def own_tables(ask: Ask) -> list[str]:
    """Every table of the store, those of the full text and of the schema's revision too."""
    return [*tables_of(ask), *sorted(ask.tables() & {*WORDS, "alembic_version"})]


def to_sqlite(ask: Ask, schema: str, target: Path, told: Told) -> None:
    """Write the rows into a new SQLite store at the same schema. Raises BadFile about ``target``."""
    store = Store(parse_address(str(target)))
    try:
        prepare(store, schema)
        done = 0
        with closing(sqlite3.connect(target, isolation_level=None)) as into:
            into.execute("PRAGMA foreign_keys = OFF")
            into.execute("PRAGMA synchronous = OFF")
            for table in tables_of(ask):
                done = _fill_sqlite(ask, into, table, done, told)
        if schema >= FIRST_WITH_WORDS:
            with store.transaction() as connection:
                fill_words(connection)
    except sqlite3.Error as error:
        raise BadFile(str(target), None, "", str(error)) from error
    finally:
        store.close()


def _fill_sqlite(ask: Ask, into: sqlite3.Connection, table: str, done: int, told: Told) -> int:
    names = _columns(AskSqlite(into), table)
    into.execute("BEGIN")
    into.execute(f'DELETE FROM "{table}"')  # noqa: S608 - ours
    marks = ", ".join("?" * len(names))
    insert = f'INSERT INTO "{table}" ({_listed(names)}) VALUES ({marks})'  # noqa: S608 - ours
    for rows in _batches(ask(f'SELECT {_listed(names)} FROM "{table}"')):  # noqa: S608 - ours
        into.executemany(insert, rows)
        done += len(rows)
        told(done, None)
    into.execute("COMMIT")
    return done


def to_postgres(source: sqlite3.Connection, connection: Connection, schema: str, told: Told) -> None:
    """Write a SQLite store's rows into the empty tables of the same schema, inside the connection's transaction."""
    server = cast("Server", connection.connection.driver_connection)
    ask, done = AskSqlite(source), 0
    names = tables_of(ask)
    listed = sql.SQL(", ").join(map(sql.Identifier, names))
    server.execute(sql.SQL("TRUNCATE {}").format(listed))
    for table in names:
        done = _fill_postgres(ask, server, table, done, told)
    if schema >= FIRST_WITH_WORDS:
        fill_words(connection)
    server.execute(b"ANALYZE")


def _fill_postgres(ask: Ask, server: "Server", table: str, done: int, told: Told) -> int:
    names = _columns(ask, table)
    flags = _flags(server, table)
    at = [position for position, name in enumerate(names) if name in flags]
    into = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, names))
    )
    with server.cursor() as cursor, cursor.copy(into) as copy:
        for rows in _batches(ask(f'SELECT {_listed(names)} FROM "{table}"')):  # noqa: S608 - ours
            for row in rows:
                copy.write_row(_with_flags(row, at))
            done += len(rows)
            told(done, None)
    if "id" in names:
        _count_on(server, table)
    return done


def _flags(server: "Server", table: str) -> set[str]:
    found = server.execute(
        "SELECT column_name FROM information_schema.columns "
        "WHERE table_schema = current_schema() AND table_name = %s AND data_type = 'boolean'",
        (table,),
    )
    return {str(name) for (name,) in found}


def _with_flags(row: Sequence[object], at: Sequence[int]) -> Sequence[object]:
    """SQLite keeps truth as 0 and 1."""
    if not at:
        return row
    return [bool(value) if place in at and value is not None else value for place, value in enumerate(row)]


def _count_on(server: "Server", table: str) -> None:
    """New rows are numbered after those that came."""
    (sequence,) = server.execute("SELECT to_regclass(%s)", (f"{table}_id_seq",)).fetchone() or (None,)
    if sequence is not None:
        highest = sql.SQL("SELECT setval({}, max(id)) FROM {} HAVING max(id) IS NOT NULL")
        server.execute(highest.format(sql.Literal(f"{table}_id_seq"), sql.Identifier(table)))


def _columns(ask: Ask, table: str) -> list[str]:
    return [str(name) for (name,) in ask(f"SELECT name FROM pragma_table_info('{table}')")]  # noqa: S608 - ours


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _batches(rows: Iterable[Sequence[object]]) -> Iterator[list[Sequence[object]]]:
    stream = iter(rows)
    while batch := list(islice(stream, BATCH)):
        yield batch
