"""Escalations as rows: a ticket's, those that wait for somebody, those somebody sent, and who works here."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import (
    Connection,
    FromClause,
    RowMapping,
    Select,
    and_,
    bindparam,
    func,
    literal_column,
    select,
    tuple_,
)

from servicedesk.domain.events import Event, EventType, Stream, StreamKind, skipped
from servicedesk.store.streams import decode
from servicedesk.store.tables.answers import answers as answer_rows
from servicedesk.store.tables.events import events
from servicedesk.store.tables.people import people, team_members, teams
from servicedesk.store.tables.tickets import messages, tickets
from servicedesk.store.tables.workflows import delegations, escalations, event_texts

WAITS: Final = escalations.c.state == literal_column("'open'")
"""Not accepted yet. Said as the index has it, so that both engines use it."""
_SENDER, _TAKER, _ENDER, _PERSON = (people.alias(name) for name in ("sender", "taker", "ender", "person"))


_STAFF: Final = select(
    people.c.id, people.c.handle, people.c.name, people.c.roles, people.c.skills, people.c.languages
).where(people.c.active)
_TEAMS: Final = select(team_members.c.person_id, team_members.c.team_id)
"""Read with every escalated ticket that is shown, as is who stands in for whom: made once."""


def staff(connection: Connection) -> list[RowMapping]:
    """Everybody who is employed."""
    return list(connection.execute(_STAFF).mappings())


def team_ids(connection: Connection) -> dict[int, list[int]]:
    """Person → their teams."""
    found: dict[int, list[int]] = {}
    for person, team in connection.execute(_TEAMS):
        found.setdefault(person, []).append(team)
    return found


_NOW: Final = bindparam("now", type_=delegations.c.from_at.type)
_STANDING_IN: Final = select(delegations.c.to_id, delegations.c.person_id).where(
    delegations.c.ended_at.is_(None), delegations.c.from_at <= _NOW, delegations.c.until_at > _NOW
)


def standing_in(connection: Connection, now: datetime) -> dict[int, list[int]]:
    """Person → whom they stand in for now."""
    found: dict[int, list[int]] = {}
    for person, absent in connection.execute(_STANDING_IN, {"now": now}):
        found.setdefault(person, []).append(absent)
    return found


def _named() -> Select[tuple[object, ...]]:
    """Rows with the handles and names of all who have to do with them."""
    c = escalations.c
    source: FromClause = escalations.outerjoin(teams, teams.c.id == c.team_id)
    for who, column in (
        (_PERSON, c.person_id),
        (_SENDER, c.sender_id),
        (_TAKER, c.taken_by_id),
        (_ENDER, c.ended_by_id),
    ):
        source = source.outerjoin(who, who.c.id == column)
    return select(
        escalations,
        teams.c.code.label("team"),
        _PERSON.c.handle.label("person"),
        _SENDER.c.handle.label("sender"),
        _SENDER.c.name.label("sender_name"),
        _TAKER.c.handle.label("taken_by"),
        _TAKER.c.name.label("taken_by_name"),
        _ENDER.c.handle.label("ended_by"),
        _ENDER.c.name.label("ended_by_name"),
    ).select_from(source)


_NAMED: Final = _named()
_OF_TICKET: Final = _NAMED.where(escalations.c.ticket_id == bindparam("ticket")).order_by(escalations.c.id)
"""Read with every ticket that is shown: made once."""


def of_ticket(connection: Connection, ticket_id: int) -> list[RowMapping]:
    """A ticket's escalations in the order they were sent."""
    return list(connection.execute(_OF_TICKET, {"ticket": ticket_id}).mappings())


_TARGETS: Final = (
    select(
        escalations.c.id,
        escalations.c.ticket_id,
        escalations.c.line,
        escalations.c.skill,
        escalations.c.team_id,
        escalations.c.person_id,
        escalations.c.sender_id,
        escalations.c.held_by_id,
    )
    .where(WAITS)
    .order_by(escalations.c.opened_at, escalations.c.id)
)


def targets(connection: Connection) -> list[RowMapping]:
    """Of all that wait to be accepted: to whom they go, who sent them and who had the ticket; the oldest first."""
    return list(connection.execute(_TARGETS).mappings())


def by_ids(connection: Connection, numbers: Sequence[int]) -> list[RowMapping]:
    """Those of these numbers, the oldest first."""
    query = _NAMED.where(escalations.c.id.in_(numbers))
    return list(connection.execute(query.order_by(escalations.c.opened_at, escalations.c.id)).mappings())


def waiting(connection: Connection, limit: int) -> list[RowMapping]:
    """All that wait to be accepted, the oldest first; of so many at most."""
    query = _NAMED.where(WAITS).order_by(escalations.c.opened_at, escalations.c.id).limit(limit)
    return list(connection.execute(query).mappings())


