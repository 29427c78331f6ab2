"""What a terminal would act on never leaves ``clean``; what people write does."""

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from servicedesk.tui.clean import MARKS_KEPT, clean

HOSTILE = json.loads((Path(__file__).parents[1] / "data" / "hostile.json").read_text(encoding="utf-8"))
ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=60) | st.sampled_from(HOSTILE)
BIDI = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def assert_harmless(text: str, allowed: str = "") -> None:
    for char in text:
        assert char in allowed or unicodedata.category(char) not in ("Cc", "Cs", "Co", "Zl", "Zp"), hex(ord(char))
        assert char not in BIDI
        assert not 0xE0000 <= ord(char) <= 0xE0FFF


@given(ANY_TEXT)
@example("\x1b]2;PWNED\x1b\\")
def test_a_line_holds_nothing_a_terminal_acts_on(text: str) -> None:
    assert_harmless(clean(text))


@given(ANY_TEXT)
def test_lines_keep_their_ends_and_nothing_else_of_the_kind(text: str) -> None:
    assert_harmless(clean(text, lines=True), allowed="\n\u200d")


@given(ANY_TEXT, st.booleans())
def test_cleaning_twice_changes_nothing(text: str, lines: bool) -> None:
    once = clean(text, lines=lines)
    assert clean(once, lines=lines) == once


@given(ANY_TEXT)
def test_a_line_is_as_wide_as_its_characters(text: str) -> None:
    """Columns stay: no character takes its width from the one before it."""
    cleaned = clean(text)
    assert cell_len(cleaned) == sum(cell_len(char) for char in cleaned)


@given(ANY_TEXT, st.booleans())
def test_combining_marks_are_capped_and_never_lead(text: str, lines: bool) -> None:
    run = 0
    for line in clean(text, lines=lines).split("\n"):
        assert not line or cell_len(line[0]) > 0
        for char in line:
            run = 0 if cell_len(char) or char == "\u200d" else run + 1
            assert run <= MARKS_KEPT


@pytest.mark.parametrize(
    "text",
    [
        "Where is my parcel?",
        "您好，我的订单 55-1203 到了（碎了）！",
        "Renée Müller, straße, Ñandú",
        "Ελληνικά, Кириллица, 한국어, カタカナ",
        "naïve cafe\u0301",
        "[order 12] $x {name} [/b]",
        "👍🏽 🇩🇪 👨👩👧",
    ],
)
def test_what_people_write_stays(text: str) -> None:
    assert clean(text) == clean(text, lines=True) == text


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("\x1b[2J", "␛[2J"),
        ("a\x00b\x7f", "a␀b␡"),
        ("\x9b31m", "\ufffd31m"),
        ("a\r\nb\tc", "a b c"),
        ("\u202edrow", "drow"),
        ("a\u200bb\u00adc", "abc"),
        ("\ud800x", "\ufffdx"),
        ("a\u00a0b\u2003c", "a b c"),
        ("全角　空格", "全角　空格"),
        ("❤\ufe0f", "❤"),
        ("👨\u200d👩", "👨👩"),
        ("\u0301x", "◌\u0301x"),
    ],
)
def test_in_one_line(text: str, line: str) -> None:
    assert clean(text) == line


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("a\tb", "a    b"),
        ("❤\ufe0f", "❤\ufe0f"),
        ("👨\u200d👩", "👨\u200d👩"),
        ("a\u200db", "ab"),
        ("x\ufe0f", "x"),
    ],
)
def test_in_a_text(text: str, lines: str) -> None:
    assert clean(text, lines=True) == lines
