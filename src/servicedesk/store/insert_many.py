"""Many rows into one table, past Core's ``execute``, which spends longer on each row's parameters than engines on rows.

SQLite gets the driver's executemany, PostgreSQL a COPY.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from sqlalchemy import Column, ColumnDefault, Connection, Table

from servicedesk.domain.events import micros
from servicedesk.store.bulk.told import Stored
from servicedesk.store.tables.columns import Instant

if TYPE_CHECKING:
    from psycopg import Connection as PostgresConnection

Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class _Shape:
    """How rows with certain columns are written, and what the columns they leave out get."""

    insert: str
    copy: bytes
    defaults: Stored


def insert_many(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows that all have the keys of the first; what they leave out gets the table's plain defaults."""
    if not rows:
        return
    names = tuple(rows[0])
    instants = [name for name in names if isinstance(table.c[name].type, Instant)]
    insert_stored(connection, table, names, [_stored(row, names, instants) for row in rows])


def insert_stored(connection: Connection, table: Table, names: tuple[str, ...], rows: Sequence[Stored]) -> None:
    """Insert rows whose values stand in the order of ``names``; columns left out get the table's plain defaults."""
    if not rows:
        return
    shape = _shape(table, names)
    whole = [row + shape.defaults for row in rows] if shape.defaults else rows
    if connection.dialect.name == "postgresql":
        _copy(connection, shape.copy, whole)
    else:
        # The driver takes a list as it stands.
        connection.exec_driver_sql(shape.insert, whole if isinstance(whole, list) else list(whole))


@lru_cache(64)
def _shape(table: Table, names: tuple[str, ...]) -> _Shape:
    defaults = {column.name: _plain(column) for column in table.columns if _fills_in(column, names)}
    every = [*names, *defaults]
    quoted = ", ".join(f'"{name}"' for name in every)
    marks = ", ".join("?" * len(every))
    return _Shape(
        f'INSERT INTO "{table.name}" ({quoted}) VALUES ({marks})',  # noqa: S608 - our own names
        f'COPY "{table.name}" ({quoted}) FROM STDIN'.encode(),
        tuple(defaults.values()),
    )


def _fills_in(column: Column[object], given: Sequence[str]) -> bool:
    return column.name not in given and isinstance(column.default, ColumnDefault)


def _plain(column: Column[object]) -> object:
    assert isinstance(column.default, ColumnDefault)
    return column.default.arg


def _stored(row: Row, names: Sequence[str], instants: Sequence[str]) -> Stored:
    for name in instants:
        at = row[name]
        if isinstance(at, datetime):
            row[name] = micros(at)
    return tuple(map(row.__getitem__, names))


def _copy(connection: Connection, statement: bytes, rows: Sequence[Stored]) -> None:
    driver = cast("PostgresConnection[tuple[object, ...]]", connection.connection.driver_connection)
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
