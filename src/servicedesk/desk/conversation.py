"""What is said on a ticket: replies, notes, calls, the customer's words, side threads, files."""

import mimetypes
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from servicedesk.desk.intake import continue_closed, drop_form
from servicedesk.desk.messaging import (
    add_call,
    add_customer_message,
    add_message,
    hand_over_now,
    put_in_outbox,
)
from servicedesk.desk.open_ticket import OpenTicket, open_ticket
from servicedesk.desk.read import Row
from servicedesk.desk.ticket_acts import finish, move_by_hand, take_for
from servicedesk.desk.views import Done
from servicedesk.desk.work import GRACE_SECONDS, SYSTEM, ActContext, Work, acting
from servicedesk.domain.calls import PhoneCall
from servicedesk.domain.choices import chosen
from servicedesk.domain.digests import text_digest
from servicedesk.domain.errors import Invalid, NotFound, Refused
from servicedesk.domain.events import EventType, Payload
from servicedesk.domain.gate.findings import Finding
from servicedesk.domain.roles import Permission
from servicedesk.domain.texts import storable
from servicedesk.domain.tickets import ComplaintStage, Kind, Status
from servicedesk.store import customers, messages, people
from servicedesk.store.tables.tickets import attachments as attachments_table

MAX_TEXT = 2_000_000
"""Characters of one message; a longer text belongs in an attachment."""
MAX_FILE = 50_000_000
"""Bytes of one attachment."""
SIDES = ("carrier", "warehouse", "vendor")


