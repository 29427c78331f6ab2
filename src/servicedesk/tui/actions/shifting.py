"""A shift and the way through it."""

from servicedesk.i18n import _
from servicedesk.tui.actions.action import Action, Group


def shifting() -> tuple[Action, ...]:
    return (
        Action(
            "shift.hand_over",
            _("hand over"),
            _("Decide about each of your open tickets when the shift ends, and do it as one act"),
            ("H",),
            Group.HANDLE,
        ),
        Action(
            "shift.break",
            _("break, back from break"),
            _("Nothing new comes while you are away; what can't wait is offered to the team"),
            ("b",),
            Group.HANDLE,
        ),
        Action(
            "shift.handed",
            _("what was handed over"),
            _("The tickets that colleagues handed over to you or to the queue"),
            ("T",),
            Group.FIND,
        ),
        Action(
            "desk.return",
            _("back to where you came from"),
            _("After a detour: the ticket and pane before it, and the sentence you were writing"),
            ("backspace",),
            Group.FIND,
            palette=False,
        ),
        Action(
            "desk.where",
            _("where was I"),
            _("The tickets you were on last, half-written words, and what changed since"),
            ("W",),
            Group.FIND,
        ),
        Action("shift.day", _("day card"), _("Your own day: answered, promised, one kind word"), (), Group.FIND),
    )
