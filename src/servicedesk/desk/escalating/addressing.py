"""Who works here, as escalations see them; targets as people write them, found in the store."""

from datetime import datetime

from servicedesk.desk.read import Row
from servicedesk.domain.errors import Forbidden, Invalid, NotFound, Refused
from servicedesk.domain.escalating.addressing import (
    SPECIALISTS,
    SUPERVISORS,
    Staff,
    To,
    Wish,
    Worker,
    asked,
    may_take,
    skills_of,
    takers,
)
from servicedesk.domain.roles import Role
from servicedesk.domain.workflows.states import Escalation, Target
from servicedesk.store import escalations, people
from servicedesk.store.database import Connection


def staff_of(connection: Connection, now: datetime) -> Staff:
    """Everybody who is employed, with their teams and whom they stand in for."""
    teams, absent = escalations.team_ids(connection), escalations.standing_in(connection, now)
    return {
        row["id"]: Worker(
            row["id"],
            row["handle"],
            row["name"],
            frozenset(Role(role) for role in row["roles"].split()),
            frozenset(row["skills"].split()),
            frozenset(teams.get(row["id"], ())),
            frozenset(absent.get(row["id"], ())),
            frozenset(code.partition("-")[0] for code in row["languages"].split()),
        )
        for row in escalations.staff(connection)
    }


def target_of(connection: Connection, wish: Wish, staff: Staff) -> Target:
    """A target with the ids and the support line of what it names. Raises NotFound, Invalid."""
    match wish.to:
        case To.SUPERVISOR:
            return Target(SUPERVISORS)
        case To.SKILL:
            known = sorted(skills_of(staff.values()))
            if wish.name not in known:
                there = ", ".join(known) or "none"
                raise Invalid("to", f"no specialist has the skill {wish.name!r}; there are: {there}")
            return Target(SPECIALISTS, skill=wish.name)
        case To.TEAM:
            team = people.team_by_code(connection, wish.name)
            if team is None:
                raise NotFound("team", wish.name)
            return Target(team["line"], team=team["id"])
        case To.PERSON:
            person = people.by_handle(connection, wish.name)
            if person is None:
                raise NotFound("person", wish.name)
            found = staff.get(person["id"])
            if found is None:
                raise Refused(f"{wish.name} does not work here any more", handle=wish.name)
            return Target(found.line, person=found.id)


def target_in(row: Row) -> Target:
    """The target of a row."""
    return Target(row["line"], row["skill"], row["team_id"], row["person_id"])


def refuse_unless_reached(wish: Wish, target: Target, staff: Staff, sender: int | None, holder: int | None) -> None:
    """Raise Refused where an escalation would wait for nobody."""
    if asked(target, staff, sender, holder):
        return
    if target.person is not None and target.person == sender:
        raise Refused("you can't send a ticket to yourself", to=str(wish))
    raise Refused(f"nobody but you could accept it: {wish}", to=str(wish), why="nobody")


def require_taker(who: int, handle: str, act: str, one: Escalation, staff: Staff) -> None:
    """Raise Forbidden, naming who may, for somebody who may neither accept nor decline."""
    worker = staff.get(who)
    if worker is None or not may_take(one.target, worker, staff, one.sender, one.held_by):
        raise Forbidden(handle, act, [each.handle for each in takers(one.target, staff, one.sender, one.held_by)])


def handle_of(staff: Staff, person: int | None) -> str | None:
    found: Worker | None = None if person is None else staff.get(person)
    return None if found is None else found.handle
