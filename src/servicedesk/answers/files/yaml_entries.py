"""YAML: a list of answers, at the top or under ``answers:``, read event by event.

Nothing is constructed: every scalar is a text, as every field of an answer is. Aliases and tags are refused where they
stand, so that no file can grow when it is read. Where the syntax breaks, reading goes on at the next entry.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, Protocol

import yaml

from servicedesk.answers.files.parts import Entry, Odd, Part, Value, Wrong
from servicedesk.answers.files.source import Source

_DEEPEST: Final = 8
"""Levels within an answer; two are needed."""
_FAR_TOO_DEEP: Final = 50
_MOST_RESTARTS: Final = 100
_UNREADABLE: Final = re.compile(
    "[^\t\n -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]",
)
"""What YAML has no place for, and the line ends that editors don't count as such."""
_TEXT_TAG: Final = "tag:yaml.org,2002:str"
_STARTS: Final = (yaml.MappingStartEvent, yaml.SequenceStartEvent)
_ENDS: Final = (yaml.MappingEndEvent, yaml.SequenceEndEvent)


class _Mark(Protocol):
    @property
    def line(self) -> int: ...
    @property
    def column(self) -> int: ...


@dataclass(slots=True)
class _State:
    """Where a run of the parser stands: the entry in hand begins on line ``entry`` of the file."""

    before: int
    entry: int = 0
    last: int = 0
    listed: bool = False


def yaml_source(source: Source) -> Source:
    """Line ends made one, and lines with characters that YAML can't hold marked as broken."""
    lines: list[str] = []
    broken = dict(source.broken)
    for number, line in enumerate(source.lines, 1):
        clean = line.rstrip("\r\n")
        if odd := _UNREADABLE.search(clean):
            code = f"U+{ord(odd[0]):04X}"
            broken.setdefault(number, f'holds {code}, which YAML takes only in a quoted text as "\\u{ord(odd[0]):04x}"')
            clean = _UNREADABLE.sub("\ufffd", clean)
        lines.append(clean + "\n")
    return Source(lines, broken)


def yaml_entries(source: Source) -> Iterator[Entry | Wrong]:
    """Of a source that ``yaml_source`` gave."""
    start = 0
    for _run in range(_MOST_RESTARTS):
        state = _State(start)
        try:
            yield from _documents("".join(source.lines[start:]), state)
        except yaml.YAMLError as error:
            yield _syntax(error, source, state)
            resumed = _next_entry(source, max(state.entry, start + 1))
            if resumed is None:
                return
            start = resumed
        else:
            return
    yield Wrong(start + 1, "", "too much is broken; nothing was read from here on")


def _syntax(error: yaml.YAMLError, source: Source, state: _State) -> Wrong:
    marks = [getattr(error, "problem_mark", None), getattr(error, "context_mark", None)]
    if "end of stream" in str(getattr(error, "problem", "")):  # what is open there began where the context is
        marks.reverse()
    mark = marks[0] or marks[1]
    said = ", ".join(filter(None, (getattr(error, "context", None), getattr(error, "problem", None))))
    line = state.before + mark.line + 1 if mark is not None else max(state.entry, 1)
    trouble = source.trouble(min(state.entry, line), line)  # a sign that was put in its place may be the cause
    return Wrong(trouble[0], "", trouble[1]) if trouble else Wrong(line, "", f"is not YAML: {said}".rstrip(": "))


def _next_entry(source: Source, after: int) -> int | None:
    """The index of the first line behind line ``after`` on which an entry of the outermost list begins."""
    dash = re.compile(r"( *)-(?: |\n)")
    indent = next((match[1] for line in source.lines if (match := dash.match(line))), "")
    for index in range(after, len(source.lines)):
        if source.lines[index].startswith((f"{indent}- ", f"{indent}-\n")):
            return index
    return None


_Events = Iterator[yaml.Event]


