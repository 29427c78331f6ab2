"""An entry of a file as an answer, or what is wrong with it, by line and field."""

import re
from collections.abc import Callable, Mapping
from typing import Final, TypeVar

from servicedesk.answers.answer import LETTER, Answer
from servicedesk.answers.files.parts import FIELDS, Entry, Odd, Part, Wrong
from servicedesk.answers.filling import unknown_placeholders
from servicedesk.answers.soundness import LONGEST_BODY, Fault, faults
from servicedesk.domain.macros import ActionKind, MacroAction
from servicedesk.domain.texts import storable

_LANGUAGE: Final = re.compile(r"([A-Za-z]{2,3})(?:[-_]\w{2,8})*")
_T = TypeVar("_T")


def answer_of(entry: Entry) -> Answer:
    """Raises Wrong with the first thing that keeps it from being taken."""
    parts = entry.part.value
    if isinstance(parts, Odd):
        raise Wrong(entry.first, "", parts.reason)
    if not isinstance(parts, Mapping):
        raise Wrong(entry.first, "", "expected an answer with its fields, such as code, title and body")
    for name, part in parts.items():
        if name not in FIELDS:
            raise Wrong(part.line, name[:40], f"there is no such field; there are {', '.join(FIELDS)}")
    fields = _Fields(entry.first, parts)
    answer = _answer(fields)
    for fault in faults(answer):
        raise Wrong(_line_of(fault, answer, fields), fault.field, fault.reason)
    return answer


class _Fields:
    """The values of one entry by name; a missing one is empty."""

    def __init__(self, line: int, parts: Mapping[str, Part]) -> None:
        self._line = line
        self._parts = parts

    def part(self, name: str) -> Part:
        return self._parts.get(name, Part(self._line, None))

    def text(self, name: str) -> str:
        return _text(self.part(name), name)

    def texts(self, name: str) -> tuple[str, ...]:
        """Without empty ones, each once."""
        found = (text.strip() for text in self.each(name, _text))
        return tuple(dict.fromkeys(text for text in found if text))

    def each(self, name: str, read: Callable[[Part, str], _T]) -> list[_T]:
        part = self.part(name)
        if part.value is None or part.value == "":
            return []
        if isinstance(part.value, Odd):
            raise Wrong(part.line, name, part.value.reason)
        if not isinstance(part.value, tuple):
            raise Wrong(part.line, name, "expected a list")
        return [read(item, name) for item in part.value]


def _text(part: Part, name: str) -> str:
    if part.value is None:
        return ""
    if isinstance(part.value, str):
        return storable(part.value)
    raise Wrong(part.line, name, part.value.reason if isinstance(part.value, Odd) else "expected a text")


def _answer(fields: _Fields) -> Answer:
    return Answer(
        code=fields.text("code").strip(),
        title=fields.text("title").strip(),
        language=_language(fields.text("language")),
        body=tidy(fields.text("body")),
        kinds=frozenset(fields.texts("kinds")),
        stages=frozenset(fields.texts("stages")),
        natures=frozenset(fields.texts("natures")),
        words=fields.texts("words"),
        lifecycle=frozenset(fields.texts("lifecycle")),
        parcels=frozenset(fields.texts("parcels")),
        folder=fields.text("folder").strip(),
        owner=fields.text("owner").strip(),
        examples=fields.texts("examples"),
        actions=tuple(dict.fromkeys(fields.each("actions", _action))),
    )


def tidy(body: str) -> str:
    """Lines end in one way, and no empty ones stand around the text."""
    return body.replace("\r\n", "\n").replace("\r", "\n").strip("\n")


def _language(given: str) -> str:
    """``zh`` for ``zh-CN``: answers are told apart by language, not by country. English unless said."""
    found = _LANGUAGE.fullmatch(given.strip())
    return found[1].lower() if found else given.strip() or "en"


def _action(part: Part, name: str) -> MacroAction:
    """``{status: resolved}``, or ``status=resolved`` where all is text."""
    what, value = _pair(part, name)
    if what not in frozenset(ActionKind):
        known = ", ".join(ActionKind)
        raise Wrong(part.line, name, f"there is no action {what[:40]!r}; there are {known}")
    return MacroAction(ActionKind(what), value)


def _pair(part: Part, name: str) -> tuple[str, str]:
    if isinstance(part.value, Odd):
        raise Wrong(part.line, name, part.value.reason)
    if isinstance(part.value, Mapping) and len(part.value) == 1:
        ((what, value),) = part.value.items()
        return what, _text(value, name).strip()
    if isinstance(part.value, str):
        what, equals, text = storable(part.value).partition("=")
        if equals:
            return what.strip(), text.strip()
    raise Wrong(part.line, name, "expected one action, such as {status: resolved}")


def _line_of(fault: Fault, answer: Answer, fields: _Fields) -> int:
    """The field's line; of a placeholder in a text whose lines are the file's, its own."""
    part = fields.part(fault.field)
    if fault.field != "body" or part.body_line is None or not isinstance(part.value, str):
        return part.line
    if len(part.value) > LONGEST_BODY:
        return part.line
    for offset, line in enumerate(part.value.split("\n")):
        if unknown_placeholders(line, letter=answer.code == LETTER):
            return part.body_line + offset
    return part.line
