"""A return in the hands of an act: its history, its state, and the events the act adds."""

from collections.abc import Mapping

from servicedesk.desk.open_ticket import OpenTicket
from servicedesk.desk.ticket_acts import take_for
from servicedesk.desk.work import ActContext
from servicedesk.domain.digests import text_digest
from servicedesk.domain.errors import IllegalMove, NotFound
from servicedesk.domain.events import Event, EventType, Payload, Stream, StreamKind, chain
from servicedesk.domain.returns import RmaStage
from servicedesk.domain.rma_replay import RmaState, apply, replay_rma
from servicedesk.domain.tickets import Kind
from servicedesk.domain.workflows.approval import APPROVAL
from servicedesk.domain.workflows.rma import RMA, stages_of, ticket_stage
from servicedesk.store import people, returns, streams, workflows
from servicedesk.store.database import Connection


class OpenReturn:
    """Its ticket is locked before it, so that whoever comes second finds it as the first left it."""

    def __init__(self, ticket: OpenTicket, state: RmaState) -> None:
        self.ticket = ticket
        self.state = state
        self._new: list[Event] = []

    @property
    def context(self) -> ActContext:
        return self.ticket.context

    def check(self, move: str) -> RmaStage:
        """Where a move leads. Raises IllegalMove with the legal ones, and with who moved it last and when."""
        state = self.state
        try:
            return RmaStage(RMA.after(state.stage, move))
        except IllegalMove as error:
            by = people.names(self.context.connection).get(state.moved_by, state.moved_by)
            at = None if state.moved_at is None else state.moved_at.isoformat().replace("+00:00", "Z")
            error.details = {**error.details, "rma": state.id, "by": by, "at": at}
            error.message = f"{error.message} ({by} brought return {state.id} to {state.stage})"
            raise

    def move(self, name: str, payload: Payload | None = None, texts: Mapping[str, str] | None = None) -> None:
        """Bring it to its next stage. Raises IllegalMove."""
        to = self.check(name)
        self.record(EventType.RMA_STAGE, {"from": str(self.state.stage), "to": str(to), **(payload or {})}, texts)

    def record(self, kind: EventType, payload: Payload, texts: Mapping[str, str] | None = None) -> None:
        """Add an event to its stream and fold it in; it holds digests of the texts, which stand in rows."""
        work, salt = self.context.work, b""
        if texts:
            salt = work.salt()
            digests: Payload = {name: text_digest(salt, body) for name, body in texts.items()}
            payload = {**payload, "texts": digests}
        event = chain(
            Stream(StreamKind.RMA, self.state.id),
            self.state.version + 1,
            kind,
            self.context.act_id,
            work.actor.code,
            work.via,
            self.context.at,
            payload,
            self.state.head,
        )
        if texts:
            workflows.keep_texts(self.context.connection, event, salt, texts)
        self._new.append(event)
        apply(self.state, event)

    def save(self) -> None:
        """Write its events and rows; its ticket's stage follows."""
        streams.append(self.context.connection, self._new)
        returns.write(self.context.connection, self.state, self.context.at)
        follow_rmas(self.ticket)

    def withdraw_approvals(self) -> None:
        """What it waited for is asked no more."""
        for one in [one for one in self.ticket.state.approvals.values() if one.waits and one.rma_id == self.state.id]:
            payload: Payload = {"approval": one.id, "move": "withdraw", "to": APPROVAL.after(one.state, "withdraw")}
            self.ticket.record(EventType.APPROVAL, {**payload, "granted": None, "with_return": self.state.id})


def take_return(context: ActContext, rma_id: int, version: int | None, act: str) -> OpenReturn:
    """A return for a working person's act. Raises NotFound, StaleVersion, Forbidden."""
    row = returns.get(context.connection, rma_id)
    if row is None:
        raise NotFound("return", rma_id)
    ticket = take_for(context, row["ticket_id"], version, {"act": act, "rma": rma_id}, ended_too=True)
    return open_return(ticket, rma_id)


def open_return(ticket: OpenTicket, rma_id: int) -> OpenReturn:
    """A return of a ticket that is locked; raises NotFound."""
    history = streams.history(ticket.context.connection, Stream(StreamKind.RMA, rma_id))
    if not history:
        raise NotFound("return", rma_id)
    return OpenReturn(ticket, replay_rma(rma_id, history))


def stage_of_ticket(context: ActContext, ticket_id: int) -> str | None:
    """What the ticket's RMAs make of its stage. One whose opening was undone counts no more, a cancelled one does."""
    rows = returns.of_ticket(context.connection, ticket_id)
    void = _void(context.connection, [row["id"] for row in rows if row["stage"] == RmaStage.CANCELLED])
    return ticket_stage(stages_of(row["stage"] for row in rows if row["id"] not in void))


def _void(connection: Connection, rma_ids: list[int]) -> set[int]:
    if not rma_ids:
        return set()
    histories = returns.histories(connection, rma_ids)
    return {number for number, history in histories.items() if replay_rma(number, history).void}


def follow_rmas(ticket: OpenTicket) -> None:
    """A return ticket's stage follows its RMAs."""
    stage = stage_of_ticket(ticket.context, ticket.id)
    if ticket.state.kind is Kind.RETURN and stage != ticket.state.stage:
        ticket.record(EventType.STAGE, {"from": ticket.state.stage, "to": stage})
