"""A record whose source changed since its last import: the ticket follows, event by event."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from servicedesk.desk.importing.imported_ticket import new_message
from servicedesk.desk.importing.references import References
from servicedesk.desk.open_ticket import OpenTicket
from servicedesk.domain.digests import facts_digest, message_digest
from servicedesk.domain.events import EventType, Payload, micros
from servicedesk.domain.import_identity import message_mark
from servicedesk.domain.importing import MessageRecord, TicketRecord
from servicedesk.domain.tickets import ComplaintStage, Kind, Status, stage_of_imported
from servicedesk.store import conditions
from servicedesk.store import messages as message_rows
from servicedesk.store import tickets as ticket_rows
from servicedesk.store.imports import Known
from servicedesk.store.tables.tickets import messages as messages_table

_TOLD: Final = (ComplaintStage.COMMUNICATED, ComplaintStage.CLOSED)


@dataclass(frozen=True, slots=True)
class Following:
    """One ticket that follows its source. ``fields`` are those the source changed, ``at`` when it did."""

    ticket: OpenTicket
    record: TicketRecord
    fields: frozenset[str]
    known: Known
    refer: References
    customer_id: int | None
    at: datetime

    def note(self, kind: EventType, payload: Payload) -> None:
        self.ticket.record(kind, payload, at=self.at)


def instant_of(record: TicketRecord, ticket: OpenTicket, now: datetime) -> datetime:
    """When the source changed: its own time where that fits the ticket's history, else now."""
    last = ticket.state.updated_at
    at = record.updated_at
    return at if at is not None and (last is None or last <= at) and at <= now else now


def follow_source(following: Following) -> None:
    """Append what the source changed and this ticket doesn't say already. What people here did stays."""
    for fields, step in _STEPS:
        if following.fields & fields:
            step(following)


def _texts(following: Following) -> None:
    """Subject, order and product: free texts have one digest, what the shop knows has its id."""
    ticket, record, fields = following.ticket, following.record, following.fields
    stored = ticket_rows.texts_of(ticket.context.connection, ticket.id)
    texts = {name: str(stored[name]) for name in ("subject", "order_text", "product_text")}
    more: Payload = {}
    if "subject" in fields:
        texts["subject"] = record.subject
    if "order" in fields:
        more["order"] = following.refer.order(record)
        texts["order_text"] = record.order or "" if more["order"] is None else ""
    if "product" in fields:
        more["product"] = following.refer.product(record)
        texts["product_text"] = record.product or "" if more["product"] is None else ""
    for name, text in texts.items():
        if text != stored[name]:
            ticket_rows.set_text(ticket.context.connection, ticket.id, name, text)
    digest = facts_digest(
        stored["salt"], texts["subject"], texts["order_text"], texts["product_text"], str(stored["remedy"])
    )
    if "product" in more:
        more["lifecycle"] = conditions.of_product(ticket.context.connection, following.refer.product(record))
    if not more:
        following.note(EventType.SUBJECT, {"facts": digest})
    else:
        following.note(EventType.FACTS, {**more, "facts": digest})


def _customer(following: Following) -> None:
    if following.customer_id is not None and following.customer_id != following.ticket.state.customer_id:
        membership = conditions.of_customer(following.ticket.context.connection, following.customer_id)
        following.note(EventType.FACTS, {"customer": following.customer_id, "membership": membership})


def _language(following: Following) -> None:
    following.note(EventType.FACTS, {"language": following.record.language})


def _kind(following: Following) -> None:
    state, wanted = following.ticket.state, following.record.kind
    if wanted is not state.kind:
        stage = stage_of_imported(wanted, state.status)
        payload: Payload = {"from": str(state.kind), "to": str(wanted), "old_stage": state.stage, "stage": stage}
        following.note(EventType.KIND, payload)


def _priority(following: Following) -> None:
    state, wanted = following.ticket.state, following.record.priority
    if wanted is not state.priority:
        following.note(EventType.PRIORITY, {"from": str(state.priority), "to": str(wanted)})


def _tags(following: Following) -> None:
    """Tags the source added or dropped; those given here stay."""
    stored = following.known.fields.get("tags")
    before = {tag for tag in stored if isinstance(tag, str)} if isinstance(stored, list) else set()
    now, present = set(following.record.tags), following.ticket.state.tags
    add, remove = sorted(now - before - present), sorted((before - now) & present)
    if add or remove:
        following.note(EventType.TAGGED, {"add": [*add], "remove": [*remove]})


