"""Tickets in: a CSV of another help desk into empty and full stores of both engines, against the same rows bare.

The bare insert writes what the import wrote, batch by batch, by the driver alone: no chain, no replay, no clocks, the
same indexes and words. The longest lock is from the writing transaction's begin until its commit has returned. Exports
list tickets in the order in which they were opened; one in no order of time touches as many places of each index as it
has rows, and is told apart.
"""

import csv
import os
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Final

import psycopg
from sqlalchemy import Connection

from bench import postgres
from bench.figures import MILLI, Report
from bench.stores import NOON, OUT, BenchStore, copy_of, discard, empty_store
from servicedesk.channels.files import read_tickets
from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk, open_desk
from servicedesk.paths import shipped_seeds
from servicedesk.store.bulk.loading import UNLOCKED
from servicedesk.store.bulk.pace import LONGEST_LOCK, Pace
from servicedesk.store.bulk.rows import COLUMNS, BulkRows

ROWS: Final = 20_000
GENERATED: Final = 3_000
BARE_UP_TO: Final = 100_000
"""Of larger stores one copy is enough: the import alone is taken."""
RATE: Final = {"sqlite": 5_000, "postgresql": 3_500}
FIRST_OPENED: Final = datetime(2026, 1, 2, 8)  # noqa: DTZ001 - as exports spell it
MONTHS_TEN: Final = timedelta(minutes=21) * ROWS
SHUFFLED: Final = 7_919
"""Prime to the rows: so many on is the next row of an export in no order of time."""
_BODY = "Order {n} did not arrive. 我的订单没有到，请帮我查一下。 The parcel was to come on Monday.\n"


@dataclass(frozen=True)
class Loaded:
    """An import: tickets a second, the longest lock in seconds, and what each of its transactions wrote."""

    rate: float
    longest: float
    seconds: float
    written: Sequence[BulkRows]


def measure_loading(stores: Sequence[BenchStore] = (), databases: Sequence[tuple[int, str]] = ()) -> Report:
    """``databases``: the URLs of PostgreSQL's stores by their sizes; an empty one is made where there is any."""
    report, file = Report(), export(OUT / "tickets.csv")
    shuffled = export(OUT / "shuffled.csv", step=SHUFFLED)
    desk = empty_store("load")
    loaded = _import(desk, file)
    _again(report, desk, file)
    desk.close()
    empty_store("load").close()
    _tell(report, "sqlite", 0, loaded, _bare_sqlite(OUT / "load.sqlite", loaded))
    for store in stores:
        loaded = _import(_opened(str(copy_of(store, "load").path)), file, close=True)
        bare = None
        if store.size <= BARE_UP_TO:
            bare = _bare_sqlite(copy_of(store, "load").path, loaded)
        _tell(report, "sqlite", store.size, loaded, bare)
        loaded = _import(_opened(str(copy_of(store, "load").path)), shuffled, close=True)
        report.figure(f"import in no order of time, sqlite, into {store.size} tickets", loaded.rate, "/s")
    discard("load")
    if databases:
        _postgres(report, file, databases)
    _generate(report)
    return report


def _opened(url: str) -> Desk:
    return open_desk(url, clock=ManualClock(NOON), via="bench")


def _import(desk: Desk, file: Path, *, close: bool = False) -> Loaded:
    """Take the file in; what is written is kept as it goes by."""
    pace = Pace() if desk.health().engine == "sqlite" else Pace(size=UNLOCKED)
    written, write = list[BulkRows](), BulkRows.write

    def kept(self: BulkRows, connection: Connection) -> None:
        written.append(self)
        write(self, connection)

    BulkRows.write = kept  # type: ignore[method-assign]
    try:
        begun = perf_counter()
        summary = desk.imports.tickets(read_tickets(file), source="loading", pace=pace)
        seconds = perf_counter() - begun
    finally:
        BulkRows.write = write  # type: ignore[method-assign]
    if close:
        desk.close()
    return Loaded(summary.created / seconds, pace.longest, seconds, written)


def _again(report: Report, desk: Desk, file: Path) -> None:
    begun = perf_counter()
    again = desk.imports.tickets(read_tickets(file), source="loading")
    report.figure("import of the same file again, rows a second", again.unchanged / (perf_counter() - begun), "/s")
    begun = perf_counter()
    preview = desk.imports.tickets(read_tickets(file), source="loading", dry_run=True)
    report.figure("preview, rows a second", preview.read / (perf_counter() - begun), "/s")
    _verify(report, desk)


def _tell(report: Report, engine: str, size: int, loaded: Loaded, bare: float | None) -> None:
    where = f"{engine}, into {size or 'no'} tickets"
    report.figure(f"import, {where}", loaded.rate, "/s", at_least=RATE[engine])
    lock = {"at_most": LONGEST_LOCK * MILLI} if engine == "sqlite" else {}
    report.figure(f"longest lock, {where}", loaded.longest * MILLI, "ms", **lock)
    if bare is not None:
        report.figure(f"import / bare insert of the same rows, {where}", loaded.seconds / bare, "×")
    report.facts[f"transactions, {where}"] = len(loaded.written)


