"""``servicedesk queue``: the queue a page at a time, and the counts of its views."""

from argparse import Namespace

from servicedesk.cli.output import Output, Sheet
from servicedesk.cli.parser import CommandParser
from servicedesk.cli.session import Session
from servicedesk.cli.shapes import queue_object
from servicedesk.cli.words import whole_number
from servicedesk.desk.views import QueueRow
from servicedesk.i18n import _


def configure(parser: CommandParser) -> None:
    commands = parser.add_subparsers(metavar=_("COMMAND"), required=True, dest="queue_command")
    list_ = commands.add_parser("list", help=_("a page of tickets"), description=_("Print a page of tickets."))
    list_.add_argument(
        "--filter", default="", metavar="WORDS", help=_('such as: is:live kind:return assignee:me "lamp"')
    )
    list_.add_argument("--sort", default="due", metavar="ORDER", help=_("due, updated, created or id; -id reverses"))
    list_.add_argument("--limit", type=whole_number(1, 1_000), default=50, metavar="N", help=_("tickets on the page"))
    list_.add_argument("--after", metavar="CURSOR", help=_("go on where the page with this `next` ended"))
    list_.set_defaults(run=list_tickets, table=True)
    counts = commands.add_parser("counts", help=_("how many each view has"), description=_("Count the views' tickets."))
    counts.set_defaults(run=count_views, table=True)


def list_tickets(session: Session, arguments: Namespace) -> int:
    queue = session.desk.queue
    page = queue.page(arguments.filter, arguments.sort, after=arguments.after, limit=arguments.limit)
    total, now = queue.total(arguments.filter), session.desk.clock.now()
    after = _("{shown} of {total}").format(shown=len(page.rows), total=total)
    if page.next is not None:
        after += "  " + _("more with: --after {cursor}").format(cursor=page.next)
    session.out.sheet(
        {"tickets": [queue_object(row, now) for row in page.rows], "next": page.next, "total": total},
        queue_sheet(session.out, page.rows),
        after,
    )
    return 0


def queue_sheet(out: Output, rows: tuple[QueueRow, ...]) -> Sheet:
    columns = (_("id"), _("kind"), _("status"), _("stage"), _("priority"), _("due"), _("waiting since"), _("assignee"))
    return Sheet(
        (*columns, _("customer"), _("subject")),
        [
            (
                str(row.id),
                row.kind,
                row.status,
                row.stage or "",
                row.priority,
                out.when(row.due_at),
                out.when(row.waiting_since),
                row.assignee or "",
                row.customer_name,
                row.subject,
            )
            for row in rows
        ],
        _("no tickets here"),
    )


def count_views(session: Session, arguments: Namespace) -> int:
    del arguments
    from servicedesk.tui.wording.words import view_name

    views = session.desk.queue.views()
    counts = session.desk.queue.counts([view.filter for view in views])
    session.out.sheet(
        {
            "views": [
                {"name": view.name, "filter": view.filter, "sort": view.sort, "count": count}
                for view, count in zip(views, counts, strict=True)
            ]
        },
        Sheet(
            (_("view"), _("tickets"), _("filter")),
            [(view_name(view.name), str(count), view.filter) for view, count in zip(views, counts, strict=True)],
            _("no views"),
        ),
    )
    return 0
