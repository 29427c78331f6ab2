"""Handling a ticket."""

from servicedesk.i18n import _
from servicedesk.tui import reasons
from servicedesk.tui.actions.action import Action, Group


def handling() -> tuple[Action, ...]:
    return (
        Action(
            "ticket.status",
            _("status"),
            _("Waiting, resolved, on hold, open again, spam"),
            ("s",),
            Group.HANDLE,
            why_not=reasons.no_ticket,
            menu=True,
            footer=3,
        ),
        Action(
            "ticket.properties",
            _("properties"),
            _("Kind, priority, tags, stage, subject"),
            ("p",),
            Group.HANDLE,
            why_not=reasons.ended,
            menu=True,
            footer=4,
        ),
        Action(
            "ticket.assign_me",
            _("assign to me"),
            _("Make the ticket yours"),
            ("a",),
            Group.HANDLE,
            why_not=reasons.already_mine,
            menu=True,
            footer=6,
        ),
        Action(
            "ticket.assign",
            _("assign to …"),
            _("Give the ticket to a colleague, or to nobody"),
            ("A",),
            Group.HANDLE,
            why_not=reasons.ended,
            menu=True,
        ),
        Action(
            "ticket.snooze",
            _("snooze"),
            _("Hide the ticket until a time or the customer's next message"),
            ("z",),
            Group.HANDLE,
            why_not=reasons.not_live,
            menu=True,
        ),
        Action(
            "ticket.promise",
            _("promise"),
            _("What we told the customer, and by when; settle promises made"),
            ("@",),
            Group.HANDLE,
            why_not=reasons.not_live,
            menu=True,
        ),
        Action(
            "ticket.join",
            _("merge, split, link"),
            _("Join with another ticket; both sides are shown first"),
            ("m",),
            Group.HANDLE,
            why_not=reasons.no_ticket,
            menu=True,
        ),
        Action(
            "ticket.attachments",
            _("attachments"),
            _("Name, type and size of each file; save one to a folder"),
            ("v",),
            Group.HANDLE,
            why_not=reasons.no_attachments,
            menu=True,
        ),
        Action(
            "desk.undo",
            _("undo"),
            _("Take back your last act; a reply in its grace time comes back into the composer"),
            ("u",),
            Group.HANDLE,
            why_not=reasons.nothing_to_undo,
            footer=9,
        ),
        Action(
            "desk.acts",
            _("recent acts"),
            _("Your last acts, to look back or to undo one of them"),
            ("U",),
            Group.HANDLE,
        ),
    )
