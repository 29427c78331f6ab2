"""``servicedesk bulk``: one change of many tickets, undone as one."""

from argparse import Namespace
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from servicedesk.cli.acts import STATUSES
from servicedesk.cli.parser import CommandParser
from servicedesk.cli.session import Session
from servicedesk.cli.words import read_instant, ticket_number
from servicedesk.domain.bulk import (
    Asleep,
    Change,
    NoReply,
    Survey,
    Tagging,
    ToKind,
    ToPerson,
    ToPriority,
    ToStatus,
    ToTeam,
)
from servicedesk.domain.choices import chosen
from servicedesk.domain.errors import Invalid
from servicedesk.domain.events import Json
from servicedesk.domain.tickets import Kind, Priority, Status
from servicedesk.i18n import _, ngettext

if TYPE_CHECKING:
    from servicedesk.desk.many import Part


def configure(parser: CommandParser) -> None:
    parser.add_argument("act", choices=tuple(_CHANGES), metavar="ACT", help=", ".join(_CHANGES))
    parser.add_argument(
        "value", metavar="VALUE", help=_("what the act sets: resolved, high, me, +late,-new, +2d; or -")
    )
    parser.add_argument("tickets", nargs="*", type=ticket_number, metavar="N", help=_("the tickets' numbers"))
    parser.add_argument("--filter", metavar="FILTER", help=_("instead of numbers: every ticket that it shows"))
    parser.add_argument("--calm", action="store_true", help=_("leave out those that want a look first"))
    parser.add_argument("--dry-run", action="store_true", help=_("say what would happen and do nothing"))
    parser.set_defaults(run=run, wrong_use=parser.error)


def run(session: Session, arguments: Namespace) -> int:
    """Exit code 1 when a ticket could not be changed that should have been."""
    if bool(arguments.tickets) == (arguments.filter is not None):
        arguments.wrong_use(_("give the tickets' numbers, or --filter"))
    desk = session.desk
    change = _CHANGES[arguments.act](session, arguments.value)
    tickets = arguments.tickets or desk.queue.numbers(arguments.filter)
    found = desk.many.survey(change, tickets)
    wanted = found.calm if arguments.calm else found.able
    part = None if arguments.dry_run or not wanted else desk.many.run(change, wanted)
    if session.options.json:
        session.out.json(_object(found, part))
    else:
        _print(session, found, part)
    missing = set(tickets) - {seen.id for seen in found.able} - {n for ns in found.blocked.values() for n in ns}
    return 1 if missing or found.blocked or (part is not None and part.failed) else 0


def _object(found: Survey, part: "Part | None") -> dict[str, Json]:
    failed = () if part is None else part.failed
    return {
        "act_id": None if part is None or not part.done else part.act_id,
        "done": [] if part is None else [*part.done],
        "failed": [
            {"ticket": failure.ticket, "code": failure.error.code, "message": failure.error.message}
            for failure in failed
        ],
        "noticed": {str(notice): [*tickets] for notice, tickets in found.noticed.items()},
        "blocked": {str(block): [*tickets] for block, tickets in found.blocked.items()},
    }


def _print(session: Session, found: Survey, part: "Part | None") -> None:
    for name, tickets in (*found.noticed.items(), *found.blocked.items()):
        session.out.line(f"{name}: " + " ".join(f"#{ticket}" for ticket in tickets), style="dim")
    if part is None:
        n = len(found.able)
        text = ngettext(
            "{n} ticket could be changed, {calm} without a look",
            "{n} tickets could be changed, {calm} without a look",
            n,
        )
        session.out.line(text.format(n=n, calm=len(found.calm)))
        return
    for failure in part.failed:
        session.out.line(f"#{failure.ticket}: {failure.error.message}")
    n = len(part.done)
    session.out.line(ngettext("{n} ticket changed", "{n} tickets changed", n).format(n=n))
    if part.done:
        session.out.line(_("undo with: servicedesk undo {act}").format(act=part.act_id), style="dim")


def _status(session: Session, value: str) -> Change:
    del session
    if value not in STATUSES:
        raise Invalid("status", f"{value!r} is none of {', '.join(STATUSES)}")
    return ToStatus(Status(value))


def _assign(session: Session, value: str) -> Change:
    handle = session.desk.me.handle if value == "me" else value
    return ToPerson(None if handle == "none" else session.desk.people.get(handle).handle)


def _tag(session: Session, value: str) -> Change:
    """``late,-new``: what begins with ``-`` is removed."""
    del session
    return Tagging.typed(value)


def _snooze(session: Session, value: str) -> Change:
    return Asleep(read_instant("value", value, session.desk.clock.now(), session.zone))


_CHANGES: Final[Mapping[str, Callable[[Session, str], Change]]] = MappingProxyType(
    {
        "status": _status,
        "priority": lambda _session, value: ToPriority(chosen("priority", Priority, value)),
        "kind": lambda _session, value: ToKind(chosen("kind", Kind, value)),
        "tag": _tag,
        "assign": _assign,
        "team": lambda _session, value: ToTeam(value),
        "snooze": _snooze,
        "no-reply": lambda _session, _value: NoReply(),
    }
)
