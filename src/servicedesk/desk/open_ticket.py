"""A ticket in the hands of an act: its history, its state, and the events the act adds."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from servicedesk.desk.events_view import event_data
from servicedesk.desk.work import SYSTEM, ActContext
from servicedesk.domain.digests import text_digest
from servicedesk.domain.errors import NotFound, Refused, StaleVersion
from servicedesk.domain.events import (
    ASIDE,
    NOTICES,
    Event,
    EventType,
    Payload,
    Stream,
    StreamKind,
    chain,
    from_micros,
    micros,
)
from servicedesk.domain.sla.facts import Clock
from servicedesk.domain.sla.standing import outstanding
from servicedesk.domain.sla.standing import standing as standing_of
from servicedesk.domain.ticket_replay import apply, replay
from servicedesk.domain.ticket_state import TicketState
from servicedesk.domain.tickets import LIVE, ComplaintStage, Kind, Status, check_status
from servicedesk.domain.workflows.approval import APPROVAL
from servicedesk.domain.workflows.escalation import ESCALATION, EscalationState
from servicedesk.store import clocks, policies, streams, workflows
from servicedesk.store import tickets as ticket_rows

UPKEEP = frozenset({EventType.DELIVERED, EventType.FAILED, EventType.WOKEN, *ASIDE})
"""What the program does by itself, and what leaves a ticket as it is, never makes a person's screen stale."""


