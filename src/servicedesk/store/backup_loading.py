"""A backup loaded into a PostgreSQL store inside one transaction: until it ends, everybody sees what was there before.

What was there stays, in a schema of its own. What ``pg_dump`` wrote is turned into SQL by ``pg_restore`` and sent
over the very connection that the transaction belongs to: no other way keeps both in one.
"""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Final, cast

from psycopg import Error, errors, sql
from sqlalchemy import Connection

from servicedesk.domain.errors import StoreUnavailable
from servicedesk.store.address import Address
from servicedesk.store.backup_postgres import AskPostgres
from servicedesk.store.backup_rows import own_tables
from servicedesk.store.backup_seal import BLOCK, Told
from servicedesk.store.backup_sqlite import in_use
from servicedesk.store.backup_tools import Tool, failed

if TYPE_CHECKING:
    from psycopg import Connection as PostgresConnection

    Server = PostgresConnection[tuple[object, ...]]

LOCK_SECONDS: Final = 5
"""How long a restore waits for another command to end."""
_SKIPPED: Final = (b"\\", b"SET transaction_timeout", b"SET idle_in_transaction_session_timeout", b"--")
"""Lines for ``psql`` alone, and settings that an older server doesn't know."""
_BACKENDS: Final = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
    "AND application_name LIKE 'servicedesk%'"
)


@contextmanager
def translated(address: Address) -> Iterator[None]:
    """What the server says against the script of a dump, as one sentence. Raises StoreUnavailable."""
    try:
        yield
    except Error as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        message = f"{address.shown}: the server does not take it ({reason}); nothing was changed"
        raise StoreUnavailable(message, address=address.shown, reason=reason) from error


def server_of(connection: Connection) -> "Server":
    """The driver's connection behind one of SQLAlchemy's."""
    return cast("Server", connection.connection.driver_connection)


def refuse_in_use(connection: Connection, address: Address) -> None:
    """Raise Refused while another servicedesk is connected to the store."""
    (others,) = server_of(connection).execute(_BACKENDS.encode()).fetchone() or (0,)
    if others:
        raise in_use(address)


def put_aside(connection: Connection, address: Address, now: datetime) -> str:
    """Move every table of the store into a schema of its own; returns the schema's name. Raises Refused, in use."""
    server = server_of(connection)
    kept = f"servicedesk_kept_{now:%Y%m%d_%H%M%S}"
    server.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(kept)))
    server.execute(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'".encode())
    move = sql.SQL("ALTER TABLE {} SET SCHEMA {}")
    try:
        for table in own_tables(AskPostgres(server)):
            server.execute(move.format(sql.Identifier(table), sql.Identifier(kept)))
    except errors.LockNotAvailable as error:
        raise in_use(address) from error
    server.execute(b"SET LOCAL lock_timeout = 0")
    return kept


def load_dump(connection: Connection, address: Address, tool: Tool, dump: Path, told: Told) -> None:
    """Have ``pg_restore`` turn a dump into SQL, and send that over the connection."""
    server = server_of(connection)
    command = (str(tool.path), "--no-owner", "--no-privileges", "--file=-", str(dump))
    with _own_settings(server), TemporaryFile() as said:
        with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=said) as running:
            assert running.stdout is not None
            try:
                _send(server, running.stdout, told)
            except BaseException:
                running.kill()
                raise
        if running.returncode:
            said.seek(0)
            raise failed(tool, said.read(), address)
    server.execute(b"ANALYZE")


@contextmanager
def _own_settings(server: "Server") -> Iterator[None]:
    """A dump sets what holds for the whole session: put back what it had, as far as we look at it."""
    (path,) = server.execute(b"SHOW search_path").fetchone() or ("",)
    yield
    server.execute("SELECT set_config('search_path', %s, false), set_config('row_security', 'on', false)", (path,))


def _send(server: "Server", script: IO[bytes], told: Told) -> None:
    """Run a script of SQL in which the rows of ``COPY … FROM stdin`` follow the statement, ended by a ``\\.``."""
    statements: list[bytes] = []
    done = 0
    for line in script:
        if line.startswith(b"COPY ") and line.endswith(b" FROM stdin;\n"):
            _run(server, statements)
            done = _send_rows(server, line, script, done, told)
        elif not line.startswith(_SKIPPED):
            statements.append(line)
    _run(server, statements)


def _run(server: "Server", statements: list[bytes]) -> None:
    script = b"".join(statements).strip()
    statements.clear()
    if script:
        server.execute(script)


def _send_rows(server: "Server", statement: bytes, script: IO[bytes], done: int, told: Told) -> int:
    with server.cursor() as cursor, cursor.copy(statement) as copy:
        block = bytearray()
        for line in script:
            if line == b"\\.\n":
                break
            block += line
            if len(block) >= BLOCK:
                copy.write(bytes(block))
                done += len(block)
                block.clear()
                told(done, None)
        copy.write(bytes(block))
    return done + len(block)
