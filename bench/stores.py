"""The stores measured on: the demo shop with made-up tickets, kept under ``bench/out`` by size and schema."""

import os
import shutil
import sqlite3
import sys
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Final

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk, open_desk
from servicedesk.desk.upkeep import NOTHING
from servicedesk.paths import shipped_seeds
from servicedesk.store.schema import HEAD

OUT: Final = Path(__file__).parent / "out"
NOON: Final = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
SEED: Final = 1
MESSAGES: Final = 5
"""A settled ticket of these stores has so many at least."""
AGENT: Final = "lin"


@dataclass(frozen=True)
class BenchStore:
    """A store of ``size`` tickets; ``rate`` is how many a second the generator made, None where it was there."""

    path: Path
    size: int
    rate: float | None


def store_of(size: int) -> BenchStore:
    """Make the store, or take the one made before; one of an older schema is brought to today's."""
    path = OUT / f"store-{size}-{HEAD}.sqlite"
    OUT.mkdir(exist_ok=True)
    older = sorted(OUT.glob(f"store-{size}-????.sqlite"))
    if older and older[-1] != path:
        _upgrade(older[-1])
        os.replace(older[-1], path)  # noqa: PTH105
    if path.exists():
        return BenchStore(path, size, None)
    making = path.with_suffix(".making")
    making.unlink(missing_ok=True)
    desk = open_desk(str(making), clock=ManualClock(NOON), via="seed")
    desk.seeding.load(shipped_seeds())
    begun = perf_counter()
    made = desk.generation.generate(size - desk.health().tickets, seed=SEED, messages=MESSAGES, progress=_tell)
    rate = made / (perf_counter() - begun)
    desk.close()
    os.replace(making, path)  # noqa: PTH105 - a cut-off run leaves no store that looks whole
    return BenchStore(path, size, rate)


def _upgrade(path: Path) -> None:
    """Bring a store to today's schema, all of it in its one file."""
    open_desk(str(path)).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def open_bench(store: BenchStore) -> Desk:
    return open_desk(str(store.path), clock=ManualClock(NOON), handle=AGENT, via="bench")


def _tell(done: int, total: int | None) -> None:
    sys.stderr.write(f"\rmaking tickets {done}/{total} ")
    if done == total:
        sys.stderr.write("\n")


def copy_of(store: BenchStore, name: str) -> BenchStore:
    """A copy to write in; the store itself stays as it was made."""
    discard(name)
    path = OUT / f"{name}.sqlite"
    shutil.copyfile(store.path, path)
    with path.open("rb+") as copied:
        os.fsync(copied.fileno())  # or what is measured would wait for the copy to reach the disk
    return BenchStore(path, store.size, None)


def in_use(store: BenchStore) -> BenchStore:
    """With nothing left that has come due since it was laid out, as where consoles run all day; returns it."""
    desk = open_desk(str(store.path), handle=AGENT, via="bench")
    while desk.upkeep.sweep() != NOTHING:
        pass
    desk.close()
    return store


def empty_store(name: str) -> Desk:
    """A new store with the demo shop in it, to load or to generate into."""
    discard(name)
    desk = open_desk(str(OUT / f"{name}.sqlite"), clock=ManualClock(NOON), via="bench")
    desk.seeding.load(shipped_seeds())
    return desk


def discard(name: str) -> None:
    """Remove a store that was made for one measurement, with its log."""
    for leftover in OUT.glob(f"{name}.sqlite*"):
        leftover.unlink()
