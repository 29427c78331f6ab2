"""Days of a busy shop, played through the desk's own rules on a clock that is turned.

Customers write: new matters like those of the shop's history, and answers to ours. Agents take what the console
would give them next, think, go to lunch and answer.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from heapq import heappop, heappush
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk
from servicedesk.desk.views import QueueRow
from servicedesk.domain.errors import DeskError
from servicedesk.domain.together import Doing

FIRST_DAY: Final = date(2026, 11, 9)
"""A Monday without a holiday in the weeks that follow."""
WEEKDAYS: Final = 5
ZONE: Final = ZoneInfo("Europe/Berlin")
OPENS: Final = time(9)
DAY: Final = timedelta(hours=9)
FORECAST_EVERY: Final = timedelta(minutes=30)
LAST_FORECAST: Final = DAY - timedelta(hours=1)
SWEEP_EVERY: Final = timedelta(minutes=5)
AGENTS: Final = ("lin", "wei", "jing", "tom", "jonas", "katrin")
"""Who of the demo shop is at work."""
SUPERVISOR: Final = "lin"
PER_HOUR: Final = 6.0
DIFFERENT: Final = 0.25
"""Answers an hour of the average agent, and how much one differs from the other (of the logarithm)."""
UNEVEN: Final = 0.7
"""How much one act differs from the other (of the logarithm): most are short, a few are long."""
BUSY: Final = (0.7, 1.3)
"""Between which shares of what the agents get done the customers' messages of a day lie."""
AGAIN: Final = 0.6
"""The share of messages that answer one of ours: that of the shop's history."""
ANSWERS_AFTER: Final = timedelta(hours=3)
AT_NIGHT: Final = 0.3
"""The share of a day's messages that were written before opening."""
LUNCH: Final = (timedelta(hours=3), timedelta(hours=4, minutes=30))
LUNCH_LASTS: Final = (30.0, 60.0)
"""Minutes."""
RESOLVES: Final = 0.4
"""The share of answers that end the matter."""


def opening(day: int) -> datetime:
    """When the shop opens on its nth working day."""
    weeks, days = divmod(day, WEEKDAYS)
    return datetime.combine(FIRST_DAY + timedelta(weeks=weeks, days=days), OPENS, ZONE)


@dataclass(frozen=True, slots=True)
class _Matter:
    """What a customer writes about: a ticket of the shop's history."""

    row: QueueRow
    channel: str
    language: str | None
    team: str | None


@dataclass(slots=True)
class _Agent:
    """Somebody at work: ``seconds`` are those of the average act. ``lunch`` is ahead today, None once it was."""

    handle: str
    desk: Desk
    seconds: float
    lunch: datetime | None = None
    idle: bool = False


