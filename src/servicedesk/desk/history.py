"""Undo, and what was done lately.

Undo works by act: it appends events that name those they undo, replay leaves both out, and rows follow. It is
refused, with both sides, once a later event touched the same field or a reply has left.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from servicedesk.desk.events_view import event_data
from servicedesk.desk.open_ticket import OpenTicket, open_ticket
from servicedesk.desk.returns import follow_rmas
from servicedesk.desk.views import ActView, Undone
from servicedesk.desk.work import ActContext, Work, acting, remember
from servicedesk.domain.errors import Forbidden, NotFound, Refused, UndoRefused
from servicedesk.domain.events import Event, EventType, Stream, StreamKind, chain, seqs_of
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


class _Touched:
    """A ticket an undo changes, and the digest of its texts before."""

    def __init__(self, ticket: OpenTicket) -> None:
        self.ticket = ticket
        self.digest = ticket.state.facts_digest


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
            touched = [_Touched(open_ticket(context, ticket)) for ticket in _tickets_of(context.connection, wrote)]
            if not touched:
                raise UndoRefused(act_id, "that act can't be undone", [], [])
            returned = _by_stream(wrote, StreamKind.RMA)
            by_ticket = {stream.id: seqs for stream, seqs in _by_stream(wrote, StreamKind.TICKET)}
            recalled = _recall(context, act_id, [event for one in touched for event in one.ticket.history])
            for one in touched:
                if one.ticket.id in by_ticket:
                    _undo_ticket(context, act_id, one.ticket, by_ticket[one.ticket.id])
            for stream, seqs in returned:
                _undo_rma(context, act_id, stream, seqs)
            for one in touched:
                if returned:
                    follow_rmas(one.ticket)
                ticket_rows.sync_after_undo(context.connection, one.ticket.state, one.digest)
                one.ticket.save()
            acts.mark_undone(context.connection, act_id, context.act_id)
            _unmark_redone(context.connection, wrote, act_id)
            remember(context, touched[0].ticket.id, streams=len(touched))
        return Undone(
            context.act_id,
            act_id,
            name,
            tuple(one.ticket.id for one in touched),
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
            raise Forbidden(self._work.actor.handle, "undo what somebody else did", [Role.SUPERVISOR])
        if act["undone_by"] is not None:
            raise UndoRefused(act_id, "that act was undone already", [], [{"act_id": act["undone_by"]}])
        return str(act["name"])


def _undo_ticket(context: ActContext, act_id: str, ticket: OpenTicket, seqs: set[int]) -> None:
    mine = [event for event in ticket.history if event.seq in seqs]
    _refuse_redo_of_replies(act_id, ticket.history, mine)
    later = conflicts(ticket.history, mine)
    if later:
        raise _both_sides(
            context,
            act_id,
            f"ticket {ticket.id} was changed by what came after; that would have to be undone first",
            mine,
            later,
        )
    ticket.record_undone({"events": [*sorted(seqs)], "act": act_id, "fields": undo_fields(mine)})


def _both_sides(
    context: ActContext, act_id: str, reason: str, mine: Iterable[Event], theirs: Iterable[Event]
) -> UndoRefused:
    names = people.names(context.connection)
    return UndoRefused(
        act_id, reason, [event_data(event, names) for event in mine], [event_data(event, names) for event in theirs]
    )


def _tickets_of(connection: Connection, wrote: Iterable[tuple[Stream, int]]) -> list[int]:
    """The tickets an act touched, or whose return it touched, in the order in which they are locked."""
    found: set[int] = set()
    for stream, _ in wrote:
        if stream.kind is StreamKind.TICKET:
            found.add(stream.id)
        elif stream.kind is StreamKind.RMA and (rma := returns.get(connection, stream.id)) is not None:
            found.add(rma["ticket_id"])
    return sorted(found)


def _by_stream(wrote: Iterable[tuple[Stream, int]], kind: StreamKind) -> list[tuple[Stream, set[int]]]:
    found: dict[Stream, set[int]] = {}
    for stream, seq in wrote:
        if stream.kind is kind:
            found.setdefault(stream, set()).add(seq)
    return sorted(found.items())


def _recall(context: ActContext, act_id: str, history: Iterable[Event]) -> _Recalled | None:
    """Take the act's reply out of the outbox and keep its words as a draft; UndoRefused when it has left.

    ``history`` are the events of the tickets, which are locked: nobody can hand the reply over meanwhile.
    """
    recalled = None
    for item in messages.pending_of_act(context.connection, act_id):
        if item["state"] == "handed_over":
            reason = "the reply has been handed over; it can't be recalled any more"
            raise _both_sides(context, act_id, reason, *_sides(history, act_id, item["message_id"]))
        if item["state"] == "pending":
            messages.settle_reply(context.connection, item["id"], state="recalled")
        message = messages.body_of(context.connection, item["message_id"])
        if message is not None:
            recalled = _Recalled(item["ticket_id"], str(message["body"]))
    return None if recalled is None else _into_draft(context, recalled)


def _sides(history: Iterable[Event], act_id: str, message_id: int) -> tuple[list[Event], list[Event]]:
    """The act's own events, and those by which others handed its reply over."""
    mine: list[Event] = []
    theirs: list[Event] = []
    for event in history:
        if event.act_id == act_id:
            mine.append(event)
        elif event.type == EventType.DELIVERED and event.payload["message"] == message_id:
            theirs.append(event)
    return mine, theirs


def _into_draft(context: ActContext, recalled: _Recalled) -> _Recalled:
    """The recalled words as the person's draft, above what the person has begun to write since."""
    person, ticket_id = context.work.actor.id, recalled.ticket_id
    drafts = people.drafts_of(context.connection, person, ticket_id)
    begun = next((str(draft["body"]) for draft in drafts if draft["mode"] == "reply"), "")
    apart = begun.strip() and begun.strip() not in recalled.body
    body = f"{recalled.body}\n\n{begun}" if apart else recalled.body
    people.save_draft(context.connection, person, ticket_id, "reply", body, len(recalled.body), context.at)
    return _Recalled(ticket_id, body)


def _refuse_redo_of_replies(act_id: str, history: list[Event], mine: list[Event]) -> None:
    """Undoing an undo brings acts back, but not a reply that was recalled: its words are in the composer again."""
    named = {seq for event in mine if event.type == EventType.UNDONE for seq in seqs_of(event)}
    replies = [
        e for e in history if e.seq in named and e.type == EventType.MESSAGE and e.payload.get("delivery") == "pending"
    ]
    if replies:
        raise UndoRefused(act_id, "a reply that was taken back is not sent by an undo; send it anew", [], [])


def _undo_rma(context: ActContext, act_id: str, stream: Stream, seqs: set[int]) -> None:
    history = streams.history(context.connection, stream)
    mine = [event for event in history if event.seq in seqs]
    if later := conflicts(history, mine):
        raise _both_sides(context, act_id, f"return {stream.id} has moved on since", mine, later)
    work = context.work
    event = chain(
        stream,
        history[-1].seq + 1,
        EventType.UNDONE,
        context.act_id,
        work.actor.code,
        work.via,
        context.at,
        {"events": [*sorted(seqs)], "act": act_id, "fields": undo_fields(mine)},
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
