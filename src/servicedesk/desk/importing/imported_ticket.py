"""From a checked record to a ticket with its past."""

from datetime import datetime
from typing import Final

from servicedesk.desk.importing.references import References
from servicedesk.domain.events import EventType, Payload, micros
from servicedesk.domain.importing import MessageRecord, TicketRecord
from servicedesk.domain.tickets import Status, stage_of_imported
from servicedesk.store.new_tickets import NewFact, NewMessage, NewTicket

SLA_CHOICES: Final = ("history", "from-import", "none")
"""What the clocks of an open imported ticket count from; kept in its first event unless it is the default."""


def new_ticket(record: TicketRecord, refer: References, customer_id: int | None, now: datetime, sla: str) -> NewTicket:
    """The ticket as the source tells it; where the source says nothing of times, it begins ``now``."""
    thread = record.thread
    begun = record.created_at or next((said.sent_at for said in thread if said.sent_at is not None), now)
    steps: list[NewMessage | NewFact] = [*_said(thread, refer, begun)]
    last = max([begun, *(step.at for step in steps)])
    touched = record.updated_at if record.updated_at is not None and record.updated_at > last else None
    if touched is not None:
        steps.append(NewFact(touched, EventType.FACTS, {"source_updated_at": micros(touched)}))
    ended = record.status in (Status.RESOLVED, Status.CLOSED)
    order_id, product_id = refer.order(record), refer.product(record)
    more: Payload = {} if sla == SLA_CHOICES[0] else {"sla": sla, "imported_at": micros(now)}
    return NewTicket(
        kind=record.kind,
        subject=record.subject,
        created_at=begun,
        status=record.status,
        stage=stage_of_imported(record.kind, record.status),
        priority=record.priority,
        channel=str(record.channel),
        language=record.language,
        customer_id=customer_id,
        order_id=order_id,
        product_id=product_id,
        assignee_id=refer.person(record.assignee),
        order_text="" if order_id is not None else record.order or "",
        product_text="" if product_id is not None else record.product or "",
        tags=record.tags,
        resolved_at=(touched or last) if ended else None,
        more=more,
        steps=steps,
    )


def _said(thread: tuple[MessageRecord, ...], refer: References, begun: datetime) -> list[NewMessage]:
    """Messages in their order; one without a time is as old as the one before it."""
    at, said = begun, []
    for message in thread:
        at = message.sent_at or at
        said.append(new_message(message, refer, at))
    return said


def new_message(message: MessageRecord, refer: References, at: datetime) -> NewMessage:
    """A message of a source: what others said was received, what we said was handed over or stayed inside."""
    internal = message.visibility == "internal"
    medium = "note" if internal else "auto" if message.author == "system" else "message"
    delivery = "internal" if internal else "received" if message.author == "customer" else "handed_over"
    return NewMessage(
        at=at,
        author=message.author,
        body=message.body,
        author_name=message.author_name,
        visibility=message.visibility,
        medium=medium,
        delivery=delivery,
        person_id=refer.person(message.author_name) if message.author == "agent" else None,
        external_id=message.external_id,
    )
