"""What ``verify`` looks at in escalations, approvals and the texts of events."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from servicedesk.desk.read import Row
from servicedesk.domain.approving.delegation import delegations_of
from servicedesk.domain.digests import text_digest
from servicedesk.domain.events import Event, StreamKind
from servicedesk.domain.ticket_state import TicketState
from servicedesk.store import refund_limits
from servicedesk.store.database import Connection
from servicedesk.store.delegations import delegation_values, of_people
from servicedesk.store.workflows import approval_values, escalation_values, text_rows

Found = Iterator[tuple[int | None, str]]
"""Problems, each with the event it contradicts."""


def workflow_problems(state: TicketState, parts: Mapping[str, Sequence[Row]]) -> Found:
    """Escalations and approvals that differ from the replay."""
    escalations = {one.id: escalation_values(state.id, one) for one in state.escalations.values()}
    approvals = {one.id: approval_values(state.id, one) for one in state.approvals.values()}
    for what, wanted, rows in (
        ("escalation", escalations, parts["escalations"]),
        ("approval", approvals, parts["approvals"]),
    ):
        stored = {row["id"]: row for row in rows}
        for number, expected in wanted.items():
            row = stored.pop(number, None)
            if row is None or any(row[name] != value for name, value in expected.items()):
                yield state.version, f"{what} {number} differs from its events"
        for number in stored:
            yield None, f"{what} {number} has no event"


def delegation_problems(
    connection: Connection, histories: Mapping[int, Sequence[Event]]
) -> Iterator[tuple[int, int | None, str]]:
    """Delegations that differ from the streams of those who gave them: person, seq and what is wrong."""
    rows = of_people(connection, histories) if histories else {}
    for person, events in histories.items():
        try:
            given = delegations_of(events)
        except (KeyError, TypeError, ValueError) as error:
            yield person, events[-1].seq, f"its delegations can't be replayed: {error}"
            continue
        stored = {row["id"]: row for row in rows.get(person, ())}
        for one in given.values():
            row = stored.pop(one.id, None)
            if row is None or any(row[name] != value for name, value in delegation_values(person, one).items()):
                yield person, events[-1].seq, f"delegation {one.id} differs from its events"
        for number in stored:
            yield person, None, f"delegation {number} has no event"


def limit_problems(connection: Connection, histories: Mapping[int, Sequence[Event]]) -> Found:
    """Limits in force that aren't those set last. Seeds set the first ones without an event."""
    events = histories.get(refund_limits.STREAM.id)
    if events and events[-1].payload.get("limits") != refund_limits.text(connection):
        yield events[-1].seq, "the limits in force are not those set last"


def text_problems(
    connection: Connection, kind: StreamKind, histories: Mapping[int, Iterable[Event]]
) -> Iterator[tuple[int, int, str]]:
    """Texts that aren't those hashed: stream, seq and what is wrong. Without a salt they were erased."""
    hashed = {
        (stream, event.seq, name): digest
        for stream, events in histories.items()
        for event in events
        if isinstance(texts := event.payload.get("texts"), dict)
        for name, digest in texts.items()
    }
    for stream, rows in text_rows(connection, kind, histories).items():
        for row in rows:
            digest = hashed.pop((stream, row["seq"], row["name"]), None)
            if digest is None:
                yield stream, row["seq"], f"its text {row['name']} is one that no event speaks of"
            elif (text_digest(row["salt"], row["body"]) != digest) if row["salt"] else bool(row["body"]):
                yield stream, row["seq"], f"its text {row['name']} was altered"
    for stream, seq, name in hashed:
        yield stream, seq, f"its text {name} is missing"
