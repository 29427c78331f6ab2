"""A ticket read whole and printed: as the JSON object of CONTRACTS, or as text for people."""

from typing import TYPE_CHECKING

from servicedesk.cli.approval_shapes import approval_object, complaint_object, print_approval
from servicedesk.cli.escalation_shapes import escalation_object, print_escalation
from servicedesk.cli.output import Output
from servicedesk.cli.return_shapes import line_sheet, rma_object
from servicedesk.cli.session import Session
from servicedesk.cli.shapes import ticket_object
from servicedesk.desk.views import Done, MessageView, QueueRow, Taken, TicketView
from servicedesk.domain.events import Json
from servicedesk.i18n import _

if TYPE_CHECKING:
    from servicedesk.desk.desk import Desk

_STRETCH = 200
"""Messages read at a time while a thread is read whole."""


def print_ticket(session: Session, ticket_id: int) -> None:
    """Print the ticket with its whole thread."""
    ticket = session.desk.tickets.show(ticket_id, messages=_STRETCH)
    messages = whole_thread(session.desk, ticket)
    if session.options.json:
        session.out.json(_object(session, ticket, messages))
    else:
        _print(session.out, ticket, messages)


def print_done(session: Session, done: Done, **more: Json) -> int:
    """Print the ticket that an act left behind, with the act's id; people get one line. Returns the exit code."""
    if session.options.json:
        ticket = session.desk.tickets.show(done.ticket.id, messages=_STRETCH)
        acted = {"act_id": done.act_id, "message_id": done.message_id, **more}
        session.out.json({**_object(session, ticket, whole_thread(session.desk, ticket)), **acted})
    else:
        session.out.line(summary(done.ticket))
        left = done.leaves_at is not None and done.leaves_at <= session.clock.now()
        undo = _("undo with: servicedesk undo {act}").format(act=done.act_id)
        session.out.line(_("the reply has left; it can't be taken back") if left else undo, style="dim")
    return 0


def print_taken(session: Session, taken: Taken | None) -> int:
    """Print the ticket that was taken and why it was this one; with nothing to take an object of nulls."""
    if taken is None:
        nothing: dict[str, Json] = {"id": None, "act_id": None, "reason": None, "facts": {}}
        session.out.either(nothing, _("nothing waits to be taken"))
        return 0
    if not session.options.json:
        from servicedesk.tui.wording.next_words import why_next
        from servicedesk.tui.zone import zone_of

        reason = why_next(taken, session.desk.clock.now(), zone_of(session.options.timezone))
        session.out.line(_("because: {reason}").format(reason=reason))
    return print_done(session, taken.done, reason=taken.reason, facts=dict(taken.facts))


def _object(session: Session, ticket: TicketView, messages: list[MessageView]) -> dict[str, Json]:
    events = session.desk.tickets.events(ticket.row.id)
    ledger = session.desk.clocks.explain(ticket.row.id)
    return {
        **ticket_object(ticket, messages, events, ledger, session.desk.clock.now()),
        "rmas": [rma_object(rma) for rma in ticket.rmas],
        "escalations": [escalation_object(one) for one in ticket.escalations],
        "approvals": [approval_object(one) for one in ticket.approvals],
        "complaint": None if ticket.complaint is None else complaint_object(ticket.complaint),
    }


def whole_thread(desk: "Desk", ticket: TicketView) -> list[MessageView]:
    """Every message of the ticket, oldest first."""
    page, messages = ticket.thread, list(ticket.thread.messages)
    while page.older and messages:
        page = desk.tickets.thread(ticket.row.id, before=messages[0].id, limit=_STRETCH)
        messages[:0] = page.messages
    return messages


def summary(row: QueueRow) -> str:
    """One line that says what a ticket is now."""
    parts = [f"#{row.id}", row.kind, row.stage or "", row.status, row.priority, row.assignee or _("nobody's")]
    return "  ".join(part for part in [*parts, row.subject] if part)


def _print(out: Output, ticket: TicketView, messages: list[MessageView]) -> None:
    out.line(summary(ticket.row), style="bold")
    out.facts(_facts(out, ticket))
    for message in messages:
        out.line("")
        out.line(_headline(out, message), style="bold" if message.visibility == "public" else "dim")
        out.block(message.body)
        for attachment in message.attachments:
            out.line(f"  [{attachment.name}, {attachment.media_type}, {attachment.size} B]", style="dim")
    for rma in ticket.rmas:
        out.line("")
        out.line(_("return {id}, {stage}").format(id=rma.id, stage=rma.stage), style="bold")
        out.table(line_sheet(rma))
    _print_workflows(out, ticket)


def _print_workflows(out: Output, ticket: TicketView) -> None:
    for escalation in ticket.escalations:
        out.line("")
        print_escalation(out, escalation)
    for approval in ticket.approvals:
        out.line("")
        print_approval(out, approval)


def _facts(out: Output, ticket: TicketView) -> dict[str, str]:
    row = ticket.row
    due = f"{out.when(row.due_at)} {row.due_clock or ''}" if row.due_at else ""
    promises = [f"{out.when(p.due_at)} {p.text} ({p.state})" for p in ticket.promises]
    return {
        _("customer"): " ".join(part for part in (row.customer_name, row.membership, ticket.recipient) if part),
        _("due"): due,
        _("waiting since"): out.when(row.waiting_since),
        _("snoozed until"): out.when(row.snoozed_until),
        _("team"): ticket.team or "",
        _("order"): ticket.order or ticket.order_text,
        _("product"): ticket.product or ticket.product_text,
        _("nature"): ticket.nature or "",
        _("tags"): " ".join(ticket.tags),
        _("linked"): " ".join(f"#{link}" for link in ticket.links),
        _("merged into"): f"#{ticket.merged_into}" if ticket.merged_into else "",
        _("promised"): "; ".join(promises),
    }


def _headline(out: Output, message: MessageView) -> str:
    kind = {"public": "", "internal": _("NOTE")}.get(message.visibility, message.visibility)
    pending = _("waits in the outbox") if message.delivery == "pending" else ""
    failed = _("NOT DELIVERED") if message.delivery == "failed" else ""
    parts = (
        kind,
        message.side or "",
        message.author_name,
        out.when(message.sent_at),
        pending,
        failed,
        f"({message.id})",
    )
    return "  ".join(part for part in parts if part)
