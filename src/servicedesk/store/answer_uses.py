"""Uses of canned answers as rows: written from the ticket's replay, read for what became of the tickets."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, RowMapping, delete, distinct, func, insert, select

from servicedesk.domain.ticket_state import TicketState
from servicedesk.store.tables.answers import answer_uses, answers
from servicedesk.store.tables.events import acts, events
from servicedesk.store.tables.tickets import message_texts, messages

AT_ONCE = 500
"""Values of one ``IN``."""
LONGEST = 4_000
"""Characters of a message that anything is learned from."""
Key = tuple[int, int]
"""The seq of a ticket's event, and the answer's number."""


def use_values(state: TicketState) -> dict[Key, dict[str, object]]:
    """The rows a ticket should have, as replay says."""
    return {
        (seq, used.number): {
            "ticket_id": state.id,
            "seq": seq,
            "answer_id": used.number,
            "version": used.version,
            "message_id": use.message_id,
            "person_id": use.person_id,
            "used_at": use.at,
            "asked_id": use.asked_id,
        }
        for seq, use in state.uses.items()
        for used in use.answers
    }


def sync(connection: Connection, state: TicketState) -> None:
    """Bring a ticket's rows to what replay says."""
    query = select(answer_uses).where(answer_uses.c.ticket_id == state.id)
    stored = {(row["seq"], row["answer_id"]): dict(row) for row in connection.execute(query).mappings()}
    wanted = use_values(state)
    for seq, number in (key for key, row in stored.items() if wanted.get(key) != row):
        mine = (answer_uses.c.ticket_id == state.id, answer_uses.c.seq == seq, answer_uses.c.answer_id == number)
        connection.execute(delete(answer_uses).where(*mine))
    if new := [row for key, row in wanted.items() if stored.get(key) != row]:
        connection.execute(insert(answer_uses), new)


def unknown(connection: Connection, numbers: Iterable[int]) -> list[int]:
    """Those of some numbers that no answer has."""
    wanted = set(numbers)
    known = set(connection.scalars(select(answers.c.id).where(answers.c.id.in_(sorted(wanted)))))
    return sorted(wanted - known)


def outcomes(connection: Connection, since: datetime, number: int | None) -> list[RowMapping]:
    """By answer, tickets: ``uses`` since then, ``settled`` of them afterwards, ``reopened`` of those later on.

    ``number``: of one answer only.
    """
    used = answer_uses.c.used_at >= since
    first = (
        select(answer_uses.c.answer_id, answer_uses.c.ticket_id, func.min(answer_uses.c.seq).label("seq"))
        .where(used if number is None else used & (answer_uses.c.answer_id == number))
        .group_by(answer_uses.c.answer_id, answer_uses.c.ticket_id)
        .subquery()
    )
    moves = (
        select(
            events.c.stream_id.label("ticket_id"),
            events.c.seq,
            events.c.payload.like('%"to":"resolved"%').label("resolves"),
            events.c.payload.like('%"from":"resolved"%').label("reopens"),
        )
        .where(
            events.c.stream_kind == "ticket",
            events.c.type == "status",
            events.c.stream_id.in_(select(first.c.ticket_id)),
            events.c.act_id.not_in(select(acts.c.id).where(acts.c.undone_by.is_not(None))),
        )
        .subquery()
    )
    joined = first.outerjoin(moves, (moves.c.ticket_id == first.c.ticket_id) & (moves.c.seq > first.c.seq))
    query = (
        select(
            first.c.answer_id,
            func.count(distinct(first.c.ticket_id)).label("uses"),
            func.count(distinct(first.c.ticket_id)).filter(moves.c.resolves).label("settled"),
            func.count(distinct(first.c.ticket_id)).filter(moves.c.reopens).label("reopened"),
        )
        .select_from(joined)
        .group_by(first.c.answer_id)
    )
    return list(connection.execute(query).mappings())


def delivered(connection: Connection, since: datetime | None, limit: int) -> list[RowMapping]:
    """The newest uses, newest first, that answer a customer's message, in replies that have left; macros by themselves.

    ``since``: only those from then on.
    """
    query = (
        select(
            answer_uses.c.used_at,
            answer_uses.c.ticket_id,
            answer_uses.c.seq,
            answer_uses.c.answer_id,
            answer_uses.c.asked_id,
        )
        .outerjoin(messages, messages.c.id == answer_uses.c.message_id)
        .where(answer_uses.c.asked_id.is_not(None), func.coalesce(messages.c.delivery, "handed_over") == "handed_over")
    )
    if since is not None:
        query = query.where(answer_uses.c.used_at >= since)
    query = query.order_by(answer_uses.c.used_at.desc(), answer_uses.c.ticket_id.desc(), answer_uses.c.seq.desc())
    return list(connection.execute(query.limit(limit)).mappings())


def texts(connection: Connection, message_ids: Sequence[int]) -> dict[int, str]:
    """What messages say, their first 4,000 characters; those that were erased are left out."""
    found: dict[int, str] = {}
    for start in range(0, len(message_ids), AT_ONCE):
        query = select(message_texts.c.message_id, func.substr(message_texts.c.body, 1, LONGEST)).where(
            message_texts.c.message_id.in_(message_ids[start : start + AT_ONCE])
        )
        found |= {message_id: body for message_id, body in connection.execute(query) if body.strip()}
    return found
