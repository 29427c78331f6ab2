"""Files of tickets written on the spot, and a supervisor's desk that takes them in."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from servicedesk.channels.files import ImportOptions, Rejected, TicketRecord, read_tickets
from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk, open_desk
from servicedesk.desk.importing.summary import ImportSummary
from servicedesk.desk.work import SeededEntropy

DATA = Path(__file__).parent.parent / "data" / "imports"

Import = Callable[..., ImportSummary]
Read = Callable[..., tuple[list[TicketRecord], list[Rejected]]]


@pytest.fixture
def data() -> Path:
    """The folder of small files of tickets."""
    return DATA


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Writes a text or bytes to a file and reads it: its records and its rejected rows."""

    def reading(content: str | bytes, name: str = "tickets.csv", **options: object) -> tuple[list, list]:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        items = list(read_tickets(path, ImportOptions(**options)))  # type: ignore[arg-type]
        return (
            [item for item in items if isinstance(item, TicketRecord)],
            [item for item in items if isinstance(item, Rejected)],
        )

    return reading


@pytest.fixture
def sup(url: str, clock: ManualClock) -> Iterator[Desk]:
    """A supervisor at a staffed store; on each engine."""
    opened = open_desk(url, clock=clock, handle="sup", entropy=SeededEntropy(3), via="test")
    yield opened
    opened.close()


@pytest.fixture
def lite_sup(sqlite_url: str, clock: ManualClock) -> Iterator[Desk]:
    """A supervisor at a staffed SQLite store."""
    opened = open_desk(sqlite_url, clock=clock, handle="sup", entropy=SeededEntropy(3), via="test")
    yield opened
    opened.close()


@pytest.fixture
def take_in(tmp_path: Path) -> Import:
    """Writes a text to a file and imports it with a desk."""

    def importing(desk: Desk, content: str, name: str = "tickets.jsonl", **more: object) -> ImportSummary:
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        run = {key: more.pop(key) for key in ("source", "sla", "dry_run", "progress") if key in more}
        file = read_tickets(path, ImportOptions(**more))  # type: ignore[arg-type]
        run.setdefault("source", file.format)
        return desk.imports.tickets(file, file_name=file.name, fingerprint=file.fingerprint, **run)  # type: ignore[arg-type]

    return importing
