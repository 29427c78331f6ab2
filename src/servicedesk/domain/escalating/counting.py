"""How often a ticket was passed on, and until when the next one is to be accepted."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from servicedesk.domain.calendars import SECOND, WorkingTime
from servicedesk.domain.events import from_micros, micros
from servicedesk.domain.workflows.escalation import TO_SUPERVISOR_FROM, EscalationState
from servicedesk.domain.workflows.states import Escalation

ACCEPT_WITHIN: Final[Mapping[int, int]] = MappingProxyType({1: 1_800, 2: 1_800, 3: 900})
"""Seconds of working time to accept, by support line, where the policies say nothing."""


def hand_over(earlier: Iterable[Escalation]) -> int:
    """The how manieth a ticket's next escalation is; withdrawn ones never happened."""
    return 1 + sum(one.state is not EscalationState.WITHDRAWN for one in earlier)


def goes_to_supervisor(number: int) -> bool:
    """Whether a hand-over goes to the supervisors whatever was asked for: enough have tried."""
    return number >= TO_SUPERVISOR_FROM


def accept_by(opened: datetime, line: int, within: Mapping[int, int], working: WorkingTime | None) -> datetime | None:
    """Until when an escalation to a line is to be accepted, in working time; without a calendar every hour counts.

    ``within``: seconds by line. None where the calendar never comes so far.
    """
    seconds = within.get(line, ACCEPT_WITHIN[line])
    if working is None:
        return from_micros(micros(opened) + seconds * SECOND)
    due = working.reached(micros(opened), seconds * SECOND)
    return None if due is None else from_micros(due)
