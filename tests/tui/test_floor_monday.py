"""Monday's report by keys: its sentences, what is behind them, and the files it is written to."""

from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest
from tests.builders import HOUR, opened
from tests.tui.driving import MIDDLE, NARROW, Console, console_at, opener
from tests.tui.test_floor import POLICIES, floor_at

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk
from servicedesk.tui.floor.monday import MondaySlip
from servicedesk.tui.floor.screen import FloorScreen
from servicedesk.tui.panes import Pane
from servicedesk.tui.widgets.block_list import BlockList


@pytest.fixture
def last_week(lite: Desk, clock: ManualClock, tmp_path: Path) -> int:
    """A ticket that was late on Saturday; now it is Monday."""
    file = tmp_path / "policies.yaml"
    file.write_text(POLICIES, encoding="utf-8")
    lite.acting_as("sup").policies.set([file])
    ticket = opened(lite, subject="A late lamp")
    clock.advance(3 * HOUR)
    lite.upkeep.sweep()
    clock.advance(timedelta(days=2))
    lite.upkeep.sweep()
    return ticket


async def report(console: Console) -> None:
    """Open the report from the palette."""
    await console.press(":")
    await console.type("monday\n")
    await console.settle()


def sup(url: str, clock: ManualClock):
    return opener(url, clock, "sup")


@pytest.mark.parametrize("size", [NARROW, MIDDLE])
async def test_the_sentences_stand_there_from_top_to_bottom(size, sqlite_url, clock, last_week):
    async with console_at(sqlite_url, clock, size=size, open_desk=sup(sqlite_url, clock)) as console:
        await report(console)
        assert isinstance(console.app.screen, MondaySlip)
        assert "Monday's report: 2026-11-16 to 2026-11-22" in console.lines[0]
        await console.press("G")
        assert "A late lamp" in " ".join(console.text.split())
        await console.press("escape")
        assert console.app.screen is console.desk


async def test_a_sentence_leads_to_its_tickets_and_back(sqlite_url, clock, last_week):
    async with console_at(sqlite_url, clock, open_desk=sup(sqlite_url, clock)) as console:
        await report(console)
        await console.press("G", "enter")
        assert "enter reads one" in console.text
        await console.press("escape")
        assert isinstance(console.app.screen, MondaySlip)
        await console.press("G", "enter", "enter")
        assert console.app.screen is console.desk
        assert console.desk.reading.row.id == last_week


async def test_it_is_written_as_markdown_and_as_a_workbook(sqlite_url, clock, last_week, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    async with console_at(sqlite_url, clock, open_desk=sup(sqlite_url, clock)) as console:
        await report(console)
        await console.press("m", "enter")
        assert isinstance(console.app.screen, MondaySlip)
        assert "Written:" in console.text
        text = (tmp_path / "monday-2026-11-16.md").read_text(encoding="utf-8")
        assert text.startswith("# Monday's report: 2026-11-16 to 2026-11-22")
        await console.press("x", "enter")
        assert "xl/workbook.xml" in ZipFile(tmp_path / "monday-2026-11-16.xlsx").namelist()
        await console.press("m", "enter")
        assert "is there already" in console.text
        await console.press("escape")
        assert isinstance(console.app.screen, MondaySlip)
        assert (tmp_path / "monday-2026-11-16.md").read_text(encoding="utf-8") == text


@pytest.mark.parametrize(("key", "name"), [("m", "week.xlsx"), ("x", "week.XLSX")])
async def test_the_ending_xlsx_makes_a_workbook(key, name, sqlite_url, clock, last_week, tmp_path):
    async with console_at(sqlite_url, clock, open_desk=sup(sqlite_url, clock)) as console:
        await report(console)
        await console.press(key, "ctrl+u")
        await console.type(f"{tmp_path / name}\n")
        assert "xl/workbook.xml" in ZipFile(tmp_path / name).namelist()


@pytest.mark.parametrize("name", ["week.md", "week.txt", "week"])
async def test_the_other_endings_make_a_text(name, sqlite_url, clock, last_week, tmp_path):
    async with console_at(sqlite_url, clock, open_desk=sup(sqlite_url, clock)) as console:
        await report(console)
        await console.press("x", "ctrl+u")
        await console.type(f"{tmp_path / name}\n")
        assert (tmp_path / name).read_text(encoding="utf-8").startswith("# Monday's report")


async def test_the_ending_of_something_else_is_refused(sqlite_url, clock, last_week, tmp_path):
    async with console_at(sqlite_url, clock, open_desk=sup(sqlite_url, clock)) as console:
        await report(console)
        await console.press("m", "ctrl+u")
        await console.type(f"{tmp_path / 'week.pdf'}\n")
        assert ".pdf is not written here" in " ".join(console.text.split())
        assert not [*tmp_path.glob("week*")]


async def test_a_folder_that_is_not_there_is_said(sqlite_url, clock, last_week, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path / "nowhere"))
    async with console_at(sqlite_url, clock, open_desk=sup(sqlite_url, clock)) as console:
        await report(console)
        await console.press("m", "enter")
        assert "there is no folder" in console.text


async def test_from_the_floor_and_back_to_it(sqlite_url, clock, last_week):
    async with floor_at(sqlite_url, clock) as console:
        await console.press("m")
        assert isinstance(console.app.screen, MondaySlip)
        await console.press("escape")
        assert isinstance(console.app.screen, FloorScreen)


async def test_escape_leads_from_a_ticket_to_the_tickets_to_the_report_to_the_floor(sqlite_url, clock, last_week):
    async with floor_at(sqlite_url, clock) as console:
        await console.press("m", "G", "enter", "enter")
        desk = console.desk
        assert console.app.screen is desk
        assert desk.reading.row.id == last_week
        await console.press("escape")
        assert desk.pane is Pane.QUEUE
        assert [row.id for row in desk.queue.rows] == [last_week]
        await console.press("escape")
        assert isinstance(console.app.screen, MondaySlip)
        assert console.app.screen.query_one(BlockList).current is not None
        await console.press("escape")
        assert isinstance(console.app.screen, FloorScreen)
        await console.press("escape")
        assert console.app.screen is desk
        assert desk.state.narrowed is None


async def test_escape_leads_back_to_the_report_that_was_asked_for_on_the_desk(sqlite_url, clock, last_week):
    async with console_at(sqlite_url, clock, open_desk=sup(sqlite_url, clock)) as console:
        await report(console)
        await console.press("G", "enter", "x")
        assert console.desk.queue.selected == {last_week}
        await console.press("escape", "escape")
        assert isinstance(console.app.screen, MondaySlip)
        await console.press("enter", "enter", "escape", "escape", "escape")
        assert console.app.screen is console.desk
        assert console.desk.state.narrowed is None


async def test_agents_are_refused_in_one_sentence(sqlite_url, clock, last_week):
    async with console_at(sqlite_url, clock) as console:
        await report(console)
        assert console.app.screen is console.desk
        assert "may not see the floor" in " ".join(console.text.split())
