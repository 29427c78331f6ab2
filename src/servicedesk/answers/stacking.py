"""Several answers inserted together, and which of those inserted still stand in a text that was edited since."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from servicedesk.answers.answer import Answer
from servicedesk.answers.filled import Filled
from servicedesk.domain.macros import ActionKind, MacroAction
from servicedesk.domain.used_answers import Inserted, UsedAnswer, inserted

_PIECE: Final = 4
"""Characters of the pieces by which texts are compared: a word in Latin letters, two words in Chinese."""
_STANDS: Final = 0.4
"""The share of an answer's pieces that a text must still have: people reword what they insert."""
_LOOKED_AT: Final = 20_000


@dataclass(frozen=True, slots=True)
class Placed:
    """An answer as it was put into a text. ``text`` is empty where that isn't known any more: it counts as standing."""

    text: str
    answers: tuple[UsedAnswer, ...]
    actions: tuple[MacroAction, ...]
    code: str = ""

    @classmethod
    def of(cls, answer: Answer, filled: Filled) -> "Placed":
        return cls(filled.text, filled.answers, filled.actions, answer.code)

    @classmethod
    def kept(cls, what: Inserted) -> "Placed":
        """What a stored draft still knows of it."""
        return cls("", what.answers, what.actions)

    @property
    def status(self) -> str:
        """The status that its macro sets, empty for none."""
        return next((action.value for action in self.actions if action.what is ActionKind.STATUS), "")


def stacked(filled: Sequence[Filled]) -> Filled:
    """One text of several, the later ones behind the first one's own words and within its letter."""
    first, *rest = filled
    own = "\n\n".join(text for text in (first.text[: first.caret], *(one.text for one in rest)) if text)
    answers = tuple(used for one in filled for used in one.answers)
    actions = tuple(action for one in filled for action in one.actions)
    return Filled(own + first.text[first.caret :], len(own), answers, actions)


def standing(placed: Sequence[Placed], text: str) -> tuple[Placed, ...]:
    """Those of which enough is left in ``text``; in an empty text nothing is."""
    flat = _flat(text)
    there = _pieces(flat)
    return tuple(one for one in placed if flat and _stands(_flat(one.text), flat, there))


def together(placed: Sequence[Placed]) -> Inserted:
    """What a reply has in it and does; of two statuses the later counts."""
    actions = [action for one in placed for action in one.actions]
    last = next((action for action in reversed(actions) if action.what is ActionKind.STATUS), None)
    wanted = [action for action in actions if action.what is not ActionKind.STATUS or action == last]
    return inserted([used for one in placed for used in one.answers], wanted)


def _flat(text: str) -> str:
    return "".join(text[:_LOOKED_AT].split()).casefold()


def _pieces(flat: str) -> frozenset[str]:
    return frozenset(flat[at : at + _PIECE] for at in range(len(flat) - _PIECE + 1))


def _stands(flat: str, text: str, there: frozenset[str]) -> bool:
    pieces = _pieces(flat)
    return len(pieces & there) >= _STANDS * len(pieces) if pieces else flat in text
