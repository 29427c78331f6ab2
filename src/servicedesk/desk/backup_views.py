"""What front ends get of backing up and restoring."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from servicedesk.desk.views import Problem


class Stage(StrEnum):
    """What is being done; ``HEADS`` and ``PROVING`` count streams, ``ROWS`` rows, the others bytes."""

    HEADS = "heads"
    COPYING = "copying"
    ROWS = "rows"
    CHECKING = "checking"
    SEALING = "sealing"
    READING = "reading"
    MIGRATING = "migrating"
    PROVING = "proving"


Progress = Callable[[Stage, int, int | None], None]
"""Is told what is being done, how much of it is done, and of how much where that is known."""


def silent(stage: Stage, done: int, total: int | None) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class BackupView:
    """A backup that was written or checked. ``kind``: sqlite or pg_dump; ``engine``: of the store it is of.

    ``anchor`` is the digest of every stream's head; ``checked``: what was looked at, of pages, contents, anchor,
    digest, streams; ``problems`` of the streams; ``tool``: the pg_dump that was asked for and not found.
    """

    file: Path
    kind: str
    engine: str
    schema: str
    made_at: datetime
    bytes: int
    tickets: int
    events: int
    streams: int
    anchor: str
    checked: tuple[str, ...]
    problems: tuple[Problem, ...] = ()
    missing_tool: str = ""


@dataclass(frozen=True, slots=True)
class RestoredView:
    """A store that was restored. ``kept``: the file or the schema where the one before it is; empty for none.

    ``pending_replies`` waited in the outbox when the backup was made: the desk sends them when it runs, though
    customers may have got them since.
    """

    store: str
    backup: BackupView
    kept: str
    migrated: bool
    pending_replies: int
