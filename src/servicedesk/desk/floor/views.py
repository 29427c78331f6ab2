"""What the floor shows. Every figure carries the tickets or the filter behind it. Instants are UTC."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

NOBODY: Final = "none"
"""The handle of the load that nobody holds, as filters call it."""
HERE: Final = "here"
"""The state of those who are at work."""


@dataclass(frozen=True, slots=True)
class Intervention:
    """Something to do in the next ten minutes. ``what``: move, assign, talk, back (from a break).

    ``tickets`` move from ``source`` (None: nobody) to ``target``; ``saves`` breaches are avoided by the forecast, the
    first of them at ``by``. ``back``: ``source`` is on a break. ``talk``: one ticket has been with ``source`` for
    ``minutes`` without a word. Steps are weighed one after the other, so what a list saves adds up.
    ``versions`` are those the tickets had, in their order.
    """

    what: str
    tickets: tuple[int, ...]
    kind: str | None
    source: str | None
    target: str | None
    saves: int
    by: datetime | None
    minutes: int = 0
    versions: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Forecast:
    """If nothing changes: ``breaches`` more by ``until``, between ``low`` and ``high`` in four of five cases.

    ``tickets`` are those expected to breach, first ones first; ``newcomers`` more are expected of customers who are
    yet to write, as on other days at this time. ``here`` of ``people`` work now, ``on_break`` don't.
    ``weighed`` tickets due by then were looked at; ``left_out``: there are more, and these come after them.
    The band is that of ``runs`` drawn days.
    """

    until: datetime
    breaches: int
    low: int
    high: int
    tickets: tuple[int, ...]
    people: int
    here: int
    on_break: int
    weighed: int = 0
    left_out: bool = False
    runs: int = 0
    newcomers: int = 0


@dataclass(frozen=True, slots=True)
class Load:
    """One agent's work. ``per_hour`` answers in an hour of work, None below thirty cases.

    ``state``: here (a console runs, or acted lately), break, shift_over, gone. ``until``: when the break ends, where
    that was said. ``due_soon`` is within the hour. ``stuck_on``: the ticket held for ``stuck`` minutes without a word.
    """

    handle: str
    name: str
    live: int
    waiting: int
    due_soon: int
    overdue: int
    breaches_ahead: int
    per_hour: float | None
    state: str
    until: datetime | None
    stuck_on: int | None = None
    stuck: int = 0


@dataclass(frozen=True, slots=True)
class Inbox:
    """What asks a supervisor for a decision: unreviewed breaches, tickets handed over to nobody, broken promises,
    escalations that nobody has accepted (``overdue`` ones past their time), approvals that wait.

    The age of the oldest in seconds; None without any.
    """

    breaches: int
    handed_over: int
    promises_broken: int
    unassigned: int
    escalations: int = 0
    escalations_overdue: int = 0
    escalation_oldest: int | None = None
    approvals: int = 0
    approval_oldest: int | None = None


@dataclass(frozen=True, slots=True)
class FloorView:
    """The first screenful. ``unheld`` are the tickets of nobody, as the load of ``NOBODY``; None without any."""

    at: datetime
    swept_at: datetime | None
    interventions: tuple[Intervention, ...]
    forecast: Forecast
    load: tuple[Load, ...]
    inbox: Inbox
    overdue: int
    at_risk: int
    live: int
    unheld: Load | None = None


@dataclass(frozen=True, slots=True)
class Mine:
    """One's own figures. ``late`` are one's tickets expected to breach by ``until``, the first due first."""

    at: datetime
    until: datetime
    load: Load
    late: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TicketEffect:
    """A ticket that an intervention changes: when somebody is expected to get to it, None for not before the end."""

    ticket: int
    due_at: datetime
    holder: str | None
    before: datetime | None
    after: datetime | None


@dataclass(frozen=True, slots=True)
class Effect:
    """What an intervention would change, as things stand now.

    ``saved`` would be kept by it, ``lost`` would breach by it. ``stale`` tickets changed since it was proposed, and
    would be left alone.
    """

    intervention: Intervention
    before: Forecast
    after: Forecast
    tickets: tuple[TicketEffect, ...]
    saved: tuple[int, ...]
    lost: tuple[int, ...]
    stale: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Attained:
    """One day (local date, ISO) and clock: met in time, breached, still open and in time."""

    day: str
    clock: str
    met: int
    breached: int
    open: int


@dataclass(frozen=True, slots=True)
class Promised:
    """Tickets by what became of a clock: kept, missed, running in time. One with several cycles may be in several."""

    kept: tuple[int, ...]
    missed: tuple[int, ...]
    running: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FirstAnswer:
    """How long a customer waited for a first response, in working time; up to now where they still wait."""

    ticket: int
    waited: timedelta


@dataclass(frozen=True, slots=True)
class Charts:
    """The second screen. Counts by hour (ISO local hour), due by quarter of an hour ahead, ages in days, products."""

    volume: tuple[tuple[str, int, int], ...]
    due_curve: tuple[tuple[datetime, int], ...]
    attainment: tuple[Attained, ...]
    ageing: tuple[tuple[str, int], ...]
    products: tuple[tuple[str, str, int], ...]