def _assignee(following: Following) -> None:
    wanted = following.refer.person(following.record.assignee)
    unknown = wanted is None and following.record.assignee is not None
    if not unknown and wanted != following.ticket.state.assignee_id:
        following.note(EventType.ASSIGNED, {"from": following.ticket.state.assignee_id, "to": wanted})


def _messages(following: Following) -> None:
    """Messages not seen before. A changed body comes as a further message: what was said is never rewritten."""
    stored = following.known.fields.get("messages")
    seen = stored if isinstance(stored, list) else []
    salt = following.known.salt
    new: list[MessageRecord] = []
    if "body" in following.fields and following.record.body is not None:
        name = following.record.customer_name or ""
        new.append(MessageRecord("customer", name, "public", following.record.body, following.at))
    if "messages" in following.fields:
        new += [message for message in following.record.messages if message_mark(message, salt) not in seen]
    last = [_add(following, message) for message in new]
    asked = [number for number, message in zip(last, new, strict=True) if _asks(message)]
    if asked and "status" not in following.record.given:
        _reopen(following, asked[-1])


def _asks(message: MessageRecord) -> bool:
    return message.author == "customer" and message.visibility == "public"


def _add(following: Following, record: MessageRecord) -> int:
    ticket, context = following.ticket, following.ticket.context
    message = new_message(record, following.refer, record.sent_at or following.at)
    (message_id,) = context.work.store.reserve_ids(context.connection, messages_table, 1)
    salt, channel = context.work.salt(), ticket.state.channel
    row: dict[str, object] = {
        "id": message_id,
        "ticket_id": ticket.id,
        "author": message.author,
        "person_id": message.person_id,
        "visibility": message.visibility,
        "medium": message.medium,
        "channel": channel,
        "delivery": message.delivery,
        "language": ticket.state.language,
        "sent_at": message.at,
        "external_id": message.external_id,
    }
    message_rows.add(context.connection, row, salt=salt, author_name=message.author_name, body=message.body)
    payload: Payload = {
        "message": message_id,
        "author": message.author,
        "visibility": message.visibility,
        "medium": message.medium,
        "delivery": message.delivery,
        "channel": channel,
        "digest": message_digest(salt, message.author_name, message.body),
        "at": micros(message.at),
    }
    ticket.record(EventType.MESSAGE, payload, at=max(message.at, ticket.state.updated_at or message.at))
    return message_id


def _reopen(following: Following, message_id: int) -> None:
    """A customer's new message ends waiting and reopens, where the source doesn't tell a status itself."""
    state = following.ticket.state
    if state.status in (Status.WAITING_CUSTOMER, Status.ON_HOLD, Status.RESOLVED):
        _move(following, Status.OPEN, by_message=message_id)


def _status(following: Following) -> None:
    """The source's status is history, not a move; only a merged ticket keeps its own."""
    state, wanted = following.ticket.state, following.record.status
    if wanted is not state.status and state.status is not Status.MERGED:
        _move(following, wanted)


def _move(following: Following, wanted: Status, **more: int) -> None:
    state = following.ticket.state
    following.note(EventType.STATUS, {"from": str(state.status), "to": str(wanted), **more})
    if state.kind is not Kind.COMPLAINT:
        return
    ended, told = wanted in (Status.RESOLVED, Status.CLOSED), state.stage in _TOLD
    if ended and state.stage != (stage := stage_of_imported(state.kind, wanted)):
        following.note(EventType.STAGE, {"from": state.stage, "to": stage})
    elif not ended and told:
        following.note(EventType.STAGE, {"from": state.stage, "to": str(ComplaintStage.ASSESSED)})


_STEPS: Final[Sequence[tuple[frozenset[str], Callable[[Following], None]]]] = (
    (frozenset({"subject", "order", "product"}), _texts),
    (frozenset({"customer_email", "customer_phone"}), _customer),
    (frozenset({"language"}), _language),
    (frozenset({"kind"}), _kind),
    (frozenset({"priority"}), _priority),
    (frozenset({"tags"}), _tags),
    (frozenset({"assignee"}), _assignee),
    (frozenset({"body", "messages"}), _messages),
    (frozenset({"status"}), _status),
)
