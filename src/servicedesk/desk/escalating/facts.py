"""What the store knows of a ticket that decides where it goes and tells what was tried."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from servicedesk.desk.work import Work
from servicedesk.domain.escalating.addressing import SPECIALISTS, SUPERVISORS, Staff, To, Worker, is_asked, skills_of
from servicedesk.domain.escalating.contacts import contacts
from servicedesk.domain.escalating.counting import hand_over
from servicedesk.domain.escalating.evidence import Tried, tried
from servicedesk.domain.escalating.proposing import Facts, skill_of_return
from servicedesk.domain.escalating.rules import CONTACT_DAYS
from servicedesk.domain.escalating.topics import topic_of
from servicedesk.domain.events import Event
from servicedesk.domain.returns import RmaStage
from servicedesk.domain.roles import Role
from servicedesk.domain.sla.standing import standing
from servicedesk.domain.ticket_replay import replay
from servicedesk.domain.ticket_state import TicketState
from servicedesk.domain.tickets import Kind, Nature
from servicedesk.domain.triage import read_wording
from servicedesk.domain.workflows.escalation import EscalationState
from servicedesk.domain.workflows.states import Target
from servicedesk.store import customers, escalations, people, policies, returns, triage
from servicedesk.store import tickets as ticket_rows
from servicedesk.store.database import Connection, RowMapping

SAID = 12
"""The customer's messages, from the first one on, that are read for what they are about."""


@dataclass(frozen=True, slots=True)
class Known:
    """A ticket as an escalation sees it: ``facts`` for where it goes, ``tried`` for the evidence."""

    facts: Facts
    tried: tuple[Tried, ...]
    zone: tzinfo
    codes: Mapping[str, str]


def replayed(work: Work, connection: Connection, ticket_id: int, history: Sequence[Event]) -> TicketState:
    """A ticket's state with its clocks."""
    state = replay(ticket_id, history)
    state.sla = standing(history, policies.book(work.store, connection), state.status)
    return state


def known_of(
    work: Work, connection: Connection, state: TicketState, history: Sequence[Event], staff: Staff, sender: int | None
) -> Known:
    """What is known of a ticket for an escalation by ``sender``; None: by a rule."""
    settings = people.all_settings(connection)
    zone = zone_of(settings)
    rmas = returns.of_ticket(connection, state.id)
    sides = {number: side for number, side in escalations.sides(connection, state.id) if number in state.messages}
    found = tried(history, state, sides=sides, rmas=[rma["stage"] for rma in rmas])
    numbers = next((one.about.split(",") for one in found if one.code == "answers"), [])
    beyond = any(one.waits for one in state.approvals.values()) or any(
        rma["needs_approval"] and rma["stage"] == RmaStage.REQUESTED for rma in rmas
    )
    return Known(
        _facts(work, connection, state, staff, sender, zone, beyond=beyond, returned=_returned(connection, rmas)),
        found,
        zone,
        escalations.codes(connection, [int(number) for number in numbers]),
    )


def _facts(
    work: Work,
    connection: Connection,
    state: TicketState,
    staff: Staff,
    sender: int | None,
    zone: tzinfo,
    *,
    beyond: bool,
    returned: str | None,
) -> Facts:
    me = None if sender is None else staff.get(sender)
    skills = skills_of(staff.values(), sender)
    row = ticket_rows.full(connection, state.id)
    subject = "" if row is None else str(row["subject"])
    said = triage.first_said(connection, state.id, SAID)
    return Facts(
        kind=state.kind,
        nature=nature_of(state, [subject, *said]),
        severity=state.severity,
        vip=is_vip(connection, state.customer_id),
        accepted=state.accepted,
        topic=topic_of(subject, said, skills),
        returned=returned,
        hand_over=hand_over(state.escalations.values()),
        beyond=beyond,
        breached=tuple(
            str(one.clock) for one in state.sla.clocks if one.breached_at is not None and one.ended_at is None
        ),
        contacts=contacts_of(work, connection, state.order_id, zone, CONTACT_DAYS),
        line=state.line,
        skills=skills,
        mine=_skills_of(me),
        supervisors=any(is_asked(Target(SUPERVISORS), who, staff, sender, state.assignee_id) for who in staff.values()),
        declined=frozenset(
            f"{To.SKILL}:{one.target.skill}"
            for one in state.escalations.values()
            if one.state is EscalationState.DECLINED and one.target.line == SPECIALISTS and one.target.skill
        ),
    )


def _returned(connection: Connection, rmas: Sequence[RowMapping]) -> str | None:
    """The skill that the newest return asks for."""
    if not rmas:
        return None
    last = rmas[-1]
    reasons = [line["reason"] for line in returns.lines_of(connection, [last["id"]])]
    return skill_of_return(RmaStage(last["stage"]), reasons)


def _skills_of(me: Worker | None) -> frozenset[str]:
    return me.skills if me is not None and Role.SPECIALIST in me.roles else frozenset()


def nature_of(state: TicketState, texts: Sequence[str]) -> Nature | None:
    """A complaint's nature: as it was set, else as its customer's words have it."""
    if state.nature is not None:
        return Nature(state.nature)
    return read_wording(texts).nature if state.kind is Kind.COMPLAINT else None


def is_vip(connection: Connection, customer_id: int | None) -> bool:
    customer = None if customer_id is None else customers.get(connection, customer_id)
    return customer is not None and customer["membership"] == "vip"


def contacts_of(work: Work, connection: Connection, order_id: int | None, zone: tzinfo, days: int) -> int:
    """How often a customer came about an order in the last days."""
    if order_id is None:
        return 0
    since = work.clock.now() - timedelta(days=days)
    return contacts(escalations.said_about(connection, order_id, since), zone)


def zone_of(settings: Mapping[str, str]) -> tzinfo:
    """The shop's time zone."""
    try:
        return ZoneInfo(settings.get("timezone") or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
