"""What an intervention would change, before it is done: the desk's effect in lines. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Final

from servicedesk.i18n import _, ngettext
from servicedesk.tui.clean import clean
from servicedesk.tui.floor.words import Names
from servicedesk.tui.wording import present
from servicedesk.tui.wording.bulk_words import named

if TYPE_CHECKING:
    from servicedesk.desk.floor.views import Effect, Intervention, TicketEffect

MOVING: Final = ("move", "assign")
"""What the desk does by itself; the rest is asked for in a note."""


def effect_lines(found: "Effect", names: Names, now: datetime, zone: tzinfo) -> list[str]:
    """Before and after, in a few lines."""
    before, after = found.before, found.after
    when = present.by_when(before.until, zone, now)
    text = _("breaches expected {when}: {before} → {after}")
    lines = [text.format(when=when, before=before.breaches, after=after.breaches)]
    if found.saved:
        n = len(found.saved)
        lines.append(ngettext("{n} is kept in time", "{n} are kept in time", n).format(n=n) + named(found.saved))
    if found.lost:
        n = len(found.lost)
        lines.append(
            ngettext("{n} would breach instead", "{n} would breach instead", n).format(n=n) + named(found.lost)
        )
    if found.stale:
        n = len(found.stale)
        said = ngettext("{n} has changed meanwhile and stays", "{n} have changed meanwhile and stay", n).format(n=n)
        lines.append(said + named(found.stale))
    if found.tickets:
        lines.append(_("at the right: when somebody gets to it, now → then; ! is too late"))
    if found.intervention.what not in MOVING:
        whom = clean(names(found.intervention.source or ""))
        lines.append(_("{name} is asked in a note on the ticket, which no customer sees.").format(name=whom))
    return lines


def does(one: "Intervention") -> str:
    """What enter does."""
    return _("does it") if one.what in MOVING else _("asks")


def note(one: "Intervention") -> str:
    """The note that asks somebody."""
    handle = one.source or ""
    if one.what == "back":
        return _("@{handle} please come back from your break if you can: this can't wait.").format(handle=handle)
    length = present.said_span(timedelta(minutes=one.minutes))
    return _("@{handle} you have been on this for {length}: what do you need?").format(handle=handle, length=length)


def reached(tickets: "Sequence[TicketEffect]", now: datetime, zone: tzinfo) -> Mapping[int, str]:
    """When somebody gets to each ticket, before and after: ``not in time → 14:50``."""
    return {
        one.ticket: _("{before} → {after}").format(
            before=_when(one.before, one.due_at, now, zone), after=_when(one.after, one.due_at, now, zone)
        )
        for one in tickets
    }


def _when(at: datetime | None, due: datetime, now: datetime, zone: tzinfo) -> str:
    if at is None:
        return _("not today")
    late = "!" if at > due else ""
    return late + present.moment(at, zone, now)
