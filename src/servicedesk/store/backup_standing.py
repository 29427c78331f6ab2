"""What stands where a SQLite store is to be restored, and how it makes room without ever being gone."""

import os
import sqlite3
import sys
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from pathlib import Path
from typing import Final

from servicedesk.domain.errors import Refused, StoreUnavailable
from servicedesk.domain.roles import Permission
from servicedesk.store.address import Address
from servicedesk.store.backup_anchor import AskSqlite, count, require_role
from servicedesk.store.backup_files import put_in_place, remove_beside, settle_folder
from servicedesk.store.backup_sqlite import forbid_writing, glanced_at, in_use, to_oneself

if sys.platform != "win32":
    import fcntl

ASIDE: Final = ".servicedesk-kept"
"""How the hidden second name of a store ends while another takes its place."""
_SHARED_FIRST, _SHARED_SIZE = 0x40000002, 510
"""The bytes of which SQLite locks some in every file it has open."""


class Kind(Enum):
    """What is there: nothing, a store without a table yet, a store, or what SQLite can't read."""

    NOTHING = auto()
    EMPTY = auto()
    STORE = auto()
    DAMAGED = auto()


@dataclass(frozen=True, slots=True)
class Standing:
    kind: Kind
    tickets: int = 0


def standing(address: Address, handle: str | None) -> Standing:
    """Look at the place. Raises StoreUnavailable for somebody else's, Refused (in use), NotFound, Forbidden."""
    path = address.path
    assert path is not None
    if path.is_dir():
        raise StoreUnavailable(f"{path}: that is a folder, not a store", address=str(path))
    if not path.exists():
        return Standing(Kind.NOTHING)
    refuse_in_use(address)
    if path.stat().st_size == 0:
        return Standing(Kind.EMPTY)
    try:
        with glanced_at(path) as connection:
            return _read(AskSqlite(connection), address, handle)
    except sqlite3.Error as error:
        if "locked" in str(error):
            raise in_use(address) from error
        return Standing(Kind.DAMAGED)


def _read(ask: AskSqlite, address: Address, handle: str | None) -> Standing:
    there = ask.tables()
    if not there - {"alembic_version"}:
        return Standing(Kind.EMPTY)
    if not {"alembic_version", "events", "tickets", "people"} <= there:
        raise StoreUnavailable(
            f"{address.shown}: that database belongs to another program; servicedesk leaves it alone",
            address=address.shown,
        )
    require_role(ask, handle, Permission.BACKUP)
    return Standing(Kind.STORE, count(ask, "tickets"))


def refuse_unless(found: Standing, address: Address, replace: bool) -> None:
    """Raise Refused where something would have to make room that nobody said may be replaced."""
    if replace:
        return
    if found.kind is Kind.DAMAGED:
        message = f"{address.shown} is there and can't be read; --replace keeps it aside and takes its place"
        raise Refused(message, store=address.shown)
    if found.tickets:
        raise Refused(
            f"{address.shown} has {found.tickets} tickets; --replace keeps it aside and takes its place",
            store=address.shown,
            tickets=found.tickets,
        )


def refuse_in_use(address: Address) -> None:
    """Raise Refused while another process has the file open: by the locks SQLite sets, also on a damaged one."""
    if sys.platform == "win32":
        return
    assert address.path is not None
    with address.path.open("r+b") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, _SHARED_SIZE, _SHARED_FIRST)
        except OSError as error:
            raise in_use(address) from error


class Swap:
    """Puts a finished file where a store stands; what stood there is kept under a name of its own."""

    def __init__(self, address: Address, handle: str | None, now: datetime) -> None:
        assert address.path is not None
        self._address = address
        self._handle = handle
        self._target = address.path.resolve()
        self._hidden_old = self._target.with_name(f".{self._target.name}{ASIDE}")
        self._now = now

    def into(self, found: Standing, finished: Path, *, replace: bool) -> Path | None:
        """Returns where the old one is. Raises Refused when somebody came meanwhile."""
        self._finish_earlier()
        match found.kind:
            case Kind.NOTHING:
                self._part_from_orphans()
                put_in_place(finished, self._target, replace=False)
                return None
            case Kind.DAMAGED:
                return self._damaged(finished)
            case _:
                self._as_it_was(finished)
                with to_oneself(self._address) as connection:
                    refuse_unless(_read(AskSqlite(connection), self._address, self._handle), self._address, replace)
                    return self._swapped(finished)

    def _swapped(self, finished: Path) -> Path:
        """The second name comes first and the new file takes the place at once: there is a store at every moment."""
        _second_name(self._target, self._hidden_old)
        finished.replace(self._target)
        settle_folder(self._target.parent)
        forbid_writing(self._hidden_old)
        return self._named(self._hidden_old)

    def _damaged(self, finished: Path) -> Path:
        """What SQLite can't read keeps its log as it is, which must not stay beside another file."""
        refuse_in_use(self._address)
        self._as_it_was(finished)
        _second_name(self._target, self._hidden_old)
        kept = self._free_name()
        for end in ("-wal", "-journal"):
            with suppress(FileNotFoundError):
                _beside(self._target, end).rename(_beside(kept, end))
        remove_beside(self._target)
        finished.replace(self._target)
        settle_folder(self._target.parent)
        self._hidden_old.rename(kept)
        return kept

    def _part_from_orphans(self) -> None:
        """A log without its store would be read into the one that comes."""
        kept = self._free_name()
        for end in ("-wal", "-journal"):
            with suppress(FileNotFoundError):
                _beside(self._target, end).rename(_beside(kept, end))
        remove_beside(self._target)

    def _as_it_was(self, finished: Path) -> None:
        """Who could open the old one can open the new one."""
        was = self._target.stat()
        with suppress(OSError):
            os.chown(finished, was.st_uid, was.st_gid)
        finished.chmod(was.st_mode & 0o7777)

    def _finish_earlier(self) -> None:
        """A restore that was killed left a second name of the store, or the store that it had replaced."""
        if not self._hidden_old.exists():
            return
        if self._target.exists() and self._hidden_old.samefile(self._target):
            self._hidden_old.unlink()
        else:
            forbid_writing(self._hidden_old)
            self._named(self._hidden_old)

    def _named(self, hidden: Path) -> Path:
        kept = self._free_name()
        hidden.rename(kept)
        settle_folder(kept.parent)
        return kept

    def _free_name(self) -> Path:
        name, number = f"{self._target.name}.kept-{self._now:%Y%m%d-%H%M%S}", 1
        kept = self._target.with_name(name)
        while kept.exists() or _beside(kept, "-wal").exists():
            number += 1
            kept = self._target.with_name(f"{name}-{number}")
        return kept


def _beside(path: Path, end: str) -> Path:
    return path.with_name(path.name + end)


def _second_name(path: Path, other: Path) -> None:
    """Another name of the same file; a copy where the file system has no second names."""
    try:
        os.link(path, other)
    except OSError:
        import shutil

        shutil.copy2(path, other)
