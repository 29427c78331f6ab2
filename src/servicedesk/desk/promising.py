"""What an act writes down of the future: promises and follow-ups, as events of a ticket in its hands."""

from datetime import datetime

from servicedesk.desk.open_ticket import OpenTicket, instant
from servicedesk.domain.digests import text_digest
from servicedesk.domain.errors import NotFound, Refused
from servicedesk.domain.events import EventType, micros
from servicedesk.domain.meanwhile import Meanwhile, NewPromise
from servicedesk.domain.ticket_state import PromiseState
from servicedesk.store import messages
from servicedesk.store.tables.tickets import promises as promises_table


def record_promise(ticket: OpenTicket, promise: NewPromise) -> None:
    """Write a promise down."""
    context = ticket.context
    (promise_id,) = context.work.store.reserve_ids(context.connection, promises_table, 1)
    salt = context.work.salt()
    values: dict[str, object] = {
        "id": promise_id,
        "ticket_id": ticket.id,
        "person_id": context.work.actor.id or None,
        "salt": salt,
        "body": promise.text,
        "made_at": context.at,
        "due_at": promise.due,
        "state": "open",
    }
    messages.add_promise(context.connection, values)
    digest = text_digest(salt, promise.text)
    ticket.record(EventType.PROMISED, {"promise": promise_id, "due": micros(promise.due), "digest": digest})


def open_promise(ticket: OpenTicket, promise_id: int) -> PromiseState:
    """A promise that still stands; raises NotFound, Refused."""
    promise = ticket.state.promises.get(promise_id)
    if promise is None:
        raise NotFound("promise", promise_id)
    if promise.state != "open":
        raise Refused(f"the promise is {promise.state} already", promise=promise_id)
    return promise


_ENDS = {
    "kept": EventType.PROMISE_KEPT,
    "broken": EventType.PROMISE_BROKEN,
    "withdrawn": EventType.PROMISE_WITHDRAWN,
}


def end_promise(ticket: OpenTicket, promise_id: int, how: str) -> None:
    """``how``: kept, broken or withdrawn. Raises NotFound, Refused."""
    open_promise(ticket, promise_id)
    ticket.record(_ENDS[how], {"promise": promise_id})
    messages.set_promise(ticket.context.connection, promise_id, how)


def set_follow_up(ticket: OpenTicket, at: datetime | None) -> None:
    """Say when we ask again; None ends it. Writes nothing where it stands so already. Raises Refused when it ended."""
    if at == ticket.state.follow_up_at:
        return
    if at is not None and not ticket.state.live:
        raise Refused(f"a {ticket.state.status} ticket is not asked about again", ticket=ticket.id)
    ticket.record(EventType.FOLLOW_UP, {"at": instant(at)})


def record_meanwhile(ticket: OpenTicket, meanwhile: Meanwhile) -> None:
    """Write it down after the act's own change of status, which would end an older follow-up."""
    if meanwhile.promise is not None:
        record_promise(ticket, meanwhile.promise)
    for promise_id in meanwhile.kept:
        end_promise(ticket, promise_id, "kept")
    if meanwhile.follow_up is not None:
        set_follow_up(ticket, meanwhile.follow_up)
