"""Clocks counted by hand: minute after minute, local time by the wall, one list of minutes a cycle. Slow and separate.

It shares nothing with ``domain.sla`` but the words of a ticket's facts; all instants are whole minutes.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from servicedesk.domain.sla.facts import (
    CLOCKS,
    Answered,
    Asked,
    Clock,
    Created,
    Fact,
    Inherited,
    Moved,
    NoReplyNeeded,
    Promised,
    Terms,
)

MINUTE = 60_000_000
HORIZON = 21 * 24 * 60
"""Minutes the model looks ahead for a due time."""
DONE = ("resolved", "closed")
GONE = ("merged", "spam")
Spans = tuple[tuple[time, time], ...]


@dataclass(frozen=True)
class Hours:
    """A calendar read off a wall clock."""

    zone: str
    week: tuple[Spans, ...]
    holidays: tuple[tuple[date, Spans], ...]

    def on(self, day: date) -> Spans:
        return dict(self.holidays).get(day, self.week[day.weekday()])


@cache
def works(hours: Hours, minute: int) -> bool:
    """Whether the shop works in the minute that begins at ``minute`` (minutes since 1970)."""
    local = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)).astimezone(ZoneInfo(hours.zone))
    today, now = local.date(), local.time()
    for start, end in hours.on(today):
        if start <= now and (now < end or end <= start):
            return True
    return any(end <= start and now < end for start, end in hours.on(today - timedelta(days=1)))


@dataclass
class Promise:
    since: int
    target: int
    warns: int
    hours: Hours


@dataclass
class SlowCycle:
    clock: Clock
    start: int
    promises: list[Promise] = field(default_factory=list)
    state: str = "running"
    end: int | None = None
    ran: list[int] = field(default_factory=list)
    known: bool = True
    """Unknown are those that no policy promises anything for."""

    @property
    def open(self) -> bool:
        return self.state in ("running", "paused")


@dataclass
class SlowTicket:
    hours_of: dict[int, Hours]
    """The wall's hours by the identity of the working time of terms."""
    terms: Terms | None
    since: dict[Clock, int] = field(default_factory=dict)
    cycles: list[SlowCycle] = field(default_factory=list)
    status: str = "new"
    asked: bool = False
    responded: bool = False
    waits: list[tuple[int, int]] = field(default_factory=list)
    """Of each unanswered message: since when it waits, and since when it does here."""
    response: SlowCycle | None = None
    resolution: SlowCycle | None = None

    def live(self, facts: list[Fact], now: int) -> None:
        """Walk from the first fact to ``now`` (minutes)."""
        coming = sorted((fact for fact in facts if fact.at <= now * MINUTE), key=lambda fact: fact.at)
        if not coming:
            return
        minute = coming[0].at // MINUTE
        while minute <= now:
            while coming and coming[0].at == minute * MINUTE:
                self.happens(coming.pop(0), minute)
            if minute < now:
                for cycle in self.cycles:
                    if cycle.state == "running":
                        cycle.ran.append(minute)
            minute += 1

    def happens(self, fact: Fact, now: int) -> None:
        match fact:
            case Created():
                self.status = fact.status
                if fact.status not in DONE + GONE:
                    self.resolve_clock(now)
                if fact.by_customer:
                    self.customer(now, now)
            case Asked():
                self.customer(now, now)
            case Inherited():
                since = fact.since // MINUTE
                running = self.response
                if running is not None and running.start > since and self.status not in DONE + GONE:
                    self.stop(running, now, "cancelled")
                    self.response = None
                self.customer(since, now)
            case Answered():
                if self.asked:
                    self.responded = True
                    written = now if fact.written is None else fact.written // MINUTE
                    if any(wait[0] <= written for wait in self.waits):
                        self.wait_over(now, [wait for wait in self.waits if wait[0] > written])
            case NoReplyNeeded():
                self.wait_over(now, [])
            case Moved():
                self.moves(fact.to, now)
            case Promised():
                self.promised(fact, now)

    def customer(self, since: int, here: int) -> None:
        self.asked = True
        self.waits.append((since, here))
        self.respond_clock(None)

    def respond_clock(self, not_before: int | None) -> None:
        if self.response is not None or not self.waits or self.status in DONE + GONE:
            return
        since = min(self.waits)[0]
        inherited = [here for wait, here in self.waits if wait == since and here != wait]
        clock = Clock.NEXT_RESPONSE if self.responded else Clock.FIRST_RESPONSE
        self.response = self.begin(clock, since, inherited[-1] if inherited else not_before)

    def begin(self, clock: Clock, start: int, not_before: int | None) -> SlowCycle:
        cycle = SlowCycle(clock, start)
        if self.terms is not None:
            promise = self.promise(clock, max(start, not_before or start, self.since.get(clock, start)))
            cycle.known = promise is not None
            cycle.promises = [promise] if promise is not None else []
        if cycle.known:
            self.cycles.append(cycle)
        return cycle

    def promise(self, clock: Clock, since: int) -> Promise | None:
        assert self.terms is not None
        seconds = self.terms.policy.targets.get(clock)
        if seconds is None:
            return None
        warns = seconds * self.terms.policy.warn_at // 60_000_000
        return Promise(since, seconds // 60, warns, self.hours_of[id(self.terms.working)])

    def resolve_clock(self, now: int) -> None:
        cycle = self.begin(Clock.RESOLUTION, now, None)
        self.resolution = cycle if cycle.known else None
        self.rest_or_run(now)

    def rest_or_run(self, now: int) -> None:
        cycle = self.resolution
        if cycle is not None and cycle.open:
            pauses = {"waiting_customer", "on_hold"} if self.terms is None else self.terms.policy.pause_on
            cycle.state = "paused" if self.status in pauses else "running"

    def stop(self, cycle: SlowCycle, now: int, state: str) -> None:
        cycle.state, cycle.end = state, now

    def wait_over(self, now: int, left: list[tuple[int, int]]) -> None:
        self.waits = left
        if self.response is not None:
            self.stop(self.response, now, "met")
            self.response = None
        self.respond_clock(now)

    def moves(self, to: str, now: int) -> None:
        before, self.status = self.status, to
        if to in DONE + GONE:
            self.waits = []
            if self.response is not None:
                self.stop(self.response, now, "cancelled")
                self.response = None
            if self.resolution is not None and self.resolution.open:
                self.stop(self.resolution, now, "met" if to in DONE else "cancelled")
        elif before in DONE:
            self.reopens(now)
        else:
            self.rest_or_run(now)

    def reopens(self, now: int) -> None:
        mode = "continue" if self.terms is None else str(self.terms.policy.on_reopen)
        last = self.resolution
        if last is None or mode == "restart":
            self.resolve_clock(now)
        elif mode == "continue" and last.state == "met":
            promise = None if self.terms is None else self.promise(last.clock, now)
            if self.terms is None or promise is not None:
                last.state, last.end = "running", None
                if promise is not None:
                    self.add(last, promise)
                self.rest_or_run(now)
        self.respond_clock(None)

    def add(self, cycle: SlowCycle, promise: Promise) -> None:
        before = cycle.promises[-1] if cycle.promises else None
        if before is None or self.since.get(cycle.clock, before.since) > before.since:
            cycle.promises.append(promise)
        else:
            promise.since = before.since
            cycle.promises[-1] = promise

    def promised(self, fact: Promised, now: int) -> None:
        first = self.terms is None
        self.terms = fact.terms
        self.since |= {clock: now for clock in CLOCKS if clock not in fact.kept}
        for cycle in (self.response, self.resolution):
            if cycle is None or not cycle.open or not cycle.known:
                continue
            promise = self.promise(cycle.clock, now)
            if promise is not None:
                self.add(cycle, promise)
                continue
            self.stop(cycle, now, "cancelled")
            if cycle is self.response:
                self.response = SlowCycle(cycle.clock, cycle.start, known=False)
        if first and self.resolution is not None and not self.resolution.promises:
            self.resolution = None
        self.rest_or_run(now)

    def figures(self, now: int) -> dict[Clock, list[dict[str, object]]]:
        """Every cycle that was promised anything, in the words of ``replay.Counted``."""
        shown = [cycle for cycle in self.cycles if cycle.promises]
        return {clock: [figures_of(cycle, now) for cycle in shown if cycle.clock is clock] for clock in CLOCKS}


def figures_of(cycle: SlowCycle, now: int) -> dict[str, object]:
    end = now if cycle.end is None else cycle.end
    hours = cycle.promises[-1].hours
    breached = first(cycle, end, warning=False)
    # A wait that was inherited began before the ticket was walked: its minutes are those from its start on.
    ran = ran_of(cycle, end)
    return {
        "started_at": cycle.start * MINUTE,
        "state": cycle.state,
        "ended_at": None if cycle.end is None else cycle.end * MINUTE,
        "used": MINUTE * sum(works(hours, minute) for minute in ran),
        "warned_at": at(first(cycle, end, warning=True)),
        "breached_at": at(breached),
        "late": 0 if breached is None else MINUTE * sum(works(hours, m) for m in ran if m >= breached),
        "due_at": at(due(cycle, ran, end)) if cycle.state == "running" else None,
    }


def at(minute: int | None) -> int | None:
    return None if minute is None else minute * MINUTE


def ran_of(cycle: SlowCycle, end: int) -> list[int]:
    if cycle.clock is Clock.RESOLUTION:
        return cycle.ran
    return list(range(cycle.start, end))


def first(cycle: SlowCycle, end: int, *, warning: bool) -> int | None:
    """The first minute's beginning at which the promise in force was used up, or the share of it that warns."""
    ran = set(ran_of(cycle, end))
    used = [0] * len(cycle.promises)
    for minute in range(cycle.start, end + 1):
        force = [place for place, promise in enumerate(cycle.promises) if promise.since <= minute]
        if force and (minute < end or warning):
            promise = cycle.promises[force[-1]]
            if used[force[-1]] >= (promise.warns if warning else promise.target):
                return minute
        if minute in ran:
            for place, promise in enumerate(cycle.promises):
                used[place] += works(promise.hours, minute)
    return None


def due(cycle: SlowCycle, ran: list[int], end: int) -> int | None:
    promise = cycle.promises[-1]
    used = 0
    for minute in [*ran, *range(end, end + HORIZON)]:
        used += works(promise.hours, minute)
        if used >= promise.target:
            return max(minute + 1, promise.since)
    return None
