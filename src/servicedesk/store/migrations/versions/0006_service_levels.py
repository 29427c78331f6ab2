"""Service levels: policies in versions, the cycles of every clock, reviews of breaches, what is due next."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INDEXED = {"next_due": "ix_tickets_next_due", "policy_version": "ix_tickets_policy"}
NEW_VIEWS = (("Overdue", "is:overdue", "due"), ("At risk", "is:risk", "due"))


def upgrade() -> None:
    for name in ("risk_at", "next_due"):
        op.add_column("tickets", sa.Column(name, sa.BigInteger(), nullable=True))
    op.add_column("tickets", sa.Column("policy_version", sa.Integer(), nullable=True))
    op.execute("UPDATE tickets SET policy_version = 0 WHERE status IN ('new', 'open', 'waiting_customer', 'on_hold')")
    for name, index in INDEXED.items():
        there = sa.text(f"{name} IS NOT NULL")
        op.create_index(index, "tickets", [name, "id"], sqlite_where=there, postgresql_where=there)
    op.create_table(
        "policies",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(), nullable=False),
        sa.Column("set_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    _clocks()
    _reviews()
    _views()


def _clocks() -> None:
    instants = ("ended_at", "running_since", "due_at", "warn_due_at", "warned_at", "breached_at")
    noted = ("warn_noted_at", "breach_noted_at")
    op.create_table(
        "sla_clocks",
        sa.Column("ticket_id", BIG_ID, nullable=False),
        sa.Column("clock", sa.String(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("target_s", sa.BigInteger(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("policy_version", sa.Integer(), nullable=False),
        sa.Column("used_us", sa.BigInteger(), nullable=False),
        sa.Column("late_us", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=True) for name in (*instants, *noted)),
        sa.Column("holder_id", BIG_ID, nullable=True),
        sa.Column("team_id", BIG_ID, nullable=True),
        sa.Column("held_status", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"]),
        sa.ForeignKeyConstraint(["holder_id"], ["people.id"]),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"]),
        sa.PrimaryKeyConstraint("ticket_id", "clock", "started_at"),
    )
    breached = sa.text("breached_at IS NOT NULL")
    op.create_index(
        "ix_sla_clocks_breached",
        "sla_clocks",
        ["breached_at", "ticket_id"],
        sqlite_where=breached,
        postgresql_where=breached,
    )
    op.create_index("ix_sla_clocks_started", "sla_clocks", ["started_at", "ticket_id"])


def _reviews() -> None:
    op.create_table(
        "breach_reviews",
        sa.Column("ticket_id", BIG_ID, nullable=False),
        sa.Column("clock", sa.String(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("holder_id", BIG_ID, nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("avoidable", sa.Boolean(), nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("reviewer_id", BIG_ID, nullable=False),
        sa.Column("reviewed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"]),
        sa.ForeignKeyConstraint(["holder_id"], ["people.id"]),
        sa.ForeignKeyConstraint(["reviewer_id"], ["people.id"]),
        sa.PrimaryKeyConstraint("ticket_id", "clock", "started_at"),
    )
    op.create_table(
        "earlier_comments",
        sa.Column("ticket_id", BIG_ID, nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"]),
        sa.PrimaryKeyConstraint("ticket_id", "digest"),
    )


def _views() -> None:
    """The new views of everybody, after the first two; a store without people gets its views when it is opened."""
    shared = sa.table("saved_views", *(sa.column(n) for n in ("owner_id", "name", "filter", "sort", "position")))
    if op.get_bind().execute(sa.select(sa.func.count()).select_from(shared)).scalar() == 0:
        return
    everybody = shared.c.owner_id.is_(None) & (shared.c.position >= 2)
    op.execute(sa.update(shared).where(everybody).values(position=shared.c.position + len(NEW_VIEWS)))
    for position, (name, filter_text, sort) in enumerate(NEW_VIEWS, start=2):
        op.execute(sa.insert(shared).values(name=name, filter=filter_text, sort=sort, position=position))
