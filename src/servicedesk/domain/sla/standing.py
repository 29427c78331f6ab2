"""How a ticket's clocks stand after its last event: what its rows hold, and which notices are still to be given.

Nothing here depends on when one looks: due times lie ahead of the last event, and what has been given notice of is
in the events.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from servicedesk.domain import payloads as read
from servicedesk.domain.events import NOTICES, Event, EventType, Payload, micros, skipped
from servicedesk.domain.sla.book import PolicyBook
from servicedesk.domain.sla.cycles import FINISHED, Cycle, CycleState, cycles_of
from servicedesk.domain.sla.facts import CLOCKS, Clock
from servicedesk.domain.sla.history import counted_from, facts_of
from servicedesk.domain.sla.replay import MILLION, first_reached, reaching
from servicedesk.domain.tickets import LIVE

Key = tuple[Clock, int]
"""A cycle of a ticket: its clock, and when it started."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What was recorded of a cycle: ``warned`` and ``breached`` are instants, ``holder`` who held it at the breach.

    ``told``: notice of a breach was given, which stays though it was corrected.
    """

    warned: int | None = None
    breached: int | None = None
    holder: int | None = None
    team: int | None = None
    status: str | None = None
    told: bool = False


@dataclass(frozen=True, slots=True)
class ClockState:
    """One cycle as a row: instants in microseconds UTC, ``used`` and ``late`` microseconds of working time.

    ``used`` and ``late`` leave out the stretch that runs since ``running_since``. ``due_at`` and ``warn_due_at`` are
    only there while it runs; ``warned_at`` and ``breached_at`` once it happened and was recorded or ended.
    """

    clock: Clock
    started_at: int
    state: CycleState
    ended_at: int | None
    target: int
    rule: str
    version: int
    used: int
    late: int
    running_since: int | None
    due_at: int | None
    warn_due_at: int | None
    warned_at: int | None
    breached_at: int | None
    noticed: Notice = Notice()

    @property
    def key(self) -> Key:
        return self.clock, self.started_at

    @property
    def next_due(self) -> int | None:
        """When something of a running cycle is to be recorded next."""
        if self.due_at is None:
            return None
        waits = [] if self.noticed.breached is not None else [self.due_at]
        if self.noticed.warned is None and self.warn_due_at is not None:
            waits.append(self.warn_due_at)
        return min(waits, default=None)


@dataclass(frozen=True, slots=True)
class Standing:
    """All cycles of a ticket, and what its row says of them. ``version`` None: later policies change nothing here."""

    clocks: tuple[ClockState, ...] = ()
    version: int | None = None

    @property
    def due(self) -> tuple[int, Clock] | None:
        """The earliest due time of the running clocks, and whose it is."""
        if not self.clocks:
            return None
        found = min(
            ((one.due_at, CLOCKS.index(one.clock)) for one in self.clocks if one.due_at is not None), default=None
        )
        return None if found is None else (found[0], CLOCKS[found[1]])

    @property
    def risk_at(self) -> int | None:
        """From when on the ticket is at risk: the earliest warning of the running clocks."""
        return min((one.warn_due_at for one in self.clocks if one.warn_due_at is not None), default=None)

    @property
    def next_due(self) -> int | None:
        return min((at for one in self.clocks if (at := one.next_due) is not None), default=None)


@dataclass(frozen=True, slots=True)
class Count:
    """A ticket's cycles after its events, whatever notices were given: these change nothing about them.

    ``as_of`` is the instant of the last event that clocks care about.
    """

    cycles: Mapping[Key, Cycle]
    as_of: int
    version: int | None

    def standing(self, noticed: Mapping[Key, Notice]) -> Standing:
        """The clocks as they stand with the notices that were given."""
        states = (_state(cycle, noticed.get(key), self.as_of) for key, cycle in self.cycles.items())
        return Standing(tuple(states), self.version)


def standing(history: Sequence[Event], book: PolicyBook, status: str) -> Standing:
    """A ticket's clocks after its events; ``status`` is its present one. Later policies move those that go on."""
    return counted(history, book, status).standing(notices(history))


def counted(history: Sequence[Event], book: PolicyBook, status: str) -> Count:
    """The cycles of a ticket after its events; ``status`` is its present one."""
    version = book.number if status in LIVE else None
    if not book.versions or not history or _came_ended(history):
        return Count({}, 0, version)
    facts = facts_of(history, book)
    if not facts:
        return Count({}, 0, version)
    since = counted_from(history)
    as_of = max(fact.at for fact in facts)
    cycles = cycles_of(facts, None, as_of)
    # Two cycles of one clock begin at one instant when a ticket is merged that waits since the very same: the later
    # one stands for both.
    distinct = {
        (clock, cycle.started_at): cycle
        for clock in CLOCKS
        for cycle in cycles[clock]
        if since is None or cycle.ended_at != since
    }
    if any(cycle.open for cycle in distinct.values()):
        # Resolved with a reply that has not left: the wait goes on until it does.
        version = book.number
    return Count(distinct, as_of, version)


