"""Where a complaint stands: the stages it has come to, when it is to be acknowledged, what its facts may be."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from servicedesk.desk.open_ticket import OpenTicket
from servicedesk.desk.service_levels.explaining import as_counted
from servicedesk.desk.ticket_acts import told_since_decision
from servicedesk.desk.work import Work
from servicedesk.desk.workflow_views import ComplaintView, StageView
from servicedesk.domain import payloads as read
from servicedesk.domain.errors import Invalid
from servicedesk.domain.events import Event, EventType, Stream, StreamKind, from_micros, micros, skipped
from servicedesk.domain.sla.book import PolicyBook
from servicedesk.domain.sla.facts import Promised
from servicedesk.domain.sla.history import facts_of
from servicedesk.domain.texts import storable
from servicedesk.domain.ticket_replay import replay
from servicedesk.domain.tickets import ComplaintStage, Kind, Status
from servicedesk.domain.workflows.complaint import complaint_moves
from servicedesk.store import people, streams
from servicedesk.store import tickets as ticket_rows
from servicedesk.store.database import Connection

_DEPARTMENT: Final = re.compile(r"\w(?:[\w-]|[ .&/](?=\w)){0,39}")
_TOLD: Final = (ComplaintStage.COMMUNICATED, ComplaintStage.CLOSED)


def complaint_view(connection: Connection, work: Work, ticket_id: int) -> ComplaintView | None:
    """A complaint's way so far and what is next; None for a ticket that is none."""
    row = ticket_rows.full(connection, ticket_id)
    if row is None or row["kind"] != Kind.COMPLAINT:
        return None
    history = streams.history(connection, Stream(StreamKind.TICKET, ticket_id))
    state = replay(ticket_id, history)
    began, reached, reopened = _way(history, people.names(connection))
    stage = state.stage or ComplaintStage.RECEIVED
    acknowledged = next((one.at for one in reached if one.stage != ComplaintStage.RECEIVED), None)
    book, _ = as_counted(work, connection, ticket_id)
    ended = state.status in (Status.CLOSED, Status.MERGED, Status.SPAM)
    return ComplaintView(
        stage=stage,
        reached=reached,
        acknowledge_by=None if acknowledged is not None or ended else acknowledge_by(history, book, began),
        acknowledged_at=acknowledged,
        told_since_decision=told_since_decision(state) is not None,
        reopened=reopened,
        moves=() if ended else complaint_moves(stage),
    )


def acknowledge_by(history: Iterable[Event], book: PolicyBook, began: datetime) -> datetime | None:
    """When the rule that holds for a complaint wants it acknowledged; None where it wants nothing.

    ``began``: when it was opened, or became a complaint. Counted in working time of the rule's calendar.
    """
    terms = next((fact.terms for fact in reversed(facts_of(history, book)) if isinstance(fact, Promised)), None)
    if terms is None or terms.policy.acknowledge is None:
        return None
    at = terms.working.reached(micros(began), terms.policy.acknowledge * 1_000_000)
    return None if at is None else from_micros(at)


def _way(history: Sequence[Event], names: Mapping[str, str]) -> tuple[datetime, tuple[StageView, ...], int]:
    """Since when it is a complaint, the stages reached since then, and how often it was reopened.

    A reopening that "no reply needed" voided leaves no trace.
    """
    gone = skipped(history)
    began, reached, reopened = history[0].at, list[StageView](), 0
    for event in history:
        if event.seq in gone:
            continue
        payload = event.payload
        if event.type in (EventType.CREATED, EventType.KIND):
            stage, began, reached, reopened = read.optional_text(payload, "stage"), event.at, [], 0
        elif event.type != EventType.STAGE:
            continue
        else:
            stage = read.optional_text(payload, "to")
            before = read.optional_text(payload, "from")
            if stage in _TOLD and before == ComplaintStage.ASSESSED:
                reached, reopened, stage = reached[:-1], reopened - 1, None
            elif stage == ComplaintStage.ASSESSED and before in _TOLD:
                reopened += 1
        if stage is not None:
            reached.append(StageView(stage, event.at, names.get(event.actor)))
    return began, tuple(reached), reopened


def acknowledge_by_reply(ticket: OpenTicket, message_id: int) -> None:
    """Our public words to a customer acknowledge a complaint that was only received."""
    state = ticket.state
    if state.kind is Kind.COMPLAINT and state.stage == ComplaintStage.RECEIVED:
        told = {"from": str(ComplaintStage.RECEIVED), "to": str(ComplaintStage.ACKNOWLEDGED)}
        ticket.record(EventType.STAGE, {**told, "stands_on": [f"message:{message_id}"]})


def department_code(text: str) -> str:
    """A department as it is kept: in lower case, so that one is counted once. Raises Invalid."""
    code = storable(text).strip().casefold()
    if not _DEPARTMENT.fullmatch(code):
        raise Invalid("department", f"{text[:40]!r} is no code: letters, digits and - . & /, at most 40")
    return code
