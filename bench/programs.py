"""The programs measured, and what their screens show."""

import os
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from bench.stores import AGENT, OUT, BenchStore

PYTHON: Final = sys.executable
HERE: Final = Path(__file__).parent
SERVICEDESK: Final = str(Path(sys.executable).with_name("servicedesk"))
MINIMAL: Final = (PYTHON, str(HERE / "minimal_app.py"))
_CURSOR_ROW: Final = re.compile(r"^>.*?(\d{5,})")
_TICKET_HEADER: Final = re.compile(r"│ 2 #(\d{5,})")


def console(store: BenchStore, handle: str = AGENT) -> tuple[str, ...]:
    return (SERVICEDESK, "--store", str(store.path), "--as", handle)


def bare_list(rows: Path) -> tuple[str, ...]:
    return (PYTHON, str(HERE / "bare_list.py"), str(rows))


def rows_file(view: str) -> Path:
    """The rows of a view as text, a row a line, numbers first."""
    return OUT / f"rows-{view.replace(' ', '-')}.txt"


def environment() -> Mapping[str, str]:
    """Settings of nobody; compiled modules as on any machine."""
    home = OUT / "home"
    folders = {f"XDG_{name}_HOME": str(home / name.lower()) for name in ("CONFIG", "DATA", "STATE", "CACHE")}
    return {**folders, "PYTHONDONTWRITEBYTECODE": "", "LANGUAGE": "en"}


def whole_environment() -> dict[str, str]:
    return {**os.environ, **environment()}


def cursor_ticket(lines: Sequence[str]) -> int | None:
    """The number of the row under the cursor, of the console's queue and of the bare list."""
    found = next((match for line in lines if (match := _CURSOR_ROW.match(line))), None)
    return None if found is None else int(found[1])


def open_ticket(lines: Sequence[str]) -> int | None:
    """The number in the title of the conversation's pane."""
    found = next((match for line in lines if (match := _TICKET_HEADER.search(line))), None)
    return None if found is None else int(found[1])


def shows_ready(lines: Sequence[str]) -> bool:
    return "READY" in lines[0]


def shows_queue(lines: Sequence[str]) -> bool:
    return cursor_ticket(lines) is not None
