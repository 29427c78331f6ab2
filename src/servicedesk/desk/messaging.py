"""Adding a message to a ticket inside an act: the row, its text, its event, and what a customer's words set off."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from servicedesk.desk.open_ticket import OpenTicket
from servicedesk.desk.ticket_acts import move_by_hand
from servicedesk.domain.calls import Outcome, PhoneCall
from servicedesk.domain.choices import chosen
from servicedesk.domain.digests import message_digest
from servicedesk.domain.errors import Invalid
from servicedesk.domain.events import EventType, Payload, micros
from servicedesk.domain.texts import storable
from servicedesk.domain.tickets import Status
from servicedesk.domain.used_answers import NONE, Inserted, as_payload
from servicedesk.store import messages as message_rows
from servicedesk.store.tables.tickets import messages as messages_table

MAX_TEXT = 2_000_000
"""Characters of one message; a longer text belongs in an attachment."""
BEFORE_DUE = timedelta(seconds=5)
"""How long before the due instant a reply leaves at the latest: sweeps come round within that."""


def said(text: str) -> str:
    """A text as it is kept; raises Invalid for an empty or endless one."""
    text = storable(text)
    if not text.strip():
        raise Invalid("text", "there is nothing in it")
    if len(text) > MAX_TEXT:
        raise Invalid("text", f"{len(text)} characters; {MAX_TEXT} are allowed. Attach it as a file")
    return text


def then_move(ticket: OpenTicket, wanted: str | None) -> None:
    """Set a status in the act that said something. Raises Invalid, IllegalMove, Refused."""
    if wanted is not None and wanted != str(ticket.state.status):
        move_by_hand(ticket, chosen("status", Status, wanted))


def add_message(
    ticket: OpenTicket,
    body: str,
    *,
    author: str,
    visibility: str,
    medium: str,
    delivery: str,
    author_name: str = "",
    side: str | None = None,
    channel: str | None = None,
    language: str | None = None,
    accepted: Sequence[str] = (),
    seconds: int | None = None,
    mentions: Sequence[int] = (),
    made_with: Inserted = NONE,
) -> int:
    """Write a message at the act's instant; returns its id. ``accepted``: what the send gate found and let through.

    ``seconds``: how long the call took that the message records. ``mentions``: whose attention a note asks for.
    ``made_with``: the canned answers in it.
    """
    context = ticket.context
    (message_id,) = context.work.store.reserve_ids(context.connection, messages_table, 1)
    salt = context.work.salt()
    ours = author == "agent"
    message_rows.add(
        context.connection,
        {
            "id": message_id,
            "ticket_id": ticket.id,
            "author": author,
            "person_id": context.work.actor.id or None if ours else None,
            "visibility": visibility,
            "medium": medium,
            "side": side,
            "channel": channel or ticket.state.channel,
            "delivery": delivery,
            "language": language or ticket.state.language,
            "sent_at": context.at,
        },
        salt=salt,
        author_name=author_name,
        body=body,
    )
    payload: Payload = {
        "message": message_id,
        "author": author,
        "visibility": visibility,
        "medium": medium,
        "delivery": delivery,
        "channel": channel or ticket.state.channel,
        "digest": message_digest(salt, author_name, body),
    }
    if accepted:
        payload["accepted"] = [*accepted]
    if mentions:
        payload["mentions"] = [*mentions]
    if seconds is not None:
        payload["seconds"] = seconds
    ticket.record(EventType.MESSAGE, payload | as_payload(made_with))
    return message_id


def add_customer_message(ticket: OpenTicket, body: str, *, author_name: str, channel: str | None = None) -> int:
    """The customer's words: they end waiting and holding, wake a snoozed ticket and reopen a resolved one."""
    message_id = add_message(
        ticket,
        body,
        author="customer",
        visibility="public",
        medium="message",
        delivery="received",
        author_name=author_name,
        channel=channel,
    )
    ticket.open_for_customer(by_message=message_id)
    return message_id


def add_call(ticket: OpenTicket, body: str, call: PhoneCall) -> int:
    """The record of a call: *spoke* is a public message delivered, a response; voicemail is neither."""
    spoke = call.outcome == Outcome.SPOKE
    return add_message(
        ticket,
        body,
        author="agent",
        visibility="public" if spoke else "internal",
        medium="call" if spoke else "voicemail",
        delivery="handed_over" if spoke else "internal",
        author_name=ticket.context.work.actor.name,
        channel="phone",
        seconds=call.seconds,
    )


def put_in_outbox(ticket: OpenTicket, message_id: int, recipient: str, grace: timedelta) -> datetime:
    """Queue a reply for its channel; returns the instant until which it can be recalled.

    That is when the grace is over, or before the customer's wait would be too long if that comes first.
    """
    context = ticket.context
    leaves_at = context.at + grace
    due = ticket.response_due() if grace else None
    if due is not None and context.at <= due < leaves_at + BEFORE_DUE:
        leaves_at = max(context.at, due - BEFORE_DUE)
    message_rows.put_out(
        context.connection,
        {
            "message_id": message_id,
            "ticket_id": ticket.id,
            "act_id": context.act_id,
            "channel": ticket.state.channel,
            "recipient": recipient,
            "state": "pending",
            "not_before": leaves_at,
        },
    )
    return leaves_at


def hand_over_now(ticket: OpenTicket, message_id: int) -> None:
    """Give a reply to its channel in the act itself: for channels of the store's own (``local``) without grace."""
    message_rows.set_delivery(ticket.context.connection, message_id, "handed_over")
    ticket.record(EventType.DELIVERED, {"message": message_id, "at": micros(ticket.context.at)})
