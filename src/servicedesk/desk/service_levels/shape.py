"""The parts of a policy file that have the shape they should, each for itself, and all that is wrong with the others.

One wrong value hides no other: a calendar or policy that can't be used leaves the rest to be checked.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from servicedesk.desk.seeding.files import Document
from servicedesk.desk.service_levels.escalation_model import EscalationModel
from servicedesk.desk.service_levels.models import CalendarModel, Known, PolicyFile, RuleModel, When
from servicedesk.domain.errors import BadFile

Model = TypeVar("Model", bound=BaseModel)
_REASONS: Final = {
    "dict_type": "names with their values are expected",
    "model_type": "names with their values are expected",
    "list_type": "a list is expected",
    "string_type": "a text is expected",
    "missing": "is missing",
    "extra_forbidden": "there is no such field",
    "too_short": "is empty",
}
"""What pydantic finds, by its codes, in the words of who writes the file."""


@dataclass(frozen=True, slots=True)
class Takes:
    """What a policy is called ("" where it doesn't say), and which tickets it takes."""

    name: str
    when: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Shape:
    """``calendars`` and ``rules`` (by place) are the good ones; ``takes`` are those rules whose conditions are good.

    ``escalation_names`` are what its rules are called, by place, wrong ones too.
    """

    calendar_names: tuple[str, ...]
    calendars: Mapping[str, CalendarModel]
    rules: Mapping[int, RuleModel]
    takes: Mapping[int, Takes]
    escalation: EscalationModel | None
    escalation_names: Mapping[int, str]
    problems: tuple[BadFile, ...]


def shape_of(document: Document, calendars_before: Sequence[str]) -> Shape:
    """Check a file's values against the model; ``calendars_before`` are those of the files before it."""
    value = document.value if isinstance(document.value, dict) else {}
    named, listed = value.get("calendars"), value.get("policies")
    hours = {name: one for name, one in named.items() if isinstance(name, str)} if isinstance(named, dict) else {}
    written = dict(enumerate(listed)) if isinstance(listed, list) else {}
    known = Known(calendars=tuple(dict.fromkeys((*calendars_before, *hours))))
    return Shape(
        tuple(hours),
        {name: model for name, one in hours.items() if (model := _fit(CalendarModel, one, known)) is not None},
        {place: rule for place, one in written.items() if (rule := _fit(RuleModel, one, known)) is not None},
        {place: takes for place, one in written.items() if (takes := _takes(one)) is not None},
        None if (section := value.get("escalation")) is None else _fit(EscalationModel, section, known),
        dict(_names(value.get("escalation"))),
        tuple(_problems(document, known)),
    )


def _fit(model: type[Model], value: object, known: Known) -> Model | None:
    """A part of the file as its model; None where something is wrong with it."""
    try:
        return model.model_validate(value, context=known)
    except ValidationError:
        return None


def _names(section: object) -> Iterator[tuple[int, str]]:
    """The names of a section's rules, by place."""
    rules = section.get("rules") if isinstance(section, dict) else None
    for place, rule in enumerate(rules if isinstance(rules, list) else ()):
        if isinstance(rule, dict) and isinstance(name := rule.get("name"), str):
            yield place, name


def _takes(rule: object) -> Takes | None:
    """Which tickets a policy takes, whatever else is wrong with it; None where that can't be told."""
    if not isinstance(rule, dict):
        return None
    name = rule.get("name")
    try:
        when: dict[str, list[str]] = TypeAdapter(When).validate_python(rule.get("when", {}))
    except ValidationError:
        return None
    return Takes(name if isinstance(name, str) else "", when)


def _problems(document: Document, known: Known) -> Iterator[BadFile]:
    """All that is wrong with single values, by line and field."""
    try:
        PolicyFile.model_validate(document.value, context=known)
    except ValidationError as error:
        for one in error.errors():
            where = tuple(part for part in one["loc"] if part != "[key]")
            yield document.bad(where, _REASONS.get(one["type"]) or one["msg"].removeprefix("Value error, "))
