"""Canned answers: in versions, with examples, what became of them, and what somebody typed again and again."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _answers()
    _uses()
    op.add_column("drafts", sa.Column("answers", sa.String(), server_default="", nullable=False))
    op.create_table(
        "own_words",
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.Column("dismissed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"]),
        sa.PrimaryKeyConstraint("person_id", "digest"),
    )


def _answers() -> None:
    op.create_table(
        "answers",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("retired_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code", "language", "owner"),
    )
    op.create_index("ix_answers_change", "answers", ["change"])
    op.create_index("ix_answers_owner", "answers", ["owner", "id"])
    op.create_table(
        "answer_versions",
        sa.Column("answer_id", BIG_ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_by", BIG_ID, nullable=True),
        sa.ForeignKeyConstraint(["answer_id"], ["answers.id"]),
        sa.ForeignKeyConstraint(["changed_by"], ["people.id"]),
        sa.PrimaryKeyConstraint("answer_id", "version"),
    )
    op.create_table(
        "answer_examples",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("answer_id", BIG_ID, nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["answer_id"], ["answers.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_answer_examples_answer", "answer_examples", ["answer_id", "id"])


def _uses() -> None:
    op.create_table(
        "answer_uses",
        sa.Column("ticket_id", BIG_ID, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("answer_id", BIG_ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("message_id", BIG_ID, nullable=True),
        sa.Column("person_id", BIG_ID, nullable=True),
        sa.Column("used_at", sa.BigInteger(), nullable=False),
        sa.Column("asked_id", BIG_ID, nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"]),
        sa.ForeignKeyConstraint(["answer_id"], ["answers.id"]),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"]),
        sa.ForeignKeyConstraint(["asked_id"], ["messages.id"]),
        sa.PrimaryKeyConstraint("ticket_id", "seq", "answer_id"),
    )
    op.create_index("ix_answer_uses_answer", "answer_uses", ["answer_id", "used_at"])
    op.create_index("ix_answer_uses_used", "answer_uses", ["used_at", "ticket_id"])
