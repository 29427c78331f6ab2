"""Whose answers somebody sees and may write: everybody's, those of their teams, their own."""

from dataclasses import dataclass

from servicedesk.desk.work import Work
from servicedesk.domain.errors import Forbidden
from servicedesk.domain.roles import GRANTS, Permission, allows
from servicedesk.store import people
from servicedesk.store.database import Connection

SHARED = ""
TEAM, PERSON = "team:", "person:"


@dataclass(frozen=True, slots=True)
class Owners:
    """One person's view. The program itself writes for everybody."""

    handle: str
    teams: tuple[str, ...]
    writes: bool
    keeps: bool
    program: bool

    @property
    def seen(self) -> tuple[str, ...]:
        """The owners whose answers this person sees; later ones stand before earlier ones of the same code."""
        return (SHARED, *(f"{TEAM}{team}" for team in self.teams), f"{PERSON}{self.handle}")

    def may_write(self, owner: str) -> bool:
        """Agents write their own and their teams'; who keeps the shared ones writes any team's too."""
        if self.program:
            return True
        if owner.startswith(PERSON):
            return self.writes and owner == f"{PERSON}{self.handle}"
        return self.keeps or (self.writes and owner in self.seen and owner != SHARED)

    def check(self, owner: str) -> None:
        """Raise Forbidden where these answers are not theirs to write."""
        if not self.may_write(owner):
            whose = "answers that are everybody's" if owner == SHARED else f"answers of {owner}"
            raise Forbidden(self.handle, f"change {whose}", GRANTS[Permission.ANSWERS])


def owners_for(work: Work, connection: Connection) -> Owners:
    actor = work.actor
    teams = people.memberships(connection).get(actor.id, []) if actor.id else []
    keeps = allows(actor.roles, Permission.ANSWERS)
    writes = keeps or allows(actor.roles, Permission.WORK)
    return Owners(actor.handle, tuple(teams), writes, keeps, program=not actor.id)
