"""Answering the customer."""

from servicedesk.i18n import _
from servicedesk.tui import reasons
from servicedesk.tui.actions.action import Action, Group


def answering() -> tuple[Action, ...]:
    return (
        Action(
            "ticket.reply",
            _("reply"),
            _("Write to the customer; ctrl+s opens the send strip"),
            ("r",),
            Group.ANSWER,
            why_not=reasons.cannot_write,
            menu=True,
            footer=1,
        ),
        Action(
            "ticket.note",
            _("note"),
            _("Write a note that the customer never sees"),
            ("n",),
            Group.ANSWER,
            why_not=reasons.cannot_write,
            menu=True,
            footer=2,
        ),
        Action(
            "ticket.no_reply",
            _("no reply needed"),
            _("The last message wants no answer (“thanks!”): nobody waits any longer"),
            (".",),
            Group.ANSWER,
            why_not=reasons.nobody_waits,
            menu=True,
        ),
        Action(
            "ticket.take_next",
            _("take next"),
            _("Take the ticket that should come next, and say why this one"),
            ("t",),
            Group.ANSWER,
            footer=5,
        ),
        Action(
            "ticket.new",
            _("new ticket"),
            _("Open a ticket for somebody who called or wrote elsewhere"),
            ("+",),
            Group.ANSWER,
            footer=8,
        ),
    )
