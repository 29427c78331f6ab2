"""Finding tickets and customers."""

from servicedesk.i18n import _
from servicedesk.tui import reasons
from servicedesk.tui.actions.action import Action, Group, Scope


def finding() -> tuple[Action, ...]:
    return (
        Action(
            "desk.filter",
            _("filter"),
            _("Narrow the list: words in the subject, kind:return, priority:high, assignee:me …"),
            ("/",),
            Group.FIND,
            Scope.QUEUE,
            footer=7,
        ),
        Action(
            "thread.search",
            _("search here"),
            _("Search in this conversation, older messages too"),
            ("/",),
            Group.FIND,
            Scope.TICKET,
            why_not=reasons.no_ticket,
            footer=7,
        ),
        Action(
            "desk.find",
            _("find"),
            _("Find a ticket, customer or order by number, name or words"),
            ("o", "ctrl+o"),
            Group.FIND,
        ),
        Action(
            "ticket.customer",
            _("customer"),
            _("The whole customer: note, promises, all tickets, orders with parcels, returns, ways to reach them"),
            ("i",),
            Group.FIND,
            why_not=reasons.no_ticket,
            menu=True,
        ),
        Action("desk.view_before", _("view before"), _("The saved view to the left"), ("[",), Group.FIND),
        Action("desk.view_after", _("view after"), _("The saved view to the right"), ("]",), Group.FIND),
        Action("desk.save_view", _("save view"), _("Name the filter and order that are shown"), (), Group.FIND),
        Action(
            "desk.change_view", _("change view"), _("Rename, move or remove the view one stands on"), (), Group.FIND
        ),
    )
