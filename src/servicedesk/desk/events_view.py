"""Events as front ends and errors show them."""

from collections.abc import Iterable, Mapping

from servicedesk.desk.views import EventView
from servicedesk.domain.events import Event, EventType, Json, skipped


def event_data(event: Event, names: Mapping[str, str] | None = None) -> dict[str, Json]:
    """An event as plain data, for the details of an error. ``names`` turns actor codes into handles."""
    return {
        "seq": event.seq,
        "type": event.type,
        "at": event.at.isoformat().replace("+00:00", "Z"),
        "actor": (names or {}).get(event.actor, event.actor),
        "via": event.via,
        "act_id": event.act_id,
        "payload": event.payload,
    }


def event_views(history: Iterable[Event], names: Mapping[str, str]) -> tuple[EventView, ...]:
    """Events as views, with the handles of those who acted."""
    events = list(history)
    undone = skipped(events)
    return tuple(
        EventView(
            event.seq,
            event.type,
            event.at,
            names.get(event.actor, event.actor),
            event.via,
            event.act_id,
            event.payload,
            event.seq in undone,
        )
        for event in events
    )


def call_lengths(history: Iterable[Event]) -> dict[int, int]:
    """Message → seconds, for those that record a call whose length was measured."""
    found: dict[int, int] = {}
    for event in history:
        message, seconds = event.payload.get("message"), event.payload.get("seconds")
        if event.type == EventType.MESSAGE and isinstance(message, int) and isinstance(seconds, int):
            found[message] = seconds
    return found
