"""Escalations and approvals as a ticket's events tell them."""

from dataclasses import dataclass
from datetime import datetime

from servicedesk.domain import payloads as read
from servicedesk.domain.events import Event, Payload, from_micros
from servicedesk.domain.workflows.approval import APPROVAL, ApprovalKind, ApprovalState
from servicedesk.domain.workflows.escalation import ESCALATION, EscalationReason, EscalationState


@dataclass(frozen=True, slots=True)
class Target:
    """Whom an escalation is addressed to: a person, a team, everybody with a skill, or a whole support line (2, 3)."""

    line: int
    skill: str | None = None
    team: int | None = None
    person: int | None = None


@dataclass(slots=True)
class Escalation:
    """An escalation of a ticket. Persons are ids; ``sender`` None: a rule of the policies sent it, ``rule`` names it.
    With both, the rule raised what that person had sent.

    ``held_by`` and ``line_before``: who had the ticket and on which support line, to go back to. ``hand_over``: the
    how manieth of the ticket this is, withdrawn ones not counted.
    """

    id: int
    seq: int
    reason: EscalationReason
    target: Target
    sender: int | None
    held_by: int | None
    line_before: int
    opened_at: datetime
    hand_over: int
    accept_by: datetime | None = None
    rule: str | None = None
    cycle: str | None = None
    state: EscalationState = EscalationState.OPEN
    taken_by: int | None = None
    accepted_at: datetime | None = None
    ended_by: int | None = None
    ended_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Not ended: it waits to be accepted, or somebody is at it."""
        return not ESCALATION.is_final(self.state)


@dataclass(slots=True)
class Approval:
    """An approval asked for on a ticket. Amounts in minor units; ``granted`` is what the customer gets.

    ``on_behalf_of``: the person whose role the decider stood in for.
    """

    id: int
    seq: int
    kind: ApprovalKind
    amount: int
    currency: str
    asker: int
    asked_at: datetime
    rma_id: int | None = None
    order_id: int | None = None
    state: ApprovalState = ApprovalState.WAITING
    granted: int | None = None
    decided_by: int | None = None
    on_behalf_of: int | None = None
    decided_at: datetime | None = None

    @property
    def waits(self) -> bool:
        return not APPROVAL.is_final(self.state)


def person_of(actor: str) -> int | None:
    """The person behind an event's actor; None for the program."""
    kind, _colon, number = actor.partition(":")
    return int(number) if kind == "person" else None


def escalated(event: Event, payload: Payload) -> Escalation:
    """The escalation that an ``escalated`` event opens."""
    by = read.optional_number(payload, "accept_by")
    return Escalation(
        id=read.number(payload, "escalation"),
        seq=event.seq,
        reason=EscalationReason(read.text(payload, "reason")),
        target=Target(
            read.number(payload, "line"),
            read.optional_text(payload, "skill"),
            read.optional_number(payload, "team"),
            read.optional_number(payload, "person"),
        ),
        sender=read.optional_number(payload, "sender") or person_of(event.actor),
        held_by=read.optional_number(payload, "held_by"),
        line_before=read.number(payload, "line_before"),
        opened_at=event.at,
        hand_over=read.number(payload, "hand_over"),
        accept_by=None if by is None else from_micros(by),
        rule=read.optional_text(payload, "rule"),
        cycle=read.optional_text(payload, "cycle"),
    )


def moved(one: Escalation, event: Event, payload: Payload) -> None:
    """Fold an ``escalation`` event into the one it names."""
    one.state = EscalationState(read.text(payload, "to"))
    if one.state is EscalationState.ACCEPTED:
        one.taken_by, one.accepted_at = person_of(event.actor), event.at
    else:
        one.ended_by, one.ended_at = person_of(event.actor), event.at


def asked(event: Event, payload: Payload) -> Approval:
    """The approval that an ``approval_asked`` event asks for. Within the limit it is granted by the same event."""
    state = ApprovalState(read.text(payload, "state"))
    amount = read.number(payload, "amount")
    asker = person_of(event.actor)
    granted = state is ApprovalState.WITHIN_LIMIT
    return Approval(
        id=read.number(payload, "approval"),
        seq=event.seq,
        kind=ApprovalKind(read.text(payload, "kind")),
        amount=amount,
        currency=read.text(payload, "currency"),
        asker=0 if asker is None else asker,
        asked_at=event.at,
        rma_id=read.optional_number(payload, "rma"),
        order_id=read.optional_number(payload, "order"),
        state=state,
        granted=amount if granted else None,
        decided_by=asker if granted else None,
        decided_at=event.at if granted else None,
    )


def decided(one: Approval, event: Event, payload: Payload) -> None:
    """Fold an ``approval`` event into the one it names."""
    one.state = ApprovalState(read.text(payload, "to"))
    one.granted = read.optional_number(payload, "granted")
    one.decided_by, one.decided_at = person_of(event.actor), event.at
    one.on_behalf_of = read.optional_number(payload, "on_behalf_of")
