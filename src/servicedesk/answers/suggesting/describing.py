"""What an answer says of itself: learned beside its examples, so that it is suggested before its first one."""

import re
from typing import Final

from servicedesk.answers.answer import LETTER, Answer
from servicedesk.answers.suggesting.example import Example

_BODY: Final = 500
"""Characters of a body; what it answers stands at its beginning."""
_BODY_WEIGHT: Final = 0.5
_TO_FILL: Final = re.compile(r"\{[^{}]*\}|\[\[[^\[\]]*\]\]")
"""Placeholders and blanks: they stand in any answer."""


def described(answer: Answer) -> tuple[Example, ...]:
    """Its title, the words that call for it and the beginning of its body; nothing of what stands around others."""
    if answer.code.upper() == LETTER:
        return ()
    body = _TO_FILL.sub(" ", answer.body)[:_BODY]
    said = ((answer.title, 1.0), (" ".join(answer.words), 1.0), (body, _BODY_WEIGHT))
    return tuple(Example(answer.code.upper(), text, weight, own=True) for text, weight in said if text.strip())
