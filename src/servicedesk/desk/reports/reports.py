"""Reports: figures over a period, each table with a line on how it counts."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from servicedesk.desk.floor.views import Attained, Charts
from servicedesk.desk.reports import charts as drawn
from servicedesk.desk.reports.backlog import backlog_table
from servicedesk.desk.reports.monday import monday
from servicedesk.desk.reports.sla import Attainment
from servicedesk.desk.reports.views import MondayView
from servicedesk.desk.reports.volume import volume_table
from servicedesk.desk.reports.workload import workload_table
from servicedesk.desk.work import Work
from servicedesk.domain.reports.periods import Period, week_before
from servicedesk.domain.reports.tables import Table
from servicedesk.domain.roles import Permission, allows
from servicedesk.domain.sla.book import PolicyBook
from servicedesk.i18n import _
from servicedesk.store import people, policies
from servicedesk.store.database import Connection


@dataclass(frozen=True, slots=True)
class _Reading:
    """One snapshot of the store, and the instant it is looked at."""

    connection: Connection
    book: PolicyBook
    now: datetime
    zone: ZoneInfo


class Reports:
    """A supervisor's. An agent gets the own row of ``workload`` and of ``sla`` by agent, and nothing else: Forbidden.

    ``zone`` is that of days, hours and weeks: the shop's unless said.
    """

    def __init__(self, work: Work) -> None:
        self._work = work

    def zone(self) -> ZoneInfo:
        """The shop's time zone; UTC where the store knows none."""
        with self._work.store.read() as connection:
            return _shop_zone(connection)

    def sla(
        self,
        since: datetime,
        until: datetime,
        *,
        by: str | None = None,
        only: str = "all",
        zone: ZoneInfo | None = None,
    ) -> Table:
        """How the clocks that started in ``[since, until)`` were met, by clock and ``by`` (``sla.BY``).

        ``only`` (``attained.Only``) says which cycles averages and percentiles take. Raises Invalid, Forbidden.
        """
        alone = self._alone(by == "agent")
        with self._reading(zone) as found:
            period = Period(since, until, found.zone)
            kept = Attainment(found.connection, found.book, period, found.now, by=by, only=only)
            return kept.table(_title(_("Clocks met in time"), period), self._work.actor.id, alone=alone)

    def volume(self, since: datetime, until: datetime, *, by: str = "day", zone: ZoneInfo | None = None) -> Table:
        """Tickets opened, reopened and resolved in ``[since, until)`` (``volume.BY``). Raises Invalid, Forbidden."""
        self._work.require(Permission.FLOOR)
        with self._reading(zone) as found:
            period = Period(since, until, found.zone)
            return volume_table(found.connection, period, by, _title(_("Volume"), period))

    def workload(self, since: datetime, until: datetime, *, zone: ZoneInfo | None = None) -> Table:
        """Who has what now, and who did what in ``[since, until)``. Raises Invalid, Forbidden."""
        alone = self._alone(True)
        with self._reading(zone) as found:
            period, me = Period(since, until, found.zone), self._work.actor.id
            title = _title(_("Workload"), period)
            return workload_table(found.connection, period, found.now, title, me, alone=alone)

    def backlog(self) -> Table:
        """What isn't finished now. Raises Forbidden."""
        self._work.require(Permission.FLOOR)
        with self._reading() as found:
            return backlog_table(found.connection, found.now)

    def monday(self, *, back: int = 0, zone: ZoneInfo | None = None) -> MondayView:
        """The last whole week, Monday to Sunday; ``back`` weeks earlier. Raises Forbidden."""
        self._work.require(Permission.FLOOR)
        with self._reading(zone) as found:
            return monday(found.connection, found.book, found.now, week_before(found.now, found.zone, back))

    def charts(self) -> Charts:
        """What the floor's charts are drawn from. Raises Forbidden."""
        self._work.require(Permission.FLOOR)
        with self._reading() as found:
            return drawn.charts(found.connection, found.now, found.zone)

    def attainment(self, days: int) -> tuple[Attained, ...]:
        """The last local days, today last, clock by clock. Raises Forbidden."""
        self._work.require(Permission.FLOOR)
        with self._reading() as found:
            return drawn.attainment(found.connection, found.now, found.zone, days)

    def _alone(self, of_people: bool) -> bool:
        """Whether only the actor's own row is shown; raises Forbidden where there is no such row."""
        if allows(self._work.actor.roles, Permission.FLOOR):
            return False
        self._work.require(Permission.WORK if of_people else Permission.FLOOR)
        return True

    @contextmanager
    def _reading(self, zone: ZoneInfo | None = None) -> Iterator[_Reading]:
        with self._work.store.read() as connection:
            book = policies.book(self._work.store, connection)
            yield _Reading(connection, book, self._work.clock.now(), zone or _shop_zone(connection))


def _shop_zone(connection: Connection) -> ZoneInfo:
    return ZoneInfo(people.all_settings(connection).get("timezone") or str(UTC))


def _title(name: str, period: Period) -> str:
    days = list(period.days())
    if len(days) == 1:
        return _("{report}, {day}").format(report=name, day=days[0])
    return _("{report}, {first} to {last}").format(report=name, first=days[0], last=days[-1])
