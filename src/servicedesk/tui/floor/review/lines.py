"""The breach review as lines: the list, and what the ledger says of the one in hand. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len

from servicedesk.i18n import _
from servicedesk.tui.clean import clean
from servicedesk.tui.floor.lines import Frame, Spans
from servicedesk.tui.floor.review.sheet import Finding, Key, Sheet, key_of
from servicedesk.tui.floor.words import cause_name, clock_name
from servicedesk.tui.wording import present
from servicedesk.tui.wording.joined import commas
from servicedesk.tui.wording.ledger_words import shut_words
from servicedesk.tui.wrap import clip, fit, wrap

if TYPE_CHECKING:
    from servicedesk.desk.service_levels.views import BreachView, SegmentView

FIELD: Final = 12
STATE: Final = 8
HOLDER: Final = 18
CLOCK: Final = 14
"""Cells of the longest name of a clock."""


@dataclass(frozen=True, slots=True)
class BreachLine:
    """A breach in the list."""

    lines: tuple[Spans, ...]
    target: Key | None


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of what is known of one; the cursor never stops there."""

    lines: tuple[Spans, ...]
    target: None = None


def breach_lines(sheet: Sheet, frame: Frame) -> Iterator[BreachLine]:
    """One line a breach: stored or not, number, clock, how late, whose ticket, subject."""
    digits = max((len(str(row.ticket)) for row in sheet.rows), default=1)
    for row in sheet.rows:
        key = key_of(row)
        stored = key in sheet.stored
        name = present.short_name(clean(row.customer).strip() or _("unnamed"), 14)
        text = f"{row.ticket:>{digits}} {fit(clock_name(row.clock), CLOCK)}"
        late = fit("+" + present.span(row.late), 6, right=True)
        role = "faint" if stored else "ink"
        rest = f"  {fit(clip(name, 14), 14)} {clean(row.subject)}"
        yield BreachLine(
            (
                (
                    ("+ " if stored else "  ", "good"),
                    (text, role),
                    (late, "faint" if stored else "overdue"),
                    (rest, role),
                ),
            ),
            key,
        )


def finding_lines(
    breach: "BreachView", finding: Finding | None, stored: bool, frame: Frame, teams: Mapping[str, str]
) -> Iterator[TextLine]:
    """What is promised and was broken; what is found of it; the working time by holder; the segments.

    ``teams``: code → name.
    """
    width = max(20, frame.width - 2)
    for part in wrap(f"#{breach.ticket} {clean(breach.subject).strip() or _('(no subject)')}", width):
        yield _line((part, "strong"))
    yield from _wrapped(_facts(breach, teams), "quiet", width)
    yield from _wrapped(_broken(breach, frame), "overdue", width)
    yield TextLine(((),))
    if finding is None:
        yield _line((_("asking the ledger …"), "faint"))
        return
    yield _line((_heading(finding, stored), "label"))
    yield from _found(finding, frame, width)
    yield TextLine(((),))
    yield _line((_("WORKING TIME UNTIL THE BREACH"), "label"))
    for holder, seconds in finding.proposed.worked:
        yield _line((fit(_name(holder, frame), HOLDER), "ink"), (_length(timedelta(seconds=seconds)), "quiet"))
    if finding.segments:
        yield TextLine(((),))
        yield _line((_("SEGMENTS"), "label"))
        worked = max(cell_len(_worked(segment)) for segment in finding.segments) + 2
        for segment in finding.segments:
            yield _segment(segment, frame, worked, width)


def _line(*spans: tuple[str, str]) -> TextLine:
    return TextLine((spans,))


def _wrapped(text: str, role: str, width: int) -> Iterator[TextLine]:
    for part in wrap(text, width):
        yield _line((part, role))


def _facts(breach: "BreachView", teams: Mapping[str, str]) -> str:
    parts = [clean(breach.customer).strip() or _("unnamed"), present.kind_name(breach.kind)]
    if breach.priority != "normal":
        parts.append(present.priority_name(breach.priority))
    if breach.product:
        parts.append(clean(breach.product))
    if breach.team:
        parts.append(clean(teams.get(breach.team, breach.team)))
    return commas(parts)


