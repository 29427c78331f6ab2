"""Canned answers from plain text files: ``en.txt``, ``zh.txt``; the file's name is their language.

An answer is a line ``== CODE | title | kinds | stages | words`` and, below it, the text until the next such line.
``kinds``, ``stages`` (of complaints, returns and products' lives, natures of complaints, how parcels fare) and
``words`` (of customers' messages that call for it, separated by commas) may be left out.
Lines before the first answer are comments.
What is wrong is named by file and line; the rest is there.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from servicedesk.answers.answer import LETTER, Answer
from servicedesk.answers.filling import unknown_placeholders
from servicedesk.domain.errors import BadFile
from servicedesk.domain.lifecycle import LifecycleStage
from servicedesk.domain.parcels import Fate
from servicedesk.domain.returns import RmaStage
from servicedesk.domain.tickets import ComplaintStage, Kind, Nature

LONGEST_BODY: Final = 20_000
LARGEST_FILE: Final = 4_000_000
"""Bytes of a file of answers."""
_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,23}")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}")
_STAGES: Final = frozenset({*ComplaintStage, *RmaStage})
_NATURES: Final = frozenset(Nature)
_LIFECYCLE: Final = frozenset(LifecycleStage)
_PARCELS: Final = frozenset(Fate)


@dataclass(frozen=True, slots=True)
class Read:
    """What a file or folder has given."""

    answers: tuple[Answer, ...] = ()
    problems: tuple[BadFile, ...] = ()


@dataclass(frozen=True, slots=True)
class _Entry:
    """A header line and what stands below it."""

    line: int
    header: str
    body: tuple[str, ...]


def read_folder(folder: Path, *, own: bool = False) -> Read:
    """Every ``LANGUAGE.txt`` of a folder. One that isn't there has no answers."""
    answers: list[Answer] = []
    problems: list[BadFile] = []
    try:
        files = sorted(folder.glob("*.txt"))
    except OSError as error:
        return Read((), (BadFile(str(folder), None, "", error.strerror or str(error)),))
    for path in files:
        if not _LANGUAGE.fullmatch(path.stem):
            reason = "the name must be the language of its answers, such as en.txt or zh.txt"
            problems.append(BadFile(str(path), None, "", reason))
            continue
        read = read_file(path, path.stem, own=own)
        answers += read.answers
        problems += read.problems
    return Read(tuple(answers), tuple(problems))


def read_file(path: Path, language: str, *, own: bool = False) -> Read:
    """The answers of one file."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            return Read((), (BadFile(str(path), None, "", f"is larger than {LARGEST_FILE} bytes"),))
        data = path.read_bytes()
    except OSError as error:
        return Read((), (BadFile(str(path), None, "", error.strerror or str(error)),))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return Read((), (BadFile(str(path), line, "", "is not UTF-8 text"),))
    return parse(text, language, str(path), own=own)


def parse(text: str, language: str, file: str, *, own: bool = False) -> Read:
    """The answers of a text; ``file`` is how problems name it."""
    answers: dict[str, Answer] = {}
    problems: list[BadFile] = []
    for entry in _entries(text):
        try:
            answer = _answer(entry, language, own)
            if answer.code in answers:
                raise _Wrong(entry.line, "code", f"{answer.code} is there twice; the first one stands")
            answers[answer.code] = answer
        except _Wrong as wrong:
            problems.append(BadFile(file, wrong.line, wrong.field, wrong.reason))
    return Read(tuple(answers.values()), tuple(problems))


class _Wrong(Exception):
    """An answer that can't be taken."""

    def __init__(self, line: int, field: str, reason: str) -> None:
        super().__init__(reason)
        self.line, self.field, self.reason = line, field, reason


def _entries(text: str) -> Iterator[_Entry]:
    header: tuple[int, str] | None = None
    body: list[str] = []
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), 1):
        if line.startswith("== "):
            if header is not None:
                yield _Entry(*header, tuple(body))
            header, body = (number, line[3:]), []
        else:
            body.append(line)
    if header is not None:
        yield _Entry(*header, tuple(body))


def _answer(entry: _Entry, language: str, own: bool) -> Answer:
    fields = [field.strip() for field in entry.header.split("|")]
    if len(fields) > 5:
        raise _Wrong(entry.line, "", "has more than five fields: code | title | kinds | stages | words")
    code, title, kinds, stages, words = [*fields, *[""] * (5 - len(fields))]
    if not _CODE.fullmatch(code):
        raise _Wrong(entry.line, "code", f"expected letters, digits and hyphens, at most 24, not {code[:40]!r}")
    code = code.upper()
    if not title:
        raise _Wrong(entry.line, "title", "is missing")
    named = _named(entry.line, "stages", stages, _STAGES | _NATURES | _LIFECYCLE | _PARCELS)
    return Answer(
        code=code,
        title=title,
        language=language,
        body=_body(entry, code),
        kinds=_named(entry.line, "kinds", kinds, frozenset(Kind)),
        stages=named & _STAGES,
        natures=named & _NATURES - _STAGES,
        words=tuple(word for part in re.split(r"[,，、]", words) if (word := part.strip())),
        own=own,
        lifecycle=named & _LIFECYCLE,
        parcels=named & _PARCELS,
    )


def _named(line: int, field: str, text: str, known: frozenset[str]) -> frozenset[str]:
    found = frozenset(re.split(r"[\s,]+", text.strip())) - {""}
    unknown = sorted(found - known)
    if unknown:
        raise _Wrong(line, field, f"there is no {unknown[0]!r}; there are: {', '.join(sorted(known))}")
    return found


def _body(entry: _Entry, code: str) -> str:
    lines = [line.rstrip() for line in entry.body]
    body = "\n".join(lines).strip("\n")
    if not body.strip():
        raise _Wrong(entry.line, "body", "there is nothing in it")
    if len(body) > LONGEST_BODY:
        raise _Wrong(entry.line, "body", f"has {len(body)} characters; {LONGEST_BODY} are allowed")
    for offset, line in enumerate(lines, 1):
        for place in unknown_placeholders(line, letter=code == LETTER):
            raise _Wrong(entry.line + offset, "body", f"there is no placeholder {place}")
    if code == LETTER and body.count("{answer}") != 1:
        raise _Wrong(entry.line, "body", "needs {answer} once, where the answer goes")
    return body
