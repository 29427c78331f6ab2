"""Which clock of a ticket is due when, in words. Pure."""

from datetime import datetime, timedelta, tzinfo
from typing import Final

from servicedesk.desk.clock_words import clock_word
from servicedesk.desk.queue_views import QueueRow
from servicedesk.i18n import _
from servicedesk.tui.clean import clean
from servicedesk.tui.wording import present
from servicedesk.tui.wording.present import Signal

NEAR: Final = timedelta(hours=12)
"""Within this the time left is said beside the instant."""


def clock_name(clock: str) -> str:
    """What a clock of the service levels is called."""
    return clean(clock_word(clock))


def clock_due(row: QueueRow, now: datetime, zone: tzinfo) -> tuple[str, Signal]:
    """``~ first response due 14:20 (in 12m)`` with its signal; empty while no clock runs."""
    if row.due_at is None:
        return "", Signal.NONE
    signal = present.due_signal(row.due_at, now, row.risk_at)
    sign = {Signal.OVERDUE: "! ", Signal.AT_RISK: "~ "}.get(signal, "")
    return sign + clock_words(row.due_clock or "", row.due_at, now, zone), signal


def clock_words(clock: str, due: datetime, now: datetime, zone: tzinfo) -> str:
    """``first response due 14:20 (in 12m)``."""
    return f"{clock_name(clock)} {due_words(due, now, zone)}"


def due_words(due: datetime, now: datetime, zone: tzinfo) -> str:
    """``due 14:20 (in 12m)``, ``was due 09:00 (3h ago)``, ``due Mon 23 Nov 09:30``.

    The day is named where it isn't today. Over a closed night or a weekend the hours left say little, so they go.
    """
    time, near = present.moment(due, zone, now), abs(due - now) < NEAR
    if due < now:
        late = _("was due {time} ({length} ago)") if near else _("was due {time}")
        return late.format(time=time, length=present.said_span(now - due))
    ahead = _("due {time} (in {length})") if near else _("due {time}")
    return ahead.format(time=time, length=present.said_left(due - now))
