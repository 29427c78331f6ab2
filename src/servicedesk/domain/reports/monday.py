"""A week's figures beside the weeks before it, what stood behind most breaches, and what to ask for. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Final

from servicedesk.domain.reports.figures import Normal, normal_range, rounded
from servicedesk.domain.reports.tables import Form
from servicedesk.domain.sla.causes import Cause

WEEKS: Final = 8
"""The weeks before the report's that say what is normal."""
LEAST_TICKETS: Final = 10
"""A week that fewer tickets were opened in doesn't say what is normal."""
WORKDAYS: Final = 5
EXAMPLES: Final = 2
FIGURES: Final[Mapping[str, Form]] = {
    "opened": Form.COUNT,
    "reopened": Form.COUNT,
    "resolved": Form.COUNT,
    "growth": Form.COUNT,
    "decided": Form.COUNT,
    "kept": Form.SHARE,
    "first_p50": Form.SPAN,
    "first_p90": Form.SPAN,
    "breaches": Form.COUNT,
}
"""The figures of a week and what they are.

``growth``: opened and reopened less resolved. ``decided``: clocks that started in the week and were met or breached
since; ``kept`` is the share of them met in time. ``breaches``: clocks that passed their due time in the week.
"""
WeekFigures = Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Figure:
    """``now`` is the week's, ``before`` the week before's; ``normal`` None while too few weeks are known."""

    code: str
    form: Form
    now: float | None
    before: float | None
    normal: Normal | None

    @property
    def change(self) -> float | None:
        """From the week before: a share of it for counts and times, the difference for shares; None where unknown."""
        if self.now is None or self.before is None:
            return None
        if self.form is Form.SHARE or self.code == "growth":
            return self.now - self.before
        return (self.now - self.before) / self.before if self.before else None

    @property
    def place(self) -> str | None:
        """``below``, ``within`` or ``above`` the normal range; None without one."""
        return None if self.now is None or self.normal is None else self.normal.place(self.now)


def figures(weeks: Sequence[WeekFigures]) -> dict[str, Figure]:
    """The figures of ``weeks[0]`` beside those of the weeks before it, newest first.

    Only weeks with at least ten tickets opened say what is normal.
    """
    usual = [week for week in weeks[1:] if (week.get("opened") or 0) >= LEAST_TICKETS]
    return {
        code: Figure(
            code,
            form,
            weeks[0].get(code),
            weeks[1].get(code) if len(weeks) > 1 else None,
            normal_range(
                [week.get(code) for week in usual],
                least=None if code == "growth" else 0.0,
                most=1.0 if form is Form.SHARE else None,
            ),
        )
        for code, form in FIGURES.items()
    }


@dataclass(frozen=True, slots=True)
class Breach:
    """``cause`` is what a review found; ``late`` working seconds past it so far; ``holder`` and
    ``status`` at it. ``open``: the clock runs or rests still."""

    ticket: int
    clock: str
    at: datetime
    late: int
    holder: str | None
    status: str
    cause: str | None
    subject: str
    kind: str
    open: bool

    @property
    def told_cause(self) -> str:
        """What its holder and status say of the cause."""
        if self.status in ("waiting_customer", "on_hold"):
            return str(Cause.OUTSIDE)
        return str(Cause.UNASSIGNED if self.holder is None else Cause.HELD)


@dataclass(frozen=True, slots=True)
class TopCause:
    """What stood behind most: ``breaches`` of ``of``, which are those reviewed, or all where nobody reviewed any."""

    cause: str
    of: int
    reviewed: bool
    breaches: tuple[Breach, ...]

    @property
    def clock(self) -> tuple[str, int]:
        """The clock most of them were of, and how many."""
        counts = Counter(one.clock for one in self.breaches)
        most = min(counts, key=lambda clock: (-counts[clock], clock))
        return most, counts[most]


def top_cause(breaches: Sequence[Breach]) -> TopCause | None:
    """The cause most reviews give; without a review, what holder and status tell most often. Ties: by name."""
    reviewed = [one for one in breaches if one.cause is not None]
    causes = [(one.cause or "", one) for one in reviewed] or [(one.told_cause, one) for one in breaches]
    if not causes:
        return None
    counts = Counter(cause for cause, _one in causes)
    most = min(counts, key=lambda cause: (-counts[cause], cause))
    return TopCause(most, len(causes), bool(reviewed), tuple(one for cause, one in causes if cause == most))


def examples(breaches: Sequence[Breach]) -> tuple[Breach, ...]:
    """Those that got most overdue, of two tickets."""
    latest: dict[int, Breach] = {}
    for one in sorted(breaches, key=lambda one: (-one.late, one.ticket)):
        latest.setdefault(one.ticket, one)
    return tuple(latest.values())[:EXAMPLES]


@dataclass(frozen=True, slots=True)
class Request:
    """What to ask management for: ``code`` is breaches, volume, backlog or nothing.

    ``number``: breaches behind the cause, or tickets above what is usual. ``days``: days of one agent's work they make.
    """

    code: str
    number: int = 0
    of: int = 0
    days: int = 0
    cause: str = ""


def request(found: Mapping[str, Figure], top: TopCause | None, resolvers: int) -> Request:
    """One request, the first that holds: breaches above normal, more work than usual, a growing backlog, any breach.

    ``resolvers`` resolved the week's tickets: what one of them does on a day of five turns tickets into days.
    """
    breaches, opened, growth, resolved = (found[code] for code in ("breaches", "opened", "growth", "resolved"))
    a_day = (resolved.now or 0) / (WORKDAYS * resolvers) if resolvers else 0.0

    def days(tickets: float) -> int:
        return ceil(tickets / a_day) if a_day else 0

    about_cause = None if top is None else Request("breaches", len(top.breaches), top.of, cause=top.cause)
    if about_cause is not None and (breaches.place == "above" or breaches.normal is None):
        return about_cause
    if opened.place == "above" and opened.normal is not None and opened.now is not None:
        extra = opened.now - opened.normal.median
        return Request("volume", int(rounded(extra)), days=days(extra))
    if growth.place == "above" and growth.now is not None and growth.now > 0:
        return Request("backlog", int(rounded(growth.now)), days=days(growth.now))
    return about_cause or Request("nothing")
