"""Who stands in for somebody, as the events on that person's stream tell it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from servicedesk.domain import payloads as read
from servicedesk.domain.events import Event, EventType, from_micros


@dataclass(frozen=True, slots=True)
class Delegation:
    """``to`` stands in from ``since`` on, until ``until`` or until it was ended."""

    id: int
    to: int
    since: datetime
    until: datetime
    ended_at: datetime | None = None


def delegations_of(history: Iterable[Event]) -> dict[int, Delegation]:
    """All that a person ever gave, by id."""
    found: dict[int, Delegation] = {}
    for event in history:
        if event.type == EventType.DELEGATED:
            one = _given(event)
            found[one.id] = one
        elif event.type == EventType.DELEGATION_ENDED:
            number = read.number(event.payload, "delegation")
            found[number] = replace(found[number], ended_at=event.at)
    return found


def _given(event: Event) -> Delegation:
    payload = event.payload
    return Delegation(
        read.number(payload, "delegation"),
        read.number(payload, "to"),
        from_micros(read.number(payload, "from")),
        from_micros(read.number(payload, "until")),
    )
