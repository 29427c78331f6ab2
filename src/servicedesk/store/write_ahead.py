"""A SQLite file's switch to its write-ahead log, also where several programs make the store at once."""

import sqlite3
from contextlib import closing
from pathlib import Path
from time import monotonic, sleep
from typing import Final

PAUSE: Final = 0.02


def log_ahead(path: Path, patience: float) -> None:
    """Have the file keep a write-ahead log. Raises sqlite3.OperationalError where others keep it for ``patience`` s.

    While somebody writes without such a log SQLite answers at once that the file is locked, however long one would
    wait: it is asked again.
    """
    until = monotonic() + patience
    with closing(sqlite3.connect(path, patience)) as connection:
        while not _switched(connection, until):
            sleep(PAUSE)


def _switched(connection: sqlite3.Connection, until: float) -> bool:
    try:
        connection.execute("PRAGMA journal_mode=WAL")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or monotonic() >= until:
            raise
        return False
    return True
