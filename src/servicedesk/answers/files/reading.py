"""Answers out of files."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from servicedesk.answers.answer import Answer
from servicedesk.answers.files.circles import circles
from servicedesk.answers.files.entries import answer_of
from servicedesk.answers.files.parts import Entry, Wrong
from servicedesk.answers.files.source import CSV, JSONL, LARGEST_FILE, Source, decoded, format_of
from servicedesk.answers.including import included
from servicedesk.domain.errors import BadFile

MOST_PROBLEMS: Final = 10_000
_LONGEST_TOLD: Final = 8
"""Codes of a circle that are named."""


@dataclass(frozen=True, slots=True)
class Read:
    """What a file has given: ``lines`` says where each answer begins, ``entries`` how many there were.

    ``file`` is its name. ``problems`` are in the order of their lines; an entry that is wrong has one, the first found.
    """

    answers: tuple[Answer, ...] = ()
    lines: tuple[int, ...] = ()
    problems: tuple[BadFile, ...] = ()
    entries: int = 0
    file: str = ""


def read_answers(path: Path, shown: str = "") -> Read:
    """The answers of a file, which problems call ``shown``. One that can't be read at all is a problem of its own."""
    name = shown or str(path)
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except OSError as error:
        return Read(file=name, problems=(BadFile(name, None, "", error.strerror or str(error)),))
    return parse_answers(data, name)


def parse_answers(data: bytes, name: str, form: str | None = None) -> Read:
    """The answers in a file's bytes; ``form``: yaml, jsonl or csv, None for what name and content say."""
    if len(data) > LARGEST_FILE:
        return Read(file=name, problems=(BadFile(name, None, "", f"is larger than {LARGEST_FILE >> 20} MB"),))
    try:
        source = decoded(data)
    except ValueError as error:
        return Read(file=name, problems=(BadFile(name, None, "", str(error)),))
    if not any(line.strip() for line in source.lines):
        return Read(file=name, problems=(BadFile(name, None, "", "there is nothing in it"),))
    return _Reading(name, source).read(form or format_of(name, source))


class _Reading:
    """One file being read."""

    def __init__(self, name: str, source: Source) -> None:
        self._name = name
        self._source = source
        self._problems: list[Wrong] = []
        self._entries = 0

    def read(self, form: str) -> Read:
        found = self._without_circles(self._first_ones(self._each(form)))
        if not self._entries and not self._problems:
            self._problems.append(Wrong(1, "", "there is no answer in it"))
        told = sorted(self._problems, key=lambda wrong: wrong.line)
        return Read(
            tuple(answer for _line, answer in found),
            tuple(line for line, _answer in found),
            tuple(BadFile(self._name, wrong.line, wrong.field, wrong.reason) for wrong in told),
            self._entries,
            self._name,
        )

    def _each(self, form: str) -> Iterator[tuple[int, Answer, Entry]]:
        for entry in self._parsed(form):
            if len(self._problems) >= MOST_PROBLEMS:
                line = entry.line if isinstance(entry, Wrong) else entry.first
                self._problems.append(Wrong(line, "", "too much is wrong; nothing was read from here on"))
                return
            if isinstance(entry, Wrong):
                self._problems.append(entry)
                continue
            self._entries += 1
            try:
                if (trouble := self._source.trouble(entry.first, entry.last)) is not None:
                    raise Wrong(trouble[0], "", trouble[1])
                yield entry.first, answer_of(entry), entry
            except Wrong as wrong:
                self._problems.append(wrong)

    def _parsed(self, form: str) -> Iterator[Entry | Wrong]:
        if form == JSONL:
            from servicedesk.answers.files.json_entries import json_entries

            return json_entries(self._source)
        if form == CSV:
            from servicedesk.answers.files.csv_entries import csv_entries

            return csv_entries(self._source)
        from servicedesk.answers.files.yaml_entries import yaml_entries, yaml_source

        self._source = yaml_source(self._source)
        return yaml_entries(self._source)

    def _first_ones(self, answers: Iterable[tuple[int, Answer, Entry]]) -> list[tuple[int, Answer, Entry]]:
        """Without those whose code was there before, in the same language and of the same owner."""
        seen: dict[tuple[str, str, str], int] = {}
        found = []
        for line, answer, entry in answers:
            key = (answer.code.upper(), answer.language, answer.owner)
            if key not in seen:
                seen[key] = line
                found.append((line, answer, entry))
            else:
                reason = f"{answer.code} ({answer.language}) is there already, on line {seen[key]}; that one counts"
                self._problems.append(Wrong(_line(entry, "code"), "code", reason))
        return found

    def _without_circles(self, answers: Sequence[tuple[int, Answer, Entry]]) -> list[tuple[int, Answer]]:
        includes: dict[str, list[str]] = {}
        for _first, answer, _entry in answers:
            includes.setdefault(_node(answer.language, answer.code), []).extend(
                _node(answer.language, code) for code in included(answer)
            )
        turning = {node: circle for circle in circles(includes) for node in circle}
        found = []
        for line, answer, entry in answers:
            circle = turning.get(_node(answer.language, answer.code))
            if circle is None:
                found.append((line, answer))
            else:
                reason = f"{_told(circle, _node(answer.language, answer.code))} is a circle of includes"
                self._problems.append(Wrong(_line(entry, "actions"), "actions", reason))
        return found


def _node(language: str, code: str) -> str:
    return f"{language}:{code.upper()}"


def _told(circle: Sequence[str], start: str) -> str:
    """``A → B → A``, from the code in question on; of a long one its beginning."""
    place, size = circle.index(start), len(circle)
    codes = [circle[(place + step) % size].partition(":")[2] for step in range(min(size, _LONGEST_TOLD))]
    return " → ".join([*codes, *(["…"] if size > _LONGEST_TOLD else []), codes[0]])


def _line(entry: Entry, field: str) -> int:
    parts = entry.part.value
    return parts[field].line if isinstance(parts, dict) and field in parts else entry.first
