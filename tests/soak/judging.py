"""Holds ledgers against a store: what was promised and is not there, is there twice, half, or without a promise."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any, Final

from tests.soak.agents import VIA
from tests.soak.evidence import Evidence, Written
from tests.soak.ledger import TYPED, Promise

ESSENTIAL: Final[Mapping[str, frozenset[str]]] = {
    "open": frozenset({"created", "message"}),
    "message": frozenset({"message"}),
    "reply": frozenset({"message"}),
    "note": frozenset({"message"}),
    "call": frozenset({"message"}),
    "forward": frozenset({"message"}),
    "no_reply_needed": frozenset({"no_reply_needed"}),
    "attach": frozenset({"attached"}),
    "take_next": frozenset({"assigned"}),
    "take": frozenset({"assigned"}),
    "assign": frozenset({"assigned"}),
    "status": frozenset({"status"}),
    "priority": frozenset({"priority"}),
    "kind": frozenset({"kind"}),
    "complaint": frozenset({"complaint"}),
    "tag": frozenset({"tagged"}),
    "macro": frozenset({"macro"}),
    "snooze": frozenset({"snoozed"}),
    "promise": frozenset({"promised"}),
    "subject": frozenset({"subject"}),
    "merge": frozenset({"merged", "absorbed"}),
    "split": frozenset({"split_off", "created", "message", "linked"}),
    "link": frozenset({"linked"}),
    "escalate": frozenset({"escalated"}),
    "accept": frozenset({"escalation", "assigned"}),
    "decline": frozenset({"escalation"}),
    "hand_back": frozenset({"escalation"}),
    "complete": frozenset({"escalation"}),
    "withdraw": frozenset({"escalation"}),
    "request": frozenset({"created"}),
    "ask": frozenset({"approval_asked"}),
    "approve": frozenset({"approval"}),
    "reject": frozenset({"approval"}),
    "take_back": frozenset({"approval"}),
    "undo": frozenset({"undone"}),
}
"""The events without which an act is half."""
TWO_TICKETS: Final = frozenset({"merge", "split", "link"})
SAYING: Final = frozenset({"open", "message", "reply", "note", "call", "forward", "promise"})
"""Acts whose word stands in a text of the store: once."""


@dataclass(frozen=True)
class Fault:
    """``kind``: lost, doubled, half, refused_yet_there, unpromised, error."""

    kind: str
    where: str
    what: str


@dataclass(frozen=True)
class Findings:
    """``counts``: promises by outcome, refusals by code, what became of acts in doubt."""

    faults: tuple[Fault, ...]
    counts: Counter[str]
    acts: Counter[str]


def judge(promises: Sequence[Promise], drawn: Set[str], evidence: Evidence) -> Findings:
    """What was promised against what is there; ``drawn``: every act id that any process drew."""
    faults: list[Fault] = []
    counts: Counter[str] = Counter()
    by_act: Counter[str] = Counter()
    for promise in promises:
        there = _is_there(promise, evidence)
        counts["promised"] += 1
        counts[promise.outcome] += 1
        by_act[promise.act] += promise.outcome == "done"
        if promise.outcome == "refused":
            counts[f"refused {promise.code}"] += 1
        if promise.outcome in ("doubt", "open"):
            counts["found" if there else "not found"] += 1
        faults += _of_promise(promise, there, evidence)
    faults += _words_twice(promises, evidence)
    faults += _rows_beyond_acts(evidence)
    faults += _typed_half(evidence)
    faults += _unpromised(drawn, evidence)
    return Findings(tuple(faults), counts, by_act)


def _is_there(promise: Promise, evidence: Evidence) -> bool:
    """By the act's id; what was typed has none that its agent knows, but a word."""
    return promise.act_id in evidence.events or (promise.act == TYPED and promise.word in evidence.texts)


def _of_promise(promise: Promise, there: bool, evidence: Evidence) -> Iterator[Fault]:
    where = f"{promise.agent} {promise.number} {promise.act} {promise.act_id}"
    match promise.outcome:
        case "error":
            yield Fault("error", where, str(promise.answer.get("message", ""))[-600:])
        case "refused" if there or _standing(promise, evidence):
            yield Fault("refused_yet_there", where, promise.code)
        case "done" if promise.act != "draft" and promise.answer["act_id"] not in (None, promise.act_id):
            yield Fault("lost", where, f"answered as {promise.answer['act_id']}")
        case "done" if promise.act != "draft" and promise.answer["act_id"] is not None and not there:
            yield Fault("lost", where, "answered, and no event of it is there")
        case "done" if promise.act == TYPED and not there:
            yield Fault("lost", where, "the console said that it is stored")
    if promise.found is not None and promise.found != there and promise.act != "draft":
        yield Fault("doubled", where, f"looked for and {'found' if promise.found else 'not found'}, and now otherwise")
    if there and promise.act != TYPED:
        for what in _missing(promise, evidence):
            yield Fault("half", where, what)


