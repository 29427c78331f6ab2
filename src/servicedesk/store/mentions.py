"""Notes that ask for somebody's attention, as long as that person hasn't acted on the ticket."""

from typing import Final

from sqlalchemy import Connection, RowMapping, Select, bindparam, func, select

from servicedesk.store.tables.people import people
from servicedesk.store.tables.tickets import message_texts, messages, ticket_mentions


def _asked() -> Select[tuple[object, ...]]:
    writer = people.alias()
    return select(
        ticket_mentions.c.ticket_id,
        ticket_mentions.c.message_id,
        ticket_mentions.c.person_id,
        people.c.handle,
        func.coalesce(writer.c.handle, "").label("by"),
        message_texts.c.author_name.label("by_name"),
        ticket_mentions.c.at,
        message_texts.c.body.label("text"),
    ).select_from(
        ticket_mentions.join(people, people.c.id == ticket_mentions.c.person_id)
        .join(messages, messages.c.id == ticket_mentions.c.message_id)
        .join(message_texts, message_texts.c.message_id == messages.c.id)
        .outerjoin(writer, writer.c.id == messages.c.person_id)
    )


_OF_TICKET: Final = (
    _asked()
    .where(ticket_mentions.c.ticket_id == bindparam("of_ticket"))
    .order_by(ticket_mentions.c.at.desc(), people.c.handle)
)


def of_ticket(connection: Connection, ticket_id: int) -> list[RowMapping]:
    """Whom a ticket's notes ask, the newest note first."""
    return list(connection.execute(_OF_TICKET, {"of_ticket": ticket_id}).mappings())


def of_person(connection: Connection, person_id: int, limit: int) -> list[RowMapping]:
    """What asks for a person, the newest first."""
    query = _asked().where(ticket_mentions.c.person_id == person_id)
    newest = ticket_mentions.c.at.desc(), ticket_mentions.c.message_id.desc()
    return list(connection.execute(query.order_by(*newest).limit(limit)).mappings())
