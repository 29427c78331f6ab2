"""Files of answers: what is sound is there, what is wrong is named by file and line."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.answers.reading import LARGEST_FILE, parse, read_file, read_folder
from servicedesk.paths import shipped_answers

SOUND = """A word before the first answer is a comment.

== DMG-REF | Money back | complaint, return | delivery decided | broken, in pieces
I am sorry, {name}.

You get it by [[date]].

== ASK | Order number
Which order?
"""


def problems(text: str) -> list[tuple[int | None, str]]:
    return [(problem.details["line"], problem.details["field"]) for problem in parse(text, "en", "x.txt").problems]


def test_an_answer_has_its_fields_and_its_text():
    first, second = parse(SOUND, "en", "x.txt").answers
    assert (first.id, first.title) == ("en:DMG-REF", "Money back")
    assert first.kinds == {"complaint", "return"}
    assert (first.natures, first.stages) == ({"delivery"}, {"decided"})
    assert first.words == ("broken", "in pieces")
    assert first.body == "I am sorry, {name}.\n\nYou get it by [[date]]."
    assert (second.code, second.kinds, second.body) == ("ASK", frozenset(), "Which order?")


@pytest.mark.parametrize(
    ("text", "line", "field"),
    [
        ("\n== A B | title\nbody", 2, "code"),
        ("== | title\nbody", 1, "code"),
        ("== A |\nbody", 1, "title"),
        ("== A | title\n\n", 1, "body"),
        ("== A | title | parcel\nbody", 1, "kinds"),
        ("== A | title | | decidd\nbody", 1, "stages"),
        ("== A | title\nfine\nHello {customer.name}", 3, "body"),
        ("== A | title\nHello {__class__}", 2, "body"),
        ("== A | title\nHello {name", 2, "body"),
        ("== A | title\n{{name}}", 2, "body"),
        ("== A | title\nthe {answer}", 2, "body"),
        ("== A | one\nbody\n== a | two\nbody", 3, "code"),
        ("== A | b | c | d | e | f\nbody", 1, ""),
        ("== LETTER | around\nHello", 1, "body"),
        ("== LETTER | around\n{answer} {answer}", 1, "body"),
    ],
)
def test_what_is_wrong_is_named(text, line, field):
    assert (line, field) in problems(text)


def test_the_rest_is_there():
    read = parse(SOUND + "\n== A | title | parcel\nbody\n== B | b\nbody", "en", "x.txt")
    assert [answer.code for answer in read.answers] == ["DMG-REF", "ASK", "B"]
    assert "x.txt:" in read.problems[0].message


def test_files_that_cannot_be_read(tmp_path: Path):
    (tmp_path / "en.txt").write_bytes(b"== A | a\nfine\n== B | \xff\nbody")
    (tmp_path / "mine.txt").write_text("== A | a\nbody")
    with (tmp_path / "zh.txt").open("wb") as large:
        large.truncate(LARGEST_FILE + 1)
    read = read_folder(tmp_path)
    assert read.answers == ()
    named = {(Path(str(problem.details["file"])).name, problem.details["line"]) for problem in read.problems}
    assert named == {("en.txt", 3), ("mine.txt", None), ("zh.txt", None)}
    assert read_folder(tmp_path / "absent").problems == ()
    assert read_file(tmp_path / "absent.txt", "en").problems[0].code == "bad_file"


@given(
    st.text() | st.lists(st.sampled_from(["== ", "A", "|", " ", "\n", "{name}", "{", "}", "[[x]]", "\r"])).map("".join)
)
def test_no_text_is_too_strange(text):
    read = parse(text, "en", "x.txt")
    assert all(answer.body.strip() for answer in read.answers)


def test_what_comes_with_the_program_is_sound():
    read = read_folder(shipped_answers())
    assert read.problems == ()
    by_language = {language: [a for a in read.answers if a.language == language] for language in ("en", "zh")}
    codes = {language: {answer.code for answer in answers} for language, answers in by_language.items()}
    assert codes["en"] == codes["zh"]
    assert len(codes["en"]) > 25
    titles = [answer.title for answer in read.answers]
    assert len(titles) == len(set(titles))
