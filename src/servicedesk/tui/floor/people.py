"""Where the figures of one person's work lead."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from servicedesk.desk.floor.views import NOBODY
from servicedesk.i18n import _, ngettext
from servicedesk.tui.floor.leads import MOST, Lead, Listing, Read, in_order, named, stretch, tickets_hint
from servicedesk.tui.wording import present

if TYPE_CHECKING:
    from servicedesk.desk.desk import Desk
    from servicedesk.desk.floor.views import Load

SOON: Final = timedelta(hours=1)
"""What is due so soon counts as due soon; a quantity of the desk's floor."""


def person_leads(one: "Load", ahead: Sequence[int], now: datetime) -> tuple[Lead, ...]:
    """Open, overdue, due soon, at risk, late by the forecast, answered, held without a word.

    ``ahead`` are the tickets of everybody that are late by the forecast.
    """
    theirs = f"assignee:{one.handle}"
    leads = [
        Lead(_("open"), one.live, tickets_hint(one.live), filter=f"is:live {theirs}"),
        Lead(_("overdue"), one.overdue, tickets_hint(one.overdue), filter=f"is:overdue {theirs}"),
        soon_lead(one, theirs, now),
        Lead(_("at risk"), None, _("warned of, not late yet"), filter=f"is:risk {theirs}"),
        Lead(_("late by the forecast"), one.breaches_ahead, tickets_hint(one.breaches_ahead), read=_of(one, ahead)),
    ]
    if one.per_hour is not None:
        leads.append(answered_lead(one.handle, one.per_hour))
    if one.stuck_on is not None:
        length = present.said_span(timedelta(minutes=one.stuck))
        label = _("#{n} without a word for {length}").format(n=one.stuck_on, length=length)
        leads.append(Lead(label, None, _("reads it"), ticket=one.stuck_on))
    return tuple(leads)


def soon_lead(one: "Load", theirs: str, now: datetime) -> Lead:
    """What is due within the hour."""
    read = stretch(f"is:live {theirs}", "due", now, now + SOON + timedelta(microseconds=1))
    return Lead(_("due within the hour"), one.due_soon, tickets_hint(one.due_soon), read=read)


def answered_lead(handle: str, per_hour: float) -> Lead:
    """What somebody answered in the weeks their pace is measured by."""
    n = f"{per_hour:.1f}"
    hint = ngettext("{n} answer in an hour of work", "{n} answers in an hour of work", round(per_hour)).format(n=n)
    return Lead(
        _("answered in the last weeks"), None, hint, read=named(lambda desk: desk.floor.behind.answered(handle))
    )


def _of(one: "Load", ahead: Sequence[int]) -> Read:
    """Those of some tickets that a person has, or nobody."""
    holder = None if one.handle == NOBODY else one.handle

    def read(desk: "Desk") -> Listing:
        rows = in_order(desk.many.rows(ahead), ahead)
        return Listing([row for row in rows if row.assignee == holder][:MOST])

    return read
