"""What the floor reads: what falls due, who has how much, how quick people are. Every read is bounded or counts."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    RowMapping,
    and_,
    case,
    exists,
    func,
    or_,
    select,
    type_coerce,
)

from servicedesk.domain.events import NOTICES, EventType
from servicedesk.domain.floor.rates import Worked
from servicedesk.domain.sla.facts import Clock
from servicedesk.domain.tickets import Priority
from servicedesk.store.queue_filters import Unled
from servicedesk.store.tables.columns import own_text
from servicedesk.store.tables.events import acts, events
from servicedesk.store.tables.people import people, teams
from servicedesk.store.tables.service_levels import breach_reviews, sla_clocks
from servicedesk.store.tables.tickets import messages, tickets
from servicedesk.store.tables.workflows import approvals

MICROSECOND: Final = timedelta(microseconds=1)
AT_ONCE: Final = timedelta(seconds=5)
UPKEEP: Final = (EventType.DELIVERED, EventType.FAILED, EventType.WOKEN, *NOTICES)
"""What the program does by itself changes nothing that a supervisor decides on."""
LIVE: Final = tickets.c.queue_due.is_not(None)
WAITS: Final = and_(LIVE, tickets.c.waiting_since.is_not(None), tickets.c.due_at.is_not(None))
_WAITING: Final = approvals.c.state == own_text("waiting")
_HANDED_ON: Final = and_(tickets.c.handed_over_at.is_not(None), tickets.c.assignee_id.is_(None), LIVE)
_ANSWERS: Final = (
    messages.c.author == "agent",
    messages.c.visibility == "public",
    messages.c.medium.in_(("message", "call")),
)
COLUMNS: Final = (
    tickets.c.id,
    tickets.c.queue_due,
    tickets.c.due_at,
    tickets.c.waiting_since,
    tickets.c.priority,
    tickets.c.kind,
    tickets.c.language,
    tickets.c.version,
    people.c.handle.label("holder"),
    teams.c.code.label("team"),
)


def due_by(connection: Connection, now: datetime, until: datetime, limit: int) -> list[RowMapping]:
    """Tickets whose running clocks reach their due time from now on until then, in the order of the queue."""
    ahead = and_(LIVE, tickets.c.queue_due >= now, tickets.c.queue_due <= until, tickets.c.due_at.is_not(None))
    return _rows(connection, ahead, limit)


def overdue_of_nobody(connection: Connection, now: datetime, limit: int) -> list[RowMapping]:
    """Overdue tickets that nobody has and at which a customer waits, in the order of the queue."""
    return _rows(connection, and_(WAITS, tickets.c.assignee_id.is_(None), tickets.c.queue_due < now), limit)


def overtaking(connection: Connection, after: datetime, until: datetime, limit: int) -> list[RowMapping]:
    """Tickets of nobody due after an instant that may be taken before others due by then, for their priority."""
    pressing = tickets.c.priority.in_((str(Priority.URGENT), str(Priority.HIGH)))
    due = and_(WAITS, tickets.c.assignee_id.is_(None), tickets.c.queue_due > after, tickets.c.queue_due <= until)
    return _rows(connection, and_(due, pressing), limit)


def queued(connection: Connection, numbers: Sequence[int]) -> list[RowMapping]:
    """Those of some tickets that are in the queue."""
    return _rows(connection, and_(LIVE, tickets.c.id.in_(numbers)), len(numbers))


def changed_since(connection: Connection, versions: Mapping[int, int], me: str) -> set[int]:
    """Of some tickets those that somebody but ``me`` changed after the version given for each."""
    theirs = and_(events.c.stream_kind == "ticket", events.c.actor != me, events.c.type.not_in(sorted(UPKEEP)))
    after = or_(*(and_(events.c.stream_id == ticket, events.c.seq > seen) for ticket, seen in versions.items()))
    return set(connection.scalars(select(events.c.stream_id).where(theirs, after))) if versions else set()


def _rows(connection: Connection, which: ColumnElement[bool], limit: int) -> list[RowMapping]:
    source = tickets.outerjoin(people, people.c.id == tickets.c.assignee_id).outerjoin(
        teams, teams.c.id == tickets.c.team_id
    )
    query = select(*COLUMNS).select_from(source).where(which).order_by(tickets.c.queue_due, tickets.c.id).limit(limit)
    return list(connection.execute(query).mappings())


def backlogs(connection: Connection, now: datetime, until: datetime, limit: int) -> dict[int, tuple[int, int]]:
    """Person → tickets of theirs at which a customer waits: overdue ones, and those due after ``until``.

    Each counted up to ``limit``; in one walk through the queue, for engines misjudge a walk for each person.
    """
    overdue = _counted(and_(tickets.c.queue_due < now, tickets.c.due_at.is_not(None)))
    later = _counted(tickets.c.queue_due > until)
    person = Unled(tickets.c.assignee_id)
    query = (
        select(person, overdue, later)
        .where(LIVE, tickets.c.waiting_since.is_not(None), person.is_not(None))
        .group_by(person)
    )
    return {row[0]: (min(row[1], limit), min(row[2], limit)) for row in connection.execute(query)}


def loads(connection: Connection, now: datetime, soon: datetime, person: int | None = None) -> list[RowMapping]:
    """What each holder (None: nobody), or one ``person``, has: live, waiting, due soon, overdue, at risk."""
    promised = tickets.c.due_at.is_not(None)
    ahead = tickets.c.queue_due >= now
    query = (
        select(
            tickets.c.assignee_id,
            func.count().label("live"),
            _counted(tickets.c.waiting_since.is_not(None)).label("waiting"),
            _counted(and_(ahead, tickets.c.queue_due <= soon, promised)).label("due_soon"),
            _counted(and_(tickets.c.queue_due < now, promised)).label("overdue"),
            _counted(and_(ahead, tickets.c.risk_at <= now)).label("at_risk"),
        )
        .where(LIVE)
        .group_by(tickets.c.assignee_id)
    )
    if person is not None:
        query = query.where(tickets.c.assignee_id == person)
    return list(connection.execute(query).mappings())


def _counted(which: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((which, 1), else_=0)), 0)


def acted_since(connection: Connection, since: datetime) -> set[int]:
    """Who did something at the desk since then."""
    did = exists().where(acts.c.person_id == people.c.id, acts.c.at >= since)
    return set(connection.scalars(select(people.c.id).where(did)))


def worked(connection: Connection, since: datetime, pause: timedelta, newest: int) -> dict[int, Worked]:
    """Person → answers since then that were begun when the one before was given, and the time they took.

    A gap longer than ``pause`` was no work, one below ``AT_ONCE`` was an import. Of so many ``newest`` messages.
    """
    first = select(func.max(messages.c.id)).scalar_subquery() - newest
    sent = type_coerce(messages.c.sent_at, BigInteger)
    gap = sent - func.lag(sent).over(partition_by=messages.c.person_id, order_by=(sent, messages.c.id))
    given = (
        select(messages.c.person_id, gap.label("gap"))
        .where(
            messages.c.id > first,
            messages.c.person_id.is_not(None),
            *_ANSWERS,
            messages.c.sent_at >= since,
        )
        .subquery()
    )
    query = (
        select(given.c.person_id, func.count(), func.sum(given.c.gap))
        .where(given.c.gap >= AT_ONCE // MICROSECOND, given.c.gap <= pause // MICROSECOND)
        .group_by(given.c.person_id)
    )
    hour = timedelta(hours=1) // MICROSECOND
    return {person: Worked(int(count), float(taken) / hour) for person, count, taken in connection.execute(query)}


def written(connection: Connection, since: datetime, until: datetime, limit: int) -> list[RowMapping]:
    """The waits of customers that began in a stretch of time, in order; of so many at most.

    ``holder`` has what answers one of ours; a new matter is nobody's.
    """
    holder = case((sla_clocks.c.clock == str(Clock.FIRST_RESPONSE), None), else_=people.c.handle)
    source = (
        sla_clocks.join(tickets, tickets.c.id == sla_clocks.c.ticket_id)
        .outerjoin(people, people.c.id == tickets.c.assignee_id)
        .outerjoin(teams, teams.c.id == tickets.c.team_id)
    )
    query = (
        select(
            sla_clocks.c.started_at,
            sla_clocks.c.target_s,
            tickets.c.kind,
            tickets.c.priority,
            tickets.c.language,
            teams.c.code.label("team"),
            holder.label("holder"),
        )
        .select_from(source)
        .where(_begun(since, until))
        .order_by(sla_clocks.c.started_at, sla_clocks.c.ticket_id)
        .limit(limit)
    )
    return list(connection.execute(query).mappings())


def begun(connection: Connection, since: datetime, until: datetime) -> int:
    """How many waits of customers began in a stretch of time."""
    return connection.scalar(select(func.count()).select_from(sla_clocks).where(_begun(since, until))) or 0


def _begun(since: datetime, until: datetime) -> ColumnElement[bool]:
    then = and_(sla_clocks.c.started_at >= since, sla_clocks.c.started_at < until)
    return and_(then, sla_clocks.c.clock != str(Clock.RESOLUTION))


def first_written(connection: Connection) -> datetime | None:
    """Since when customers are known to write."""
    found: datetime | None = connection.scalar(select(func.min(sla_clocks.c.started_at)))
    return found


def unreviewed(connection: Connection, since: datetime) -> int:
    """Breaches since then that nobody has reviewed."""
    same = and_(*(breach_reviews.c[name] == sla_clocks.c[name] for name in ("ticket_id", "clock", "started_at")))
    query = select(func.count()).where(sla_clocks.c.breached_at >= since, ~exists().where(same))
    return connection.scalar(query) or 0


def broken(connection: Connection, since: datetime, until: datetime) -> list[RowMapping]:
    """The cycles that breached after ``since``, up to ``until``: ticket_id, started_at."""
    query = select(sla_clocks.c.ticket_id, sla_clocks.c.started_at)
    query = query.where(sla_clocks.c.breached_at > since, sla_clocks.c.breached_at <= until)
    return list(connection.execute(query).mappings())


def handed_to_nobody(connection: Connection) -> int:
    """Tickets handed over that nobody has taken up."""
    return connection.scalar(select(func.count()).where(_HANDED_ON)) or 0


def promises_broken(connection: Connection, now: datetime) -> int:
    """How many tickets have a promise to the customer that is past its time and still open."""
    return connection.scalar(select(func.count()).where(_broken_promise(now))) or 0


def with_broken_promises(connection: Connection, now: datetime, limit: int) -> list[int]:
    """Those tickets, the oldest promise first; of so many at most."""
    query = select(tickets.c.id).where(_broken_promise(now)).order_by(tickets.c.promise_due, tickets.c.id)
    return list(connection.scalars(query.limit(limit)))


def _broken_promise(now: datetime) -> ColumnElement[bool]:
    return and_(tickets.c.remind_at.is_not(None), tickets.c.remind_at < now, tickets.c.promise_due < now)


def handed_on(connection: Connection, limit: int) -> list[int]:
    """Tickets handed over that nobody has taken up, first handed over first; of so many at most."""
    query = select(tickets.c.id).where(_HANDED_ON).order_by(tickets.c.handed_over_at, tickets.c.id)
    return list(connection.scalars(query.limit(limit)))


def waiting_approvals(connection: Connection) -> tuple[int, datetime | None]:
    """How many approvals wait for a decision, and since when the oldest does."""
    query = select(func.count(), func.min(approvals.c.asked_at)).select_from(approvals).where(_WAITING)
    count, oldest = connection.execute(query).one()
    return int(count), oldest


def with_waiting_approvals(connection: Connection, limit: int) -> list[int]:
    """The tickets of those, the longest waiting first; of so many at most."""
    query = select(approvals.c.ticket_id).where(_WAITING).order_by(approvals.c.asked_at, approvals.c.id)
    return list(dict.fromkeys(connection.scalars(query.limit(limit))))


def answered(connection: Connection, person: int, since: datetime, newest: int, limit: int) -> list[int]:
    """Tickets somebody answered since then, the last one first: of so many newest messages, so many tickets."""
    first = select(func.max(messages.c.id)).scalar_subquery() - newest
    query = (
        select(messages.c.ticket_id)
        .where(messages.c.id > first, messages.c.person_id == person, *_ANSWERS, messages.c.sent_at >= since)
        .group_by(messages.c.ticket_id)
        .order_by(func.max(messages.c.sent_at).desc(), messages.c.ticket_id.desc())
    )
    return list(connection.scalars(query.limit(limit)))


def silent_since(connection: Connection, since: Mapping[int, datetime]) -> set[int]:
    """Of some tickets those on which nobody of ours has said a public word since the instant given for each."""
    ours = select(messages.c.ticket_id, func.max(messages.c.sent_at)).where(
        messages.c.ticket_id.in_(sorted(since)), messages.c.author == "agent", messages.c.visibility == "public"
    )
    last = {row[0]: row[1] for row in connection.execute(ours.group_by(messages.c.ticket_id))}
    return {ticket for ticket, at in since.items() if (said := last.get(ticket)) is None or said < at}
