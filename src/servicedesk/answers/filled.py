"""An answer as it goes into a text."""

from dataclasses import dataclass

from servicedesk.domain.macros import MacroAction
from servicedesk.domain.used_answers import UsedAnswer


@dataclass(frozen=True, slots=True)
class Filled:
    """A text to insert; ``caret`` is where the answer itself ends in it.

    ``answers`` went into it, the one asked for last; ``actions`` are what it does when it is sent.
    """

    text: str
    caret: int
    answers: tuple[UsedAnswer, ...] = ()
    actions: tuple[MacroAction, ...] = ()
