"""Undo, and what was done lately.

Undo works by act: it appends events that name those they undo, replay leaves both out, and rows follow. It is
refused, with both sides, once a later event touched the same field or a reply has left.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from servicedesk.desk.events_view import event_data
from servicedesk.desk.open_ticket import OpenTicket, open_ticket
from servicedesk.desk.views import ActView, Undone
from servicedesk.desk.work import ActContext, Work, acting, remember
from servicedesk.domain.errors import NotFound, Refused, UndoRefused
from servicedesk.domain.events import Event, EventType, Payload, Stream, StreamKind, chain
from servicedesk.domain.rma_replay import replay_rma
from servicedesk.domain.roles import Permission, Role
from servicedesk.domain.undo import conflicts, undo_fields
from servicedesk.store import acts, messages, people, returns, streams
from servicedesk.store import tickets as ticket_rows
from servicedesk.store.database import Connection


@dataclass(frozen=True, slots=True)
class _Recalled:
    ticket_id: int
    body: str


class History:
    def __init__(self, work: Work) -> None:
        self._work = work

    def acts(self, limit: int = 20) -> tuple[ActView, ...]:
        """One's own acts, newest first."""
        with self._work.store.read() as connection:
            rows = acts.recent(connection, self._work.actor.id, limit)
            return tuple(ActView(row["id"], row["name"], row["ticket_id"], row["at"], row["undone_by"]) for row in rows)

    def undo(self, act_id: str | None = None) -> Undone:
        """Take an act back; None means one's last one. A reply still in its grace time comes back as a draft.

        Raises UndoRefused with both sides, NotFound, Forbidden for somebody else's act (supervisors may).
        """
        self._work.require(Permission.WORK)
        with acting(self._work, "undo") as context:
            name = self._name_of(context.connection, act_id := self._which(context.connection, act_id))
            wrote = streams.of_act(context.connection, act_id)
            if not wrote:
                raise NotFound("act", act_id)
            recalled = _recall(context, act_id)
            touched = [self._undo_ticket(context, act_id, stream, seqs) for stream, seqs in _by_stream(wrote, "ticket")]
            for stream, seqs in _by_stream(wrote, "rma"):
                _undo_rma(context, act_id, stream, seqs)
            if not touched:
                raise UndoRefused(act_id, "that act can't be undone", [], [])
            for ticket in touched:
                ticket_rows.sync_after_undo(context.connection, ticket.state)
                ticket.save()
            acts.mark_undone(context.connection, act_id, context.act_id)
            _unmark_redone(context.connection, wrote, act_id)
            remember(context, touched[0].id, streams=len(touched))
        return Undone(
            context.act_id,
            act_id,
            name,
            tuple(ticket.id for ticket in touched),
            None if recalled is None else recalled.body,
            None if recalled is None else recalled.ticket_id,
            None if recalled is None else "reply",
        )

    def _which(self, connection: Connection, act_id: str | None) -> str:
        if act_id is not None:
            return act_id
        last = acts.last_undoable(connection, self._work.actor.id)
        if last is None:
            raise Refused("there is nothing of yours to undo")
        return last

    def _name_of(self, connection: Connection, act_id: str) -> str:
        act = acts.get(connection, act_id)
        if act is None:
            raise NotFound("act", act_id)
        if act["person_id"] != self._work.actor.id and Role.SUPERVISOR not in self._work.actor.roles:
            raise Refused("that was somebody else's act; a supervisor may undo it", act_id=act_id)
        if act["undone_by"] is not None:
            raise UndoRefused(act_id, "that act was undone already", [], [{"act_id": act["undone_by"]}])
        return str(act["name"])

    def _undo_ticket(self, context: ActContext, act_id: str, stream: Stream, seqs: set[int]) -> OpenTicket:
        ticket = open_ticket(context, stream.id)
        mine = [event for event in ticket.history if event.seq in seqs]
        _refuse_redo_of_messages(act_id, ticket.history, mine)
        later = conflicts(ticket.history, mine)
        if later:
            names = people.names(context.connection)
            raise UndoRefused(
                act_id,
                f"ticket {stream.id} was changed by what came after; that would have to be undone first",
                [event_data(event, names) for event in mine],
                [event_data(event, names) for event in later],
            )
        payload: Payload = {"events": [*sorted(seqs)], "act": act_id, "fields": undo_fields(mine)}
        ticket.record_undone(payload)
        return ticket