def _broken(breach: "BreachView", frame: Frame) -> str:
    when = present.moment(breach.breached_at, frame.zone, frame.now)
    text = _("{clock} within {target} was due {when}; late by {late}")
    said = text.format(
        clock=clock_name(breach.clock), target=_length(breach.target), when=when, late=_length(breach.late)
    )
    return commas((said, _("and still open"))) if breach.open else said


def _heading(finding: Finding, stored: bool) -> str:
    if stored:
        return _("STORED")
    return _("THE LEDGER SAYS (enter: that is so)") if finding.as_proposed else _("CORRECTED (enter stores it)")


def _found(finding: Finding, frame: Frame, width: int) -> Iterator[TextLine]:
    proposed = finding.proposed
    rows = (
        (_("holder"), "h", _name(finding.holder, frame), finding.holder != proposed.holder),
        (_("status"), " ", present.status_name(finding.status), False),
        (_("cause"), "c", cause_name(finding.cause), finding.cause != proposed.cause),
        (_("avoidable"), "a", _("yes") if finding.avoidable else _("no"), finding.avoidable != proposed.avoidable),
        (_("comment"), "m", clean(finding.comment) or "-", bool(finding.comment)),
    )
    for name, key, value, changed in rows:
        first, *more = wrap(value, max(10, width - FIELD - 2))
        yield _line((f"{key} ", "accent"), (fit(name, FIELD), "quiet"), (first, "accent" if changed else "ink"))
        for part in more:
            yield _line((" " * (FIELD + 2), "ink"), (part, "accent" if changed else "ink"))


def _segment(segment: "SegmentView", frame: Frame, worked: int, width: int) -> TextLine:
    """``runs  2h  Mon 08:00–10:00  Ana, open``; who held it stands on a line of its own where the pane is narrow."""
    role = "ink" if segment.state == "running" else "faint"
    # While the shop is closed nobody holds anything up.
    closed = segment.state == "closed_hours"
    who = shut_words(segment) if closed else commas((_name(segment.holder, frame), present.status_name(segment.status)))
    when = _when(segment, frame)
    first = ((fit(_state(segment.state), STATE), role), (fit(_worked(segment), worked), "ink"), (when, role))
    if STATE + worked + cell_len(when) + 2 + cell_len(who) <= width:
        return TextLine(((*first, (f"  {who}", role)),))
    below = wrap(who, max(10, width - STATE))
    return TextLine((first, *(((" " * STATE + part, role),) for part in below)))


def _worked(segment: "SegmentView") -> str:
    return _length(segment.worked) if segment.state == "running" else ""


def _when(segment: "SegmentView", frame: Frame) -> str:
    """``Mon 08:00–10:00``; both days where they differ, also when one of them is today."""
    start, end = segment.start.astimezone(frame.zone), segment.end.astimezone(frame.zone)
    from_, until = (present.moment(at, frame.zone, frame.now) for at in (start, end))
    if start.date() == end.date():
        return f"{from_}–{present.clock_time(end, frame.zone)}"
    if end.date() == frame.now.astimezone(frame.zone).date():
        until = _("{day} {time}").format(day=present.day(end, frame.zone, frame.now), time=until)
    return f"{from_}–{until}"


def _state(state: str) -> str:
    names = {"running": _("runs"), "paused": _("rests"), "closed_hours": _("closed")}
    return names.get(state) or clean(state)


def _name(holder: str | None, frame: Frame) -> str:
    return _("nobody") if holder is None else clean(frame.names(holder))


def _length(length: timedelta) -> str:
    """``2h 10m``; under a minute in seconds."""
    minutes, seconds = divmod(int(length.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    if hours and minutes:
        return _("{h}h {m:02}m").format(h=hours, m=minutes)
    if hours:
        return _("{n}h").format(n=hours)
    return present.said_span(timedelta(minutes=minutes)) if minutes else present.said_span(timedelta(seconds=seconds))
