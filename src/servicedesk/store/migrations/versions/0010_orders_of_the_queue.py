"""The queue in every order at a million: whose a ticket is, and whether it has ended, is read from the order's index.

A person's tickets are every tenth in the queue; each of the others was looked up to see whose it is.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

QUEUED = sa.text("queue_due IS NOT NULL")
INDEXES = (
    ("ix_tickets_queue_updated", ("updated_at", "id", "assignee_id"), QUEUED),
    ("ix_tickets_queue_created", ("created_at", "id", "assignee_id"), QUEUED),
    ("ix_tickets_queue_id", ("id", "assignee_id"), QUEUED),
    ("ix_tickets_created", ("created_at", "id", "status"), None),
)


def upgrade() -> None:
    for name, columns, where in INDEXES:
        op.drop_index(name, "tickets")
        op.create_index(name, "tickets", list(columns), sqlite_where=where, postgresql_where=where)
