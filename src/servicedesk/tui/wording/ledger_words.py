"""The ledger of a ticket in words: why it is due when it is, and what each stretch of time was. Pure."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta, tzinfo
from itertools import groupby
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from servicedesk.desk.service_levels.views import CycleView, LedgerView, SegmentView
from servicedesk.domain.shut import Reason, Shut
from servicedesk.i18n import _
from servicedesk.tui.clean import clean
from servicedesk.tui.wording import present
from servicedesk.tui.wording.due_words import clock_name, clock_words, due_words
from servicedesk.tui.wording.joined import commas, headed
from servicedesk.tui.wording.present import Signal


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
    """What would be. A breach that happened stands; what a new target finds used up would be broken at once."""
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
        head = (
            _("{clock} would be broken at once, though it rests")
            if cycle.state == "paused"
            else _("{clock} would be due at once")
        )
        return headed(head.format(clock=clock_name(cycle.clock)), said)
    return _why(view, now, zone)


def at_once(cycle: CycleView) -> bool:
    """Its time is used up, yet no promise is broken: the target is as new as the question."""
    return cycle.ended_at is None and cycle.breached_at is None and cycle.used >= cycle.target


def _foremost(view: LedgerView) -> CycleView | None:
    """The running cycle that comes first, by its breach where it has one, else by its due time.

    With none running, a resting one that is broken, or would be.
    """
    running = [(one.breached_at or one.due_at, n) for n, one in enumerate(view.cycles) if one.due_at is not None]
    first = min(((at, n) for at, n in running if at is not None), default=None)
    if first is not None:
        return view.cycles[first[1]]
    resting = [one for one in view.cycles if one.state == "paused" and (one.breached_at is not None or at_once(one))]
    return min(resting, key=lambda one: one.breached_at or view.asked_at, default=None)


def _why(view: LedgerView, now: datetime, zone: tzinfo) -> str:
    cycle = due_cycle(view)
    if cycle is not None and cycle.due_at is not None:
        return headed(clock_words(cycle.clock, cycle.due_at, now, zone), _promised(cycle, view.asked_at, now, zone))
    resting = next((one for one in view.cycles if one.state == "paused"), None)
    if resting is not None:
        rests = _("{clock} rests at {used} of {target}").format(
            clock=clock_name(resting.clock), used=worked(resting.used), target=worked(resting.target)
        )
        said = commas((rests, *_turn(resting)))
        if resting.breached_at is not None:
            since = present.moment(resting.breached_at, zone, now)
            said = _("{sentence}; it is broken since {time}").format(sentence=said, time=since)
        return _("nothing is due: {why}.").format(why=said)
    if view.cycles:
        return _("nothing is due: every clock of this ticket has ended.")
    return _("nothing is due: no policy promises anything for this ticket.")


def when_due(view: LedgerView, now: datetime, zone: tzinfo) -> str:
    """``14:20``, ``at once``, ``! 09:00`` for what is broken since then, or that nothing is due."""
    cycle = _foremost(view)
    if cycle is not None and at_once(cycle):
        return _("at once")
    at = None if cycle is None else cycle.breached_at or cycle.due_at
    if at is None:
        return _("nothing due")
    return ("! " if at < now else "") + present.short_moment(at, zone, now)


def due_cycle(view: LedgerView) -> CycleView | None:
    """The cycle by which the ticket is due."""
    found = (one for one in view.cycles if one.clock == view.due_clock and one.due_at == view.due_at)
    return next(found, None) if view.due_at is not None else None


def _promised(cycle: CycleView, asked_at: datetime, now: datetime, zone: tzinfo) -> str:
    """What was promised and what of it is used; the time that didn't count is named where there was any.

    A target that is as new as the question is only supposed, so nothing is said of since when.
    """
    since = cycle.promised_at if cycle.promised_at is not None and cycle.promised_at < asked_at else None
    uncounted = sum((one.end - one.start for one in cycle.segments if one.state != "running"), timedelta())
    given = _("“{rule}” gives {target} of working time from {start}")
    if since is not None:
        given = _("since {since}, “{rule}” gives {target} of working time from {start}")
    said = given.format(
        rule=clean(cycle.rule),
        target=worked(cycle.target),
        start=present.moment(cycle.started_at, zone, now),
        since="" if since is None else present.moment(since, zone, now),
    )
    said = _("{sentence}; {used}").format(sentence=said, used=_spent(cycle))
    if _broken_before(cycle) and cycle.breached_at is not None:
        broken = present.moment(cycle.breached_at, zone, now)
        said = _("{sentence}; what was promised before was broken {time}").format(sentence=said, time=broken)
    if uncounted:
        return _("{sentence}, {length} didn't count.").format(sentence=said, length=present.said_span(uncounted))
    return _("{sentence}.").format(sentence=said)


def _spent(cycle: CycleView) -> str:
    """How much of the target is used. What was used before a promise was made is not what it is late by."""
    if not cycle.used:
        return _("none of it is used yet")
    if cycle.used <= cycle.target:
        text, rest = _("{used} are used, {rest} are left"), cycle.target - cycle.used
    elif cycle.promised_at is not None and cycle.breached_at == cycle.promised_at:
        text, rest = _("{used} are used, {rest} of them before that promise"), cycle.used - cycle.late
    else:
        text, rest = _("{used} are used, {rest} too many"), cycle.used - cycle.target
    return text.format(used=worked(cycle.used), rest=worked(rest))


def _broken_before(cycle: CycleView) -> bool:
    """Whether it was broken under another target than the one in force."""
    return cycle.breached_at is not None and cycle.promised_at is not None and cycle.breached_at < cycle.promised_at


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
            state = commas((_("rests"), *_turn(cycle), *((_("broken at once"),) if at_once(cycle) else ())))
        case "met":
            state, signal = _("met {time}").format(time=ended), Signal.GOOD
        case "cancelled":
            state = _("ended {time}, not met").format(time=ended)
        case _:
            state = clean(cycle.state)
    return commas((*late, state)), Signal.OVERDUE if broken else signal


def segment_words(segment: SegmentView) -> str:
    """What a stretch was: ``runs``, ``rests: on hold``, ``closed: Christmas Day (DE), weekend``."""
    match segment.state:
        case "running" if segment.status in ("new", "open"):
            return _("runs")
        case "running":
            return _("runs, {status} or not").format(status=present.status_name(segment.status))
        case "paused":
            return _("rests: {reason}").format(reason=_rest(segment.status))
        case "closed_hours":
            return _("closed: {reason}").format(reason=shut_words(segment))
    return clean(segment.state)


def broken_in(segment: SegmentView, cycle: CycleView, now: datetime, zone: tzinfo) -> str:
    """That the promise was broken in this stretch, and when; empty where it wasn't.

    A target that came when its time was used already breaks wherever the clock stands.
    """
    at = cycle.breached_at
    if at is None or not segment.start < at <= segment.end:
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


def shut_words(segment: SegmentView) -> str:
    """``Christmas Day (DE), weekend``: why the shop was shut, each reason once."""
    found: list[str] = []
    for reason, same in groupby(segment.shut, key=lambda one: one.reason):
        found += _shut_words(reason, list(same))
    return commas(found)


def _shut_words(reason: Reason, shuts: Sequence[Shut]) -> Iterator[str]:
    """Days that follow one another and have no name are one."""
    match reason:
        case Reason.HOLIDAY:
            yield from dict.fromkeys(clean(one.name) for one in shuts)
        case Reason.CLOSED_DAY:
            yield _("all of {day}").format(day=_days(shuts))
        case Reason.SPECIAL_HOURS:
            yield _("special hours {day}").format(day=_days(shuts))
        case Reason.WEEKEND:
            yield _("weekend")
        case Reason.NIGHT:
            yield _("night")
        case Reason.OUTSIDE_HOURS:
            yield _("outside the hours")


def _days(shuts: Sequence[Shut]) -> str:
    noons = [datetime.combine(one.day, time(12), UTC) for one in shuts if one.day is not None]
    names = [present.date(noon, UTC) for noon in noons]
    return names[0] if len(names) == 1 else _("{first} to {last}").format(first=names[0], last=names[-1])
