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


def no_step(place: Place) -> str | None:
    """The workflows of the ticket ask for nothing, or wait for somebody else; of one not read yet the act says it."""
    if place.row is None:
        return no_ticket(place)
    if place.ticket is None or place.now is None:
        return None
    from servicedesk.tui.stepping.steps import nothing_to_do

    return nothing_to_do(place.ticket, place.now, place.zone)


def cannot_escalate(place: Place) -> str | None:
    """It is passed on already, or nobody works on it any more."""
    if (reason := not_live(place)) is not None or place.ticket is None or place.now is None:
        return reason
    from servicedesk.tui.stepping.steps import sent_on

    return sent_on(place.ticket, place.now, place.zone)


def nothing_to_undo(place: Place) -> str | None:
    return None if place.undo is not None else _("there is nothing to undo")


def nothing_written(place: Place) -> str | None:
    return None if place.writing else _("you are writing nothing")
