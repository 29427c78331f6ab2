"""Answers that stand on others: their text and actions come with them, each once, and never in a circle."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from servicedesk.answers.answer import Answer
from servicedesk.domain.macros import ActionKind, MacroAction


@dataclass(frozen=True, slots=True)
class Whole:
    """An answer with all it includes: ``parts`` in the order of their texts, and what they do together."""

    parts: tuple[Answer, ...]

    @property
    def body(self) -> str:
        """The texts, a blank line between them."""
        return "\n\n".join(part.body for part in self.parts if part.body.strip())

    @property
    def actions(self) -> tuple[MacroAction, ...]:
        """What is done, each thing once."""
        found = (action for part in self.parts for action in part.actions if action.what is not ActionKind.INCLUDE)
        return tuple(dict.fromkeys(found))


def whole(answer: Answer, find: Callable[[str], Answer | None]) -> Whole:
    """``find`` gives the answer with a code. One that isn't there, or would come twice, is left out."""
    return Whole(tuple(_parts(answer, find, set())))


def _parts(answer: Answer, find: Callable[[str], Answer | None], seen: set[str]) -> Iterator[Answer]:
    seen.add(answer.code.upper())
    for code in included(answer):
        other = find(code) if code not in seen else None
        if other is not None:
            yield from _parts(other, find, seen)
    yield answer


def included(answer: Answer) -> list[str]:
    """The codes an answer names, in capitals."""
    return [action.value.upper() for action in answer.actions if action.what is ActionKind.INCLUDE]


def circle(code: str, includes: Callable[[str], Iterable[str]]) -> list[str]:
    """The codes by which an answer comes back to itself, itself first and last; empty where it doesn't.

    Codes are in capitals: whatever way they are written, they mean the same.
    """
    ways: list[list[str]] = [[code]]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        for other in includes(way[-1]):
            if other == code:
                return [*way, other]
            if other not in seen:
                seen.add(other)
                ways.append([*way, other])
    return []
