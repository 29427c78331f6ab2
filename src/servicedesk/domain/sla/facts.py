"""What happened to a ticket, as far as its clocks care. Instants are microseconds since 1970 in UTC."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from servicedesk.domain.calendars import WorkingTime


class Clock(StrEnum):
    """In the order in which ties of due times are told."""

    FIRST_RESPONSE = "first_response"
    NEXT_RESPONSE = "next_response"
    RESOLUTION = "resolution"


CLOCKS: Final = tuple(Clock)
Targets = Mapping[Clock, int]
"""Seconds of working time by clock; an absent one promises nothing."""


class OnReopen(StrEnum):
    CONTINUE = "continue"
    RESTART = "restart"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Policy:
    """What is promised. ``warn_at`` is a share of each target, in millionths.

    ``acknowledge``: seconds of working time until a complaint is to be acknowledged; None wants nothing. No clock
    counts it: the complaint's stage says whether it was.
    """

    targets: Targets
    pause_on: frozenset[str] = frozenset({"waiting_customer", "on_hold"})
    on_reopen: OnReopen = OnReopen.CONTINUE
    warn_at: int = 750_000
    acknowledge: int | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What is promised and the calendar it counts by. ``rule`` names it in ``version`` of the shop's policies."""

    policy: Policy
    working: WorkingTime
    rule: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class Created:
    at: int
    by_customer: bool
    status: str = "new"


@dataclass(frozen=True, slots=True)
class Asked:
    """The customer wrote."""

    at: int


@dataclass(frozen=True, slots=True)
class Answered:
    """A person's public words arrived; what was asked after they were ``written`` they don't answer."""

    at: int
    written: int | None = None


@dataclass(frozen=True, slots=True)
class Inherited:
    """A ticket was merged into this one, and its customer has waited since ``since``."""

    at: int
    since: int


@dataclass(frozen=True, slots=True)
class NoReplyNeeded:
    at: int


@dataclass(frozen=True, slots=True)
class Moved:
    """The status changed. ``replied``: with a reply that has not left yet, so that the wait ends when it does."""

    at: int
    to: str
    replied: bool = False


@dataclass(frozen=True, slots=True)
class Promised:
    """Other terms are in force from here on; with the first ones ever, clocks that run already get their targets.

    ``kept`` are the clocks for which they promise what was promised before.
    """

    at: int
    terms: Terms
    kept: frozenset[Clock] = frozenset()


Fact = Created | Asked | Answered | Inherited | NoReplyNeeded | Moved | Promised