def _bare_sqlite(path: Path, loaded: Loaded) -> float:
    """Seconds that the driver needs for the same rows in as many transactions, with all on the disk at the end."""
    inserts = {
        table.name: f'INSERT INTO "{table.name}" ({", ".join(names)}) VALUES ({", ".join("?" * len(names))})'  # noqa: S608
        for table, names in COLUMNS
    }
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for pragma in ("synchronous=NORMAL", "foreign_keys=ON", "cache_size=-262144"):
            connection.execute(f"PRAGMA {pragma}")

        def write(rows: BulkRows) -> None:
            connection.execute("BEGIN IMMEDIATE")
            for table, _names in COLUMNS:
                connection.executemany(inserts[table.name], rows.of(table))
            for name, documents in (("ticket_words", rows.facts), ("message_words", rows.said)):
                words = [(number, " ".join(document)) for number, document in documents]
                connection.executemany(f"INSERT INTO {name} (rowid, words) VALUES (?, ?)", words)  # noqa: S608
            connection.execute("COMMIT")

        seconds, begun = _timed(write, loaded), perf_counter()
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
        return seconds + perf_counter() - begun


def _bare_postgres(url: str, loaded: Loaded) -> float:
    with psycopg.connect(url.replace("+psycopg", "")) as connection:

        def write(rows: BulkRows) -> None:
            with connection.transaction(), connection.cursor() as cursor:
                for table, names in COLUMNS:
                    _copy(cursor, table.name, names, rows.of(table))
                for name, documents in (("ticket_words", rows.facts), ("message_words", rows.said)):
                    words = [(number, "'" + "' '".join(document) + "'") for number, document in documents]
                    _copy(cursor, name, ("id", "words"), words)

        return _timed(write, loaded)


def _copy(
    cursor: psycopg.Cursor[tuple[object, ...]], table: str, names: Sequence[str], rows: Sequence[tuple[object, ...]]
) -> None:
    with cursor.copy(f"COPY {table} ({', '.join(names)}) FROM STDIN".encode()) as copy:
        for row in rows:
            copy.write_row(row)


def _timed(write: Callable[[BulkRows], None], loaded: Loaded) -> float:
    begun = perf_counter()
    for rows in loaded.written:
        write(rows)
    return perf_counter() - begun


def _postgres(report: Report, file: Path, databases: Sequence[tuple[int, str]]) -> None:
    """An empty database and copies of those given; ids go on as on SQLite, so the bare insert has its own copy."""
    for size, url in [(0, _empty_database()), *databases]:
        loaded = _import(_opened(postgres.copied(url, "load")), file, close=True)
        bare = _bare_postgres(postgres.copied(url, "load"), loaded) if size <= BARE_UP_TO else None
        _tell(report, "postgresql", size, loaded, bare)
    postgres.discard_copy("load")
    postgres.discard_copy("load_empty")


def _empty_database() -> str:
    postgres.discard_copy("load_empty")
    with postgres.connect() as server:
        server.execute("CREATE DATABASE load_empty")
    desk = _opened(postgres.url_of("load_empty"))
    desk.seeding.load(shipped_seeds())
    desk.close()
    return postgres.url_of("load_empty")


def _generate(report: Report) -> None:
    desk, pace = empty_store("load"), Pace()
    begun = perf_counter()
    made = desk.generation.generate(GENERATED, seed=2, messages=5, pace=pace)
    report.figure("generator with five messages a ticket", made / (perf_counter() - begun), "/s")
    report.figure("generator, longest lock", pace.longest * MILLI, "ms", at_most=LONGEST_LOCK * MILLI)
    desk.close()
    discard("load")


def _verify(report: Report, desk: Desk) -> None:
    begun = perf_counter()
    verdict = desk.proof.verify()
    taken = perf_counter() - begun
    if verdict.problems:
        raise RuntimeError(f"verify found {verdict.problems[0]}")
    report.figure("verify, streams a second", verdict.streams / taken, "/s")
    report.figure("verify, events a second", verdict.events / taken, "/s")


def export(path: Path, rows: int = ROWS, *, step: int = 1) -> Path:
    """Tickets of ten months with the columns most exports have; every third customer wrote before.

    ``step``: so many rows on is the next ticket by time.
    """
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(
            (
                "external_id",
                "subject",
                "body",
                "customer_email",
                "customer_name",
                "status",
                "priority",
                "tags",
                "created_at",
            )
        )
        for n in range(rows):
            status = ("open", "resolved", "closed", "closed")[n % 4]
            writer.writerow(
                (
                    n,
                    f"Where is order {n}?",
                    _BODY.format(n=n) * (n % 6 + 1),
                    f"c{n * 2 // 3}@example.com",
                    f"Customer {n * 2 // 3}",
                    status,
                    ("normal", "high")[n % 5 == 0],
                    "parcel,late",
                    (FIRST_OPENED + MONTHS_TEN * (n * step % rows) / rows).isoformat(" ", "minutes"),
                )
            )
        out.flush()
        os.fsync(out.fileno())  # the system would write half a gigabyte of it while the import is measured
    return path
