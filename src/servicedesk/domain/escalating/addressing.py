"""Whom an escalation reaches: who is meant by its target, and who may take it (docs/escalation.md)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from servicedesk.domain.errors import Invalid
from servicedesk.domain.roles import Permission, Role, allows
from servicedesk.domain.workflows.states import Target

SUPERVISORS: Final = 3
"""The support line of supervisors."""
SPECIALISTS: Final = 2


class To(StrEnum):
    SUPERVISOR = "supervisor"
    SKILL = "skill"
    TEAM = "team"
    PERSON = "person"


FORMS: Final = "supervisor, skill:NAME, team:CODE or person:HANDLE"


@dataclass(frozen=True, slots=True)
class Wish:
    """A target as people write it; ``name`` is a skill, a team's code or a handle, empty for the supervisors."""

    to: To
    name: str = ""

    def __str__(self) -> str:
        return f"{self.to}:{self.name}" if self.name else str(self.to)


def parse_target(text: str, field: str = "to") -> Wish:
    """Read ``supervisor``, ``skill:x``, ``team:x`` or ``person:h``; raises Invalid."""
    kind, colon, name = text.strip().partition(":")
    name = name.strip()
    if kind == To.SUPERVISOR and not colon:
        return Wish(To.SUPERVISOR)
    if kind in (To.SKILL, To.TEAM, To.PERSON) and name:
        return Wish(To(kind), name)
    raise Invalid(field, f"{text!r} is no target: {FORMS}")


def is_target(text: str) -> bool:
    """Whether a text is one that ``parse_target`` reads."""
    try:
        parse_target(text)
    except Invalid:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody who works here. ``teams`` are ids; ``stands_in_for``: people who have delegated to this one now.

    ``languages`` are codes (``zh``), none where nobody has said which ones they read.
    """

    id: int
    handle: str
    name: str
    roles: frozenset[Role]
    skills: frozenset[str] = frozenset()
    teams: frozenset[int] = frozenset()
    stands_in_for: frozenset[int] = frozenset()
    languages: frozenset[str] = frozenset()

    @property
    def works(self) -> bool:
        return allows(self.roles, Permission.WORK)

    @property
    def line(self) -> int:
        """The support line of their highest role."""
        if Role.SUPERVISOR in self.roles:
            return SUPERVISORS
        return SPECIALISTS if Role.SPECIALIST in self.roles else 1


Staff = Mapping[int, Worker]
"""Everybody who is employed, by id."""


def is_meant(target: Target, who: Worker) -> bool:
    """Whether a target names somebody: the person, a member of the team, a specialist with the skill, a supervisor."""
    if not who.works:
        return False
    if target.person is not None:
        return who.id == target.person
    if target.team is not None:
        return target.team in who.teams
    if target.skill is not None:
        return Role.SPECIALIST in who.roles and target.skill in who.skills
    return Role.SUPERVISOR in who.roles


def is_asked(target: Target, who: Worker, staff: Staff, sender: int | None, holder: int | None) -> bool:
    """Whether an escalation waits for somebody: for themselves, or for one whom they stand in for.

    Never the sender; nor ``holder``, who had the ticket when it was sent, unless nobody else is there.
    """
    return _waits_for(target, who, staff, _left_out(target, staff, sender, holder))


def may_take(target: Target, who: Worker, staff: Staff, sender: int | None, holder: int | None) -> bool:
    """Whether somebody may accept or decline: who is asked, and any supervisor but the sender and the holder."""
    out = _left_out(target, staff, sender, holder)
    return _waits_for(target, who, staff, out) or (Role.SUPERVISOR in who.roles and who.id not in out)


def asked(target: Target, staff: Staff, sender: int | None, holder: int | None) -> list[Worker]:
    """Everybody an escalation waits for, by handle."""
    out = _left_out(target, staff, sender, holder)
    return _by_handle(who for who in staff.values() if _waits_for(target, who, staff, out))


def takers(target: Target, staff: Staff, sender: int | None, holder: int | None) -> list[Worker]:
    """Everybody who may accept or decline, those it waits for first."""
    first = asked(target, staff, sender, holder)
    others = (who for who in staff.values() if who not in first and may_take(target, who, staff, sender, holder))
    return [*first, *_by_handle(others)]


def _waits_for(target: Target, who: Worker, staff: Staff, out: frozenset[int | None]) -> bool:
    if who.id in out or not who.works:
        return False
    absent = (staff[one] for one in who.stands_in_for if one in staff and one not in out)
    return is_meant(target, who) or any(is_meant(target, one) for one in absent)


def _left_out(target: Target, staff: Staff, sender: int | None, holder: int | None) -> frozenset[int | None]:
    """Whom an escalation isn't for."""
    both = frozenset({sender, holder})
    return both if any(_waits_for(target, who, staff, both) for who in staff.values()) else frozenset({sender})


def skills_of(staff: Iterable[Worker], but: int | None = None) -> frozenset[str]:
    """The skills that specialists have, without those of one person alone."""
    return frozenset(
        skill for who in staff if who.id != but and who.works and Role.SPECIALIST in who.roles for skill in who.skills
    )


def _by_handle(workers: Iterable[Worker]) -> list[Worker]:
    return sorted(workers, key=lambda who: who.handle)
