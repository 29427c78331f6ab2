"""The charts as tables: what a row says, what it counts, and where it leads. Pure."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len

from servicedesk.domain.filters import about_product
from servicedesk.i18n import _
from servicedesk.tui.clean import clean
from servicedesk.tui.floor.leads import (
    FIRST_DAY,
    Lead,
    named,
    promises_hint,
    stretch,
    tickets_hint,
    times_hint,
)
from servicedesk.tui.floor.lines import Block, Spans
from servicedesk.tui.floor.spots import Counted, Spot
from servicedesk.tui.floor.words import clock_name
from servicedesk.tui.wording import present
from servicedesk.tui.wrap import clip, fit, wrap

if TYPE_CHECKING:
    from servicedesk.desk.desk import Desk
    from servicedesk.desk.floor.views import Attained, Charts, Promised

NUMBER: Final = 9
LABEL: Final = 34
"""Cells of a number, and of a label at most."""
LEAST_BAR: Final = 10
MOST_BAR: Final = 60
ONE_LINE: Final = 36
"""A heading so short is not broken into two lines."""
MARGIN: Final = 3
"""Cells of the cursor's sign and of the scrollbar."""
NEXT: Final = timedelta(microseconds=1)
"""From an instant to the one after it."""
QUARTER: Final = timedelta(minutes=15)
HOUR: Final = timedelta(hours=1)
PRODUCT_DAYS: Final = timedelta(days=28)
"""How far back contacts per product are counted."""
FILLED: Final = "="
"""What bars of text are made of."""


@dataclass(frozen=True, slots=True)
class Column:
    """What a number counts, and the role it is painted with."""

    head: str
    role: str


@dataclass(frozen=True, slots=True)
class Row:
    """``short`` is the label under a drawn bar. ``values`` stand in the order of the chart's columns."""

    label: str
    short: str
    values: tuple[int, ...]
    spot: Spot | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """``name`` stands among the others, ``says`` above the table. ``percent``: of the first two columns, the first.

    ``rows`` are the table, ``bars`` what is drawn beside it, in the order of time; nothing where bars of text say more.
    """

    name: str
    says: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    bars: tuple[Row, ...] = ()
    percent: bool = False


def charts(found: "Charts", now: datetime, zone: tzinfo) -> tuple[Chart, ...]:
    """All five, in the order in which one asks for them."""
    return (
        _due(found, now, zone),
        _volume(found, now, zone),
        _attainment(found, now, zone),
        _ageing(found, now),
        _products(found, now),
    )


def _due(found: "Charts", now: datetime, zone: tzinfo) -> Chart:
    rows = []
    for at, n in found.due_curve:
        title = _("due from {time} on, for a quarter of an hour").format(time=present.moment(at, zone, now))
        # What was due before the charts were read is overdue, and not counted here.
        lead = Lead(title, n, read=stretch("is:live", "due", max(at, now), at + QUARTER))
        spot = Counted(("due", at.isoformat()), title, (lead,))
        rows.append(Row(present.moment(at, zone, now), present.clock_time(at, zone), (n,), spot))
    says = _("What falls due in the next eight hours, by the quarter of an hour")
    return Chart(_("due"), says, (Column(_("due"), "at-risk"),), tuple(rows), tuple(rows))


def _volume(found: "Charts", now: datetime, zone: tzinfo) -> Chart:
    rows = []
    for hour, came, done in found.volume:
        at = datetime.fromisoformat(hour)
        named_hour = present.moment(at, zone, now)
        title = _("came in from {time} on, for an hour").format(time=named_hour)
        finished = _("done from {time} on, for an hour").format(time=named_hour)
        leads = (
            Lead(title, came, tickets_hint(came), read=named(_opened(at))),
            Lead(finished, done, times_hint(done), read=named(_resolved(at))),
        )
        rows.append(Row(named_hour, f"{at:%H}", (came, done), Counted(("volume", hour), named_hour, leads)))
    columns = (Column(_("came in"), "accent"), Column(_("done"), "good"))
    says = _("Tickets that came in and were done, the last 24 hours")
    return Chart(_("volume"), says, columns, tuple(reversed(rows)), tuple(rows))


def _opened(hour: datetime) -> "Callable[[Desk], Sequence[int]]":
    return lambda desk: desk.floor.behind.opened(hour, hour + HOUR)


def _resolved(hour: datetime) -> "Callable[[Desk], Sequence[int]]":
    return lambda desk: desk.floor.behind.moved("resolved", hour, hour + HOUR)


def _attainment(found: "Charts", now: datetime, zone: tzinfo) -> Chart:
    rows = []
    for one in sorted(found.attainment, key=lambda one: one.day, reverse=True):
        day = date.fromisoformat(one.day)
        day_named = present.day(datetime.combine(day, time(12), zone), zone, now)
        clock = clock_name(one.clock)
        spot = Counted(("attainment", one.day, one.clock), f"{day_named} {clock}", tuple(_promised(one, day_named)))
        rows.append(Row(f"{fit(day_named, 11)} {clock}", f"{day:%d}", (one.met, one.breached, one.open), spot))
    columns = (Column(_("in time"), "good"), Column(_("breached"), "overdue"), Column(_("running"), "quiet"))
    says = _("Promises by the day they began; the share is of those kept or breached, running ones stand apart")
    return Chart(_("attainment"), says, columns, tuple(rows), _by_day(found), percent=True)


