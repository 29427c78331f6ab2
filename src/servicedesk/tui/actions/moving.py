"""Moving in panes and between them."""

from servicedesk.i18n import _, pgettext
from servicedesk.tui import reasons
from servicedesk.tui.actions.action import Action, Group, Scope


def moving() -> tuple[Action, ...]:
    def move(name: str, label: str, tooltip: str, *keys: str, scope: Scope = Scope.ANYWHERE) -> Action:
        return Action(name, label, tooltip, keys, Group.MOVE, scope, palette=False)

    return (
        move("move.down", _("down"), _("One row or line down"), "j", "down"),
        move("move.up", _("up"), _("One row or line up"), "k", "up"),
        move("move.page_down", _("page down"), _("One page down"), "space", "pagedown"),
        move("move.page_up", _("page up"), _("One page up"), "pageup"),
        move("move.first", _("first"), _("To the first row or the oldest message"), "g", "home"),
        move("move.last", _("last"), _("To the last row or the newest message"), "G", "end"),
        Action(
            "ticket.open",
            pgettext("act", "open"),
            _("Read the ticket under the cursor"),
            ("enter",),
            Group.MOVE,
            Scope.QUEUE,
            why_not=reasons.no_ticket,
            palette=False,
        ),
        Action(
            "ticket.menu",
            _("all acts"),
            _("Unfold a folded line; else the numbered menu of every act on this ticket"),
            ("enter",),
            Group.MOVE,
            Scope.TICKET,
            why_not=reasons.no_ticket,
            palette=False,
        ),
        move(
            "thread.select",
            _("select"),
            _("Select the message under the cursor, or no more; a reply quotes it"),
            "x",
            scope=Scope.TICKET,
        ),
        move("thread.select_down", _("line more"), _("Select lines downwards"), "shift+down", scope=Scope.TICKET),
        move("thread.select_up", _("line less"), _("Select lines upwards"), "shift+up", scope=Scope.TICKET),
        move("ticket.next", _("next ticket"), _("Read the next ticket of the list"), "J"),
        move("ticket.previous", _("previous ticket"), _("Read the ticket before this one"), "K"),
        move("pane.left", _("pane left"), _("To the pane on the left"), "h", "left", "shift+tab"),
        move("pane.right", _("pane right"), _("To the pane on the right"), "l", "right", "tab"),
        move("pane.queue", _("queue"), _("To the list of tickets"), "1"),
        move("pane.ticket", _("conversation"), _("To the conversation"), "2"),
        move("pane.composer", _("composer"), _("To the text you are writing"), "3"),
        move("pane.customer", _("customer"), _("To the customer and the orders"), "4"),
    )
