"""The ledger of a ticket as lines: a cycle of a clock each, unfolded into its stretches of time. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from rich.cells import cell_len

from servicedesk.desk.service_levels.views import CycleView, LedgerView, SegmentView
from servicedesk.i18n import _, pgettext
from servicedesk.tui.clean import clean
from servicedesk.tui.widgets.customer_lines import Frame, Spans
from servicedesk.tui.wording import present
from servicedesk.tui.wording.due_words import clock_name
from servicedesk.tui.wording.joined import commas
from servicedesk.tui.wording.ledger_words import broken_in, cycle_words, exactly, segment_words
from servicedesk.tui.wrap import clip, fit

WIDE: Final = 96
"""Cells from which times show their seconds and people their names."""
_WHAT: Final = 40
"""Cells that what a stretch was may take: on a wide screen its sums still stand near it."""

_NAME: Final = 14
"""Cells of the longest name of a clock."""

Key = tuple[str, datetime]
"""A cycle of the ticket: its clock, and when it began."""


@dataclass(frozen=True, slots=True)
class Spot:
    """What the cursor stands on: a cycle, or the ``row`` of one of its stretches, from 0."""

    cycle: Key
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A block of one line; a heading has no target."""

    lines: tuple[Spans, ...]
    target: Spot | None = None


def ledger_lines(view: LedgerView, frame: Frame, names: Mapping[str, str], unfolded: frozenset[Key]) -> Iterator[Line]:
    """Every cycle, newest last; ``unfolded`` ones with their table. ``names`` are what to call handles."""
    room = max((cell_len(_used(cycle)) for cycle in view.cycles), default=0)
    for cycle in view.cycles:
        key = cycle.clock, cycle.started_at
        yield Line((_cycle(cycle, frame, room, unfolded=key in unfolded),), Spot(key))
        if key in unfolded:
            head, *rows = _table(cycle, view.asked_at, frame, names)
            yield Line((head,))
            for n, row in enumerate(rows):
                yield Line((row,), Spot(key, n))


def _cycle(cycle: CycleView, frame: Frame, room: int, *, unfolded: bool) -> Spans:
    """``- FIRST RESPONSE  3:48:12 of 4:00:00  runs, due 14:20 (in 12m)``; ``room``: cells of what is used."""
    words, signal = cycle_words(cycle, frame.now, frame.zone)
    name = clock_name(cycle.clock)
    return (
        ("- " if unfolded else "+ ", "accent"),
        (fit(name.upper() if name.isascii() else name, _NAME) + " ", "label"),
        (fit(_used(cycle), room, right=True) + "  ", "strong"),
        (words, signal.value),
    )


def _used(cycle: CycleView) -> str:
    return _("{used} of {target}").format(used=exactly(cycle.used), target=exactly(cycle.target))


@dataclass(frozen=True, slots=True)
class _Row:
    """The cells of a stretch."""

    start: str
    end: str
    what: str
    who: str
    worked: str
    total: str
    role: str


def _table(cycle: CycleView, asked_at: datetime, frame: Frame, names: Mapping[str, str]) -> Iterator[Spans]:
    """The heading, then a line a stretch, each column as wide as it needs; what it was takes the rest."""
    titles = (
        pgettext("ledger", "from"),
        pgettext("ledger", "to"),
        pgettext("ledger", "what"),
        pgettext("ledger", "who"),
        pgettext("ledger", "worked"),
        pgettext("ledger", "sum"),
    )
    head = _Row(*titles, "faint")
    rows = [head, *_rows(cycle, asked_at, frame, names)]
    most = 20 if frame.width >= WIDE else 8
    start, end, who, worked, total = (
        max(cell_len(getattr(row, column)) for row in rows) for column in ("start", "end", "who", "worked", "total")
    )
    who = min(who, most)
    what = min(_WHAT, max(8, frame.width - 4 - start - end - who - worked - total - 10))
    for row in rows:
        yield (
            ("    " + fit(row.start, start) + "  " + fit(row.end, end) + "  ", "faint" if row is head else "quiet"),
            (fit(clip(row.what, what, frame.signs.ellipsis), what) + "  ", row.role),
            (fit(clip(row.who, who, frame.signs.ellipsis), who) + "  ", "faint" if row is head else "quiet"),
            (fit(row.worked, worked, right=True) + "  ", row.role),
            (fit(row.total, total, right=True), "faint" if row is head else "ink"),
        )


def _rows(cycle: CycleView, asked_at: datetime, frame: Frame, names: Mapping[str, str]) -> Iterator[_Row]:
    total = timedelta()
    for segment in cycle.segments:
        total += segment.worked
        runs = segment.state == "running"
        broken = broken_in(segment, cycle, frame.now, frame.zone)
        what = segment_words(segment)
        yield _Row(
            _time(segment.start, frame),
            _end(segment, asked_at, frame, open_=cycle.ended_at is None),
            commas((what, broken)) if broken else what,
            _who(segment.holder, frame, names),
            exactly(segment.worked) if runs else "",
            exactly(total),
            "overdue" if broken else "ink" if runs else "quiet",
        )


def _time(at: datetime, frame: Frame) -> str:
    return f"{present.date(at, frame.zone, frame.now)} {_clock(at, frame)}"


def _clock(at: datetime, frame: Frame) -> str:
    return at.astimezone(frame.zone).strftime("%H:%M:%S" if frame.width >= WIDE else "%H:%M")


def _end(segment: SegmentView, asked_at: datetime, frame: Frame, *, open_: bool) -> str:
    """``now`` for what goes on; without the day where that is the day it began."""
    if open_ and segment.end >= asked_at:
        return _("now")
    same = segment.start.astimezone(frame.zone).date() == segment.end.astimezone(frame.zone).date()
    return _clock(segment.end, frame) if same else _time(segment.end, frame)


def _who(handle: str | None, frame: Frame, names: Mapping[str, str]) -> str:
    if handle is None:
        return _("nobody")
    return clean(names.get(handle, handle)) if frame.width >= WIDE else clean(handle)
