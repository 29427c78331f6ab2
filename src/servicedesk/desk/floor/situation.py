"""The floor as it stands, read from the store in bounded reads: what the forecast runs on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from servicedesk.desk.floor.experience import Experience
from servicedesk.desk.floor.views import HERE
from servicedesk.desk.staffing import colleagues
from servicedesk.desk.work import Work
from servicedesk.domain.calendars import Calendar
from servicedesk.domain.floor.horizon import horizon
from servicedesk.domain.floor.model import Situation, Waiting, Worker
from servicedesk.domain.floor.rates import Rates
from servicedesk.domain.next_ticket import HEAD_START
from servicedesk.domain.tickets import Priority
from servicedesk.domain.together import SILENT
from servicedesk.domain.triage import Colleague
from servicedesk.store import floor as reads
from servicedesk.store import people, policies, together
from servicedesk.store.database import Connection, RowMapping

MOST_DUE: Final = 1_500
"""Tickets due by the end that are looked at, the first due first."""
MOST_OVERDUE: Final = 500
"""Overdue tickets of nobody that are looked at: more than a team gets through in four hours."""
MOST_BACKLOG: Final = 300
"""Overdue tickets of one person that are counted."""
ACTED_LATELY: Final = timedelta(minutes=30)
"""Who did something so lately is here, by whatever way they work."""
STUCK_ACTS: Final = 3
"""A ticket held for so many of one's usual acts without a word is held long,"""
STUCK_LEAST: Final = timedelta(minutes=20)
"""but never before that."""
STUCK_MOST: Final = timedelta(hours=1)
"""Somebody who is stuck is taken to be so for as long again, at most."""
LONGEST_START: Final = max(HEAD_START.values())
"""Seconds by which a ticket stands behind at which nobody waits: behind all others."""
BREAK_LASTS: Final = timedelta(minutes=45)
"""When somebody is expected back who didn't say;"""
BACK_SOON: Final = timedelta(minutes=15)
"""after that, so soon."""
GONE: Final = "gone"
BREAK: Final = "break"


@dataclass(frozen=True, slots=True)
class Present:
    """Where somebody is: here, break, shift_over, gone; since when, and until when where that was said."""

    state: str
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """The floor at ``at``: the model of it, and what stands behind its numbers."""

    at: datetime
    until: datetime
    model: Situation
    people: Mapping[str, Colleague]
    ids: Mapping[str, int]
    present: Mapping[str, Present]
    due: Mapping[int, datetime]
    versions: Mapping[int, int]
    left_out: bool


def read_standing(work: Work, connection: Connection, experience: Experience, *, mine: bool = False) -> Standing:
    """Read the floor as it stands now. ``mine``: the actor is among its people even if idle."""
    now = work.clock.now()
    calendar = _calendar(work, connection)
    until = horizon(now, calendar)
    rates = experience.rates(connection, now)
    due = reads.due_by(connection, now, until, MOST_DUE + 1)
    overdue = reads.overdue_of_nobody(connection, now, MOST_OVERDUE)
    overtaking = reads.overtaking(connection, until, until + LONGEST_START, MOST_OVERDUE)
    me = work.actor.handle if mine else None
    staff = {one.handle: one for one in colleagues(work, connection) if not one.idle or one.handle == me}
    ids = {row["handle"]: row["id"] for row in people.everybody(connection)}
    present = _present(connection, now, ids)
    stuck = _stuck(connection, now)
    backlogs = reads.backlogs(connection, now, until, MOST_BACKLOG)
    workers = tuple(
        _worker(one, now, present[handle], rates, ids[handle], backlogs.get(ids[handle], (0, 0)), stuck.get(handle))
        for handle, one in sorted(staff.items())
    )
    rows = [*overdue, *due[:MOST_DUE], *overtaking]
    return Standing(
        now,
        until,
        Situation(
            (until - now).total_seconds(),
            tuple(_waiting(row, now) for row in rows),
            workers,
            experience.coming(connection, now, until, calendar),
        ),
        staff,
        ids,
        present,
        {row["id"]: row["due_at"] for row in rows},
        {row["id"]: row["version"] for row in rows},
        len(due) > MOST_DUE,
    )


def _calendar(work: Work, connection: Connection) -> Calendar | None:
    """The hours of the rule that takes every other ticket: the shop's usual ones."""
    version = policies.book(work.store, connection).current
    rules = () if version is None else version.policies.rules
    return None if version is None or not rules else version.policies.calendars[rules[-1].calendar]


def _waiting(row: RowMapping, now: datetime) -> Waiting:
    """The order of nobody's tickets is that of ``take next``: by what is due, a priority being a head start."""
    due = (row["due_at"] - now).total_seconds()
    head_start = HEAD_START[Priority(row["priority"])].total_seconds()
    return Waiting(row["id"], due, row["kind"], row["team"], row["language"], row["holder"], due - head_start)


def _present(connection: Connection, now: datetime, ids: Mapping[str, int]) -> dict[str, Present]:
    away = {
        row["person_id"]: Present(row["kind"], row["since"], row["until"]) for row in together.away(connection, now)
    }
    here = {row["person_id"] for row in together.there(connection, now - SILENT)}
    here |= reads.acted_since(connection, now - ACTED_LATELY)
    return {handle: away.get(person) or Present(HERE if person in here else GONE) for handle, person in ids.items()}


def _stuck(connection: Connection, now: datetime) -> dict[str, tuple[int, timedelta]]:
    """Handle → the ticket held longest without a word since, and for how long."""
    held = [row for row in together.leases_at(connection, now) if now - row["since"] >= STUCK_LEAST]
    silent = reads.silent_since(connection, {row["ticket_id"]: row["since"] for row in held})
    found: dict[str, tuple[int, timedelta]] = {}
    for row in sorted(held, key=lambda row: (row["since"], row["ticket_id"])):
        if row["ticket_id"] in silent:
            found.setdefault(row["handle"], (row["ticket_id"], now - row["since"]))
    return found


def _worker(
    one: Colleague,
    now: datetime,
    present: Present,
    rates: Rates,
    person: int,
    backlog: tuple[int, int],
    stuck: tuple[int, timedelta] | None,
) -> Worker:
    rate = rates.of(person)
    ticket, held = (None, timedelta(0)) if stuck is None or present.state != HERE else stuck
    if held < STUCK_ACTS * timedelta(hours=1) / rate.per_hour:
        ticket, held = None, timedelta(0)
    return Worker(
        one.handle,
        _starts(now, present, held),
        rate.per_hour,
        rate.cases,
        one.teams,
        one.languages,
        *backlog,
        present.state == BREAK,
        ticket,
        int(held.total_seconds() // 60),
    )


def _starts(now: datetime, present: Present, held: timedelta) -> float | None:
    """Seconds until somebody is expected to take up the next ticket."""
    match present.state:
        case "here":
            return min(held, STUCK_MOST).total_seconds()
        case "break" if present.since is not None:
            back = present.until or max(present.since + BREAK_LASTS, now + BACK_SOON)
            return (back - now).total_seconds()
        case _:
            return None
