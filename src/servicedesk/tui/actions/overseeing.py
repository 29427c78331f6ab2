"""The floor: what supervisors see of the shift and do about it, and the walk through its breaches."""

from servicedesk.i18n import _
from servicedesk.tui.actions.action import Action, Group, Scope


def overseeing() -> tuple[Action, ...]:
    return (*_from_the_desk(), *_on_the_floor(), *_in_the_review())


def _from_the_desk() -> tuple[Action, ...]:
    return (
        Action(
            "desk.floor",
            _("floor"),
            _("What to do in the next ten minutes, what breaches if nothing changes, who has how much; your own day"),
            ("f2", "F"),
            Group.FLOOR,
        ),
        Action(
            "desk.monday",
            _("Monday's report"),
            _("Five sentences about last week with their figures; writes them as Markdown or XLSX"),
            (),
            Group.FLOOR,
        ),
    )


def _on_the_floor() -> tuple[Action, ...]:
    def act(name: str, label: str, tooltip: str, *keys: str, footer: int = 0) -> Action:
        return Action(name, label, tooltip, keys, Group.FLOOR, Scope.FLOOR, palette=False, footer=footer)

    return (
        act(
            "floor.open",
            _("do it"),
            _("Show what it would change, then do it; its tickets on any other line"),
            "enter",
            footer=1,
        ),
        act("floor.tickets", _("tickets"), _("The tickets behind the line, on the desk"), "d", footer=3),
        act("floor.undo", _("undo"), _("Take back what was done last from the floor"), "u", footer=2),
        act(
            "floor.review",
            _("breaches"),
            _("Look at the breaches that nobody has looked at yet, one by one"),
            "b",
            footer=5,
        ),
        act("floor.monday", _("Monday"), _("Monday's report: five sentences about last week"), "m", footer=7),
        act("floor.other_page", _("charts"), _("From what happens now to the charts, and back"), "tab", footer=4),
        act("floor.now", _("now"), _("What happens now"), "1"),
        act("floor.charts", _("charts"), _("Volume, what falls due, attainment, age, products"), "2"),
        act("floor.left", _("left"), _("The column, or the chart, to the left"), "h", "left"),
        act("floor.right", _("right"), _("The column, or the chart, to the right"), "l", "right"),
        act("floor.down", _("down"), _("One line down"), "j", "down"),
        act("floor.up", _("up"), _("One line up"), "k", "up"),
        act("floor.page_down", _("page down"), _("One page down"), "space", "pagedown"),
        act("floor.page_up", _("page up"), _("One page up"), "pageup"),
        act("floor.first", _("first"), _("To the first line"), "g", "home"),
        act("floor.last", _("last"), _("To the last line"), "G", "end"),
        act("floor.refresh", _("read again"), _("Read the floor again"), "ctrl+l"),
        act("floor.palette", _("every act"), _("Type a part of an act's name"), ":", "ctrl+p"),
        act("floor.help", _("help"), _("The keys that count here"), "?", "f1", footer=8),
        act("floor.leave", _("desk"), _("Back to the desk as it was"), "escape", "q", "f2", "F", footer=6),
    )


def _in_the_review() -> tuple[Action, ...]:
    def act(name: str, label: str, tooltip: str, *keys: str, footer: int = 0) -> Action:
        return Action(name, label, tooltip, keys, Group.FLOOR, Scope.REVIEW, palette=False, footer=footer)

    return (
        act(
            "review.confirm",
            _("that is so"),
            _("Store what stands there, and go to the next breach"),
            "enter",
            footer=1,
        ),
        act("review.holder", _("holder"), _("Somebody else had it when it mattered"), "h", footer=3),
        act("review.cause", _("cause"), _("Another cause"), "c", footer=4),
        act("review.avoidable", _("avoidable"), _("Avoidable, or not"), "a", footer=5),
        act("review.comment", _("comment"), _("A sentence about it"), "m", footer=6),
        act("review.open", _("open the ticket"), _("Read the ticket on the desk"), "o", footer=7),
        act("review.undo", _("undo"), _("Take back the review stored last"), "u", footer=8),
        act("review.down", _("next"), _("The next breach; this one stays for later"), "j", "down"),
        act("review.up", _("before"), _("The breach before this one"), "k", "up"),
        act("review.scroll_down", _("page down"), _("More of what the ledger says"), "space", "pagedown"),
        act("review.scroll_up", _("page up"), _("Back in what the ledger says"), "pageup"),
        act("review.help", _("help"), _("The keys that count here"), "?", "f1", footer=9),
        act("review.leave", _("back"), _("Back to the floor; what isn't looked at yet stays"), "escape", "q", footer=2),
    )
