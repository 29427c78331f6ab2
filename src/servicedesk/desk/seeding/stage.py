"""Where seeded conversations are played: the desk, its clock, and what each of them has come to."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk
from servicedesk.desk.seeding.days import with_days
from servicedesk.desk.seeding.files import Document
from servicedesk.desk.seeding.models import ConversationSeed
from servicedesk.desk.seeding.step import Step
from servicedesk.domain.durations import parse_duration


@dataclass(slots=True)
class Played:
    """A conversation on its way into the store."""

    slug: str
    seed: ConversationSeed
    document: Document
    ticket_id: int = 0
    assignee: str | None = None
    rmas: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stage:
    """Where it is played: the desk, the clock it obeys, the moment of loading, who and what is known.

    ``rules`` does what the policies' rules of escalation want at the clock's time; returns how many tickets it sent on.
    """

    desk: Desk
    clock: ManualClock
    now: datetime
    zone: ZoneInfo
    customers: dict[str, tuple[int, str]]
    played: dict[str, Played]
    default_handle: str
    rules: Callable[[], int]

    def at(self, step: Step) -> datetime:
        return self.now - parse_duration(step.ago)

    def text(self, text: str, play: Played) -> str:
        return with_days(text, self.now.astimezone(self.zone), play.seed.language)