def _by_stream(wrote: Iterable[tuple[Stream, int]], kind: str) -> list[tuple[Stream, set[int]]]:
    found: dict[Stream, set[int]] = {}
    for stream, seq in wrote:
        if stream.kind == kind:
            found.setdefault(stream, set()).add(seq)
    return sorted(found.items())


def _recall(context: ActContext, act_id: str) -> _Recalled | None:
    """Take the act's reply out of the outbox and keep its words as a draft; UndoRefused when it has left."""
    recalled = None
    for item in messages.pending_of_act(context.connection, act_id):
        if item["state"] == "handed_over":
            raise UndoRefused(act_id, "the reply has been handed over; it can't be recalled any more", [], [])
        if item["state"] == "pending" and not messages.settle_reply(context.connection, item["id"], state="recalled"):
            raise UndoRefused(act_id, "the reply is just leaving", [], [])
        message = messages.body_of(context.connection, item["message_id"])
        if message is not None:
            recalled = _Recalled(item["ticket_id"], str(message["body"]))
    if recalled is not None and context.work.actor.id:
        person = context.work.actor.id
        body, ticket_id = recalled.body, recalled.ticket_id
        people.save_draft(context.connection, person, ticket_id, "reply", body, len(body), context.at)
    return recalled


def _refuse_redo_of_messages(act_id: str, history: list[Event], mine: list[Event]) -> None:
    """Undoing an undo brings acts back, but not words that were recalled: they are in the composer again."""
    undoing = [event for event in mine if event.type == EventType.UNDONE]
    named = {seq for event in undoing for seq in event.payload["events"]} if undoing else set()  # type: ignore[union-attr]
    if any(event.seq in named and event.type == EventType.MESSAGE for event in history):
        raise UndoRefused(act_id, "words that were taken back are not said again by an undo; send them anew", [], [])


def _undo_rma(context: ActContext, act_id: str, stream: Stream, seqs: set[int]) -> None:
    """RMA events touch the one field that is the return's course: any later one refuses."""
    history = streams.history(context.connection, stream)
    later = [event for event in history if event.seq > max(seqs)]
    if later:
        raise UndoRefused(act_id, f"return {stream.id} has moved on since", [], [event_data(event) for event in later])
    work = context.work
    event = chain(
        stream,
        history[-1].seq + 1,
        EventType.UNDONE,
        context.act_id,
        work.actor.code,
        work.via,
        context.at,
        {"events": [*sorted(seqs)], "act": act_id, "fields": ["*"]},
        history[-1].hash,
    )
    streams.append(context.connection, [event])
    state = replay_rma(stream.id, [*history, event])
    returns.set_stage(
        context.connection, stream.id, stage=state.stage, at=context.at, version=state.version, head=state.head
    )
    for line_id, line in state.lines.items():
        values: dict[str, object] = {
            "outcome": line.outcome,
            "disposition": line.disposition,
            "amount": line.amount,
        }
        returns.set_line(context.connection, line_id, values)


def _unmark_redone(connection: Connection, wrote: Iterable[tuple[Stream, int]], act_id: str) -> None:
    """Undoing an undo makes the act it had undone undoable again."""
    for stream in {stream for stream, _ in wrote if stream.kind == StreamKind.TICKET}:
        for event in streams.history(connection, stream):
            target = event.payload.get("act")
            if event.act_id == act_id and event.type == EventType.UNDONE and isinstance(target, str):
                acts.mark_undone(connection, target, None)
