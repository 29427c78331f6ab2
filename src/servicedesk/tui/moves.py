"""Actions that take effect at once, without the store: moving in panes and between them."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from servicedesk.i18n import _
from servicedesk.tui.panes import Pane

if TYPE_CHECKING:
    from servicedesk.tui.screens.desk import DeskScreen

Move = Callable[["DeskScreen"], None]


def _in_pane(queue: str, others: str) -> Move:
    """A widget's own action by its name: the queue has a row cursor, the other panes have lines."""

    def move(desk: "DeskScreen") -> None:
        widget = desk.pane_widget(desk.pane)
        if widget is not None:
            getattr(widget, "action_" + (queue if desk.pane is Pane.QUEUE else others))()

    return move


def _to(pane: Pane) -> Move:
    def move(desk: "DeskScreen") -> None:
        if pane is Pane.QUEUE or desk.reading.ensure():
            desk.go_to(pane)

    return move


def _beside(step: int) -> Move:
    return lambda desk: desk.go_beside(step)


def _view(step: int) -> Move:
    return lambda desk: desk.listing.choose_beside(step)


def _ticket(step: int) -> Move:
    return lambda desk: desk.reading.step(step)


def _open(desk: "DeskScreen") -> None:
    row = desk.queue.cursor_row
    if row is not None:
        desk.reading.open(row)


def _mark(desk: "DeskScreen") -> None:
    desk.queue.toggle_selected()
    desk.queue.action_cursor_down()


def _back(desk: "DeskScreen") -> None:
    desk.back()


def _composer(desk: "DeskScreen") -> None:
    if not desk.built.is_set() or not desk.writing.focus():
        desk.say(_("You are writing nothing here; r replies, n writes a note."))


def _select(desk: "DeskScreen") -> None:
    if desk.conversation is not None:
        desk.conversation.toggle_selected()


def _extend(step: int) -> Move:
    def move(desk: "DeskScreen") -> None:
        if desk.conversation is not None:
            desk.conversation.extend(step)

    return move


def _leave_composer(desk: "DeskScreen") -> None:
    desk.writing.leave()


def _next_pane(desk: "DeskScreen") -> None:
    if desk.writing.composer.area.select_blank():
        return
    desk.writing.leave()
    desk.go_beside(1)


MOVES: Final[Mapping[str, Move]] = MappingProxyType(
    {
        "move.down": _in_pane("cursor_down", "line_down"),
        "move.up": _in_pane("cursor_up", "line_up"),
        "move.page_down": _in_pane("page_down", "page_down"),
        "move.page_up": _in_pane("page_up", "page_up"),
        "move.first": _in_pane("home", "home"),
        "move.last": _in_pane("end", "end"),
        "ticket.open": _open,
        "queue.select": _mark,
        "thread.select": _select,
        "thread.select_down": _extend(1),
        "thread.select_up": _extend(-1),
        "ticket.next": _ticket(1),
        "ticket.previous": _ticket(-1),
        "pane.left": _beside(-1),
        "pane.right": _beside(1),
        "pane.queue": _to(Pane.QUEUE),
        "pane.ticket": _to(Pane.TICKET),
        "pane.customer": _to(Pane.CUSTOMER),
        "pane.composer": _composer,
        "desk.view_before": _view(-1),
        "desk.view_after": _view(1),
        "console.back": _back,
        "composer.leave": _leave_composer,
        "composer.next_pane": _next_pane,
    }
)
