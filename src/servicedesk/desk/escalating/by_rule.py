"""Escalation by the rules of the policies: what a sweep does, each once a cycle, whoever sweeps and however often.

Candidates come from rows, a page at a time, and rows say of most that nothing is to be done; a transaction is opened
for the others only, in which the ticket's events decide (``applying``). What a rule looks at is what happened since its
policies are in force.

A console remembers what it judged without effect: such a ticket is left alone until it changes, or the policies do, or
who works here. What is new is gone through each time; all of the last hour once a minute, for something may come to
light late, and what stands in other rows (an order's other tickets, a customer's membership) changes no ticket.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Final

from servicedesk.desk.escalating.addressing import staff_of
from servicedesk.desk.escalating.applying import apply
from servicedesk.desk.escalating.facts import zone_of
from servicedesk.desk.escalating.reach import Reach
from servicedesk.desk.time_left import ENDLESS, TimeLeft
from servicedesk.desk.work import Work
from servicedesk.domain.escalating.addressing import Staff
from servicedesk.domain.escalating.contacts import contacts
from servicedesk.domain.escalating.rules import Rule, Trigger, wish_of
from servicedesk.domain.events import from_micros
from servicedesk.domain.sla.book import PolicyBook
from servicedesk.store import escalation_rules, people, policies
from servicedesk.store.database import Connection
from servicedesk.store.escalation_rules import BEGINNING, Candidate, Place

PAGE: Final = 500
"""Candidates of one rule that are read at once."""
FEW: Final = 50
"""The same while somebody is at the keys."""
MOST: Final = 200
"""Tickets that one pass opens a transaction for, before it lets other work go first."""
LATE: Final = timedelta(hours=1)
"""How long after it happened something may come to light: transactions take time, and clocks of machines differ."""
SOON: Final = timedelta(minutes=1)
"""How late it comes to light mostly; and so often all of ``LATE`` is gone through."""
BEAT: Final = timedelta(minutes=5)
"""How far the mark of what was looked at moves at least: each move is a write."""
MARK: Final = "escalation"
Key = tuple[str, int, str, int]
"""Rule, ticket, clock, key."""


def escalate_due(work: Work, *, noted_until: datetime | None) -> int:
    """Send on what the rules say, by what rows say alone; how many were. ``work`` is the program's own."""
    return Rules(work).go_through(noted_until, ENDLESS, whole=True)


