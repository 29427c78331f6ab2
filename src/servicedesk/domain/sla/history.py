"""What a ticket's events say to its clocks, under the policies of their time."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from servicedesk.domain import payloads as read
from servicedesk.domain.events import Event, EventType, Payload, micros, skipped, upcast
from servicedesk.domain.sla.book import PolicyBook, Version
from servicedesk.domain.sla.cycles import FINISHED
from servicedesk.domain.sla.facts import (
    CLOCKS,
    Answered,
    Asked,
    Clock,
    Created,
    Fact,
    Inherited,
    Moved,
    NoReplyNeeded,
    Promised,
    Terms,
)

Step = tuple[int, int, "Event | Version"]


def facts_of(history: Iterable[Event], book: PolicyBook) -> list[Fact]:
    """A ticket's facts in the order of time, ties by sequence; undone events are left out, and a version of the
    policies comes before what happens at its instant.

    Messages that were split off count where they are now. What voided a reopening leaves no trace of it.
    """
    events = list(history)
    if not events or events[0].payload.get("sla") == "none":
        return []
    told = _Told.of(events)
    story = _Story(book, told)
    for _, _, step in sorted(_steps(told, book), key=_order):
        story.take(step)
    if told.ended is not None:
        story.facts.append(told.ended)
    since = counted_from(events)
    return story.facts if since is None else [replace(fact, at=max(fact.at, since)) for fact in story.facts]


def counted_from(history: Sequence[Event]) -> int | None:
    """When the clocks of an imported ticket begin, where that isn't its own history: what was before counts as then."""
    first = history[0].payload
    return read.optional_number(first, "imported_at") if first.get("sla") == "from-import" else None


def _order(step: Step) -> tuple[int, int]:
    return step[:2]


def _steps(told: "_Told", book: PolicyBook) -> Iterator[Step]:
    for version in book.versions:
        yield version.at, 0, version
    for event in told.events:
        if event.type in _FOLDS:
            yield told.started_at if event.type == EventType.CREATED else _at(event), event.seq, event


def _at(event: Event) -> int:
    """When it happened: messages of imported history carry their own time."""
    if event.type == EventType.MESSAGE:
        sent = read.optional_number(event.payload, "at")
        return micros(event.at) if sent is None else sent
    return micros(event.at)


@dataclass(frozen=True, slots=True)
class _Told:
    """What stands of the events, and what has to be known of them beforehand.

    Messages that left, reopenings that were voided, where the clocks begin (a child's with the message it was split
    for), and when an imported ticket ended that came as resolved or closed.
    """

    events: Sequence[Event]
    gone: frozenset[int]
    voided: frozenset[int]
    started_at: int
    ended: Moved | None

    @classmethod
    def of(cls, events: Sequence[Event]) -> "_Told":
        left_out = skipped(events)
        standing = [event for event in events if event.seq not in left_out]
        gone: set[int] = set()
        voided: set[int] = set()
        for event in standing:
            if event.type == EventType.SPLIT_OFF:
                gone.update(read.numbers(event.payload, "messages"))
            elif event.type == EventType.STATUS and (number := read.optional_number(event.payload, "voids")):
                voided.add(number)
        started_at = micros(events[0].at)
        if events[0].payload.get("split_from") is not None:
            started_at = min((started_at, *(_at(event) for event in standing if event.type == EventType.MESSAGE)))
        return cls(standing, frozenset(gone), frozenset(voided), started_at, _ended(standing))


def _ended(standing: Sequence[Event]) -> Moved | None:
    """When a ticket ended that begins here as resolved or closed: what was said before waits for nobody."""
    if not standing or standing[0].type != EventType.CREATED:
        return None
    at, status = read.optional_number(standing[0].payload, "resolved_at"), read.text(standing[0].payload, "status")
    if at is None or status not in FINISHED:
        return None
    moved = any(event.type == EventType.STATUS and micros(event.at) <= at for event in standing)
    return None if moved else Moved(at, status)


