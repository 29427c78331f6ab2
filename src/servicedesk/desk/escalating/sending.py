"""Sending a ticket to somebody inside an act: by hand, by a macro, by a rule of the policies."""

from dataclasses import dataclass

from servicedesk.desk.escalating.addressing import refuse_unless_reached, staff_of, target_of
from servicedesk.desk.messaging import MAX_TEXT
from servicedesk.desk.open_ticket import OpenTicket
from servicedesk.domain.calendars import WorkingTime
from servicedesk.domain.errors import Invalid, Refused
from servicedesk.domain.escalating.addressing import Staff, To, Wish
from servicedesk.domain.escalating.counting import accept_by, goes_to_supervisor, hand_over
from servicedesk.domain.escalating.rules import EscalationPolicy
from servicedesk.domain.events import Event, EventType, Payload, micros
from servicedesk.domain.sla.book import PolicyBook
from servicedesk.domain.sla.facts import Promised
from servicedesk.domain.sla.history import facts_of
from servicedesk.domain.texts import storable
from servicedesk.domain.workflows.escalation import EscalationReason
from servicedesk.domain.workflows.states import Escalation
from servicedesk.store import people, policies
from servicedesk.store.tables.workflows import escalations


@dataclass(frozen=True, slots=True)
class Sent:
    """What is sent: to whom, why, what was tried and what is wanted."""

    to: Wish
    reason: EscalationReason
    tried: str
    wanted: str


@dataclass(frozen=True, slots=True)
class ByRule:
    """The rule that sends, the cycle it does so in, and whose escalation it raises further."""

    name: str
    cycle: str
    sender: int | None = None


def send(ticket: OpenTicket, what: Sent, staff: Staff | None = None, rule: ByRule | None = None) -> Escalation:
    """Record an escalation. From the third hand-over on it goes to the supervisors, whatever was asked for.

    Raises Refused while one is open, for a ticket that isn't live, and where nobody could accept it; Invalid,
    NotFound.
    """
    context, state = ticket.context, ticket.state
    tried, wanted = text("tried", what.tried), text("wanted", what.wanted)
    _refuse_unless_free(ticket)
    staff = staff_of(context.connection, context.at) if staff is None else staff
    sender = (context.work.actor.id or None) if rule is None else rule.sender
    number = hand_over(state.escalations.values())
    wish = Wish(To.SUPERVISOR) if goes_to_supervisor(number) else what.to
    target = target_of(context.connection, wish, staff)
    refuse_unless_reached(wish, target, staff, sender, state.assignee_id)
    (escalation,) = context.work.store.reserve_ids(context.connection, escalations, 1)
    policy, working = acceptance(ticket)
    due = accept_by(context.at, target.line, policy.accept_within, working)
    payload: Payload = {
        "escalation": escalation,
        "line": target.line,
        "skill": target.skill,
        "team": target.team,
        "person": target.person,
        "reason": str(what.reason),
        "held_by": state.assignee_id,
        "line_before": state.line,
        "hand_over": number,
        "accept_by": None if due is None else micros(due),
        "rule": None if rule is None else rule.name,
        "cycle": None if rule is None else rule.cycle,
    }
    if rule is not None and rule.sender is not None:
        payload["sender"] = rule.sender
    ticket.record_with_texts(EventType.ESCALATED, payload, {"tried": tried, "wanted": wanted})
    return state.escalations[escalation]


def text(field: str, value: str) -> str:
    """A text that has to say something; raises Invalid."""
    value = storable(value).strip()
    if not value:
        raise Invalid(field, "there is nothing in it")
    if len(value) > MAX_TEXT:
        raise Invalid(field, f"{len(value)} characters; {MAX_TEXT} are allowed")
    return value


def _refuse_unless_free(ticket: OpenTicket) -> None:
    state = ticket.state
    if not state.live:
        reason = f"a {state.status} ticket can't be escalated; open it again first"
        raise Refused(reason, ticket=ticket.id, status=str(state.status))
    if (one := state.escalation) is not None:
        names = people.names(ticket.context.connection)
        by = names.get(f"person:{one.sender}") if one.sender is not None else one.rule
        reason = f"ticket {ticket.id} is escalated already: {one.id}, {one.state}, sent by {by}"
        raise Refused(reason, ticket=ticket.id, escalation=one.id, state=str(one.state), by=by)


def acceptance(ticket: OpenTicket) -> tuple[EscalationPolicy, WorkingTime | None]:
    """The escalation policy in force, and the working time of the ticket's own policy."""
    context = ticket.context
    book = policies.book(context.work.store, context.connection)
    return acceptance_by(book, [*ticket.history, *ticket.new_events])


def acceptance_by(book: PolicyBook, history: list[Event]) -> tuple[EscalationPolicy, WorkingTime | None]:
    """The same by a book and a ticket's events. Without a calendar every hour counts."""
    if book.current is None:
        return EscalationPolicy(), None
    promised = (fact for fact in reversed(facts_of(history, book)) if isinstance(fact, Promised))
    last = next(promised, None)
    return book.current.policies.escalation, None if last is None else last.terms.working
