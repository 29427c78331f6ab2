"""What an undo may take back: an act's events, unless later ones stand on them (DOMAIN, section 2)."""

from collections.abc import Iterable, Mapping

from servicedesk.domain import payloads as read
from servicedesk.domain.events import NOTICES, Event, EventType, Json, seqs_of, skipped

EVERYTHING = "*"
_PROMISES = frozenset(
    {
        EventType.PROMISED,
        EventType.PROMISE_KEPT,
        EventType.PROMISE_BROKEN,
        EventType.PROMISE_POSTPONED,
        EventType.PROMISE_WITHDRAWN,
    }
)


def touches(event: Event) -> frozenset[str]:
    """The fields an event changes: an undo is refused once a later event touched one of them."""
    payload = event.payload
    match EventType(event.type):
        case EventType.CREATED:
            return frozenset({EVERYTHING})
        case EventType.MESSAGE:
            return frozenset({f"message:{payload['message']}"})
        case EventType.DELIVERED | EventType.FAILED:
            return frozenset({f"message:{payload['message']}", "waiting"})
        case EventType.NO_REPLY_NEEDED:
            return frozenset({"waiting"})
        case EventType.SPLIT_OFF:
            files = (f"attachment:{a}" for a in read.numbers(payload, "attachments"))
            return frozenset({*files, *(f"message:{m}" for m in read.numbers(payload, "messages"))})
        case _ if event.type in _PROMISES:
            return frozenset({f"promise:{payload['promise']}"})
        case EventType.FOLLOW_UP:
            return frozenset({"follow_up"})
        case EventType.MENTION_SEEN:
            return frozenset({f"mention:{event.actor}"})
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
        case EventType.SUBJECT:
            return frozenset({"facts"})
        case EventType.FACTS | EventType.COMPLAINT:
            return frozenset(payload)
        case EventType.RMA_STAGE | EventType.RMA_LINE:
            return frozenset({"rma"})
        case EventType.ESCALATED | EventType.ESCALATION:
            # A ticket has one open escalation: none comes back beside a later one.
            return frozenset({f"escalation:{payload['escalation']}", "escalation"})
        case EventType.APPROVAL_ASKED | EventType.APPROVAL:
            return frozenset({f"approval:{payload['approval']}"})
        case EventType.MACRO:
            return frozenset({f"macro:{event.seq}"})
        case EventType.BREACH_REVIEWED:
            return frozenset({f"review:{payload['clock']}:{payload['started']}"})
        case _ if event.type in NOTICES:
            return frozenset()
        case EventType.UNDONE:
            return frozenset(read.texts(payload, "fields"))
        case other:
            return frozenset({str(other)})


def stands_on(event: Event) -> frozenset[str]:
    """The fields whose values made an event legal, besides those it changes.

    A complaint is resolved because of its stage, and communicated because of a reply: neither may be pulled away.
    """
    payload = event.payload
    match event.type:
        case EventType.STATUS | EventType.STAGE:
            return frozenset(read.texts(payload, "stands_on"))
        case EventType.ATTACHED if read.optional_number(payload, "message") is not None:
            return frozenset({f"message:{payload['message']}"})
        case _:
            return frozenset()


def undo_fields(events: Iterable[Event]) -> list[Json]:
    """What an ``undone`` event says it touches: every field its events touched."""
    return [*sorted({name for event in events for name in touches(event)})]


def conflicts(history: Iterable[Event], mine: Iterable[Event]) -> list[Event]:
    """The later events that stand on those of ``mine``, and so refuse their undo."""
    by_seq = {event.seq: event for event in history}
    undoing = list(mine)
    left_out = skipped(by_seq.values())
    ends = {seq for event in undoing for seq in (event.seq, *_roots(event, by_seq))}
    found: set[int] = set()
    for event in undoing:
        fields = touches(event)
        first = min(_roots(event, by_seq))
        for later in by_seq.values():
            if later.seq <= event.seq or later.seq in ends or later.seq in left_out or later.type in NOTICES:
                continue
            if later.type == EventType.UNDONE and not _undercuts(later, first, ends, by_seq):
                continue
            if EVERYTHING in fields or fields & (touches(later) | stands_on(later)):
                found.add(later.seq)
    return [by_seq[seq] for seq in sorted(found)]


def _roots(event: Event, by_seq: Mapping[int, Event]) -> frozenset[int]:
    """The event itself, or what an ``undone`` one takes back or brings back in the end."""
    if event.type != EventType.UNDONE:
        return frozenset({event.seq})
    return frozenset(root for seq in seqs_of(event) for root in _roots(by_seq[seq], by_seq))


def _undercuts(undone: Event, first: int, ends: set[int], by_seq: Mapping[int, Event]) -> bool:
    """Whether an undo or redo changed something older than what is to be undone now.

    What came later and was undone leaves nothing behind, and a redo of the act itself is no obstacle to undoing it.
    """
    return any(root < first and root not in ends for root in _roots(undone, by_seq))
