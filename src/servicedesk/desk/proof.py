"""``verify``: rows are what their events say, chains are unbroken, texts are those that were hashed.

What it does not show: somebody who owns the store can rehash everything. An anchor kept elsewhere shows that.
"""

import hashlib
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from servicedesk.desk.answers.proving import answer_problems
from servicedesk.desk.read import Row
from servicedesk.desk.returning.proving import rma_problems
from servicedesk.desk.views import Problem, Verdict
from servicedesk.desk.work import Work
from servicedesk.desk.workflow_proof import delegation_problems, limit_problems, text_problems, workflow_problems
from servicedesk.domain.digests import text_digest
from servicedesk.domain.errors import BadFile
from servicedesk.domain.events import Event, Stream, StreamKind, chain_problem
from servicedesk.domain.rma_replay import replay_rma
from servicedesk.domain.roles import Permission
from servicedesk.domain.sla.standing import standing
from servicedesk.domain.ticket_replay import replay
from servicedesk.domain.ticket_state import MessageState, TicketState
from servicedesk.store import policies, proof, refund_limits
from servicedesk.store import tickets as ticket_rows
from servicedesk.store.answer_uses import use_values
from servicedesk.store.backup_seal import anchor_text, is_backup
from servicedesk.store.breach_reviews import review_values
from servicedesk.store.clocks import clock_values
from servicedesk.store.database import Connection, Store
from servicedesk.store.replayed import ticket_values
from servicedesk.store.workflows import texts_of

CHUNK: Final = 500
NEWEST: Final = sys.maxsize
ANCHOR_FORMAT: Final = 1

Progress = Callable[[int], None]


class Proof:
    def __init__(self, work: Work) -> None:
        self._work = work

    def verify(self, progress: Progress | None = None) -> Verdict:
        """Replay every stream against its row. ``progress`` is told how many streams were seen so far."""
        self._work.require(Permission.VERIFY)
        with self._work.store.read() as connection:
            return prove(self._work.store, connection, progress)

    def write_anchor(self, path: Path) -> int:
        """Write a digest of all heads; returns how many streams it covers. Raises BadFile where it can't be written."""
        self._work.require(Permission.VERIFY)
        with self._work.store.read() as connection:
            heads = _heads(connection)
        document = {"format": ANCHOR_FORMAT, "digest": _digest(heads), "heads": heads}
        try:
            path.write_text(json.dumps(document, sort_keys=True, indent=0), encoding="utf-8")
        except OSError as error:
            raise BadFile(str(path), None, "", error.strerror or str(error)) from error
        return len(heads)

    def compare_anchor(self, path: Path) -> Verdict:
        """Verify, and hold the store against an anchor: cut-off tails and vanished streams show."""
        verdict = self.verify()
        anchored = _read_anchor(path)
        with self._work.store.read() as connection:
            problems = [*verdict.problems, *_against(connection, anchored)]
        return Verdict(verdict.streams, verdict.events, tuple(problems))


def prove(store: Store, connection: Connection, progress: Progress | None = None) -> Verdict:
    """Replay every stream as a connection sees it: for a store that is just being made, too."""
    return _Verification(store, connection, progress or (lambda seen: None)).run()


