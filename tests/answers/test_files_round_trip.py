"""What is exported comes back the same, whatever its texts hold; and no bytes bring the reader down."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from servicedesk.answers.answer import Answer
from servicedesk.answers.files.reading import parse_answers
from servicedesk.answers.files.source import FORMATS
from servicedesk.answers.files.writing import written
from servicedesk.domain.lifecycle import LifecycleStage
from servicedesk.domain.macros import ActionKind, MacroAction
from servicedesk.domain.parcels import Fate
from servicedesk.domain.texts import storable
from servicedesk.domain.tickets import ComplaintStage, Kind, Nature

HOSTILE = json.loads((Path(__file__).parents[1] / "data" / "hostile.json").read_text(encoding="utf-8"))
AWKWARD = (
    "~",
    "null",
    "yes",
    "- a",
    "a: b",
    "# c",
    "'",
    '"',
    "[a",
    "[]",
    "=1+1",
    "'=1",
    "-1",
    "@x",
    "a;b",
    "a|b",
    "\\",
)
CHARACTERS = st.characters(exclude_categories=("Cs",), exclude_characters="\0{}｛｝")

texts = st.one_of(
    st.sampled_from([*HOSTILE, *AWKWARD]).map(storable).filter(lambda text: not set("{}｛｝") & set(text)),
    st.text(CHARACTERS, max_size=40),
    st.text(st.sampled_from(" \t\n\r;|,='\"-:#[]a\x85\u2028\ufeff"), max_size=12),
)
lines = texts.map(lambda text: "".join(text.splitlines()).strip()).filter(bool)
bodies = texts.map(lambda text: text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")).filter(str.strip)


def many(found: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(found, max_size=3, unique=True).map(tuple)


def some(values: object) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from([str(value) for value in values]), max_size=2)


answers = st.builds(
    Answer,
    code=st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,8}", fullmatch=True),
    title=lines.filter(lambda text: len(text) <= 200),
    language=st.sampled_from(["en", "zh", "no"]),
    body=bodies,
    kinds=some(Kind),
    stages=some(ComplaintStage),
    natures=some(Nature),
    words=many(lines),
    lifecycle=some(LifecycleStage),
    parcels=some(Fate),
    folder=lines,
    owner=st.sampled_from(["", "team:care", "person:lin"]),
    examples=many(texts.map(str.strip).filter(bool)),
    actions=many(lines.filter(lambda text: text != "LETTER")).map(
        lambda found: tuple(MacroAction(ActionKind.TAG, value) for value in found)
    ),
)


@pytest.mark.parametrize("form", FORMATS)
@given(found=st.lists(answers, min_size=1, max_size=4, unique_by=lambda answer: answer.code.upper()))
@example([Answer("A", "[", "en", body="  indented\nlines \n\n- and\n# so on")])
@example([Answer("A", "a", "en", body="a", words=("[]",))])
@example([Answer("A", "a", "en", body="a", words=("'=a",), examples=("=a\nb", "'c"))])
@example([Answer("A", "a", "en", body="\u2028\x85\ufeff\x1b[0m"), Answer("B", "\U0001f600", "en", body="\tx")])
@settings(max_examples=150, deadline=None)
def test_what_is_written_is_read_again(form: str, found: list[Answer]):
    read = parse_answers(written(found, form).encode(), f"x.{form}")
    assert [problem.message for problem in read.problems] == []
    assert [*read.answers] == found


@pytest.mark.parametrize("form", FORMATS)
@given(
    found=st.lists(answers, min_size=3, max_size=3, unique_by=lambda answer: answer.code.upper()),
    place=st.integers(0, 10_000),
    noise=st.binary(min_size=1, max_size=4),
)
@settings(max_examples=100, deadline=None)
def test_noise_is_borne(form: str, found: list[Answer], place: int, noise: bytes):
    plain = [replace(answer, code=f"C{number}") for number, answer in enumerate(found)]
    data = written(plain, form).encode()
    place %= len(data)
    read = parse_answers(data[:place] + noise + data[place:], f"x.{form}")
    assert len(read.lines) == len(read.answers)
    assert all(problem.message for problem in read.problems)


@given(data=st.binary(max_size=200), form=st.sampled_from(FORMATS))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_told_about(data: bytes, form: str):
    read = parse_answers(data, "x", form)
    assert read.answers or read.problems


def test_nothing_makes_an_empty_file():
    for form in FORMATS:
        read = parse_answers(written([], form).encode(), f"x.{form}")
        assert (read.answers, read.entries) == ((), 0)


def test_blocks_stay_readable():
    text = written(
        [Answer("A", "Two lines", "en", body="Hello,\n\ngoodbye", words=("a", "b"), examples=("x", "y"))], "yaml"
    )
    assert "words: [a, b]" in text
    assert "body: |-\n    Hello,\n\n    goodbye\n" in text
    assert "examples:\n    - x\n    - y\n" in text
