"""Lines have the cells they may have, and nothing of the text is lost."""

import json
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from servicedesk.tui.clean import clean
from servicedesk.tui.wrap import body_lines, clip, fit, raw_lines, wrap

HOSTILE = json.loads((Path(__file__).parents[1] / "data" / "hostile.json").read_text(encoding="utf-8"))
PIECES = st.lists(st.sampled_from([*HOSTILE, "退款。", "word", " ", "（", "，", "\n", "👨\u200d👩"]), max_size=12)
TEXT = PIECES.map("".join) | st.text(max_size=200)


@given(TEXT, st.integers(1, 40))
def test_no_line_is_wider_than_asked(text: str, width: int) -> None:
    assert all(cell_len(line) <= width for line in wrap(clean(text, lines=True), width))


@given(TEXT, st.integers(2, 40))
def test_only_blanks_are_lost(text: str, width: int) -> None:
    cleaned = clean(text, lines=True)
    wrapped = "".join(wrap(cleaned, width))
    assert "".join(wrapped.split()) == "".join(cleaned.split())


@given(TEXT, st.integers(0, 40), st.booleans())
def test_fit_is_exact(text: str, width: int, right: bool) -> None:
    assert cell_len(fit(clean(text), width, right=right)) == width


@given(TEXT, st.integers(0, 40))
def test_clip_never_overflows(text: str, width: int) -> None:
    assert cell_len(clip(clean(text, lines=True).replace("\n", " "), width)) <= width


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 5, [""]),
        ("one two three", 7, ["one two", "three"]),
        ("one  two", 4, ["one", "two"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("  indented", 20, ["  indented"]),
        ("你好，我想退款", 5, ["你", "好，", "我想", "退款"]),
        ("退款（大件）", 7, ["退款", "（大", "件）"]),
        ("订单 55-1203 到了", 8, ["订单", "55-1203", "到了"]),
        ("a\nb", 5, ["a", "b"]),
        ("宽", 1, ["?"]),
    ],
)
def test_wrapping(text: str, width: int, lines: list[str]) -> None:
    assert list(wrap(text, width)) == lines


def test_a_line_does_not_begin_with_closing_punctuation() -> None:
    lines = list(wrap("这是一个很长的句子，里面有很多逗号，也有句号。", 10))
    assert not any(line[0] in "，。" for line in lines)


def test_a_line_does_not_end_with_an_opening_bracket() -> None:
    lines = list(wrap("退款退款（大件商品）和（小件商品）", 10))
    assert not any(line[-1] == "（" for line in lines)


def test_clip_shows_that_something_was_cut() -> None:
    assert clip("Box arrived open", 11) == "Box arrive…"
    assert clip("退款退款", 6) == "退款…"
    assert clip("plain", 5) == "plain"
    assert clip("Box arrived", 6, "..") == "Box.."


def test_a_megabyte_is_wrapped_only_as_far_as_asked() -> None:
    """Lazy: the first lines of a huge single line come from its first piece alone."""
    looked_at: list[int] = []

    class Watched(str):
        __slots__ = ()

        def __getitem__(self, key):
            looked_at.append(key.stop or 0)
            return str.__getitem__(self, key)

    huge = Watched("word " * 200_000)
    assert len(list(islice(body_lines(huge, 80), 20))) == 20
    assert max(looked_at) < 20_000


def test_blank_lines_in_thousands_come_as_one() -> None:
    assert list(raw_lines("a" + "\r\n \t" * 5000 + "\nb")) == ["a", "", "b"]


@given(TEXT)
def test_raw_lines_lose_nothing_but_their_ends(text: str) -> None:
    squeezed = "".join("".join(raw_lines(text)).split())
    assert squeezed == "".join(text.split())
