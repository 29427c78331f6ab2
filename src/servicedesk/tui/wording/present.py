"""Values in words, signs and figures: pure functions from the desk's views to short texts.

Names and texts from outside pass ``clean`` here; what comes back may be painted as it is. Instants are aware.
"""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from servicedesk.desk.queue_views import QueueRow
from servicedesk.domain.money import exponent
from servicedesk.i18n import _, ngettext
from servicedesk.tui.clean import clean
from servicedesk.tui.wording.joined import commas

if TYPE_CHECKING:
    from servicedesk.desk.views import MessageView

AT_RISK: Final = timedelta(hours=2)
"""A promise or follow-up nearer than this carries ``~``; a clock does from its policy's warning on."""

COUNTDOWN: Final = timedelta(minutes=10)
"""With less left than this, seconds count."""

_MINUTE: Final = 60
_HOUR: Final = 3600
_DAY: Final = 86400
_WEEK: Final = 7 * _DAY
_YEAR: Final = 365 * _DAY
_WEEKDAYS: Final = 7


class Signal(StrEnum):
    """How pressing something is: the name of its colour. ``NONE`` is plain text."""

    NONE = "ink"
    QUIET = "quiet"
    OVERDUE = "overdue"
    AT_RISK = "at-risk"
    GOOD = "good"


def span(length: timedelta) -> str:
    """A length of time in its largest unit, cut down: ``42s``, ``12m``, ``2h``, ``3d``, ``15w``, ``2y``."""
    seconds = abs(int(length.total_seconds()))
    if seconds < _MINUTE:
        return f"{seconds}s"
    if seconds < _HOUR:
        return f"{seconds // _MINUTE}m"
    if seconds < _DAY:
        return f"{seconds // _HOUR}h"
    if seconds < 100 * _DAY:
        return f"{seconds // _DAY}d"
    if seconds < 100 * _WEEK:
        return f"{seconds // _WEEK}w"
    return f"{seconds // _YEAR}y"


def said_span(length: timedelta) -> str:
    """``span`` as a sentence says it; a column of a list has no room for words."""
    units = {"s": _("{n}s"), "m": _("{n}m"), "h": _("{n}h"), "d": _("{n}d"), "w": _("{n}w"), "y": _("{n}y")}
    short = span(length)
    return units[short[-1]].format(n=short[:-1])


def due_signal(due: datetime | None, now: datetime, risk_at: datetime | None = None) -> Signal:
    """Overdue, at risk from ``risk_at`` on, or plain."""
    if due is None:
        return Signal.NONE
    if due < now:
        return Signal.OVERDUE
    return Signal.AT_RISK if risk_at is not None and risk_at <= now else Signal.NONE


def owed_signal(due: datetime, now: datetime) -> Signal:
    """Of a promise or follow-up, which no policy warns of: at risk when it is near."""
    return due_signal(due, now, now if due - now < AT_RISK else None)


def time_left(due: datetime, now: datetime, signal: Signal) -> str:
    """``~12m`` at risk, ``~9:42`` when seconds count, ``2h``, ``!-3h`` overdue; at most five cells."""
    sign = {Signal.OVERDUE: "!-", Signal.AT_RISK: "~"}.get(signal, "")
    return sign + (_countdown(due - now) or span(due - now))


def said_left(length: timedelta) -> str:
    """``time_left`` as a sentence says it, without a sign."""
    return _countdown(length) or said_span(length)


def _countdown(length: timedelta) -> str:
    """``9:42`` from ten minutes down to one; else nothing."""
    if not timedelta(minutes=1) <= length < COUNTDOWN:
        return ""
    seconds = int(length.total_seconds())
    return f"{seconds // _MINUTE}:{seconds % _MINUTE:02}"


def row_time(row: QueueRow, now: datetime) -> tuple[str, Signal]:
    """What stands in the time column of a list, and its signal; at most five cells.

    It is what the list stands by. Time left; asleep ``z2d``, while it wakes before it is due; else how long the
    customer waits, ``+3h``; else, when done, the age in quiet; nothing while its clocks rest.
    """
    wakes = row.snoozed_until if row.snoozed_until is not None and row.snoozed_until > now else None
    if row.due_at is not None and (wakes is None or row.due_at <= wakes):
        signal = due_signal(row.due_at, now, row.risk_at)
        return time_left(row.due_at, now, signal), signal
    if wakes is not None:
        return "z" + span(wakes - now), Signal.QUIET
    if row.waiting_since is not None:
        return "+" + span(now - row.waiting_since), Signal.NONE
    if row.status in ("resolved", "closed", "merged", "spam"):
        return span(now - row.updated_at), Signal.QUIET
    return "", Signal.QUIET


