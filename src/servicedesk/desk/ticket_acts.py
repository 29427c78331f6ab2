"""How a person's act on one ticket begins and ends, the same for all of them."""

from servicedesk.desk.open_ticket import OpenTicket, open_ticket
from servicedesk.desk.read import queue_row
from servicedesk.desk.views import Done
from servicedesk.desk.work import ActContext, remember
from servicedesk.domain.choices import chosen
from servicedesk.domain.errors import Refused
from servicedesk.domain.events import EventType, Payload
from servicedesk.domain.roles import Permission
from servicedesk.domain.ticket_state import TicketState
from servicedesk.domain.tickets import ComplaintStage, Kind, Status
from servicedesk.domain.together import LEASE
from servicedesk.domain.workflows.complaint import check_complaint_stage, check_resolvable, sent_back
from servicedesk.store import people, queues, together


def take_for(
    context: ActContext,
    ticket_id: int,
    version: int | None,
    yours: Payload,
    *,
    opens: bool = True,
    ended_too: bool = False,
) -> OpenTicket:
    """A ticket for a working person's act: role, version and end checked; a new one becomes open."""
    context.work.require(Permission.WORK)
    ticket = open_ticket(context, ticket_id)
    ticket.check_version(version, yours)
    if not ended_too:
        ticket.refuse_unless_workable()
    if opens:
        ticket.open_if_new()
    return ticket


def finish(ticket: OpenTicket, message_id: int | None = None) -> Done:
    """Write the ticket, remember the act, and say how the ticket stands."""
    context = ticket.context
    ticket.save()
    _settle_lease(ticket)
    remember(context, ticket.id)
    row = queues.row(context.connection, ticket.id)
    assert row is not None
    return Done(context.act_id, queue_row(row), message_id)


def _settle_lease(ticket: OpenTicket) -> None:
    """Taking a ticket holds it; giving it away, answering and ending it let it go."""
    context, state, me = ticket.context, ticket.state, ticket.context.work.actor.id
    new = {EventType(event.type): event for event in ticket.new_events}
    if not me:
        return
    if not state.live:
        together.end_leases(context.connection, ticket.id)
    elif (given := new.get(EventType.ASSIGNED)) is not None:
        before = given.payload.get("from")
        gone = {me, before if isinstance(before, int) else me} - {state.assignee_id}
        if gone:
            together.end_lease(context.connection, ticket.id, gone)
        if state.assignee_id == me:
            together.lease(context.connection, ticket.id, me, context.at, context.at + LEASE)
    elif (said := new.get(EventType.MESSAGE)) is not None and said.payload.get("author") == "agent":
        together.end_lease(context.connection, ticket.id, {me})


def move_by_hand(ticket: OpenTicket, wanted: Status) -> None:
    """A person's move of the status. Raises IllegalMove, Refused where a rule beyond the table forbids it."""
    if wanted is Status.MERGED:
        raise Refused("a ticket becomes merged by merging it into another one", ticket=ticket.id)
    if wanted is Status.RESOLVED:
        check_resolvable(ticket.state.kind, ticket.state.stage)
        check_nothing_waits(ticket)
    ticket.move(wanted)


def check_nothing_waits(ticket: OpenTicket) -> None:
    """Raise Refused while an approval waits on the ticket: resolving would pass over who is to decide it."""
    for one in ticket.state.approvals.values():
        if one.waits:
            names = people.names(ticket.context.connection)
            raise Refused(
                f"approval {one.id} of ticket {ticket.id} waits; withdraw it or wait for the decision",
                ticket=ticket.id,
                approval=one.id,
                kind=str(one.kind),
                amount=one.amount,
                currency=one.currency,
                asker=names.get(f"person:{one.asker}"),
                legal=["withdraw", "wait"],
            )


def move_stage_by_hand(ticket: OpenTicket, stage: str) -> None:
    """A person's move of a complaint's stage. Raises IllegalMove, Invalid, Refused.

    Back to ``assessed`` it goes only in the act that writes down that the customer did not accept the decision.
    """
    state = ticket.state
    if state.kind is not Kind.COMPLAINT:
        raise Refused(f"a {state.kind} has no stages of its own to move", ticket=ticket.id)
    wanted = chosen("stage", ComplaintStage, stage)
    told = told_since_decision(state)
    refused = any(e.type == EventType.COMPLAINT and e.payload.get("accepted") is False for e in ticket.new_events)
    check_complaint_stage(state.stage, wanted, replied_since_decision=told is not None, not_accepted=refused)
    if sent_back(state.stage, wanted):
        _send_back(ticket)
        return
    payload: Payload = {"from": state.stage, "to": str(wanted)}
    if wanted is ComplaintStage.COMMUNICATED:
        payload["stands_on"] = [f"message:{told}"]
    elif wanted is ComplaintStage.CLOSED:
        if state.accepted is None:
            raise Refused(
                "whether the customer accepted it isn't known yet; say yes or no first",
                ticket=ticket.id,
                stage=state.stage,
                needs=["accepted"],
            )
        payload["stands_on"] = ["accepted"]
    ticket.record(EventType.STAGE, payload)
    if wanted is ComplaintStage.DECIDED and state.accepted is not None:
        # What the customer said of an earlier decision says nothing of this one.
        ticket.record(EventType.COMPLAINT, {"accepted": None})


def _send_back(ticket: OpenTicket) -> None:
    """The customer did not accept the decision: nobody waits for them any more, and it is assessed again."""
    ticket.open_for_customer()
    if ticket.state.stage != ComplaintStage.ASSESSED:
        back: Payload = {"from": ticket.state.stage, "to": str(ComplaintStage.ASSESSED), "stands_on": ["accepted"]}
        ticket.record(EventType.STAGE, back)


def told_since_decision(state: TicketState) -> int | None:
    """The public reply that told the customer of the decision, one that has left before one that may be recalled.

    A reply counts from the moment it is written: its grace time must not stall the workflow.
    """
    decided = state.decided_at
    if decided is None:
        return None
    replies = [
        m
        for m in state.messages.values()
        if m.author == "agent" and m.visibility == "public" and m.delivery != "failed" and m.at >= decided
    ]
    best = min(replies, key=lambda m: (m.delivery != "handed_over", m.seq), default=None)
    return None if best is None else best.id
