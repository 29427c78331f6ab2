"""Who stands in for whom at an instant: a delegation is lent, never lent on."""

from datetime import datetime

from servicedesk.store import delegations
from servicedesk.store.database import Connection


def stands_in_for(connection: Connection, person_id: int, at: datetime) -> tuple[int, ...]:
    """The people who delegate to this person at that instant and still work here, in the order they gave it."""
    found = (giver for to, giver in delegations.in_force(connection, at) if to == person_id)
    return tuple(dict.fromkeys(found))