class _Verification:
    def __init__(self, store: Store, connection: Connection, progress: Progress) -> None:
        self._connection = connection
        self._progress = progress
        self._problems: list[Problem] = []
        self._streams = 0
        self._events = 0
        self._book = policies.book(store, connection)

    def run(self) -> Verdict:
        heads = {kind: proof.heads(self._connection, kind) for kind in proof.AGGREGATES}
        for histories in _chunks(proof.histories(self._connection), CHUNK):
            self._streams += len(histories)
            states = {}
            for stream, events, payloads in histories:
                self._events += len(events)
                whole = self._check_chain(stream, events, payloads)
                row = heads[stream.kind].pop(stream.id, None) if stream.kind in heads else None
                self._check_head(stream, events, row)
                if whole and row is not None:
                    states[stream] = events
            self._check_rows(states)
            self._progress(self._streams)
        for kind, left in heads.items():
            for stream_id in left:
                self._add(Stream(kind, stream_id), None, "has a row but no events")
        return Verdict(self._streams, self._events, tuple(self._problems))

    def _add(self, stream: Stream, seq: int | None, problem: str) -> None:
        self._problems.append(Problem(str(stream), seq, problem))

    def _check_chain(self, stream: Stream, events: list[Event], payloads: list[str]) -> bool:
        previous, expected = "", 1
        for event, payload in zip(events, payloads, strict=True):
            if event.seq != expected:
                self._add(stream, event.seq, f"event {expected} is missing")
                return False
            problem = chain_problem(previous, event, payload)
            if problem is not None:
                self._add(stream, event.seq, problem)
                return False
            previous, expected = event.hash, event.seq + 1
        return True

    def _check_head(self, stream: Stream, events: list[Event], row: tuple[int, str] | None) -> None:
        if row is None:
            self._add(stream, events[-1].seq, "has events but no row")
        elif row != (events[-1].seq, events[-1].hash):
            self._add(stream, events[-1].seq, f"ends at event {events[-1].seq}, but its row says {row[0]}")

    def _check_rows(self, streams: Mapping[Stream, list[Event]]) -> None:
        by_kind: dict[StreamKind, dict[int, list[Event]]] = {}
        for stream, events in streams.items():
            by_kind.setdefault(stream.kind, {})[stream.id] = events
        self._check_tickets(by_kind.get(StreamKind.TICKET, {}))
        self._check_rmas(by_kind.get(StreamKind.RMA, {}))
        self._check_customers(by_kind.get(StreamKind.CUSTOMER, {}))
        self._check_people(by_kind.get(StreamKind.PERSON, {}))
        for number, seq, problem in answer_problems(self._connection, by_kind.get(StreamKind.ANSWER, {})):
            self._add(Stream(StreamKind.ANSWER, number), seq, problem)
        for seq, problem in limit_problems(self._connection, by_kind.get(StreamKind.POLICY, {})):
            self._add(refund_limits.STREAM, seq, problem)
        for kind in (StreamKind.TICKET, StreamKind.RMA):
            for number, seq, problem in text_problems(self._connection, kind, by_kind.get(kind, {})):
                self._add(Stream(kind, number), seq, problem)

    def _check_tickets(self, histories: Mapping[int, list[Event]]) -> None:
        ids = list(histories)
        if not ids:
            return
        rows = proof.ticket_rows(self._connection, ids)
        parts = {name: proof.by_ticket(self._connection, name, ids) for name in proof.PARTS}
        for ticket_id, events in histories.items():
            stream = Stream(StreamKind.TICKET, ticket_id)
            try:
                state = replay(ticket_id, events)
            except (KeyError, TypeError, ValueError) as error:
                self._add(stream, events[-1].seq, f"can't be replayed: {error}")
                continue
            state.sla = standing(events, self._book.up_to(_counted_by(rows[ticket_id])), state.status)
            mine = {name: found.get(ticket_id, []) for name, found in parts.items()}
            for seq, problem in (*_row_problems(state, rows[ticket_id]), *_part_problems(state, mine)):
                self._add(stream, seq, problem)

    def _check_rmas(self, histories: Mapping[int, list[Event]]) -> None:
        if not histories:
            return
        rows = proof.rma_rows(self._connection)
        for rma_id, events in histories.items():
            stream = Stream(StreamKind.RMA, rma_id)
            try:
                state = replay_rma(rma_id, events)
            except (KeyError, TypeError, ValueError) as error:
                self._add(stream, events[-1].seq, f"can't be replayed: {error}")
                continue
            for problem in rma_problems(state, *rows[rma_id], texts_of(self._connection, stream)):
                self._add(stream, state.version, problem)

    def _check_people(self, histories: Mapping[int, list[Event]]) -> None:
        rows = proof.people_rows(self._connection, list(histories)) if histories else {}
        for person_id, events in histories.items():
            known = next((event for event in reversed(events) if "roles" in event.payload), events[0])
            row = rows[person_id]
            if (row["handle"], row["roles"].split()) != (known.payload["handle"], known.payload["roles"]):
                self._add(Stream(StreamKind.PERSON, person_id), known.seq, "handle or roles differ from its events")
        for person_id, seq, problem in delegation_problems(self._connection, histories):
            self._add(Stream(StreamKind.PERSON, person_id), seq, problem)

    def _check_customers(self, histories: Mapping[int, list[Event]]) -> None:
        rows = proof.customer_rows(self._connection, list(histories)) if histories else {}
        for customer_id, events in histories.items():
            named = next((e for e in reversed(events) if "name" in e.payload), None)
            row = rows[customer_id]
            if named is not None and _altered(row["salt"], (row["name"],), named.payload["name"]):
                self._add(Stream(StreamKind.CUSTOMER, customer_id), named.seq, "the name is not the one recorded")
            noted = next((e for e in reversed(events) if "note" in e.payload), None)
            if noted is not None and _altered(row["salt"], (row["note"],), noted.payload["note"]):
                self._add(Stream(StreamKind.CUSTOMER, customer_id), noted.seq, "the note is not the one recorded")


