"""``servicedesk sla breaches``: which promises were broken, listed or counted; for agents their own."""

from argparse import Namespace
from datetime import datetime, timedelta

from servicedesk.cli.acts import Acts, add_act
from servicedesk.cli.data_sheet import data_sheet
from servicedesk.cli.output import Output, Sheet
from servicedesk.cli.session import Session
from servicedesk.cli.shapes import breach_object, instant
from servicedesk.cli.words import read_since, whole_number
from servicedesk.desk.service_levels.views import BreachCount, BreachView
from servicedesk.domain.events import Json
from servicedesk.domain.tickets import Kind
from servicedesk.i18n import _

COUNTED_DAYS = 30
"""How far back is counted unless said."""
BREACH = (
    *("ticket", "subject", "customer", "kind", "priority", "product", "clock", "started_at", "rule", "target_s"),
    *("breached_at", "open", "late_s", "holder", "team", "status"),
)
REVIEW = ("holder", "status", "cause", "avoidable", "comment", "reviewer", "reviewed_at")
COUNT = ("name", "breaches", "open", "late_p50_s", "late_p90_s", "reviewed", "avoidable")
"""Columns of the CSV, as the JSON calls them."""


def add(commands: Acts) -> None:
    parser = add_act(commands, "breaches", run, _("which promises were broken"), on_ticket=False)
    parser.add_argument("--since", metavar="TIME", help=_("from then on: a day, a time, or a distance such as 7d"))
    parser.add_argument("--until", metavar="TIME", help=_("before then; a day is its first moment"))
    parser.add_argument(
        "--by", choices=["agent", "team", "kind", "product"], help=_("count them; of 30 days unless --since says more")
    )
    parser.add_argument("--holder", metavar="HANDLE", help=_("only this person's"))
    parser.add_argument("--team", metavar="CODE", help=_("only this team's"))
    parser.add_argument("--kind", choices=[str(kind) for kind in Kind], help=_("only of this kind"))
    parser.add_argument("--product", metavar="SKU", help=_("only about this product"))
    parser.add_argument("--unreviewed", action="store_true", help=_("only those nobody has reviewed"))
    parser.add_argument("--limit", type=whole_number(1, 1000), default=50, metavar="N", help=_("default: 50"))
    parser.add_argument("--after", metavar="CURSOR", help=_("the page behind this cursor"))
    parser.set_defaults(table=True)


def run(session: Session, arguments: Namespace) -> int:
    now = session.desk.clock.now()
    since = read_since("since", arguments.since, now, session.zone)
    until = read_since("until", arguments.until, now, session.zone)
    if arguments.by is not None:
        return _count(session, arguments.by, since or now - timedelta(days=COUNTED_DAYS), until)
    page = session.desk.breaches.page(
        since,
        until,
        holder=arguments.holder,
        team=arguments.team,
        kind=arguments.kind,
        product=arguments.product,
        unreviewed=arguments.unreviewed,
        after=arguments.after,
        limit=arguments.limit,
    )
    after = "" if page.next is None else _("more with: --after {cursor}").format(cursor=page.next)
    rows = [breach_object(breach) for breach in page.rows]
    sheet = _data(rows) if session.options.csv else _sheet(session.out, page.rows)
    session.out.sheet({"breaches": [*rows], "next": page.next}, sheet, after)
    return 0


def _sheet(out: Output, rows: tuple[BreachView, ...]) -> Sheet:
    columns = (_("id"), _("clock"), _("broken"), _("late"), _("held by"), _("team"), _("status"), _("review"))
    return Sheet(
        (*columns, _("policy"), _("subject"), _("comment")),
        [
            (
                str(row.ticket),
                row.clock,
                out.when(row.breached_at),
                _late(row),
                row.holder or "",
                row.team or "",
                row.status,
                _found(row),
                row.rule,
                row.subject,
                "" if row.review is None else row.review.comment,
            )
            for row in rows
        ],
        _("no promise was broken"),
    )


def _data(rows: list[dict[str, Json]]) -> Sheet:
    """The rows for scripts: what a review found stands in columns of its own."""
    found = [
        row | {f"review_{key}": value for key, value in review.items()}
        for row in rows
        if isinstance(review := row["review"] or {}, dict)
    ]
    return data_sheet((*BREACH, *(f"review_{key}" for key in REVIEW)), found)


def _found(row: BreachView) -> str:
    """``held, avoidable``; empty until somebody has looked at it."""
    from servicedesk.tui.wording.joined import commas

    if row.review is None:
        return ""
    return commas((row.review.cause, _("avoidable") if row.review.avoidable else _("not avoidable")))


def _late(row: BreachView) -> str:
    """``1h 8m``, ``1h 8m so far`` where nobody has answered or settled it yet."""
    from servicedesk.tui.wording.ledger_words import worked

    return _("{length} so far").format(length=worked(row.late)) if row.open else worked(row.late)


def _count(session: Session, by: str, since: datetime, until: datetime | None) -> int:
    from servicedesk.tui.wording.ledger_words import worked

    counts = sorted(
        session.desk.breaches.by(by, since, until), key=lambda one: (one.name is None, (one.name or "").casefold())
    )
    nobody = _("nobody") if by == "agent" else _("none")
    headings = {"agent": _("held by"), "team": _("team"), "kind": _("kind"), "product": _("product")}
    columns = (headings[by], _("broken"), _("still open"), _("late, half within"), _("late, 9 in 10 within"))
    if session.options.csv:
        session.out.sheet(None, data_sheet(COUNT, map(_count_object, counts)))
        return 0
    session.out.sheet(
        {"by": by, "since": instant(since), "counts": [_count_object(count) for count in counts]},
        Sheet(
            (*columns, _("reviewed"), _("avoidable")),
            [
                (
                    nobody if count.name is None else count.name,
                    str(count.breaches),
                    str(count.open),
                    worked(count.late_p50),
                    worked(count.late_p90),
                    str(count.reviewed),
                    str(count.avoidable),
                )
                for count in counts
            ],
            _("no promise was broken"),
        ),
        _("in alphabetical order, {nobody} last; open ones count with what they are late by now").format(nobody=nobody),
    )
    return 0


def _count_object(count: BreachCount) -> dict[str, Json]:
    return {
        "name": count.name,
        "breaches": count.breaches,
        "open": count.open,
        "late_p50_s": count.late_p50.total_seconds(),
        "late_p90_s": count.late_p90.total_seconds(),
        "reviewed": count.reviewed,
        "avoidable": count.avoidable,
    }