def _documents(text: str, state: _State) -> Iterator[Entry | Wrong]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    events: _Events = yaml.parse(text, Loader=loader)
    for event in events:
        if isinstance(event, yaml.SequenceStartEvent):
            yield from _items(events, state)
        elif isinstance(event, yaml.MappingStartEvent):
            yield from _named_list(events, state)
        elif isinstance(event, yaml.ScalarEvent | yaml.AliasEvent) and not _is_null(event):
            yield Wrong(_line(event.start_mark, state), "", "expected a list of answers")


def _named_list(events: _Events, state: _State) -> Iterator[Entry | Wrong]:
    """The list under ``answers:``; anything beside it is told and left out."""
    for key in events:
        if isinstance(key, _ENDS):
            return
        line = _line(key.start_mark, state)
        name = key.value if isinstance(key, yaml.ScalarEvent) else ""
        if isinstance(key, _STARTS):
            _skip(events)
        value = next(events)
        if name == "answers" and isinstance(value, yaml.SequenceStartEvent):
            yield from _items(events, state)
            continue
        if isinstance(value, _STARTS):
            _skip(events)
        if name != "answers" or not (isinstance(value, yaml.ScalarEvent) and _is_null(value)):
            yield Wrong(line, name[:40], "expected a list of answers, at the top or under answers:")


def _items(events: _Events, state: _State) -> Iterator[Entry]:
    state.listed = True
    for event in events:
        if isinstance(event, _ENDS):
            return
        state.entry = state.last = _line(event.start_mark, state)
        part = _part(event, events, state, 0)
        yield Entry(state.entry, state.last, part)


def _part(event: yaml.Event, events: _Events, state: _State, depth: int) -> Part:
    """A value with all it holds; always reads to its end."""
    line = _line(event.start_mark, state)
    if isinstance(event, yaml.AliasEvent):
        return Part(line, Odd(f"aliases such as *{str(event.anchor)[:40]} are not read; write it out"))
    if isinstance(event, yaml.ScalarEvent):
        return _scalar(event, line, state)
    if depth >= _DEEPEST:
        _skip(events)
        return Part(line, Odd("is nested too deep"))
    tagged = getattr(event, "tag", None)
    value: Value = (
        _pairs(events, state, depth) if isinstance(event, yaml.MappingStartEvent) else _list(events, state, depth)
    )
    return Part(line, Odd(f"tags such as {tagged[:40]} are not read") if tagged else value)


def _scalar(event: yaml.ScalarEvent, line: int, state: _State) -> Part:
    end = event.end_mark
    state.last = max(state.last, line, _line(end, state) - (end is not None and end.column == 0))
    if event.tag not in (None, "!", _TEXT_TAG):
        return Part(line, Odd(f"tags such as {str(event.tag)[:40]} are not read"))
    if _is_null(event):
        return Part(line, None)
    return Part(line, event.value, line + 1 if event.style == "|" else None)


def _list(events: _Events, state: _State, depth: int) -> tuple[Part, ...]:
    found: list[Part] = []
    for event in events:
        if isinstance(event, _ENDS):
            break
        found.append(_part(event, events, state, depth + 1))
    return tuple(found)


def _pairs(events: _Events, state: _State, depth: int) -> dict[str, Part]:
    found: dict[str, Part] = {}
    for event in events:
        if isinstance(event, _ENDS):
            break
        key = _part(event, events, state, depth + 1)
        value = _part(next(events), events, state, depth + 1)
        name = key.value if isinstance(key.value, str) else ""
        twice = Part(key.line, Odd("stands twice"))
        found[name] = twice if name in found else replace(value, line=key.line)
    return found


def _skip(events: _Events) -> None:
    """Read on to the end of the list or mapping that has begun; far too deep a one ends the run of the parser.

    libyaml's time grows with the square of the depth.
    """
    depth = 1
    for event in events:
        depth += isinstance(event, _STARTS) - isinstance(event, _ENDS)
        if depth == 0:
            return
        if depth > _FAR_TOO_DEEP:
            raise yaml.MarkedYAMLError(problem="nested too deep")


def _is_null(event: yaml.Event) -> bool:
    return isinstance(event, yaml.ScalarEvent) and event.style in (None, "") and event.value in ("", "~", "null")


def _line(mark: _Mark | None, state: _State) -> int:
    return state.before + (0 if mark is None else mark.line) + 1
