"""What was tried on a ticket, told from its events: codes and figures that front ends word in their language."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from servicedesk.domain import payloads as read
from servicedesk.domain.events import Event, EventType, Payload, from_micros, skipped
from servicedesk.domain.ticket_state import TicketState
from servicedesk.domain.workflows.states import Escalation

NO_SIDES: Final[Mapping[int, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Tried:
    """One thing that was done or stands open. ``count`` of it, the last one ``at``; ``about`` is a code or a number.

    waits (since), replied, spoke, voicemail, answers (about: their numbers), asked (about: carrier, warehouse or
    vendor), promised (until), promise_broken, escalated (about: what came of it), reopened, return (about: its
    stage), breached (about: the clock), nothing.
    """

    code: str
    count: int = 1
    at: datetime | None = None
    about: str = ""


def tried(
    history: Sequence[Event],
    state: TicketState,
    *,
    sides: Mapping[int, str] = NO_SIDES,
    rmas: Iterable[str] = (),
) -> tuple[Tried, ...]:
    """What stands of a ticket's events, the customer's wait first.

    ``sides``: of messages to others than the customer, by their ids, to whom. ``rmas``: the stages of its returns.
    """
    left_out = skipped(history)
    events = [event for event in history if event.seq not in left_out]
    found = [
        *_said(events),
        *_answers(state),
        *_asked(state, sides),
        *_promises(state),
        *(Tried("return", about=stage) for stage in rmas),
        *_reopened(events),
        *(_escalated(one) for one in state.escalations.values()),
    ]
    waits = [] if state.waiting_since is None else [Tried("waits", at=state.waiting_since)]
    late = [
        Tried("breached", at=from_micros(one.breached_at), about=str(one.clock))
        for one in state.sla.clocks
        if one.breached_at is not None and one.ended_at is None
    ]
    return (*waits, *late, *(found or [Tried("nothing")]))


def _said(events: Iterable[Event]) -> Iterator[Tried]:
    """Our words to the customer: replies, spoken calls, messages on an answering machine."""
    told: dict[str, list[Event]] = {}
    for event in events:
        if event.type == EventType.MESSAGE and (code := _code_of(event.payload)) is not None:
            told.setdefault(code, []).append(event)
    for code in ("replied", "spoke", "voicemail"):
        if code in told:
            yield Tried(code, len(told[code]), max(_at(event) for event in told[code]))


def _code_of(payload: Payload) -> str | None:
    if payload.get("author") != "agent":
        return None
    medium = payload.get("medium")
    if medium == "voicemail":
        return "voicemail"
    if payload.get("visibility") != "public":
        return None
    return "spoke" if medium == "call" else "replied" if medium == "message" else None


def _answers(state: TicketState) -> Iterator[Tried]:
    """The canned answers that were sent, each once."""
    numbers = dict.fromkeys(str(used.number) for use in state.uses.values() for used in use.answers)
    if numbers:
        yield Tried("answers", len(numbers), about=",".join(numbers))


def _asked(state: TicketState, sides: Mapping[int, str]) -> Iterator[Tried]:
    """Whom else we asked: carrier, warehouse, vendor."""
    for side in dict.fromkeys(sides[number] for number in sorted(sides)):
        asked = [state.messages[number].at for number in sides if sides[number] == side and number in state.messages]
        if asked:
            yield Tried("asked", len(asked), max(asked), side)


def _promises(state: TicketState) -> Iterator[Tried]:
    standing = [one for one in state.promises.values() if one.state == "open"]
    if standing:
        yield Tried("promised", len(standing), min(one.due_at for one in standing))
    if broken := sum(one.state == "broken" for one in state.promises.values()):
        yield Tried("promise_broken", broken)


def _reopened(events: Iterable[Event]) -> Iterator[Tried]:
    again = [
        event
        for event in events
        if event.type == EventType.STATUS
        and event.payload.get("from") == "resolved"
        and event.payload.get("to") == "open"
    ]
    if again:
        yield Tried("reopened", len(again), again[-1].at)


def _escalated(one: Escalation) -> Tried:
    return Tried("escalated", 1, one.opened_at, str(one.state))


def _at(event: Event) -> datetime:
    sent = read.optional_number(event.payload, "at")
    return event.at if sent is None else from_micros(sent)
