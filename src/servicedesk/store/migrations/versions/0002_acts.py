"""Acts: one row a key press, so that undo and the list of recent acts need no search. Filled from the events."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_BACKFILL = """
    INSERT INTO acts (id, person_id, name, ticket_id, streams, at)
    SELECT first.act_id, CAST(substr(first.actor, 8) AS INTEGER), first.type, first.stream_id, 1, first.at
    FROM events AS first
    JOIN (SELECT act_id, min(id) AS id FROM events WHERE stream_kind = 'ticket' GROUP BY act_id) AS least
      ON least.id = first.id
    WHERE first.actor LIKE 'person:%' AND first.via <> 'import'
"""


def upgrade() -> None:
    op.create_table(
        "acts",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=True),
        sa.Column("streams", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("undone_by", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_acts_person", "acts", ["person_id", "at"])
    op.execute(sa.text(_BACKFILL))