Found = Iterator[tuple[int | None, str]]
"""Problems, each with the event it contradicts."""


def _altered(salt: bytes, texts: Sequence[str], recorded: object) -> bool:
    """Whether texts differ from their digest. Without a salt they were erased, and must be empty."""
    return text_digest(salt, *texts) != recorded if salt else any(texts)


def _row_problems(state: TicketState, row: Row) -> Found:
    """Columns that differ from the replay, and free texts that differ from their digest."""
    for name, expected in ticket_values(state).items():
        if row[name] != expected:
            yield state.version, f"{name} is {row[name]!s}, replay says {expected!s}"
    texts = [row[name] for name in ticket_rows.FREE_TEXTS]
    if _altered(row["salt"], texts, state.facts_digest):
        yield state.version, "subject, order, product or remedy differs from what was recorded"


def _counted_by(row: Row) -> int:
    """The version of the policies a row counts by: one that later versions can't change counts by the newest."""
    return NEWEST if row["policy_version"] is None else int(row["policy_version"])


def _clock_problems(state: TicketState, rows: Iterable[Row]) -> Found:
    stored = {(row["clock"], row["started_at"]): row for row in rows}
    for one in state.sla.clocks:
        expected = clock_values(state.id, one)
        row = stored.pop((expected["clock"], expected["started_at"]), None)
        if row is None:
            yield state.version, f"its {one.clock} clock is missing"
            continue
        for name, value in expected.items():
            if row[name] != value:
                yield state.version, f"{name} of its {one.clock} clock is {row[name]!s}, replay says {value!s}"
    for clock, _ in stored:
        yield state.version, f"it has a {clock} clock that no event speaks of"


def _part_problems(state: TicketState, parts: Mapping[str, Sequence[Row]]) -> Found:
    if {row["tag"] for row in parts["tags"]} != state.tags:
        yield state.version, "its tags differ from its events"
    if {row["other_id"] for row in parts["links"]} != state.links:
        yield state.version, "its links differ from its events"
    yield from _clock_problems(state, parts["clocks"])
    yield from _review_problems(state, parts["reviews"])
    yield from _message_problems(state, parts["messages"])
    yield from _use_problems(state, parts["uses"])
    yield from _promise_problems(state, parts["promises"])
    yield from _attachment_problems(state, parts["attachments"])
    yield from workflow_problems(state, parts)


def _review_problems(state: TicketState, rows: Iterable[Row]) -> Found:
    stored = {(row["clock"], row["started_at"]): row for row in rows}
    for key, review in state.reviews.items():
        row = stored.pop(key, None)
        if row is None or any(row[name] != value for name, value in review_values(review).items()):
            yield state.version, f"the review of its {key[0]} breach differs from its events"
        elif _altered(row["salt"], (row["comment"],), review.digest):
            yield state.version, f"the comment on its {key[0]} breach was altered"
    for clock, _ in stored:
        yield state.version, f"its {clock} breach has a review that no event speaks of"


def _message_problems(state: TicketState, rows: Iterable[Row]) -> Found:
    stored = {row["id"]: row for row in rows}
    for message in state.messages.values():
        row = stored.pop(message.id, None)
        if row is None:
            yield message.seq, f"message {message.id} is missing"
            continue
        for name, expected in _message_columns(message).items():
            if row[name] != expected:
                yield message.seq, f"{name} of message {message.id} is {row[name]!s}, replay says {expected!s}"
        if _altered(row["salt"], (row["author_name"], row["body"]), message.digest):
            yield message.seq, f"the text of message {message.id} was altered"
    for message_id, row in stored.items():
        if row["delivery"] != "recalled":
            yield None, f"message {message_id} has no event"


