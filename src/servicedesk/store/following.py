"""Which events came since one looked: each once, none lost, in whatever order PostgreSQL commits them.

SQLite's writers come one after another, so a higher number is a later event. On PostgreSQL a number may be given long
before its transaction commits: numbers that are missing are looked for again until no transaction can bring them.
Each writer has the number of its transaction before it is given one for an event (``Store``).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, case, func, or_, select

from servicedesk.domain.events import EventType
from servicedesk.domain.together import Gap, Upto
from servicedesk.store.tables.events import events

MOST: Final = 5_000
"""Events told of at one look; of more, which an import brings, only the newest are, and what they left out is not."""
_TOLD: Final = (str(EventType.ASSIGNED), str(EventType.ESCALATION), str(EventType.APPROVAL))
_TOP: Final = select(func.max(events.c.id))
_OLDEST: Final = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text"
_NEWEST: Final = "SELECT pg_current_xact_id()::text"


@dataclass(frozen=True, slots=True)
class NewEvent:
    """``payload``: as it is stored, of assignments and of moves of escalations and approvals only."""

    id: int
    kind: str
    stream_id: int
    actor: str
    payload: str | None


def begin(connection: Connection) -> Upto:
    """Everything in the store is known; what runs now is not."""
    top: int = connection.scalar(_TOP) or 0
    if connection.dialect.name == "sqlite":
        return Upto(top)
    # Any number up to the top may still be on its way; most are there, and are found to be known at once.
    running = [Gap(max(1, top - MOST), top, _number(connection, _NEWEST))]
    known = connection.scalars(select(events.c.id).where(events.c.id >= running[0].first).order_by(events.c.id))
    return Upto(running[0].first - 1).seen(known, oldest=0, newest=running[0].until)


def go_on(connection: Connection, upto: Upto) -> tuple[Upto, Sequence[NewEvent]]:
    """How far one has heard after this look, and the events that are new in it, in the order of their numbers."""
    found = _after(connection, upto)
    if not found and (connection.scalar(_TOP) or 0) < upto.top:
        return begin(connection), found  # an older store was put in its place
    if connection.dialect.name == "sqlite":
        return (Upto(found[-1].id) if found else upto), found
    if len(found) == MOST:
        return begin(connection), found
    numbers = [event.id for event in found]
    newest = _number(connection, _NEWEST) if upto.leaves_gaps(numbers) else 0
    return upto.seen(numbers, oldest=_number(connection, _OLDEST), newest=newest), found


def _after(connection: Connection, upto: Upto) -> list[NewEvent]:
    """By number alone: an index on anything else would be walked from end to end."""
    missing = [events.c.id.between(gap.first, gap.last) for gap in upto.gaps]
    lowest = min((gap.first for gap in upto.gaps), default=upto.top + 1)
    payload = case((events.c.type.in_(_TOLD), events.c.payload))
    query = select(events.c.id, events.c.stream_kind, events.c.stream_id, events.c.actor, payload)
    query = (
        query.where(events.c.id >= lowest, or_(events.c.id > upto.top, *missing))
        .order_by(events.c.id.desc())
        .limit(MOST)
    )
    return [NewEvent(*row) for row in reversed(connection.execute(query).all())]


def _number(connection: Connection, question: str) -> int:
    return int(str(connection.exec_driver_sql(question).scalar_one()))
