"""Why an act makes no sense just now: a few words for menus, footer and notices, or None when it does."""

from servicedesk.domain.tickets import LIVE
from servicedesk.i18n import _
from servicedesk.tui.place import Place

ENDED = frozenset({"closed", "merged", "spam"})


def always_possible(place: Place) -> str | None:
    """Acts that need nothing."""
    del place
    return None


def no_ticket(place: Place) -> str | None:
    return None if place.row is not None else _("no ticket is selected")


def ended(place: Place) -> str | None:
    """The ticket has left the desk for good."""
    if place.row is None:
        return no_ticket(place)
    if place.row.status == "merged":
        return _("it was merged into another ticket")
    if place.row.status == "spam":
        return _("it is spam; only undo brings it back")
    if place.row.status == "closed":
        return _("it is closed; the customer's next message opens a new ticket")
    return None


def cannot_write(place: Place) -> str | None:
    return ended(place)


def not_live(place: Place) -> str | None:
    """The act wants a ticket that somebody still works on."""
    if (reason := ended(place)) is not None:
        return reason
    assert place.row is not None
    if place.row.status not in LIVE:
        return _("it is resolved; reopen it first (s)")
    return None


def nobody_waits(place: Place) -> str | None:
    if (reason := ended(place)) is not None:
        return reason
    assert place.row is not None
    waits = place.row.waiting_since is not None or place.asked
    return None if waits else _("nobody is waiting for an answer")


def already_mine(place: Place) -> str | None:
    if (reason := ended(place)) is not None:
        return reason
    assert place.row is not None
    if place.me is not None and place.row.assignee == place.me:
        return _("it is yours already")
    return None


def nothing_to_undo(place: Place) -> str | None:
    return None if place.undo is not None else _("there is nothing to undo")


def nothing_written(place: Place) -> str | None:
    return None if place.writing else _("you are writing nothing")
