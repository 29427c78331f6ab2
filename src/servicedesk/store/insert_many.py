"""Many rows into one table, past Core's ``execute``, which spends longer on each row's parameters than engines on rows.

SQLite gets Core's statement and the driver's executemany, PostgreSQL a COPY.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, cast

from sqlalchemy import Column, ColumnDefault, Connection, Table, insert

from servicedesk.domain.events import micros
from servicedesk.store.tables.columns import Instant

if TYPE_CHECKING:
    from psycopg import Connection as PostgresConnection

Row = dict[str, object]


def insert_many(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows that all have the keys of the first; what they leave out gets the table's plain defaults."""
    if not rows:
        return
    given = list(rows[0])
    defaults = {column.name: _plain(column) for column in table.columns if _fills_in(column, given)}
    instants = [name for name in given if isinstance(table.c[name].type, Instant)]
    names = [*given, *defaults]
    fixed = tuple(defaults.values())
    values = [(*_values(row, given, instants), *fixed) for row in rows]
    if connection.dialect.name == "postgresql":
        _copy(connection, table, names, values)
    else:
        statement = insert(table).compile(dialect=connection.dialect, column_keys=names)
        positions = [names.index(name) for name in getattr(statement, "positiontup", None) or names]
        ordered = values if positions == sorted(positions) else [tuple(row[at] for at in positions) for row in values]
        connection.exec_driver_sql(str(statement), ordered)


def _fills_in(column: Column[object], given: Sequence[str]) -> bool:
    return column.name not in given and isinstance(column.default, ColumnDefault)


def _plain(column: Column[object]) -> object:
    assert isinstance(column.default, ColumnDefault)
    return column.default.arg


def _values(row: Row, names: Sequence[str], instants: Sequence[str]) -> Iterable[object]:
    for name in instants:
        at = row[name]
        if isinstance(at, datetime):
            row[name] = micros(at)
    return map(row.__getitem__, names)


def _copy(connection: Connection, table: Table, names: Sequence[str], values: Iterable[tuple[object, ...]]) -> None:
    quoted = ", ".join(map(connection.dialect.identifier_preparer.quote, names))
    driver = cast("PostgresConnection[tuple[object, ...]]", connection.connection.driver_connection)
    with driver.cursor() as cursor, cursor.copy(f"COPY {table.name} ({quoted}) FROM STDIN".encode()) as copy:
        for row in values:
            copy.write_row(row)
