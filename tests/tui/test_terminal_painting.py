"""What the console sends to a real terminal, how it learns what that draws wide, and where it leaves the cursor."""

import io
import os
import re
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console as RichConsole
from tests.builders import opened
from tests.tui.driving import console_at
from tests.tui.on_pty import Terminal

from servicedesk.desk.desk import Desk
from servicedesk.tui.terminal.painting import ANSWER_PATIENCE
from servicedesk.tui.terminal.picture import Picture
from servicedesk.tui.widgets.choice_list import ChoiceList

NARROW, WIDE = b"\x1b[2;3R", b"\x1b[2;5R"
_CODES = re.compile(rb"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b\][^\x07]*\x07")


class Glass(Terminal):
    """A terminal that draws signs narrow and says so, or is said to answer something else; ``b""``: nothing."""

    def __init__(self, *of_terminal: object, answer: bytes | None = None, **more: object) -> None:
        self._said = answer
        super().__init__(*of_terminal, **more)  # type: ignore[arg-type]

    def _answer(self, data: str) -> None:
        if self._said is None:
            super()._answer(data)
        elif self._said and data.endswith("R"):
            os.write(self._ours, self._said)

    def costs(self, keys: bytes, until: Callable[[], bool]) -> int:
        """Bytes sent until something is so."""
        before = len(self.sent)
        self.press(keys)
        end = time.monotonic() + 30
        while not until() and time.monotonic() < end:
            self._read(0.01)
        assert until(), self
        return len(self.sent) - before

    @property
    def cursor(self) -> tuple[int, int]:
        """Column and line."""
        return self._screen.cursor.x, self._screen.cursor.y


@pytest.fixture
def glass(sqlite_url: str, tmp_path: Path) -> Iterator[Callable[..., Glass]]:
    made: list[Glass] = []

    def start(*, size: tuple[int, int] = (100, 30), answer: bytes | None = None) -> Glass:
        made.append(Glass(sqlite_url, tmp_path, size=size, answer=answer))
        return made[-1]

    yield start
    for one in made:
        one.close()


@pytest.fixture
def shop(lite: Desk) -> list[int]:
    """Lin's tickets, enough for a screen."""
    bodies = ("The lamp is in pieces.\n" * 12, "灯到了，碎了。请退款。\n" * 8, "Any news?")
    numbers = [opened(lite, bodies[n % 3], subject=f"Lamp {n:02}", customer=f"c{n}@example.com") for n in range(24)]
    for number in numbers:
        lite.assignment.take(number)
    return numbers


def marked(console: Terminal) -> str:
    """The line of the list under the cursor."""
    return next((line for line in console.text.splitlines() if line.startswith(">")), "")


@pytest.mark.parametrize("size", [(160, 45), (120, 36), (80, 24)])
def test_a_move_of_the_cursor_sends_less_than_two_kilobytes(glass, shop, size):
    console = glass(size=size)
    assert console.shows("Lamp 05")
    console.listen(ANSWER_PATIENCE)
    for _ in range(4):
        before = marked(console)
        cost = console.costs(b"\x1b[B", lambda before=before: marked(console) not in ("", before))
        assert 0 < cost <= 2_000
        console.listen(0.3)


def test_the_panes_that_follow_send_what_differs(glass, shop):
    """Two tickets whose conversations differ in their heads alone: no line of text goes out again."""
    console = glass(size=(120, 36))
    assert console.shows("Lamp 05")
    console.press(b"\x1b[B" * 2)
    console.listen(0.5)
    before = len(console.sent)
    console.press(b"\x1b[B" * 3)
    console.listen(0.5)
    assert len(console.sent) - before <= 3_000
    assert console.sent[before:].count(b"pieces") <= 1


def test_an_idle_screen_sends_no_more_than_its_figures(glass, shop):
    console = glass(size=(160, 45))
    assert console.shows("Lamp 05")
    assert console.shows("synced")
    console.listen(ANSWER_PATIENCE + 0.5)
    before = len(console.sent)
    console.listen(2.5)
    # a figure a row, and at a full hour three of the clock's
    assert len(_CODES.sub(b"", console.sent[before:])) <= 32
    assert len(console.sent) - before <= 300


def test_a_desk_below_a_slip_is_painted_once_for_each_change(glass, shop):
    console = glass()
    assert console.shows("Lamp 05")
    console.press(b"o")
    assert console.shows("Find a number")
    console.listen(ANSWER_PATIENCE + 0.5)
    before = len(console.sent)
    console.listen(3.0)
    assert console.sent[before:].count(b"\x1b[?2026h") <= 8


