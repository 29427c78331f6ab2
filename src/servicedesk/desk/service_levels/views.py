"""What front ends get of service levels. Durations are working time unless said; instants are UTC."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from servicedesk.domain.escalating.rules import NONE, EscalationPolicy
from servicedesk.domain.shut import Shut


@dataclass(frozen=True, slots=True)
class SegmentView:
    """A stretch of a cycle. ``state``: running, paused, closed_hours; ``status`` and ``holder`` those it began with.

    ``shut``: why the calendar has no hours there.
    """

    start: datetime
    end: datetime
    state: str
    worked: timedelta
    status: str
    holder: str | None
    shut: tuple[Shut, ...] = ()


@dataclass(frozen=True, slots=True)
class CycleView:
    """One cycle of a clock at the moment of asking. ``due_at`` only while it runs; ``target`` is the one in force.

    ``promised_at``: since when, where it has not been since the start.
    """

    clock: str
    started_at: datetime
    state: str
    ended_at: datetime | None
    target: timedelta
    rule: str
    policy_version: int
    used: timedelta
    due_at: datetime | None
    warn_at: datetime | None
    warned_at: datetime | None
    breached_at: datetime | None
    late: timedelta
    segments: tuple[SegmentView, ...]
    promised_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LedgerView:
    """A ticket's clocks, second by second. ``zone`` is the time zone of the calendar in force; "" without one."""

    ticket: int
    asked_at: datetime
    rule: str
    zone: str
    cycles: tuple[CycleView, ...]
    due_at: datetime | None
    due_clock: str | None


@dataclass(frozen=True, slots=True)
class CauseView:
    """What the ledger says of a breach. ``cause`` is one of ``domain.sla.causes.Cause``; ``worked`` by whom: seconds
    of working time up to it while nobody (None) or somebody held the ticket, most first."""

    holder: str | None
    status: str
    cause: str
    avoidable: bool
    worked: tuple[tuple[str | None, int], ...]


@dataclass(frozen=True, slots=True)
class ReviewView:
    """What a supervisor found."""

    holder: str | None
    status: str
    cause: str
    avoidable: bool
    comment: str
    reviewer: str
    reviewed_at: datetime


@dataclass(frozen=True, slots=True)
class BreachView:
    """One breach. ``late`` is working time past it so far; ``holder``, ``team``, ``status`` are those at the breach."""

    ticket: int
    subject: str
    customer: str
    kind: str
    priority: str
    product: str | None
    clock: str
    started_at: datetime
    rule: str
    target: timedelta
    breached_at: datetime
    open: bool
    late: timedelta
    holder: str | None
    team: str | None
    status: str
    review: ReviewView | None


@dataclass(frozen=True, slots=True)
class BreachPage:
    """Breaches newest first; ``next`` is the cursor of those after, None at the end."""

    rows: tuple[BreachView, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class BreachCount:
    """Breaches of one agent, team, kind or product; ``name`` None: nobody, none.

    ``late_p50`` and ``late_p90`` count the open ones with what they are late by now. ``avoidable`` of ``reviewed``.
    """

    name: str | None
    breaches: int
    open: int
    late_p50: timedelta
    late_p90: timedelta
    reviewed: int
    avoidable: int


@dataclass(frozen=True, slots=True)
class RuleView:
    """A policy in words and numbers. ``when``: condition and values; ``targets``: clock and working time.

    ``acknowledge``: working time until a complaint is to be acknowledged.
    """

    name: str
    when: tuple[tuple[str, tuple[str, ...]], ...]
    calendar: str
    zone: str
    targets: tuple[tuple[str, timedelta], ...]
    warn_at: float
    pause_on: tuple[str, ...]
    on_reopen: str
    acknowledge: timedelta | None = None


@dataclass(frozen=True, slots=True)
class PoliciesView:
    """A version of the policies, its rules in the order in which they are tried."""

    number: int
    set_at: datetime
    rules: tuple[RuleView, ...]
    escalation: EscalationPolicy = NONE


@dataclass(frozen=True, slots=True)
class Difference:
    """What a ticket's row or clock said, and what its events say. ``clock`` "" is the row itself."""

    ticket: int
    clock: str
    field: str
    stored: str
    replayed: str


@dataclass(frozen=True, slots=True)
class Recomputed:
    """``tickets`` were looked at, ``recounted`` of them counted by newer policies, ``noted`` got a notice that was due.

    ``differences`` were put right; ``left`` are tickets whose events and row don't belong together: see ``verify``.
    """

    tickets: int
    recounted: int
    noted: int
    differences: tuple[Difference, ...]
    left: tuple[int, ...]
