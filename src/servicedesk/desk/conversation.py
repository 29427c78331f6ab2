"""What is said on a ticket: replies, notes, calls, the customer's words, side threads, files."""

import mimetypes
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from servicedesk.desk.answers.own_words import note_own_words
from servicedesk.desk.complaints import acknowledge_by_reply
from servicedesk.desk.intake import continue_closed, drop_form
from servicedesk.desk.macros import check_answers, run_beside_status, run_status, status_of
from servicedesk.desk.mentions import mentioned_in
from servicedesk.desk.messaging import (
    add_call,
    add_customer_message,
    add_message,
    hand_over_now,
    put_in_outbox,
    said,
    then_move,
)
from servicedesk.desk.open_ticket import OpenTicket, open_ticket
from servicedesk.desk.promising import record_meanwhile
from servicedesk.desk.read import Row, message_views
from servicedesk.desk.side_threads import SideThreads
from servicedesk.desk.ticket_acts import finish, take_for
from servicedesk.desk.views import Done, MessageView
from servicedesk.desk.work import GRACE_SECONDS, SYSTEM, ActContext, Work, acting
from servicedesk.domain.calls import Outcome, PhoneCall
from servicedesk.domain.digests import text_digest
from servicedesk.domain.errors import Invalid, NotFound, Refused
from servicedesk.domain.events import Event, EventType, Payload, Stream, StreamKind, skipped
from servicedesk.domain.gate.findings import Finding
from servicedesk.domain.macros import MacroAction
from servicedesk.domain.meanwhile import NOTHING, Meanwhile
from servicedesk.domain.roles import Permission
from servicedesk.domain.texts import storable
from servicedesk.domain.tickets import ComplaintStage, Kind, Status
from servicedesk.domain.used_answers import UsedAnswer, inserted
from servicedesk.store import customers, messages, people, streams
from servicedesk.store.tables.tickets import attachments as attachments_table

MAX_FILE = 50_000_000
"""Bytes of one attachment."""


