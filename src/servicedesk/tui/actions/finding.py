"""Finding tickets and customers."""

from servicedesk.i18n import _
from servicedesk.tui.actions.action import Action, Group


def finding() -> tuple[Action, ...]:
    return (
        Action(
            "desk.filter",
            _("filter"),
            _("Narrow the list: words in the subject, kind:return, priority:high, assignee:me …"),
            ("/",),
            Group.FIND,
            footer=7,
        ),
        Action(
            "desk.find",
            _("find"),
            _("Find a ticket, customer or order by number, name or words"),
            ("o", "ctrl+o"),
            Group.FIND,
        ),
        Action("desk.view_before", _("view before"), _("The saved view to the left"), ("[",), Group.FIND),
        Action("desk.view_after", _("view after"), _("The saved view to the right"), ("]",), Group.FIND),
    )
