"""People at work together: presence, leases, breaks, kept forms; mentions, handed-over tickets, reminders."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANTS = ("handed_over_at", "follow_up_at", "remind_at")
NEW_VIEWS = (
    ("@me", "is:all mention:me", "-updated"),
    ("Handed over", "is:handed", "-updated"),
    ("Promises", "is:remind assignee:me", "remind"),
)


def upgrade() -> None:
    for name in INSTANTS:
        op.add_column("tickets", sa.Column(name, sa.BigInteger(), nullable=True))
    op.execute("UPDATE tickets SET remind_at = promise_due WHERE promise_due IS NOT NULL")
    for name in ("handed_over_at", "remind_at"):
        there = sa.text(f"{name} IS NOT NULL")
        index = f"ix_tickets_{name.removesuffix('_at')}"
        op.create_index(index, "tickets", [name, "id"], sqlite_where=there, postgresql_where=there)
    _mentions()
    _together()
    _own()
    _views()


def _mentions() -> None:
    op.create_table(
        "ticket_mentions",
        sa.Column("ticket_id", BIG_ID, nullable=False),
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("message_id", BIG_ID, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"]),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"]),
        sa.PrimaryKeyConstraint("ticket_id", "person_id"),
    )
    op.create_index("ix_ticket_mentions_person", "ticket_mentions", ["person_id", "ticket_id"])


def _together() -> None:
    op.create_table(
        "leases",
        sa.Column("ticket_id", BIG_ID, nullable=False),
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"]),
        sa.PrimaryKeyConstraint("ticket_id"),
    )
    op.create_table(
        "presence",
        sa.Column("console", sa.String(), nullable=False),
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("ticket_id", BIG_ID, nullable=True),
        sa.Column("doing", sa.String(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"]),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"]),
        sa.PrimaryKeyConstraint("console"),
    )
    op.create_index("ix_presence_ticket", "presence", ["ticket_id"])
    op.create_table(
        "absences",
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"]),
        sa.PrimaryKeyConstraint("person_id"),
    )


def _own() -> None:
    op.create_table(
        "read_marks",
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("ticket_id", BIG_ID, nullable=False),
        sa.Column("read_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"]),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"]),
        sa.PrimaryKeyConstraint("person_id", "ticket_id"),
    )
    op.create_index("ix_read_marks_latest", "read_marks", ["person_id", "read_at"])
    op.create_table(
        "kept_forms",
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("fields", sa.String(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"]),
        sa.PrimaryKeyConstraint("person_id", "form"),
    )


def _views() -> None:
    """The new views of everybody, after the first two; a store without people gets its views when it is opened."""
    shared = sa.table("saved_views", *(sa.column(n) for n in ("owner_id", "name", "filter", "sort", "position")))
    if op.get_bind().execute(sa.select(sa.func.count()).select_from(shared)).scalar() == 0:
        return
    everybody = shared.c.owner_id.is_(None) & (shared.c.position >= 2)
    op.execute(sa.update(shared).where(everybody).values(position=shared.c.position + 3))
    for position, (name, filter_text, sort) in enumerate(NEW_VIEWS, start=2):
        op.execute(sa.insert(shared).values(name=name, filter=filter_text, sort=sort, position=position))