def broke_word(row: QueueRow, now: datetime) -> bool:
    """Whether a promise to the customer, or a follow-up, is overdue: seen beside the time, which is the clocks'."""
    return row.status not in ("closed", "merged", "spam") and row.remind_at is not None and row.remind_at < now


def remind_time(row: QueueRow, now: datetime) -> tuple[str, Signal]:
    """The time left until the next promise or follow-up, and its signal."""
    if row.remind_at is None:
        return "", Signal.QUIET
    signal = owed_signal(row.remind_at, now)
    return time_left(row.remind_at, now, signal), signal


def kind_letter(kind: str) -> str:
    """I, C or R."""
    return {"inquiry": "I", "complaint": "C", "return": "R"}.get(kind, "?")


def kind_name(kind: str) -> str:
    names = {"inquiry": _("inquiry"), "complaint": _("complaint"), "return": _("return")}
    return names.get(kind) or clean(kind)


def tier_mark(membership: str) -> str:
    """V, G, S, or a blank for a standard member."""
    return {"vip": "V", "gold": "G", "silver": "S"}.get(membership, " ")


def tier_name(membership: str) -> str:
    names = {"vip": _("vip"), "gold": _("gold"), "silver": _("silver"), "standard": _("standard")}
    return names.get(membership) or clean(membership)


def status_name(status: str) -> str:
    """A status in words."""
    names = {
        "new": _("new"),
        "open": _("open"),
        "waiting_customer": _("waiting"),
        "on_hold": _("on hold"),
        "resolved": _("resolved"),
        "closed": _("closed"),
        "merged": _("merged"),
        "spam": _("spam"),
    }
    return names.get(status) or clean(status)


def waits_name(waits: str) -> str:
    """What a ticket waits for among us, in at most nine cells."""
    return {"escalated": _("escalated"), "approval": _("approval")}.get(waits, "")


def stage_name(stage: str) -> str:
    """A stage of a complaint or a return, in words."""
    names = {
        "received": _("received"),
        "acknowledged": _("acknowledged"),
        "assessed": _("assessed"),
        "investigating": _("investigating"),
        "decided": _("decided"),
        "communicated": _("communicated"),
        "closed": _("closed"),
        "requested": _("requested"),
        "approved": _("approved"),
        "declined": _("declined"),
        "in_transit": _("in transit"),
        "inspected": _("inspected"),
        "completed": _("completed"),
        "cancelled": _("cancelled"),
    }
    return names.get(stage) or clean(stage)


def lifecycle_name(stage: str) -> str:
    """The stage of a product's life, in words."""
    names = {
        "introduction": _("introduction"),
        "growth": _("growth"),
        "maturity": _("maturity"),
        "decline": _("decline"),
        "withdrawn": _("withdrawn"),
    }
    return names.get(stage) or clean(stage)


def side_name(side: str) -> str:
    """Whom a side thread is with."""
    names = {"carrier": _("carrier"), "warehouse": _("warehouse"), "vendor": _("vendor")}
    return names.get(side) or clean(side)


def priority_name(priority: str) -> str:
    names = {"urgent": _("urgent"), "high": _("high"), "normal": _("normal"), "low": _("low")}
    return names.get(priority) or clean(priority)


def priority_mark(priority: str) -> str:
    """``!!`` urgent, ``!`` high, nothing else: a list too narrow for words."""
    return {"urgent": "!!", "high": "!"}.get(priority, "")


def priority_signal(priority: str) -> Signal:
    """How a priority is painted."""
    return {"urgent": Signal.OVERDUE, "high": Signal.AT_RISK, "low": Signal.QUIET}.get(priority, Signal.NONE)


def customer_name(row: QueueRow) -> str:
    """Who asks; an unnamed customer is said to be one."""
    return clean(row.customer_name).strip() or _("unnamed")


def short_name(name: str, width: int) -> str:
    """The part of a clean name that says most in ``width`` characters: all of it, else the last word.

    What stands in brackets behind a name (a reading, a company) goes first.
    """
    bare = name.partition(" (")[0].strip() or name
    if len(name) <= width or len(bare) <= width:
        return name if len(name) <= width else bare
    return bare.rsplit(" ", 1)[-1]


def subject(row: QueueRow) -> str:
    return clean(row.subject).strip() or _("(no subject)")


def title(row: QueueRow) -> str:
    """A ticket in one line: ``#10432 complaint, decided, HIGH``; ordinary priority goes without saying."""
    words = [kind_name(row.kind), stage_name(row.stage) if row.stage else status_name(row.status)]
    if row.priority in ("urgent", "high"):
        words.append(priority_name(row.priority).upper())
    return f"#{row.id} " + commas(words)


def money(minor: int, currency: str) -> str:
    """``EUR 89.00``, ``JPY 8900``; minor units in, decimals as the currency has them."""
    places = exponent(currency)
    sign, digits = ("-" if minor < 0 else ""), str(abs(minor))
    if places:
        digits = digits.rjust(places + 1, "0")
        digits = f"{digits[:-places]}.{digits[-places:]}"
    return f"{clean(currency)} {sign}{digits}".strip()


