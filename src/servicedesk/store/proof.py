"""Reads for ``verify``: whole streams in order, and the rows and texts they must agree with."""

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from sqlalchemy import Connection, RowMapping, func, select

from servicedesk.domain.events import Event, Stream, StreamKind
from servicedesk.store.streams import decode
from servicedesk.store.tables.answers import answer_uses, answer_versions, answers
from servicedesk.store.tables.customers import customers
from servicedesk.store.tables.events import events
from servicedesk.store.tables.people import people
from servicedesk.store.tables.returns import rma_lines, rmas
from servicedesk.store.tables.service_levels import breach_reviews, policies, sla_clocks
from servicedesk.store.tables.tickets import (
    attachments,
    message_texts,
    messages,
    promises,
    ticket_links,
    ticket_tags,
    tickets,
)
from servicedesk.store.tables.workflows import approvals, escalations

CHUNK: Final = 500
"""Streams whose rows are read together."""

AGGREGATES: Final = {
    StreamKind.TICKET: tickets,
    StreamKind.CUSTOMER: customers,
    StreamKind.RMA: rmas,
    StreamKind.PERSON: people,
    StreamKind.POLICY: policies,
    StreamKind.ANSWER: answers,
}

History = tuple[Stream, list[Event], list[str]]


def histories(connection: Connection) -> Iterator[History]:
    """Every stream: its events in order, and their payloads as stored."""
    query = (
        select(events)
        .order_by(events.c.stream_kind, events.c.stream_id, events.c.seq)
        .execution_options(yield_per=5_000)
    )
    rows = connection.execute(query).mappings()
    for (kind, stream_id), group in groupby(rows, key=lambda row: (row["stream_kind"], row["stream_id"])):
        stored = list(group)
        stream = Stream(StreamKind(kind), stream_id)
        yield stream, [decode(stream, row) for row in stored], [row["payload"] for row in stored]


def histories_of(connection: Connection, tickets_wanted: list[int]) -> dict[int, list[Event]]:
    """The events of tickets, each ticket's in order."""
    query = (
        select(events)
        .where(events.c.stream_kind == str(StreamKind.TICKET), events.c.stream_id.in_(tickets_wanted))
        .order_by(events.c.stream_id, events.c.seq)
    )
    found: dict[int, list[Event]] = {}
    for row in connection.execute(query).mappings():
        stream = Stream(StreamKind.TICKET, row["stream_id"])
        found.setdefault(stream.id, []).append(decode(stream, row))
    return found


def heads(connection: Connection, kind: StreamKind) -> dict[int, tuple[int, str]]:
    """Row id → (version, head) of an aggregate."""
    table = AGGREGATES[kind]
    rows = connection.execute(select(table.c.id, table.c.version, table.c.head))
    return {row.id: (row.version, row.head) for row in rows}


def ticket_rows(connection: Connection, ids: list[int]) -> dict[int, RowMapping]:
    rows = connection.execute(select(tickets).where(tickets.c.id.in_(ids))).mappings()
    return {row["id"]: row for row in rows}


def by_ticket(connection: Connection, what: str, ids: list[int]) -> dict[int, list[RowMapping]]:
    """The rows of a ticket's parts: ``messages`` (with texts), ``tags``, ``links``, ``promises``, ``attachments``."""
    query = PARTS[what]
    column = query.selected_columns["ticket_id"]
    found: dict[int, list[RowMapping]] = {}
    for row in connection.execute(query.where(column.in_(ids))).mappings():
        found.setdefault(row["ticket_id"], []).append(row)
    return found


PARTS: Final = {
    "messages": select(
        messages.c.ticket_id,
        messages.c.id,
        messages.c.author,
        messages.c.visibility,
        messages.c.medium,
        messages.c.delivery,
        messages.c.sent_at,
        message_texts.c.salt,
        message_texts.c.author_name,
        message_texts.c.body,
    ).join(message_texts, message_texts.c.message_id == messages.c.id),
    "uses": select(answer_uses),
    "escalations": select(escalations),
    "approvals": select(approvals),
    "clocks": select(sla_clocks),
    "reviews": select(breach_reviews),
    "tags": select(ticket_tags.c.ticket_id, ticket_tags.c.tag),
    "links": select(ticket_links.c.ticket_id, ticket_links.c.other_id),
    "promises": select(
        promises.c.ticket_id,
        promises.c.id,
        promises.c.state,
        promises.c.due_at,
        promises.c.salt,
        promises.c.body,
    ),
    "attachments": select(
        attachments.c.ticket_id,
        attachments.c.id,
        attachments.c.salt,
        attachments.c.name,
        attachments.c.sha256,
        attachments.c.removed,
    ),
}


def rma_rows(connection: Connection) -> dict[int, tuple[RowMapping, dict[int, RowMapping]]]:
    """RMA → its row and its lines by id."""
    lines: dict[int, dict[int, RowMapping]] = {}
    for line in connection.execute(select(rma_lines)).mappings():
        lines.setdefault(line["rma_id"], {})[line["id"]] = line
    rows = connection.execute(select(rmas)).mappings()
    return {row["id"]: (row, lines.get(row["id"], {})) for row in rows}


def customer_rows(connection: Connection, ids: list[int]) -> dict[int, RowMapping]:
    query = select(customers.c.id, customers.c.name, customers.c.note, customers.c.salt).where(customers.c.id.in_(ids))
    return {row["id"]: row for row in connection.execute(query).mappings()}


def people_rows(connection: Connection, ids: list[int]) -> dict[int, RowMapping]:
    query = select(people.c.id, people.c.handle, people.c.roles).where(people.c.id.in_(ids))
    return {row["id"]: row for row in connection.execute(query).mappings()}


def answer_rows(connection: Connection, ids: list[int]) -> dict[int, tuple[RowMapping, dict[int, RowMapping]]]:
    """Answer → its row and its versions by number."""
    versions: dict[int, dict[int, RowMapping]] = {}
    query = select(answer_versions).where(answer_versions.c.answer_id.in_(ids))
    for version in connection.execute(query).mappings():
        versions.setdefault(version["answer_id"], {})[version["version"]] = version
    rows = connection.execute(select(answers).where(answers.c.id.in_(ids))).mappings()
    return {row["id"]: (row, versions.get(row["id"], {})) for row in rows}


def counts(connection: Connection) -> dict[str, int]:
    """How many tickets there are."""
    return {"tickets": connection.execute(select(func.count()).select_from(tickets)).scalar_one()}


def hash_at(connection: Connection, kind: str, stream_id: int, seq: int) -> str | None:
    """The hash of one event of a stream."""
    query = select(events.c.hash).where(
        events.c.stream_kind == kind, events.c.stream_id == stream_id, events.c.seq == seq
    )
    return connection.execute(query).scalar()
