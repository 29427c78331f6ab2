"""A ticket as it is opened: its row with every name on it, and what hangs on it, in one statement.

Most tickets have no promise, no return, no file: what isn't there needn't be asked for.
"""

from functools import cache
from typing import Final

from sqlalchemy import Column, ColumnElement, Connection, RowMapping, Select, bindparam, func, select

from servicedesk.domain.tickets import Kind
from servicedesk.store import queues
from servicedesk.store.tables.catalog import orders, products
from servicedesk.store.tables.people import drafts, teams
from servicedesk.store.tables.returns import rmas
from servicedesk.store.tables.tickets import (
    attachments,
    promises,
    ticket_links,
    ticket_mentions,
    ticket_tags,
    tickets,
)
from servicedesk.store.tables.workflows import approvals, escalations

ANSWERED: Final = ("completed", "handed_back", "declined")
RECENT: Final = 2_000
"""Among so many of the newest tickets a complaint is looked for: no index leads to one."""
_MORE: Final = (
    "line",
    "channel",
    "language",
    "order_text",
    "product_text",
    "remedy",
    "nature",
    "severity",
    "department",
    "accepted",
    "merged_into",
    "split_from",
    "first_responded_at",
    "resolved_at",
    "closed_at",
    "follow_up_at",
    "handed_over_at",
)
"""What of a ticket no list shows."""
_HANGS: Final = {
    "has_tags": ticket_tags.c.ticket_id,
    "has_links": ticket_links.c.ticket_id,
    "has_files": attachments.c.ticket_id,
    "has_promises": promises.c.ticket_id,
    "has_returns": rmas.c.ticket_id,
    "has_mentions": ticket_mentions.c.ticket_id,
    "has_escalations": escalations.c.ticket_id,
    "has_approvals": approvals.c.ticket_id,
}


def shown(connection: Connection, ticket_id: int, person_id: int) -> RowMapping | None:
    """A queue row with the ticket's other columns, ``team``, ``order_number``, ``sku``, and what it ``has_``.

    ``has_merged``: other tickets were merged into it. ``has_drafts``: the person's.
    """
    return connection.execute(_shown(), {"of_id": ticket_id, "of_person": person_id}).mappings().first()


def examples(connection: Connection) -> list[int]:
    """Tickets of each sort that more is read of than of others: mostly the newest and the oldest of a sort."""
    columns = [*_HANGS.values(), tickets.c.merged_into]
    ends = [select(end(one)).scalar_subquery() for one in columns for end in (func.max, func.min)]
    ordered = select(tickets.c.id).where(tickets.c.order_id == select(func.max(tickets.c.order_id)).scalar_subquery())
    recent = select(func.max(tickets.c.id) - RECENT).scalar_subquery()
    complaint = select(tickets.c.id).where(tickets.c.id > recent, tickets.c.kind == str(Kind.COMPLAINT))
    found = connection.execute(select(*ends)).one()
    ended = select(escalations.c.ticket_id).where(escalations.c.state.in_(ANSWERED)).order_by(escalations.c.id.desc())
    answered = select(approvals.c.ticket_id).where(approvals.c.state != "waiting").order_by(approvals.c.id.desc())
    some = (connection.scalar(one.limit(1)) for one in (ordered, complaint, ended, answered))
    return list({number for number in (*found, *some) if number is not None})


@cache
def _shown() -> Select[tuple[object, ...]]:
    names = (teams.c.code.label("team"), orders.c.number.label("order_number"), products.c.sku)
    hangs = [_any(column).label(name) for name, column in _HANGS.items()]
    merged = tickets.alias("merged")
    more = (
        _any(merged.c.merged_into, merged.c.status == "merged").label("has_merged"),
        _any(drafts.c.ticket_id, drafts.c.person_id == bindparam("of_person")).label("has_drafts"),
    )
    return (
        queues.rows()
        .add_columns(*(tickets.c[name] for name in _MORE), *names, *hangs, *more)
        .outerjoin(teams, teams.c.id == tickets.c.team_id)
        .outerjoin(orders, orders.c.id == tickets.c.order_id)
        .outerjoin(products, products.c.id == tickets.c.product_id)
        .where(tickets.c.id == bindparam("of_id"))
    )


def _any(column: Column[int | None], *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a row names the ticket asked for there. By its number, so that it is looked up but once."""
    return select(column).where(column == bindparam("of_id"), *conditions).exists()
