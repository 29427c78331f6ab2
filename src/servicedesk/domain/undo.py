"""What an undo may take back: an act's events, unless later ones stand on them (DOMAIN, section 2)."""

from collections.abc import Iterable

from servicedesk.domain import payloads as read
from servicedesk.domain.events import Event, EventType, Json, skipped


def touches(event: Event) -> frozenset[str]:
    """The fields an event changes: an undo is refused once a later event touched one of them."""
    payload = event.payload
    match EventType(event.type):
        case EventType.CREATED:
            return frozenset({"*"})
        case EventType.MESSAGE:
            return frozenset({f"message:{payload['message']}"})
        case EventType.DELIVERED | EventType.FAILED:
            return frozenset({f"message:{payload['message']}", "waiting"})
        case EventType.NO_REPLY_NEEDED:
            return frozenset({"waiting"})
        case EventType.SPLIT_OFF:
            return frozenset(f"message:{m}" for m in read.numbers(payload, "messages"))
        case EventType.PROMISED | EventType.PROMISE_KEPT | EventType.PROMISE_BROKEN:
            return frozenset({f"promise:{payload['promise']}"})
        case EventType.ATTACHED:
            return frozenset({f"attachment:{payload['attachment']}"})
        case EventType.TAGGED:
            return frozenset(f"tag:{tag}" for name in ("add", "remove") for tag in read.texts(payload, name))
        case EventType.LINKED:
            return frozenset({f"link:{payload['ticket']}"})
        case EventType.ABSORBED:
            return frozenset({f"absorbed:{payload['ticket']}"})
        case EventType.MERGED:
            return frozenset({"status"})
        case EventType.SNOOZED | EventType.WOKEN:
            return frozenset({"snoozed"})
        case EventType.KIND:
            return frozenset({"kind", "stage"})
        case EventType.FACTS | EventType.COMPLAINT:
            return frozenset(payload)
        case EventType.UNDONE:
            return frozenset(read.texts(payload, "fields"))
        case other:
            return frozenset({str(other)})


def undo_fields(events: Iterable[Event]) -> list[Json]:
    """What an ``undone`` event says it touches: every field its events touched."""
    return [*sorted({name for event in events for name in touches(event)})]


def conflicts(history: Iterable[Event], mine: Iterable[Event]) -> list[Event]:
    """The later events that stand on those of ``mine``, and so refuse their undo."""
    history = list(history)
    undoing = {event.seq for event in mine}
    left_out = skipped(history)
    found: list[Event] = []
    for event in mine:
        fields = touches(event)
        for later in history:
            if later.seq <= event.seq or later.seq in undoing or later.seq in left_out:
                continue
            hit = touches(later)
            if ("*" in fields and later.act_id != event.act_id) or fields & hit:
                found.append(later)
    return sorted({event.seq: event for event in found}.values(), key=lambda event: event.seq)
