"""Escalations, approvals, delegations, the texts of events, and what returns know of money."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OPEN = sa.text("state IN ('open', 'accepted')")
UNACCEPTED = sa.text("state = 'open'")
WARNED = sa.text("warned_at IS NOT NULL")
WAITING = sa.text("state = 'waiting'")
STANDS = sa.text("ended_at IS NULL")


def upgrade() -> None:
    _escalations()
    _view()
    _approvals()
    _delegations()
    _texts()
    _returns()
    op.add_column("orders", sa.Column("payment", sa.String(), server_default="paid", nullable=False))


def _person(name: str) -> sa.Column[int]:
    return sa.Column(name, BIG_ID, sa.ForeignKey("people.id"), nullable=True)


def _escalations() -> None:
    op.create_table(
        "escalations",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("ticket_id", BIG_ID, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("skill", sa.String(), nullable=True),
        sa.Column("team_id", BIG_ID, sa.ForeignKey("teams.id"), nullable=True),
        _person("person_id"),
        _person("sender_id"),
        _person("held_by_id"),
        sa.Column("line_before", sa.Integer(), nullable=False),
        sa.Column("hand_over", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(), nullable=True),
        sa.Column("cycle", sa.String(), nullable=True),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("accept_by", sa.BigInteger(), nullable=True),
        _person("taken_by_id"),
        sa.Column("accepted_at", sa.BigInteger(), nullable=True),
        _person("ended_by_id"),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_escalations_open", "escalations", ["ticket_id"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN
    )
    op.create_index("ix_escalations_ticket", "escalations", ["ticket_id", "id"])
    op.create_index("ix_escalations_sender", "escalations", ["sender_id", "id"])
    op.create_index(
        "ix_escalations_waiting",
        "escalations",
        ["opened_at", "id"],
        sqlite_where=UNACCEPTED,
        postgresql_where=UNACCEPTED,
    )
    op.create_index(
        "ix_sla_clocks_warned", "sla_clocks", ["warned_at", "ticket_id"], sqlite_where=WARNED, postgresql_where=WARNED
    )


def _view() -> None:
    """The new view of everybody, after the first two; a store without people gets its views when it is opened."""
    shared = sa.table("saved_views", *(sa.column(n) for n in ("owner_id", "name", "filter", "sort", "position")))
    if op.get_bind().execute(sa.select(sa.func.count()).select_from(shared)).scalar() == 0:
        return
    everybody = shared.c.owner_id.is_(None) & (shared.c.position >= 2)
    op.execute(sa.update(shared).where(everybody).values(position=shared.c.position + 1))
    view = {"name": "Asked of me", "filter": "inbox:me", "sort": "updated", "position": 2}
    op.execute(sa.insert(shared).values(**view))


def _approvals() -> None:
    op.create_table(
        "approvals",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("ticket_id", BIG_ID, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("rma_id", BIG_ID, sa.ForeignKey("rmas.id"), nullable=True),
        sa.Column("order_id", BIG_ID, sa.ForeignKey("orders.id"), nullable=True),
        _person("asker_id"),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("granted", sa.Integer(), nullable=True),
        _person("decided_by_id"),
        _person("on_behalf_of_id"),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_approvals_waiting", "approvals", ["asked_at", "id"], sqlite_where=WAITING, postgresql_where=WAITING
    )
    op.create_index("ix_approvals_ticket", "approvals", ["ticket_id", "id"])
    op.create_index("ix_approvals_order", "approvals", ["order_id"])


def _delegations() -> None:
    op.create_table(
        "delegations",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("person_id", BIG_ID, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("to_id", BIG_ID, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("from_at", sa.BigInteger(), nullable=False),
        sa.Column("until_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_delegations_person_id", "delegations", ["person_id"])
    op.create_index("ix_delegations_to", "delegations", ["to_id"], sqlite_where=STANDS, postgresql_where=STANDS)


def _texts() -> None:
    op.create_table(
        "event_texts",
        sa.Column("stream_kind", sa.String(), nullable=False),
        sa.Column("stream_id", BIG_ID, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("stream_kind", "stream_id", "seq", "name"),
    )


def _returns() -> None:
    for column in (
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column("fee", sa.Integer(), server_default="0", nullable=False),
        sa.Column("shipping", sa.Integer(), server_default="0", nullable=False),
        sa.Column("refund_total", sa.Integer(), server_default="0", nullable=False),
        sa.Column("needs_approval", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("tracking", sa.String(), server_default="", nullable=False),
    ):
        op.add_column("rmas", column)
    for column in (
        sa.Column("standing", sa.String(), nullable=True),
        sa.Column("rule", sa.String(), nullable=True),
        sa.Column("received", sa.Integer(), nullable=True),
        sa.Column("found", sa.String(), nullable=True),
        sa.Column("net", sa.Integer(), nullable=True),
        sa.Column("tax", sa.Integer(), nullable=True),
        sa.Column("fee", sa.Integer(), nullable=True),
        sa.Column("worth", sa.Integer(), nullable=True),
        sa.Column("replacement", sa.String(), nullable=True),
        sa.Column("difference", sa.Integer(), nullable=True),
        sa.Column("replacement_of", BIG_ID, nullable=True),
    ):
        op.add_column("rma_lines", column)
