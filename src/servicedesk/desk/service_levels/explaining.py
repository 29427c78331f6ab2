"""The clocks of one ticket, second by second: why it is due when it is, and what would change that."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from servicedesk.desk.service_levels.views import (
    CycleView,
    LedgerView,
    PoliciesView,
    RuleView,
    SegmentView,
)
from servicedesk.desk.work import Work
from servicedesk.domain.calendars import Calendar
from servicedesk.domain.errors import Invalid, NotFound, Refused
from servicedesk.domain.events import Event, EventType, Payload, Stream, StreamKind, from_micros, micros
from servicedesk.domain.roles import Permission
from servicedesk.domain.shut import why_shut
from servicedesk.domain.sla.book import PolicyBook
from servicedesk.domain.sla.cycles import Cycle, CycleState, cycles_of
from servicedesk.domain.sla.facts import CLOCKS, Promised, Terms
from servicedesk.domain.sla.history import counted_from, facts_of
from servicedesk.domain.sla.holding import Held, HeldSegment, held_over_time, held_segments
from servicedesk.domain.sla.ledger import SegmentState
from servicedesk.domain.sla.policies import Rule
from servicedesk.domain.sla.replay import MILLION, count, reaching
from servicedesk.domain.tickets import LIVE, Priority, Status
from servicedesk.store import clocks, people, policies, streams
from servicedesk.store.database import Connection


@dataclass(frozen=True, slots=True)
class Told:
    """What a ticket's events say at ``now``: its cycles in the order of the clocks, how it stood, what is promised."""

    cycles: tuple[Cycle, ...]
    held: tuple[Held, ...]
    terms: Terms | None
    now: int


def tell(history: list[Event], book: PolicyBook, now: int) -> Told:
    """Replay a ticket's clocks up to ``now``, or up to its last event where that lies ahead of this machine's time."""
    facts = facts_of(history, book)
    now = max([now, *(fact.at for fact in facts)])
    since = counted_from(history) if history else None
    found = cycles_of(facts, None, now)
    cycles = (cycle for clock in CLOCKS for cycle in found[clock] if since is None or cycle.ended_at != since)
    terms = next((fact.terms for fact in reversed(facts) if isinstance(fact, Promised)), None)
    return Told(tuple(cycles), held_over_time(history, facts), terms, now)


class Clocks:
    def __init__(self, work: Work) -> None:
        self._work = work

    def explain(self, ticket_id: int, *, priority: str | None = None, waiting_now: bool = False) -> LedgerView:
        """Every cycle of a ticket's clocks with its segments; their working time adds up to what was used.

        ``priority`` and ``waiting_now`` ask what it would be if that changed now: nothing is written. Raises NotFound,
        Invalid for an unknown priority, Refused for such a question about a ticket that isn't live.
        """
        self._work.require(Permission.READ)
        with self._work.store.read() as connection:
            history = history_of(connection, ticket_id)
            book, status = as_counted(self._work, connection, ticket_id)
            names = people.names(connection)
        now = micros(self._work.clock.now())
        history += _supposed(history[-1], status, now, priority, waiting_now)
        return _ledger_view(ticket_id, tell(history, book, now), book, names)

    def rules(self) -> PoliciesView | None:
        """The policies in force with their rules in order; None before there are any."""
        self._work.require(Permission.READ)
        with self._work.store.read() as connection:
            current = policies.book(self._work.store, connection).current
            if current is None:
                return None
            set_at = policies.set_at(connection)
        zones = {name: calendar.zone.key for name, calendar in current.policies.calendars.items()}
        rules = tuple(_rule_view(rule, zones[rule.calendar]) for rule in current.policies.rules)
        return PoliciesView(current.number, set_at, rules, current.policies.escalation)


def as_counted(work: Work, connection: Connection, ticket_id: int) -> tuple[PolicyBook, str]:
    """The policies a ticket's row counts by, which a sweep may not have brought to the newest; its status."""
    book = policies.book(work.store, connection)
    counted_by, status = clocks.counted_by(connection, ticket_id)
    return (book if counted_by is None else book.up_to(counted_by)), status


def history_of(connection: Connection, ticket_id: int) -> list[Event]:
    """A ticket's events; raises NotFound."""
    history = streams.history(connection, Stream(StreamKind.TICKET, ticket_id))
    if not history:
        raise NotFound("ticket", ticket_id)
    return history


