"""What a macro does beside its text: a closed list of actions, each one act of the desk with its value."""

from dataclasses import dataclass
from enum import StrEnum


class ActionKind(StrEnum):
    """``INCLUDE`` names another answer, whose text and actions come with it."""

    STATUS = "status"
    PRIORITY = "priority"
    STAGE = "stage"
    TAG = "tag"
    UNTAG = "untag"
    TEAM = "team"
    ESCALATE = "escalate"
    INCLUDE = "include"


@dataclass(frozen=True, slots=True)
class MacroAction:
    """``value`` is a status, priority, stage, tag, a team's code, an escalation's target, or an answer's code."""

    what: ActionKind
    value: str