async def test_a_desk_that_changes_below_a_slip_leaves_the_slip_s_own_changes_to_be_painted(sqlite_url, clock, shop):
    async with console_at(sqlite_url, clock) as console:
        await console.press(":", "down")
        slip, choices = console.app.screen, console.app.screen.query_one(ChoiceList)
        slip._compositor._dirty_regions.clear()
        console.desk.top.refresh()
        choices.refresh()
        console.desk._compositor.update_widgets({console.desk.top})
        slip._dirty_widgets.add(choices)
        console.desk._compositor_refresh()
        slip._on_timer_update()
        painted = slip._compositor._dirty_regions
        assert any(region.contains_region(choices.region) for region in painted)
        assert any(region.contains_region(console.desk.top.region) for region in painted)


async def test_a_minute_repaints_the_figures_that_changed(sqlite_url, clock, shop):
    picture, sent = Picture(), []
    terminal = RichConsole(file=io.StringIO(), force_terminal=True, color_system="truecolor")
    async with console_at(sqlite_url, clock, size=(160, 45), late=False) as console:
        app = console.app
        app._display = lambda screen, update: update and sent.append(picture.changes(update, terminal))
        app.screen.refresh()
        await console.until(lambda: len("".join(sent)) > 5_000)
        await console.settle()
        for minutes in (1, 1, 1):
            sent.clear()
            clock.advance(timedelta(minutes=minutes))
            now = f"{clock.now():%H:%M}"
            await console.until(lambda now=now: now in console.text)
            await console.settle()
            text = _CODES.sub(b"", "".join(sent).encode()).decode()
            assert 0 < len(text) <= 8 * 24


def test_narrow_signs_stay(glass, shop):
    console = glass()
    assert console.shows("Lamp 05")
    console.listen(ANSWER_PATIENCE + 0.3)
    assert "│" in console.text


def test_signs_of_a_terminal_that_draws_them_wide_are_ascii(glass, shop):
    console = glass(answer=WIDE)
    assert console.shows("Lamp 05")
    assert console.hides("│")
    assert "]|" in console.text
    assert "…" not in console.text


def test_a_silent_terminal_is_waited_for_without_holding_up_a_key(glass, shop):
    console = glass(answer=b"")
    assert console.shows("Lamp 05")
    before = marked(console)
    console.costs(b"\x1b[B", lambda: marked(console) not in ("", before))
    assert console.hides("│", seconds=ANSWER_PATIENCE + 5)


def test_a_late_answer_counts_and_is_no_key(glass, lite, shop):
    console = glass(answer=b"")
    assert console.shows("Lamp 05")
    console.press(b"r")
    assert console.shows("PUBLIC")
    console.type("Sorry")
    assert console.hides("│", 8), console
    console.press(NARROW)
    assert console.shows("│")

    def kept() -> list[str]:
        return [draft.body for number in shop for draft in lite.drafts.load(number)]

    # It says ``saved`` of the first letter already, and the rest follows within a second.
    assert console.until(lambda: kept() == ["Sorry"]), kept()


def test_a_report_nobody_asked_for_is_nothing(glass, shop):
    console = glass()
    assert console.shows("Lamp 05")
    console.listen(0.3)
    before = marked(console)
    console.press(b"\x1b[1;2R\x1b[7;9R")
    console.listen(0.3)
    assert marked(console) == before


def test_the_mouse_is_let_go_and_taken_back(glass, shop):
    console = glass()
    assert console.shows("Lamp 05")
    console.listen(0.5)
    for words, code in ((":mouse off", b"\x1b[?1000l"), (":mouse on", b"\x1b[?1000h")):
        before = len(console.sent)
        console.type(words + "\r")
        assert console.shows("mouse belongs" if code.endswith(b"l") else "mouse works", 8), console
        assert code in console.sent[before:]


@pytest.mark.parametrize("text", ["Hello Mara", "你好，灯"])
def test_the_cursor_stays_at_the_caret_through_every_repaint(glass, lite, shop, text):
    """Candidate windows of input methods open where the terminal's cursor is."""
    console = glass(size=(120, 36))
    assert console.shows("Lamp 05")
    console.press(b"r")
    assert console.shows("PUBLIC")
    for character in text:
        console.type(character)

    def written() -> list[tuple[int, str]]:
        lines = enumerate(console.text.splitlines())
        return [(y, line) for y, line in lines if text in line and "PUBLIC" not in line]

    # It says ``saved`` of the first letter already.
    assert console.until(lambda: bool(written()) and "saved" in console.text), console
    y, line = written()[0]
    caret = cell_len(line[: line.index(text)]) + cell_len(text), y
    assert console.cursor == caret
    ticket = next(number for number in shop if lite.drafts.load(number))
    lite.acting_as("ana").conversation.note(ticket, "A live change by somebody else")
    opened(lite, "Another one", subject="Newcomer")
    assert console.shows("A live change", 8), console
    for _ in range(12):
        console.listen(0.1)
        assert console.cursor == caret
