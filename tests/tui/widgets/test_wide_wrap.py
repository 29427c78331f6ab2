"""A text area breaks Chinese lines anywhere, and the caret stays where the letters are."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import get_character_cell_size
from textual.app import App, ComposeResult

from servicedesk.tui.widgets.wide_wrap import WideTextArea
from servicedesk.tui.wrap import breaks_of

CHINESE = "您好，灯已经寄出，预计明天上午送到您填写的地址，请留意快递电话。如有破损请当场拒收并拍照发给我们。"


def pieces(line: str, width: int) -> list[str]:
    ends = [0, *breaks_of(line, width), len(line)]
    return [line[start:end] for start, end in pairwise(ends)]


def cells(text: str) -> int:
    return sum(4 if char == "\t" else get_character_cell_size(char) for char in text)


@given(st.text("ab 灯，。（é\t", max_size=80), st.integers(4, 30))
def test_pieces_are_the_line_and_fit(line: str, width: int):
    found = pieces(line, width)
    assert "".join(found) == line
    assert all(cells(piece) <= width for piece in found)
    assert all(found) or not line


def test_wide_lines_are_filled_and_words_stay_whole():
    assert all(cells(piece) >= 36 for piece in pieces(CHINESE, 40)[:-1])
    assert pieces("the lamp is on its way to you", 12) == ["the lamp is ", "on its way ", "to you"]
    assert pieces("OK 订单号是ABC123456已经寄出", 14)[0] == "OK 订单号是"


class Page(App[None]):
    CSS = "WideTextArea { border: none; padding: 0; width: 41; height: 12; }"

    def compose(self) -> ComposeResult:
        yield WideTextArea(soft_wrap=True, show_line_numbers=False)


@pytest.mark.parametrize("lead", ["", "OK "])
async def test_the_caret_goes_through_every_place(lead: str):
    async with Page().run_test(size=(60, 14)) as pilot:
        area = pilot.app.query_one(WideTextArea)
        area.load_text(lead + CHINESE)
        await pilot.pause()
        wrapped = area.wrapped_document
        assert wrapped.height == len(pieces(lead + CHINESE, area.wrap_width)) == 3
        area.move_cursor((0, 0))
        for column in range(len(lead + CHINESE) + 1):
            assert area.cursor_location == (0, column)
            assert wrapped.offset_to_location(wrapped.location_to_offset((0, column))) == (0, column)
            await pilot.press("right")
        area.move_cursor((0, 5))
        await pilot.press("down", "up")
        assert area.cursor_location == (0, 5)
        await pilot.press("down", "x", "enter", "backspace", "backspace")
        assert area.text == lead + CHINESE
        assert wrapped.height == 3
