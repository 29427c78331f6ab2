"""What macros do to a ticket, inside one act: each action by the rule that a person's own act follows."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from servicedesk.desk.escalating.drafting import escalate
from servicedesk.desk.messaging import then_move
from servicedesk.desk.open_ticket import OpenTicket
from servicedesk.desk.ticket_acts import move_stage_by_hand
from servicedesk.domain.choices import chosen
from servicedesk.domain.errors import DeskError, Invalid, NotFound
from servicedesk.domain.events import EventType, Payload
from servicedesk.domain.macros import ActionKind, MacroAction
from servicedesk.domain.tags import check_tag, kept_tag
from servicedesk.domain.tickets import Priority
from servicedesk.domain.used_answers import Inserted
from servicedesk.store import answer_uses, people
from servicedesk.store.database import Connection


def check_answers(connection: Connection, what: Inserted) -> None:
    """Raise NotFound for an answer that isn't in the store."""
    for number in answer_uses.unknown(connection, (used.number for used in what.answers)) if what.answers else ():
        raise NotFound("answer", number)


def status_of(actions: Sequence[MacroAction]) -> str | None:
    """The status that macros end in: of several the last."""
    wanted = [action.value for action in actions if action.what is ActionKind.STATUS]
    return wanted[-1] if wanted else None


def run_actions(ticket: OpenTicket, actions: Sequence[MacroAction]) -> None:
    """Do all that is said, the status last; what is so already is passed over."""
    run_beside_status(ticket, actions)
    run_status(ticket, actions)


def run_beside_status(ticket: OpenTicket, actions: Sequence[MacroAction]) -> None:
    for action in actions:
        if action.what is not ActionKind.STATUS:
            with _named(action):
                _run(ticket, action)


def run_status(ticket: OpenTicket, actions: Sequence[MacroAction]) -> None:
    status = status_of(actions)
    if status is not None:
        with _named(MacroAction(ActionKind.STATUS, status)):
            then_move(ticket, status)


@contextmanager
def _named(action: MacroAction) -> Iterator[None]:
    """An error says which action it was."""
    try:
        yield
    except DeskError as error:
        error.message = f"{action.what} {action.value}: {error.message}"
        error.args = (error.message,)
        error.details = {**error.details, "action": {"what": str(action.what), "value": action.value}}
        raise


def _run(ticket: OpenTicket, action: MacroAction) -> None:
    match action.what:
        case ActionKind.PRIORITY:
            wanted, before = chosen("priority", Priority, action.value), ticket.state.priority
            if wanted is not before:
                ticket.record(EventType.PRIORITY, {"from": str(before), "to": str(wanted)})
        case ActionKind.STAGE:
            if action.value != ticket.state.stage:
                move_stage_by_hand(ticket, action.value)
        case ActionKind.TAG:
            _tag(ticket, check_tag(action.value), adds=True)
        case ActionKind.UNTAG:
            _tag(ticket, kept_tag(action.value), adds=False)
        case ActionKind.TEAM:
            _team(ticket, action.value)
        case ActionKind.ESCALATE:
            escalate(ticket, action.value)
        case _:
            raise Invalid("actions", f"{action.what} is nothing that can be done to a ticket")


def _tag(ticket: OpenTicket, tag: str, *, adds: bool) -> None:
    if adds != (tag in ticket.state.tags):
        ticket.record(EventType.TAGGED, {"add": [tag] if adds else [], "remove": [] if adds else [tag]})


def _team(ticket: OpenTicket, code: str) -> None:
    found = people.team_by_code(ticket.context.connection, code)
    if found is None:
        raise NotFound("team", code)
    if found["id"] != ticket.state.team_id:
        holder = ticket.state.assignee_id
        payload: Payload = {"from": holder, "to": holder, "team": found["id"], "line": found["line"]}
        ticket.record(EventType.ASSIGNED, payload)
