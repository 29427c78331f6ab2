"""Restoring: a backup proved first, then put where the store is, at once; what was there is kept.

Whenever this is killed, the store is the old one or the new one, whole.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from servicedesk.clock import Clock
from servicedesk.desk.backup_views import Progress, RestoredView, Stage, silent
from servicedesk.desk.backups import check_sqlite, migrate, proved, refuse_problems, view_of
from servicedesk.desk.proof import prove
from servicedesk.domain.errors import BadFile, Refused, StoreUnavailable
from servicedesk.domain.roles import Permission
from servicedesk.store import backup_loading, backup_sqlite
from servicedesk.store.address import Address, Engine, parse_address
from servicedesk.store.backup_anchor import (
    AskSqlite,
    count,
    heads,
    pending_replies,
    refuse_newer,
    require_role,
    write_anchor,
)
from servicedesk.store.backup_files import making, need_room, settle
from servicedesk.store.backup_postgres import AskPostgres
from servicedesk.store.backup_rows import own_tables, to_postgres
from servicedesk.store.backup_seal import Kind, Seal, Told, copy_store, damaged, read_seal
from servicedesk.store.backup_standing import Kind as There
from servicedesk.store.backup_standing import Standing, Swap, refuse_unless, standing
from servicedesk.store.backup_tools import Tool, newest
from servicedesk.store.database import Connection, Store
from servicedesk.store.schema import HEAD, KNOWN, prepare, revision


def restore(
    url: str,
    file: Path,
    *,
    clock: Clock,
    handle: str | None = None,
    replace: bool = False,
    quick: bool = False,
    progress: Progress = silent,
) -> RestoredView:
    """Put a backup where the store is; one with tickets makes room only when ``replace`` says so, and is kept.

    The file is read against its digest, its heads against its anchor; it is migrated, and every stream is proved
    unless ``quick``. Raises BadFile, StoreTooNew, Refused (tickets, in use, problems found), StoreUnavailable,
    NotFound and Forbidden (the person, where the store has people).
    """
    address = parse_address(url)
    source = file.absolute()
    seal = read_seal(source)
    refuse_newer(seal.manifest.schema, KNOWN, str(source))
    run = _Restoring(address, source, seal, clock.now(), handle, replace, quick, progress)
    return run.into_sqlite() if address.engine is Engine.SQLITE else run.into_postgres()


@dataclass(frozen=True)
class _Restoring:
    """One backup on its way back."""

    _address: Address
    _source: Path
    _seal: Seal
    _now: datetime
    _handle: str | None
    _replace: bool
    _quick: bool
    _progress: Progress

    def into_sqlite(self) -> RestoredView:
        path = self._address.path
        assert path is not None
        if self._seal.manifest.kind is Kind.PG_DUMP:
            raise Refused(
                f"{self._source} was written by pg_dump and goes into PostgreSQL only; "
                "a backup for SQLite is made from the server by: backup --portable",
                file=str(self._source),
            )
        if path.exists() and path.samefile(self._source):
            raise Refused(f"{self._source} is the store itself", file=str(self._source))
        if not path.parent.is_dir():
            raise StoreUnavailable(f"{path}: there is no folder {path.parent}", address=str(path))
        found = standing(self._address, self._handle)
        refuse_unless(found, self._address, self._replace)
        kept, pending = self._put(path.resolve(), found)
        return self._view("" if kept is None else str(kept), pending)

    def _put(self, target: Path, found: Standing) -> tuple[Path | None, int]:
        need_room(target.parent, self._seal.store, target)
        with making(target) as (hidden, out):
            copy_store(self._source, self._seal, out, self._at(Stage.COPYING))
            settle(out)
            backup_sqlite.alone(hidden)
            self._progress(Stage.CHECKING, 0, None)
            check_sqlite(hidden, self._seal.manifest, pages=not self._quick)
            migrate(hidden, self._progress)
            if not self._quick:
                refuse_problems(str(self._source), proved(hidden, self._progress))
            settle(out)
            with backup_sqlite.looked_at(hidden) as finished:
                pending = pending_replies(AskSqlite(finished))
            kept = Swap(self._address, self._handle, self._now).into(found, hidden, replace=self._replace)
        self._use_log()
        return kept, pending

    def _use_log(self) -> None:
        """Without its log a store's readers hold its writers up; whoever opens it next tries again."""
        store = Store(self._address)
        with suppress(StoreUnavailable):
            store.use_log()
        store.close()

    def into_postgres(self) -> RestoredView:
        tool = self._tool()
        copy_store(self._source, self._seal, None, self._at(Stage.READING))
        store = Store(self._address)
        try:
            with backup_loading.translated(self._address), store.together() as connection:
                kept = self._make_room(connection)
                self._load(store, connection, tool)
                self._prove(store, connection)
                pending = pending_replies(AskPostgres(backup_loading.server_of(connection)))
        finally:
            store.close()
        return self._view(kept, pending)

    def _tool(self) -> Tool | None:
        """The pg_restore for what pg_dump wrote; None where the rows come otherwise."""
        if self._seal.manifest.kind is not Kind.PG_DUMP:
            return None
        tool = newest("pg_restore")
        if tool is None:
            raise BadFile(
                str(self._source), None, "", "it needs pg_restore, of PostgreSQL's client tools: install them"
            )
        return tool

    def _make_room(self, connection: Connection) -> str:
        """Put the store's tables aside, if there are any; returns the schema they are in."""
        backup_loading.refuse_in_use(connection, self._address)
        ask = AskPostgres(backup_loading.server_of(connection))
        if revision(connection) is None:
            return backup_loading.put_aside(connection, self._address, self._now) if own_tables(ask) else ""
        require_role(ask, self._handle, Permission.BACKUP)
        refuse_unless(Standing(There.STORE, count(ask, "tickets")), self._address, self._replace)
        return backup_loading.put_aside(connection, self._address, self._now)

    def _load(self, store: Store, connection: Connection, tool: Tool | None) -> None:
        manifest = self._seal.manifest
        if tool is not None:
            backup_loading.load_dump(connection, self._address, tool, self._source, self._at(Stage.COPYING))
        else:
            prepare(store, manifest.schema)
            with backup_sqlite.looked_at(self._source) as rows:
                to_postgres(rows, connection, manifest.schema, self._at(Stage.ROWS))
        self._progress(Stage.CHECKING, 0, None)
        ask = AskPostgres(backup_loading.server_of(connection))
        if write_anchor(heads(ask), None).digest != manifest.anchor:
            raise damaged(self._source)

    def _prove(self, store: Store, connection: Connection) -> None:
        self._progress(Stage.MIGRATING, 0, None)
        prepare(store)
        if self._quick:
            return
        verdict = prove(store, connection, lambda seen: self._progress(Stage.PROVING, seen, None))
        refuse_problems(str(self._source), verdict)

    def _at(self, stage: Stage) -> Told:
        return lambda done, total: self._progress(stage, done, total)

    def _view(self, kept: str, pending: int) -> RestoredView:
        walked = ("pages",) if self._address.engine is Engine.SQLITE else ()
        checked = ("digest", "anchor") if self._quick else ("digest", *walked, "anchor", "streams")
        migrated = self._seal.manifest.schema != HEAD
        return RestoredView(self._address.shown, view_of(self._source, self._seal, checked), kept, migrated, pending)