class OpenTicket:
    """Reads the stream, adds chained events, writes the row back as replayed."""

    def __init__(self, context: ActContext, ticket_id: int, history: list[Event]) -> None:
        self.context = context
        self.history = history
        self.state: TicketState = replay(ticket_id, history)
        self._loaded = ticket_rows.loaded(self.state)
        self._new: list[Event] = []

    @property
    def id(self) -> int:
        return self.state.id

    def record(
        self, kind: EventType, payload: Payload, *, at: datetime | None = None, actor: str | None = None
    ) -> Event:
        """Add an event of this act to the ticket's stream and fold it in; ``actor`` is who acts unless named."""
        work = self.context.work
        event = chain(
            Stream(StreamKind.TICKET, self.id),
            self.state.version + 1,
            kind,
            self.context.act_id,
            actor or work.actor.code,
            work.via,
            at or self.context.at,
            payload,
            self.state.head,
        )
        self._new.append(event)
        apply(self.state, event)
        return event

    def record_with_texts(self, kind: EventType, payload: Payload, texts: Mapping[str, str]) -> Event:
        """Add an event that holds the digests of texts, by name; the texts themselves stand in rows of their own."""
        salt = self.context.work.salt()
        digests: Payload = {name: text_digest(salt, body) for name, body in texts.items()}
        event = self.record(kind, {**payload, "texts": digests})
        workflows.keep_texts(self.context.connection, event, salt, texts)
        return event

    def record_undone(self, payload: Payload) -> None:
        """Add an ``undone`` event: the state is replayed without what it names."""
        self.record(EventType.UNDONE, payload)
        self.state = replay(self.id, [*self.history, *self._new])

    def check_version(self, version: int | None, yours: Payload) -> None:
        """Raise StaleVersion when others changed the ticket after ``version``; one's own acts don't count."""
        if version is None:
            return
        mine = self.context.work.actor.code
        theirs = [
            event
            for event in self.history
            if event.seq > version and event.actor != mine and event.type not in UPKEEP and not _by_rule(event)
        ]
        if theirs:
            raise StaleVersion(self.id, version, self.state.version, yours, [event_data(event) for event in theirs])

    def refuse_unless_workable(self) -> None:
        """Raise Refused for a ticket that ended: closed, merged or spam."""
        if self.state.status in (Status.CLOSED, Status.MERGED, Status.SPAM):
            raise Refused(
                f"ticket {self.id} is {self.state.status}; open a linked one to go on",
                ticket=self.id,
                status=str(self.state.status),
                merged_into=self.state.merged_into,
            )

    def open_if_new(self) -> None:
        """An agent's first act makes a new ticket open."""
        if self.state.status is Status.NEW and self.context.work.actor.id:
            self.move(Status.OPEN)

    def open_for_customer(self, **by: int) -> None:
        """The customer has spoken: waiting and holding end, a resolved ticket is open again."""
        if self.state.status in (Status.WAITING_CUSTOMER, Status.ON_HOLD, Status.RESOLVED):
            self.move(Status.OPEN, **by)

    def move(self, wanted: Status, **more: str | int) -> None:
        """Change the status; raises IllegalMove. A reopened complaint goes back to ``assessed``."""
        before = self.state.status
        check_status(before, wanted)
        self.record(EventType.STATUS, {"from": str(before), "to": str(wanted), **self._grounds(wanted), **more})
        reopened = before is Status.RESOLVED and wanted is Status.OPEN
        told = self.state.stage in (ComplaintStage.COMMUNICATED, ComplaintStage.CLOSED)
        if reopened and self.state.kind is Kind.COMPLAINT and told:
            self.record(EventType.STAGE, {"from": self.state.stage, "to": str(ComplaintStage.ASSESSED)})

    def _grounds(self, wanted: Status) -> Payload:
        """What a status rests on, for undo: a ticket stays resolved only as the kind and stage that allowed it.

        So do the approvals that had been decided by then.
        """
        if wanted is not Status.RESOLVED:
            return {}
        approvals = (f"approval:{number}" for number in self.state.approvals)
        return {"stands_on": ["kind", *(["stage"] if self.state.kind is Kind.COMPLAINT else []), *approvals]}

    def restore_resolved(self, resolved_at: datetime | None) -> None:
        """Void a reopening: resolved again, as of when it was."""
        payload: Payload = {
            "from": str(self.state.status),
            "to": str(Status.RESOLVED),
            "voids": self.state.reopened_by,
            **self._grounds(Status.RESOLVED),
        }
        if resolved_at is not None:
            payload["resolved_at"] = micros(resolved_at)
        stage = self._stage_before_reopening()
        self.record(EventType.STATUS, payload)
        if stage is not None:
            self.record(EventType.STAGE, {"from": self.state.stage, "to": stage})

    def _stage_before_reopening(self) -> str | None:
        """The stage a reopened complaint had, if the reopening's own act sent it back."""
        reopening = next(
            (
                e
                for e in self.history
                if e.type == EventType.STATUS and e.payload.get("by_message") == self.state.reopened_by
            ),
            None,
        )
        if reopening is None:
            return None
        sent_back = (e for e in self.history if e.type == EventType.STAGE and e.act_id == reopening.act_id)
        found = next((e.payload.get("from") for e in sent_back), None)
        return found if isinstance(found, str) else None

    def save(self) -> None:
        """Write the new events, the row and its clocks.

        StaleVersion when another writer came between (it can't hold the lock).
        """
        connection = self.context.connection
        self._end_workflows()
        self.count_clocks()
        streams.append(connection, self._new)
        if not ticket_rows.save(connection, self.state, self._loaded):
            before = self._loaded.version
            raise StaleVersion(self.id, before, before + 1, {}, [])
        clocks.sync(connection, self.id, self.state.sla.clocks)

    def _end_workflows(self) -> None:
        """A ticket that is done with leaves no escalation open, and none that is gone for good an approval waiting."""
        status, escalation = self.state.status, self.state.escalation
        if escalation is not None and status not in LIVE:
            move = "withdraw" if escalation.state is EscalationState.OPEN else "complete"
            payload: Payload = {
                "escalation": escalation.id,
                "move": move,
                "to": ESCALATION.after(escalation.state, move),
            }
            self.record(EventType.ESCALATION, {**payload, "with_ticket": str(status)})
        if status in (Status.CLOSED, Status.MERGED, Status.SPAM):
            for one in [one for one in self.state.approvals.values() if one.waits]:
                move_: Payload = {"approval": one.id, "move": "withdraw", "to": APPROVAL.after(one.state, "withdraw")}
                self.record(EventType.APPROVAL, {**move_, "granted": None, "with_ticket": str(status)})

    def count_clocks(self) -> None:
        """Count the clocks anew, and note what of them has come due and nobody has noted yet."""
        if self.state.status not in LIVE:
            policies.keep(self.context.work.store, self.context.connection)
        book = policies.book(self.context.work.store, self.context.connection)
        now = micros(self.context.at)
        standing = standing_of(self._whole_history, book, self.state.status)
        for kind, payload in outstanding(self._whole_history, standing, now):
            self.record(kind, payload, actor=SYSTEM.code)
        if self._new and self._new[-1].type in NOTICES:
            standing = standing_of(self._whole_history, book, self.state.status)
        self.state.sla = standing

    def response_due(self) -> datetime | None:
        """When the wait of its customer would break a promise; None while nobody waits or nothing was promised."""
        book = policies.book(self.context.work.store, self.context.connection)
        counted = standing_of(self._whole_history, book, self.state.status).clocks
        due = [one.due_at for one in counted if one.clock is not Clock.RESOLUTION and one.due_at is not None]
        return from_micros(min(due)) if due else None

    @property
    def _whole_history(self) -> list[Event]:
        return [*self.history, *self._new]

    def insert(self, texts: dict[str, object]) -> None:
        """Write a new ticket's row, so that messages can refer to it; ``save`` completes it."""
        ticket_rows.insert_row(self.context.connection, self.state, texts)
        self._loaded = ticket_rows.Loaded(self.state.version)

    @property
    def new_events(self) -> Sequence[Event]:
        return self._new


def open_ticket(context: ActContext, ticket_id: int, *, held: bool = False) -> OpenTicket:
    """Take a ticket into the act, locked against other writers unless it is ``held`` already; raises NotFound."""
    if not held:
        context.work.store.lock_ticket(context.connection, ticket_id)
    history = streams.history(context.connection, Stream(StreamKind.TICKET, ticket_id))
    if not history:
        raise NotFound("ticket", ticket_id)
    return OpenTicket(context, ticket_id, history)


def _by_rule(event: Event) -> bool:
    """Whether a rule of the policies escalated: nothing that somebody reads or writes here changes by it."""
    return event.actor == SYSTEM.code and event.type in (EventType.ESCALATED, EventType.ESCALATION)


def instant(at: datetime | None) -> int | None:
    """An instant as payloads hold it."""
    return None if at is None else micros(at)
