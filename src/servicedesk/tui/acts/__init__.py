"""What each action does: id → a coroutine over the desk screen, and id → an immediate move."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from servicedesk.tui.acting import Act
from servicedesk.tui.acts import answering, assigning, console, finding, handling, joining, looking, timing, undoing

if TYPE_CHECKING:
    from servicedesk.tui.screens.desk import DeskScreen

ACTS: Final[Mapping[str, "Callable[[DeskScreen], Act]"]] = MappingProxyType(
    {
        "ticket.reply": answering.reply,
        "ticket.note": answering.note,
        "ticket.no_reply": answering.no_reply_needed,
        "ticket.new": answering.new_ticket,
        "composer.send": answering.send,
        "composer.discard": answering.discard,
        "ticket.take_next": assigning.take_next,
        "ticket.assign_me": assigning.assign_me,
        "ticket.assign": assigning.assign_to,
        "ticket.status": handling.status,
        "ticket.properties": handling.properties,
        "ticket.snooze": timing.snooze,
        "ticket.promise": timing.promise,
        "ticket.join": joining.join,
        "ticket.attachments": looking.attachments,
        "ticket.menu": console.menu,
        "desk.undo": undoing.undo,
        "desk.acts": undoing.recent,
        "desk.filter": finding.narrow,
        "desk.find": finding.find,
        "composer.find": finding.find,
        "console.quit": console.back_or_quit,
        "console.leave": console.leave,
        "console.palette": console.palette,
        "console.help": console.show_help,
        "console.theme": console.theme,
        "console.refresh": console.read_again,
    }
)
