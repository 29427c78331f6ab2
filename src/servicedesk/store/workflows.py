"""Escalations, approvals and the texts of events as rows, written from the replay of the streams they belong to."""

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, RowMapping, delete, insert, select

from servicedesk.domain.events import Event, Stream, StreamKind
from servicedesk.domain.ticket_state import TicketState
from servicedesk.domain.workflows.states import Approval, Escalation
from servicedesk.store.database import upsert
from servicedesk.store.tables.workflows import approvals, escalations, event_texts


def escalation_values(ticket_id: int, one: Escalation) -> dict[str, object]:
    """An escalation's row, as replay says."""
    return {
        "id": one.id,
        "ticket_id": ticket_id,
        "seq": one.seq,
        "state": str(one.state),
        "reason": str(one.reason),
        "line": one.target.line,
        "skill": one.target.skill,
        "team_id": one.target.team,
        "person_id": one.target.person,
        "sender_id": one.sender,
        "held_by_id": one.held_by,
        "line_before": one.line_before,
        "hand_over": one.hand_over,
        "rule": one.rule,
        "cycle": one.cycle,
        "opened_at": one.opened_at,
        "accept_by": one.accept_by,
        "taken_by_id": one.taken_by,
        "accepted_at": one.accepted_at,
        "ended_by_id": one.ended_by,
        "ended_at": one.ended_at,
    }


def approval_values(ticket_id: int, one: Approval) -> dict[str, object]:
    """An approval's row, as replay says."""
    return {
        "id": one.id,
        "ticket_id": ticket_id,
        "seq": one.seq,
        "kind": str(one.kind),
        "state": str(one.state),
        "amount": one.amount,
        "currency": one.currency,
        "rma_id": one.rma_id,
        "order_id": one.order_id,
        "asker_id": one.asker or None,
        "asked_at": one.asked_at,
        "granted": one.granted,
        "decided_by_id": one.decided_by,
        "on_behalf_of_id": one.on_behalf_of,
        "decided_at": one.decided_at,
    }


def sync(connection: Connection, state: TicketState) -> None:
    """Bring a ticket's escalations and approvals to what replay says; those whose opening was undone are no more."""
    wanted_escalations = {one.id: escalation_values(state.id, one) for one in state.escalations.values()}
    wanted_approvals = {one.id: approval_values(state.id, one) for one in state.approvals.values()}
    for table, wanted in ((escalations, wanted_escalations), (approvals, wanted_approvals)):
        query = select(table).where(table.c.ticket_id == state.id)
        stored = {row["id"]: dict(row) for row in connection.execute(query).mappings()}
        # Rows that changed leave before any is written: an index lets no second open escalation stand beside the first.
        if changed := sorted(key for key, row in stored.items() if wanted.get(key) != row):
            connection.execute(delete(table).where(table.c.id.in_(changed)))
        if new := [row for key, row in wanted.items() if stored.get(key) != row]:
            connection.execute(insert(table), new)


def keep_texts(connection: Connection, event: Event, salt: bytes, texts: Mapping[str, str]) -> None:
    """Write the texts an event holds digests of, all with one salt."""
    for name, body in texts.items():
        where = {"stream_kind": str(event.stream.kind), "stream_id": event.stream.id, "seq": event.seq, "name": name}
        upsert(connection, event_texts, tuple(where), {**where, "salt": salt, "body": body})


def texts_of(connection: Connection, stream: Stream) -> dict[int, dict[str, str]]:
    """The texts of a stream's events, by seq and name."""
    found: dict[int, dict[str, str]] = {}
    for row in _texts(connection, stream.kind, [stream.id]):
        found.setdefault(row["seq"], {})[row["name"]] = row["body"]
    return found


def text_rows(connection: Connection, kind: StreamKind, ids: Iterable[int]) -> dict[int, list[RowMapping]]:
    """The texts of streams as stored, with their salts, by stream."""
    found: dict[int, list[RowMapping]] = {}
    for row in _texts(connection, kind, list(ids)):
        found.setdefault(row["stream_id"], []).append(row)
    return found


def _texts(connection: Connection, kind: StreamKind, ids: list[int]) -> list[RowMapping]:
    c = event_texts.c
    query = select(event_texts).where(c.stream_kind == str(kind), c.stream_id.in_(ids))
    return list(connection.execute(query.order_by(c.stream_id, c.seq, c.name)).mappings())