def size(count: int) -> str:
    """Bytes as people say them: ``0 B``, ``47 kB``, ``1.2 MB``."""
    if count < 1000:
        return f"{count} B"
    if count < 999_500:
        return f"{count / 1000:.0f} kB"
    return f"{count / 1_000_000:.1f} MB"


def clock_time(at: datetime, zone: tzinfo) -> str:
    """``14:05`` in ``zone``."""
    return at.astimezone(zone).strftime("%H:%M")


def date(at: datetime, zone: tzinfo, now: datetime | None = None) -> str:
    """``18 Nov``; with the year when ``now`` is in another one."""
    local = at.astimezone(zone)
    if now is not None and now.astimezone(zone).year != local.year:
        return _("{day} {month} {year}").format(day=local.day, month=_month(local.month), year=local.year)
    return _("{day} {month}").format(day=local.day, month=_month(local.month))


def day(at: datetime, zone: tzinfo, now: datetime) -> str:
    """``today``, ``yesterday``, ``tomorrow``, else the weekday and the date."""
    local = at.astimezone(zone)
    distance = (local.date() - now.astimezone(zone).date()).days
    near = {0: _("today"), -1: _("yesterday"), 1: _("tomorrow")}.get(distance)
    return near or _("{weekday} {date}").format(weekday=_weekday(local.weekday()), date=date(at, zone, now))


def moment(at: datetime, zone: tzinfo, now: datetime) -> str:
    """``14:05`` today, else day and time: ``yesterday 14:05``, ``Thu 18 Nov 14:05``."""
    time = clock_time(at, zone)
    if at.astimezone(zone).date() == now.astimezone(zone).date():
        return time
    return _("{day} {time}").format(day=day(at, zone, now), time=time)


def short_moment(at: datetime, zone: tzinfo, now: datetime) -> str:
    """``14:05`` today, ``Mon 09:30`` within the week around, else ``18 Nov 14:05``."""
    local, time = at.astimezone(zone), clock_time(at, zone)
    distance = abs((local.date() - now.astimezone(zone).date()).days)
    if not distance:
        return time
    return _("{day} {time}").format(
        day=_weekday(local.weekday()) if distance < _WEEKDAYS else date(at, zone, now), time=time
    )


def by_when(due: datetime, zone: tzinfo, now: datetime) -> str:
    """``by 15:00 today``, ``by Thu 18 Nov 15:00``."""
    time = clock_time(due, zone)
    if due.astimezone(zone).date() == now.astimezone(zone).date():
        return _("by {time} today").format(time=time)
    return _("by {day} {time}").format(day=day(due, zone, now), time=time)


def ago(at: datetime, now: datetime) -> str:
    """``2 d ago``, ``in 3 h``, ``just now``."""
    seconds = int((now - at).total_seconds())
    if abs(seconds) < _MINUTE:
        return _("just now")
    length = _length(abs(seconds))
    return _("{length} ago").format(length=length) if seconds > 0 else _("in {length}").format(length=length)


def delivery(message: MessageView, now: datetime) -> tuple[str, Signal]:
    """How far a message of ours has come; empty when there is nothing to say."""
    match message.delivery:
        case "pending" if message.leaves_at is not None and message.leaves_at > now:
            left = _length(int((message.leaves_at - now + timedelta(seconds=0.999999)).total_seconds()))
            return _("leaves in {left}, u recalls it").format(left=left), Signal.AT_RISK
        case "pending":
            return _("leaving now"), Signal.AT_RISK
        case "failed":
            return _("NOT SENT: delivery failed"), Signal.OVERDUE
        case "recalled":
            return _("recalled, never sent"), Signal.QUIET
    return "", Signal.QUIET


def _length(seconds: int) -> str:
    if seconds < _MINUTE:
        return ngettext("{n} s", "{n} s", seconds).format(n=seconds)
    if seconds < _HOUR:
        minutes = seconds // _MINUTE
        return ngettext("{n} min", "{n} min", minutes).format(n=minutes)
    if seconds < _DAY:
        hours = seconds // _HOUR
        return ngettext("{n} h", "{n} h", hours).format(n=hours)
    days = seconds // _DAY
    return ngettext("{n} d", "{n} d", days).format(n=days)


def _month(number: int) -> str:
    names = (
        _("Jan"),
        _("Feb"),
        _("Mar"),
        _("Apr"),
        _("May"),
        _("Jun"),
        _("Jul"),
        _("Aug"),
        _("Sep"),
        _("Oct"),
        _("Nov"),
        _("Dec"),
    )
    return names[number - 1]


def _weekday(number: int) -> str:
    return (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))[number]
