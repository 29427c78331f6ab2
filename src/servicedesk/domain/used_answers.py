"""Which canned answers went into a reply and what their macros did, as events and drafts hold it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from servicedesk.domain import payloads as read
from servicedesk.domain.events import Event, Json, Payload, canonical
from servicedesk.domain.macros import ActionKind, MacroAction


@dataclass(frozen=True, slots=True)
class UsedAnswer:
    """An answer by its number in the store, in the version that was inserted."""

    number: int
    version: int


@dataclass(frozen=True, slots=True)
class Inserted:
    """The answers in a text, in the order they were inserted, and what is to be done when it is sent."""

    answers: tuple[UsedAnswer, ...] = ()
    actions: tuple[MacroAction, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.answers or self.actions)


NONE: Final = Inserted()


def inserted(answers: Sequence[UsedAnswer], actions: Sequence[MacroAction]) -> Inserted:
    """Each answer once, in the version inserted last; each action once."""
    versions = {used.number: used for used in answers}
    return Inserted(tuple(versions.values()), tuple(dict.fromkeys(actions)))


def as_payload(what: Inserted) -> Payload:
    """What a message's event holds of it; empty for nothing."""
    payload: Payload = {}
    if what.answers:
        payload["answers"] = [[used.number, used.version] for used in what.answers]
    if what.actions:
        payload["actions"] = [[str(action.what), action.value] for action in what.actions]
    return payload


def from_payload(payload: Payload) -> Inserted:
    """What ``as_payload`` wrote; anything else among it is left out."""
    if "answers" not in payload and "actions" not in payload:
        return NONE
    answers: list[UsedAnswer] = []
    for first, second in _pairs(payload.get("answers")):
        if isinstance(first, int) and isinstance(second, int):
            answers.append(UsedAnswer(first, second))
    actions: list[MacroAction] = []
    for first, second in _pairs(payload.get("actions")):
        if isinstance(first, str) and isinstance(second, str) and first in frozenset(ActionKind):
            actions.append(MacroAction(ActionKind(first), second))
    return Inserted(tuple(answers), tuple(actions))


@dataclass(frozen=True, slots=True)
class UseState:
    """Answers used in one event of a ticket: in which message, None where a macro ran by itself, and who asked."""

    answers: tuple[UsedAnswer, ...]
    at: datetime
    person_id: int | None
    message_id: int | None
    asked_id: int | None


def use_of(event: Event, payload: Payload, asked: int | None) -> UseState | None:
    """The use that an event tells of; ``asked`` is the customer's newest message before it."""
    answers = from_payload(payload).answers
    if not answers:
        return None
    kind, _colon, number = event.actor.partition(":")
    person = int(number) if kind == "person" else None
    return UseState(answers, event.at, person, read.optional_number(payload, "message"), asked)


def _pairs(value: Json) -> list[tuple[Json, Json]]:
    items = value if isinstance(value, list) else []
    return [(item[0], item[1]) for item in items if isinstance(item, list) and len(item) == 2]


def as_text(what: Inserted) -> str:
    """As a draft keeps it; empty for nothing."""
    return canonical({**as_payload(what)}) if what else ""


def from_text(text: str) -> Inserted:
    """What ``as_text`` wrote; nothing where that is broken."""
    try:
        value = json.loads(text) if text else None
    except ValueError:
        return NONE
    return from_payload(value) if isinstance(value, dict) else NONE
