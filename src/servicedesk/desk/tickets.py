"""Reading a ticket: what stands on top, its conversation, its customer, its events."""

from collections.abc import Sequence
from contextlib import suppress

from servicedesk.desk.approving.views import approval_views
from servicedesk.desk.complaints import complaint_view
from servicedesk.desk.conversation import recipient_of
from servicedesk.desk.customers import customer_view
from servicedesk.desk.escalating.views import escalation_views
from servicedesk.desk.events_view import call_lengths, event_views
from servicedesk.desk.mentions import mention_views
from servicedesk.desk.presence import handover_view
from servicedesk.desk.read import Row, attachment_view, draft_view, message_views, promise_view, queue_row
from servicedesk.desk.returning.reading import rma_views
from servicedesk.desk.views import (
    AttachmentView,
    CustomerView,
    EventView,
    MessageView,
    ProductView,
    ThreadPage,
    TicketView,
)
from servicedesk.desk.work import Work
from servicedesk.domain.errors import NotFound
from servicedesk.domain.events import Stream, StreamKind
from servicedesk.domain.roles import Permission
from servicedesk.domain.tickets import Kind
from servicedesk.store import customers, messages, people, streams
from servicedesk.store import mentions as mention_rows
from servicedesk.store import tickets as ticket_rows
from servicedesk.store.database import Connection
from servicedesk.store.shown_ticket import examples, shown


