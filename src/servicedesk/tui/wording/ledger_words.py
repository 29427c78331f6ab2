"""The ledger of a ticket in words: why it is due when it is, and what each stretch of time was. Pure."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from servicedesk.desk.service_levels.views import CycleView, LedgerView, SegmentView
from servicedesk.i18n import _
from servicedesk.tui.clean import clean
from servicedesk.tui.wording import present
from servicedesk.tui.wording.due_words import clock_name, clock_words, due_words
from servicedesk.tui.wording.joined import commas, headed
from servicedesk.tui.wording.present import Signal

_SATURDAY: Final = 5
_SUNDAY: Final = 6
_MORNING: Final = 10
_NOON: Final = 12
_EVENING: Final = 17
"""Hours up to which, and from which on, a shop is closed for the night."""


def exactly(length: timedelta) -> str:
    """``3:48:12``: hours, minutes, seconds."""
    seconds = int(length.total_seconds())
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def worked(length: timedelta) -> str:
    """``3h 48m``, ``45h``, ``12m``, ``42s``, cut down. Never days: a working day has no fixed length."""
    seconds = int(length.total_seconds())
    hours, minutes = seconds // 3600, seconds // 60 % 60
    parts = [_("{n}h").format(n=hours)] if hours else []
    if minutes:
        parts.append(_("{n}m").format(n=minutes))
    return " ".join(parts) or _("{n}s").format(n=seconds)


def why(view: LedgerView, now: datetime, zone: tzinfo, priority: str | None = None, *, waiting: bool = False) -> str:
    """Why it is due when it is, or why nothing is; one sentence. It names what of it is only supposed."""
    heads = [_("with priority {priority}").format(priority=present.priority_name(priority))] if priority else []
    if waiting:
        heads.append(_("if it waited for the customer from now on"))
    text = _supposed(view, now, zone, priority) if priority or waiting else _why(view, now, zone)
    said = headed(commas(heads), text) if heads else text
    return said[:1].upper() + said[1:]


def _supposed(view: LedgerView, now: datetime, zone: tzinfo, priority: str | None) -> str:
    """What would be. A breach that happened stands; what a new target finds used up would be due at once."""
    cycle = _foremost(view)
    if cycle is not None and cycle.breached_at is not None:
        broken = (
            _("{clock} is broken since {time}; another priority doesn't mend that.")
            if priority
            else _("{clock} is broken since {time}; waiting doesn't mend that.")
        )
        return broken.format(clock=clock_name(cycle.clock), time=present.moment(cycle.breached_at, zone, now))
    if cycle is not None and at_once(cycle):
        said = _(
            "“{rule}” gives {target} of working time from {start}, and {used} are used; "
            "a promise can't be broken before it was made."
        ).format(
            rule=clean(cycle.rule),
            target=worked(cycle.target),
            start=present.moment(cycle.started_at, zone, now),
            used=worked(cycle.used),
        )
        return headed(_("{clock} would be due at once").format(clock=clock_name(cycle.clock)), said)
    return _why(view, now, zone)


def at_once(cycle: CycleView) -> bool:
    """Its time is used up, yet no promise is broken: the target is as new as the question."""
    return cycle.due_at is not None and cycle.breached_at is None and cycle.used >= cycle.target


def _foremost(view: LedgerView) -> CycleView | None:
    """The running cycle that comes first: by its breach where it has one, else by its due time."""
    running = [(one.breached_at or one.due_at, n) for n, one in enumerate(view.cycles) if one.due_at is not None]
    first = min(((at, n) for at, n in running if at is not None), default=None)
    return None if first is None else view.cycles[first[1]]


def _why(view: LedgerView, now: datetime, zone: tzinfo) -> str:
    cycle = due_cycle(view)
    if cycle is not None and cycle.due_at is not None:
        return headed(clock_words(cycle.clock, cycle.due_at, now, zone), _promised(cycle, now, zone))
    resting = next((one for one in view.cycles if one.state == "paused"), None)
    if resting is not None:
        rests = _("{clock} rests at {used} of {target}").format(
            clock=clock_name(resting.clock), used=worked(resting.used), target=worked(resting.target)
        )
        said = commas((rests, *_turn(resting)))
        return _("nothing is due: {why}.").format(why=said)
    if view.cycles:
        return _("nothing is due: every clock of this ticket has ended.")
    return _("nothing is due: no policy promises anything for this ticket.")


def when_due(view: LedgerView, now: datetime, zone: tzinfo) -> str:
    """``14:20``, ``at once``, ``! 09:00`` for what is broken since then, or that nothing is due."""
    cycle = _foremost(view)
    if cycle is None or cycle.due_at is None:
        return _("nothing due")
    if at_once(cycle):
        return _("at once")
    at = cycle.breached_at or cycle.due_at
    return ("! " if at < now else "") + present.short_moment(at, zone, now)


def due_cycle(view: LedgerView) -> CycleView | None:
    """The cycle by which the ticket is due."""
    found = (one for one in view.cycles if one.clock == view.due_clock and one.due_at == view.due_at)
    return next(found, None) if view.due_at is not None else None


def _promised(cycle: CycleView, now: datetime, zone: tzinfo) -> str:
    """What was promised and what of it is used; the time that didn't count is named where there was any."""
    uncounted = sum((one.end - one.start for one in cycle.segments if one.state != "running"), timedelta())
    words = {
        "rule": clean(cycle.rule),
        "target": worked(cycle.target),
        "start": present.moment(cycle.started_at, zone, now),
        "used": worked(cycle.used),
        "left": worked(max(timedelta(), cycle.target - cycle.used)),
        "over": worked(cycle.used - cycle.target),
    }
    if not cycle.used:
        text = _("“{rule}” gives {target} of working time from {start}; none of it is used yet")
    elif cycle.used > cycle.target:
        text = _("“{rule}” gives {target} of working time from {start}; {used} are used, {over} too many")
    else:
        text = _("“{rule}” gives {target} of working time from {start}; {used} are used, {left} are left")
    said = text.format(**words)
    if uncounted:
        return _("{sentence}, {length} didn't count.").format(sentence=said, length=present.said_span(uncounted))
    return _("{sentence}.").format(sentence=said)


