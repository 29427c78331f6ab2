"""What the floor shows. Every figure carries the tickets or the filter behind it. Instants are UTC."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Intervention:
    """Something to do in the next ten minutes. ``what``: move, assign, talk, back (from a break).

    ``tickets`` move from ``source`` (None: nobody) to ``target``; ``saves`` breaches are avoided by the forecast, the
    first of them at ``by``. ``talk``: one ticket has been with ``source`` for ``minutes`` without a word.
    """

    what: str
    tickets: tuple[int, ...]
    kind: str | None
    source: str | None
    target: str | None
    saves: int
    by: datetime | None
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class Forecast:
    """If nothing changes: ``breaches`` more by ``until``, between ``low`` and ``high`` in four of five cases.

    ``tickets`` are those expected to breach, first ones first. ``here`` of ``people`` work now, ``on_break`` don't.
    """

    until: datetime
    breaches: int
    low: int
    high: int
    tickets: tuple[int, ...]
    people: int
    here: int
    on_break: int


@dataclass(frozen=True, slots=True)
class Load:
    """One agent's work. ``per_hour`` answers and resolutions in an hour of work, None below thirty cases.

    ``until``: when the break ends, where one was said.
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


@dataclass(frozen=True, slots=True)
class Inbox:
    """What asks a supervisor for a decision: unreviewed breaches, tickets handed over to nobody, broken promises."""

    breaches: int
    handed_over: int
    promises_broken: int
    unassigned: int


@dataclass(frozen=True, slots=True)
class FloorView:
    """The first screenful."""

    at: datetime
    swept_at: datetime | None
    interventions: tuple[Intervention, ...]
    forecast: Forecast
    load: tuple[Load, ...]
    inbox: Inbox
    overdue: int
    at_risk: int
    live: int


@dataclass(frozen=True, slots=True)
class Attained:
    """One day (local date, ISO) and clock: met in time, breached, still open and in time."""

    day: str
    clock: str
    met: int
    breached: int
    open: int


@dataclass(frozen=True, slots=True)
class Charts:
    """The second screen. Counts by hour (ISO local hour), due by quarter of an hour ahead, ages in days, products."""

    volume: tuple[tuple[str, int, int], ...]
    due_curve: tuple[tuple[datetime, int], ...]
    attainment: tuple[Attained, ...]
    ageing: tuple[tuple[str, int], ...]
    products: tuple[tuple[str, str, int], ...]