@dataclass(slots=True)
class _Story:
    """A ticket's life as it goes by: what it is (by condition of the policies), and the facts so far."""

    book: PolicyBook
    told: _Told
    facts: list[Fact] = field(default_factory=list)
    version: Version | None = None
    terms: Terms | None = None
    status_now: str = ""
    what: dict[str, frozenset[str]] = field(default_factory=dict)
    written: dict[int, tuple[int, str]] = field(default_factory=dict)
    """When the agents' messages that have not left were written, and in which act, by message."""

    def take(self, step: "Event | Version") -> None:
        if isinstance(step, Version):
            self.version = step
            self._apply_terms(step.at)
            return
        fold = _FOLDS.get(step.type)
        if fold is not None:
            fold(self, step, upcast(step.type, step.v, step.payload))

    def created(self, event: Event, payload: Payload) -> None:
        for name in ("kind", "priority", "channel", "language", "membership", "lifecycle"):
            self._is(name, payload.get(name))
        self._is("severity", payload.get("severity"))
        self.what["tag"] = frozenset(read.texts(payload, "tags"))
        at = self.told.started_at
        self._apply_terms(at)
        self.facts.append(Created(at, False, read.text(payload, "status")))

    def message(self, event: Event, payload: Payload) -> None:
        number = read.number(payload, "message")
        if read.text(payload, "visibility") != "public" or number in self.told.gone:
            return
        author, at = read.text(payload, "author"), _at(event)
        if author == "customer":
            self.facts.append(Asked(at))
        elif author == "agent" and read.text(payload, "delivery") == "handed_over":
            self.facts.append(Answered(at))
        elif author == "agent":
            self.written[number] = at, event.act_id

    def delivered(self, event: Event, payload: Payload) -> None:
        written = self.written.pop(read.number(payload, "message"), None)
        if written is not None:
            self.facts.append(Answered(micros(event.at), written[0]))

    def failed(self, event: Event, payload: Payload) -> None:
        """Nobody was answered: a wait that this reply was to end, ends with the ticket after all."""
        gone = self.written.pop(read.number(payload, "message"), None)
        if gone is not None and self.status_now in FINISHED:
            self.facts.append(Moved(micros(event.at), self.status_now))

    def status(self, event: Event, payload: Payload) -> None:
        by = read.optional_number(payload, "by_message")
        if (by is not None and by in self.told.voided) or "voids" in payload:
            return
        self.status_now = read.text(payload, "to")
        replied = any(act == event.act_id for _, act in self.written.values())
        self.facts.append(Moved(micros(event.at), self.status_now, replied))

    def merged(self, event: Event, payload: Payload) -> None:
        self.status_now = "merged"
        self.facts.append(Moved(micros(event.at), "merged"))

    def absorbed(self, event: Event, payload: Payload) -> None:
        since = read.optional_number(payload, "waiting_since")
        if since is not None:
            self.facts.append(Inherited(micros(event.at), since))

    def no_reply_needed(self, event: Event, payload: Payload) -> None:
        self.facts.append(NoReplyNeeded(micros(event.at)))

    def kind(self, event: Event, payload: Payload) -> None:
        self._becomes(event, kind=payload.get("to"))

    def priority(self, event: Event, payload: Payload) -> None:
        self._becomes(event, priority=payload.get("to"))

    def tagged(self, event: Event, payload: Payload) -> None:
        tags = self.what.get("tag", frozenset()) | set(read.texts(payload, "add"))
        self.what["tag"] = tags - set(read.texts(payload, "remove"))
        self._apply_terms(micros(event.at))

    def turned_out(self, event: Event, payload: Payload) -> None:
        """Facts of a ticket or a complaint; those the payload doesn't name stay."""
        names = ("severity", "language", "membership", "lifecycle")
        self._becomes(event, **{name: payload[name] for name in names if name in payload})

    def _becomes(self, event: Event, **facts: object) -> None:
        for name, value in facts.items():
            self._is(name, value)
        self._apply_terms(micros(event.at))

    def _is(self, name: str, value: object) -> None:
        self.what[name] = frozenset() if value is None else frozenset({str(value)})

    def _apply_terms(self, at: int) -> None:
        """Say what is promised from here on, when that differs."""
        if self.version is None or not self.what:
            return
        before, terms = self.terms, self.book.terms(self.version, self.what)
        if terms is not before:
            self.terms = terms
            self.facts.append(Promised(at, terms, frozenset() if before is None else _kept(before, terms)))


def _kept(before: Terms, after: Terms) -> frozenset[Clock]:
    """The clocks that are promised the same."""
    was, now = before.policy, after.policy
    if before.working is not after.working or was.warn_at != now.warn_at:
        return frozenset()
    return frozenset(clock for clock in CLOCKS if was.targets.get(clock) == now.targets.get(clock))


_FOLDS: Final[Mapping[str, Callable[[_Story, Event, Payload], None]]] = {
    EventType.CREATED: _Story.created,
    EventType.MESSAGE: _Story.message,
    EventType.DELIVERED: _Story.delivered,
    EventType.FAILED: _Story.failed,
    EventType.STATUS: _Story.status,
    EventType.MERGED: _Story.merged,
    EventType.ABSORBED: _Story.absorbed,
    EventType.NO_REPLY_NEEDED: _Story.no_reply_needed,
    EventType.KIND: _Story.kind,
    EventType.PRIORITY: _Story.priority,
    EventType.TAGGED: _Story.tagged,
    EventType.FACTS: _Story.turned_out,
    EventType.COMPLAINT: _Story.turned_out,
}
