"""``servicedesk handover``: what whoever takes over has to know of each of my open tickets, and handing them over."""

from argparse import Namespace
from dataclasses import dataclass
from typing import TYPE_CHECKING

from servicedesk.cli.output import Output, Sheet
from servicedesk.cli.parser import CommandParser
from servicedesk.cli.session import Session
from servicedesk.cli.shapes import instant, promise_object, queue_object
from servicedesk.cli.words import ticket_number
from servicedesk.desk.together_views import HandedOver, ToHandOn
from servicedesk.desk.views import MessageView, PromiseView, QueueRow, TicketView
from servicedesk.domain.errors import Refused
from servicedesk.domain.events import Json
from servicedesk.domain.together import Fate, HandedOn
from servicedesk.i18n import _, ngettext

if TYPE_CHECKING:
    from servicedesk.desk.desk import Desk

NOBODY = "none"


@dataclass(frozen=True, slots=True)
class _Line:
    """A ticket to hand over: who spoke to or for the customer last, what is still promised, and all of it in words."""

    row: QueueRow
    last: MessageView | None
    promises: tuple[PromiseView, ...]
    words: str
    proposed: str | None


def configure(parser: CommandParser) -> None:
    parser.add_argument("tickets", nargs="*", type=ticket_number, metavar="N", help=_("only these; default: all"))
    parser.add_argument("--to", metavar="HANDLE", help=_("hand them over to this person; none: back to the queue"))
    parser.set_defaults(run=run, table=True)


def run(session: Session, arguments: Namespace) -> int:
    """List the tickets, or hand them over as one act."""
    lines = [_line(session, one) for one in _wanted(session.desk, arguments.tickets)]
    if arguments.to is None:
        return _list(session, lines)
    to: str | None = None if arguments.to == NOBODY else arguments.to
    fate = Fate.QUEUE if to is None else Fate.GIVE
    done = session.desk.shifts.hand_over([HandedOn(line.row.id, fate, line.words, to) for line in lines])
    session.out.either(handed_object(done), _told(done))
    return 1 if done.failed else 0


def _wanted(desk: "Desk", numbers: list[int]) -> list[ToHandOn]:
    """One's open tickets, or those named; raises Refused for one that isn't among them."""
    mine = {one.view.row.id: one for one in desk.shifts.to_hand_on()}
    for number in numbers:
        if number not in mine:
            raise Refused(f"ticket {number} is not an open ticket of yours", ticket=number)
    return [mine[number] for number in dict.fromkeys(numbers)] if numbers else list(mine.values())


def _line(session: Session, one: ToHandOn) -> _Line:
    from servicedesk.tui.wording.handover_words import drafted
    from servicedesk.tui.zone import zone_of

    view, now = one.view, session.desk.clock.now()
    return _Line(
        view.row,
        _last_public(session.desk, view),
        tuple(promise for promise in view.promises if promise.state == "open"),
        drafted(view, now, zone_of(session.options.timezone)),
        None if one.proposal is None else one.proposal.handle,
    )


def handed_object(done: HandedOver) -> dict[str, Json]:
    """What became of the tickets of a handover or a break."""
    return {
        "act_id": done.act_id,
        "kept": list(done.kept),
        "queued": list(done.queued),
        "given": {handle: list(numbers) for handle, numbers in (done.given or {}).items()},
        "failed": [{"ticket": one.ticket, "code": one.error.code, "message": one.error.message} for one in done.failed],
    }


def _told(done: HandedOver) -> str:
    n = len(done.queued) + sum(map(len, (done.given or {}).values()))
    told = ngettext("{n} ticket handed over", "{n} tickets handed over", n).format(n=n)
    failed = [_("#{n} stayed: {why}").format(n=one.ticket, why=one.error.message) for one in done.failed]
    return "; ".join([told, *failed])


def _list(session: Session, lines: list[_Line]) -> int:
    now = session.desk.clock.now()
    session.out.sheet(
        {"tickets": [_object(line) | queue_object(line.row, now) for line in lines]},
        Sheet(
            (_("id"), _("status"), _("stage"), _("customer"), _("last word"), _("promised"), _("subject")),
            [_row(session.out, line) for line in lines],
            _("you have no open tickets"),
        ),
    )
    return 0


def _object(line: _Line) -> dict[str, Json]:
    last = line.last
    said: dict[str, Json] | None = None
    if last is not None:
        said = {"author": last.author, "author_name": last.author_name, "sent_at": instant(last.sent_at)}
    return {
        "last_public": said,
        "promises": [promise_object(promise) for promise in line.promises],
        "line": line.words,
        "proposed": line.proposed,
    }


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
