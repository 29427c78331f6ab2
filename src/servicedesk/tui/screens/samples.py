"""A ticket whose every text is a given one: what screens are shown with where there is no store."""

from datetime import UTC, datetime

from servicedesk.desk.views import QueueRow


def sample_row(text: str) -> QueueRow:
    at = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
    return QueueRow(
        id=10432,
        kind="complaint",
        status="open",
        stage="decided",
        priority="high",
        subject=text,
        customer_id=1,
        customer_name=text,
        membership="vip",
        assignee=text,
        due_at=at,
        due_clock=text,
        waiting_since=at,
        snoozed_until=None,
        created_at=at,
        updated_at=at,
        last_public_author="customer",
        version=1,
    )
