"""How the clocks of a period were met, by clock and by whom or what they were for."""

from datetime import date, datetime
from typing import Final

from servicedesk.desk.reports.words import clock_name, code_name, count, key_column, named_of
from servicedesk.desk.reports.working import Worked
from servicedesk.domain.errors import Invalid
from servicedesk.domain.reports.attained import Only, Outcome, Tally
from servicedesk.domain.reports.periods import Period, day_of
from servicedesk.domain.reports.tables import LEAST_CASES, Cell, Column, Form, Named, Table, Withheld
from servicedesk.domain.sla.book import PolicyBook
from servicedesk.domain.sla.facts import CLOCKS
from servicedesk.domain.tickets import Kind, Priority
from servicedesk.i18n import _
from servicedesk.store.database import Connection
from servicedesk.store.reports import cycles, names

BY: Final = ("agent", "team", "kind", "priority", "product", "day")
Key = int | str | date | None
_CLOCK_ORDER: Final = {str(clock): place for place, clock in enumerate(CLOCKS)}
_CODE_ORDER: Final = {str(code): place for place, code in enumerate((*Kind, *Priority))}


class Attainment:
    """The cycles that started in a period, added up by key and clock."""

    def __init__(
        self, connection: Connection, book: PolicyBook, period: Period, now: datetime, *, by: str | None, only: str
    ) -> None:
        """Raises Invalid for an unknown ``by`` or ``only``."""
        if by is not None and by not in BY:
            raise Invalid("by", f"{by!r} is none of {', '.join(BY)}")
        if only not in tuple(Only):
            raise Invalid("only", f"{only!r} is none of {', '.join(Only)}")
        self._by, self._only = by, Only(only)
        self._names = _names(connection, by)
        self.tallies: dict[tuple[Key, str], Tally] = {}
        worked, by_day = Worked(book, now), by == "day"
        rows = cycles.cycles(connection, period.since, period.until, now, None if by_day else by)
        for clock, key, quarter, outcome, used, running_since, version, rule in rows:
            place = (day_of(quarter, period.zone) if by_day else key, clock)
            tally = self.tallies.get(place)
            if tally is None:
                tally = self.tallies[place] = Tally(self._only)
            tally.add(Outcome(outcome), used + worked.since(running_since, version, rule))

    def table(self, title: str, me: int | None = None, *, alone: bool = False) -> Table:
        """The figures. ``me``: the person whose own rows come first; ``alone``: no others."""
        shown = [(key, clock) for key, clock in self.tallies if not alone or key == me]
        rows = [self._row(key, clock) for key, clock in sorted(shown, key=lambda one: self._order(one[0], one[1], me))]
        key = () if self._by is None else (key_column(self._by),)
        return Table("sla", title, (*key, *_columns()), tuple(rows), self._counted(), _("no clock started here"))

    def _order(self, key: Key, clock: str, me: int | None) -> tuple[object, ...]:
        """Agents by name, one's own rows first: a list by figures would rank them."""
        clocks = _CLOCK_ORDER.get(clock, 0)
        match self._by:
            case "kind" | "priority":
                return (_CODE_ORDER.get(str(key), 0), clocks)
            case "product":
                return (key is None, -self._cases(key), str(key), clocks)
            case "agent" | "team":
                return (self._by == "team" or key != me, key is None, self._named(key).code, clocks)
            case _:
                return (str(key), clocks)

    def _cases(self, key: Key) -> int:
        return sum(tally.cases for (one, _clock), tally in self.tallies.items() if one == key)

    def _named(self, key: Key) -> Named:
        match self._by:
            case "agent" | "team":
                return named_of(self._names, key, _("nobody") if self._by == "agent" else _("no team"))
            case "product":
                return named_of(self._names, key, _("no product"))
            case _:
                return code_name(str(key))

    def _row(self, key: Key, clock: str) -> tuple[Cell, ...]:
        tally = self.tallies[key, clock]
        shown: tuple[Cell, ...] = () if self._by is None else (key if isinstance(key, date) else self._named(key),)
        counts = [tally.counts[outcome] for outcome in Outcome]
        few = self._by == "agent"
        attained: Cell = Withheld(tally.decided) if few and tally.decided < LEAST_CASES else tally.attained
        spans: tuple[Cell, ...] = tally.figures()
        if few and len(tally.spans) < LEAST_CASES:
            spans = tuple(Withheld(len(tally.spans)) for _span in spans)
        return (*shown, clock_name(clock), tally.cases, *counts, attained, *spans)

    def _counted(self) -> str:
        lines = [
            _(
                "Clocks that started in the period, as they stand now. Kept: met in time, out of all that were met or "
                "breached. Open ones in time, and those gone (cancelled) in time, decide nothing."
            ),
            _taken(self._only),
        ]
        if self._by in ("agent", "team"):
            lines.append(
                _("A breach counts for who held the ticket then, or whom a review found; all else for who has it now.")
            )
        if self._by == "agent":
            lines.append(_("Below {n} cases no figure is shown: –(cases).").format(n=LEAST_CASES))
        return " ".join(lines)


def _names(connection: Connection, by: str | None) -> dict[int, tuple[str, str]]:
    match by:
        case "agent":
            return names.people_names(connection)
        case "team":
            return names.team_names(connection)
        case "product":
            return names.product_names(connection)
        case _:
            return {}


def _columns() -> tuple[Column, ...]:
    return (
        Column("clock", _("clock"), Form.TEXT),
        count("cases", _("cases")),
        count("in_time", _("in time")),
        count("late", _("late")),
        count("overdue", _("overdue")),
        count("open", _("open")),
        count("cancelled", _("gone")),
        count("cancelled_late", _("gone late")),
        Column("kept", _("kept"), Form.SHARE),
        Column("average_s", _("average"), Form.SPAN),
        Column("p50_s", "p50", Form.SPAN),
        Column("p90_s", "p90", Form.SPAN),
        Column("p95_s", "p95", Form.SPAN),
    )


def _taken(only: Only) -> str:
    """How averages and percentiles take open and breached clocks."""
    match only:
        case Only.ALL:
            return _(
                "Average and percentiles are of working time: open clocks count with their time so far, breached ones "
                "with all of theirs; those gone are left out."
            )
        case Only.MET:
            return _("Average and percentiles are of those met, in time or late: open clocks are left out.")
        case Only.KEPT:
            return _("Average and percentiles are of those met in time: breached and open clocks are left out.")
        case Only.BREACHED:
            return _(
                "Average and percentiles are of the breached ones alone, met or open, with all their working time."
            )
        case Only.OPEN:
            return _("Average and percentiles are of the open ones alone, with their working time so far.")
