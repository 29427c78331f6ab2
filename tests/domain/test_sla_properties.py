"""Clocks hold for any history: a slow model agrees, nothing depends on when one looks, time is conserved."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.domain.slow_clocks import MINUTE, Hours, SlowTicket, Spans
from tests.scale import sized

from servicedesk.domain.calendars import Calendar, WorkingTime
from servicedesk.domain.sla.cycles import cycles_of
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
    OnReopen,
    Policy,
    Promised,
    Terms,
)
from servicedesk.domain.sla.ledger import SegmentState, ledger
from servicedesk.domain.sla.replay import Counted, count, replay

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAYS = 5
WINDOW = DAYS * 24 * 60
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Shanghai", "Australia/Lord_Howe", "Asia/Kathmandu")
FIRST_DAYS = (date(2026, 10, 23), date(2026, 3, 27), date(2026, 3, 6), date(2026, 10, 30), date(2026, 4, 3))
"""Clocks change within five days of these in some of the zones."""
NIGHT = (time(22), time(6))
ALL_DAY = (time(0), time(0))
SPANS: tuple[Spans, ...] = (
    (),
    (ALL_DAY,),
    ((time(9), time(17)),),
    ((time(8, 30), time(12)), (time(13), time(19, 15))),
    (NIGHT,),
    ((time(9), time(12)), (time(11), time(14)), NIGHT),
    ((time(10), time(9)),),
)
ANY_SPANS = st.sampled_from(SPANS)
STATUSES = ("open", "waiting_customer", "on_hold", "resolved", "closed", "merged", "spam", "open", "open", "resolved")
PAUSES = (frozenset({"waiting_customer", "on_hold"}), frozenset[str](), frozenset({"new", "on_hold"}))


def begin(day: date) -> int:
    """Minutes since 1970 of a date's midnight in UTC."""
    return (datetime.combine(day, time(0), UTC) - EPOCH) // timedelta(minutes=1)


@st.composite
def hours(draw: st.DrawFn, first: date) -> Hours:
    week = draw(st.one_of(st.sampled_from([(spans,) * 7 for spans in SPANS if spans]), st.tuples(*[ANY_SPANS] * 7)))
    if not any(week):
        week = (*week[:6], SPANS[1])
    days = draw(st.lists(st.integers(0, DAYS), max_size=2, unique=True))
    holidays = tuple((first + timedelta(days=day), draw(st.sampled_from(SPANS))) for day in days)
    return Hours(draw(st.sampled_from(ZONES)), week, holidays)


def working_time(hours: Hours) -> WorkingTime:
    return WorkingTime(Calendar(ZoneInfo(hours.zone), hours.week, dict(hours.holidays)))


@st.composite
def all_terms(draw: st.DrawFn, calendars: Sequence[WorkingTime]) -> Terms:
    seconds = st.sampled_from([4, 8, 20, 60, 240, 480, 1200]).map(lambda minutes: minutes * 60)
    targets = draw(st.fixed_dictionaries({}, optional=dict.fromkeys(CLOCKS, seconds)))
    policy = Policy(
        targets,
        draw(st.sampled_from(PAUSES)),
        draw(st.sampled_from(OnReopen)),
        draw(st.sampled_from([250_000, 750_000, 1_000_000])),
    )
    return Terms(policy, draw(st.sampled_from(calendars)))


def kept(before: Terms, after: Terms) -> frozenset[Clock]:
    """Which clocks are promised the same."""
    if before.working is not after.working or before.policy.warn_at != after.policy.warn_at:
        return frozenset()
    return frozenset(c for c in CLOCKS if before.policy.targets.get(c) == after.policy.targets.get(c))


class Life:
    """A ticket's facts in the order of time, the terms it begins with, and how its calendars read on the wall."""

    def __init__(self, terms: Terms | None, facts: list[Fact], hours_of: dict[int, Hours], first: int) -> None:
        self.terms, self.facts, self.hours_of = terms, facts, hours_of
        self.first, self.last = first, first + WINDOW

    def __repr__(self) -> str:
        return f"Life({self.terms and self.terms.policy}, {self.facts}, {self.hours_of})"


