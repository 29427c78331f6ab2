"""Messages, their texts and attachments, the outbox, and what is promised to customers."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Final

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Integer,
    RowMapping,
    Select,
    bindparam,
    func,
    insert,
    select,
    tuple_,
    update,
)

from servicedesk.domain.words import message_parts
from servicedesk.store.database import upsert
from servicedesk.store.search.text_index import MESSAGES
from servicedesk.store.tables.columns import own_text
from servicedesk.store.tables.outbox import outbox
from servicedesk.store.tables.people import people
from servicedesk.store.tables.tickets import (
    attachments,
    blobs,
    message_texts,
    messages,
    promises,
    tickets,
)

# Statements of every act and of opening a ticket are made once: making one takes Core longer than running it.
_ID: Final[BindParameter[int]] = bindparam("of_id")
_IDS: Final[BindParameter[Sequence[int]]] = bindparam("of_ids", expanding=True)
_BEFORE: Final[BindParameter[int]] = bindparam("before")
_LIMIT: Final[BindParameter[int]] = bindparam("most", type_=Integer())
_INSERT: Final = insert(messages)
_INSERT_TEXT: Final = insert(message_texts)
_PUT_OUT: Final = insert(outbox)
_MERGED: Final = select(tickets.c.id).where(tickets.c.merged_into.in_(_IDS), tickets.c.status == "merged")
_DUE: Final = (
    select(outbox)
    .where(outbox.c.state == own_text("pending"), outbox.c.not_before <= bindparam("now"))
    .order_by(outbox.c.not_before, outbox.c.id)
    .limit(_LIMIT)
)
_TAKE_DUE: Final = _DUE.join(tickets, tickets.c.id == outbox.c.ticket_id).with_for_update(
    key_share=True, of=[outbox, tickets], skip_locked=True
)
_OF_ACT: Final = select(outbox).where(outbox.c.act_id == bindparam("act"))
_PENDING: Final = outbox.c.state == own_text("pending")
_SETTLE: Final = (
    update(outbox)
    .where(outbox.c.id == _ID, outbox.c.state == own_text("pending"))
    .values(attempts=outbox.c.attempts + 1)
)
_DELIVERY: Final = update(messages).where(messages.c.id == _ID)
_FILES: Final = (
    select(attachments)
    .where(attachments.c.ticket_id.in_(_IDS), attachments.c.removed.is_(False))
    .order_by(attachments.c.id)
)
_PROMISES: Final = (
    select(promises, people.c.handle)
    .outerjoin(people, people.c.id == promises.c.person_id)
    .where(promises.c.ticket_id == _ID, promises.c.state != "withdrawn")
    .order_by(promises.c.due_at, promises.c.id)
)


def add(connection: Connection, values: dict[str, object], *, salt: bytes, author_name: str, body: str) -> None:
    """A message and its text. ``values`` are columns of ``messages``, its id among them."""
    connection.execute(_INSERT, values)
    text = {"message_id": values["id"], "salt": salt, "author_name": author_name, "body": body}
    connection.execute(_INSERT_TEXT, text)
    parts = message_parts(str(values["author"]), author_name, body)
    MESSAGES.add(connection, [(int(str(values["id"])), parts)])


def _thread() -> Select[tuple[object, ...]]:
    return select(
        messages.c.id,
        messages.c.ticket_id,
        messages.c.author,
        message_texts.c.author_name,
        people.c.handle,
        messages.c.visibility,
        messages.c.medium,
        messages.c.side,
        messages.c.channel,
        messages.c.delivery,
        messages.c.language,
        messages.c.sent_at,
        outbox.c.not_before.label("leaves_at"),
        message_texts.c.body,
    ).select_from(
        messages.join(message_texts, message_texts.c.message_id == messages.c.id)
        .outerjoin(people, people.c.id == messages.c.person_id)
        .outerjoin(outbox, (outbox.c.message_id == messages.c.id) & (outbox.c.state == own_text("pending")))
    )


def family(connection: Connection, ticket_id: int) -> list[int]:
    """The ticket and those merged into it, at any depth: their messages make one conversation."""
    found, frontier = [ticket_id], [ticket_id]
    while frontier:
        merged = connection.scalars(_MERGED, {"of_ids": frontier})
        frontier = [other for other in merged if other not in found]
        found += frontier
    return found


def merged_into(connection: Connection, ticket_id: int) -> int | None:
    """The ticket this one was merged into, if it was."""
    return connection.execute(
        select(tickets.c.merged_into).where(tickets.c.id == ticket_id, tickets.c.status == "merged")
    ).scalar()


def newest(connection: Connection, ticket_ids: Sequence[int], *, before: int | None, limit: int) -> list[RowMapping]:
    """Up to ``limit`` messages before the message ``before`` (or the newest), oldest first; recalled ones left out."""
    query = _newest(len(ticket_ids) > 1, before is not None)
    return list(connection.execute(query, _wanted(ticket_ids, before) | {"most": limit}).mappings())[::-1]


@cache
def _newest(several: bool, before: bool) -> Select[tuple[object, ...]]:
    query = _thread().where(*_shown(several, before))
    return query.order_by(messages.c.sent_at.desc(), messages.c.id.desc()).limit(_LIMIT)


@cache
def _counted(several: bool, before: bool) -> Select[int]:
    return select(func.count()).where(*_shown(several, before))


@cache
def _all(several: bool) -> Select[tuple[object, ...]]:
    return _thread().where(*_shown(several, False)).order_by(messages.c.sent_at, messages.c.id)


@cache
def _one() -> Select[tuple[object, ...]]:
    return _thread().where(messages.c.id == _ID)


def _shown(several: bool, before: bool) -> list[ColumnElement[bool]]:
    """The messages of one ticket or ``several``, recalled ones left out; those ``before`` one message, or all.

    One ticket's are walked in order of its index.
    """
    among = messages.c.ticket_id.in_(_IDS) if several else messages.c.ticket_id == _ID
    shown = [among, messages.c.delivery != "recalled"]
    if before:
        place = select(messages.c.sent_at, messages.c.id).where(messages.c.id == _BEFORE).scalar_subquery()
        shown.append(tuple_(messages.c.sent_at, messages.c.id) < place)
    return shown


def _wanted(ticket_ids: Sequence[int], before: int | None) -> dict[str, object]:
    """The values of what ``_shown`` asks."""
    among: dict[str, object] = {"of_ids": ticket_ids} if len(ticket_ids) > 1 else {"of_id": ticket_ids[0]}
    return among if before is None else among | {"before": before}


def count_before(connection: Connection, ticket_ids: Sequence[int], before: int | None) -> int:
    """How many messages stand before one; all of them when None."""
    query = _counted(len(ticket_ids) > 1, before is not None)
    return connection.execute(query, _wanted(ticket_ids, before)).scalar_one()


def body_of(connection: Connection, message_id: int) -> RowMapping | None:
    """A message's columns beside its text."""
    return connection.execute(_one(), {"of_id": message_id}).mappings().first()


