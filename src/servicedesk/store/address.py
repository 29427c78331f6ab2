"""Where a store is: a URL or a path, read without importing SQLAlchemy."""

import os
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from servicedesk.domain.errors import StoreUnavailable


class Engine(StrEnum):
    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"


@dataclass(frozen=True, slots=True)
class Address:
    """``path`` for SQLite, ``conninfo`` (a libpq URL) for PostgreSQL; ``url`` is SQLAlchemy's."""

    engine: Engine
    url: str
    path: Path | None = None
    conninfo: str = ""

    @property
    def shown(self) -> str:
        """The address without a password."""
        if self.path is not None:
            return str(self.path)
        scheme, _, rest = self.conninfo.partition("://")
        credentials, at, host = rest.rpartition("@")
        return f"{scheme}://{credentials.partition(':')[0]}{at}{host}"


def parse_address(text: str) -> Address:
    """Read ``sqlite:///PATH``, a plain path or ``postgresql[+psycopg]://…``; raise StoreUnavailable otherwise."""
    scheme, separator, rest = text.partition("://")
    if not text.strip():
        raise StoreUnavailable("the store's address is empty", address=text)
    if not separator:
        return _sqlite(Path(text))
    if scheme == "sqlite":
        path = rest.removeprefix("/")
        if not path:
            raise StoreUnavailable("sqlite:/// needs the path of a file", address=text)
        return _sqlite(Path(path))
    if scheme in ("postgresql", "postgres", "postgresql+psycopg"):
        return Address(Engine.POSTGRESQL, f"postgresql+psycopg://{rest}", conninfo=f"postgresql://{rest}")
    raise StoreUnavailable(
        f"{scheme}:// is not a store servicedesk knows; use a file's path, sqlite:///PATH or postgresql+psycopg://…",
        address=text,
    )


def _sqlite(path: Path) -> Address:
    absolute = Path(os.path.abspath(path.expanduser()))  # noqa: PTH100 - resolve() would follow links
    return Address(Engine.SQLITE, f"sqlite:///{absolute}", path=absolute)