class Conversation(SideThreads):
    def reply(
        self,
        ticket_id: int,
        text: str,
        *,
        then: str | None = None,
        grace: int | None = None,
        version: int | None = None,
        accept: Sequence[str] = (),
        meanwhile: Meanwhile = NOTHING,
        answers: Sequence[UsedAnswer] = (),
        actions: Sequence[MacroAction] = (),
    ) -> Done:
        """A public reply. It waits ``grace`` seconds in the outbox (0: handed over at once), then leaves.

        It leaves before the customer's wait would break a promise, where that comes sooner. A complaint that was only
        received is acknowledged by it.

        ``then`` sets a status in the same act; ``resolved`` on a decided complaint says that this reply tells the
        decision. The draft it came from is dropped with it. ``accept``: codes of soft findings of ``check`` that
        don't hold it back. ``meanwhile``: the follow-up and promises that go with it. ``answers``: the canned
        ones it was made with; ``actions``: what their macros do in this act, where ``then`` goes before a status of
        theirs; one that may not be done is named in ``details["action"]``, and nothing is said. Raises Invalid,
        Refused, StaleVersion, IllegalMove, GateClosed, NotFound.
        """
        from servicedesk.desk.sending import pass_gate

        body, what = said(text), inserted(answers, actions)
        with acting(self._work, "reply") as context:
            check_answers(context.connection, what)
            meanwhile = meanwhile.checked(context.at)
            ticket = self._take(context, ticket_id, version, "reply")
            accepted = pass_gate(context.connection, ticket_id, body, accept, self._work.actor.roles)
            message_id = add_message(
                ticket,
                body,
                author="agent",
                visibility="public",
                medium="message",
                delivery="pending",
                author_name=self._work.actor.name,
                accepted=accepted,
                made_with=what,
            )
            wait = timedelta(seconds=GRACE_SECONDS if grace is None else max(0, grace))
            leaves_at = put_in_outbox(ticket, message_id, _recipient(context, ticket), wait)
            if leaves_at == context.at:
                _settle_at_once(ticket, message_id)
            acknowledge_by_reply(ticket, message_id)
            run_beside_status(ticket, what.actions)
            if (then or status_of(what.actions)) == Status.RESOLVED:
                _tell_decision(ticket)
            if then is None:
                run_status(ticket, what.actions)
            then_move(ticket, then)
            note_own_words(context, body)
            record_meanwhile(ticket, meanwhile)
            people.drop_draft(context.connection, self._work.actor.id, ticket_id, "reply")
            done = finish(ticket, message_id)
        return Done(done.act_id, done.ticket, message_id, leaves_at)

    def check(self, ticket_id: int, text: str) -> tuple[Finding, ...]:
        """What the send gate says of a reply with this text; nothing is changed. Raises NotFound."""
        from servicedesk.desk.sending import findings_for

        self._work.require(Permission.READ)
        with self._work.store.read() as connection:
            return findings_for(connection, ticket_id, storable(text), self._work.actor.roles)

    def since(self, ticket_id: int, version: int) -> tuple[MessageView, ...]:
        """What the customer, or a colleague in public, said after a version of the ticket; raises NotFound."""
        self._work.require(Permission.READ)
        with self._work.store.read() as connection:
            history = streams.history(connection, Stream(StreamKind.TICKET, ticket_id))
            if not history:
                raise NotFound("ticket", ticket_id)
            undone = skipped(history)
            news = {
                event.payload["message"]
                for event in history
                if event.seq > version and event.seq not in undone and self._is_news(event)
            }
            if not news:
                return ()
            rows = messages.everything(connection, [ticket_id])
            return message_views([row for row in rows if row["id"] in news], ())

    def _is_news(self, event: Event) -> bool:
        payload = event.payload
        if event.type != EventType.MESSAGE or payload.get("visibility") != "public":
            return False
        author = payload.get("author")
        return author == "customer" or (author == "agent" and event.actor != self._work.actor.code)

    def note(self, ticket_id: int, text: str, *, then: str | None = None, version: int | None = None) -> Done:
        """An internal note: the customer never sees it, and it answers nothing. ``@name`` asks for attention."""
        body = said(text)
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
                mentions=mentioned_in(context.connection, body, self._work.actor.id),
            )
            then_move(ticket, then)
            people.drop_draft(context.connection, self._work.actor.id, ticket_id, "note")
            return finish(ticket, message_id)

    def translation(self, ticket_id: int, text: str) -> Done:
        """A rendering of the message above, for colleagues: a note of its own kind."""
        return self._internal(ticket_id, said(text), "translation")

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
        body, made = said(text), PhoneCall(outcome, seconds)
        made.check()
        with acting(self._work, "call") as context:
            ticket = self._take(context, ticket_id, version, "call")
            message_id = add_call(ticket, body, made)
            if made.outcome == Outcome.SPOKE:
                acknowledge_by_reply(ticket, message_id)
            then_move(ticket, then)
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
        body = said(text)
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
                ticket, said(text), author="system", visibility="public", medium="auto", delivery="handed_over"
            )
            return finish(ticket, message_id)

    def _as_system(self) -> Work:
        self._work.require(Permission.WORK)
        return replace(self._work, actor=SYSTEM)

    def no_reply_needed(self, ticket_id: int, *, version: int | None = None) -> Done:
        """End the customer's wait without a reply ("thanks!").

        Where that message had reopened a resolved ticket, the status before stands again, unless an approval waits.
        """
        with acting(self._work, "no_reply_needed") as context:
            ticket = self._take(context, ticket_id, version, "no_reply_needed")
            state = ticket.state
            if state.waiting_since is None:
                raise Refused(f"nobody waits for a reply on ticket {ticket_id}", ticket=ticket_id)
            waits = any(one.waits for one in state.approvals.values())
            voids = state.reopened_by in state.unanswered and not waits
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


def _tell_decision(ticket: OpenTicket) -> None:
    """A reply that resolves a decided complaint is the one that communicates the decision."""
    if ticket.state.kind is Kind.COMPLAINT and ticket.state.stage == ComplaintStage.DECIDED:
        told = {"from": str(ComplaintStage.DECIDED), "to": str(ComplaintStage.COMMUNICATED)}
        ticket.record(EventType.STAGE, {**told})


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
