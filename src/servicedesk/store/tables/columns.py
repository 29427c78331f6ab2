"""Column types and shorthands that every table module uses."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, cast

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    TextClause,
    TypeDecorator,
    literal_column,
)
from sqlmodel import Field, SQLModel

from servicedesk.domain.events import from_micros, micros

BigId: Final = BigInteger().with_variant(Integer(), "sqlite")
"""64 bits on both engines; on SQLite only INTEGER becomes the row id."""


BY_CODE_POINT: Final = String().with_variant(String(collation="C"), "postgresql")
"""Ordered by code points on both engines: a prefix is a range, whatever language the database speaks."""


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant, stored as BIGINT microseconds on both engines."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else micros(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else from_micros(value)


class Record(SQLModel):
    """What every table's class is made of.

    Rows come from Core, so what pydantic checks values with is only built by who makes an object of a class.
    """

    model_config = {"defer_build": True}


def partial(name: str, *columns: str, where: TextClause, unique: bool = False) -> Index:
    """An index of the rows that a condition holds for. The migrations make it, on both engines.

    Naming PostgreSQL's option here would load all of its dialect, also for who never sees a PostgreSQL.
    """
    return Index(name, *columns, unique=unique, sqlite_where=where)


def own_text(value: str) -> ColumnElement[str]:
    """A text of ours that stands in the statement itself.

    SQLite plans a statement anew for each run where a parameter could decide about a partial index.
    """
    return literal_column(f"'{value}'", String())


def primary_key() -> int | None:
    """An integer key the store hands out."""
    return cast("int | None", Field(default=None, sa_column=Column(BigId, primary_key=True)))


def reference(
    target: str, *, nullable: bool = False, index: bool = False, primary: bool = False, unique: bool = False
) -> int:
    """A foreign key, ``table.column``."""
    column: Column[int] = Column(
        BigId,
        ForeignKey(target),
        nullable=nullable,
        index=index or None,
        primary_key=primary,
        unique=unique or None,
    )
    return cast("int", Field(default=None, sa_column=column))


def optional_reference(target: str, *, index: bool = False) -> int | None:
    return reference(target, nullable=True, index=index)


def instant() -> datetime:
    return cast("datetime", Field(sa_column=Column(Instant, nullable=False)))


def instant_key() -> Column[datetime]:
    """An instant that is part of a primary key."""
    return Column(Instant, primary_key=True, nullable=False)


def optional_instant() -> datetime | None:
    return cast("datetime | None", Field(default=None, sa_column=Column(Instant, nullable=True)))


def table(model: type[SQLModel]) -> Table:
    """The Core table behind a SQLModel class: what hot reads and bulk writes are written on."""
    tables = cast("Mapping[str, Table]", SQLModel.metadata.tables)
    return tables[str(model.__tablename__)]
