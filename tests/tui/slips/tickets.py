"""A ticket whose every text is a given one: what screens are shown with where there is no store."""

from datetime import UTC, datetime

from servicedesk.desk.together_views import LastTicket
from servicedesk.desk.views import DraftView, EventView, Hit, QueueRow


def sample_hits(text: str) -> list[Hit]:
    """A hit for each way of finding, and a customer and an order without a ticket."""
    at = datetime(2025, 11, 21, 12, 0, tzinfo=UTC)
    ways = ("ticket", "order", "tracking", "email", "phone", "name", "subject", "message", "words", "recent", text)
    tickets = [Hit("ticket", 10432, 10432, text, text, at, why, 1, text, "open", text) for why in ways]
    return [*tickets, *(Hit(what, 1, None, text, text, at, text, 1, text, "", text) for what in ("customer", "order"))]


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


def sample_last_ticket(text: str) -> LastTicket:
    at = datetime(2026, 11, 21, 11, 0, tzinfo=UTC)
    event = EventView(7, "status", at, "ana", "console", "1", {"to": text})
    return LastTicket(sample_row(text), at, DraftView("reply", text, 0, at), (event,))
