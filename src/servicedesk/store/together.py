"""Who is where: leases on tickets, running consoles, who is away, and what each person has read."""

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Final

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Insert,
    RowMapping,
    and_,
    bindparam,
    case,
    delete,
    exists,
    or_,
    select,
    update,
)

from servicedesk.store.database import upsert
from servicedesk.store.tables.columns import Instant
from servicedesk.store.tables.events import acts, events
from servicedesk.store.tables.people import drafts, people
from servicedesk.store.tables.tickets import message_texts, messages, promises, tickets
from servicedesk.store.tables.together import absences, leases, presence, read_marks
from servicedesk.store.upserting import insert_into

_END_LEASE: Final = delete(leases).where(
    leases.c.ticket_id == bindparam("of_ticket"), leases.c.person_id.in_(bindparam("of_people", expanding=True))
)
_END_LEASES: Final = delete(leases).where(leases.c.ticket_id == bindparam("of_ticket"))

# leases


def lease(connection: Connection, ticket_id: int, person_id: int, now: datetime, until: datetime) -> None:
    """Hold a ticket, or hold it longer; nothing happens while somebody else's lease runs."""
    row = {"ticket_id": ticket_id, "person_id": person_id, "since": now, "until": until}
    connection.execute(_leased(connection.dialect.name), row)


@cache
def _leased(dialect: str) -> Insert:
    """``since`` of the new row is the present moment."""
    new = insert_into(dialect, leases)
    mine, runs = leases.c.person_id == new.excluded.person_id, leases.c.until > new.excluded.since
    return new.on_conflict_do_update(
        index_elements=["ticket_id"],
        set_={
            "person_id": new.excluded.person_id,
            "since": case((and_(mine, runs), leases.c.since), else_=new.excluded.since),
            "until": new.excluded.until,
        },
        where=or_(mine, ~runs),
    )


def _leases() -> tuple[ColumnElement[object], ...]:
    return leases.c.ticket_id, people.c.id.label("person_id"), people.c.handle, people.c.name, leases.c.since


def lease_on(connection: Connection, ticket_id: int, now: datetime) -> RowMapping | None:
    """Who holds a ticket now."""
    query = select(*_leases(), leases.c.until).join(people, people.c.id == leases.c.person_id)
    return connection.execute(query.where(leases.c.ticket_id == ticket_id, leases.c.until > now)).mappings().first()


def leases_at(connection: Connection, now: datetime) -> list[RowMapping]:
    """Every lease that runs."""
    query = select(*_leases(), leases.c.until).join(people, people.c.id == leases.c.person_id)
    return list(connection.execute(query.where(leases.c.until > now)).mappings())


def end_lease(connection: Connection, ticket_id: int, person_ids: Collection[int]) -> None:
    """These people hold the ticket no longer."""
    connection.execute(_END_LEASE, {"of_ticket": ticket_id, "of_people": sorted(person_ids)})


def end_leases(connection: Connection, ticket_id: int) -> None:
    """Nobody holds the ticket any longer."""
    connection.execute(_END_LEASES, {"of_ticket": ticket_id})


# presence


def tell(
    connection: Connection, console: str, person_id: int, ticket_id: int | None, doing: str, now: datetime
) -> None:
    """A console says where it is; ``since`` stands while it stays there."""
    new = insert_into(connection.dialect.name, presence).values(
        console=console, person_id=person_id, ticket_id=ticket_id, doing=doing, since=now, seen_at=now
    )
    stays = and_(presence.c.ticket_id == ticket_id, presence.c.doing == doing)
    connection.execute(
        new.on_conflict_do_update(
            index_elements=["console"],
            set_={
                "person_id": person_id,
                "ticket_id": ticket_id,
                "doing": doing,
                "since": case((stays, presence.c.since), else_=new.excluded.since),
                "seen_at": now,
            },
        )
    )


def leave(connection: Connection, console: str) -> None:
    connection.execute(delete(presence).where(presence.c.console == console))


def prune(connection: Connection, silent_since: datetime, now: datetime) -> None:
    """Forget consoles that fell silent, and leases that ran out."""
    connection.execute(delete(presence).where(presence.c.seen_at < silent_since))
    connection.execute(delete(leases).where(leases.c.until <= now))


def there(connection: Connection, heard_since: datetime) -> list[RowMapping]:
    """The consoles heard of lately, with whose they are."""
    query = (
        select(
            presence.c.console,
            presence.c.ticket_id,
            presence.c.doing,
            presence.c.since,
            presence.c.seen_at,
            people.c.id.label("person_id"),
            people.c.handle,
            people.c.name,
        )
        .join(people, people.c.id == presence.c.person_id)
        .where(presence.c.seen_at >= heard_since)
        .order_by(presence.c.since, presence.c.console)
    )
    return list(connection.execute(query).mappings())


# who is away


def go_away(connection: Connection, person_id: int, kind: str, since: datetime) -> None:
    values = {"person_id": person_id, "kind": kind, "since": since, "until": None}
    upsert(connection, absences, ("person_id",), values)


def come_back(connection: Connection, person_id: int, at: datetime) -> None:
    connection.execute(update(absences).where(absences.c.person_id == person_id).values(until=at))


