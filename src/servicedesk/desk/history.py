"""Undo, and what was done lately.

Undo works by act: it appends events that name those they undo, replay leaves both out, and rows follow. It is
refused, with both sides, once a later event touched the same field or a reply has left.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from servicedesk.desk.answers.own_words import forget_own_words
from servicedesk.desk.events_view import event_data
from servicedesk.desk.many import MOST, PART, parts
from servicedesk.desk.open_ticket import OpenTicket, open_ticket
from servicedesk.desk.recalling import WRITTEN, Recalled, into_draft, move_words
from servicedesk.desk.returning.open_return import follow_rmas
from servicedesk.desk.returning.undoing import undo_moves
from servicedesk.desk.views import ActView, Undone
from servicedesk.desk.work import ActContext, OneAct, Work, acting, remember
from servicedesk.domain.bulk import MANY
from servicedesk.domain.errors import Forbidden, Invalid, NotFound, Refused, UndoRefused
from servicedesk.domain.events import NOTICES, Event, EventType, Payload, Stream, StreamKind, seqs_of, skipped
from servicedesk.domain.roles import Permission, Role
from servicedesk.domain.undo import conflicts, touches, undo_fields
from servicedesk.domain.used_answers import NONE, from_payload
from servicedesk.store import acts, messages, people, returns, streams
from servicedesk.store import tickets as ticket_rows
from servicedesk.store.database import Connection, RowMapping

_ROWS: Final = (
    "message:",
    "promise:",
    "attachment:",
    "absorbed:",
    "review:",
    "macro:",
    "escalation:",
    "approval:",
    "*",
)


@dataclass(frozen=True, slots=True)
class UndoPlan:
    """An act to be undone and its tickets. ``apart``: each by itself, in parts; else all in one transaction.

    ``passed``: a later reply of one's own that has left, where one's last act was asked for.
    """

    act_id: str
    name: str
    tickets: tuple[int, ...]
    apart: bool
    passed: ActView | None = None


@dataclass(frozen=True, slots=True)
class UndonePart:
    """What became of some tickets of an undo; each refusal names its ticket in ``details["ticket"]``."""

    act_id: str
    done: tuple[int, ...]
    refused: tuple[UndoRefused, ...]

    def __add__(self, other: "UndonePart") -> "UndonePart":
        return UndonePart(self.act_id, self.done + other.done, self.refused + other.refused)


class _Touched:
    """A ticket an undo changes, and of before: the digest of its texts, and its messages."""

    def __init__(self, ticket: OpenTicket) -> None:
        self.ticket = ticket
        self.digest = ticket.state.facts_digest
        self.said = dict(ticket.state.messages)


class History:
    def __init__(self, work: Work) -> None:
        self._work = work

    def acts(self, limit: int = 20) -> tuple[ActView, ...]:
        """One's own acts, newest first."""
        with self._work.store.read() as connection:
            rows = acts.recent(connection, self._work.actor.id, limit)
            return tuple(_act(row, has_left=bool(row["has_left"])) for row in rows)

    def next_undo(self) -> ActView | None:
        """What ``undo`` without an act would take back: one's newest act that stands and whose reply hasn't left."""
        with self._work.store.read() as connection:
            last = acts.last_undoable(connection, self._work.actor.id)
            return None if last is None else _act(last)

    def undo(self, act_id: str | None = None) -> Undone:
        """Take an act back; None means that of ``next_undo``. A reply still in its grace time comes back as a draft.

        A bulk act goes back as one, ticket by ticket; those that later acts stand on are left as they are and named.
        Raises UndoRefused with both sides, NotFound, Forbidden for somebody else's act (supervisors may).
        """
        plan = self.plan(act_id)
        if not plan.apart:
            return replace(self._whole(plan.act_id), passed=plan.passed)
        undone = UndonePart(self._work.new_act_id(self._work.clock.now()), (), ())
        for part in parts(plan.tickets, PART):
            undone += self.undo_part(plan, part, undone.act_id)
        return self.end(plan, undone)

    def plan(self, act_id: str | None = None) -> UndoPlan:
        """What an undo would touch. Raises as ``undo`` does where it can be told beforehand."""
        self._work.require(Permission.WORK)
        with self._work.store.read() as connection:
            passed = None
            if act_id is None:
                act_id, passed = self._last(connection)
            name = self._name_of(connection, act_id)
            tickets = _tickets_of(connection, streams.of_act(connection, act_id))
            undid = acts.undone_by(connection, act_id) if name == "undo" else []
        apart = name.startswith(MANY) or any(str(act["name"]).startswith(MANY) for act in undid)
        return UndoPlan(act_id, name, tuple(tickets), apart, passed)

    def undo_part(self, plan: UndoPlan, tickets: Sequence[int], undo_id: str) -> UndonePart:
        """Take back what a bulk act did to at most 200 tickets, in one transaction under the undo's id."""
        if len(tickets) > MOST:
            raise Invalid("tickets", f"{len(tickets)} are more than the {MOST} of one transaction")
        work = replace(self._work, act_ids=OneAct(undo_id))
        done: list[int] = []
        refused: list[UndoRefused] = []
        with acting(work, "undo") as context:
            self._name_of(context.connection, plan.act_id)
            for ticket_id in sorted(tickets):
                try:
                    with context.connection.begin_nested():
                        if _undo_apart(context, plan.act_id, ticket_id):
                            done.append(ticket_id)
                except UndoRefused as error:
                    error.details = {**error.details, "ticket": ticket_id}
                    refused.append(error)
        return UndonePart(undo_id, tuple(done), tuple(refused))

    def end(self, plan: UndoPlan, undone: UndonePart) -> Undone:
        """Mark a bulk act as undone when all its parts are through; raises UndoRefused when nothing went back."""
        if not undone.done and undone.refused:
            raise undone.refused[0]
        with self._work.store.transaction() as connection:
            for act in acts.undone_by(connection, plan.act_id):
                acts.mark_undone(connection, act["id"], None)
            acts.mark_undone(connection, plan.act_id, undone.act_id)
        left = tuple(int(str(error.details["ticket"])) for error in undone.refused)
        return Undone(undone.act_id, plan.act_id, plan.name, undone.done, refused=left, passed=plan.passed)

    def _whole(self, act_id: str) -> Undone:
        """Take an act back in one transaction: all of it, or UndoRefused."""
        with acting(self._work, "undo") as context:
            name = self._name_of(context.connection, act_id)
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
            if name in WRITTEN and len(touched) == 1:
                recalled = recalled or move_words(context, touched[0].ticket, touched[0].said)
        return Undone(
            context.act_id,
            act_id,
            name,
            tuple(one.ticket.id for one in touched),
            None if recalled is None else recalled.body,
            None if recalled is None else recalled.ticket_id,
            None if recalled is None else recalled.mode,
            NONE if recalled is None else recalled.inserted,
        )

    def _last(self, connection: Connection) -> tuple[str, ActView | None]:
        """The act of ``next_undo``, and the reply after it that has left, the first time it is gone past."""
        last = acts.last_undoable(connection, self._work.actor.id)
        if last is None:
            raise Refused("there is nothing of yours to undo")
        passed = acts.passed_over(connection, last)
        return str(last["id"]), None if passed is None else _act(passed, has_left=True)

    def _name_of(self, connection: Connection, act_id: str) -> str:
        act = acts.get(connection, act_id)
        if act is None:
            raise NotFound("act", act_id)
        if act["person_id"] != self._work.actor.id and Role.SUPERVISOR not in self._work.actor.roles:
            raise Forbidden(self._work.actor.handle, "undo what somebody else did", [Role.SUPERVISOR])
        if act["undone_by"] is not None:
            raise UndoRefused(act_id, "that act was undone already", [], [{"act_id": act["undone_by"]}])
        return str(act["name"])


