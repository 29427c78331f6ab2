"""The figures of a week and of those before it, read in one go over all of them."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from servicedesk.desk.reports.working import Worked
from servicedesk.domain.events import micros
from servicedesk.domain.reports.attained import Outcome, Tally
from servicedesk.domain.reports.monday import WeekFigures
from servicedesk.domain.reports.periods import QUARTER, Period
from servicedesk.domain.sla.book import PolicyBook
from servicedesk.domain.sla.facts import Clock
from servicedesk.store.database import Connection
from servicedesk.store.reports import breaches, cycles, moves


@dataclass(slots=True)
class _Week:
    counts: Counter[str] = field(default_factory=Counter)
    clocks: Tally = field(default_factory=Tally)
    first: Tally = field(default_factory=Tally)

    def figures(self) -> WeekFigures:
        _average, p50, p90, _p95 = self.first.figures()
        grown = self.counts["opened"] + self.counts[moves.REOPENED] - self.counts[moves.RESOLVED]
        return {
            "opened": self.counts["opened"],
            "reopened": self.counts[moves.REOPENED],
            "resolved": self.counts[moves.RESOLVED],
            "growth": grown,
            "decided": self.clocks.decided,
            "kept": self.clocks.attained,
            "first_p50": p50,
            "first_p90": p90,
            "breaches": self.counts["breaches"],
        }


def week_figures(
    connection: Connection, book: PolicyBook, periods: Sequence[Period], now: datetime
) -> list[WeekFigures]:
    """The figures of each week, newest first, as ``periods`` are; weeks before the shop's first ticket are left out."""
    starts = [micros(period.since) // QUARTER for period in reversed(periods)]
    since, until = periods[-1].since, periods[0].until
    weeks = [_Week() for _period in periods]

    def week(quarter: int) -> _Week:
        return weeks[len(weeks) - bisect_right(starts, quarter)]

    for _key, quarter, number in moves.opened(connection, since, until):
        week(quarter).counts["opened"] += number
    for _key, quarter, what, number in moves.moves(connection, since, until):
        week(quarter).counts[what] += number
    for quarter, number in breaches.by_quarter(connection, since, until, now):
        week(quarter).counts["breaches"] += number
    worked = Worked(book, now)
    for clock, _key, quarter, code, used, running_since, version, rule in cycles.cycles(connection, since, until, now):
        one, outcome = week(quarter), Outcome(code)
        spent = used + worked.since(running_since, version, rule)
        one.clocks.add(outcome, spent)
        if clock == Clock.FIRST_RESPONSE:
            one.first.add(outcome, spent)
    while len(weeks) > 1 and not weeks[-1].counts:
        weeks.pop()
    return [one.figures() for one in weeks]
