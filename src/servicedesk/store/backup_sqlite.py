"""A SQLite store copied while others write, and a copy put in its place when nobody does.

The copy is made from a connection that holds a read transaction: with a write-ahead log that is one snapshot, which
no writer waits for and which never starts again (SQLite's backup begins anew when its source's snapshot moves on).
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import quote

from servicedesk.domain.errors import BadFile, Refused, StoreUnavailable
from servicedesk.store.address import Address
from servicedesk.store.backup_seal import Told
from servicedesk.store.database import unavailable

PAGES: Final = 2_048
"""Pages copied at a time: 8 MB."""
WAIT_SECONDS: Final = 10
BRIEF_SECONDS: Final = 2
"""How long a restore waits for another command to end."""
_BEGINS: Final = b"SQLite format 3\0"
_WRITE_VERSION: Final = 18
"""Where a header says how the file is written, and in the next byte read: 1 by a journal, 2 by a log, 3 not at all."""


@contextmanager
def snapshot(address: Address) -> Iterator[sqlite3.Connection]:
    """A connection that sees the store as of one instant. Raises StoreUnavailable."""
    path = address.path
    if path is None or not path.is_file():
        raise StoreUnavailable(f"{address.shown}: there is no store to back up", address=address.shown)
    try:
        with closing(sqlite3.connect(path, timeout=WAIT_SECONDS, isolation_level=None)) as connection:
            connection.execute("PRAGMA query_only = ON")
            connection.execute("BEGIN")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            yield connection
    except sqlite3.Error as error:
        raise unavailable(address, error) from error


@contextmanager
def glanced_at(path: Path) -> Iterator[sqlite3.Connection]:
    """A store as it is, changed in nothing: what opens a damaged one for writing throws its log away."""
    with path.open("rb") as file:
        if file.read(len(_BEGINS)) != _BEGINS:
            raise sqlite3.DatabaseError("file is not a database")
    address = f"file:{quote(str(path))}?mode=ro"
    with closing(sqlite3.connect(address, uri=True, timeout=BRIEF_SECONDS, isolation_level=None)) as connection:
        yield connection


def size_of(connection: sqlite3.Connection) -> int:
    """Bytes of the store as the connection sees it."""
    (pages,), (page,) = (connection.execute(f"PRAGMA {what}").fetchone() for what in ("page_count", "page_size"))
    return int(pages) * int(page)


def copy(source: sqlite3.Connection, target: Path, told: Told) -> None:
    """Copy the snapshot page by page into a file that needs no other beside it. Raises BadFile about ``target``."""
    page = int(source.execute("PRAGMA page_size").fetchone()[0])
    try:
        with closing(sqlite3.connect(target, isolation_level=None)) as copied:
            # Nobody else sees this file, and what is left of it after a crash is thrown away.
            copied.execute("PRAGMA journal_mode = OFF")
            copied.execute("PRAGMA synchronous = OFF")
            source.backup(
                copied, pages=PAGES, progress=lambda _, left, total: told((total - left) * page, total * page)
            )
    except sqlite3.Error as error:
        raise BadFile(str(target), None, "", str(error)) from error
    alone(target)


def alone(path: Path) -> None:
    """Say in a closed file's header that it is used by a journal: whoever reads it leaves nothing beside it."""
    with path.open("r+b") as file:
        os.pwrite(file.fileno(), b"\x01\x01", _WRITE_VERSION)


@contextmanager
def looked_at(path: Path) -> Iterator[sqlite3.Connection]:
    """A finished file, read only. Raises BadFile where SQLite finds it damaged."""
    try:
        address = f"file:{quote(str(path))}?mode=ro&immutable=1"
        with closing(sqlite3.connect(address, uri=True, isolation_level=None)) as connection:
            yield connection
    except sqlite3.Error as error:
        raise BadFile(str(path), None, "", f"SQLite can't read it: {error}") from error


def check_pages(connection: sqlite3.Connection, path: Path) -> None:
    """Walk every page and row: in order, none missing, none twice. Raises BadFile."""
    found = [str(problem) for (problem,) in connection.execute("PRAGMA quick_check(5)")]
    if found != ["ok"]:
        raise BadFile(str(path), None, "", f"SQLite finds it damaged: {found[0]}")


def close_log(path: Path) -> None:
    """Carry a file's log over into it, so that it stands alone; for one that nobody else has open."""
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE").fetchone()
    except sqlite3.Error as error:
        raise BadFile(str(path), None, "", f"its log could not be carried over: {error}") from error


@contextmanager
def to_oneself(address: Address) -> Iterator[sqlite3.Connection]:
    """Hold a store against everybody else, its log carried over. Raises Refused (in use), StoreUnavailable.

    Leaving the log takes the file alone: it fails while any connection is open, also an idle one.
    """
    assert address.path is not None
    with closing(sqlite3.connect(address.path, timeout=BRIEF_SECONDS, isolation_level=None)) as connection:
        try:
            connection.execute("PRAGMA journal_mode = DELETE").fetchone()
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as error:
            raise in_use(address) if "locked" in str(error) else unavailable(address, error) from error
        yield connection
        connection.execute("ROLLBACK")


def in_use(address: Address) -> Refused:
    """The refusal while somebody works on the store."""
    return Refused(
        f"{address.shown} is in use: leave every console and stop servicedesk run, then restore again",
        store=address.shown,
    )


def forbid_writing(path: Path) -> None:
    """Mark a file as one that can only be read: who opened it under its old name must not write into it."""
    with path.open("r+b") as file:
        os.pwrite(file.fileno(), b"\x03", _WRITE_VERSION)
        os.fsync(file.fileno())
