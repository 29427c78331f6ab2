"""Why ``take next`` took a ticket, in words: by what is due, and a priority's head start in that. Pure."""

from datetime import datetime, tzinfo

from servicedesk.desk.views import Taken
from servicedesk.domain.next_ticket import HEAD_START
from servicedesk.domain.tickets import Priority
from servicedesk.i18n import _, ngettext
from servicedesk.tui.wording import present
from servicedesk.tui.wording.joined import commas


def why_next(taken: Taken, now: datetime, zone: tzinfo) -> str:
    """``due in 6m``, ``urgent: 8h ahead of its due time, due in 3h, before 2 that are due earlier``."""
    due, since = (_instant(taken.facts.get(name)) for name in ("due_at", "waiting_since"))
    place = _due(due, now, zone) if due is not None else _waits(since, now)
    overtaken = taken.facts.get("overtaken")
    passed = overtaken if isinstance(overtaken, int) else 0
    before = ngettext("before {n} that is due earlier", "before {n} that are due earlier", passed).format(n=passed)
    match taken.reason:
        case "priority":
            return commas(filter(None, (_ahead(str(taken.facts.get("priority")), due is not None), place, before)))
        case "waits_longest":
            place = _("it has waited longest ({length})").format(length=present.said_span(now - (since or now)))
        case "turn":
            place = _("its turn has come")
        case "nothing_waits":
            place = _("nobody waits; it is the first in the queue")
    if not passed:
        return place
    low = ngettext("before {n} of low priority", "before {n} of low priority", passed).format(n=passed)
    return commas((place, low))


def _ahead(priority: str, has_clock: bool) -> str:
    name, length = present.priority_name(priority), present.said_span(HEAD_START[Priority(priority)])
    if has_clock:
        return _("{priority}: {length} ahead of its due time").format(priority=name, length=length)
    return _("{priority}: {length} ahead of its place").format(priority=name, length=length)


def _due(due: datetime, now: datetime, zone: tzinfo) -> str:
    if due < now:
        since = present.moment(due, zone, now)
        return _("overdue since {time} ({length})").format(time=since, length=present.said_span(now - due))
    return _("due in {length}").format(length=present.said_left(due - now))


def _waits(since: datetime | None, now: datetime) -> str:
    return "" if since is None else _("waiting {length}").format(length=present.said_span(now - since))


def _instant(value: object) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) else None
