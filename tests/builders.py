"""Short ways to what tests begin with: a cast of people, tickets in a given state."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk
from servicedesk.desk.views import Verdict

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
LAID_OUT = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
"""When the demo's shop of the tests was laid out: the hour that docs/sla.md names."""
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Member:
    handle: str
    roles: tuple[str, ...]
    languages: tuple[str, ...] = ()


CAST = (
    Member("lin", ("agent",)),
    Member("ana", ("agent",)),
    Member("sup", ("supervisor", "agent")),
    Member("spec", ("specialist",)),
    Member("nova", ("trainee",)),
    Member("coach", ("trainer",)),
    Member("boss", ("admin",)),
)
"""One of each role; ``lin`` and ``ana`` are the agents most tests use."""


def hire_cast(desk: Desk) -> None:
    """Add the cast; needs an admin's desk."""
    for member in CAST:
        desk.people.add(member.handle, name=member.handle.title(), roles=member.roles, languages=member.languages)


def opened(desk: Desk, body: str | None = "Where is my lamp?", **more: object) -> int:
    """A new ticket with a customer's message; returns its number."""
    facts: dict[str, object] = {"kind": "inquiry", "subject": "A lamp", "customer": "mara@example.com", "name": "Mara"}
    return desk.intake.open(body=body, **(facts | more)).ticket.id  # type: ignore[arg-type]


def complaint_at(desk: Desk, stage: str, **more: object) -> int:
    """A complaint led to a stage in the way the rules want."""
    ticket = opened(desk, "It broke.", **({"kind": "complaint"} | more))
    for step in ("acknowledged", "assessed", "investigating", "decided", "communicated", "closed"):
        if desk.queue.row(ticket).stage == stage:
            return ticket
        if step == "communicated":
            desk.conversation.reply(ticket, "We decided: a new lamp.", grace=0)
        if step == "closed":
            desk.handling.complaint(ticket, accepted=True)
        desk.handling.stage(ticket, step)
    return ticket


def resolved(desk: Desk, **more: object) -> int:
    """An answered and resolved ticket."""
    ticket = opened(desk, **more)
    desk.conversation.reply(ticket, "It leaves today.", grace=0, then="resolved")
    return ticket


def closed(desk: Desk, clock: ManualClock, **more: object) -> int:
    """A ticket resolved more than seven days ago and swept; the clock has moved on."""
    ticket = resolved(desk, **more)
    clock.advance(timedelta(days=8))
    desk.upkeep.sweep()
    return ticket


def in_status(desk: Desk, clock: ManualClock, status: str) -> int:
    """A ticket in any status."""
    match status:
        case "new":
            return opened(desk)
        case "resolved":
            return resolved(desk)
        case "closed":
            return closed(desk, clock)
        case "merged":
            ticket = opened(desk)
            desk.joining.merge(ticket, opened(desk))
            return ticket
        case _:
            ticket = opened(desk)
            desk.handling.status(ticket, status)
            return ticket


def verified(desk: Desk) -> Verdict:
    """The verdict of a supervisor's ``verify``."""
    return desk.acting_as("sup").proof.verify()


def assert_sound(desk: Desk) -> None:
    """Every row is what its events say."""
    assert verified(desk).problems == ()


def types_of(desk: Desk, ticket: int) -> list[str]:
    """The types of a ticket's events, in order."""
    return [event.type for event in desk.tickets.events(ticket)]


def bodies(desk: Desk, ticket: int) -> list[str]:
    """What the thread shows, oldest first."""
    return [message.body for message in desk.tickets.everything_said(ticket)]


def ids(rows: Iterable[object]) -> list[int]:
    return [row.id for row in rows]  # type: ignore[attr-defined]
