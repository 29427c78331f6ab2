"""A PostgreSQL store written by ``pg_dump``, from the snapshot its anchor is read of."""

import subprocess
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, BinaryIO, Final

import psycopg

from servicedesk.domain.errors import BadFile, StoreUnavailable
from servicedesk.store.address import Address
from servicedesk.store.backup_seal import BLOCK, Told
from servicedesk.store.backup_tools import Tool, failed, reaching

ROWS: Final = 5_000
"""Rows fetched at a time."""
NAME: Final = "servicedesk backup"
Server = psycopg.Connection[tuple[object, ...]]


class AskPostgres:
    """Questions to a PostgreSQL connection inside a transaction; rows come through a cursor of the server."""

    as_text: Final = 'CAST(id AS TEXT) COLLATE "C"'

    def __init__(self, connection: Server) -> None:
        self._connection = connection
        self._names = count()

    def __call__(self, sql: str) -> Iterable[Sequence[object]]:
        with self._connection.cursor(name=f"ask_{next(self._names)}") as cursor:
            cursor.itersize = ROWS
            cursor.execute(sql.encode())
            yield from cursor

    def tables(self) -> set[str]:
        named = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
        return {str(name) for (name,) in self._connection.execute(named.encode())}


@contextmanager
def snapshot(address: Address) -> Iterator[Server]:
    """A connection that sees the store as of one instant. Raises StoreUnavailable."""
    try:
        with psycopg.connect(address.conninfo, connect_timeout=10, application_name=NAME) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            # The snapshot lasts as long as the dump, however long the server lets others sleep in a transaction.
            connection.execute(b"SET LOCAL idle_in_transaction_session_timeout = 0")
            yield connection
    except psycopg.Error as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise StoreUnavailable(f"{address.shown}: {reason}", address=address.shown, reason=reason) from error


def major_version(connection: Server) -> int:
    """The server's version, such as 18."""
    return connection.info.server_version // 10_000


def exported(connection: Server) -> str:
    """A name by which other connections see what this one sees, while its transaction lasts."""
    (name,) = connection.execute(b"SELECT pg_export_snapshot()").fetchone() or ("",)
    return str(name)


def dump(connection: Server, address: Address, tool: Tool, tables: Iterable[str], file: BinaryIO, told: Told) -> None:
    """Have ``pg_dump`` write these tables as the connection sees them, in its custom format.

    It writes into a pipe: when this process dies, so does the dump. Raises StoreUnavailable, OSError.
    """
    (place,) = connection.execute(b"SELECT quote_ident(current_schema())").fetchone() or ("",)
    conninfo, environment = reaching(address)
    wanted = [f'--table={place}."{table}"' for table in sorted(tables)]
    options = ("--format=custom", "--compress=1", "--no-owner", "--no-privileges", f"--snapshot={exported(connection)}")
    command = (str(tool.path), *options, *wanted, f"--dbname={conninfo}")
    with TemporaryFile() as said:
        with subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=said, env=environment
        ) as running:
            assert running.stdout is not None
            try:
                _carry(running.stdout, file, told)
            except BaseException:
                running.kill()
                raise
        if running.returncode:
            said.seek(0)
            raise failed(tool, said.read(), address)


def _carry(pipe: IO[bytes], file: BinaryIO, told: Told) -> None:
    done = 0
    while block := pipe.read(BLOCK):
        file.write(block)
        done += len(block)
        told(done, None)


def check_dump(path: Path, tool: Tool, named: Path) -> None:
    """Have ``pg_restore`` read a dump's list of contents. Raises BadFile about ``named``."""
    listed = subprocess.run([tool.path, "--list", path], capture_output=True, check=False)
    if listed.returncode or b"TABLE DATA" not in listed.stdout:
        reason = listed.stderr.decode(errors="replace").strip().splitlines() or ["it lists no tables"]
        raise BadFile(str(named), None, "", f"{tool.path.name} can't read it: {reason[-1]}")
