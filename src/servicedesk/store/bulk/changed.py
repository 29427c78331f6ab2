"""Many tickets that exist already, with new events: written at once.

What is not in a ticket's own row is written for all of them together.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, update

from servicedesk.domain.errors import StaleVersion
from servicedesk.domain.events import Event
from servicedesk.domain.ticket_state import TicketState
from servicedesk.store import clocks
from servicedesk.store.insert_many import insert_many
from servicedesk.store.replayed import ticket_values
from servicedesk.store.streams import event_values
from servicedesk.store.tables.events import events
from servicedesk.store.tables.tickets import ticket_tags, tickets


@dataclass(frozen=True, slots=True)
class ChangedTicket:
    """A ticket with ``new`` events folded into its ``state``; ``version`` and ``tags`` are those before."""

    state: TicketState
    version: int
    tags: frozenset[str]
    new: Sequence[Event]


def save_changed(connection: Connection, changed: Sequence[ChangedTicket]) -> None:
    """Write the new events of tickets that exist, their rows as replayed, and their tags.

    Raises StaleVersion when one was changed since it was read, which a held lock rules out.
    """
    insert_many(connection, events, [event_values(event) for ticket in changed for event in ticket.new])
    rows = [{**ticket_values(one.state), "known_id": one.state.id, "known_version": one.version} for one in changed]
    names = ticket_values(TicketState(0))
    statement = (
        update(tickets)
        .where(tickets.c.id == bindparam("known_id"), tickets.c.version == bindparam("known_version"))
        .values({name: bindparam(name) for name in names})
    )
    if rows and connection.execute(statement, rows).rowcount != len(rows):
        raise StaleVersion(changed[0].state.id, changed[0].version, changed[0].version + 1, {}, [])
    gone = [{"of": one.state.id, "gone": tag} for one in changed for tag in sorted(one.tags - one.state.tags)]
    if gone:
        of_ticket = ticket_tags.c.ticket_id == bindparam("of")
        connection.execute(delete(ticket_tags).where(of_ticket, ticket_tags.c.tag == bindparam("gone")), gone)
    added = [{"ticket_id": one.state.id, "tag": tag} for one in changed for tag in sorted(one.state.tags - one.tags)]
    insert_many(connection, ticket_tags, added)
    for one in changed:
        clocks.sync(connection, one.state.id, one.state.sla.clocks)
