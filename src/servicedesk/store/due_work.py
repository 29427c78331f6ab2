"""Whether there is anything for a sweep to do: one statement, since every open console asks it again and again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Final, TypeVar

from sqlalchemy import BindParameter, Column, ColumnElement, Connection, ScalarSelect, bindparam, or_, select
from sqlalchemy.sql.dml import ReturningInsert

from servicedesk.store.policies import STREAM
from servicedesk.store.tables.columns import Instant, own_text
from servicedesk.store.tables.events import heartbeats
from servicedesk.store.tables.outbox import outbox
from servicedesk.store.tables.service_levels import policies
from servicedesk.store.tables.tickets import tickets
from servicedesk.store.upserting import insert_into

BEAT_NAME: Final = "sweep"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Due:
    """What is due: replies to be handed over, snoozed tickets to be woken, old ones to be closed, notices of clocks.

    ``behind``: tickets that count by older policies. ``swept_at``: when a sweep was last noted.
    """

    replies: bool = True
    snoozed: bool = True
    old: bool = True
    notices: bool = True
    behind: bool = True
    swept_at: datetime | None = None

    @property
    def anything(self) -> bool:
        return self.replies or self.snoozed or self.old or self.notices or self.behind


def _instant(name: str) -> BindParameter[datetime]:
    return bindparam(name, type_=Instant())


def _first(column: Column[T], *of: ColumnElement[bool]) -> ScalarSelect[T]:
    """The first one of an index, whatever the engine believes of how many there are: it never reads a table for it."""
    return select(column).where(*of).order_by(column).limit(1).scalar_subquery()


_IN_FORCE: Final = select(policies.c.version).where(policies.c.id == STREAM.id).scalar_subquery()
_DUE: Final = select(
    _first(outbox.c.not_before, outbox.c.state == own_text("pending")) <= _instant("now"),
    _first(tickets.c.snoozed_until, tickets.c.snoozed_until.is_not(None)) <= _instant("now"),
    _first(tickets.c.updated_at, tickets.c.status == own_text("resolved")) <= _instant("old"),
    _first(tickets.c.next_due, tickets.c.next_due.is_not(None)) < _instant("now"),
    _first(tickets.c.policy_version, tickets.c.policy_version.is_not(None)) < _IN_FORCE,
    select(heartbeats.c.at).where(heartbeats.c.name == BEAT_NAME).scalar_subquery(),
)
"""Null where there is none."""


def find(connection: Connection, now: datetime, old: datetime) -> Due:
    """What is due at ``now``; resolved tickets untouched since ``old`` are to be closed."""
    replies, snoozed, ended, notices, behind, swept_at = connection.execute(_DUE, {"now": now, "old": old}).one()
    return Due(bool(replies), bool(snoozed), bool(ended), bool(notices), bool(behind), swept_at)


def claim(connection: Connection, now: datetime, every: timedelta) -> bool:
    """Note a sweep at ``now``; False where another was noted less than ``every`` ago, or by a clock ahead of this.

    Of many that claim at once one does. What lies further ahead than that is a clock's mistake and counts for nothing.
    """
    values = {"name": BEAT_NAME, "at": now, "before": now - every, "beyond": now + every}
    return connection.execute(_claim(connection.dialect.name), values).first() is not None


@cache
def _claim(dialect: str) -> ReturningInsert[str]:
    new = insert_into(dialect, heartbeats)
    ago = or_(heartbeats.c.at <= _instant("before"), heartbeats.c.at > _instant("beyond"))
    claimed = new.on_conflict_do_update(index_elements=["name"], set_={"at": new.excluded.at}, where=ago)
    return claimed.returning(heartbeats.c.name)
