"""The escalations that wait for somebody: found among all that wait, which are few."""

from servicedesk.desk.escalating.addressing import staff_of, target_in
from servicedesk.desk.work import Work
from servicedesk.domain.escalating.addressing import is_asked
from servicedesk.store import escalations
from servicedesk.store.database import Connection, RowMapping


def asked_of(connection: Connection, work: Work, handle: str | None = None) -> list[RowMapping]:
    """Whom they are addressed to, of those that wait for who acts, or for ``handle``; the oldest first."""
    rows = escalations.targets(connection)
    if not rows:
        return []
    staff = staff_of(connection, work.clock.now())
    me = work.actor.handle if handle is None else handle
    who = next((one for one in staff.values() if one.handle == me), None)
    if who is None:
        return []
    return [row for row in rows if is_asked(target_in(row), who, staff, row["sender_id"], row["held_by_id"])]


def asked_tickets(connection: Connection, work: Work, handle: str | None = None) -> tuple[int, ...]:
    """The tickets of those."""
    return tuple(row["ticket_id"] for row in asked_of(connection, work, handle))
