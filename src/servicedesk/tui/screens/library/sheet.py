"""An answer as the texts that the editor shows, and back. What can't be read is named by its field."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Final

from servicedesk.answers.answer import Answer
from servicedesk.answers.soundness import Fault, faults
from servicedesk.domain.lifecycle import LifecycleStage
from servicedesk.domain.macros import ActionKind, MacroAction
from servicedesk.domain.parcels import Fate
from servicedesk.domain.returns import RmaStage
from servicedesk.domain.tickets import ComplaintStage, Kind, Nature
from servicedesk.i18n import _

_STAGES: Final = frozenset({*ComplaintStage, *RmaStage})
_FITS: Final[Mapping[str, frozenset[str]]] = {
    "kinds": frozenset(Kind),
    "stages": _STAGES,
    "natures": frozenset(Nature) - _STAGES,
    "lifecycle": frozenset(LifecycleStage),
    "parcels": frozenset(Fate),
}
_SHARED: Final = ("", "shared")
_ACTIONS: Final = re.compile(r"[^\s,，、=]+\s*[=\s]\s*[^\s,，、]+|[^\s,，、]+")
"""``status=resolved`` or ``status resolved``, with commas or blanks between them."""
_APART: Final = re.compile(r"[\s,，、]+")


@dataclass(frozen=True, slots=True)
class Sheet:
    """``fits``: kinds, stages, natures, stages of products and states of parcels, in any order.

    ``actions``: ``tag=refund status=resolved``. ``owner``: shared, mine or a team's code. ``examples``: one a line.
    """

    code: str = ""
    title: str = ""
    language: str = ""
    folder: str = ""
    owner: str = ""
    fits: str = ""
    words: str = ""
    actions: str = ""
    body: str = ""
    examples: str = ""

    @classmethod
    def from_texts(cls, texts: Mapping[str, str]) -> "Sheet":
        return cls(**{each.name: texts.get(each.name, "") for each in fields(cls)})


def sheet_of(answer: Answer, me: str) -> Sheet:
    """``me`` is the handle of who looks."""
    fitting = [value for name in _FITS for value in sorted(getattr(answer, name))]
    return Sheet(
        answer.code,
        answer.title,
        answer.language,
        answer.folder,
        _owner_words(answer.owner, me),
        " ".join(fitting),
        ", ".join(answer.words),
        " ".join(f"{action.what}={action.value}" for action in answer.actions),
        answer.body,
        "\n".join(_on_one_line(text) for text in answer.examples),
    )


def read_sheet(sheet: Sheet, before: Answer, me: str) -> tuple[Answer, tuple[Fault, ...]]:
    """The answer that the texts make of ``before``, and what is wrong with them."""
    named = frozenset(_APART.split(sheet.fits.strip())) - {""}
    actions, wrong = _actions(sheet.actions)
    unknown = sorted(named - frozenset().union(*_FITS.values()))
    if unknown:
        known = ", ".join(value for values in _FITS.values() for value in sorted(values))
        reason = _("there is no {value}; there are: {known}")
        wrong.append(Fault("fits", reason.format(value=repr(unknown[0][:40]), known=known)))
    answer = replace(
        before,
        code=sheet.code.strip(),
        title=sheet.title.strip(),
        language=sheet.language.strip().lower(),
        folder=sheet.folder.strip(),
        owner=_owner(sheet.owner.strip(), me),
        words=tuple(word for part in re.split(r"[,，、]", sheet.words) if (word := part.strip())),
        actions=actions,
        body=sheet.body.strip("\n"),
        examples=_examples(sheet.examples, before.examples),
        kinds=named & _FITS["kinds"],
        stages=named & _FITS["stages"],
        natures=named & _FITS["natures"],
        lifecycle=named & _FITS["lifecycle"],
        parcels=named & _FITS["parcels"],
    )
    return answer, (*wrong, *(fault for fault in faults(answer)))


def _owner_words(owner: str, me: str) -> str:
    if not owner:
        return "shared"
    return "mine" if owner == f"person:{me}" else owner.removeprefix("team:")


def _owner(text: str, me: str) -> str:
    if text.lower() in _SHARED:
        return ""
    if text.lower() == "mine":
        return f"person:{me}"
    return text if ":" in text else f"team:{text}"


def _actions(text: str) -> tuple[tuple[MacroAction, ...], list[Fault]]:
    found: list[MacroAction] = []
    wrong: list[Fault] = []
    for part in (part for part in _ACTIONS.findall(text) if part.strip()):
        what, _sign, value = part.strip().replace(" ", "=", "=" not in part).partition("=")
        what, value = what.strip(), value.strip()
        if what in frozenset(ActionKind):
            found.append(MacroAction(ActionKind(what), value))
        else:
            known = ", ".join(f"{kind}=…" for kind in ActionKind)
            reason = _("{value} is none of {known}")
            wrong.append(Fault("actions", reason.format(value=repr(part[:40]), known=known)))
    return tuple(found), wrong


def _examples(text: str, before: Iterable[str]) -> tuple[str, ...]:
    """A line that was not touched stays the message of several lines that it stood for."""
    whole = {_on_one_line(example): example for example in before}
    return tuple(whole.get(line, line) for part in text.split("\n") if (line := part.strip()))


def _on_one_line(text: str) -> str:
    return " ".join(text.split())
