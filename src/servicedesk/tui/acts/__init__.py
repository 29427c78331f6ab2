"""What each action does: id → a coroutine over the desk screen, and id → an immediate move."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from servicedesk.tui.acting import Act
from servicedesk.tui.acts import (
    answering,
    assigning,
    bulk,
    calling,
    console,
    copying,
    customers,
    finding,
    forwarding,
    handling,
    inserting,
    joining,
    looking,
    promising,
    sending,
    shift,
    speaking,
    thread,
    timing,
    undoing,
    views,
)

if TYPE_CHECKING:
    from servicedesk.tui.screens.desk import DeskScreen

ACTS: Final[Mapping[str, "Callable[[DeskScreen], Act]"]] = MappingProxyType(
    {
        "ticket.reply": answering.reply,
        "ticket.note": answering.note,
        "answers.open": inserting.answers,
        "composer.answers": inserting.answers,
        "ticket.no_reply": answering.no_reply_needed,
        "ticket.call": calling.call,
        "ticket.customer": customers.whole,
        "ticket.new": calling.new_contact,
        "composer.call": calling.call,
        "ticket.forward": forwarding.forward,
        "composer.send": sending.send,
        "composer.discard": answering.discard,
        "ticket.take_next": assigning.take_next,
        "ticket.assign_me": assigning.assign_me,
        "ticket.assign": assigning.assign_to,
        "queue.select_all": bulk.select_all,
        "ticket.status": sending.status,
        "ticket.properties": handling.properties,
        "ticket.snooze": timing.snooze,
        "ticket.promise": promising.promise,
        "ticket.join": joining.join,
        "ticket.attachments": looking.attachments,
        "ticket.copy": copying.copy_menu,
        "ticket.menu": console.menu,
        "shift.hand_over": shift.hand_over,
        "shift.break": shift.pause,
        "shift.handed": shift.handed,
        "shift.day": shift.day,
        "desk.return": shift.back_step,
        "desk.where": shift.where,
        "desk.undo": undoing.undo,
        "desk.acts": undoing.recent,
        "desk.filter": finding.narrow,
        "thread.search": thread.search,
        "desk.find": finding.find,
        "desk.save_view": views.save,
        "desk.change_view": views.change,
        "composer.find": finding.find,
        "console.quit": console.back_or_quit,
        "console.leave": console.leave,
        "console.palette": console.palette,
        "console.help": console.show_help,
        "console.theme": console.theme,
        "console.language": speaking.choose,
        "console.mouse_off": console.mouse_off,
        "console.mouse_on": console.mouse_on,
        "console.refresh": console.read_again,
    }
)
