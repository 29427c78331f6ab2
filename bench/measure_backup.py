"""Backing up while another process writes: time against a plain copy, memory, and how long the writer waits."""

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Final

from bench.figures import Report, Times
from bench.stores import OUT, BenchStore, copy_of, discard

COMMAND: Final = (sys.executable, "-m", "servicedesk")
WEIGHED: Final = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
"""
"""Run by a small process: a program is told to have had all that the process had which began it."""
WRITER: Final = """
import select, sqlite3, sys, time
store = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=10)
store.execute("PRAGMA synchronous = FULL")
print("ready", flush=True)
while not select.select([sys.stdin], [], [], 0.005)[0]:
    begun = time.perf_counter()
    store.execute("BEGIN IMMEDIATE")
    store.execute("UPDATE heartbeats SET at = at + 1")
    store.execute("INSERT INTO settings (name, value) VALUES (hex(randomblob(8)), hex(randomblob(500)))")
    store.execute("COMMIT")
    print(time.perf_counter() - begun, flush=True)
"""
SECONDS_ALONE: Final = 5


def measure_backup(stores: list[BenchStore]) -> Report:
    """Stores of growing size."""
    report = Report()
    for store in stores:
        _one(report, store)
    return report


def _one(report: Report, store: BenchStore) -> None:
    working = copy_of(store, "backup")
    file = OUT / "backup.bak"
    alone, during = [0.0], [0.0]
    with _writing(working.path, alone):
        subprocess.run([sys.executable, "-c", f"import time; time.sleep({SECONDS_ALONE})"], check=True)
    begun = perf_counter()
    with _writing(working.path, during):
        command = (sys.executable, "-c", WEIGHED, *COMMAND, "--store", str(working.path), "backup", str(file))
        megabytes = float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    taken = perf_counter() - begun
    plain = _plain_copy(working.path)
    size = f"{store.size:,} tickets"
    report.add(f"{size}: a write alone", Times.of_seconds(alone))
    waits = report.add(f"{size}: a write during a backup", Times.of_seconds(during))
    report.figure(f"{size}: longest wait of a writer", max(waits.ms), "ms", at_most=250)
    report.figure(f"{size}: backup", taken, "s")
    report.figure(f"{size}: backup, × a plain copy", taken / plain, "×")
    report.figure(f"{size}: largest memory", megabytes, "MB", at_most=120)
    file.unlink()
    discard("backup")


@contextmanager
def _writing(path: Path, waits: list[float]) -> Iterator[None]:
    command = [sys.executable, "-c", WRITER, str(path)]
    with (OUT / "backup.waits").open("w+") as told:
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=told) as writer:
            yield
            assert writer.stdin is not None
            writer.stdin.write(b"\n")
            writer.stdin.flush()
            writer.wait()
        told.seek(0)
        waits[:] = [float(line) for line in told if line != "ready\n"]
    (OUT / "backup.waits").unlink()


def _plain_copy(path: Path) -> float:
    copied = OUT / "backup.copy"
    sqlite3.connect(path).close()
    begun = perf_counter()
    shutil.copyfile(path, copied)
    with copied.open("rb+") as file:
        subprocess.run(["sync", file.name], check=True)
    taken = perf_counter() - begun
    copied.unlink()
    return taken
