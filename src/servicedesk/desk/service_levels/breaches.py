"""Breaches: which there were, newest first, and how many by whom or what. Who isn't on the floor sees the own ones."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import Final, TypeVar

from servicedesk.desk.read import Row
from servicedesk.desk.service_levels.views import BreachCount, BreachPage, BreachView, ReviewView
from servicedesk.desk.work import Work
from servicedesk.domain.errors import Invalid, NotFound
from servicedesk.domain.events import from_micros, micros
from servicedesk.domain.filters import MOST_DIGITS
from servicedesk.domain.roles import Permission, allows
from servicedesk.domain.sla.book import PolicyBook
from servicedesk.domain.sla.facts import CLOCKS, Terms
from servicedesk.domain.tickets import Kind
from servicedesk.store import breaches, customers, people, policies
from servicedesk.store.breaches import Place, Tallied, Wanted
from servicedesk.store.database import Connection

BY: Final = ("agent", "team", "kind", "product")
MAX_PAGE: Final = 1_000
RANKED_FROM: Final = 30
"""Cases from which on agents are put in an order of their figures."""
Value = TypeVar("Value")
TermsOf = Callable[[int, str], Terms | None]
"""The terms of a rule of a version."""


class Breaches:
    def __init__(self, work: Work) -> None:
        self._work = work

    def page(
        self,
        since: datetime | None = None,
        until: datetime | None = None,
        *,
        holder: str | None = None,
        team: str | None = None,
        kind: str | None = None,
        product: str | None = None,
        unreviewed: bool = False,
        after: str | None = None,
        limit: int = 50,
    ) -> BreachPage:
        """Breaches newest first, from ``since`` on and before ``until``; a clock past due that nobody noted yet too.

        ``holder`` (a handle) is whom a review found, else who held the ticket at the breach. ``after``: the cursor of
        the page before. Who may not see the floor gets the own breaches: those of tickets they held then, and those a
        review found theirs. Raises Invalid, NotFound for a person, team or product there isn't, Forbidden for another
        person's.
        """
        own = self._only_own(holder)
        if not 1 <= limit <= MAX_PAGE:
            raise Invalid("limit", f"{limit} is not between 1 and {MAX_PAGE}")
        place, now = None if after is None else _place(after), self._work.clock.now()
        with self._work.store.read() as connection:
            wanted = _wanted(connection, since, until, holder, team, kind, product, unreviewed)
            wanted = replace(wanted, of=self._work.actor.id if own else None)
            rows = breaches.page(connection, wanted, now, place, limit + 1)
            book = policies.book(self._work.store, connection)
        views = tuple(breach_view(row, book, now) for row in rows[:limit])
        return BreachPage(views, cursor(views[-1]) if len(rows) > limit else None)

    def by(self, what: str, since: datetime | None = None, until: datetime | None = None) -> tuple[BreachCount, ...]:
        """Breaches counted by agent, team, kind or product, most first; whoever had none is left out.

        Half of the breaches (nine of ten) are no later than ``late_p50`` (``late_p90``). Agents with few cases stand
        behind the others, by name: nobody is ranked by them. Who may not see the floor gets what counts as theirs
        alone. Raises Invalid.
        """
        _check_by(what)
        own = self._only_own()
        now = self._work.clock.now()
        with self._work.store.read() as connection:
            wanted = Wanted(since, until, self._work.actor.id if own else None)
            found = breaches.tally(connection, what, now, wanted)
            names = breaches.names_of(connection, what)
            book = policies.book(self._work.store, connection)
        terms: TermsOf = cache(book.named)
        groups: dict[int | str | None, list[Tallied]] = {}
        for one in found:
            groups.setdefault(one.key, []).append(one)
        counts = [_count(_name(names, key), group, terms, micros(now)) for key, group in groups.items()]
        return tuple(sorted(counts, key=lambda count: _order(what, count.breaches, count.name)))

    def overdue(self, what: str) -> tuple[tuple[str | None, int], ...]:
        """Tickets of the queue past due now, counted by agent, team, kind or product; order as ``by``.

        Colleagues side by side are the floor's business: Forbidden by agent for others. Raises Invalid.
        """
        self._work.require(Permission.FLOOR if what == "agent" else Permission.READ)
        _check_by(what)
        with self._work.store.read() as connection:
            found = breaches.overdue(connection, what, self._work.clock.now())
            names = breaches.names_of(connection, what)
        counts = [(_name(names, key), count) for key, count in found]
        return tuple(sorted(counts, key=lambda count: _order(what, count[1], count[0])))

    def _only_own(self, holder: str | None = None) -> bool:
        """Whether only the actor's own breaches may be seen; raises Forbidden where those of a colleague are asked."""
        self._work.require(Permission.READ)
        if sees_all(self._work):
            return False
        if holder is not None and holder != self._work.actor.handle:
            self._work.require(Permission.FLOOR)
        return True