def _standing(promise: Promise, evidence: Evidence) -> bool:
    """Whether a refused act left a text; one that was done again under the same word is another promise."""
    return False if promise.act not in SAYING else _said_by(promise, evidence) > 0


def _said_by(promise: Promise, evidence: Evidence) -> int:
    own = {event.payload.get("message") for event in evidence.events.get(promise.act_id, ())}
    return sum(text == f"message:{message}" for text in evidence.texts.get(promise.word, ()) for message in own)


def _missing(promise: Promise, evidence: Evidence) -> Iterator[str]:
    """What an act that is there lacks."""
    events = evidence.events[promise.act_id]
    streams = _streams(events)
    for stream, seqs in streams.items():
        if seqs != list(range(seqs[0], seqs[0] + len(seqs))):
            yield f"its events of {stream} are {seqs}"
    types = {event.type for event in events}
    if lacking := ESSENTIAL.get(promise.act, frozenset()) - types:
        yield f"no event {', '.join(sorted(lacking))}"
    tickets = sorted(number for kind, number in streams if kind == "ticket")
    if promise.act in TWO_TICKETS and len(tickets) != 2:
        yield f"it is on {len(tickets)} tickets"
    row = evidence.acts.get(promise.act_id)
    if row is None:
        yield "it is not among the acts"
    elif promise.act in (*TWO_TICKETS, "many") and row.streams != len(tickets):
        yield f"its row speaks of {row.streams} tickets, its events of {len(tickets)}"
    yield from _missing_rows(promise, events, evidence)
    yield from _unlike_the_answer(promise, streams, events)


def _missing_rows(promise: Promise, events: Sequence[Written], evidence: Evidence) -> Iterator[str]:
    for event in events:
        if event.type != "message":
            continue
        message = event.payload["message"]
        if message not in evidence.messages:
            yield f"message {message} has no row"
        elif promise.act in SAYING and f"message:{message}" not in evidence.texts.get(promise.word, ()):
            yield f"message {message} is without its words"
        if promise.act == "reply":
            sent = [row for row in evidence.outbox.get(message, ()) if row.act_id == promise.act_id]
            if len(sent) != 1:
                yield f"message {message} is in the outbox {len(sent)} times"
    if promise.act == "promise" and not evidence.texts.get(promise.word):
        yield "its promise has no words"


def _unlike_the_answer(
    promise: Promise, streams: Mapping[tuple[str, int], list[int]], events: Sequence[Written]
) -> Iterator[str]:
    answer = promise.answer
    if promise.outcome != "done" or "version" not in answer:
        return
    seqs = streams.get(("ticket", answer["ticket"]), [])
    if seqs[-1:] != [answer["version"]] and (seqs or not any(kind == "rma" for kind, _ in streams)):
        yield f"answered as version {answer['version']} of ticket {answer['ticket']}, its events are {seqs}"
    said = {int(event.payload["message"]) for event in events if event.type == "message"}
    if answer.get("message") is not None and answer["message"] not in said:
        yield f"answered as message {answer['message']}, its events speak of {sorted(said)}"


def _streams(events: Iterable[Written]) -> dict[tuple[str, int], list[int]]:
    found: dict[tuple[str, int], list[int]] = defaultdict(list)
    for event in events:
        found[event.kind, event.stream].append(event.seq)
    return {stream: sorted(seqs) for stream, seqs in found.items()}


def _words_twice(promises: Sequence[Promise], evidence: Evidence) -> Iterator[Fault]:
    """A word stands for one act, done again or not: its text is there once, and one of its acts at most."""
    tries: dict[str, list[Promise]] = defaultdict(list)
    for promise in promises:
        tries[promise.word].append(promise)
    for word, of_word in tries.items():
        there = [promise for promise in of_word if promise.act_id in evidence.events]
        if len(there) > 1:
            yield Fault("doubled", word, f"it is there as {', '.join(promise.act_id for promise in there)}")
    for word, texts in evidence.texts.items():
        if len(texts) > 1:
            yield Fault("doubled", word, f"it stands in {', '.join(texts)}")
        if word not in tries:
            yield Fault("unpromised", word, f"it stands in {', '.join(texts)}")


