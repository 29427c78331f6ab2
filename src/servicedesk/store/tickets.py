"""A ticket's row and what hangs on it, written from its replayed state."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    Connection,
    RowMapping,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from servicedesk.domain.ticket_state import TicketState
from servicedesk.store import answer_uses, breach_reviews, workflows
from servicedesk.store.database import upsert
from servicedesk.store.replayed import ticket_values
from servicedesk.store.search.text_index import TICKETS
from servicedesk.store.tables.catalog import orders, products
from servicedesk.store.tables.columns import own_text
from servicedesk.store.tables.people import teams
from servicedesk.store.tables.tickets import (
    attachments,
    earlier_texts,
    messages,
    promises,
    ticket_links,
    ticket_mentions,
    ticket_tags,
    tickets,
)

FREE_TEXTS: Final = ("subject", "order_text", "product_text", "remedy")

# Statements of every act are made once: making one takes Core longer than running it.
_ID: Final[BindParameter[int]] = bindparam("of_id")
_INSERT: Final = insert(tickets)
_SAVE: Final = update(tickets).where(tickets.c.id == _ID, tickets.c.version == bindparam("of_version"))
_TEXTS: Final = select(*(tickets.c[name] for name in FREE_TEXTS), tickets.c.salt).where(tickets.c.id == _ID)
_FULL: Final = (
    select(tickets, teams.c.code.label("team"), orders.c.number.label("order_number"), products.c.sku)
    .outerjoin(teams, teams.c.id == tickets.c.team_id)
    .outerjoin(orders, orders.c.id == tickets.c.order_id)
    .outerjoin(products, products.c.id == tickets.c.product_id)
    .where(tickets.c.id == _ID)
)
_WHOSE: Final = select(tickets.c.customer_id, tickets.c.order_id).where(tickets.c.id == _ID)
_TAGS: Final = select(ticket_tags.c.tag).where(ticket_tags.c.ticket_id == _ID).order_by(ticket_tags.c.tag)
_LINKS: Final = select(ticket_links.c.other_id).where(ticket_links.c.ticket_id == _ID).order_by(ticket_links.c.other_id)
_NO_MENTIONS: Final = delete(ticket_mentions).where(ticket_mentions.c.ticket_id == _ID)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a ticket's rows hold when an act takes it: what is the same at the end isn't written again.

    ``mentions``: person → message.
    """

    version: int
    tags: frozenset[str] = frozenset()
    links: frozenset[int] = frozenset()
    mentions: Mapping[int, int] = field(default_factory=dict)


def loaded(state: TicketState) -> Loaded:
    """What replaying a ticket's stored events says its rows hold."""
    return Loaded(state.version, frozenset(state.tags), frozenset(state.links), _mentions(state))


def _mentions(state: TicketState) -> dict[int, int]:
    return {person: asked.message_id for person, asked in state.mentions.items()}


def insert_row(connection: Connection, state: TicketState, texts: dict[str, object]) -> None:
    """A new ticket's row: its replayed state, its free ``texts`` and their salt."""
    connection.execute(_INSERT, {"id": state.id, **texts, **ticket_values(state)})
    TICKETS.add(connection, [(state.id, [str(texts.get(name, "")) for name in FREE_TEXTS])])


def texts_of(connection: Connection, ticket_id: int) -> RowMapping:
    """A ticket's free texts and their salt."""
    return connection.execute(_TEXTS, {"of_id": ticket_id}).mappings().one()


def set_text(connection: Connection, ticket_id: int, name: str, text: str) -> None:
    """Change one of the free texts; the caller records its new digest."""
    before = texts_of(connection, ticket_id)
    connection.execute(update(tickets).where(tickets.c.id == ticket_id).values({name: text}))
    TICKETS.replace(connection, ticket_id, *_before_and_after(dict(before), {name: text}))


def _before_and_after(before: Mapping[str, object], changed: Mapping[str, object]) -> tuple[list[str], list[str]]:
    """The free texts as they were, and with some changed."""
    after = {**before, **changed}
    return [str(before[name]) for name in FREE_TEXTS], [str(after[name]) for name in FREE_TEXTS]


def full(connection: Connection, ticket_id: int) -> RowMapping | None:
    """Every column of a ticket, with its team, order and product by their names."""
    return connection.execute(_FULL, {"of_id": ticket_id}).mappings().first()


def whose(connection: Connection, ticket_id: int) -> RowMapping | None:
    """A ticket's ``customer_id`` and ``order_id``."""
    return connection.execute(_WHOSE, {"of_id": ticket_id}).mappings().first()


def tags_of(connection: Connection, ticket_id: int) -> tuple[str, ...]:
    return tuple(connection.scalars(_TAGS, {"of_id": ticket_id}))


def links_of(connection: Connection, ticket_id: int) -> tuple[int, ...]:
    return tuple(connection.scalars(_LINKS, {"of_id": ticket_id}))


def woken_next(connection: Connection, now: datetime, passed: Sequence[int], *, hold: bool) -> int | None:
    """The ticket whose snooze has been over for longest, but those in ``passed``.

    ``hold``: held by this transaction; on PostgreSQL one that another holds is then left to it.
    """
    c = tickets.c
    return _next(connection, c.snoozed_until, passed, hold, c.snoozed_until.is_not(None), c.snoozed_until <= now)


