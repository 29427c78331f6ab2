"""What is wrong with an answer by itself, by field: the same for a file, the editor and ``answers lint``."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from servicedesk.answers.answer import LETTER, Answer
from servicedesk.answers.filling import unknown_placeholders
from servicedesk.domain.lifecycle import LifecycleStage
from servicedesk.domain.macros import ActionKind, MacroAction
from servicedesk.domain.parcels import Fate
from servicedesk.domain.returns import RmaStage
from servicedesk.domain.tickets import ComplaintStage, Kind, Nature, Priority, Status

LONGEST_BODY: Final = 20_000
LONGEST_TITLE: Final = 200
MOST_EXAMPLES: Final = 2_000
LONGEST_EXAMPLE: Final = 5_000
_CODE: Final = re.compile(r"\w[\w.?+&/#-]{0,63}")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}")
_OWNER: Final = re.compile(r"|team:[^\s:]{1,60}|person:[^\s:]{1,60}")
SETTABLE: Final = (Status.OPEN, Status.WAITING_CUSTOMER, Status.ON_HOLD, Status.RESOLVED, Status.SPAM)
"""The statuses that a macro may set; nobody writes to spam, so that one is for macros without a text."""
_ALLOWED: Final = {
    "kinds": frozenset(Kind),
    "natures": frozenset(Nature),
    "stages": frozenset({*ComplaintStage, *RmaStage}),
    "lifecycle": frozenset(LifecycleStage),
    "parcels": frozenset(Fate),
}
_VALUES: Final = {
    ActionKind.STATUS: frozenset(SETTABLE),
    ActionKind.PRIORITY: frozenset(Priority),
    ActionKind.STAGE: frozenset(ComplaintStage),
}
_SPAM: Final = MacroAction(ActionKind.STATUS, Status.SPAM)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and with which field."""

    field: str
    reason: str


def faults(answer: Answer) -> Iterator[Fault]:
    """Everything that keeps an answer from being taken, in the order of its fields."""
    if not _CODE.fullmatch(answer.code):
        yield Fault("code", f"expected letters, digits and - . _ ? + & / #, at most 64, not {answer.code[:40]!r}")
    title = answer.title.strip()
    if not title or "\n" in title or len(title) > LONGEST_TITLE:
        yield Fault("title", f"needs one line of at most {LONGEST_TITLE} characters" if title else "is missing")
    if not _LANGUAGE.fullmatch(answer.language):
        yield Fault("language", f"expected a code such as en or zh, not {answer.language[:40]!r}")
    if not _OWNER.fullmatch(answer.owner):
        yield Fault("owner", f"expected team:CODE, person:HANDLE or nothing, not {answer.owner[:40]!r}")
    yield from _body(answer)
    for name, known in _ALLOWED.items():
        for unknown in sorted(getattr(answer, name) - known)[:1]:
            yield Fault(name, f"there is no {unknown[:40]!r}; there are: {', '.join(sorted(known))}")
    for action in answer.actions:
        yield from _action(answer, action)
    if len(answer.examples) > MOST_EXAMPLES:
        yield Fault("examples", f"are {len(answer.examples)}; {MOST_EXAMPLES} are allowed")
    if any(len(text) > LONGEST_EXAMPLE for text in answer.examples):
        yield Fault("examples", f"may have {LONGEST_EXAMPLE} characters each")


def _body(answer: Answer) -> Iterator[Fault]:
    body = answer.body
    if not body.strip() and not answer.actions:
        yield Fault("body", "there is nothing in it; only an answer with actions needs no text")
    if len(body) > LONGEST_BODY:
        yield Fault("body", f"has {len(body)} characters; {LONGEST_BODY} are allowed")
        return
    for line in body.splitlines():
        for place in unknown_placeholders(line, letter=answer.code == LETTER)[:1]:
            yield Fault("body", f"there is no placeholder {place[:60]}")
    if answer.code == LETTER and body.count("{answer}") != 1:
        yield Fault("body", "needs {answer} once, where the answer goes")


def _action(answer: Answer, action: MacroAction) -> Iterator[Fault]:
    known = _VALUES.get(action.what)
    if not action.value.strip():
        yield Fault("actions", f"{action.what} needs a value")
    elif known is not None and action.value not in known:
        yield Fault(
            "actions", f"there is no {action.what} {action.value[:40]!r}; there are: {', '.join(sorted(known))}"
        )
    elif action == _SPAM and answer.body.strip():
        yield Fault("actions", "nobody writes to spam: an answer that makes a ticket spam has no text")
    elif action.what is ActionKind.INCLUDE and action.value.upper() in (answer.code.upper(), LETTER):
        yield Fault("actions", f"{answer.code} can't include {action.value}")