class Tickets:
    def __init__(self, work: Work) -> None:
        self._work = work
        self._unrehearsed: list[int] | None = None

    def rehearse(self) -> bool:
        """Open a ticket of a sort that was not rehearsed yet; False when all were.

        The first ticket of a sort has its statements made, which takes a twentieth of a second: nobody is to wait for
        that. A ticket that is gone by now is no harm.
        """
        self._work.require(Permission.READ)
        if self._unrehearsed is None:
            with self._work.store.read() as connection:
                self._unrehearsed = examples(connection)
        if self._unrehearsed:
            ticket_id = self._unrehearsed.pop()
            with suppress(NotFound):
                self.show(ticket_id)
                for ordered in (True, False):
                    self._customer(ticket_id, ordered=ordered)
        return bool(self._unrehearsed)

    def show(self, ticket_id: int, *, messages: int = 30) -> TicketView:
        """A ticket with the newest stretch of its conversation; raises NotFound."""
        self._work.require(Permission.READ)
        with self._work.store.read() as connection:
            return self._show(connection, ticket_id, messages)

    def _show(self, connection: Connection, ticket_id: int, count: int) -> TicketView:
        full = shown(connection, ticket_id, self._work.actor.id)
        if full is None:
            raise NotFound("ticket", ticket_id)
        customer_id = full["customer_id"]
        known = [] if customer_id is None else customers.identities(connection, customer_id)
        drafts = people.drafts_of(connection, self._work.actor.id, ticket_id) if full["has_drafts"] else ()
        merged = full["has_merged"]
        together = messages.family(connection, ticket_id) if merged else [ticket_id]
        files = messages.attachments_of(connection, together) if merged or full["has_files"] else ()
        promises = messages.promises_of(connection, ticket_id) if full["has_promises"] else ()
        mentions = mention_rows.of_ticket(connection, ticket_id) if full["has_mentions"] else ()
        return TicketView(
            row=queue_row(full),
            line=full["line"],
            channel=full["channel"],
            language=full["language"],
            team=full["team"],
            order=full["order_number"],
            product=full["sku"],
            order_text=full["order_text"],
            product_text=full["product_text"],
            remedy=full["remedy"],
            nature=full["nature"],
            severity=full["severity"],
            department=full["department"],
            accepted=full["accepted"],
            tags=ticket_rows.tags_of(connection, ticket_id) if full["has_tags"] else (),
            links=ticket_rows.links_of(connection, ticket_id) if full["has_links"] else (),
            merged_into=full["merged_into"],
            split_from=full["split_from"],
            first_responded_at=full["first_responded_at"],
            resolved_at=full["resolved_at"],
            closed_at=full["closed_at"],
            recipient=recipient_of(known, full["channel"]),
            promises=tuple(map(promise_view, promises)),
            rmas=rma_views(connection, ticket_id) if full["has_returns"] else (),
            attachments=tuple(attachment_view(file) for file in files if file["ticket_id"] == ticket_id),
            drafts=tuple(draft_view(draft) for draft in drafts),
            thread=_thread(connection, ticket_id, together, files, before=None, limit=count),
            mentions=mention_views(mentions, self._work.actor.id),
            follow_up_at=full["follow_up_at"],
            handover=None if full["handed_over_at"] is None else handover_view(connection, ticket_id),
            escalations=escalation_views(connection, self._work, ticket_id) if full["has_escalations"] else (),
            approvals=approval_views(connection, self._work, ticket_id) if full["has_approvals"] else (),
            complaint=complaint_view(connection, self._work, ticket_id) if full["kind"] == Kind.COMPLAINT else None,
        )

    def thread(self, ticket_id: int, *, before: int | None = None, limit: int = 50) -> ThreadPage:
        """Older messages: those before the message ``before``, with the events of that stretch."""
        self._work.require(Permission.READ)
        with self._work.store.read() as connection:
            together = messages.family(connection, ticket_id)
            files = messages.attachments_of(connection, together)
            return _thread(connection, ticket_id, together, files, before=before, limit=limit)

    def everything_said(self, ticket_id: int) -> tuple[MessageView, ...]:
        """The whole conversation, oldest first."""
        self._work.require(Permission.READ)
        with self._work.store.read() as connection:
            together = messages.family(connection, ticket_id)
            rows = messages.everything(connection, together)
            return message_views(rows, messages.attachments_of(connection, together))

    def events(self, ticket_id: int) -> tuple[EventView, ...]:
        """The ticket's events, oldest first, undone ones marked; raises NotFound."""
        self._work.require(Permission.READ)
        with self._work.store.read() as connection:
            history = streams.history(connection, Stream(StreamKind.TICKET, ticket_id))
            if not history:
                raise NotFound("ticket", ticket_id)
            return event_views(history, people.names(connection))

    def attachment(self, attachment_id: int) -> tuple[AttachmentView, bytes]:
        """A file and its content; raises NotFound."""
        self._work.require(Permission.READ)
        with self._work.store.read() as connection:
            found = messages.attachment(connection, attachment_id)
        if found is None:
            raise NotFound("attachment", attachment_id)
        return attachment_view(found[0]), found[1]

    def customer(self, ticket_id: int) -> CustomerView | None:
        """The customer beside a ticket; None where the ticket has an unnamed one."""
        return self._customer(ticket_id, ordered=True)

    def _customer(self, ticket_id: int, *, ordered: bool) -> CustomerView | None:
        """``ordered``: the ticket's own order comes first."""
        self._work.require(Permission.READ)
        with self._work.store.read() as connection:
            whose = ticket_rows.whose(connection, ticket_id)
            if whose is None:
                raise NotFound("ticket", ticket_id)
            if whose["customer_id"] is None:
                return None
            first = whose["order_id"] if ordered else None
            return customer_view(connection, whose["customer_id"], but=ticket_id, first_order=first)

    def product(self, sku: str) -> ProductView | None:
        """What a service person needs to know of a product."""
        with self._work.store.read() as connection:
            row = customers.product_by_sku(connection, sku)
        if row is None:
            return None
        return ProductView(row["sku"], row["name"], row["name_zh"], row["stage"], row["brief"], row["successor_sku"])


def _thread(
    connection: Connection,
    ticket_id: int,
    together: Sequence[int],
    files: Sequence[Row],
    *,
    before: int | None,
    limit: int,
) -> ThreadPage:
    """A stretch of what was said on the tickets ``together``, of whose attachments ``files`` are all."""
    rows = messages.newest(connection, together, before=before, limit=limit)
    older = messages.count_before(connection, together, rows[0]["id"]) if len(rows) == limit else 0
    until = None if before is None else rows[-1]["sent_at"] if rows else None
    since = rows[0]["sent_at"] if rows and older else None
    history = streams.stretch(connection, Stream(StreamKind.TICKET, ticket_id), since, until)
    views = event_views(history, people.names(connection))
    stretch = tuple(event for event in views if until is None or event.at < until)
    return ThreadPage(message_views(rows, files, call_lengths(history)), stretch, older)