def waiting_figures(connection: Connection, now: datetime) -> tuple[int, int, datetime | None]:
    """How many wait to be accepted, how many of them are late, and since when the oldest waits."""
    late = func.count().filter(escalations.c.accept_by < now)
    query = select(func.count(), late, func.min(escalations.c.opened_at)).select_from(escalations).where(WAITS)
    count, overdue, oldest = connection.execute(query).one()
    return int(count), int(overdue), oldest


def waiting_tickets(connection: Connection, now: datetime, *, late: bool, limit: int) -> list[int]:
    """The tickets of those that wait to be accepted, the oldest first; ``late``: only those past their time."""
    query = select(escalations.c.ticket_id).where(WAITS)
    if late:
        query = query.where(escalations.c.accept_by < now)
    return list(connection.scalars(query.order_by(escalations.c.opened_at, escalations.c.id).limit(limit)))


def sent_by(connection: Connection, person: int, limit: int) -> list[RowMapping]:
    """What somebody sent, newest first."""
    query = _NAMED.where(escalations.c.sender_id == person).order_by(escalations.c.id.desc()).limit(limit)
    return list(connection.execute(query).mappings())


def accepted_by(connection: Connection, person: int, limit: int) -> list[RowMapping]:
    """What somebody has accepted and not ended, oldest first."""
    at_it = and_(escalations.c.state.in_(("open", "accepted")), escalations.c.taken_by_id == person)
    return list(connection.execute(_NAMED.where(at_it).order_by(escalations.c.id).limit(limit)).mappings())


def unaccepted() -> Select[tuple[int]]:
    """The tickets whose escalation waits to be accepted by anybody."""
    return select(escalations.c.ticket_id).where(WAITS)


def sent_texts(connection: Connection, rows: Sequence[RowMapping]) -> dict[int, dict[str, str]]:
    """What was tried and what is wanted, by escalation."""
    c = event_texts.c
    by_place = {(row["ticket_id"], row["seq"]): row["id"] for row in rows}
    query = select(c.stream_id, c.seq, c.name, c.body).where(
        c.stream_kind == str(StreamKind.TICKET), tuple_(c.stream_id, c.seq).in_(sorted(by_place))
    )
    found: dict[int, dict[str, str]] = {}
    for ticket, seq, name, body in connection.execute(query):
        found.setdefault(by_place[ticket, seq], {})[name] = body
    return found


def answers(connection: Connection, ticket_ids: Collection[int]) -> dict[int, str]:
    """What was said at the end of tickets' escalations, by escalation; what was undone was never said."""
    query = select(events).where(
        events.c.stream_kind == str(StreamKind.TICKET),
        events.c.stream_id.in_(sorted(ticket_ids)),
        events.c.type.in_((str(EventType.ESCALATION), str(EventType.UNDONE))),
    )
    told: dict[int, list[Event]] = {}
    for row in connection.execute(query.order_by(events.c.stream_id, events.c.seq)).mappings():
        told.setdefault(row["stream_id"], []).append(decode(Stream(StreamKind.TICKET, row["stream_id"]), row))
    places: dict[tuple[int, int], int] = {}
    for ticket, history in told.items():
        undone = skipped(history)
        for event in history:
            number = event.payload.get("escalation")
            if event.seq not in undone and isinstance(number, int) and "texts" in event.payload:
                places[ticket, event.seq] = number
    if not places:
        return {}
    c = event_texts.c
    bodies = select(c.stream_id, c.seq, c.body).where(
        c.stream_kind == str(StreamKind.TICKET), tuple_(c.stream_id, c.seq).in_(sorted(places)), c.name == "answer"
    )
    return {places[ticket, seq]: body for ticket, seq, body in connection.execute(bodies)}


# what evidence and proposals are made of


def sides(connection: Connection, ticket_id: int) -> list[tuple[int, str]]:
    """Our messages of a ticket to others than the customer, and to whom."""
    c = messages.c
    query = select(c.id, c.side).where(c.ticket_id == ticket_id, c.medium == "side", c.author == "agent")
    return [(number, side) for number, side in connection.execute(query.order_by(c.sent_at, c.id)) if side]


def codes(connection: Connection, numbers: Sequence[int]) -> dict[str, str]:
    """The codes of canned answers, by their numbers."""
    if not numbers:
        return {}
    query = select(answer_rows.c.id, answer_rows.c.code).where(answer_rows.c.id.in_(numbers))
    return {str(number): code for number, code in connection.execute(query)}


def said_about(connection: Connection, order_id: int, since: datetime) -> list[tuple[int, datetime]]:
    """What customers said about an order since then: ticket and instant of each message."""
    query = (
        select(messages.c.ticket_id, messages.c.sent_at)
        .join(tickets, tickets.c.id == messages.c.ticket_id)
        .where(tickets.c.order_id == order_id, messages.c.author == "customer", messages.c.sent_at >= since)
        .where(messages.c.visibility == "public")
    )
    return [(ticket, at) for ticket, at in connection.execute(query)]
