"""Escalating in an act for which nobody wrote all of the words: evidence and request as the proposal has them."""

from servicedesk.desk.escalating import telling
from servicedesk.desk.escalating.addressing import staff_of, target_of
from servicedesk.desk.escalating.facts import known_of
from servicedesk.desk.escalating.proposing import course_of
from servicedesk.desk.escalating.sending import Sent, send
from servicedesk.desk.open_ticket import OpenTicket
from servicedesk.domain.escalating.addressing import Staff, asked


def drafted(ticket: OpenTicket, staff: Staff, to: str | None) -> Sent:
    """What a ticket's escalation to a target, or (None) to the proposed one, would say. Raises Refused, Invalid."""
    context = ticket.context
    ticket.count_clocks()
    history = [*ticket.history, *ticket.new_events]
    me = context.work.actor.id or None
    known = known_of(context.work, context.connection, ticket.state, history, staff, me)
    course = course_of(known.facts, to)
    receivers = asked(target_of(context.connection, course.to, staff), staff, me, ticket.state.assignee_id)
    with telling.words_for(receivers):
        tried = telling.evidence(known.tried, known.zone, known.codes)
        return Sent(course.to, course.reason, tried, telling.wanted(course.to, course.because))


def escalate(ticket: OpenTicket, to: str) -> None:
    """A macro's escalation; one that is open already is left as it is. Raises Refused, Invalid, NotFound."""
    if ticket.state.escalation is None:
        staff = staff_of(ticket.context.connection, ticket.context.at)
        send(ticket, drafted(ticket, staff, to), staff)