def _supposed(last: Event, status: str, now: int, priority: str | None, waiting_now: bool) -> list[Event]:
    """The events of what is only supposed, after the last real one."""
    if priority is None and not waiting_now:
        return []
    if priority is not None and priority not in set(Priority):
        raise Invalid("priority", f"{priority!r} is none of {', '.join(Priority)}")
    if status not in LIVE:
        raise Refused(f"a {status} ticket has no clock that another priority or a wait would move", status=status)
    wanted: list[tuple[EventType, Payload]] = []
    if priority is not None:
        wanted.append((EventType.PRIORITY, {"to": priority}))
    if waiting_now and status != Status.WAITING_CUSTOMER:
        wanted.append((EventType.STATUS, {"from": status, "to": str(Status.WAITING_CUSTOMER)}))
    at = from_micros(max(now, micros(last.at)))
    return [
        Event(last.stream, last.seq + place, kind, 1, "", "system", "supposed", at, payload, "", "")
        for place, (kind, payload) in enumerate(wanted, start=1)
    ]


def _ledger_view(ticket_id: int, told: Told, book: PolicyBook, names: Mapping[str, str]) -> LedgerView:
    cycles = tuple(cycle_view(cycle, told, names, book) for cycle in told.cycles)
    due = min(
        ((cycle.due_at, place) for place, cycle in enumerate(cycles) if cycle.due_at is not None),
        default=None,
    )
    return LedgerView(
        ticket=ticket_id,
        asked_at=from_micros(told.now),
        rule="" if told.terms is None else told.terms.rule,
        zone="" if told.terms is None else _zone(book.calendar(told.terms)),
        cycles=cycles,
        due_at=None if due is None else due[0],
        due_clock=None if due is None else cycles[due[1]].clock,
    )


def _zone(calendar: Calendar | None) -> str:
    """Its time zone; "" where nothing is promised."""
    return "" if calendar is None else calendar.zone.key


def cycle_view(cycle: Cycle, told: Told, names: Mapping[str, str], book: PolicyBook) -> CycleView:
    """One cycle counted, with its segments; ``names`` turn ``person:ID`` into handles."""
    counted, term = count(cycle, told.now), cycle.terms[-1]
    calendar = book.calendar(term.terms)
    warn_at = counted.warned_at
    if warn_at is None and cycle.state is CycleState.RUNNING:
        warn_at = reaching(cycle, term.terms.policy.warn_at)
    return CycleView(
        clock=str(cycle.clock),
        started_at=from_micros(cycle.started_at),
        state=str(cycle.state),
        ended_at=None if cycle.ended_at is None else from_micros(cycle.ended_at),
        target=timedelta(seconds=term.target),
        rule=term.terms.rule,
        policy_version=term.terms.version,
        used=timedelta(microseconds=counted.used),
        due_at=None if counted.due_at is None else from_micros(counted.due_at),
        warn_at=None if warn_at is None else from_micros(warn_at),
        warned_at=None if counted.warned_at is None else from_micros(counted.warned_at),
        breached_at=None if counted.breached_at is None else from_micros(counted.breached_at),
        late=timedelta(microseconds=counted.late),
        segments=tuple(_segment_view(one, names, calendar) for one in held_segments(cycle, told.held, told.now)),
        promised_at=from_micros(term.since) if term.since > cycle.started_at else None,
    )


def _segment_view(one: HeldSegment, names: Mapping[str, str], calendar: Calendar | None) -> SegmentView:
    closed = one.state is SegmentState.CLOSED_HOURS
    return SegmentView(
        from_micros(one.start),
        from_micros(one.end),
        str(one.state),
        timedelta(microseconds=one.worked),
        one.status,
        handle(names, one.holder),
        why_shut(calendar, one.start, one.end) if closed and calendar is not None else (),
    )


def handle(names: Mapping[str, str], person: int | None) -> str | None:
    """A person's handle by actor code; None for nobody."""
    return None if person is None else names.get(f"person:{person}")


def _rule_view(rule: Rule, zone: str) -> RuleView:
    policy = rule.policy
    return RuleView(
        rule.name,
        tuple((name, tuple(sorted(values))) for name, values in rule.when.items()),
        rule.calendar,
        zone,
        tuple((str(clock), timedelta(seconds=policy.targets[clock])) for clock in CLOCKS if clock in policy.targets),
        policy.warn_at / MILLION,
        tuple(sorted(policy.pause_on)),
        str(policy.on_reopen),
        None if policy.acknowledge is None else timedelta(seconds=policy.acknowledge),
    )
