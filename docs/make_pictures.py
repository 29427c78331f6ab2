"""Make the pictures of docs/pictures: the console on the seeded shop, at a fixed moment, as SVG and PNG.

Run through ``make pictures``. The pictures are the real screens, driven by keys.
"""

import asyncio
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import cairosvg

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import open_desk
from servicedesk.desk.first_page import first_page
from servicedesk.i18n import use_language
from servicedesk.settings import Settings
from servicedesk.tui.app import ConsoleApp
from servicedesk.tui.link import DeskLink

ROOT = Path(__file__).parent.parent
OUT = ROOT / "docs" / "pictures"
NOON = datetime(2026, 11, 19, 12, 32, tzinfo=UTC)
"""A Thursday in the shop's opening hours."""

NAMES = {" ": "space", ".": "full_stop", ",": "comma"}


@dataclass(frozen=True)
class Picture:
    """One picture: its name, the terminal's size, the theme, the keys pressed first, and the interface's language."""

    name: str
    size: tuple[int, int]
    theme: str
    keys: tuple[str, ...]
    language: str = "en"


PICTURES = (
    Picture("desk-160x45", (160, 45), "dark", ("j", "enter")),
    Picture("desk-120x36", (120, 36), "light", ("j", "enter")),
    Picture(
        "reply-120x36", (120, 36), "dark", ("j", "enter", "r", *"Hello, the parcel left our warehouse this morning.")
    ),
    Picture("send-80x24", (80, 24), "dark", ("j", "enter", "r", *"It left this morning.", "ctrl+s")),
    Picture("queue-80x24", (80, 24), "high_contrast", ("]", "]")),
    Picture("answers-120x36", (120, 36), "dark", ("c",)),
    Picture("collection-120x36", (120, 36), "dark", ("C", "/", *"refund", "enter")),
    Picture("ledger-120x36", (120, 36), "light", ("d",)),
    Picture("floor-160x45", (160, 45), "dark", ("f2",)),
    Picture("floor-80x24", (80, 24), "high_contrast", ("f2",)),
    Picture("call-120x36", (120, 36), "dark", ("+", *"mara", "enter")),
    Picture("find-80x24", (80, 24), "light", ("o", *"jx")),
    Picture("handover-120x36", (120, 36), "dark", ("H", "enter")),
    Picture("chinese-120x36", (120, 36), "dark", ("j", "enter"), "zh_CN"),
    Picture("help-120x36", (120, 36), "dark", ("?",)),
)


async def take(picture: Picture, url: str, clock: ManualClock) -> str:
    """Drive the console and return the screen as SVG."""
    use_language(picture.language)
    link = DeskLink(lambda: open_desk(url, handle="lin", clock=clock, via="console"))
    settings = Settings(theme=picture.theme, timezone="Europe/Berlin")
    app = ConsoleApp(link, settings, first=first_page(url, "lin"), clock=clock)
    async with app.run_test(size=picture.size) as pilot:
        await pilot.pause(2)
        for key in picture.keys:
            await pilot.press(NAMES.get(key, key))
            await app.lane.empty()
            await link.quiet()
        await pilot.pause(2)
        return app.export_screenshot(title="servicedesk")


def main() -> int:
    """Make all of them; names on the command line choose some."""
    OUT.mkdir(exist_ok=True)
    wanted = set(sys.argv[1:])
    for picture in PICTURES:
        if wanted and picture.name not in wanted:
            continue
        clock = ManualClock(NOON)
        with tempfile.TemporaryDirectory() as folder:
            url = f"{folder}/shop.db"
            desk = open_desk(url, clock=clock)
            desk.seeding.load(ROOT / "seeds")
            desk.close()
            svg = asyncio.run(take(picture, url, clock))
        (OUT / f"{picture.name}.svg").write_text(svg, encoding="utf-8")
        cairosvg.svg2png(bytestring=svg.encode(), write_to=str(OUT / f"{picture.name}.png"))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
