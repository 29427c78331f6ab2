"""``servicedesk return quote``: what a return would pay back, and which rule says so."""

import sys
from argparse import Namespace
from pathlib import Path

from servicedesk.cli.acts import Acts
from servicedesk.cli.approval_shapes import money
from servicedesk.cli.output import Sheet
from servicedesk.cli.session import Session
from servicedesk.domain.errors import BadFile, Invalid
from servicedesk.domain.events import Json
from servicedesk.domain.refunds.quoting import Quote, QuotedLine
from servicedesk.i18n import _


def add(commands: Acts) -> None:
    quote = commands.add_parser(
        "quote",
        help=_("what a return would pay back"),
        description=_("Quote a return: which lines may come back, by which rule, and what is paid back, to the cent."),
    )
    quote.add_argument("file", metavar="FILE", help=_("the order and what comes back, as JSON; - reads it"))
    quote.add_argument("--policy", metavar="FILE", help=_("the shop's return rules, as YAML; without: no limits"))
    quote.set_defaults(run=quote_return, table=True)


def quote_return(session: Session, arguments: Namespace) -> int:
    from servicedesk.desk.quoting.files import load_return_policy, read_case
    from servicedesk.domain.refunds.rules import ReturnPolicy

    policy = ReturnPolicy() if arguments.policy is None else load_return_policy(Path(arguments.policy))
    try:
        quoted = read_case(arguments.file, _text(arguments.file)).quote(policy)
    except Invalid as error:
        raise BadFile(arguments.file, None, str(error.details["field"]), str(error.details["reason"])) from error
    waits = quoted.needs_approval or _beyond_limit(session, arguments, quoted)
    session.out.sheet(
        _object(quoted, waits),
        Sheet(
            (_("line"), _("pieces"), _("eligible"), _("rule"), _("net"), _("tax"), _("discount"), _("refund")),
            [_row(line, quoted.currency) for line in quoted.lines],
            _("nothing comes back"),
        ),
        _("fee {fee}, shipping {shipping}, paid back {total}").format(
            fee=money(quoted.fee, quoted.currency),
            shipping=money(quoted.shipping, quoted.currency),
            total=money(quoted.refund_total, quoted.currency),
        ),
    )
    return 0


def _beyond_limit(session: Session, arguments: Namespace, quoted: Quote) -> bool:
    """Whether whom ``--as`` names may not grant the total alone; without it no store is asked."""
    if getattr(arguments, "acting_as", None) is None:
        return False
    return session.desk.returns.beyond_limit(quoted.refund_total, quoted.currency)


def _text(name: str) -> str:
    try:
        return sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "is not UTF-8 text"
        raise BadFile(name, None, "", reason or str(error)) from error


def _row(line: QuotedLine, currency: str) -> tuple[str, ...]:
    amounts = (money(amount, currency) for amount in (line.net, line.tax, line.discount, line.refund))
    return (line.id, str(line.quantity), _("yes") if line.eligible else _("no"), line.rule, *amounts)


def _object(quoted: Quote, waits: bool) -> dict[str, Json]:
    return {
        "eligible": quoted.eligible,
        "needs_approval": waits,
        "rule": quoted.rule,
        "lines": [
            {
                "id": line.id,
                "quantity": line.quantity,
                "eligible": line.eligible,
                "rule": line.rule,
                "net": line.net,
                "tax": line.tax,
                "discount": line.discount,
                "refund": line.refund,
            }
            for line in quoted.lines
        ],
        "fee": quoted.fee,
        "shipping": quoted.shipping,
        "refund_total": quoted.refund_total,
        "currency": quoted.currency,
    }
