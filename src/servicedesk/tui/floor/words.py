"""What the floor says: interventions, the forecast, people, figures. Pure; names pass ``clean`` here."""

from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Final

from servicedesk.desk.reports import words as reports
from servicedesk.i18n import _, ngettext
from servicedesk.tui.clean import clean
from servicedesk.tui.wording import present
from servicedesk.tui.wording.joined import commas, headed

if TYPE_CHECKING:
    from servicedesk.desk.floor.views import Forecast, Intervention, Load

Names = Callable[[str], str]
"""What to call somebody by their handle."""

STALE: Final = timedelta(seconds=30)
"""A check of the promised times older than this is said in red."""


def counted(kind: str | None, n: int) -> str:
    """``4 returns``, ``1 ticket``."""
    match kind:
        case "inquiry":
            text = ngettext("{n} inquiry", "{n} inquiries", n)
        case "complaint":
            text = ngettext("{n} complaint", "{n} complaints", n)
        case "return":
            text = ngettext("{n} return", "{n} returns", n)
        case _:
            text = ngettext("{n} ticket", "{n} tickets", n)
    return text.format(n=n)


def intervention(one: "Intervention", names: Names, zone: tzinfo) -> str:
    """One line that says what to do and what it is good for."""
    what = _what(one)
    source, target = (clean(names(handle)) if handle is not None else "" for handle in (one.source, one.target))
    match one.what:
        case "move":
            text = _("Move {what} {source} → {target}").format(what=what, source=source, target=target)
        case "assign":
            text = _("Assign {what} to {target}").format(what=what, target=target)
        case "back":
            text = _("Call {name} back from break").format(name=source or target)
        case "talk":
            length = present.said_span(timedelta(minutes=one.minutes))
            text = _("{name}: one ticket {length}").format(name=source or target, length=length)
            return commas((text, *(f"#{ticket}" for ticket in one.tickets[:1])))
        case _:
            text = commas((clean(one.what), what))
    return headed(text, saves(one, zone)) if one.saves else text


def aged(what: str, seconds: int | None) -> str:
    """What is counted, with the age of the oldest: ``approvals that wait, the oldest 22m``."""
    if seconds is None:
        return what
    oldest = _("the oldest {length}").format(length=present.said_span(timedelta(seconds=seconds)))
    return commas((what, oldest))


def _what(one: "Intervention") -> str:
    """One ticket by its number, more by their count and kind."""
    if len(one.tickets) == 1:
        return f"#{one.tickets[0]}"
    return counted(one.kind, len(one.tickets))


def saves(one: "Intervention", zone: tzinfo) -> str:
    """``saves 3, the first at 15:10``: so many breaches, the first of them then."""
    if one.by is None:
        return ngettext("saves {n}", "saves {n}", one.saves).format(n=one.saves)
    text = ngettext("saves {n}, due at {time}", "saves {n}, the first at {time}", one.saves)
    return text.format(n=one.saves, time=present.clock_time(one.by, zone))


def done(one: "Intervention", count: int, names: Names) -> str:
    """What was done, for the notice."""
    target = clean(names(one.target)) if one.target is not None else _("nobody")
    return _("Done: {what} → {target}; u takes it back.").format(what=counted(one.kind, count), target=target)


def forecast(one: "Forecast", now: datetime, zone: tzinfo) -> tuple[str, present.Signal]:
    """``11 breaches by 16:00 today (8–14)``."""
    when = present.by_when(one.until, zone, now)
    if one.high <= 0 and one.breaches <= 0:
        return _("Nothing will breach {when}").format(when=when), present.Signal.GOOD
    n = f"{one.breaches}+" if one.left_out else str(one.breaches)
    text = ngettext("{n} breach {when}", "{n} breaches {when}", one.breaches).format(n=n, when=when)
    span = f" ({one.low}–{one.high})" if one.low != one.high else ""
    return text + span, present.Signal.OVERDUE if one.breaches else present.Signal.AT_RISK


def newcomers(one: "Forecast") -> str:
    """How many of the breaches no ticket stands for yet; empty without any."""
    n = one.newcomers
    if not n:
        return ""
    text = ngettext("{n} of them of customers yet to write", "{n} of them of customers yet to write", n)
    return text.format(n=n)


def who_is_here(one: "Forecast") -> str:
    """``6 of 9 here, 2 on break``."""
    here = _("{here} of {people} here").format(here=one.here, people=one.people)
    if not one.on_break:
        return here
    return commas((here, ngettext("{n} on break", "{n} on break", one.on_break).format(n=one.on_break)))


def absence(one: "Load", zone: tzinfo | None) -> str:
    """Why somebody works on nothing just now; empty while they do. Without a ``zone`` in as few words as it takes."""
    match one.state:
        case "here":
            return ""
        case "break" if one.until is not None and zone is not None:
            return _("on break until {time}").format(time=present.clock_time(one.until, zone))
        case "break":
            return _("on break")
        case "shift_over":
            return _("shift over")
        case _:
            return _("not here")


def check_age(swept_at: datetime | None, now: datetime) -> tuple[str, bool]:
    """How long ago the promised times were checked, and whether that is too long."""
    if swept_at is None:
        return _("SLA check: never yet"), True
    age = max(timedelta(0), now - swept_at)
    length = present.said_span(age)
    if age > STALE:
        return _("SLA check is {length} old: breaches may be missing").format(length=length), True
    return _("SLA check {length} ago").format(length=length), False


def clock_name(clock: str) -> str:
    """What a clock promises."""
    return clean(reports.clock_name(clock).text)


def cause_name(cause: str) -> str:
    """Why a promise was broken, in a few words."""
    return clean(reports.cause_name(cause))
