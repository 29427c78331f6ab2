"""What a million tickets need: the queue in every offered order, the line of take next, an order in text indexes."""

import sqlalchemy as sa
from alembic import op

from servicedesk.store.search import text_index

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

QUEUED = sa.text("queue_due IS NOT NULL")
TAKEABLE = sa.text("lane IS NOT NULL")
ASSIGNED = sa.text("assignee_id IS NOT NULL")
PRODUCT = sa.text("product_id IS NOT NULL")
INDEXES = (
    ("ix_tickets_queue_updated", ("updated_at", "id"), QUEUED),
    ("ix_tickets_queue_created", ("created_at", "id"), QUEUED),
    ("ix_tickets_queue_id", ("id",), QUEUED),
    ("ix_tickets_assignee_updated", ("assignee_id", "updated_at", "id"), ASSIGNED),
    ("ix_tickets_product", ("product_id", "id"), PRODUCT),
    ("ix_tickets_turn", ("lane", "turn", "id"), TAKEABLE),
)
STANDING = """
UPDATE tickets SET lane = coalesce(CAST(team_id AS TEXT), '') || ':' || coalesce(language, ''),
  turn = CASE WHEN queue_due < 253402300799000000 THEN queue_due
              WHEN status IN ('new', 'open') THEN created_at + 86400000000
              ELSE remind_at END
       - CASE priority
           WHEN 'urgent' THEN 28800000000 WHEN 'high' THEN 7200000000 WHEN 'low' THEN -14400000000 ELSE 0 END
WHERE queue_due IS NOT NULL AND assignee_id IS NULL
"""
LAST = "UPDATE tickets SET turn = 253402300799000000 WHERE lane IS NOT NULL AND turn IS NULL"


def upgrade() -> None:
    op.add_column("tickets", sa.Column("lane", sa.String(), nullable=True))
    op.add_column("tickets", sa.Column("turn", sa.BigInteger(), nullable=True))
    op.execute(STANDING)
    op.execute(LAST)
    for name, columns, where in INDEXES:
        op.create_index(name, "tickets", list(columns), sqlite_where=where, postgresql_where=where)
    if op.get_bind().dialect.name == "postgresql":
        for index in ("ix_ticket_words", "ix_message_words"):
            op.execute(f"DROP INDEX IF EXISTS {index}")
        for statement in text_index.INDEXED:
            op.execute(statement)