class Conversation:
    def __init__(self, work: Work) -> None:
        self._work = work

    def reply(
        self,
        ticket_id: int,
        text: str,
        *,
        then: str | None = None,
        grace: int | None = None,
        version: int | None = None,
        accept: Sequence[str] = (),
    ) -> Done:
        """A public reply. It waits ``grace`` seconds in the outbox (0: handed over at once), then leaves.

        ``then`` sets a status in the same act; ``resolved`` on a decided complaint says that this reply tells the
        decision. The draft it came from is dropped with it. ``accept``: codes of soft findings of ``check`` that
        don't hold it back. Raises Invalid, Refused, StaleVersion, IllegalMove, GateClosed.
        """
        from servicedesk.desk.sending import pass_gate

        body = _said(text)
        with acting(self._work, "reply") as context:
            ticket = self._take(context, ticket_id, version, "reply")
            accepted = pass_gate(context.connection, ticket_id, body, accept)
            message_id = add_message(
                ticket,
                body,
                author="agent",
                visibility="public",
                medium="message",
                delivery="pending",
                author_name=self._work.actor.name,
                accepted=accepted,
            )
            wait = timedelta(seconds=GRACE_SECONDS if grace is None else max(0, grace))
            leaves_at = put_in_outbox(ticket, message_id, _recipient(context, ticket), wait)
            if not wait:
                _settle_at_once(ticket, message_id)
            if then == Status.RESOLVED:
                _tell_decision(ticket)
            _then(ticket, then)
            people.drop_draft(context.connection, self._work.actor.id, ticket_id, "reply")
            done = finish(ticket, message_id)
        return Done(done.act_id, done.ticket, message_id, leaves_at)

    def check(self, ticket_id: int, text: str) -> tuple[Finding, ...]:
        """What the send gate says of a reply with this text; nothing is changed. Raises NotFound."""
        from servicedesk.desk.sending import findings_for

        self._work.require(Permission.READ)
        with self._work.store.read() as connection:
            return findings_for(connection, ticket_id, storable(text))

    def note(self, ticket_id: int, text: str, *, then: str | None = None, version: int | None = None) -> Done:
        """An internal note: the customer never sees it, and it answers nothing."""
        body = _said(text)
        with acting(self._work, "note") as context:
            ticket = self._take(context, ticket_id, version, "note", ended_too=True)
            message_id = add_message(
                ticket,
                body,
                author="agent",
                visibility="internal",
                medium="note",
                delivery="internal",
                author_name=self._work.actor.name,
            )
            _then(ticket, then)
            people.drop_draft(context.connection, self._work.actor.id, ticket_id, "note")
            return finish(ticket, message_id)

    def translation(self, ticket_id: int, text: str) -> Done:
        """A rendering of the message above, for colleagues: a note of its own kind."""
        return self._internal(ticket_id, _said(text), "translation")

    def _internal(self, ticket_id: int, body: str, medium: str) -> Done:
        with acting(self._work, medium) as context:
            ticket = self._take(context, ticket_id, None, medium, ended_too=True)
            name = self._work.actor.name
            message_id = add_message(
                ticket,
                body,
                author="agent",
                visibility="internal",
                medium=medium,
                delivery="internal",
                author_name=name,
            )
            return finish(ticket, message_id)

    def call(
        self,
        ticket_id: int,
        text: str,
        *,
        outcome: str,
        seconds: int | None = None,
        then: str | None = None,
        version: int | None = None,
        form: str | None = None,
    ) -> Done:
        """A phone call's record. ``spoke`` is a response to the customer; ``voicemail`` is not.

        ``seconds`` it took; ``form``: the kept form it was written in, dropped with it. Raises Invalid, Refused,
        StaleVersion, IllegalMove.
        """
        body, made = _said(text), PhoneCall(outcome, seconds)
        made.check()
        with acting(self._work, "call") as context:
            ticket = self._take(context, ticket_id, version, "call")
            message_id = add_call(ticket, body, made)
            _then(ticket, then)
            drop_form(context, form)
            return finish(ticket, message_id)

    def message(
        self,
        ticket_id: int,
        text: str,
        *,
        name: str | None = None,
        channel: str = "local",
        form: str | None = None,
    ) -> Done:
        """The customer's message. On a closed ticket it opens a new, linked one, which is the one returned.

        ``form``: the kept form it was written in, dropped with it.
        """
        body = _said(text)
        with acting(self._work, "message") as context:
            self._work.require(Permission.WORK)
            drop_form(context, form)
            ticket = open_ticket(context, _current(context, ticket_id))
            author = storable(name) if name is not None else _customer_name(context, ticket)
            if ticket.state.status in (Status.CLOSED, Status.SPAM):
                return continue_closed(context, ticket, body, author_name=author)
            message_id = add_customer_message(ticket, body, author_name=author, channel=channel)
            return finish(ticket, message_id)

    def automatic(self, ticket_id: int, text: str) -> Done:
        """An automatic public message of ours: it answers nothing and leaves a new ticket new."""
        with acting(self._as_system(), "automatic") as context:
            ticket = open_ticket(context, ticket_id)
            message_id = add_message(
                ticket, _said(text), author="system", visibility="public", medium="auto", delivery="handed_over"
            )
            return finish(ticket, message_id)

    def _as_system(self) -> Work:
        self._work.require(Permission.WORK)
        return replace(self._work, actor=SYSTEM)

    def forward(self, ticket_id: int, text: str, *, to: str, side: str, version: int | None = None) -> Done:
        """A message to a carrier, warehouse or vendor: a side thread that the customer never sees."""
        return self._side(ticket_id, text, side, self._work.actor.name, f"to {to}: ", author="agent", version=version)

    def side_answer(self, ticket_id: int, text: str, *, sender: str, side: str) -> Done:
        """What the carrier, warehouse or vendor answered."""
        return self._side(ticket_id, text, side, sender, "", author="system", version=None)

    def _side(
        self, ticket_id: int, text: str, side: str, name: str, lead: str, *, author: str, version: int | None
    ) -> Done:
        if side not in SIDES:
            raise Invalid("side", f"{side!r} is none of {', '.join(SIDES)}")
        body = storable(lead) + _said(text)
        name = storable(name)
        with acting(self._work, "forward") as context:
            ticket = self._take(context, ticket_id, version, "forward", opens=author == "agent")
            message_id = add_message(
                ticket,
                body,
                author=author,
                visibility="internal",
                medium="side",
                side=side,
                delivery="internal",
                author_name=name,
            )
            return finish(ticket, message_id)

    def no_reply_needed(self, ticket_id: int, *, version: int | None = None) -> Done:
        """End the customer's wait without a reply ("thanks!").

        Where that message had reopened a resolved ticket, the status before stands again.
        """
        with acting(self._work, "no_reply_needed") as context:
            ticket = self._take(context, ticket_id, version, "no_reply_needed")
            state = ticket.state
            if state.waiting_since is None:
                raise Refused(f"nobody waits for a reply on ticket {ticket_id}", ticket=ticket_id)
            voids = state.reopened_by in state.unanswered
            ticket.record(EventType.NO_REPLY_NEEDED, {})
            if voids:
                ticket.restore_resolved(state.resolved_at)
            return finish(ticket)

    def attach(
        self,
        ticket_id: int,
        name: str,
        data: bytes,
        *,
        media_type: str | None = None,
        message_id: int | None = None,
        version: int | None = None,
    ) -> Done:
        """Keep a file with the ticket, or with one of its messages. Raises Invalid beyond 50 MB or without a name."""
        name = storable(name).strip()
        if not name:
            raise Invalid("name", "a file needs a name")
        if len(data) > MAX_FILE:
            raise Invalid("data", f"the file has {len(data)} bytes; {MAX_FILE} are allowed")
        with acting(self._work, "attach") as context:
            ticket = self._take(context, ticket_id, version, "attach", opens=False, ended_too=True)
            if message_id is not None and message_id not in ticket.state.messages:
                raise NotFound("message", message_id)
            (attachment_id,) = self._work.store.reserve_ids(context.connection, attachments_table, 1)
            salt = self._work.salt()
            values: dict[str, object] = {
                "id": attachment_id,
                "ticket_id": ticket_id,
                "message_id": message_id,
                "name": name,
                "media_type": media_type or mimetypes.guess_type(name)[0] or "application/octet-stream",
                "salt": salt,
                "added_at": context.at,
            }
            sha256 = messages.add_attachment(context.connection, values, data)
            payload: Payload = {
                "attachment": attachment_id,
                "message": message_id,
                "digest": text_digest(salt, name, sha256),
            }
            ticket.record(EventType.ATTACHED, payload)
            return finish(ticket)

    def _take(
        self,
        context: ActContext,
        ticket_id: int,
        version: int | None,
        act: str,
        *,
        opens: bool = True,
        ended_too: bool = False,
    ) -> OpenTicket:
        return take_for(context, ticket_id, version, {"act": act}, opens=opens, ended_too=ended_too)


