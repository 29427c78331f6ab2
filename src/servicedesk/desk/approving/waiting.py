"""The approvals that wait for whoever looks."""

from servicedesk.desk.approving.deciders import Deciders
from servicedesk.desk.work import Work
from servicedesk.domain.approving.authority import Sum, WhyNot
from servicedesk.store import approvals
from servicedesk.store.database import Connection


def decidable_tickets(connection: Connection, work: Work) -> tuple[int, ...]:
    """The tickets with an approval that who acts may grant as it was asked for."""
    rows = approvals.waiting(connection)
    if not rows:
        return ()
    deciders, me = Deciders(connection, work.clock.now()), work.actor.id
    found = (
        row["ticket_id"]
        for row in rows
        if not isinstance(deciders.authority(row["asker_id"], me, Sum(row["amount"], row["currency"])), WhyNot)
    )
    return tuple(dict.fromkeys(found))
