"""What triage and handing over look at: first words, who is here with how much work, who knows the customer."""

from datetime import datetime

from sqlalchemy import Connection, RowMapping, exists, func, or_, select

from servicedesk.domain.events import EventType
from servicedesk.store.tables.events import acts, events
from servicedesk.store.tables.people import people
from servicedesk.store.tables.tickets import message_texts, messages, tickets
from servicedesk.store.tables.together import absences


def loads(connection: Connection) -> dict[int, int]:
    """Person → how many tickets the person has in the queue."""
    query = (
        select(tickets.c.assignee_id, func.count())
        .where(tickets.c.queue_due.is_not(None), tickets.c.assignee_id.is_not(None))
        .group_by(tickets.c.assignee_id)
    )
    return {person: int(count) for person, count in connection.execute(query)}


def away(connection: Connection, now: datetime) -> set[int]:
    """Who takes nothing new: on a break, or gone home."""
    query = select(absences.c.person_id).where(or_(absences.c.until.is_(None), absences.c.until > now))
    return set(connection.scalars(query))


def had_last(connection: Connection, customer_id: int, but: int) -> int | None:
    """Who had the customer's newest other ticket that anybody had."""
    query = (
        select(tickets.c.assignee_id)
        .where(tickets.c.customer_id == customer_id, tickets.c.id != but, tickets.c.assignee_id.is_not(None))
        .order_by(tickets.c.updated_at.desc(), tickets.c.id.desc())
        .limit(1)
    )
    return connection.execute(query).scalar()


def acts_of_assigning(connection: Connection, act_ids: list[str]) -> list[RowMapping]:
    """The assignments among some acts."""
    query = select(events.c.act_id, events.c.payload).where(
        events.c.act_id.in_(act_ids),
        events.c.type == str(EventType.ASSIGNED),
    )
    return list(connection.execute(query).mappings())


def active(connection: Connection) -> set[int]:
    """Who ever did anything here."""
    known = select(people.c.id).where(exists().where(acts.c.person_id == people.c.id))
    return set(connection.scalars(known))


def workers(connection: Connection) -> list[RowMapping]:
    """Everybody who is still employed, by handle."""
    return list(connection.execute(select(people).where(people.c.active).order_by(people.c.handle)).mappings())


def first_said(connection: Connection, ticket_id: int, limit: int) -> list[str]:
    """The customer's first messages, oldest first."""
    query = (
        select(message_texts.c.body)
        .join(messages, messages.c.id == message_texts.c.message_id)
        .where(messages.c.ticket_id == ticket_id, messages.c.author == "customer", messages.c.visibility == "public")
        .order_by(messages.c.sent_at, messages.c.id)
        .limit(limit)
    )
    return list(connection.scalars(query))