def _promised(one: "Attained", day_named: str) -> Iterator[Lead]:
    """The tickets of a day's promises: missed, running in time, kept. The day is the shop's, as the report has it."""
    day = date.fromisoformat(one.day)

    def found(desk: "Desk") -> "Promised":
        zone = desk.reports.zone()
        since, until = (datetime.combine(day + timedelta(days=n), time(0), zone) for n in (0, 1))
        return desk.floor.behind.promised(since, until, one.clock)

    def lead(text: str, n: int, which: "Callable[[Promised], Sequence[int]]") -> Lead:
        title = text.format(clock=clock_name(one.clock), day=day_named)
        return Lead(title, n, promises_hint(n), read=named(lambda desk: which(found(desk))))

    yield lead(_("{clock} missed, begun {day}"), one.breached, lambda found: found.missed)
    yield lead(_("{clock} running and in time, begun {day}"), one.open, lambda found: found.running)
    yield lead(_("{clock} kept, begun {day}"), one.met, lambda found: found.kept)


def _by_day(found: "Charts") -> tuple[Row, ...]:
    """All clocks of a day together."""
    sums: dict[str, list[int]] = {}
    for one in found.attainment:
        day = sums.setdefault(one.day, [0, 0, 0])
        for n, value in enumerate((one.met, one.breached, one.open)):
            day[n] += value
    return tuple(Row(day, day[-2:], tuple(values)) for day, values in sorted(sums.items()))


def _ageing(found: "Charts", now: datetime) -> Chart:
    rows = []
    for band, n in found.ageing:
        youngest, oldest = _band(band)
        since = now - oldest if oldest is not None else FIRST_DAY
        label = _age(youngest, oldest)
        # A ticket of exactly the age where two bands meet belongs to the older one.
        read = stretch("is:live", "created", since + NEXT, now - youngest + NEXT)
        rows.append(Row(label, band, (n,), Counted(("age", band), label, (Lead(label, n, read=read),))))
    columns = (Column(_("open"), "at-risk"),)
    return Chart(_("age"), _("How old the open tickets are"), columns, tuple(rows), tuple(rows))


def _band(band: str) -> tuple[timedelta, timedelta | None]:
    """``4-24h`` or ``28d+``: from which age to which."""
    unit = timedelta(hours=1) if "h" in band else timedelta(days=1)
    youngest, _dash, oldest = band.rstrip("hd+").partition("-")
    from_ = timedelta(days=int(youngest)) if band.endswith("+") else int(youngest) * unit
    return from_, None if not oldest else int(oldest) * unit


def _age(youngest: timedelta, oldest: timedelta | None) -> str:
    if oldest is None:
        return _("older than {age}").format(age=present.said_span(youngest))
    if not youngest:
        return _("up to {age}").format(age=present.said_span(oldest))
    return _("{young} to {old}").format(young=present.said_span(youngest), old=present.said_span(oldest))


def _products(found: "Charts", now: datetime) -> Chart:
    rows = []
    for code, name, n in found.products:
        label = clean(name) or clean(code)
        read = stretch(f"is:all {about_product(code)}", "-created", now - PRODUCT_DAYS, now)
        spot = Counted(("product", code), label, (Lead(label, n, read=read),))
        rows.append(Row(label, clean(code), (n,), spot))
    says = _("What customers wrote about in the last four weeks")
    return Chart(_("products"), says, (Column(_("tickets"), "accent"),), tuple(rows))


def table_width(chart: Chart) -> int:
    """Cells that the table takes without bars: beside a drawing it needs none."""
    said = cell_len(chart.says)
    needs = said if said <= ONE_LINE else said // 2 + 6
    return MARGIN + max(_label_width(chart) + _numbers_width(chart), needs)


def blocks(chart: Chart, width: int) -> Iterator[Block]:
    """The table: labels, bars while there is room, numbers."""
    yield Block(tuple(((part, "quiet"),) for part in wrap(chart.says, max(10, width - MARGIN))))
    if not chart.rows:
        yield Block((((_("nothing to show yet"), "faint"),),))
        return
    label = min(_label_width(chart), max(8, width - MARGIN - _numbers_width(chart)))
    room = width - MARGIN - label - _numbers_width(chart) - 1
    bar = min(room, MOST_BAR) if room >= LEAST_BAR else 0
    heads = [fit(column.head, NUMBER, right=True) for column in chart.columns]
    heads += [fit(_("share"), NUMBER, right=True)] if chart.percent else []
    yield Block((((" " * (label + bar + (1 if bar else 0)) + "".join(heads), "faint"),),))
    most = max((sum(row.values) for row in chart.rows), default=0)
    for row in chart.rows:
        yield Block((_line(chart, row, label, bar, most),), row.spot)


def _label_width(chart: Chart) -> int:
    return min(LABEL, max((cell_len(row.label) for row in chart.rows), default=0) + 2)


def _numbers_width(chart: Chart) -> int:
    return NUMBER * (len(chart.columns) + (1 if chart.percent else 0))


def _line(chart: Chart, row: Row, label: int, bar: int, most: int) -> Spans:
    spans: list[tuple[str, str]] = [(fit(clip(row.label, label - 1), label), "ink")]
    if bar:
        spans += [*_bar(chart, row, bar, most), (" ", "ink")]
    for column, value in zip(chart.columns, row.values, strict=True):
        spans.append((fit(str(value), NUMBER, right=True), column.role if value else "faint"))
    if chart.percent:
        met, breached = row.values[:2]
        text = f"{(200 * met + met + breached) // (2 * (met + breached))}%" if met + breached else "-"
        spans.append((fit(text, NUMBER, right=True), "ink"))
    return tuple(spans)


def _bar(chart: Chart, row: Row, width: int, most: int) -> Spans:
    """A stretch a column, together as long as the row's sum is of the greatest."""
    spans, before, total = [], 0, 0
    for column, value in zip(chart.columns, row.values, strict=True):
        total += value
        end = round(width * total / most) if most else 0
        spans.append((FILLED * (end - before), column.role))
        before = end
    return (*spans, (" " * (width - before), "ink"))
