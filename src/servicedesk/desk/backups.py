"""Backing up: everything a store holds, as of one instant, into one file that proves itself.

A backup neither makes nor migrates the store it is asked for: one takes it before a newer program does.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import BinaryIO, Final

from servicedesk import __version__
from servicedesk.clock import Clock
from servicedesk.desk.backup_views import BackupView, Progress, Stage, silent
from servicedesk.desk.proof import prove
from servicedesk.desk.views import Verdict
from servicedesk.domain.errors import BadFile, Refused
from servicedesk.domain.roles import Permission
from servicedesk.store import backup_postgres, backup_sqlite
from servicedesk.store.address import Address, Engine, parse_address
from servicedesk.store.backup_anchor import (
    Ask,
    AskSqlite,
    heads,
    refuse_newer,
    require_role,
    schema_of,
    write_anchor,
)
from servicedesk.store.backup_files import making, need_room, put_in_place, settle
from servicedesk.store.backup_rows import own_tables, to_sqlite
from servicedesk.store.backup_seal import (
    Kind,
    Manifest,
    Seal,
    Told,
    copy_store,
    damaged,
    is_backup,
    read_seal,
    write_seal,
)
from servicedesk.store.backup_tools import newest
from servicedesk.store.database import Store
from servicedesk.store.schema import HEAD, KNOWN, prepare

ROOM: Final = 1.02
"""A backup is so much larger than the store at most: its anchor."""


def back_up(
    url: str,
    file: Path,
    *,
    clock: Clock,
    handle: str | None = None,
    replace: bool = False,
    portable: bool = False,
    verify: bool = False,
    quick: bool = False,
    progress: Progress = silent,
) -> BackupView:
    """Write a backup while others work. ``portable``: rows that restore into either engine, whatever the store is.

    What was written is read again: a digest over all, its heads against the snapshot's, every page unless ``quick``.
    ``verify`` proves every stream as well. Raises StoreUnavailable, StoreTooNew, NotFound and Forbidden (the
    person), Refused (the file's place), BadFile (it can't be written).
    """
    address = parse_address(url)
    target = file.absolute()
    _refuse_place(address, target, replace)
    with making(target) as (hidden, out), TemporaryFile(dir=target.parent) as anchor:
        work = _Making(address, target, hidden, out, anchor, clock.now(), handle, verify, quick, progress)
        view = work.from_sqlite() if address.engine is Engine.SQLITE else work.from_postgres(portable)
        put_in_place(hidden, target, replace=replace)
    return view


def _refuse_place(address: Address, target: Path, replace: bool) -> None:
    if target.is_dir():
        raise BadFile(str(target), None, "", "that is a folder: name a file in it")
    if not target.parent.is_dir():
        raise BadFile(str(target), None, "", f"there is no folder {target.parent}")
    if (
        address.path is not None
        and target.name in _names_of(address.path)
        and _same(target.parent, address.path.parent)
    ):
        raise Refused(f"{target} is the store itself: back it up into another file", file=str(target))
    if not target.exists() and not target.is_symlink():
        return
    if not replace:
        raise Refused(f"{target} is there already; --replace takes its place", file=str(target))
    if target.is_symlink() or not target.is_file() or not is_backup(target):
        raise Refused(f"{target} is no backup, and --replace replaces nothing else: remove it first", file=str(target))


def _names_of(store: Path) -> set[str]:
    return {name + end for name in (store.name, store.resolve().name) for end in ("", "-wal", "-shm", "-journal")}


def _same(one: Path, other: Path) -> bool:
    return one.exists() and other.exists() and one.samefile(other)


@dataclass(frozen=True)
class _Making:
    """One backup on its way: the store, the hidden file it grows in, and the anchor of the same snapshot."""

    _address: Address
    _target: Path
    _hidden: Path
    _out: BinaryIO
    _anchor: BinaryIO
    _now: datetime
    _handle: str | None
    _verify: bool
    _quick: bool
    _progress: Progress

    def from_sqlite(self) -> BackupView:
        with backup_sqlite.snapshot(self._address) as source:
            need_room(self._hidden.parent, int(backup_sqlite.size_of(source) * ROOM), self._target)
            ask = AskSqlite(source)
            schema = self._allowed(ask)
            backup_sqlite.copy(source, self._hidden, self._at(Stage.COPYING))
            # After the copy, which has brought the whole file into memory as far as it fits.
            manifest = self._described(ask, schema, Kind.SQLITE)
        return self._sealed_copy(manifest)

    def from_postgres(self, portable: bool) -> BackupView:
        with backup_postgres.snapshot(self._address) as server:
            ask = backup_postgres.AskPostgres(server)
            schema = self._allowed(ask)
            tool, version = newest("pg_dump"), backup_postgres.major_version(server)
            by_dump = not portable and tool is not None and tool.version >= version
            manifest = self._described(ask, schema, Kind.PG_DUMP if by_dump else Kind.SQLITE)
            if by_dump and tool is not None:
                backup_postgres.dump(server, self._address, tool, own_tables(ask), self._out, self._at(Stage.COPYING))
                self._out.flush()
                checked = ("digest", "contents") if self._listed() else ("digest",)
                if self._verify:
                    self._prove_in(server)
                return self._view(self._sealed(manifest), checked)
            to_sqlite(ask, manifest.schema, self._hidden, self._at(Stage.ROWS))
        backup_sqlite.close_log(self._hidden)
        return self._sealed_copy(manifest, "" if portable else f"pg_dump {version}")

    def _listed(self) -> bool:
        """Whether there is a pg_restore that could read the dump's contents."""
        tool = newest("pg_restore")
        if tool is not None:
            backup_postgres.check_dump(self._hidden, tool, self._target)
        return tool is not None

    def _at(self, stage: Stage) -> Told:
        return lambda done, total: self._progress(stage, done, total)

    def _allowed(self, ask: Ask) -> str:
        """The store's schema, where it is known and the person may."""
        schema = schema_of(ask, KNOWN, self._address.shown)
        if self._verify and schema != HEAD:
            raise Refused("--verify proves stores of the present schema only; leave it out, or open the store first")
        require_role(ask, self._handle, Permission.BACKUP)
        return schema

    def _described(self, ask: Ask, schema: str, kind: Kind) -> Manifest:
        """What the snapshot holds; writes its anchor."""
        self._progress(Stage.HEADS, 0, None)
        held = write_anchor(heads(ask), self._anchor)
        made_at = self._now.astimezone(UTC).isoformat().replace("+00:00", "Z")
        engine = str(self._address.engine)
        return Manifest(
            kind, made_at, __version__, engine, schema, held.tickets, held.events, held.streams, held.digest
        )

    def _sealed_copy(self, manifest: Manifest, missing: str = "") -> BackupView:
        """Sealing reads the copy from end to end, which is quick, and spares the walk through its pages the disk."""
        if self._verify:
            refuse_problems(self._address.shown, proved(self._hidden, self._progress))
        seal = self._sealed(manifest)
        self._progress(Stage.CHECKING, 0, None)
        check_sqlite(self._hidden, manifest, pages=not self._quick)
        return self._view(seal, ("digest", *(() if self._quick else ("pages",)), "anchor"), missing)

    def _prove_in(self, server: backup_postgres.Server) -> None:
        """Prove the store as the dump saw it."""
        store = Store(self._address)
        try:
            with store.read() as connection:
                connection.exec_driver_sql(f"SET TRANSACTION SNAPSHOT '{backup_postgres.exported(server)}'")
                verdict = prove(store, connection, lambda seen: self._progress(Stage.PROVING, seen, None))
        finally:
            store.close()
        refuse_problems(self._address.shown, verdict)

    def _sealed(self, manifest: Manifest) -> Seal:
        write_seal(self._out, self._anchor, manifest, self._at(Stage.SEALING))
        settle(self._out)
        return read_seal(self._hidden)

    def _view(self, seal: Seal, checked: tuple[str, ...], missing: str = "") -> BackupView:
        return view_of(self._target, seal, (*checked, *(("streams",) if self._verify else ())), missing)