class SimulatedShop:
    """Plays one day after the other. Instants are those of the shop's clock."""

    def __init__(self, desk: Desk, clock: ManualClock, random: Random, agents: Sequence[str] = AGENTS) -> None:
        self.supervisor = desk.acting_as(SUPERVISOR)
        self._clock = clock
        self._random = random
        self._events: list[tuple[datetime, int, Callable[[], None] | None]] = []
        self._serial = 0
        self._opens = self._ends = opening(0)
        self._days = 0
        self._agents = [_Agent(handle, desk.acting_as(handle), self._pace()) for handle in agents]
        rows = self.supervisor.queue.page("is:all", "created", limit=100).rows
        views = [self.supervisor.tickets.show(row.id, messages=1) for row in rows]
        self._matters = [_Matter(view.row, view.channel, view.language, view.team) for view in views]

    def day(self) -> Iterator[None]:
        """Play a day; stops whenever a forecast is to be made, and ends when the shop has closed."""
        self._opens = opening(self._days)
        self._ends = self._opens + DAY
        self._days += 1
        self._plan()
        while self._events[0][0] < self._ends:
            at, _, happens = heappop(self._events)
            self._clock.set(at)
            if happens is not None:
                happens()
                continue
            for agent in self._agents:
                agent.desk.presence.tell(f"console of {agent.handle}", None, Doing.LOOKING)
            yield
        self._clock.set(self._ends + SWEEP_EVERY)
        self.supervisor.upkeep.sweep()

    def _plan(self) -> None:
        """What a day begins with: who writes when, lunches, sweeps and forecasts."""
        hours = DAY.total_seconds() / 3600
        messages = self._random.uniform(*BUSY) * hours * sum(3600 / agent.seconds for agent in self._agents)
        for _ in range(round(messages * (1 - AGAIN))):
            at_night = self._random.random() < AT_NIGHT
            part = self._random.uniform(-1, 0) if at_night else self._random.uniform(0, 1)
            self._at(self._opens + part * (timedelta(hours=12) if at_night else DAY), self._write)
        for agent in self._agents:
            agent.lunch = self._opens + self._random.uniform(0, 1) * (LUNCH[1] - LUNCH[0]) + LUNCH[0]
            self._at(self._opens, partial(self._look, agent))
        for n in range(1, DAY // SWEEP_EVERY):
            self._at(self._opens + n * SWEEP_EVERY, self._sweep)
        for n in range(1, LAST_FORECAST // FORECAST_EVERY + 1):
            self._at(self._opens + n * FORECAST_EVERY, None)
        self._at(self._ends, self._sweep)

    def _at(self, at: datetime, happens: Callable[[], None] | None) -> None:
        self._serial += 1
        heappush(self._events, (at, self._serial, happens))

    def _after(self, seconds: float, happens: Callable[[], None]) -> None:
        self._at(self._clock.now() + timedelta(seconds=seconds), happens)

    def _pace(self) -> float:
        return 3600 / PER_HOUR * self._random.lognormvariate(0, DIFFERENT)

    def _sweep(self) -> None:
        self.supervisor.upkeep.sweep()

    # customers

    def _write(self) -> None:
        """Somebody writes with a new matter."""
        matter = self._random.choice(self._matters)
        self.supervisor.intake.open(
            kind=matter.row.kind,
            subject=matter.row.subject,
            body="Please help me with this.",
            customer=f"customer{self._serial}@example.com",
            channel=matter.channel,
            language=matter.language,
            priority=matter.row.priority,
            team=matter.team,
        )
        self._wake()

    def _write_again(self, ticket: int) -> None:
        """A customer answers what we wrote; one whose ticket is closed by now lets it be."""
        with suppress(DeskError):
            self.supervisor.conversation.message(ticket, "Thank you. One more question about it.")
        self._wake()

    def _wake(self) -> None:
        """Something new: those without work look at it."""
        idle = [agent for agent in self._agents if agent.idle]
        for agent in self._random.sample(idle, len(idle)):
            self._look(agent)

    # agents

    def _look(self, agent: _Agent) -> None:
        """Take what comes next, go to lunch, or wait for something to do."""
        now = self._clock.now()
        agent.idle = False
        if not self._opens <= now < self._ends:
            return
        if agent.lunch is not None and agent.lunch <= now:
            agent.lunch = None
            agent.desk.shifts.start_break()
            self._after(60 * self._random.uniform(*LUNCH_LASTS), partial(self._come_back, agent))
        elif (ticket := self._next_of(agent, now)) is None:
            agent.idle = True
        else:
            # The mean of the drawn times is the agent's own, however uneven they are.
            uneven = self._random.lognormvariate(-(UNEVEN**2) / 2, UNEVEN)
            self._after(agent.seconds * uneven, partial(self._answer, agent, ticket))

    def _come_back(self, agent: _Agent) -> None:
        agent.desk.shifts.end_break()
        self._look(agent)

    def _next_of(self, agent: _Agent, now: datetime) -> int | None:
        """The first of one's own that wants something today; else what the desk gives."""
        for row in agent.desk.queue.page("is:live assignee:me", limit=200).rows:
            today = row.due_at is not None and now <= row.due_at <= self._ends
            if today or row.waiting_since is not None:
                return row.id
        taken = agent.desk.assignment.take_next()
        return None if taken is None else taken.done.ticket.id

    def _answer(self, agent: _Agent, ticket: int) -> None:
        """Answer, and end the matter or not; then the next."""
        ends = self._random.random() < RESOLVES and agent.desk.queue.row(ticket).kind != "complaint"
        with suppress(DeskError):
            agent.desk.conversation.reply(
                ticket, "Here is what we do.", then="resolved" if ends else "waiting_customer", grace=0
            )
        if self._random.random() < AGAIN:
            after = self._random.expovariate(1 / ANSWERS_AFTER.total_seconds())
            self._after(after, partial(self._write_again, ticket))
        self._look(agent)
