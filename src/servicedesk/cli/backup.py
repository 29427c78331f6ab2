"""``servicedesk backup FILE``: everything the store holds, as of one instant, while others work; or a check of one."""

from argparse import Namespace
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from servicedesk.cli.backup_progress import megabytes, watched
from servicedesk.cli.parser import CommandParser, WrongUse
from servicedesk.cli.session import Session
from servicedesk.cli.shapes import instant
from servicedesk.cli.store_place import store_place
from servicedesk.domain.errors import Interrupted
from servicedesk.domain.events import Json
from servicedesk.i18n import _, ngettext

if TYPE_CHECKING:
    from servicedesk.desk.backup_views import BackupView


def configure(parser: CommandParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help=_("the backup; one that is there is not overwritten"))
    parser.add_argument("--replace", action="store_true", help=_("take the place of a backup that is there"))
    parser.add_argument(
        "--portable",
        action="store_true",
        help=_("from PostgreSQL without pg_dump: a backup that restores into SQLite too; slower"),
    )
    parser.add_argument("--verify", action="store_true", help=_("prove every stream as well; minutes for a million"))
    parser.add_argument("--quick", action="store_true", help=_("don't walk every page: only bytes and the anchor"))
    parser.add_argument("--check", action="store_true", help=_("write nothing: say whether FILE could be restored"))
    parser.set_defaults(run=run)


def run(session: Session, arguments: Namespace) -> int:
    session.refuse_broken_settings()
    if arguments.check and (arguments.replace or arguments.portable):
        raise WrongUse(_("--check writes nothing: --replace and --portable don't go with it"), "backup", "")
    began = monotonic()
    try:
        view = _check(arguments) if arguments.check else _back_up(session, arguments)
    except KeyboardInterrupt:
        raise Interrupted("stopped; nothing was written") from None
    seconds = round(monotonic() - began, 2)
    if session.options.json:
        session.out.json({**shape(view), "seconds": seconds})
    else:
        _print(session, view, seconds, checked=arguments.check)
    return 0


def _check(arguments: Namespace) -> "BackupView":
    from servicedesk.desk.backups import check

    with watched() as progress:
        return check(arguments.file, verify=arguments.verify, quick=arguments.quick, progress=progress)


def _back_up(session: Session, arguments: Namespace) -> "BackupView":
    from servicedesk.desk.backups import back_up

    with watched() as progress:
        return back_up(
            store_place(session.options),
            arguments.file,
            clock=session.clock,
            handle=session.options.handle,
            replace=arguments.replace,
            portable=arguments.portable,
            verify=arguments.verify,
            quick=arguments.quick,
            progress=progress,
        )


def shape(view: "BackupView") -> dict[str, Json]:
    """A backup as scripts get it."""
    return {
        "file": str(view.file),
        "bytes": view.bytes,
        "tickets": view.tickets,
        "events": view.events,
        "streams": view.streams,
        "anchor": view.anchor,
        "kind": view.kind,
        "engine": view.engine,
        "schema": view.schema,
        "made_at": instant(view.made_at),
        "checked": list(view.checked),
        "missing_tool": view.missing_tool or None,
    }


def contents(view: "BackupView") -> str:
    told = _("{tickets} tickets, {events} events, {streams} streams")
    return told.format(tickets=view.tickets, events=view.events, streams=view.streams)


def checks(view: "BackupView") -> str:
    """What was looked at, in words."""
    names = {
        "digest": _("every byte against its digest"),
        "pages": _("every page"),
        "contents": _("the list of contents"),
        "anchor": _("every head against the anchor"),
        "streams": _("every stream from its events"),
    }
    return ", ".join(names[one] for one in view.checked)


def _print(session: Session, view: "BackupView", seconds: float, *, checked: bool) -> None:
    kind = _("a SQLite store") if view.kind == "sqlite" else _("a dump of pg_dump, for PostgreSQL only")
    session.out.facts(
        {
            _("backup"): str(view.file),
            _("holds"): contents(view),
            _("as of"): session.out.when(view.made_at),
            _("is"): f"{kind}, {megabytes(view.bytes)}, {_('schema')} {view.schema}",
            _("checked"): checks(view),
            _("anchor"): view.anchor,
            _("took"): ngettext("{n} s", "{n} s", int(seconds)).format(n=seconds),
        }
    )
    if view.missing_tool:
        session.out.line(_missing(view, checked=checked))
    elif not checked:
        session.out.line(_("Keep it on another machine, and note the anchor where nobody can change it."))


def _missing(view: "BackupView", *, checked: bool) -> str:
    if checked:
        return _("Its contents were not listed: there is no {tool} here.").format(tool=view.missing_tool)
    told = _(
        "There is no {tool} or newer here: the rows were copied instead, which takes longer and restores anywhere."
    )
    return told.format(tool=view.missing_tool)
