"""``servicedesk health``: which store this is, how much is in it, whether somebody sweeps it."""

from argparse import Namespace

from servicedesk.cli.parser import CommandParser
from servicedesk.cli.session import Session
from servicedesk.cli.shapes import instant
from servicedesk.i18n import _


def configure(parser: CommandParser) -> None:
    parser.set_defaults(run=run)


def run(session: Session, arguments: Namespace) -> int:
    del arguments
    health = session.desk.health()
    age = None if health.swept_at is None else int((session.desk.clock.now() - health.swept_at).total_seconds())
    if session.options.json:
        session.out.json(
            {
                "store": health.store,
                "engine": health.engine,
                "schema": health.schema,
                "tickets": health.tickets,
                "live": health.live,
                "pending_replies": health.pending_replies,
                "swept_at": instant(health.swept_at),
                "sweep_age": age,
            }
        )
        return 0
    swept = _("never") if age is None else _("{age} s ago").format(age=age)
    session.out.facts(
        {
            _("store"): health.store,
            _("engine"): f"{health.engine}, {_('schema')} {health.schema}",
            _("tickets"): _("{total}, {live} of them live").format(total=health.tickets, live=health.live),
            _("replies in the outbox"): str(health.pending_replies),
            _("last check"): swept,
        }
    )
    return 0