def check_sqlite(path: Path, manifest: Manifest, *, pages: bool = True) -> None:
    """Walk the pages of a store in a file, and hold its heads against the manifest's anchor. Raises BadFile."""
    with backup_sqlite.looked_at(path) as connection:
        if pages:
            backup_sqlite.check_pages(connection, path)
        if write_anchor(heads(AskSqlite(connection)), None).digest != manifest.anchor:
            raise damaged(path)


def proved(path: Path, progress: Progress) -> Verdict:
    """Replay every stream of a finished store at the present schema."""
    store = Store(parse_address(str(path)))
    try:
        with store.read() as connection:
            return prove(store, connection, lambda seen: progress(Stage.PROVING, seen, None))
    finally:
        store.close()


def refuse_problems(shown: str, verdict: Verdict) -> None:
    """Raise Refused for a store whose rows aren't what its events say."""
    if not verdict.problems:
        return
    first = verdict.problems[0]
    raise Refused(
        f"{shown}: verify finds {len(verdict.problems)} problems, the first: {first.stream}: {first.problem}",
        problems=[{"stream": p.stream, "seq": p.seq, "problem": p.problem} for p in verdict.problems],
    )


def check(file: Path, *, verify: bool = False, quick: bool = False, progress: Progress = silent) -> BackupView:
    """Read a whole backup and say whether it could be restored.

    ``verify``: restore it for trial and prove it. ``quick``: without walking every page.

    Raises BadFile for one that is damaged, cut off or none at all, StoreTooNew, Refused (what ``verify`` finds, or
    can't do here).
    """
    target = file.absolute()
    seal = read_seal(target)
    manifest = seal.manifest
    refuse_newer(manifest.schema, KNOWN, str(target))
    copy_store(target, seal, None, lambda done, total: progress(Stage.READING, done, total))
    if manifest.kind is Kind.PG_DUMP:
        if verify:
            raise Refused("what pg_dump wrote is proved by restoring it into a PostgreSQL database", file=str(target))
        tool = newest("pg_restore")
        if tool is None:
            return view_of(target, seal, ("digest",), "pg_restore")
        backup_postgres.check_dump(target, tool, target)
        return view_of(target, seal, ("digest", "contents"))
    progress(Stage.CHECKING, 0, None)
    check_sqlite(target, manifest, pages=not quick)
    if verify:
        _rehearse(target, seal, progress)
    checked = ("digest", *(() if quick else ("pages",)), "anchor", *(("streams",) if verify else ()))
    return view_of(target, seal, checked)


def _rehearse(target: Path, seal: Seal, progress: Progress) -> None:
    with TemporaryDirectory(prefix="servicedesk-check-") as folder:
        scratch = Path(folder) / "store.sqlite"
        need_room(Path(folder), seal.store, scratch)
        with scratch.open("wb") as out:
            copy_store(target, seal, out, lambda done, total: progress(Stage.COPYING, done, total))
        migrate(scratch, progress)
        refuse_problems(str(target), proved(scratch, progress))


def migrate(path: Path, progress: Progress) -> None:
    """Bring a store in a file that nobody else has open to the present schema. Leaves nothing beside it."""
    progress(Stage.MIGRATING, 0, None)
    store = Store(parse_address(str(path)))
    try:
        prepare(store)
    finally:
        store.close()
    backup_sqlite.close_log(path)


def view_of(file: Path, seal: Seal, checked: tuple[str, ...], missing: str = "") -> BackupView:
    manifest = seal.manifest
    return BackupView(
        file,
        str(manifest.kind),
        manifest.engine,
        manifest.schema,
        datetime.fromisoformat(manifest.made_at),
        seal.size,
        manifest.tickets,
        manifest.events,
        manifest.streams,
        manifest.anchor,
        checked,
        missing_tool=missing,
    )
