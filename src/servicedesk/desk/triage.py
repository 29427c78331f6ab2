"""What is proposed for a ticket, and taking the proposal as one act."""

from dataclasses import dataclass
from typing import Final

from servicedesk.desk.open_ticket import OpenTicket
from servicedesk.desk.staffing import colleagues, past_of
from servicedesk.desk.ticket_acts import finish, take_for
from servicedesk.desk.views import Done
from servicedesk.desk.work import Work, acting
from servicedesk.domain.errors import NotFound, Refused
from servicedesk.domain.events import EventType, Payload, Stream, StreamKind
from servicedesk.domain.roles import Permission
from servicedesk.domain.tickets import LIVE, Kind, Nature, Priority, Status, first_stage
from servicedesk.domain.triage import (
    SKILLS,
    Ranked,
    Reason,
    Wanted,
    Wording,
    holder,
    language_of,
    likely,
    priority_for,
    read_wording,
)
from servicedesk.store import customers, people, streams
from servicedesk.store import tickets as ticket_rows
from servicedesk.store import triage as reads
from servicedesk.store.database import Connection, RowMapping

SAID: Final = 12
"""Messages of a ticket, from its first one on, that are read."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a ticket should be. ``kind``, ``priority`` and ``holder`` always say all of it; ``changes`` what is new.

    ``changes`` names among kind, priority, holder, nature, severity, language. ``words`` are quoted from the
    customer; ``reasons`` are codes with values, of the priority and of the holder.
    """

    ticket: int
    version: int
    kind: Kind
    priority: Priority
    holder: str | None
    holder_name: str | None
    nature: Nature | None
    severity: int | None
    language: str | None
    changes: frozenset[str]
    words: tuple[str, ...]
    reasons: tuple[Reason, ...]
    holder_reasons: tuple[Reason, ...]


class Triage:
    def __init__(self, work: Work) -> None:
        self._work = work

    def propose(self, ticket_id: int) -> Proposal | None:
        """A proposal for a ticket that is new or that nobody has; None when nothing would change. Raises NotFound.

        What a person has decided is not proposed otherwise: a kind or priority set by hand stays.
        """
        self._work.require(Permission.READ)
        with self._work.store.read() as connection:
            ticket = ticket_rows.full(connection, ticket_id)
            if ticket is None:
                raise NotFound("ticket", ticket_id)
            untouched = ticket["status"] == Status.NEW or ticket["assignee_id"] is None
            if ticket["status"] not in LIVE or not untouched:
                return None
            return self._proposal(connection, ticket)

    def likely(self, ticket_id: int | None) -> tuple[Ranked, ...]:
        """Whom a ticket (None: any) is handed to, the likeliest first; raises NotFound."""
        self._work.require(Permission.READ)
        with self._work.store.read() as connection:
            here = colleagues(self._work, connection)
            if ticket_id is None:
                return tuple(likely(here, Wanted(), past_of(self._work, connection, None)))
            ticket = ticket_rows.full(connection, ticket_id)
            if ticket is None:
                raise NotFound("ticket", ticket_id)
            skill = SKILLS.get(Nature(ticket["nature"])) if ticket["nature"] else None
            wanted = Wanted(ticket["language"], skill, ticket["team"])
            return tuple(likely(here, wanted, past_of(self._work, connection, ticket)))

    def accept(self, proposal: Proposal, *, version: int | None = None) -> Done:
        """Take a proposal as one act. Raises Refused when nothing of it is left to change, StaleVersion, NotFound."""
        with acting(self._work, "triage") as context:
            yours: Payload = {"act": "triage", "kind": str(proposal.kind), "priority": str(proposal.priority)}
            ticket = take_for(context, proposal.ticket, version, yours)
            before = len(ticket.new_events)
            _make(ticket, proposal)
            if "holder" in proposal.changes and ticket.state.assignee_id is None and proposal.holder is not None:
                person = people.by_handle(context.connection, proposal.holder)
                if person is None:
                    raise NotFound("person", proposal.holder)
                ticket.record(EventType.ASSIGNED, {"from": None, "to": person["id"]})
            if len(ticket.new_events) == before:
                raise Refused("the ticket is so already", ticket=proposal.ticket)
            return finish(ticket)

    def _proposal(self, connection: Connection, ticket: RowMapping) -> Proposal | None:
        said = reads.first_said(connection, ticket["id"], SAID)
        wording = read_wording([ticket["subject"], *said])
        decided = _decided_by_hand(connection, ticket["id"])
        membership = _membership(connection, ticket["customer_id"])
        kind = _kind(ticket, wording, decided)
        priority = Priority(ticket["priority"])
        why: tuple[Reason, ...] = ()
        if "priority" not in decided:
            priority, why = priority_for(kind, wording, membership, priority)
        is_complaint = kind is Kind.COMPLAINT
        nature = Nature(ticket["nature"]) if ticket["nature"] else wording.nature if is_complaint else None
        severity = ticket["severity"] or (wording.severity if is_complaint else None)
        language = ticket["language"] or language_of("\n".join(said))
        taker = self._taker(connection, ticket, nature, language)
        wanted = {
            "kind": kind != ticket["kind"],
            "priority": priority != ticket["priority"],
            "holder": taker is not None,
            "nature": nature != ticket["nature"],
            "severity": severity != ticket["severity"],
            "language": language != ticket["language"],
        }
        changes = frozenset(name for name, is_new in wanted.items() if is_new)
        if not changes:
            return None
        return Proposal(
            ticket["id"],
            ticket["version"],
            kind,
            priority,
            ticket_holder(connection, ticket) if taker is None else taker.colleague.handle,
            None if taker is None else taker.colleague.name,
            nature,
            severity,
            language,
            changes,
            wording.words if wording.kind is kind is not Kind.INQUIRY else (),
            why,
            () if taker is None else taker.reasons,
        )

    def _taker(
        self, connection: Connection, ticket: RowMapping, nature: Nature | None, language: str | None
    ) -> Ranked | None:
        if ticket["assignee_id"] is not None:
            return None
        skill = None if nature is None else SKILLS.get(nature)
        wanted = Wanted(language, skill, ticket["team"])
        return holder(colleagues(self._work, connection), wanted, past_of(self._work, connection, ticket))