def _away(now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    return or_(absences.c.until.is_(None), absences.c.until > now)


_ABSENCE: Final = select(absences).where(
    absences.c.person_id == bindparam("of_person"), _away(bindparam("now", type_=Instant()))
)


def absence_of(connection: Connection, person_id: int, now: datetime) -> RowMapping | None:
    """Since when and why a person is away; None when here."""
    return connection.execute(_ABSENCE, {"of_person": person_id, "now": now}).mappings().first()


def away(connection: Connection, now: datetime) -> list[RowMapping]:
    """Everybody who is away."""
    query = (
        select(absences, people.c.handle, people.c.name)
        .join(people, people.c.id == absences.c.person_id)
        .where(_away(now))
        .order_by(absences.c.since, people.c.handle)
    )
    return list(connection.execute(query).mappings())


# what was read


def mark_read(connection: Connection, person_id: int, ticket_id: int, at: datetime) -> None:
    """Everything up to ``at`` was read; a mark never goes back."""
    new = insert_into(connection.dialect.name, read_marks).values(person_id=person_id, ticket_id=ticket_id, read_at=at)
    connection.execute(
        new.on_conflict_do_update(
            index_elements=["person_id", "ticket_id"],
            set_={"read_at": new.excluded.read_at},
            where=read_marks.c.read_at < new.excluded.read_at,
        )
    )


def read_mark(connection: Connection, person_id: int, ticket_id: int) -> datetime | None:
    query = select(read_marks.c.read_at).where(read_marks.c.person_id == person_id, read_marks.c.ticket_id == ticket_id)
    return connection.execute(query).scalar()


def last_read(connection: Connection, person_id: int, limit: int) -> list[RowMapping]:
    """The tickets a person read last, the newest first."""
    query = select(read_marks.c.ticket_id, read_marks.c.read_at).where(read_marks.c.person_id == person_id)
    return list(connection.execute(query.order_by(read_marks.c.read_at.desc()).limit(limit)).mappings())


def last_drafts(connection: Connection, person_id: int, limit: int) -> list[RowMapping]:
    """What a person was writing last, the newest first."""
    query = select(drafts.c.ticket_id, drafts.c.mode, drafts.c.body, drafts.c.updated_at)
    query = query.where(drafts.c.person_id == person_id).order_by(drafts.c.updated_at.desc()).limit(limit)
    return list(connection.execute(query).mappings())


# handovers


def handover_of(connection: Connection, ticket_id: int) -> RowMapping | None:
    """The newest line of a handover on a ticket, with who wrote it."""
    query = (
        select(messages.c.id, messages.c.sent_at, message_texts.c.author_name, message_texts.c.body, people.c.handle)
        .select_from(
            messages.join(message_texts, message_texts.c.message_id == messages.c.id).outerjoin(
                people, people.c.id == messages.c.person_id
            )
        )
        .where(messages.c.ticket_id == ticket_id, messages.c.medium == "handover", messages.c.delivery != "recalled")
        .order_by(messages.c.sent_at.desc(), messages.c.id.desc())
        .limit(1)
    )
    return connection.execute(query).mappings().first()


# the day


def done_since(connection: Connection, person_id: int, since: datetime) -> list[RowMapping]:
    """The person's acts of the day that stand: id, name, ticket, and the statuses set in them as payloads."""
    query = (
        select(acts.c.id, acts.c.name, acts.c.ticket_id, events.c.stream_id, events.c.type, events.c.payload)
        .select_from(acts.join(events, events.c.act_id == acts.c.id))
        .where(
            acts.c.person_id == person_id,
            acts.c.at >= since,
            acts.c.undone_by.is_(None),
            events.c.stream_kind == "ticket",
            events.c.type.in_(("status", "message")),
        )
        .order_by(acts.c.at, acts.c.id)
    )
    return list(connection.execute(query).mappings())


def customers_words(connection: Connection, person_id: int, since: datetime, limit: int) -> list[RowMapping]:
    """What customers wrote lately on tickets that the person has or has answered, newest first."""
    answered = exists().where(
        messages_of_ours.c.ticket_id == messages.c.ticket_id, messages_of_ours.c.person_id == person_id
    )
    query = (
        select(messages.c.ticket_id, messages.c.sent_at, message_texts.c.author_name, message_texts.c.body)
        .select_from(
            messages.join(message_texts, message_texts.c.message_id == messages.c.id).join(
                tickets, tickets.c.id == messages.c.ticket_id
            )
        )
        .where(
            messages.c.author == "customer",
            messages.c.sent_at >= since,
            tickets.c.updated_at >= since,
            or_(tickets.c.assignee_id == person_id, answered),
        )
        .order_by(messages.c.sent_at.desc(), messages.c.id.desc())
        .limit(limit)
    )
    return list(connection.execute(query).mappings())


messages_of_ours = messages.alias("ours")


def promises_due(connection: Connection, person_id: int, until: datetime) -> list[RowMapping]:
    """The open promises on a person's tickets that fall due before an instant, the next first."""
    query = (
        select(promises.c.ticket_id, promises.c.body, promises.c.due_at)
        .join(tickets, tickets.c.id == promises.c.ticket_id)
        .where(tickets.c.assignee_id == person_id, promises.c.state == "open", promises.c.due_at < until)
        .order_by(promises.c.due_at, promises.c.id)
    )
    return list(connection.execute(query).mappings())