def _act(row: RowMapping, *, has_left: bool = False) -> ActView:
    return ActView(row["id"], row["name"], row["ticket_id"], row["at"], row["undone_by"], row["streams"], has_left)


def _undo_apart(context: ActContext, act_id: str, ticket_id: int) -> bool:
    """Take back what a bulk act did to one ticket; False when that was done before, by an undo that was cut off."""
    touched = _Touched(open_ticket(context, ticket_id))
    ticket = touched.ticket
    seqs = {event.seq for event in ticket.history if event.act_id == act_id and event.type not in NOTICES}
    if seqs <= skipped(ticket.history):
        return False
    _undo_ticket(context, act_id, ticket, seqs)
    if any(_has_rows_of_its_own(event) for event in ticket.history if event.seq in seqs):
        ticket_rows.sync_after_undo(context.connection, ticket.state, touched.digest)
    ticket.save()
    remember(context, ticket_id)
    return True


def _has_rows_of_its_own(event: Event) -> bool:
    """Whether an event is about more than the ticket's row and tags: a message, a text, a promise, a file, a macro."""
    return any(field == "facts" or field.startswith(_ROWS) for field in touches(event))


def _undo_ticket(context: ActContext, act_id: str, ticket: OpenTicket, seqs: set[int]) -> None:
    mine = [event for event in ticket.history if event.seq in seqs and event.type not in NOTICES]
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
    before = {one.id: one.granted for one in ticket.state.approvals.values()}
    ticket.record_undone({"events": [event.seq for event in mine], "act": act_id, "fields": undo_fields(mine)})
    _refuse_redo_of_approvals(act_id, ticket, before)


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