def _use_problems(state: TicketState, rows: Iterable[Row]) -> Found:
    stored = {(row["seq"], row["answer_id"]): row for row in rows}
    for (seq, number), expected in use_values(state).items():
        row = stored.pop((seq, number), None)
        if row is None or any(row[name] != value for name, value in expected.items()):
            yield seq, f"the use of answer {number} differs from its event"
    for _seq, number in stored:
        yield None, f"a use of answer {number} has no event"


def _message_columns(message: MessageState) -> dict[str, object]:
    return {
        "author": message.author,
        "visibility": message.visibility,
        "medium": message.medium,
        "delivery": message.delivery,
        "sent_at": message.at,
    }


def _promise_problems(state: TicketState, rows: Iterable[Row]) -> Found:
    stored = {row["id"]: row for row in rows}
    for promise in state.promises.values():
        row = stored.pop(promise.id, None)
        if row is None or (row["state"], row["due_at"]) != (promise.state, promise.due_at):
            yield state.version, f"promise {promise.id} differs from its events"
        elif _altered(row["salt"], (row["body"],), promise.digest):
            yield state.version, f"the text of promise {promise.id} was altered"
    for promise_id, row in stored.items():
        if row["state"] != "withdrawn":
            yield None, f"promise {promise_id} has no event"


def _attachment_problems(state: TicketState, rows: Iterable[Row]) -> Found:
    stored = {row["id"]: row for row in rows}
    for file in state.attachments.values():
        row = stored.pop(file.id, None)
        if row is None or row["removed"]:
            yield state.version, f"attachment {file.id} is missing"
        elif text_digest(row["salt"], row["name"], row["sha256"]) != file.digest and (row["salt"] or row["name"]):
            yield state.version, f"attachment {file.id} is not the one recorded"
    for attachment_id, row in stored.items():
        if not row["removed"]:
            yield None, f"attachment {attachment_id} has no event"


def _chunks(items: Iterator[proof.History], size: int) -> Iterator[list[proof.History]]:
    while chunk := list(islice(items, size)):
        yield chunk


def _heads(connection: Connection) -> dict[str, list[int | str]]:
    return {
        f"{kind}:{stream_id}": [seq, head]
        for kind in proof.AGGREGATES
        for stream_id, (seq, head) in sorted(proof.heads(connection, kind).items())
    }


def _digest(heads: Mapping[str, list[int | str]]) -> str:
    return hashlib.sha256(json.dumps(heads, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _read_anchor(path: Path) -> dict[str, list[int | str]]:
    """The heads of an anchor, or of the anchor that a backup carries. Raises BadFile."""
    try:
        document = json.loads(anchor_text(path) if is_backup(path) else path.read_text(encoding="utf-8"))
        heads: dict[str, list[int | str]] = document["heads"]
        if document["digest"] != _digest(heads):
            raise BadFile(str(path), None, "digest", "the anchor itself was altered")
    except OSError as error:
        raise BadFile(str(path), None, "", error.strerror or str(error)) from error
    except (ValueError, KeyError, TypeError) as error:
        raise BadFile(str(path), None, "", "that is not an anchor that servicedesk wrote") from error
    return heads


def _against(connection: Connection, anchored: Mapping[str, list[int | str]]) -> Iterator[Problem]:
    """What the anchor saw that the store does not show any more."""
    now = _heads(connection)
    for name, (seq, head) in anchored.items():
        number = int(seq)
        if name not in now:
            yield Problem(name, number, "was there when the anchor was written and has vanished")
        elif int(now[name][0]) < number:
            yield Problem(name, number, f"had {number} events when the anchor was written, now {now[name][0]}")
        else:
            kind, _, stream_id = name.partition(":")
            if proof.hash_at(connection, kind, int(stream_id), number) != head:
                yield Problem(name, number, "has another history than when the anchor was written")