def _rows_beyond_acts(evidence: Evidence) -> Iterator[Fault]:
    """A reply leaves once: one item an outbox message, one delivery a message, and as many as were handed over."""
    for message, items in evidence.outbox.items():
        handed = sum(item.state == "handed_over" for item in items)
        told = evidence.delivered.get(message, 0)
        new = any(item.act_id in evidence.events for item in items)
        if len(items) > 1 or told > 1:
            yield Fault("doubled", f"message {message}", f"{len(items)} times in the outbox, delivered {told} times")
        elif new and handed != told:
            yield Fault("half", f"message {message}", f"handed over {handed} times, {told} events say so")


def _typed_half(evidence: Evidence) -> Iterator[Fault]:
    """What came by keys is known by no ledger's act id, and is whole all the same."""
    for act_id, events in evidence.events.items():
        if events[0].via != "console" or not events[0].actor.startswith("person:"):
            continue
        if act_id not in evidence.acts:
            yield Fault("half", act_id, "it came from a console and is not among the acts")
        for event in events:
            sent = event.type == "message" and event.payload["delivery"] == "pending"
            if sent and not evidence.outbox.get(event.payload["message"]):
                yield Fault(
                    "half", act_id, f"message {event.payload['message']} came from a console, not in the outbox"
                )


def _unpromised(known: Set[str], evidence: Evidence) -> Iterator[Fault]:
    for act_id, events in evidence.events.items():
        if events[0].via in (VIA, "import") and act_id not in known:
            what = ", ".join(event.type for event in events)
            yield Fault("unpromised", act_id, f"{what} by {evidence.handles.get(events[0].actor)}")
    for act_id, row in evidence.acts.items():
        if act_id in known and act_id not in evidence.events:
            yield Fault("half", act_id, f"the act {row.name} has a row and no events")


def faults_by_kind(faults: Iterable[Fault]) -> Counter[str]:
    return Counter(fault.kind for fault in faults)


def imported_faults(files: Mapping[str, int], evidence: Evidence) -> Iterator[Fault]:
    """Records of files taken in whole (name → rows): each is there once."""
    for name, rows in files.items():
        number = name.removeprefix("import-").removesuffix(".jsonl")
        there = [key for key in evidence.imported if key.startswith(f"id:{number}-")]
        if len(there) != rows:
            yield Fault("lost", name, f"{len(there)} of {rows} records are there")


def lost_drafts(promises: Sequence[Promise], evidence: Evidence) -> Iterator[Fault]:
    """The last draft that an agent kept is there, unless something it did afterwards took it or wrote over it."""
    for (agent, ticket, mode), words in kept_drafts(promises).items():
        body = evidence.drafts.get((agent.removeprefix("ledger-"), ticket, mode), "")
        if not any(word in body for word in words):
            yield Fault("lost", f"{agent} {ticket} {mode}", f"the draft with {' or '.join(sorted(words))} is gone")


def kept_drafts(promises: Iterable[Promise]) -> dict[tuple[str, int, str], set[str]]:
    """Agent, ticket and mode → the words of which one must stand in the draft."""
    kept: dict[tuple[str, int, str], set[str]] = {}
    for promise in promises:
        if promise.outcome == "refused":
            continue
        if promise.act == "draft":
            place = promise.agent, promise.plan["ticket"], promise.plan["mode"]
            before = set() if promise.outcome == "done" else kept.get(place, set())
            if promise.outcome == "done" or place in kept:
                kept[place] = before | {promise.word}
        elif promise.act in ("reply", "note"):
            kept.pop((promise.agent, promise.plan["ticket"], promise.act), None)
        elif promise.act == "undo":
            for place in [place for place in kept if place[0] == promise.agent]:
                del kept[place]
    return kept


def taken_twice(evidence: Evidence) -> Iterator[Fault]:
    """Every taking of a ticket began where the one before ended: nobody took what somebody had."""
    holder: dict[int, Any] = {}
    for events in evidence.events.values():
        for event in events:
            if event.kind == "ticket" and event.type == "assigned" and "why" in event.payload:
                holder.setdefault(event.stream, []).append((event.seq, event.actor))
    for ticket, takings in holder.items():
        if len({seq for seq, _ in takings}) != len(takings):
            yield Fault("doubled", f"ticket {ticket}", "taken twice at once")
