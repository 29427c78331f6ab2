"""A proposal for escalating a ticket: to whom, why, until when, and what was tried."""

from dataclasses import dataclass
from datetime import datetime

from servicedesk.desk.escalating import telling
from servicedesk.desk.escalating.addressing import handle_of, staff_of, target_of
from servicedesk.desk.escalating.facts import known_of, replayed
from servicedesk.desk.escalating.sending import acceptance_by
from servicedesk.desk.work import Work
from servicedesk.domain.errors import NotFound, Refused
from servicedesk.domain.escalating.addressing import Staff, To, Wish, asked, parse_target, skills_of
from servicedesk.domain.escalating.counting import accept_by, goes_to_supervisor
from servicedesk.domain.escalating.evidence import Tried
from servicedesk.domain.escalating.proposing import SUPERVISOR, Because, Course, Facts, propose
from servicedesk.domain.events import Stream, StreamKind
from servicedesk.domain.workflows.escalation import EscalationReason
from servicedesk.store import people, policies, streams
from servicedesk.store.database import Connection


@dataclass(frozen=True, slots=True)
class Proposal:
    """``target``: supervisor, skill:x, team:x or person:h; ``why``, with ``value``, is the code of what speaks for it:
    hand_over, severity, vip, beyond, nature, dissatisfied, contacts, breach, return, topic, declined, chosen,
    nobody.

    ``tried`` and ``wanted`` are drafts in the interface's language, in English where one of those who are asked
    doesn't read it; ``evidence`` the same as codes. ``accept_by``: until when it would have to be accepted. ``names``:
    for whom it would wait. ``hand_over``: the how manieth of the ticket. ``targets``: all that may be chosen.
    ``holder``: the handle of who has the ticket until then, ``mine``: it is who escalates.
    """

    ticket: int
    version: int
    target: str
    reason: str
    why: str
    value: str
    tried: str
    wanted: str
    evidence: tuple[Tried, ...]
    accept_by: datetime | None
    hand_over: int
    names: tuple[str, ...]
    targets: tuple[str, ...]
    holder: str | None
    mine: bool


def proposal(work: Work, connection: Connection, ticket_id: int, to: str | None) -> Proposal:
    """Propose for a ticket, by what its events say; for another target where one is named. Raises NotFound, Refused,
    Invalid.
    """
    history = streams.history(connection, Stream(StreamKind.TICKET, ticket_id))
    if not history:
        raise NotFound("ticket", ticket_id)
    state = replayed(work, connection, ticket_id, history)
    staff = staff_of(connection, work.clock.now())
    me = work.actor.id or None
    known = known_of(work, connection, state, history, staff, me)
    course = course_of(known.facts, to)
    target = target_of(connection, course.to, staff)
    receivers = asked(target, staff, me, state.assignee_id)
    with telling.words_for(receivers):
        tried = telling.evidence(known.tried, known.zone, known.codes)
        wanted = telling.wanted(course.to, course.because)
    policy, working = acceptance_by(policies.book(work.store, connection), history)
    return Proposal(
        ticket_id,
        state.version,
        str(course.to),
        str(course.reason),
        course.because.code,
        course.because.value,
        tried,
        wanted,
        known.tried,
        accept_by(work.clock.now(), target.line, policy.accept_within, working),
        known.facts.hand_over,
        tuple(who.handle for who in receivers),
        _targets(connection, staff, me, state.assignee_id, known.facts),
        handle_of(staff, state.assignee_id),
        me is not None and me == state.assignee_id,
    )


def course_of(facts: Facts, to: str | None) -> Course:
    """The course that is proposed, or the one that leads to a target. Raises Refused, Invalid."""
    found = propose(facts)
    if to is not None and not goes_to_supervisor(facts.hand_over):
        wish = parse_target(to)
        if found is None or found.to != wish:
            return Course(wish, _reason_for(facts, wish), Because("chosen"))
    if found is None:
        raise Refused("nobody but you could accept it", why="nobody")
    return found


def _reason_for(facts: Facts, wish: Wish) -> EscalationReason:
    if facts.accepted is False:
        return EscalationReason.DISSATISFIED
    if facts.breached:
        return EscalationReason.DEADLINE
    return EscalationReason.AUTHORITY if wish == SUPERVISOR else EscalationReason.EXPERTISE


def _targets(connection: Connection, staff: Staff, me: int | None, holder: int | None, facts: Facts) -> tuple[str, ...]:
    """Whatever somebody but the sender stands behind: supervisors, skills, teams, people but the ticket's holder."""
    if goes_to_supervisor(facts.hand_over):
        return (str(SUPERVISOR),)
    teams = [Wish(To.TEAM, row["code"]) for row in people.all_teams(connection)]
    persons = sorted((who for who in staff.values() if who.works), key=lambda who: (-who.line, who.handle))
    wishes = [
        SUPERVISOR,
        *(Wish(To.SKILL, skill) for skill in sorted(skills_of(staff.values()))),
        *teams,
        *(Wish(To.PERSON, who.handle) for who in persons if who.id not in (me, holder)),
    ]
    return tuple(str(wish) for wish in wishes if asked(target_of(connection, wish, staff), staff, me, holder))
