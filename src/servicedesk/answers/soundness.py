"""What is wrong with an answer by itself, by field: the same for a file, the editor and ``answers lint``."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from servicedesk.answers.answer import LETTER, Answer
from servicedesk.answers.filling import unknown_placeholders
from servicedesk.answers.placeholders.names import PLACEHOLDERS
from servicedesk.domain.escalating.addressing import FORMS, is_target
from servicedesk.domain.lifecycle import LifecycleStage
from servicedesk.domain.macros import ActionKind, MacroAction
from servicedesk.domain.parcels import Fate
from servicedesk.domain.returns import RmaStage
from servicedesk.domain.tickets import ComplaintStage, Kind, Nature, Priority, Status
from servicedesk.i18n import _

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
    """Everything that keeps an answer from being taken, in the order of its fields, in the interface's language."""
    yield from _names(answer)
    yield from _body(answer)
    for name, known in _ALLOWED.items():
        for unknown in sorted(getattr(answer, name) - known)[:1]:
            reason = _("there is no {value}; there are: {known}")
            yield Fault(name, reason.format(value=_quoted(unknown), known=", ".join(sorted(known))))
    for action in answer.actions:
        yield from _action(answer, action)
    if len(answer.examples) > MOST_EXAMPLES:
        yield Fault("examples", _("are {n}; {most} are allowed").format(n=len(answer.examples), most=MOST_EXAMPLES))
    if any(len(text) > LONGEST_EXAMPLE for text in answer.examples):
        yield Fault("examples", _("may have {most} characters each").format(most=LONGEST_EXAMPLE))


def _names(answer: Answer) -> Iterator[Fault]:
    if not answer.code:
        yield Fault("code", _("is missing"))
    elif not _CODE.fullmatch(answer.code):
        reason = _("expected letters, digits and - . _ ? + & / #, at most 64, not {value}")
        yield Fault("code", reason.format(value=_quoted(answer.code)))
    title = answer.title.strip()
    if not title:
        yield Fault("title", _("is missing"))
    elif "\n" in title or len(title) > LONGEST_TITLE:
        yield Fault("title", _("needs one line of at most {most} characters").format(most=LONGEST_TITLE))
    if not _LANGUAGE.fullmatch(answer.language):
        reason = _("expected a code such as en or zh, not {value}")
        yield Fault("language", reason.format(value=_quoted(answer.language)))
    if not _OWNER.fullmatch(answer.owner):
        reason = _("expected team:CODE, person:HANDLE or nothing, not {value}")
        yield Fault("owner", reason.format(value=_quoted(answer.owner)))


def _body(answer: Answer) -> Iterator[Fault]:
    body = answer.body
    if not body.strip() and not answer.actions:
        yield Fault("body", _("there is nothing in it; only an answer with actions needs no text"))
    if len(body) > LONGEST_BODY:
        reason = _("has {n} characters; {most} are allowed")
        yield Fault("body", reason.format(n=len(body), most=LONGEST_BODY))
        return
    for line in body.splitlines():
        for place in unknown_placeholders(line, letter=answer.code == LETTER)[:1]:
            yield Fault("body", _no_placeholder(place[:60]))
    if answer.code == LETTER and body.count("{answer}") != 1:
        yield Fault("body", _("needs {answer} once, where the answer goes").format(answer="{answer}"))


def _no_placeholder(place: str) -> str:
    """With those that are spelled nearly so, else those of the same kind."""
    name = place.strip("{}｛｝").partition("|")[0].strip().lower()
    kin = [known for known in PLACEHOLDERS if known.partition(".")[0] == name.partition(".")[0]]
    near = get_close_matches(name, PLACEHOLDERS, 1) or kin[:4]
    if not near:
        return _("there is no placeholder {place}").format(place=place)
    meant = ", ".join(f"{{{known}}}" for known in near)
    return _("there is no placeholder {place}; there is {meant}").format(place=place, meant=meant)


def _action(answer: Answer, action: MacroAction) -> Iterator[Fault]:
    known = _VALUES.get(action.what)
    if not action.value.strip():
        yield Fault("actions", _("{what} needs a value").format(what=action.what))
    elif known is not None and action.value not in known:
        reason = _("there is no {what} {value}; there are: {known}")
        values = ", ".join(sorted(known))
        yield Fault("actions", reason.format(what=action.what, value=_quoted(action.value), known=values))
    elif action.what is ActionKind.ESCALATE and not is_target(action.value):
        reason = _("there is no {what} {value}; there are: {known}")
        yield Fault("actions", reason.format(what=action.what, value=_quoted(action.value), known=FORMS))
    elif action == _SPAM and answer.body.strip():
        yield Fault("actions", _("nobody writes to spam: an answer that makes a ticket spam has no text"))
    elif action.what is ActionKind.INCLUDE and action.value.upper() in (answer.code.upper(), LETTER):
        yield Fault("actions", _("{code} can't include {other}").format(code=answer.code, other=action.value))


def _quoted(value: str) -> str:
    return repr(value[:40])
