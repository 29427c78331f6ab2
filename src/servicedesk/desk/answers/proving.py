"""What ``verify`` holds canned answers against: their events, version by version."""

from collections.abc import Iterator, Mapping, Sequence

from servicedesk.answers.content import answer_from
from servicedesk.desk.read import Row
from servicedesk.domain.digests import text_digest
from servicedesk.domain.events import Event
from servicedesk.store import proof
from servicedesk.store.database import Connection

Found = Iterator[tuple[int, int | None, str]]
"""An answer's number, the event that is contradicted, and how."""


def answer_problems(connection: Connection, histories: Mapping[int, Sequence[Event]]) -> Found:
    """Versions that are not those recorded, and rows that are not the last of them."""
    rows = proof.answer_rows(connection, list(histories)) if histories else {}
    for number, events in histories.items():
        row, versions = rows[number]
        for event in events:
            for problem in _version_problems(event, versions.get(event.seq)):
                yield number, event.seq, problem
        for extra in sorted(versions.keys() - {event.seq for event in events}):
            yield number, None, f"version {extra} has no event"
        last = events[-1]
        told = tuple(str(last.payload[name]) for name in ("code", "language", "owner"))
        if (row["code"].upper(), row["language"], row["owner"]) != (told[0].upper(), *told[1:]):
            yield number, last.seq, "code, language or owner differ from its events"
        if (row["retired_at"] is not None) != last.payload["retired"]:
            yield number, last.seq, "whether it is in use differs from its events"


def _version_problems(event: Event, version: Row | None) -> Iterator[str]:
    if version is None:
        yield f"version {event.seq} is missing"
        return
    if text_digest(version["salt"], version["content"]) != event.payload["digest"]:
        yield f"version {event.seq} was altered"
        return
    answer = answer_from(version["content"], number=0, version=0)
    if [answer.code, answer.language, answer.owner] != [event.payload[name] for name in ("code", "language", "owner")]:
        yield f"version {event.seq} is another answer than its event says"
