"""Only what is seen is asked for, and the picture is the one that Textual makes."""

from collections.abc import Sequence

import pytest
from textual._compositor import Compositor
from textual.app import App, ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.geometry import Region
from textual.strip import Strip
from textual.widgets import Static

from servicedesk.tui.terminal.composing import FrontFirst
from servicedesk.tui.terminal.covered import Covered

SIZE = (60, 20)


class Told(Vertical):
    """A container that tells which of its lines were asked for."""

    asked: Sequence[int] = ()

    def render_lines(self, crop: Region) -> list[Strip]:
        self.asked = [*self.asked, *crop.line_range]
        return super().render_lines(crop)


class Shapes(Covered[None]):
    """Side by side, one in another, framed, scrolled, and over one another."""

    CSS = """
    Shapes { layers: base over; }
    Horizontal { height: 12; }
    #framed { border: solid red; padding: 1 2; width: 20; }
    #tiled { width: 24; }
    #tiled Static { height: 1fr; background: blue; }
    #scrolled { height: 6; }
    #over { layer: over; offset: 15 3; width: 20; height: 5; background: green; border-left: solid white; }
    """

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Static("framed 退款", id="framed")
            with Told(id="tiled"):
                yield Static("one\n" * 3)
                yield Static("two 中文 " * 20)
        with VerticalScroll(id="scrolled"):
            yield Static("\n".join(f"line {n}" for n in range(30)))
        yield Static("over all of it", id="over")


class ShapesApp(App[None]):
    def get_default_screen(self) -> Shapes:
        return Shapes()


CROPS = [Region(0, 0, *SIZE), *(Region(x, y, 23, 6) for x in (0, 14, 37) for y in (0, 5, 14)), Region(16, 4, 1, 1)]


def cells(chops: Sequence[dict[int, Strip | None]], cuts: Sequence[list[int]], crop: Region) -> list[list[object]]:
    """What is painted in each cell of a region."""
    painted: list[list[object]] = []
    for y in crop.line_range:
        line: list[object] = [None] * SIZE[0]
        for x, strip in chops[y].items():
            after = cuts[y][cuts[y].index(x) + 1]
            if strip is not None:
                for at in range(x, after):
                    line[at] = [(one.text, one.style) for one in strip.crop(at - x, at - x + 1)]
        painted.append(line[crop.x : crop.right])
    return painted


@pytest.mark.parametrize("crop", CROPS, ids=str)
async def test_the_picture_is_textual_s(crop: Region):
    app = ShapesApp()
    async with app.run_test(size=SIZE) as pilot:
        app.screen.query_one("#scrolled").scroll_to(y=7, animate=False)
        await pilot.pause()
        ours = app.screen._compositor
        assert isinstance(ours, FrontFirst)
        found = cells(ours._render_chops(crop, lambda y: True), ours.cuts, crop)  # type: ignore[arg-type]
        whole = Compositor._render_chops(ours, crop, lambda y: True)
        assert found == cells(whole, ours.cuts, crop)  # type: ignore[arg-type]
        assert all(cell is not None for line in found for cell in line)


async def test_a_container_behind_all_that_lies_in_it_is_not_painted():
    app = ShapesApp()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        told = app.screen.query_one("#tiled", Told)
        told.asked = ()
        app.screen._compositor.render_full_update()
        assert told.asked == ()


async def test_lines_that_are_not_to_be_sent_are_not_asked_for():
    app = ShapesApp()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        compositor = app.screen._compositor
        chops = compositor._render_chops(Region(0, 0, *SIZE), {3, 4}.__contains__)
        assert [y for y, chop in enumerate(chops) if any(strip is not None for strip in chop.values())] == [3, 4]
