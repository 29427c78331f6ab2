"""To whom a ticket should go, and why: a proposal from what is known of it, never a decision."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from servicedesk.domain.escalating.addressing import SPECIALISTS, To, Wish
from servicedesk.domain.escalating.counting import goes_to_supervisor
from servicedesk.domain.returns import Reason, RmaStage
from servicedesk.domain.tickets import Kind, Nature
from servicedesk.domain.triage import SKILLS
from servicedesk.domain.workflows.escalation import EscalationReason

WORST: Final = 1
"""The severity that needs a supervisor."""
OFTEN: Final = 3
"""Contacts about one order, in the time that is counted, that are too many."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What of a ticket decides where it goes.

    ``skills`` are those of specialists who could take it, ``mine`` those of who asks; ``declined`` targets that said
    it isn't theirs. ``topic``: the skill that the customer's words ask for, ``returned`` that its
    return does. ``hand_over``: the how manieth this is.
    ``beyond``: a return outside its window or an amount beyond the limit waits. ``breached``: the clocks past due.
    ``contacts``: how often the customer came about this order lately.
    """

    kind: Kind
    nature: Nature | None = None
    severity: int | None = None
    vip: bool = False
    accepted: bool | None = None
    topic: str | None = None
    returned: str | None = None
    hand_over: int = 1
    beyond: bool = False
    breached: tuple[str, ...] = ()
    contacts: int = 0
    line: int = 1
    skills: frozenset[str] = frozenset()
    mine: frozenset[str] = frozenset()
    supervisors: bool = True
    declined: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Because:
    """What speaks for a target, as a code with the value that belongs to it.

    hand_over, severity, vip, beyond, nature, dissatisfied, contacts, breach, return, topic, declined, nobody.
    """

    code: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    """Where a ticket should go, and why."""

    to: Wish
    reason: EscalationReason
    because: Because


SUPERVISOR: Final = Wish(To.SUPERVISOR)


def propose(facts: Facts) -> Course | None:
    """The first course that somebody can take; None when nobody but the asker is there."""
    return next((course for course in _courses(facts) if _open_to(course, facts)), None)


def _open_to(course: Course, facts: Facts) -> bool:
    """Somebody is there for it who hasn't declined it. A supervisor is asked again: there is nobody above."""
    if course.to.to is To.SUPERVISOR:
        return facts.supervisors
    return course.to.name in facts.skills and str(course.to) not in facts.declined


def _courses(facts: Facts) -> Iterator[Course]:
    """Every course, the best first; what needs authority comes before what needs knowledge."""
    yield from _to_supervisor(facts)
    skill, because = _skill(facts)
    late = EscalationReason.DEADLINE if facts.breached else EscalationReason.EXPERTISE
    if skill is not None and skill not in facts.mine:
        yield Course(Wish(To.SKILL, skill), late, because)
    yield Course(SUPERVISOR, _reason_above(facts), _because_above(facts, skill))
    for other in sorted(facts.skills):
        yield Course(Wish(To.SKILL, other), EscalationReason.OTHER, Because("nobody"))


def _to_supervisor(facts: Facts) -> Iterator[Course]:
    """What only a supervisor may decide."""
    reason, complaint = EscalationReason, facts.kind is Kind.COMPLAINT
    if goes_to_supervisor(facts.hand_over):
        yield Course(SUPERVISOR, reason.AUTHORITY, Because("hand_over", str(facts.hand_over)))
    if facts.accepted is False:
        yield Course(SUPERVISOR, reason.DISSATISFIED, Because("dissatisfied"))
    if complaint and facts.severity is not None and facts.severity <= WORST:
        yield Course(SUPERVISOR, reason.SEVERITY, Because("severity", str(facts.severity)))
    if complaint and facts.vip:
        yield Course(SUPERVISOR, reason.VIP, Because("vip"))
    if facts.beyond:
        yield Course(SUPERVISOR, reason.AUTHORITY, Because("beyond"))
    if complaint and facts.nature in (Nature.PRIVACY, Nature.SERVICE_ATTITUDE):
        yield Course(SUPERVISOR, reason.AUTHORITY, Because("nature", str(facts.nature)))


def _skill(facts: Facts) -> tuple[str | None, Because]:
    """The skill the ticket asks for: by its nature, else by the customer's words."""
    if facts.nature is not None and facts.nature in SKILLS:
        return SKILLS[facts.nature], Because("nature", str(facts.nature))
    if facts.returned is not None and facts.returned in facts.skills:
        return facts.returned, Because("return", facts.returned)
    if facts.topic is not None:
        return facts.topic, Because("topic", facts.topic)
    return None, Because("nobody")


def _reason_above(facts: Facts) -> EscalationReason:
    if facts.contacts >= OFTEN:
        return EscalationReason.REPEATED_CONTACT
    if facts.breached:
        return EscalationReason.DEADLINE
    return EscalationReason.AUTHORITY if facts.line >= SPECIALISTS or facts.mine else EscalationReason.OTHER


def _because_above(facts: Facts, skill: str | None) -> Because:
    if skill is not None and f"{To.SKILL}:{skill}" in facts.declined:
        return Because("declined", skill)
    if facts.contacts >= OFTEN:
        return Because("contacts", str(facts.contacts))
    return Because("breach", facts.breached[0]) if facts.breached else Because("nobody", skill or "")


def skill_of_return(stage: RmaStage, reasons: Iterable[str]) -> str:
    """Who knows about a return that stands so: it is on its way, it was sent wrongly, it is broken, or it is money."""
    why = set(reasons)
    if stage is RmaStage.IN_TRANSIT or why & {Reason.WRONG_ITEM, Reason.LATE}:
        return "logistics"
    if stage is RmaStage.RECEIVED or why & {Reason.DAMAGED, Reason.WARRANTY, Reason.NOT_AS_DESCRIBED}:
        return "quality"
    return "billing"


def skill_for(nature: Nature | None, topic: str | None, skills: frozenset[str]) -> Wish:
    """The skill a rule's ``skill`` means for a ticket; the supervisors where nobody has it."""
    wanted = SKILLS.get(nature) if nature is not None else None
    wanted = wanted or topic
    return Wish(To.SKILL, wanted) if wanted is not None and wanted in skills else SUPERVISOR
