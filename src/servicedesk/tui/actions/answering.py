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
            "answers.open",
            _("answers"),
            _("Canned answers for this ticket: opens the reply, enter inserts; // or 、、 while writing"),
            ("c",),
            Group.ANSWER,
            why_not=reasons.cannot_write,
            menu=True,
            footer=3,
        ),
        Action(
            "answers.collection",
            _("all answers"),
            _("Look through the answers, write and change them, see their versions"),
            ("C",),
            Group.ANSWER,
        ),
        Action(
            "answers.keep",
            _("keep as an answer"),
            _("Make an answer of the words that you have typed three times"),
            ("ctrl+k",),
            Group.ANSWER,
        ),
        Action(
            "ticket.forward",
            _("forward"),
            _("Write to a carrier, warehouse or vendor beside the conversation, or write down their answer"),
            ("f",),
            Group.ANSWER,
            why_not=reasons.cannot_write,
            menu=True,
        ),
        Action(
            "ticket.no_reply",
            _("no reply needed"),
            _("The last message wants no answer (“thanks!”), or a colleague's note needs nothing more"),
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
            "ticket.call",
            _("call"),
            _("The phone rings: who it is, notes, how it ended; the draft in hand stays"),
            ("+",),
            Group.ANSWER,
            footer=8,
        ),
        Action(
            "ticket.new",
            _("new contact"),
            _("Somebody wrote a letter, a mail or a chat elsewhere: to their ticket, or a new one"),
            (),
            Group.ANSWER,
        ),
    )
