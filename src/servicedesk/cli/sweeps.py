"""``servicedesk run``: what a console does beside its screen, without one."""

import signal
import sys
import time
from argparse import Namespace
from types import FrameType
from typing import TYPE_CHECKING

from servicedesk.cli.parser import CommandParser
from servicedesk.cli.session import Session
from servicedesk.domain.events import Json
from servicedesk.i18n import _

if TYPE_CHECKING:
    from servicedesk.desk.upkeep import Swept

EVERY_SECONDS = 1.0


def configure(parser: CommandParser) -> None:
    parser.add_argument("--once", action="store_true", help=_("do what is due now, and end"))
    parser.set_defaults(run=run)


def run(session: Session, arguments: Namespace) -> int:
    if arguments.once:
        swept = session.desk.upkeep.sweep()
        session.out.either(_object(swept), _sentence(swept))
        return 0
    # A service manager stops with SIGTERM what a person stops with ctrl+c: both are the good end.
    previous = signal.signal(signal.SIGTERM, _stop)
    try:
        _sweep_until_stopped(session)
    except KeyboardInterrupt:
        pass
    finally:
        signal.signal(signal.SIGTERM, previous)
    return 0


def _stop(signal_number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _sweep_until_stopped(session: Session) -> None:
    """Sweeps without end; tells those that did something, and that it has begun."""
    health = session.desk.health()
    if not session.options.json:
        session.out.line(_("working on {store}; ctrl+c ends it").format(store=health.store))
    while True:
        swept = session.desk.upkeep.sweep()
        if any(_object(swept).values()):
            session.out.either(_object(swept), _sentence(swept))
        sys.stdout.flush()
        time.sleep(EVERY_SECONDS)


def _object(swept: "Swept") -> dict[str, Json]:
    return {
        "delivered": swept.delivered,
        "failed": swept.failed,
        "woken": swept.woken,
        "closed": swept.closed,
        "warnings": swept.noted.warnings,
        "breaches": swept.noted.breaches,
        "recounted": swept.noted.recounted,
        "escalated": swept.escalated,
    }


def _sentence(swept: "Swept") -> str:
    done = _("{delivered} replies handed over, {failed} failed, {woken} tickets woken, {closed} closed").format(
        delivered=swept.delivered, failed=swept.failed, woken=swept.woken, closed=swept.closed
    )
    noted = _("{warnings} warnings and {breaches} breaches of promises noted").format(
        warnings=swept.noted.warnings, breaches=swept.noted.breaches
    )
    escalated = _("{n} escalated by rule").format(n=swept.escalated)
    return f"{done}; {noted}; {escalated}"
