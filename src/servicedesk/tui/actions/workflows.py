"""What needs more than one person: next steps, escalating, standing in."""

from servicedesk.i18n import _
from servicedesk.tui import reasons
from servicedesk.tui.actions.action import Action, Group


def workflows() -> tuple[Action, ...]:
    return (
        Action(
            "ticket.step",
            _("next step"),
            _(
                "What the complaint, the return, an escalation or an approval asks now: accept, approve, decide; "
                "enter does the suggested one"
            ),
            ("w",),
            Group.HANDLE,
            why_not=reasons.no_step,
            menu=True,
            footer=3,
        ),
        Action(
            "ticket.escalate",
            _("escalate"),
            _("Pass it on: one sentence says what is wanted; it stays yours until somebody accepts"),
            ("e",),
            Group.HANDLE,
            why_not=reasons.cannot_escalate,
            menu=True,
        ),
        Action(
            "desk.delegate",
            _("delegate while I'm away"),
            _("Absence, holiday, leave: who is to stand in and decide in your place, and until when; or end it"),
            (),
            Group.HANDLE,
        ),
    )
