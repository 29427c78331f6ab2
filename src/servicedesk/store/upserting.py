"""An INSERT that can say what happens to a row that is there already, in the words of either engine."""

from typing import TYPE_CHECKING, Union

from sqlalchemy import Table
from sqlalchemy.dialects import sqlite

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql

    Upsert = Union[sqlite.Insert, postgresql.Insert]  # noqa: UP007 - one of them is not there at run time


def insert_into(dialect: str, table: Table) -> "Upsert":
    """``dialect``: that of the connection. PostgreSQL's is only loaded where there is one."""
    if dialect != "postgresql":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(table)
