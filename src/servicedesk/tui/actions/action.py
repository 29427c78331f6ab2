"""What an action is: an act or a move with its key, its words and its reason when it makes no sense."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from servicedesk.i18n import _
from servicedesk.tui import reasons
from servicedesk.tui.place import Place


class Scope(StrEnum):
    """Where a key counts. ANYWHERE reaches the queue, a ticket and the side panes, but never a text being typed.

    FLOOR and REVIEW are screens of their own over the desk.
    """

    ANYWHERE = "anywhere"
    QUEUE = "queue"
    TICKET = "ticket"
    COMPOSER = "composer"
    FLOOR = "floor"
    REVIEW = "review"


class Group(StrEnum):
    """How help and the key reference order the acts."""

    ANSWER = "answer"
    HANDLE = "handle"
    FIND = "find"
    MOVE = "move"
    FLOOR = "floor"
    CONSOLE = "console"


@dataclass(frozen=True, slots=True)
class Action:
    """One thing a key, the palette or a menu can do.

    ``keys`` are the defaults; the user's own are in the Keymap. ``why_not`` gives a short reason while the
    act makes no sense. ``footer`` orders the hints of the last line; 0 keeps the act out of it.
    """

    id: str
    label: str
    tooltip: str
    keys: tuple[str, ...]
    group: Group
    scope: Scope = Scope.ANYWHERE
    why_not: Callable[[Place], str | None] = reasons.always_possible
    palette: bool = True
    menu: bool = False
    footer: int = 0


def group_title(group: Group) -> str:
    """The heading that help and the key reference show."""
    match group:
        case Group.ANSWER:
            return _("Answering")
        case Group.HANDLE:
            return _("Handling a ticket")
        case Group.FIND:
            return _("Finding")
        case Group.MOVE:
            return _("Moving")
        case Group.FLOOR:
            return _("The floor")
        case Group.CONSOLE:
            return _("The console")