def closed_next(connection: Connection, instant: datetime, passed: Sequence[int], *, hold: bool) -> int | None:
    """The resolved ticket that was changed longest ago, before ``instant``, but those in ``passed``; held alike."""
    c = tickets.c
    return _next(connection, c.updated_at, passed, hold, c.status == own_text("resolved"), c.updated_at <= instant)


def _next(
    connection: Connection, order: Column[datetime], passed: Sequence[int], hold: bool, *of: ColumnElement[bool]
) -> int | None:
    query = select(tickets.c.id).where(*of).order_by(order).limit(1)
    if passed:
        query = query.where(tickets.c.id.not_in(passed))
    return connection.scalar(query.with_for_update(key_share=True, skip_locked=True) if hold else query)


def save(connection: Connection, state: TicketState, before: Loaded) -> bool:
    """Write the row as replayed, and what of its tags, links and mentions is not as ``before``.

    False when the row's version was not that of ``before`` any more.
    """
    known = {"of_id": state.id, "of_version": before.version}
    done = connection.execute(_SAVE, ticket_values(state) | known)
    if state.tags != before.tags:
        _sync_tags(connection, state)
    if state.links != before.links:
        _sync_links(connection, state)
    if _mentions(state) != before.mentions:
        _sync_mentions(connection, state)
    if state.uses:
        answer_uses.sync(connection, state)
    if state.escalations or state.approvals:
        workflows.sync(connection, state)
    return done.rowcount == 1


def _sync_tags(connection: Connection, state: TicketState) -> None:
    stored = set(tags_of(connection, state.id))
    if gone := stored - state.tags:
        connection.execute(
            delete(ticket_tags).where(ticket_tags.c.ticket_id == state.id, ticket_tags.c.tag.in_(sorted(gone)))
        )
    if new := state.tags - stored:
        connection.execute(insert(ticket_tags), [{"ticket_id": state.id, "tag": tag} for tag in sorted(new)])


def _sync_links(connection: Connection, state: TicketState) -> None:
    stored = set(links_of(connection, state.id))
    if gone := stored - state.links:
        connection.execute(
            delete(ticket_links).where(ticket_links.c.ticket_id == state.id, ticket_links.c.other_id.in_(sorted(gone)))
        )
    if new := state.links - stored:
        connection.execute(insert(ticket_links), [{"ticket_id": state.id, "other_id": other} for other in sorted(new)])


def _sync_mentions(connection: Connection, state: TicketState) -> None:
    connection.execute(_NO_MENTIONS, {"of_id": state.id})
    rows = [
        {"ticket_id": state.id, "person_id": person, "message_id": asked.message_id, "at": asked.at}
        for person, asked in sorted(state.mentions.items())
    ]
    if rows:
        connection.execute(insert(ticket_mentions), rows)


def keep_texts(connection: Connection, ticket_id: int, digest: str, texts: Mapping[str, object]) -> None:
    """Keep the free texts under their digest before they change, so that an undo can bring them back."""
    kept = {name: texts[name] for name in FREE_TEXTS}
    upsert(connection, earlier_texts, ("ticket_id", "digest"), {"ticket_id": ticket_id, "digest": digest, **kept})


def sync_after_undo(connection: Connection, state: TicketState, digest_before: str) -> None:
    """Bring texts, messages, promises, attachments and reviews of breaches to what replay says now."""
    if state.facts_digest != digest_before:
        _bring_back_texts(connection, state, digest_before)
    for message in state.messages.values():
        connection.execute(
            update(messages)
            .where(messages.c.id == message.id)
            .values(ticket_id=state.id, delivery=message.delivery, visibility=message.visibility)
        )
    if state.attachments:
        connection.execute(
            update(attachments)
            .where(attachments.c.id.in_(sorted(state.attachments)))
            .values(ticket_id=state.id, removed=False)
        )
    _mark_absent(connection, state)
    for promise in state.promises.values():
        values = {"state": promise.state, "due_at": promise.due_at}
        connection.execute(update(promises).where(promises.c.id == promise.id).values(values))
    breach_reviews.sync(connection, state)
    answer_uses.sync(connection, state)
    workflows.sync(connection, state)


def _bring_back_texts(connection: Connection, state: TicketState, digest_before: str) -> None:
    """Exchange the free texts for those kept under the digest that holds again."""
    before = dict(texts_of(connection, state.id))
    keep_texts(connection, state.id, digest_before, before)
    found = connection.execute(
        select(*(earlier_texts.c[name] for name in FREE_TEXTS)).where(
            earlier_texts.c.ticket_id == state.id, earlier_texts.c.digest == state.facts_digest
        )
    ).mappings()
    kept = dict(found.one())
    connection.execute(update(tickets).where(tickets.c.id == state.id).values(**kept))
    TICKETS.replace(connection, state.id, *_before_and_after(before, kept))


def _mark_absent(connection: Connection, state: TicketState) -> None:
    """Rows of this ticket that replay does not know any more: recalled, withdrawn, removed; never deleted."""
    for table, known, mark in (
        (messages, state.messages, {"delivery": "recalled"}),
        (promises, state.promises, {"state": "withdrawn"}),
        (attachments, state.attachments, {"removed": True}),
    ):
        stored = set(connection.scalars(select(table.c.id).where(table.c.ticket_id == state.id)))
        if absent := stored - set(known):
            connection.execute(update(table).where(table.c.id.in_(sorted(absent))).values(**mark))
