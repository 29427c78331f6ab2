"""Consoles on real terminals, ended when the test is over."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.tui.on_pty import Terminal


@pytest.fixture
def terminal(sqlite_url: str, tmp_path: Path) -> Iterator[Callable[..., Terminal]]:
    """Start a console (``lin``'s) at the staffed store of this test; other names are environment variables."""
    made: list[Terminal] = []

    def start(*, size: tuple[int, int] = (100, 30), handle: str = "lin", **environment: str) -> Terminal:
        made.append(Terminal(sqlite_url, tmp_path, size=size, handle=handle, **environment))
        return made[-1]

    yield start
    for one in made:
        one.close()
