"""SQLite's write lock, got by turns: who has waited longer tries more often.

SQLite's own waiting does the opposite. It sleeps longer the longer it has waited, up to a tenth of a second, so that
among thirty who write without a pause somebody is passed over until their time is up. Nothing is kept outside the
database: a process that dies leaves nobody waiting.
"""

import random
import sqlite3
from time import monotonic, sleep
from typing import Final

FIRST: Final = 0.002
"""Seconds before the second try: mostly one other writes, for a few milliseconds."""
LONGEST: Final = 0.008
SHORTEST: Final = 0.001
"""Seconds between the tries of who has just come, and of who has waited for ``AGED``."""
AGED: Final = 0.3


def begin_writing(connection: sqlite3.Connection, patience: float, usual: float) -> None:
    """Begin a transaction that writes, within ``patience`` seconds; raises sqlite3.OperationalError when it can't.

    ``usual``: the seconds that other statements of the connection wait.
    """
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        _begin(connection, patience)
    finally:
        connection.execute(f"PRAGMA busy_timeout = {int(usual * 1000)}")


def _begin(connection: sqlite3.Connection, patience: float) -> None:
    begun = monotonic()
    waited, tries = 0.0, 0
    while True:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if waited >= patience or error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
        else:
            return
        sleep(min(_pause(waited, tries), patience - waited))
        waited, tries = monotonic() - begun, tries + 1


def _pause(waited: float, tries: int) -> float:
    """Seconds until the next try; no two who wait keep in step."""
    left = max(0.0, 1 - waited / AGED)
    usual = FIRST if not tries else SHORTEST + (LONGEST - SHORTEST) * left
    return usual * random.uniform(0.5, 1.5)
