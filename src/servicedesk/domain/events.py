"""Events: the truth about every ticket, chained so that a change of history shows.

A stream is one thing's life (ticket, customer, RMA, person, …). Each event carries the hash of the one
before and its own, over canonical JSON (sorted keys, no blanks, UTF-8). Payloads hold ids, codes, times
and salted digests of texts, never personal text, so texts can be erased without breaking the chain.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from servicedesk.domain.errors import DeskError

JsonScalar = str | int | float | bool | None
Json = JsonScalar | list["Json"] | dict[str, "Json"]
Payload = dict[str, Json]

GENESIS: Final = ""
"""The hash before the first event of a stream."""

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND: Final = timedelta(microseconds=1)
"""Multiplied, it is exact and costs half of what a delta does that is made from a number."""


class StreamKind(StrEnum):
    TICKET = "ticket"
    CUSTOMER = "customer"
    RMA = "rma"
    PERSON = "person"
    POLICY = "policy"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True, order=True)
class Stream:
    kind: StreamKind
    id: int

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"


class EventType(StrEnum):
    """What can happen. The payload of each is listed in docs/events.md."""

    # ticket
    CREATED = "created"
    MESSAGE = "message"
    DELIVERED = "delivered"
    FAILED = "failed"
    STATUS = "status"
    STAGE = "stage"
    KIND = "kind"
    PRIORITY = "priority"
    ASSIGNED = "assigned"
    TAGGED = "tagged"
    SNOOZED = "snoozed"
    WOKEN = "woken"
    NO_REPLY_NEEDED = "no_reply_needed"
    PROMISED = "promised"
    PROMISE_KEPT = "promise_kept"
    PROMISE_BROKEN = "promise_broken"
    PROMISE_POSTPONED = "promise_postponed"
    PROMISE_WITHDRAWN = "promise_withdrawn"
    FOLLOW_UP = "follow_up"
    MENTION_SEEN = "mention_seen"
    LINKED = "linked"
    MERGED = "merged"
    ABSORBED = "absorbed"
    SPLIT_OFF = "split_off"
    ATTACHED = "attached"
    FACTS = "facts"
    COMPLAINT = "complaint"
    SUBJECT = "subject"
    SLA_WARNED = "sla_warned"
    SLA_BREACHED = "sla_breached"
    SLA_CORRECTED = "sla_corrected"
    BREACH_REVIEWED = "breach_reviewed"
    MACRO = "macro"
    ESCALATED = "escalated"
    ESCALATION = "escalation"
    APPROVAL_ASKED = "approval_asked"
    APPROVAL = "approval"
    # the shop's policies
    POLICIES_SET = "policies_set"
    RETURN_POLICY_SET = "return_policy_set"
    REFUND_LIMITS_SET = "refund_limits_set"
    # canned answers
    ANSWER_SET = "answer_set"
    # people, customers, RMAs
    CHANGED = "changed"
    RMA_STAGE = "rma_stage"
    RMA_LINE = "rma_line"
    DELEGATED = "delegated"
    DELEGATION_ENDED = "delegation_ended"
    # every stream
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. ``at`` is UTC; ``actor`` is ``person:ID``, ``customer:ID`` or ``system``."""

    stream: Stream
    seq: int
    type: str
    v: int
    act_id: str
    actor: str
    via: str
    at: datetime
    payload: Payload
    prev_hash: str
    hash: str


class BrokenChain(DeskError):
    """A stream whose hashes don't follow from one another."""

    code = "broken_chain"


def micros(at: datetime) -> int:
    """Microseconds since 1970 in UTC; ``at`` must be aware."""
    since = at - EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def from_micros(value: int) -> datetime:
    return EPOCH + MICROSECOND * value


_encoder: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def _prepared() -> Callable[[Json], str]:
    """The encoder's own C part, made once: ``encode`` makes it anew for every value, which takes longer."""
    make = getattr(json.encoder, "c_make_encoder", None)
    if make is None:
        return _encoder.encode
    parts = make(None, _encoder.default, json.encoder.encode_basestring, None, ":", ",", True, False, False)
    return lambda value: "".join(parts(value, 0))


_encode: Final = _prepared()


def canonical(value: Json) -> str:
    """The one spelling of a JSON value: sorted keys, no blanks, no NaN."""
    return _encode(value)


def event_hash(
    stream: str,
    seq: int,
    kind: str,
    v: int,
    act_id: str,
    actor: str,
    via: str,
    at_us: int,
    payload: str,
    prev: str,
) -> str:
    """SHA-256 over the event's canonical fields and the hash before it; hex.

    ``payload`` is its canonical JSON already: fields are joined by newlines, which canonical JSON never
    contains, and the free-form one comes last.
    """
    head = f"{prev}\n{stream}\n{seq}\n{kind}\n{v}\n{act_id}\n{actor}\n{via}\n{at_us}\n{payload}"
    return hashlib.sha256(head.encode()).hexdigest()


def chain(
    stream: Stream,
    seq: int,
    kind: str,
    act_id: str,
    actor: str,
    via: str,
    at: datetime,
    payload: Payload,
    prev: str,
) -> Event:
    """The next event of a stream, hashed onto ``prev``."""
    digest = event_hash(
        str(stream),
        seq,
        kind,
        VERSIONS.get(kind, 1),
        act_id,
        actor,
        via,
        micros(at),
        canonical(payload),
        prev,
    )
    return Event(stream, seq, kind, VERSIONS.get(kind, 1), act_id, actor, via, at, payload, prev, digest)


NOTICES: Final = frozenset({EventType.SLA_WARNED, EventType.SLA_BREACHED, EventType.SLA_CORRECTED})
"""What the program notes about a ticket's clocks: it changes nothing about the ticket, and no undo takes it back."""

ASIDE: Final = NOTICES | {EventType.BREACH_REVIEWED}
"""What says something about a ticket and leaves it as it is: no screen is stale by it, no time of change moves."""

VERSIONS: Final[Mapping[str, int]] = {}
"""Present payload version by type, where it isn't 1."""

UPCASTS: Final[Mapping[tuple[str, int], Callable[[Payload], Payload]]] = {}
"""(type, old version) → what turns its payload into the next version's. Stored events are never rewritten."""


def upcast(kind: str, v: int, payload: Payload) -> Payload:
    """The payload as the present version spells it."""
    while (step := UPCASTS.get((kind, v))) is not None:
        payload, v = step(payload), v + 1
    return payload


def skipped(events: Iterable[Event]) -> frozenset[int]:
    """The sequence numbers that replay skips: those undone, unless their undoing was undone in turn."""
    undone: set[int] = set()
    for event in sorted(events, key=lambda event: event.seq, reverse=True):
        if event.type == EventType.UNDONE and event.seq not in undone:
            undone.update(seqs_of(event))
    return frozenset(undone)


def seqs_of(undo: Event) -> list[int]:
    """What an ``undone`` event names."""
    named = undo.payload["events"]
    return [seq for seq in named if isinstance(seq, int)] if isinstance(named, list) else []


def chain_problem(previous: str, event: Event, payload_json: str) -> str | None:
    """Why this event does not follow ``previous``; None when it does."""
    if event.prev_hash != previous:
        return "does not follow the event before it"
    expected = event_hash(
        str(event.stream),
        event.seq,
        event.type,
        event.v,
        event.act_id,
        event.actor,
        event.via,
        micros(event.at),
        payload_json,
        previous,
    )
    return None if expected == event.hash else "was altered: its hash does not match"