def cycle_words(cycle: CycleView, now: datetime, zone: tzinfo) -> tuple[str, Signal]:
    """How a cycle stands: ``runs, due 14:20 (in 12m)``, ``! 2h late, met 13:05``, ``rests, the customer's turn``."""
    broken = cycle.breached_at is not None
    late = (_("! {length} late").format(length=worked(cycle.late)),) if broken else ()
    if cycle.due_at is not None:
        soon = _("due at once") if at_once(cycle) else due_words(cycle.due_at, now, zone)
        due = () if broken and cycle.due_at <= now else (soon,)
        return commas((*late, _("runs"), *due)), present.due_signal(cycle.due_at, now, cycle.warn_at)
    ended = "" if cycle.ended_at is None else present.short_moment(cycle.ended_at, zone, now)
    signal = Signal.QUIET
    match cycle.state:
        case "paused":
            state = commas((_("rests"), *_turn(cycle)))
        case "met":
            state, signal = _("met {time}").format(time=ended), Signal.GOOD
        case "cancelled":
            state = _("ended {time}, not met").format(time=ended)
        case _:
            state = clean(cycle.state)
    return commas((*late, state)), Signal.OVERDUE if broken else signal


def segment_words(segment: SegmentView, shop: tzinfo) -> str:
    """What a stretch was: ``runs``, ``rests: on hold``, ``closed: weekend``. ``shop``: the zone of its calendar."""
    match segment.state:
        case "running" if segment.status in ("new", "open"):
            return _("runs")
        case "running":
            return _("runs, {status} or not").format(status=present.status_name(segment.status))
        case "paused":
            return _("rests: {reason}").format(reason=_rest(segment.status))
        case "closed_hours":
            return _("closed: {reason}").format(reason=_shut(segment, shop))
    return clean(segment.state)


def broken_in(segment: SegmentView, cycle: CycleView, now: datetime, zone: tzinfo) -> str:
    """That the target ran out in this stretch, and when; empty where it didn't."""
    at = cycle.breached_at
    if at is None or segment.state != "running" or not segment.start < at <= segment.end:
        return ""
    return _("! broken {time}").format(time=present.clock_time(at, zone))


def other_zone(view: LedgerView, now: datetime, zone: tzinfo) -> str:
    """The calendar's zone, where its clocks show another time than the agent's."""
    shop = shop_zone(view)
    return (
        clean(view.zone) if view.zone and now.astimezone(shop).utcoffset() != now.astimezone(zone).utcoffset() else ""
    )


def shop_zone(view: LedgerView) -> tzinfo:
    """The zone of the calendar in force; UTC without one."""
    try:
        return ZoneInfo(view.zone) if view.zone else UTC
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def _turn(cycle: CycleView) -> tuple[str, ...]:
    """Why a cycle rests; nothing while it has only just begun to."""
    last = cycle.segments[-1] if cycle.segments else None
    return (_rest(last.status),) if last is not None and last.state == "paused" else ()


def _rest(status: str) -> str:
    """Whose turn it is while a clock rests."""
    turns = {
        "waiting_customer": _("the customer's turn"),
        "on_hold": _("on hold"),
        "resolved": _("resolved"),
        "closed": _("closed"),
    }
    return turns.get(status) or present.status_name(status)


def _shut(segment: SegmentView, shop: tzinfo) -> str:
    """Night, weekend, or the days themselves, which are holidays where they are working days of the week."""
    start, end = segment.start.astimezone(shop), segment.end.astimezone(shop)
    days = list(_shut_days(start, end))
    working = [day for day in days if day.weekday() < _SATURDAY]
    if not working and (days or _of_the_weekend(start, end)):
        return _("weekend")
    if start.date() == end.date():
        return _("night") if end.hour <= _MORNING or start.hour >= _EVENING else _("outside the hours")
    if not working:
        return _("night")
    names = [present.date(datetime(day.year, day.month, day.day, 12, tzinfo=shop), shop) for day in days]
    return names[0] if len(names) == 1 else _("{first} to {last}").format(first=names[0], last=names[-1])


def _of_the_weekend(start: datetime, end: datetime) -> bool:
    """More than a night of a Saturday or Sunday, though no noon of it: it may have begun after one, or still go on."""
    if start.weekday() == _SUNDAY:
        return True
    if start.date() == end.date():
        return start.weekday() == _SATURDAY and start.hour >= _NOON and end.hour >= _EVENING > start.hour
    began_by_day = start.weekday() == _SATURDAY and start.hour < _EVENING
    return began_by_day or (end.weekday() >= _SATURDAY and end.time() > time(_MORNING))


def _shut_days(start: datetime, end: datetime) -> Iterator[date]:
    """The days whose noon was shut."""
    day = start.date()
    while day <= end.date():
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=start.tzinfo)
        if start <= noon < end:
            yield day
        day += timedelta(days=1)
