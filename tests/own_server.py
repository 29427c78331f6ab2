"""A PostgreSQL of one's own, to be stopped, restarted and put to sleep without cutting other tests' connections.

Between it and the program a line can stand that is cut at a chosen moment: before COMMIT arrives, or after it was
done and before its answer is back.
"""

import itertools
import os
import select
import shutil
import signal
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from enum import Enum, auto
from pathlib import Path
from urllib.parse import quote

import psycopg
from tests.postgres import _run, installed

_serial = itertools.count()
SETTINGS = """
fsync = off
full_page_writes = off
max_connections = 200
shared_buffers = 64MB
autovacuum = off
timezone = 'Asia/Shanghai'
"""
"""What was committed outlives the server's end, if not the machine's."""
COMMIT = b"Q\x00\x00\x00\x0bCOMMIT\x00"
"""The message by which the driver ends a transaction."""


class OwnServer:
    """One cluster; its databases live until it is removed."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="sd-own-pg-"))
        self._data = self.folder / "data"
        self._binaries, self._user = installed()
        if self._user is not None:
            shutil.chown(self.folder, self._user)
            self.folder.chmod(0o755)
        initdb = str(self._binaries / "initdb")
        _run(self._user, initdb, "--auth=trust", "--encoding=utf8", "-U", "postgres", "-N", "-D", str(self._data))
        with (self._data / "postgresql.conf").open("a") as settings:
            settings.write(SETTINGS)
        self._templates: set[str] = set()
        self.start()

    def start(self) -> None:
        options = f"-h '' -k {self.folder}"
        self._control("-w", "-o", options, "-l", str(self._data / "log"), "start")

    def stop(self, mode: str = "immediate") -> None:
        self._control("-w", "-m", mode, "stop")

    def restart(self) -> None:
        """As after a crash: every connection is cut, and what was committed is there again."""
        self.stop()
        self.start()

    def _control(self, *words: str) -> None:
        _run(self._user, str(self._binaries / "pg_ctl"), "-D", str(self._data), *words)

    @contextmanager
    def asleep(self) -> Iterator[None]:
        """The server takes connections and bytes and answers nothing."""
        processes = self._processes()
        for process in processes:
            os.kill(process, signal.SIGSTOP)
        try:
            yield
        finally:
            for process in processes:
                os.kill(process, signal.SIGCONT)

    def _processes(self) -> list[int]:
        first = int((self._data / "postmaster.pid").read_text().splitlines()[0])
        children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        return [first, *map(int, children)]

    def database(self, template: str, fill: Callable[[str], None]) -> str:
        """A new database with what ``fill`` wrote once; returns its name."""
        if not (self._data / "postmaster.pid").exists():
            self.start()  # a test that failed has left it stopped
        name = f"own_{next(_serial)}"
        if template not in self._templates:
            self._execute(f"CREATE DATABASE {template}")
            fill(self.url(template))
            self._templates.add(template)
        self._execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        # Without it the numbers that sequences gave since would be given again after a restart.
        self._execute("CHECKPOINT")
        return name

    def url(self, database: str, folder: Path | None = None) -> str:
        return f"postgresql+psycopg://postgres@/{database}?host={quote(str(folder or self.folder), safe='')}"

    def cut_all(self) -> None:
        """Every connection ends now, whatever it does."""
        self._execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")

    def _execute(self, statement: str) -> None:
        with psycopg.connect(f"postgresql://postgres@/postgres?host={self.folder}", autocommit=True) as connection:
            connection.execute(statement.encode())

    def remove(self) -> None:
        with suppress(RuntimeError):
            self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


class Cut(Enum):
    """What becomes of the next COMMIT on the line."""

    UNANSWERED = auto()
    NEVER_ARRIVES = auto()


class Line:
    """A socket in the server's place that hands everything on, until it is told to cut."""

    def __init__(self, server: OwnServer) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="sd-line-"))
        self._target = str(server.folder / ".s.PGSQL.5432")
        self._ear = socket.socket(socket.AF_UNIX)
        self._ear.bind(str(self.folder / ".s.PGSQL.5432"))
        self._ear.listen(32)
        self._cut: Cut | None = None
        self.refuses = False
        self.orphans: list[socket.socket] = []
        threading.Thread(target=self._take, daemon=True).start()

    def cut_next_commit(self, how: Cut, *, of: bytes = b"", refuses: bool = False) -> None:
        """``of``: that of a transaction in which this was sent. ``refuses``: nobody gets through afterwards either."""
        self._of, self._then_refuses, self._cut = of, refuses, how

    def _take(self) -> None:
        with suppress(OSError):
            while True:
                client, _address = self._ear.accept()
                if self.refuses:
                    client.close()
                    continue
                server = socket.socket(socket.AF_UNIX)
                server.connect(self._target)
                threading.Thread(target=self._carry, args=(client, server), daemon=True).start()

    def _carry(self, client: socket.socket, server: socket.socket) -> None:
        sent = b""
        with suppress(OSError):
            while True:
                ready, _, _ = select.select([client, server], [], [])
                for side, other in ((client, server), (server, client)):
                    if side not in ready:
                        continue
                    data = side.recv(65_536)
                    sent += data if side is client else b""
                    if not data or (side is client and self._cuts(data, sent, server)):
                        client.close()
                        if data and self.orphans and self.orphans[-1] is server:
                            return  # the server waits for a COMMIT that never comes
                        server.close()
                        return
                    other.sendall(data)
                    if COMMIT in sent:
                        sent = b""
        for side in (client, server):
            side.close()

    def _cuts(self, data: bytes, sent: bytes, server: socket.socket) -> bool:
        if self._cut is None or COMMIT not in data or self._of not in sent:
            return False
        how, self._cut = self._cut, None
        self.refuses = self._then_refuses
        if how is Cut.UNANSWERED:
            server.sendall(data)
            server.recv(65_536)
        else:
            self.orphans.append(server)
        return True

    def close(self) -> None:
        for one in (self._ear, *self.orphans):
            one.close()
        shutil.rmtree(self.folder, ignore_errors=True)
