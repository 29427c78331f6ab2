"""Consoles on real terminals, ended when the test is over."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.tui.on_pty import Terminal
from tests.tui.parsed_once import parse_once
from tests.tui.strips_when_needed import caches_when_needed

from servicedesk.answers import shelf
from servicedesk.answers.speech import read_here
from servicedesk.desk.desk import Desk

parse_once()
caches_when_needed()
# A process for each console that reads Chinese titles takes a second. That it reads the same, tests/answers tell.
shelf.read_apart = read_here

POLICIES = """\
calendars:
  always: {timezone: UTC, week: 24/7}
  office: {timezone: UTC, week: {sat: ["10:00-14:00"], mon: ["09:00-18:00"], tue: ["09:00-18:00"]}}
policies:
  - name: urgent
    when: {priority: urgent}
    calendar: always
    targets: {first_response: 20m, next_response: 20m, resolution: 4h}
  - name: everyday
    calendar: office
    targets: {first_response: 1h, next_response: 3h, resolution: 10h}
"""
"""Tests begin on a Saturday at 12:00, two hours before this office closes."""


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


@pytest.fixture
def promised(lite: Desk, tmp_path: Path) -> Desk:
    """``lin`` at a store with policies."""
    file = tmp_path / "policies.yaml"
    file.write_text(POLICIES, encoding="utf-8")
    lite.acting_as("sup").policies.set([file])
    return lite