def _said(text: str) -> str:
    text = storable(text)
    if not text.strip():
        raise Invalid("text", "there is nothing in it")
    if len(text) > MAX_TEXT:
        raise Invalid("text", f"{len(text)} characters; {MAX_TEXT} are allowed. Attach it as a file")
    return text


def _tell_decision(ticket: OpenTicket) -> None:
    """A reply that resolves a decided complaint is the one that communicates the decision."""
    if ticket.state.kind is Kind.COMPLAINT and ticket.state.stage == ComplaintStage.DECIDED:
        told = {"from": str(ComplaintStage.DECIDED), "to": str(ComplaintStage.COMMUNICATED)}
        ticket.record(EventType.STAGE, {**told})


def _then(ticket: OpenTicket, wanted: str | None) -> None:
    if wanted is None or wanted == str(ticket.state.status):
        return
    move_by_hand(ticket, chosen("status", Status, wanted))


def _settle_at_once(ticket: OpenTicket, message_id: int) -> None:
    (item,) = (
        row
        for row in messages.pending_of_act(ticket.context.connection, ticket.context.act_id)
        if row["message_id"] == message_id
    )
    messages.settle_reply(ticket.context.connection, item["id"], state="handed_over", at=ticket.context.at)
    hand_over_now(ticket, message_id)


def _customer_name(context: ActContext, ticket: OpenTicket) -> str:
    customer_id = ticket.state.customer_id
    customer = None if customer_id is None else customers.get(context.connection, customer_id)
    return "" if customer is None else str(customer["name"])


def _recipient(context: ActContext, ticket: OpenTicket) -> str:
    customer_id = ticket.state.customer_id
    if customer_id is None:
        return ""
    return recipient_of(customers.identities(context.connection, customer_id), ticket.state.channel)


def recipient_of(identities: Sequence[Row], channel: str) -> str:
    """The address a reply goes to: the e-mail address, unless the channel is a chat."""
    kinds = ("chat", "email", "phone") if channel in ("chat", "social") else ("email", "chat", "phone")
    by_kind = {row["kind"]: row["value"] for row in reversed(identities)}
    return next((by_kind[kind] for kind in kinds if kind in by_kind), "")


def _current(context: ActContext, ticket_id: int) -> int:
    """Where a customer's message belongs: a merged ticket's messages go to the one it was merged into."""
    seen = {ticket_id}
    while (target := messages.merged_into(context.connection, ticket_id)) is not None and target not in seen:
        seen.add(target)
        ticket_id = target
    return ticket_id
