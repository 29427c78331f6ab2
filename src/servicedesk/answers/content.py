"""What an answer says, as one line of canonical JSON: how versions are kept, compared and hashed. Without examples."""

import json
from collections.abc import Mapping
from typing import Final

from servicedesk.answers.answer import Answer
from servicedesk.domain.events import Json, canonical
from servicedesk.domain.macros import ActionKind, MacroAction

_TEXTS: Final = ("code", "title", "language", "body", "folder", "owner")
_SETS: Final = ("kinds", "stages", "natures", "lifecycle", "parcels")


def content_of(answer: Answer) -> str:
    """The JSON of an answer: the same for two that say the same."""
    found: dict[str, Json] = {name: str(getattr(answer, name)) for name in _TEXTS}
    for name in _SETS:
        found[name] = [*sorted(getattr(answer, name))]
    found["words"] = [*answer.words]
    found["actions"] = [[str(action.what), action.value] for action in answer.actions]
    return canonical(found)


def answer_from(content: str, *, number: int, version: int) -> Answer:
    """The answer again. Raises ValueError for what ``content_of`` didn't write."""
    value = json.loads(content)
    if not isinstance(value, dict):
        raise ValueError("not an answer")
    texts = {name: _text(value, name) for name in _TEXTS}
    sets = {name: frozenset(_texts(value, name)) for name in _SETS}
    return Answer(
        code=texts["code"],
        title=texts["title"],
        language=texts["language"],
        body=texts["body"],
        folder=texts["folder"],
        owner=texts["owner"],
        kinds=sets["kinds"],
        stages=sets["stages"],
        natures=sets["natures"],
        lifecycle=sets["lifecycle"],
        parcels=sets["parcels"],
        words=_texts(value, "words"),
        actions=_actions(value),
        number=number,
        version=version,
    )


def _text(value: Mapping[str, object], name: str) -> str:
    found = value.get(name)
    if not isinstance(found, str):
        raise ValueError(f"{name}: expected a text")
    return found


def _texts(value: Mapping[str, object], name: str) -> tuple[str, ...]:
    found = value.get(name)
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise ValueError(f"{name}: expected texts")
    return tuple(found)


def _actions(value: Mapping[str, object]) -> tuple[MacroAction, ...]:
    found = value.get("actions")
    if not isinstance(found, list):
        raise ValueError("actions: expected a list")
    actions: list[MacroAction] = []
    for one in found:
        if not isinstance(one, list) or len(one) != 2 or not isinstance(one[1], str):
            raise ValueError("actions: expected pairs")
        actions.append(MacroAction(ActionKind(one[0]), one[1]))
    return tuple(actions)