def _came_ended(history: Sequence[Event]) -> bool:
    """Whether a ticket was imported resolved or closed and is so still: most of an import, and none has a clock."""
    first = history[0]
    ended = first.type == EventType.CREATED and first.payload.get("status") in FINISHED
    return ended and all(event.type != EventType.STATUS for event in history)


def _state(cycle: Cycle, noticed: Notice | None, as_of: int) -> ClockState:
    noticed = noticed or Notice()
    term = cycle.terms[-1]
    working = term.terms.working
    # A paused clock comes no nearer to its target: what it has reached by now is broken a moment later.
    end = (as_of + (cycle.state is CycleState.PAUSED)) if cycle.ended_at is None else cycle.ended_at
    closed = [(start, stop) for start, stop in cycle.stretches if stop is not None]
    running_since = cycle.stretches[-1][0] if cycle.state is CycleState.RUNNING else None
    warned = first_reached(cycle, end, warning=True)
    breached = first_reached(cycle, end, warning=False)
    running = running_since is not None
    due_at = reaching(cycle, MILLION) if running else None
    if breached is None and due_at is not None and due_at == noticed.breached:
        breached = due_at
    late = 0 if breached is None else sum(working.between(max(start, breached), stop) for start, stop in closed)
    return ClockState(
        cycle.clock,
        cycle.started_at,
        cycle.state,
        cycle.ended_at,
        term.target,
        term.terms.rule,
        term.terms.version,
        sum(working.between(start, stop) for start, stop in closed),
        late,
        running_since,
        due_at,
        (reaching(cycle, term.terms.policy.warn_at) if warned is None else warned) if running else None,
        noticed.warned if warned is None and running else warned,
        breached,
        noticed,
    )


def notices(history: Iterable[Event]) -> dict[Key, Notice]:
    """What was recorded of each cycle, corrections taken in."""
    found: dict[Key, Notice] = {}
    for event in history:
        if event.type not in NOTICES:
            continue
        payload = event.payload
        key = Clock(read.text(payload, "clock")), read.number(payload, "started")
        before = found.get(key, Notice())
        at = read.optional_number(payload, "at")
        if event.type == EventType.SLA_WARNED:
            found[key] = replace(before, warned=at)
        else:
            found[key] = Notice(
                before.warned,
                at,
                read.optional_number(payload, "holder"),
                read.optional_number(payload, "team"),
                read.optional_text(payload, "status"),
                told=True,
            )
    return found


def outstanding(history: Sequence[Event], now_standing: Standing, now: int) -> list[tuple[EventType, Payload]]:
    """The notices to be given at ``now``: each warning and breach once a cycle, and corrections of those disproved."""
    told = notices(history)
    found: list[tuple[EventType, Payload]] = []
    for one in now_standing.clocks:
        notice = told.pop(one.key, Notice())
        warned = one.warned_at if one.warned_at is not None else _past(one.warn_due_at, now, inclusive=True)
        if warned is not None and notice.warned is None:
            found.append((EventType.SLA_WARNED, _named(one.key, at=warned)))
        breached = one.breached_at if one.breached_at is not None else _past(one.due_at, now, inclusive=False)
        if breached != notice.breached:
            held = held_at(history, breached) if breached is not None else {}
            found.append(breach_notice(one.key, breached, held, notice))
    found += [
        (EventType.SLA_CORRECTED, {**_named(key, at=None), "was": notice.breached})
        for key, notice in told.items()
        if notice.breached is not None
    ]
    return found


def breach_notice(key: Key, at: int | None, held: Payload, before: Notice) -> tuple[EventType, Payload]:
    """The notice of a breach: the first of its cycle, or what corrects the one given ``before``."""
    if before.told:
        return EventType.SLA_CORRECTED, {**_named(key, at=at), "was": before.breached, **held}
    return EventType.SLA_BREACHED, {**_named(key, at=at), **held}


def _past(at: int | None, now: int, *, inclusive: bool) -> int | None:
    return at if at is not None and (at <= now if inclusive else at < now) else None


def _named(key: Key, *, at: int | None) -> Payload:
    return {"clock": str(key[0]), "started": key[1], "at": at}


def held_at(history: Iterable[Event], at: int) -> Payload:
    """Who held the ticket at an instant, for which team, and in which status."""
    held: Payload = {"holder": None, "team": None, "status": "new"}
    events = list(history)
    left_out = skipped(events)
    for event in sorted(events, key=lambda event: (event.at, event.seq)):
        if event.seq in left_out or micros(event.at) > at:
            continue
        payload: Mapping[str, object] = event.payload
        match event.type:
            case EventType.CREATED:
                held = {
                    "holder": read.optional_number(event.payload, "assignee"),
                    "team": read.optional_number(event.payload, "team"),
                    "status": read.text(event.payload, "status"),
                }
            case EventType.ASSIGNED:
                held["holder"] = read.optional_number(event.payload, "to")
                if "team" in payload:
                    held["team"] = read.optional_number(event.payload, "team")
            case EventType.STATUS:
                held["status"] = read.text(event.payload, "to")
            case _:
                pass
    return held