def _make(ticket: OpenTicket, proposal: Proposal) -> None:
    """Record what is new of kind, nature, severity, priority and language."""
    state = ticket.state
    if "kind" in proposal.changes and proposal.kind is not state.kind and state.status is not Status.RESOLVED:
        payload: Payload = {
            "from": str(state.kind),
            "to": str(proposal.kind),
            "old_stage": state.stage,
            "stage": _first_stage(ticket, proposal.kind),
        }
        ticket.record(EventType.KIND, payload)
    about: Payload = {}
    if "nature" in proposal.changes and proposal.nature != state.nature:
        about["nature"] = None if proposal.nature is None else str(proposal.nature)
    if "severity" in proposal.changes and proposal.severity != state.severity:
        about["severity"] = proposal.severity
    if about and state.kind is Kind.COMPLAINT:
        ticket.record(EventType.COMPLAINT, about)
    if "priority" in proposal.changes and proposal.priority is not state.priority:
        ticket.record(EventType.PRIORITY, {"from": str(state.priority), "to": str(proposal.priority)})
    if "language" in proposal.changes and proposal.language != state.language:
        ticket.record(EventType.FACTS, {"language": proposal.language})


def _first_stage(ticket: OpenTicket, kind: Kind) -> str | None:
    if kind is not Kind.RETURN:
        return first_stage(kind)
    from servicedesk.desk.returning.open_return import stage_of_ticket

    return stage_of_ticket(ticket.context, ticket.id)


def _kind(ticket: RowMapping, wording: Wording, decided: frozenset[str]) -> Kind:
    """A kind by hand stays; so does a return that has begun and a complaint that has moved on."""
    now = Kind(ticket["kind"])
    begun = now is not Kind.INQUIRY and ticket["stage"] not in (None, "received")
    return now if "kind" in decided or begun or wording.kind is None else wording.kind


def _decided_by_hand(connection: Connection, ticket_id: int) -> frozenset[str]:
    """What a person has set on the ticket: kind, priority."""
    history = streams.history(connection, Stream(StreamKind.TICKET, ticket_id))
    return frozenset(
        event.type
        for event in history
        if event.type in (EventType.KIND, EventType.PRIORITY) and event.actor.startswith("person:")
    )


def _membership(connection: Connection, customer_id: int | None) -> str:
    customer = None if customer_id is None else customers.get(connection, customer_id)
    return "standard" if customer is None else str(customer["membership"])


def ticket_holder(connection: Connection, ticket: RowMapping) -> str | None:
    """The handle of who has a ticket."""
    found = (row["handle"] for row in reads.workers(connection) if row["id"] == ticket["assignee_id"])
    return next(found, None)
