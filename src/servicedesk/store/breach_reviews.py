"""What supervisors found of breaches, as rows: one a breach, written from the ticket's replay."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, delete, select

from servicedesk.domain.digests import text_digest
from servicedesk.domain.ticket_state import ReviewState, TicketState
from servicedesk.store.database import upsert
from servicedesk.store.tables.service_levels import breach_reviews, earlier_comments

Key = tuple[str, datetime]
"""A cycle of a ticket: its clock, and when it started."""


def review_values(review: ReviewState) -> dict[str, object]:
    """The columns of a review that replay decides: all but the comment and its salt."""
    return {
        "holder_id": review.holder,
        "status": review.status,
        "cause": review.cause,
        "avoidable": review.avoidable,
        "reviewer_id": review.reviewer,
        "reviewed_at": review.at,
    }


def put(connection: Connection, ticket_id: int, key: Key, review: ReviewState, salt: bytes, comment: str) -> None:
    """Write a review. The comment of the one it replaces is kept, so that an undo can bring it back."""
    _keep_comment(connection, ticket_id, key)
    _write(connection, ticket_id, key, review, salt, comment)


def sync(connection: Connection, state: TicketState) -> None:
    """Bring a ticket's reviews to what replay says, with the comments they had."""
    query = select(breach_reviews).where(breach_reviews.c.ticket_id == state.id)
    stored = {(row["clock"], row["started_at"]): row for row in connection.execute(query).mappings()}
    for key in stored.keys() - state.reviews.keys():
        _keep_comment(connection, state.id, key)
        connection.execute(delete(breach_reviews).where(_is(state.id, key)))
    for key, review in state.reviews.items():
        row = stored.get(key)
        if row is not None and text_digest(row["salt"], row["comment"]) == review.digest:
            continue
        _keep_comment(connection, state.id, key)
        salt, comment = _kept_comment(connection, state.id, review.digest)
        _write(connection, state.id, key, review, salt, comment)


def _write(connection: Connection, ticket_id: int, key: Key, review: ReviewState, salt: bytes, comment: str) -> None:
    where: Mapping[str, object] = {"ticket_id": ticket_id, "clock": key[0], "started_at": key[1]}
    values = {**where, **review_values(review), "salt": salt, "comment": comment}
    upsert(connection, breach_reviews, tuple(where), values)


def _keep_comment(connection: Connection, ticket_id: int, key: Key) -> None:
    query = select(breach_reviews.c.salt, breach_reviews.c.comment).where(_is(ticket_id, key))
    row = connection.execute(query).first()
    if row is not None:
        kept = {"ticket_id": ticket_id, "digest": text_digest(row.salt, row.comment)}
        values = {**kept, "salt": row.salt, "comment": row.comment}
        upsert(connection, earlier_comments, tuple(kept), values)


def _kept_comment(connection: Connection, ticket_id: int, digest: str) -> tuple[bytes, str]:
    """A comment by its digest; without a salt where an erasure has emptied it."""
    query = select(earlier_comments.c.salt, earlier_comments.c.comment)
    row = connection.execute(
        query.where(earlier_comments.c.ticket_id == ticket_id, earlier_comments.c.digest == digest)
    ).first()
    return (b"", "") if row is None else (row.salt, row.comment)


def _is(ticket_id: int, key: Key) -> ColumnElement[bool]:
    c = breach_reviews.c
    return and_(c.ticket_id == ticket_id, c.clock == key[0], c.started_at == key[1])