def everything(connection: Connection, ticket_ids: Sequence[int]) -> list[RowMapping]:
    """The whole conversation, oldest first."""
    return list(connection.execute(_all(len(ticket_ids) > 1), _wanted(ticket_ids, None)).mappings())


def move(connection: Connection, message_ids: Sequence[int], ticket_id: int) -> None:
    """Hand messages and their attachments over to another ticket."""
    connection.execute(update(messages).where(messages.c.id.in_(message_ids)).values(ticket_id=ticket_id))
    connection.execute(update(attachments).where(attachments.c.message_id.in_(message_ids)).values(ticket_id=ticket_id))


# the outbox


def put_out(connection: Connection, values: dict[str, object]) -> None:
    connection.execute(_PUT_OUT, values)


def due_replies(connection: Connection, now: datetime, limit: int) -> list[RowMapping]:
    """Replies whose grace time is over, the oldest first."""
    return list(connection.execute(_DUE, {"now": now, "most": limit}).mappings())


def take_due_reply(connection: Connection, now: datetime) -> RowMapping | None:
    """The oldest of those, held with its ticket by this transaction.

    On PostgreSQL one that another transaction holds, or whose ticket it does, is left to it.
    """
    return connection.execute(_TAKE_DUE, {"now": now, "most": 1}).mappings().first()


def settle_reply(
    connection: Connection, item_id: int, *, state: str, at: datetime | None = None, error: str = ""
) -> bool:
    """Move a pending reply on; False when it wasn't pending any more."""
    values = {"of_id": item_id, "state": state, "handed_at": at, "last_error": error}
    return connection.execute(_SETTLE, values).rowcount == 1


def set_delivery(connection: Connection, message_id: int, delivery: str) -> None:
    connection.execute(_DELIVERY, {"of_id": message_id, "delivery": delivery})


def pending_of_act(connection: Connection, act_id: str) -> list[RowMapping]:
    """The replies an act put out, in whatever state they are."""
    return list(connection.execute(_OF_ACT, {"act": act_id}).mappings())


def pending_count(connection: Connection) -> int:
    return connection.execute(select(func.count()).where(outbox.c.state == own_text("pending"))).scalar_one()


# attachments


def add_attachment(connection: Connection, values: dict[str, object], data: bytes) -> str:
    """Store a file once under its SHA-256, and the attachment that names it; returns the SHA-256."""
    digest = hashlib.sha256(data).hexdigest()
    if connection.execute(select(blobs.c.size).where(blobs.c.sha256 == digest)).scalar() is None:
        upsert(connection, blobs, ("sha256",), {"sha256": digest, "size": len(data), "data": data})
    connection.execute(insert(attachments).values(**values, sha256=digest, size=len(data)))
    return digest


def attachments_of(connection: Connection, ticket_ids: Sequence[int]) -> list[RowMapping]:
    return list(connection.execute(_FILES, {"of_ids": ticket_ids}).mappings())


def attachment(connection: Connection, attachment_id: int) -> tuple[RowMapping, bytes] | None:
    """An attachment and its content."""
    query = select(attachments, blobs.c.data).join(blobs).where(attachments.c.id == attachment_id)
    found = connection.execute(query).mappings().first()
    return None if found is None else (found, found["data"])


# promises


def add_promise(connection: Connection, values: dict[str, object]) -> None:
    connection.execute(insert(promises).values(**values))


def set_promise(connection: Connection, promise_id: int, state: str) -> None:
    connection.execute(update(promises).where(promises.c.id == promise_id).values(state=state))


def postpone_promise(connection: Connection, promise_id: int, due: datetime) -> None:
    connection.execute(update(promises).where(promises.c.id == promise_id).values(due_at=due))


def open_promises_to(connection: Connection, customer_id: int) -> list[RowMapping]:
    """What a customer was promised on any ticket and waits for, by due time."""
    query = (
        select(promises, people.c.handle)
        .join(tickets, tickets.c.id == promises.c.ticket_id)
        .outerjoin(people, people.c.id == promises.c.person_id)
        .where(tickets.c.customer_id == customer_id, promises.c.state == "open")
    )
    return list(connection.execute(query.order_by(promises.c.due_at, promises.c.id)).mappings())


def promises_of(connection: Connection, ticket_id: int) -> list[RowMapping]:
    """A ticket's promises by due time; withdrawn ones left out."""
    return list(connection.execute(_PROMISES, {"of_id": ticket_id}).mappings())
