"""The one registry of what the console can do. Bindings, footer, help, palette, ``keys`` and the docs read it.

Nothing here imports Textual, so that the command line can print the keys.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from servicedesk.i18n import _
from servicedesk.tui import reasons
from servicedesk.tui.place import Place


class Scope(StrEnum):
    """Where a key counts. ANYWHERE reaches the queue, a ticket and the side panes, but never a text being typed."""

    ANYWHERE = "anywhere"
    QUEUE = "queue"
    TICKET = "ticket"
    COMPOSER = "composer"


class Group(StrEnum):
    """How help and the key reference order the acts."""

    ANSWER = "answer"
    HANDLE = "handle"
    FIND = "find"
    MOVE = "move"
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
        case Group.CONSOLE:
            return _("The console")


def registry() -> tuple[Action, ...]:
    """Every action, worded in the language in use."""
    return (*_answering(), *_handling(), *_finding(), *_moving(), *_console(), *_composing())


def _answering() -> tuple[Action, ...]:
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


def _handling() -> tuple[Action, ...]:
    return (
        Action(
            "ticket.status",
            _("status"),
            _("Waiting, resolved, on hold, open again, spam"),
            ("s",),
            Group.HANDLE,
            why_not=reasons.no_ticket,
            menu=True,
            footer=3,
        ),
        Action(
            "ticket.properties",
            _("properties"),
            _("Kind, priority, tags, stage, subject"),
            ("p",),
            Group.HANDLE,
            why_not=reasons.ended,
            menu=True,
            footer=4,
        ),
        Action(
            "ticket.assign_me",
            _("assign to me"),
            _("Make the ticket yours"),
            ("a",),
            Group.HANDLE,
            why_not=reasons.already_mine,
            menu=True,
            footer=6,
        ),
        Action(
            "ticket.assign",
            _("assign to …"),
            _("Give the ticket to a colleague, or to nobody"),
            ("A",),
            Group.HANDLE,
            why_not=reasons.ended,
            menu=True,
        ),
        Action(
            "ticket.snooze",
            _("snooze"),
            _("Hide the ticket until a time or the customer's next message"),
            ("z",),
            Group.HANDLE,
            why_not=reasons.not_live,
            menu=True,
        ),
        Action(
            "ticket.promise",
            _("promise"),
            _("What we told the customer, and by when; settle promises made"),
            ("@",),
            Group.HANDLE,
            why_not=reasons.not_live,
            menu=True,
        ),
        Action(
            "ticket.join",
            _("merge, split, link"),
            _("Join with another ticket; both sides are shown first"),
            ("m",),
            Group.HANDLE,
            why_not=reasons.no_ticket,
            menu=True,
        ),
        Action(
            "ticket.attachments",
            _("attachments"),
            _("Name, type and size of each file; save one to a folder"),
            ("v",),
            Group.HANDLE,
            why_not=reasons.no_attachments,
            menu=True,
        ),
        Action(
            "desk.undo",
            _("undo"),
            _("Take back your last act; a reply in its grace time comes back into the composer"),
            ("u",),
            Group.HANDLE,
            why_not=reasons.nothing_to_undo,
            footer=9,
        ),
        Action(
            "desk.acts",
            _("recent acts"),
            _("Your last acts, to look back or to undo one of them"),
            ("U",),
            Group.HANDLE,
        ),
    )


def _finding() -> tuple[Action, ...]:
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
            ("o",),
            Group.FIND,
        ),
        Action(
            "desk.view_before", _("view before"), _("The saved view to the left"), ("[",), Group.FIND, palette=False
        ),
        Action("desk.view_after", _("view after"), _("The saved view to the right"), ("]",), Group.FIND, palette=False),
    )


def _moving() -> tuple[Action, ...]:
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
            _("open"),
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
        move("ticket.next", _("next ticket"), _("Read the next ticket of the list"), "J"),
        move("ticket.previous", _("previous ticket"), _("Read the ticket before this one"), "K"),
        move("pane.left", _("pane left"), _("To the pane on the left"), "h", "left", "shift+tab"),
        move("pane.right", _("pane right"), _("To the pane on the right"), "l", "right", "tab"),
        move("pane.queue", _("queue"), _("To the list of tickets"), "1"),
        move("pane.ticket", _("conversation"), _("To the conversation"), "2"),
        move("pane.composer", _("composer"), _("To the text you are writing"), "3"),
        move("pane.customer", _("customer"), _("To the customer and the orders"), "4"),
    )


def _console() -> tuple[Action, ...]:
    return (
        Action(
            "console.back",
            _("back"),
            _("One step back; a text being written is kept"),
            ("escape",),
            Group.CONSOLE,
            palette=False,
        ),
        Action(
            "console.quit",
            _("back or quit"),
            _("One step back; at the top it asks whether to quit"),
            ("q",),
            Group.CONSOLE,
            palette=False,
        ),
        Action("console.leave", _("quit"), _("Leave the console; drafts are kept"), ("ctrl+q",), Group.CONSOLE),
        Action(
            "console.palette",
            _("every act"),
            _("Type a part of an act's name"),
            (":", "ctrl+p"),
            Group.CONSOLE,
            palette=False,
            footer=10,
        ),
        Action("console.help", _("help"), _("The keys that count here"), ("?", "f1"), Group.CONSOLE, footer=11),
        Action("console.theme", _("theme"), _("Choose the colours"), (), Group.CONSOLE),
        Action("console.refresh", _("read again"), _("Read the list and the ticket again"), ("ctrl+l",), Group.CONSOLE),
    )


def _composing() -> tuple[Action, ...]:
    def compose(name: str, label: str, tooltip: str, *keys: str, footer: int = 0) -> Action:
        return Action(name, label, tooltip, keys, Group.ANSWER, Scope.COMPOSER, palette=False, footer=footer)

    return (
        compose(
            "composer.send",
            _("send"),
            _("A note is stored; a reply opens the send strip"),
            "ctrl+s",
            "ctrl+enter",
            footer=1,
        ),
        compose("composer.leave", _("back to commands"), _("Back to commands; the draft stays"), "escape", footer=2),
        compose("composer.next_pane", _("next pane"), _("To the next pane; the draft stays"), "tab", footer=3),
        compose("composer.find", _("find"), _("Find a ticket, customer or order"), "ctrl+o", footer=4),
        compose("composer.discard", _("discard"), _("Throw the draft away, after a question"), "ctrl+t", footer=5),
    )