def sees_all(work: Work) -> bool:
    """Everybody's breaches are the floor's business."""
    return allows(work.actor.roles, Permission.FLOOR)


def _check_by(what: str) -> None:
    if what not in BY:
        raise Invalid("by", f"{what!r} is none of {', '.join(BY)}")


def _order(what: str, cases: int, name: str | None) -> tuple[int, bool, str]:
    """Most cases first; agents with few of them behind the others by name, then nobody."""
    return -cases if what != "agent" or cases >= RANKED_FROM else 0, name is None, name or ""


def _name(names: dict[int | str | None, str], key: int | str | None) -> str | None:
    return key if isinstance(key, str) else names.get(key)


def _wanted(
    connection: Connection,
    since: datetime | None,
    until: datetime | None,
    holder: str | None,
    team: str | None,
    kind: str | None,
    product: str | None,
    unreviewed: bool,
) -> Wanted:
    if kind is not None and kind not in set(Kind):
        raise Invalid("kind", f"{kind!r} is none of {', '.join(Kind)}")
    return Wanted(
        since,
        until,
        None if holder is None else _there("person", holder, people.by_handle(connection, holder))["id"],
        None if team is None else _there("team", team, people.team_by_code(connection, team))["id"],
        kind,
        None if product is None else _there("product", product, customers.product_by_sku(connection, product))["id"],
        unreviewed,
    )


def _there(what: str, key: str, found: Value | None) -> Value:
    if found is None:
        raise NotFound(what, key)
    return found


def breach_view(row: Row, book: PolicyBook, now: datetime) -> BreachView:
    """A row of ``store.breaches`` with what it is late by now."""
    since = None if row["running_since"] is None else micros(row["running_since"])
    late = _late(
        row["late_us"], micros(row["breached_at"]), since, row["policy_version"], row["rule"], book.named, micros(now)
    )
    return BreachView(
        ticket=row["ticket_id"],
        subject=row["subject"],
        customer=row["customer"],
        kind=row["kind"],
        priority=row["priority"],
        product=row["product"],
        clock=row["clock"],
        started_at=row["started_at"],
        rule=row["rule"],
        target=timedelta(seconds=row["target_s"]),
        breached_at=row["breached_at"],
        open=row["open"],
        late=timedelta(microseconds=late),
        holder=row["holder"],
        team=row["team"],
        status=row["status"],
        review=None if row["reviewer"] is None else _review_view(row),
    )


def _review_view(row: Row) -> ReviewView:
    return ReviewView(
        row["found_holder"],
        row["found_status"],
        row["cause"],
        row["avoidable"],
        row["comment"],
        row["reviewer"],
        row["reviewed_at"],
    )


def _late(
    stored: int, breached: int, running_since: int | None, version: int, rule: str, terms_of: TermsOf, now: int
) -> int:
    """Working time past the breach up to now, in microseconds: what was stored, and what runs on."""
    if running_since is None:
        return stored
    terms = terms_of(version, rule)
    return stored if terms is None else stored + terms.working.between(max(running_since, breached), now)


def _count(name: str | None, group: Sequence[Tallied], terms_of: TermsOf, now: int) -> BreachCount:
    late = sorted(
        _late(one.late, one.breached_at, one.running_since, one.version, one.rule, terms_of, now) for one in group
    )
    return BreachCount(
        name,
        len(group),
        sum([one.open for one in group]),
        timedelta(microseconds=_rank(late, 50)),
        timedelta(microseconds=_rank(late, 90)),
        sum([one.reviewed for one in group]),
        sum([one.avoidable for one in group]),
    )


def _rank(ordered: Sequence[int], percent: int) -> int:
    """The nearest rank: the smallest value that at least ``percent`` of a hundred are no greater than."""
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


def cursor(breach: BreachView) -> str:
    """The cursor that stands at a breach."""
    place = [clock.value for clock in CLOCKS].index(breach.clock)
    return f"{micros(breach.breached_at)}.{breach.ticket}.{place}.{micros(breach.started_at)}"


def _place(given: str) -> Place:
    parts = given.split(".")
    digits = [part.removeprefix("-") for part in parts]
    if len(parts) != 4 or not all(part.isdecimal() and len(part) <= MOST_DIGITS for part in digits):
        raise Invalid("after", f"{given!r} is not a cursor that servicedesk gave")
    breached, ticket, clock, started = (int(part) for part in parts)
    try:
        return Place(from_micros(breached), ticket, str(CLOCKS[clock]), from_micros(started))
    except (IndexError, OverflowError) as error:
        raise Invalid("after", f"{given!r} is not a cursor that servicedesk gave") from error
