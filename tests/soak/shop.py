"""The store a soak begins with: the demo's shop, tickets made up, and the agents among its people."""

from datetime import datetime
from typing import Final

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import open_desk
from servicedesk.desk.work import SeededEntropy
from servicedesk.paths import shipped_seeds

SUPERVISOR: Final = "soaksup"
SPECIALIST: Final = "soakspec"
SWEEPER: Final = "soaksweep"
IMPORTER: Final = "soakimport"


def handles(agents: int) -> list[str]:
    """The handles of the scripted agents: a supervisor, a specialist, and the rest."""
    return [SUPERVISOR, SPECIALIST, *(f"soak{n:02}" for n in range(2, agents))][:agents]


def typists(count: int) -> list[str]:
    """The handles of those who type at real consoles."""
    return [f"soakpty{n}" for n in range(count)]


def lay_out(url: str, at: datetime, tickets: int, people: list[str]) -> None:
    """Write the store as of ``at``."""
    desk = open_desk(url, clock=ManualClock(at), entropy=SeededEntropy(4), via="seed")
    desk.seeding.load(shipped_seeds())
    # The agents come when all is there: nothing of before the run is in their hands.
    if tickets:
        desk.generation.generate(tickets, seed=5, messages=3)
    for handle in people:
        roles = {
            SUPERVISOR: ("supervisor", "agent"),
            SPECIALIST: ("specialist", "agent"),
            IMPORTER: ("supervisor",),
            SWEEPER: ("agent", "supervisor"),
        }.get(handle, ("agent",))
        teams = ("supervisors",) if handle == SUPERVISOR else ("care", "care-zh")
        skills = ("logistics",) if handle == SPECIALIST else ()
        desk.people.add(handle, roles=roles, teams=teams, skills=skills, languages=("en", "zh", "de"))
    desk.close()