@st.composite
def lives(draw: st.DrawFn, most: int = 14) -> Life:
    first_day = draw(st.sampled_from(FIRST_DAYS))
    first = begin(first_day)
    wall = draw(st.lists(hours(first_day), min_size=1, max_size=2))
    calendars = [working_time(one) for one in wall]
    terms = draw(st.one_of(st.none(), all_terms(calendars)))
    created = Created(first * MINUTE, draw(st.booleans()), draw(st.sampled_from(["new", "open", "on_hold"])))
    facts: list[Fact] = [created]
    at, known = first, terms
    for _ in range(draw(st.integers(most // 3, most))):
        at = min(first + WINDOW, at + draw(st.sampled_from([0, 1, 3, 7, 30, 60, 240, 700])))
        fact = draw(happenings(at, first, calendars))
        if isinstance(fact, Promised) and known is not None and draw(st.booleans()):
            fact = Promised(fact.at, fact.terms, kept(known, fact.terms))
        known = fact.terms if isinstance(fact, Promised) else known
        facts.append(fact)
        if isinstance(fact, Asked) and draw(st.booleans()):
            facts.append(Moved(fact.at, "open"))
    hours_of = {id(working): one for working, one in zip(calendars, wall, strict=True)}
    return Life(terms, facts, hours_of, first)


@st.composite
def happenings(draw: st.DrawFn, at: int, first: int, calendars: Sequence[WorkingTime]) -> Fact:
    now = at * MINUTE
    earlier = st.sampled_from([0, 1, 3, 7, 30, 60, 300]).map(lambda ago: max(first - 30, at - ago) * MINUTE)
    return draw(
        st.one_of(
            st.just(Asked(now)),
            st.just(Answered(now)),
            earlier.map(lambda written: Answered(now, written)),
            earlier.map(lambda since: Inherited(now, since)),
            st.just(NoReplyNeeded(now)),
            st.sampled_from(STATUSES).map(lambda to: Moved(now, to)),
            all_terms(calendars).map(lambda terms: Promised(now, terms)),
        )
    )


def figures(life: Life, now: int) -> dict[Clock, list[dict[str, object]]]:
    outcome = replay(life.facts, life.terms, now * MINUTE)
    names = ("started_at", "state", "ended_at", "used", "due_at", "warned_at", "breached_at", "late")
    return {
        clock: [{name: getattr(cycle, name) for name in names} for cycle in cycles]
        for clock, cycles in outcome.clocks.items()
    }


LOOKS = st.one_of(st.integers(0, WINDOW), st.integers(0, 600))


@given(lives(), LOOKS)
@settings(max_examples=max(sized(120, soak=1_000), settings().max_examples))
def test_a_slow_count_minute_by_minute_agrees(life: Life, minute: int):
    now = life.first + minute
    slow = SlowTicket(life.hours_of, life.terms)
    slow.live(life.facts, now)
    expected, found = slow.figures(now), figures(life, now)
    for clock in CLOCKS:
        for cycle, by_hand in zip(found[clock], expected[clock], strict=True):
            if by_hand["due_at"] is None and by_hand["state"] == "running":
                by_hand["due_at"] = cycle["due_at"]  # farther ahead than the model looks
            assert cycle == by_hand


def happened(life: Life, now: int) -> dict[tuple[Clock, int], tuple[int | None, int | None]]:
    """Warning and breach of each cycle, as far as they lie before ``now``."""

    def before(at: int | None) -> int | None:
        return at if at is not None and at < now * MINUTE else None

    clocks = replay(life.facts, life.terms, now * MINUTE).clocks
    return {
        (clock, cycle.started_at): (before(cycle.warned_at), before(cycle.breached_at))
        for clock, cycles in clocks.items()
        for cycle in cycles
    }


@given(lives(), LOOKS, LOOKS)
def test_what_has_happened_stands_whatever_comes_later(life: Life, one: int, other: int):
    early, late = life.first + min(one, other), life.first + max(one, other)
    then = happened(life, early)
    known = Life(life.terms, [fact for fact in life.facts if fact.at <= early * MINUTE], life.hours_of, life.first)
    assert figures(known, early) == figures(life, early)
    later = happened(life, late)
    for key, (warned, breached) in then.items():
        assert warned is None or later[key][0] == warned
        assert breached is None or later[key][1] == breached


@given(lives(), LOOKS, LOOKS)
def test_nothing_was_due_before_it_could_be_known(life: Life, one: int, other: int):
    """Whoever looked in between would have seen each breach come: it was due then, or its cycle was not there yet."""
    early, late = life.first + min(one, other), life.first + max(one, other)
    then = {
        (clock, cycle.started_at): cycle
        for clock, cycles in replay(life.facts, life.terms, early * MINUTE).clocks.items()
        for cycle in cycles
    }
    for key, (_, breached) in happened(life, late).items():
        seen = then.get(key)
        if breached is not None and breached < early * MINUTE and seen is not None:
            assert seen.breached_at == breached


@given(lives(), LOOKS)
def test_segments_add_up_exactly(life: Life, minute: int):
    now = (life.first + minute) * MINUTE
    for cycles in cycles_of(life.facts, life.terms, now).values():
        for cycle in cycles:
            segments, counted = ledger(cycle, now), count(cycle, now)
            end = now if cycle.ended_at is None else cycle.ended_at
            assert sum(one.worked for one in segments) == counted.used
            assert sum(one.end - one.start for one in segments) == end - cycle.started_at
            assert all(earlier.end == later.start for earlier, later in pairwise(segments))
            assert all(one.end > one.start for one in segments)
            assert all((one.worked > 0) == (one.state is SegmentState.RUNNING) for one in segments)
            _late_lies_behind_the_breach(counted, segments)


def _late_lies_behind_the_breach(counted: Counted, segments: Sequence[object]) -> None:
    if counted.breached_at is None:
        assert counted.late == 0
        return
    behind = [one for one in segments if one.end > counted.breached_at]  # type: ignore[attr-defined]
    worked = [one for one in behind if one.state is SegmentState.RUNNING]  # type: ignore[attr-defined]
    spent = sum(one.end - max(one.start, counted.breached_at) for one in worked)  # type: ignore[attr-defined]
    assert counted.late == spent


@st.composite
def measured(draw: st.DrawFn) -> tuple[Hours, list[int]]:
    first_day = draw(st.sampled_from(FIRST_DAYS))
    base = begin(first_day) * MINUTE
    instants = st.integers(base - 5 * 1440 * MINUTE, base + 15 * 1440 * MINUTE)
    return draw(hours(first_day)), sorted(draw(st.lists(instants, min_size=3, max_size=6)))


@given(measured())
def test_splitting_an_interval_conserves_its_working_time(case: tuple[Hours, list[int]]):
    wall, instants = case
    working = working_time(wall)
    pieces = [working.between(start, end) for start, end in pairwise(instants)]
    assert sum(pieces) == working.between(instants[0], instants[-1])
    assert sum(pieces) == working_time(wall).between(instants[0], instants[-1])
    assert all(0 <= worked <= end - start for worked, (start, end) in zip(pieces, pairwise(instants), strict=True))


@given(measured(), st.integers(1, 90 * 3600 * 1_000_000))
@example((Hours("UTC", (SPANS[1],) * 7, ()), [0, 1, 2]), 1)
def test_what_is_reached_is_the_first_instant_with_so_much_work(case: tuple[Hours, list[int]], amount: int):
    wall, instants = case
    working = working_time(wall)
    reached = working.reached(instants[0], amount)
    assert reached is not None
    assert working.between(instants[0], reached) == amount
    assert working.between(instants[0], reached - 1) == amount - 1
