"""Applying a rule to a ticket: under the ticket's lock its events decide, so each is applied once a cycle."""

from typing import Final

from servicedesk.desk.escalating import telling
from servicedesk.desk.escalating.addressing import staff_of, target_of
from servicedesk.desk.escalating.facts import contacts_of, is_vip, known_of, zone_of
from servicedesk.desk.escalating.reach import Reach
from servicedesk.desk.escalating.sending import ByRule, Sent, send
from servicedesk.desk.open_ticket import OpenTicket, open_ticket
from servicedesk.desk.work import Work, acting
from servicedesk.domain.errors import Refused
from servicedesk.domain.escalating.addressing import Staff, Wish, asked
from servicedesk.domain.escalating.proposing import Because, skill_for
from servicedesk.domain.escalating.rules import Rule, Trigger, clock_cycle, ticket_cycle, wish_of
from servicedesk.domain.events import EventType, Payload, Stream, StreamKind, micros
from servicedesk.domain.ticket_state import TicketState
from servicedesk.domain.tickets import Kind
from servicedesk.domain.workflows.escalation import ESCALATION, EscalationState
from servicedesk.domain.workflows.states import Escalation
from servicedesk.store import people, workflows
from servicedesk.store.escalation_rules import Candidate


def apply(work: Work, rule: Rule, one: Candidate) -> bool:
    """Apply a rule to a ticket, in a transaction; False where it doesn't hold, or was applied in this cycle."""
    try:
        with acting(work, "escalate_by_rule") as context:
            ticket = open_ticket(context, one.ticket)
            if not _applied(ticket, rule, one):
                return False
            ticket.save()
            return True
    except Refused:
        # From the third hand-over on a ticket goes to the supervisors, and there may be none.
        return False


def _applied(ticket: OpenTicket, rule: Rule, one: Candidate) -> bool:
    context, late = ticket.context, ticket.state.escalation
    cycle = _cycle(ticket, rule, one)
    if cycle is None or not ticket.state.live or _was_applied(ticket.state, rule, cycle):
        return False
    staff = staff_of(context.connection, context.at)
    sender, standing = (None, None) if late is None else (late.sender, late.target)
    wish = wish_of(rule) or _skill(ticket, staff)
    to = Reach(context.connection, staff).of(wish, sender, ticket.state.assignee_id, standing)
    if to is None:
        return False
    receivers = asked(target_of(context.connection, to, staff), staff, sender, ticket.state.assignee_id)
    with telling.words_for(receivers):
        what = _drafted(ticket, rule, to, staff) if late is None else _raised(ticket, rule, to, late)
    send(ticket, what, staff, ByRule(rule.name, cycle, sender))
    return True


def _was_applied(state: TicketState, rule: Rule, cycle: str) -> bool:
    return any(one.rule == rule.name and one.cycle == cycle for one in state.escalations.values())


def _cycle(ticket: OpenTicket, rule: Rule, one: Candidate) -> str | None:
    """The cycle in which a rule holds for a ticket now; None where it doesn't, or while an escalation is open."""
    state, standing = ticket.state, ticket.state.escalation
    if rule.on is Trigger.NOT_ACCEPTED:
        late = standing is not None and standing.id == one.key and standing.state is EscalationState.OPEN
        due = None if standing is None else standing.accept_by
        return f"escalation:{one.key}" if late and due is not None and due < ticket.context.at else None
    if standing is not None:
        return None
    if rule.on is Trigger.REFUND_OVER_LIMIT:
        approval = state.approvals.get(one.key)
        return f"approval:{one.key}" if approval is not None and approval.waits else None
    if one.clock:
        return _clock_cycle(ticket, rule, one)
    ended = state.resolved_at
    return ticket_cycle(None if ended is None else micros(ended)) if _holds(ticket, rule) else None


def _clock_cycle(ticket: OpenTicket, rule: Rule, one: Candidate) -> str | None:
    ticket.count_clocks()
    for clock in ticket.state.sla.clocks:
        if (str(clock.clock), clock.started_at) == (one.clock, one.key) and clock.ended_at is None:
            at = clock.warned_at if rule.on is Trigger.WARNING else clock.breached_at
            return None if at is None else clock_cycle(one.clock, one.key)
    return None


def _holds(ticket: OpenTicket, rule: Rule) -> bool:
    """Whether what starts a rule is so, as the ticket's events say."""
    state, context = ticket.state, ticket.context
    complaint = state.kind is Kind.COMPLAINT
    match rule.on:
        case Trigger.SEVERITY:
            return complaint and state.severity is not None and state.severity <= rule.severity
        case Trigger.VIP_COMPLAINT:
            return complaint and is_vip(context.connection, state.customer_id)
        case Trigger.CONTACTS:
            zone = zone_of(people.all_settings(context.connection))
            count = contacts_of(context.work, context.connection, state.order_id, zone, rule.days)
            return count >= rule.count
        case _:
            return complaint and state.accepted is False


def _skill(ticket: OpenTicket, staff: Staff) -> Wish:
    """The skill the ticket asks for."""
    context = ticket.context
    known = known_of(context.work, context.connection, ticket.state, ticket.history, staff, None)
    return skill_for(known.facts.nature, known.facts.topic, known.facts.skills)


def _raised(ticket: OpenTicket, rule: Rule, to: Wish, late: Escalation) -> Sent:
    """Take an escalation back that nobody accepted in time; what it said goes on."""
    move = "withdraw"
    payload: Payload = {"escalation": late.id, "move": move, "to": ESCALATION.after(late.state, move)}
    ticket.record(EventType.ESCALATION, {**payload, "rule": rule.name})
    connection = ticket.context.connection
    said = workflows.texts_of(connection, Stream(StreamKind.TICKET, ticket.id)).get(late.seq, {})
    zone = zone_of(people.all_settings(connection))
    lines = [said.get("tried", ""), telling.not_accepted(late, zone)]
    wanted = said.get("wanted") or telling.wanted(to, Because("nobody"))
    return Sent(to, late.reason, "\n".join(filter(None, lines)), wanted)


def _drafted(ticket: OpenTicket, rule: Rule, to: Wish, staff: Staff) -> Sent:
    """The evidence from the ticket's events; what is asked for as the rule's trigger has it."""
    context = ticket.context
    ticket.count_clocks()
    known = known_of(context.work, context.connection, ticket.state, ticket.history, staff, None)
    tried = telling.evidence(known.tried, known.zone, known.codes)
    return Sent(to, rule.reason, tried, telling.wanted(to, Because(str(_WHY.get(rule.on, rule.on)))))


_WHY: Final = {
    Trigger.VIP_COMPLAINT: "vip",
    Trigger.LOW_SATISFACTION: "dissatisfied",
    Trigger.REFUND_OVER_LIMIT: "beyond",
}
