"""Monday's report: the week that is over, beside the one before it and what is normal."""

from collections.abc import Iterable
from datetime import datetime

from servicedesk.desk.reports import monday_words as say
from servicedesk.desk.reports.backlog import backlog_table
from servicedesk.desk.reports.monday_tables import breach_table, document, figure_table
from servicedesk.desk.reports.sla import Attainment
from servicedesk.desk.reports.spelling import times_in
from servicedesk.desk.reports.views import Asking, CauseLine, Example, MondayView, Sentence
from servicedesk.desk.reports.volume import volume_table
from servicedesk.desk.reports.weeks import week_figures
from servicedesk.desk.reports.working import Worked
from servicedesk.domain.reports.attained import SECOND, Only
from servicedesk.domain.reports.monday import (
    WEEKS,
    Breach,
    Figure,
    examples,
    figures,
    request,
    top_cause,
)
from servicedesk.domain.reports.periods import Period, week_before
from servicedesk.domain.reports.tables import Table
from servicedesk.domain.sla.book import PolicyBook
from servicedesk.i18n import _
from servicedesk.store.database import Connection, RowMapping
from servicedesk.store.reports import breaches, live, moves, names


def monday(connection: Connection, book: PolicyBook, now: datetime, period: Period) -> MondayView:
    """The report on a whole week."""
    back = [week_before(period.until, period.zone, weeks) for weeks in range(WEEKS + 1)]
    found = figures(week_figures(connection, book, back, now))
    broken = week_breaches(connection, book, period, now)
    top = top_cause(broken)
    shown = examples(broken if top is None else top.breaches)
    resolvers = moves.resolved_by(connection, period.since, period.until)
    asked = request(found, top, sum(1 for actor in resolvers if actor.startswith("person:")))
    title = _("Monday's report: {first} to {last}").format(
        first=period.since.astimezone(period.zone).date(), last=list(period.days())[-1]
    )
    sentences = _sentences(connection, found, broken, now)
    cause = None if top is None else CauseLine(top.cause, say.cause(top), _tickets(top.breaches))
    picked = tuple(Example(one, say.example(one, period.zone)) for one in shown)
    asking = Asking(asked, say.asking(asked))
    tables = (figure_table(found.values()), *_tables(connection, book, period, now), breach_table(broken))
    times = times_in(period.zone)
    report = document(title, sentences, cause, picked, asking, tables, times)
    return MondayView(period, title, sentences, cause, picked, asking, tables, report, times)


def week_breaches(connection: Connection, book: PolicyBook, period: Period, now: datetime) -> list[Breach]:
    """The breaches of a week, earliest first."""
    worked, people = Worked(book, now), names.people_names(connection)
    rows = breaches.between(connection, period.since, period.until, now)
    found = [_breach(row, worked, people) for row in rows]
    return sorted(found, key=lambda one: (one.at, one.ticket))


def _breach(row: RowMapping, worked: Worked, people: dict[int, tuple[str, str]]) -> Breach:
    since = row["running_since"]
    running = None if since is None else max(since, row["breached_at"])
    late = row["late_us"] + worked.since(running, row["policy_version"], row["rule"])
    holder = people.get(row["holder_id"])
    return Breach(
        ticket=row["ticket_id"],
        clock=row["clock"],
        at=row["breached_at"],
        late=late // SECOND,
        holder=None if holder is None else holder[0],
        status=row["status"] or "",
        cause=row["cause"],
        subject=row["subject"],
        kind=row["kind"],
        open=row["open"],
    )


def _sentences(
    connection: Connection, found: dict[str, Figure], broken: list[Breach], now: datetime
) -> tuple[Sentence, ...]:
    overdue = sum(load["overdue"] for load in live.loads(connection, now))
    still_open, snoozed = live.open_and_snoozed(connection)
    running = sum(1 for one in broken if one.open)

    def sentence(
        code: str, text: str, told: tuple[str, ...], tickets: tuple[int, ...] = (), queue: str | None = None
    ) -> Sentence:
        return Sentence(code, text, tuple(found[name] for name in told), tickets, queue)

    came_and_went = ("opened", "reopened", "resolved")
    left = say.backlog(found["growth"], still_open, snoozed, overdue)
    return (
        sentence("volume", say.volume(*(found[name] for name in came_and_went)), came_and_went),
        sentence("promises", say.met(found["decided"], found["kept"]), ("decided", "kept")),
        sentence("speed", say.speed(found["first_p50"], found["first_p90"]), ("first_p50", "first_p90")),
        sentence("breaches", say.breaches(found["breaches"], running), ("breaches",), _tickets(broken)),
        sentence("backlog", left, ("growth",), queue="is:live"),
    )


def _tickets(broken: Iterable[Breach]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(one.ticket for one in broken))


def _tables(connection: Connection, book: PolicyBook, period: Period, now: datetime) -> tuple[Table, ...]:
    """Clocks altogether, by kind and agent; volume by day; the backlog."""

    def kept(by: str | None, title: str) -> Table:
        return Attainment(connection, book, period, now, by=by, only=Only.ALL).table(title)

    return (
        kept(None, _("Clocks")),
        kept("kind", _("Clocks by kind")),
        kept("agent", _("Clocks by agent")),
        volume_table(connection, period, "day", _("Volume by day")),
        backlog_table(connection, now),
    )