@dataclass(slots=True)
class _Round:
    """Rules to be gone through, each from a place on; those that are done are taken away.

    ``until``: no notice of a clock from before it was outstanding when it began, so that nothing older will come to
    light; None: some were. ``idle``: what was judged without effect.
    """

    until: datetime | None
    left: list[tuple[Rule, Place]]
    idle: dict[Key, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Basis:
    """What decides beside the tickets themselves: the policies' version, who works here, the teams."""

    policies: int
    staff: Staff
    teams: tuple[tuple[object, ...], ...]


class Rules:
    """The rules as one console goes through them, again and again."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._basis: _Basis | None = None
        self._idle: dict[Key, int] = {}
        self._seen_until: datetime | None = None
        self._fresh: _Round | None = None
        self._all: _Round | None = None
        self._all_begun: datetime | None = None

    @property
    def unfinished(self) -> bool:
        """Whether the last pass left something for the next one."""
        return self._fresh is not None or self._all is not None

    def go_through(self, noted_until: datetime | None, time: TimeLeft, *, whole: bool = False) -> int:
        """Send on what the rules say; how many were.

        ``noted_until``: no notice of a clock from before it is outstanding; None: some are. ``whole``: not only what
        is new. What there is no time for is left for the next pass.
        """
        now = self._work.clock.now()
        with self._work.store.read() as connection:
            book = policies.book(self._work.store, connection)
            rules = _in_force(book)
            if not rules:
                return 0
            staff = staff_of(connection, now)
            self._stand_on(_Basis(book.number, staff, _teams(connection)))
            mark = people.last_beat(connection, MARK)
        sent = 0
        if self._seen_until is not None and not whole:
            since = min(self._seen_until, now) - SOON
            self._fresh = self._fresh or _Round(noted_until, _places(rules, since, frozenset()))
            sent += self._through(self._fresh, staff, time)
            if not self._fresh.left:
                self._seen_until, self._fresh = self._fresh.until or self._seen_until, None
        if whole or self._all is not None or self._is_time(now):
            since = BEGINNING.at if mark is None else min(mark, now) - LATE
            self._all = self._all or self._begin(now, noted_until, _places(rules, since, escalation_rules.WAITING))
            sent += self._through(self._all, staff, time)
            if not self._all.left:
                self._end(self._all, mark)
        return sent

    def _stand_on(self, basis: _Basis) -> None:
        """What was judged counts for nothing on another basis."""
        if basis != self._basis:
            self._basis, self._idle = basis, {}
            self._seen_until = self._fresh = self._all = self._all_begun = None

    def _is_time(self, now: datetime) -> bool:
        """Whether all is to be gone through again; also while nobody can tell what is new."""
        return self._seen_until is None or self._all_begun is None or abs(now - self._all_begun) >= SOON

    def _begin(self, now: datetime, noted_until: datetime | None, left: list[tuple[Rule, Place]]) -> _Round:
        self._all_begun = now
        self._seen_until = self._seen_until or noted_until
        return _Round(noted_until, left)

    def _end(self, done: _Round, mark: datetime | None) -> None:
        """Everything was looked at: what is remembered is what is there, and the next ones begin later."""
        self._idle, self._all, self._fresh = done.idle, None, None
        if done.until is None:
            return
        self._seen_until = max(done.until, self._seen_until or done.until)
        if mark is None or done.until - mark >= BEAT:
            with self._work.store.transaction(aside=True) as connection:
                people.beat(connection, MARK, done.until)

    def _through(self, course: _Round, staff: Staff, time: TimeLeft) -> int:
        """Go on with a round; how many were sent."""
        sent = opened = 0
        while course.left and opened < MOST:
            rule, place = course.left[0]
            size = FEW if time.is_short else PAGE
            page, due = self._judged(course, rule, place, staff, size)
            for one in due:
                # What was judged before it is not read again, by however short looks a page is gone through.
                course.left[0] = (rule, one.place)
                if opened == MOST or (opened and time.over):
                    return sent
                sent, opened = sent + self._apply(course, rule, one), opened + 1
            if len(page) < size:
                course.left.pop(0)
            else:
                course.left[0] = (rule, page[-1].place)
            if time.over:
                break
        return sent

    def _judged(
        self, course: _Round, rule: Rule, place: Place, staff: Staff, size: int
    ) -> tuple[list[Candidate], list[Candidate]]:
        """A page of candidates, and those of them that their events are to be asked of."""
        now = self._work.clock.now()
        with self._work.store.read() as connection:
            page = escalation_rules.candidates(connection, rule, place, now, size)
            due: list[Candidate] = []
            reach = Reach(connection, staff)
            for one in _often(connection, rule, page, now):
                if self._idle.get(_key(rule, one)) == one.version or not _moves(reach, rule, one):
                    self._leave(course, rule, one)
                else:
                    due.append(one)
        return page, due

    def _leave(self, course: _Round, rule: Rule, one: Candidate) -> None:
        self._idle[_key(rule, one)] = course.idle[_key(rule, one)] = one.version

    def _apply(self, course: _Round, rule: Rule, one: Candidate) -> int:
        if apply(self._work, rule, one):
            return 1
        self._leave(course, rule, one)
        return 0


def _key(rule: Rule, one: Candidate) -> Key:
    return rule.name, one.ticket, one.clock, one.key


def _moves(reach: Reach, rule: Rule, one: Candidate) -> bool:
    """Whether a rule moves a ticket, as far as rows tell: which skill it asks for only its events do."""
    wish = wish_of(rule)
    return wish is None or reach.of(wish, one.sender, one.holder, one.standing) is not None


def _often(connection: Connection, rule: Rule, page: list[Candidate], now: datetime) -> Iterable[Candidate]:
    """Of a rule on contacts the tickets whose customer came so often about the order; of others all."""
    if rule.on is not Trigger.CONTACTS or not page:
        return page
    zone = zone_of(people.all_settings(connection))
    orders = {one.order for one in page if one.order is not None}
    said = escalation_rules.said_about(connection, orders, now - timedelta(days=rule.days))
    often = {order for order, times in said.items() if contacts(times, zone) >= rule.count}
    return [one for one in page if one.order in often]


def _places(
    rules: list[tuple[Rule, datetime]], since: datetime, from_beginning: Collection[Trigger]
) -> list[tuple[Rule, Place]]:
    """Where to begin with each rule."""
    return [(rule, BEGINNING if rule.on in from_beginning else Place(max(in_force, since))) for rule, in_force in rules]


def _teams(connection: Connection) -> tuple[tuple[object, ...], ...]:
    return tuple((row["id"], row["code"], row["line"]) for row in people.all_teams(connection))


def _in_force(book: PolicyBook) -> list[tuple[Rule, datetime]]:
    """The rules, each with the instant since which it holds without a break."""
    rules = () if book.current is None else book.current.policies.escalation.rules
    return [(rule, _since(book, rule)) for rule in rules]


def _since(book: PolicyBook, rule: Rule) -> datetime:
    same = takewhile(lambda version: rule in version.policies.escalation.rules, reversed(book.versions))
    return from_micros(min(version.at for version in same))
