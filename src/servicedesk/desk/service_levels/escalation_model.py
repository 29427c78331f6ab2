"""The shape of a policy file's ``escalation`` section (docs/escalation.md)."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, ValidationInfo, field_validator

from servicedesk.desk.service_levels.parts import STRICT, ClockName, Target
from servicedesk.domain.errors import Invalid
from servicedesk.domain.escalating.rules import (
    CONTACT_DAYS,
    CONTACTS,
    REASONS,
    EscalationPolicy,
    Rule,
    Trigger,
    check_target,
    misplaced,
)
from servicedesk.domain.sla.facts import Clock
from servicedesk.domain.workflows.escalation import EscalationReason


def _named(value: object) -> object:
    """YAML reads a bare ``on`` as yes."""
    return {"on" if key is True else key: one for key, one in value.items()} if isinstance(value, dict) else value


def _target(value: str) -> str:
    try:
        check_target(value)
    except Invalid as error:
        raise ValueError(str(error.details["reason"])) from error
    return value


def _one_of(*choices: str) -> BeforeValidator:
    def check(value: object) -> object:
        if value not in choices:
            raise ValueError(f"{value!r} is none of {', '.join(choices)}")
        return value

    return BeforeValidator(check)


class EscalationRuleModel(BaseModel):
    model_config = STRICT
    name: str = Field(min_length=1, max_length=80)
    on: Annotated[Trigger, _one_of(*map(str, Trigger))]
    to: Annotated[str, AfterValidator(_target)]
    reason: Annotated[EscalationReason, _one_of(*map(str, EscalationReason))] | None = None
    clock: ClockName | None = None
    severity: int | None = Field(default=None, ge=1, le=4)
    count: int | None = Field(default=None, ge=2, le=50)
    days: int | None = Field(default=None, ge=1, le=365)

    @field_validator("clock", "severity", "count", "days")
    @classmethod
    def _belongs(cls, value: object, info: ValidationInfo) -> object:
        on, name = info.data.get("on"), str(info.field_name)
        if value is not None and isinstance(on, Trigger) and misplaced(on, [name]) is not None:
            raise ValueError(f"a rule on {on} has no {name}")
        return value


class EscalationModel(BaseModel):
    model_config = STRICT
    accept_within: dict[Literal[1, 2, 3], Target] = {}
    rules: list[Annotated[EscalationRuleModel, BeforeValidator(_named)]] = []


def policy_of(model: EscalationModel) -> EscalationPolicy:
    """What the section says."""
    within = [(int(line), seconds) for line, seconds in model.accept_within.items()]
    return EscalationPolicy(dict(within), tuple(map(_rule, model.rules)))


def _rule(model: EscalationRuleModel) -> Rule:
    return Rule(
        model.name,
        model.on,
        model.to,
        model.reason or REASONS[model.on],
        None if model.clock is None else Clock(model.clock),
        model.severity or 1,
        model.count or CONTACTS,
        model.days or CONTACT_DAYS,
    )
