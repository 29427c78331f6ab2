"""The line of ``take next``: which lanes there are, the first tickets of some, and one of them held.

Each lane (team and language) is a stretch of one index in the order of turns, so a person reads the first tickets of
their own lanes, however long the others are.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Final

from sqlalchemy import BindParameter, Connection, RowMapping, Select, bindparam, select, text, union_all

from servicedesk.store.tables.columns import Instant
from servicedesk.store.tables.people import people, team_members
from servicedesk.store.tables.tickets import tickets
from servicedesk.store.tables.together import leases

AHEAD: Final = 40
"""How many tickets are looked at: more than people press the key at the same moment."""
_TOGETHER: Final = 100
"""Lanes that one statement reads."""
_FEWEST: Final = 8
"""Tickets looked at of each lane, where there are many lanes."""

_LANES: Final = text(
    "WITH RECURSIVE lanes(lane) AS (SELECT min(lane) FROM tickets WHERE lane IS NOT NULL UNION ALL "
    "SELECT (SELECT min(tickets.lane) FROM tickets WHERE tickets.lane > lanes.lane) FROM lanes "
    "WHERE lanes.lane IS NOT NULL) SELECT lane FROM lanes WHERE lane IS NOT NULL"
)
"""From one lane to the next along the index: what stands in a lane is not looked at."""
_HOLD_FIRST: Final = text(
    "SELECT id FROM tickets WHERE id = ANY(CAST(:ids AS BIGINT[])) AND lane IS NOT NULL "
    "ORDER BY array_position(CAST(:ids AS BIGINT[]), id) LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED"
)
_WHOSE: Final = (
    select(people.c.languages, team_members.c.team_id)
    .outerjoin(team_members, team_members.c.person_id == people.c.id)
    .where(people.c.id == bindparam("of_person"))
)


def lanes(connection: Connection) -> list[str]:
    """The lanes in which a ticket can be taken."""
    return list(connection.scalars(_LANES))


def teams_and_languages(connection: Connection, person_id: int) -> tuple[frozenset[int], frozenset[str]]:
    """A person's teams, and the languages they write."""
    rows = connection.execute(_WHOSE, {"of_person": person_id}).all()
    languages = frozenset(rows[0].languages.split()) if rows else frozenset[str]()
    return frozenset(row.team_id for row in rows if row.team_id is not None), languages


def first(connection: Connection, of_lanes: Sequence[str], me: int, now: datetime) -> list[RowMapping]:
    """The first tickets of each of these lanes, in no order; those that somebody else holds are passed over."""
    found: list[RowMapping] = []
    for start in range(0, len(of_lanes), _TOGETHER):
        some = of_lanes[start : start + _TOGETHER]
        values = {f"lane{number}": lane for number, lane in enumerate(some)}
        found += connection.execute(_first(len(some)), values | {"me": me, "now": now}).mappings()
    return found


@cache
def _first(count: int) -> Select[tuple[object, ...]]:
    """The first of so many lanes."""
    most = max(AHEAD // count, _FEWEST) if count > 1 else AHEAD
    each = [_of_lane(bindparam(f"lane{number}"), most).subquery().select() for number in range(count)]
    return union_all(*each).subquery().select()


def _of_lane(lane: BindParameter[str], most: int) -> Select[tuple[object, ...]]:
    held = select(leases.c.ticket_id).where(
        leases.c.ticket_id == tickets.c.id,
        leases.c.person_id != bindparam("me"),
        leases.c.until > bindparam("now", type_=Instant()),
    )
    return (
        select(tickets.c.id, tickets.c.priority, tickets.c.waiting_since, tickets.c.turn, tickets.c.due_at)
        .where(tickets.c.lane == lane, ~held.exists())
        .order_by(tickets.c.turn, tickets.c.id)
        .limit(most)
    )


def hold_first(connection: Connection, ticket_ids: Sequence[int]) -> int | None:
    """Hold the first of these tickets that nobody else is taking at this moment; None when all are being taken.

    On PostgreSQL many who come at once each get one of their own without waiting. SQLite's writers are alone anyway.
    """
    if connection.dialect.name != "postgresql":
        return ticket_ids[0]
    found: int | None = connection.execute(_HOLD_FIRST, {"ids": list(ticket_ids)}).scalar()
    return found
