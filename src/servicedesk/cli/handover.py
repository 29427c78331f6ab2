"""``servicedesk handover``: what somebody who takes over has to know of each of my open tickets."""

from argparse import Namespace
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from servicedesk.cli.output import Output, Sheet
from servicedesk.cli.parser import CommandParser
from servicedesk.cli.session import Session
from servicedesk.cli.shapes import instant, promise_object, queue_object
from servicedesk.desk.views import MessageView, PromiseView, QueueRow, TicketView
from servicedesk.i18n import _

if TYPE_CHECKING:
    from servicedesk.desk.desk import Desk

_MINE = "assignee:me is:live"
_PAGE = 200


@dataclass(frozen=True, slots=True)
class _Line:
    """A ticket to hand over: who spoke to or for the customer last, and what is still promised."""

    row: QueueRow
    last: MessageView | None
    promises: tuple[PromiseView, ...]


def configure(parser: CommandParser) -> None:
    parser.set_defaults(run=run, table=True)


def run(session: Session, arguments: Namespace) -> int:
    del arguments
    now, lines = session.desk.clock.now(), list(_lines(session.desk))
    session.out.sheet(
        {
            "tickets": [
                {
                    **queue_object(line.row, now),
                    "last_public": None
                    if line.last is None
                    else {
                        "author": line.last.author,
                        "author_name": line.last.author_name,
                        "sent_at": instant(line.last.sent_at),
                    },
                    "promises": [promise_object(promise) for promise in line.promises],
                }
                for line in lines
            ]
        },
        Sheet(
            (_("id"), _("status"), _("stage"), _("customer"), _("last word"), _("promised"), _("subject")),
            [_row(session.out, line) for line in lines],
            _("you have no open tickets"),
        ),
    )
    return 0


def _lines(desk: "Desk") -> Iterator[_Line]:
    after: str | None = None
    while True:
        page = desk.queue.page(_MINE, after=after, limit=_PAGE)
        for row in page.rows:
            ticket = desk.tickets.show(row.id)
            open_promises = tuple(promise for promise in ticket.promises if promise.state == "open")
            yield _Line(row, _last_public(desk, ticket), open_promises)
        if page.next is None:
            return
        after = page.next


def _last_public(desk: "Desk", ticket: TicketView) -> MessageView | None:
    page = ticket.thread
    while True:
        for message in reversed(page.messages):
            if message.visibility == "public":
                return message
        if not page.older or not page.messages:
            return None
        page = desk.tickets.thread(ticket.row.id, before=page.messages[0].id)


def _row(out: Output, line: _Line) -> tuple[str, ...]:
    return (
        str(line.row.id),
        line.row.status,
        line.row.stage or "",
        line.row.customer_name,
        "" if line.last is None else f"{line.last.author_name} {out.when(line.last.sent_at)}",
        "; ".join(f"{promise.text} {out.when(promise.due_at)}" for promise in line.promises),
        line.row.subject,
    )
