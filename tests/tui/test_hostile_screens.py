"""Whatever stands in the store, no byte of it reaches the terminal as anything but text."""

import json
from datetime import timedelta
from importlib import import_module
from inspect import getmembers, isclass
from pathlib import Path
from pkgutil import walk_packages

import pytest
from tests.builders import opened
from tests.scale import sized
from tests.tui.driving import NARROW, WIDE, Console, console_at, opener
from tests.tui.late_painting import paint_late
from tests.tui.slips import SLIPS
from tests.tui.stillness import still
from textual.screen import Screen

from servicedesk.settings import Settings
from servicedesk.tui import screens
from servicedesk.tui.app import ConsoleApp
from servicedesk.tui.link import DeskLink
from servicedesk.tui.screens.slip import Slip

TEXTS: list[str] = json.loads((Path(__file__).parent.parent / "data" / "hostile.json").read_text(encoding="utf-8"))
FORBIDDEN = {chr(code) for code in (*range(0x20), 0x7F, *range(0x80, 0xA0))} | set(
    "\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u200b"
)


def harmful(screen: Screen[object], width: int) -> set[str]:
    """What the screen would send that is no text; every line has to fill its width exactly."""
    found: set[str] = set()
    for strip in screen._compositor.render_strips():
        text = "".join(segment.text for segment in strip if not segment.control)
        found |= FORBIDDEN.intersection(text)
        assert strip.cell_length == width
    return found


def kinds_of_slips() -> set[type[Slip[object]]]:
    """Every class of a slip that the console has."""
    modules = [import_module(found.name) for found in walk_packages(screens.__path__, f"{screens.__name__}.")]
    members = (member for module in modules for _name, member in getmembers(module, isclass))
    return {member for member in members if issubclass(member, Slip) and member is not Slip}


async def test_every_slip_is_walked(sqlite_url, clock):
    async with console_at(sqlite_url, clock, size=NARROW):
        walked = {kind for make in SLIPS.values() for kind in type(make("x")).__mro__}
    assert {kind.__name__ for kind in kinds_of_slips() - walked} == set()


@pytest.mark.parametrize("name", sorted(SLIPS))
async def test_slips(name, sqlite_url, clock):
    """Each slip on some of the texts, beginning elsewhere, so that each text meets several slips."""
    every = sized(6, 1)
    begin = sorted(SLIPS).index(name) % every
    app = ConsoleApp(DeskLink(opener(sqlite_url, clock)), Settings(timezone="UTC"), clock=clock)
    paint_late(app)
    async with app.run_test(size=NARROW):
        for text in TEXTS[begin::every]:
            slip = SLIPS[name](text)
            await app.push_screen(slip)
            slip.take_focus()
            await still(app)
            assert harmful(app.screen, NARROW[0]) == set(), repr(text)
            await app.pop_screen()


@pytest.mark.parametrize(("size", "texts"), [(NARROW, TEXTS[::2]), (WIDE, TEXTS[1::2])])
async def test_the_desk_on_hostile_tickets(size, texts, sqlite_url, clock, lite):
    for n, text in enumerate(texts):
        body = text if text.strip() else "empty"
        number = opened(lite, body, subject=body[:200], name=body[:100], customer=f"h{n}@example.com")
        lite.assignment.take(number)
        if n % 5 == 0:
            lite.conversation.note(number, body)
            lite.conversation.attach(number, body[:60], b"x")
            lite.drafts.save(number, "reply", body)
            lite.handling.promise(number, body, clock.now() + timedelta(days=1))
        clock.advance(timedelta(minutes=1))
    async with console_at(sqlite_url, clock, size=size) as console:
        await console.press("enter")
        for text in texts:
            assert harmful(console.app.screen, size[0]) == set(), repr(text)
            await console.press("J")
        await look_at_slips(console, size)


async def look_at_slips(console: Console, size: tuple[int, int]) -> None:
    """The slips that an open ticket leads to."""
    for keys in (["p"], ["v"], ["y"], ["c"], ["m"], ["@"], ["U"], ["A"], ["enter"], ["4"], ["i"], ["+"]):
        await console.press(*keys)
        assert harmful(console.app.screen, size[0]) == set(), keys
        await console.press("escape", "escape", "2")


@pytest.mark.parametrize("theme", ["dark", "light", "high_contrast", "colour_blind"])
async def test_no_colour_is_needed(theme, sqlite_url, clock, lite, monkeypatch):
    """NO_COLOR and every theme: the same words stand there."""
    monkeypatch.setenv("NO_COLOR", "1")
    lite.assignment.take(opened(lite))
    async with console_at(sqlite_url, clock, settings=Settings(theme=theme, timezone="UTC")) as console:
        await console.press("enter")
        assert "Where is my lamp?" in console.text
        assert ">" in console.text
