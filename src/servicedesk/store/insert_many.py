"""Many rows into one table: the statement comes from Core, the rows go to the driver as they are.

Core's own ``execute`` of many rows spends twice as long on each row's parameters as SQLite does on writing them.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Column, ColumnDefault, Connection, Table, insert
from sqlalchemy.sql.compiler import SQLCompiler

from servicedesk.domain.events import micros
from servicedesk.store.tables.columns import Instant

Row = dict[str, object]


def insert_many(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows that all have the keys of the first; what they leave out gets the table's plain defaults."""
    if not rows:
        return
    compiled = insert(table).compile(dialect=connection.dialect, column_keys=list(rows[0]))
    assert isinstance(compiled, SQLCompiler)
    instants = [name for name in rows[0] if isinstance(table.c[name].type, Instant)]
    for row in rows:
        for name in instants:
            at = row[name]
            if isinstance(at, datetime):
                row[name] = micros(at)
    missing = {column.key: _plain_default(column) for column in compiled.insert_prefetch}
    if missing:
        rows = [{**missing, **row} for row in rows]
    order = compiled.positiontup
    if order is None:
        connection.exec_driver_sql(compiled.string, list(rows))
    else:
        connection.exec_driver_sql(compiled.string, [tuple([row[name] for name in order]) for row in rows])


def _plain_default(column: Column[object]) -> object:
    assert isinstance(column.default, ColumnDefault)
    return column.default.arg