def _recall(context: ActContext, act_id: str, history: Iterable[Event]) -> Recalled | None:
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
            body, told = str(message["body"]), _event_of(history, act_id, item["message_id"])
            forget_own_words(context, body)
            recalled = Recalled(item["ticket_id"], body, inserted=from_payload(told))
    return None if recalled is None else into_draft(context, recalled)


def _event_of(history: Iterable[Event], act_id: str, message_id: int) -> Payload:
    """What the act's event said of its message."""
    mine = (event.payload for event in history if event.act_id == act_id and event.type == EventType.MESSAGE)
    return next((payload for payload in mine if payload["message"] == message_id), {})


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


def _refuse_redo_of_replies(act_id: str, history: list[Event], mine: list[Event]) -> None:
    """Undoing an undo brings acts back, but not a reply that was recalled: its words are in the composer again."""
    named = {seq for event in mine if event.type == EventType.UNDONE for seq in seqs_of(event)}
    replies = [
        e for e in history if e.seq in named and e.type == EventType.MESSAGE and e.payload.get("delivery") == "pending"
    ]
    if replies:
        raise UndoRefused(act_id, "a reply that was taken back is not sent by an undo; send it anew", [], [])


def _refuse_redo_of_approvals(act_id: str, ticket: OpenTicket, before: Mapping[int, int | None]) -> None:
    """An undo takes approvals back, and never gives one: that takes two people, and money that is there now."""
    for one in ticket.state.approvals.values():
        if one.id not in before or (one.granted is not None and before[one.id] is None):
            raise UndoRefused(act_id, "an approval that was taken back is asked for or decided anew", [], [])


def _undo_rma(context: ActContext, act_id: str, stream: Stream, seqs: set[int]) -> None:
    history = streams.history(context.connection, stream)
    mine = [event for event in history if event.seq in seqs]
    if later := conflicts(history, mine):
        raise _both_sides(context, act_id, f"return {stream.id} has moved on since", mine, later)
    undo_moves(context, act_id, history, mine)


def _unmark_redone(connection: Connection, wrote: Iterable[tuple[Stream, int]], act_id: str) -> None:
    """Undoing an undo makes the act it had undone undoable again."""
    for stream in {stream for stream, _ in wrote if stream.kind == StreamKind.TICKET}:
        for event in streams.history(connection, stream):
            target = event.payload.get("act")
            if event.act_id == act_id and event.type == EventType.UNDONE and isinstance(target, str):
                acts.mark_undone(connection, target, None)
