"""Phone calls: how they end, how long they took. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from servicedesk.domain.errors import Invalid

LONGEST_CALL: Final = 86_400
"""Seconds of a call; a longer one is a slip that nobody closed."""
STILL_TALKING: Final = timedelta(minutes=15)
"""A slip put aside for less than this belongs to a call that goes on meanwhile."""


class Outcome(StrEnum):
    """Only ``SPOKE`` is a response to the customer."""

    SPOKE = "spoke"
    VOICEMAIL = "voicemail"


@dataclass(frozen=True, slots=True)
class PhoneCall:
    """How a call ended, and the ``seconds`` it took: None where nobody measured."""

    outcome: str
    seconds: int | None = None

    def check(self) -> None:
        """Raise Invalid for an outcome or a length that can't be."""
        if self.outcome not in tuple(Outcome):
            raise Invalid("outcome", f"{self.outcome!r} is neither spoke nor voicemail")
        if self.seconds is not None and not 0 <= self.seconds <= LONGEST_CALL:
            raise Invalid("seconds", f"{self.seconds} is not between 0 and {LONGEST_CALL}")


def length(began: datetime, now: datetime) -> int:
    """Whole seconds of a call that goes on, within what a record takes."""
    return max(0, min(LONGEST_CALL, int((now - began).total_seconds())))


def taken_up(began: datetime, put_aside: datetime, now: datetime) -> datetime:
    """When a call began whose slip is opened again: a short absence counts, a long one doesn't."""
    if now - put_aside <= STILL_TALKING:
        return began
    return now - max(timedelta(), put_aside - began)
