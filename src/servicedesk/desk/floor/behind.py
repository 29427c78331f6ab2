"""The tickets behind the figures of the floor, its charts and Monday's report: numbers, at most so many."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from servicedesk.desk.floor.experience import RATED_MESSAGES, RATED_OVER
from servicedesk.desk.floor.views import FirstAnswer, Promised
from servicedesk.desk.reports.working import Worked
from servicedesk.desk.work import Work
from servicedesk.domain.errors import Invalid, NotFound
from servicedesk.domain.reports.attained import DECIDED, SECOND, TAKEN, Only, Outcome
from servicedesk.domain.roles import Permission
from servicedesk.domain.sla.facts import Clock
from servicedesk.store import escalations, people, policies
from servicedesk.store import floor as reads
from servicedesk.store.database import Connection
from servicedesk.store.reports import cycles, moves

MOST: Final = 500
"""Tickets that are told at most: more than anybody reads one by one."""


@dataclass(frozen=True, slots=True)
class _Cycle:
    clock: str
    ticket: int
    outcome: Outcome
    spent: int


class Behind:
    """Counted as the figures are, so that what is listed is what was counted. A supervisor's, unless said."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def opened(self, since: datetime, until: datetime) -> tuple[int, ...]:
        """Tickets that came in during ``[since, until)``, without spam, newest first. Raises Forbidden."""
        self._work.require(Permission.FLOOR)
        with self._work.store.read() as connection:
            found = [key for key, _quarter, _n in moves.opened(connection, since, until, "ticket")]
        return _newest(found)

    def moved(self, what: str, since: datetime, until: datetime) -> tuple[int, ...]:
        """Tickets that were ``resolved``, or ``reopened``, in ``[since, until)``, newest first.

        Raises Invalid, Forbidden.
        """
        self._work.require(Permission.FLOOR)
        if what not in (moves.RESOLVED, moves.REOPENED):
            raise Invalid("what", f"{what!r} is none of {moves.RESOLVED}, {moves.REOPENED}")
        with self._work.store.read() as connection:
            every = moves.moves(connection, since, until, "ticket")
            found = [key for key, _quarter, moved, _n in every if moved == what]
        return _newest(found)

    def promised(self, since: datetime, until: datetime, clock: str | None = None) -> Promised:
        """What became of the clocks (or one of them) that started in ``[since, until)``. Raises Forbidden."""
        self._work.require(Permission.FLOOR)
        kept: list[int] = []
        missed: list[int] = []
        running: list[int] = []
        with self._work.store.read() as connection:
            for one in self._cycles(connection, since, until):
                if clock not in (None, one.clock):
                    continue
                if one.outcome is Outcome.KEPT:
                    kept.append(one.ticket)
                elif one.outcome in DECIDED:
                    missed.append(one.ticket)
                elif one.outcome is Outcome.OPEN:
                    running.append(one.ticket)
        return Promised(_newest(kept), _newest(missed), _newest(running))

    def first_answers(self, since: datetime, until: datetime) -> tuple[FirstAnswer, ...]:
        """How long those who wrote in ``[since, until)`` waited for a first response, the longest first.

        Those still waiting are among them. Raises Forbidden.
        """
        self._work.require(Permission.FLOOR)
        with self._work.store.read() as connection:
            found = [
                FirstAnswer(one.ticket, timedelta(seconds=one.spent // SECOND))
                for one in self._cycles(connection, since, until)
                if one.clock == Clock.FIRST_RESPONSE and one.outcome in TAKEN[Only.ALL]
            ]
        return tuple(sorted(found, key=lambda one: (-one.waited, one.ticket))[:MOST])

    def handed_over(self) -> tuple[int, ...]:
        """Tickets handed over that nobody has taken up, first handed over first. Raises Forbidden."""
        self._work.require(Permission.FLOOR)
        with self._work.store.read() as connection:
            return tuple(reads.handed_on(connection, MOST))

    def promises_broken(self) -> tuple[int, ...]:
        """Tickets with a promise that is past its time and still open, the oldest first. Raises Forbidden."""
        self._work.require(Permission.FLOOR)
        with self._work.store.read() as connection:
            return tuple(reads.with_broken_promises(connection, self._work.clock.now(), MOST))

    def escalated(self, *, late: bool = False) -> tuple[int, ...]:
        """Tickets whose escalation nobody has accepted, the oldest first; ``late``: only past its time.

        Raises Forbidden.
        """
        self._work.require(Permission.FLOOR)
        with self._work.store.read() as connection:
            now = self._work.clock.now()
            return tuple(escalations.waiting_tickets(connection, now, late=late, limit=MOST))

    def waiting_approvals(self) -> tuple[int, ...]:
        """Tickets with an approval that waits, the longest waiting first. Raises Forbidden."""
        self._work.require(Permission.FLOOR)
        with self._work.store.read() as connection:
            return tuple(reads.with_waiting_approvals(connection, MOST))

    def answered(self, handle: str) -> tuple[int, ...]:
        """Tickets somebody answered in the weeks their pace is measured by, the last one first.

        One's own are anybody's who works on tickets. Raises Forbidden, NotFound.
        """
        self._work.require(Permission.WORK if handle == self._work.actor.handle else Permission.FLOOR)
        with self._work.store.read() as connection:
            person = people.by_handle(connection, handle)
            if person is None:
                raise NotFound("person", handle)
            since = self._work.clock.now() - RATED_OVER
            return tuple(reads.answered(connection, person["id"], since, RATED_MESSAGES, MOST))

    def _cycles(self, connection: Connection, since: datetime, until: datetime) -> Iterator[_Cycle]:
        now = self._work.clock.now()
        worked = Worked(policies.book(self._work.store, connection), now)
        rows = cycles.cycles(connection, since, until, now, "ticket")
        for clock, ticket, _quarter, code, used, running_since, version, rule in rows:
            if isinstance(ticket, int):
                yield _Cycle(clock, ticket, Outcome(code), used + worked.since(running_since, version, rule))


def _newest(found: Iterable[int | str | None]) -> tuple[int, ...]:
    """Each ticket once, the highest number first."""
    return tuple(sorted({one for one in found if isinstance(one, int)}, reverse=True)[:MOST])
