"""A ticket's stream from a list of (type, payload), an hour apart, each an act of its own."""

from datetime import UTC, datetime, timedelta

from servicedesk.domain.events import Event, Payload, Stream, StreamKind, chain

START = datetime(2026, 11, 21, 12, tzinfo=UTC)
TICKET = Stream(StreamKind.TICKET, 10_001)
CREATED: tuple[str, Payload] = (
    "created",
    {"kind": "inquiry", "status": "new", "stage": None, "priority": "normal", "channel": "mail", "facts": "f"},
)


def ticket_stream(*happened: tuple[str, Payload], acts: str = "") -> list[Event]:
    """``acts`` names the act of each event by a letter; without it each is its own."""
    events: list[Event] = []
    for index, (kind, payload) in enumerate(happened):
        prev = events[-1].hash if events else ""
        act = acts[index] if acts else str(index)
        at = START + timedelta(hours=index)
        events.append(chain(TICKET, index + 1, kind, act, "person:1", "cli", at, payload, prev))
    return events


def said(message: int, author: str, delivery: str = "", visibility: str = "public") -> tuple[str, Payload]:
    """A ``message`` event: the customer's is received, an agent's pending unless said otherwise."""
    usual = {"customer": "received", "agent": "pending", "system": "handed_over"}[author]
    return (
        "message",
        {
            "message": message,
            "author": author,
            "visibility": visibility,
            "medium": "message",
            "delivery": delivery or usual,
            "digest": "d",
        },
    )


def moved(before: str, to: str, **more: object) -> tuple[str, Payload]:
    return "status", {"from": before, "to": to, **more}  # type: ignore[dict-item]
