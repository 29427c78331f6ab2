"""``servicedesk restore FILE``: a backup put where the store is; what was there is kept."""

from argparse import Namespace
from pathlib import Path
from time import monotonic

from servicedesk.cli.backup import checks, contents, shape
from servicedesk.cli.backup_progress import watched
from servicedesk.cli.parser import CommandParser
from servicedesk.cli.session import Session
from servicedesk.cli.store_place import store_place
from servicedesk.domain.errors import Interrupted
from servicedesk.i18n import _, ngettext


def configure(parser: CommandParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help=_("what servicedesk backup wrote"))
    parser.add_argument(
        "--replace", action="store_true", help=_("also where the store has tickets; it is kept under another name")
    )
    parser.add_argument(
        "--quick",
        action="store_true",
        help=_("neither walk every page nor prove every stream: only bytes and the anchor"),
    )
    parser.set_defaults(run=run)


def run(session: Session, arguments: Namespace) -> int:
    session.refuse_broken_settings()
    from servicedesk.desk.restoring import restore

    began = monotonic()
    try:
        with watched() as progress:
            restored = restore(
                store_place(session.options),
                arguments.file,
                clock=session.clock,
                handle=session.options.handle,
                replace=arguments.replace,
                quick=arguments.quick,
                progress=progress,
            )
    except KeyboardInterrupt:
        raise Interrupted("stopped; the store is as it was") from None
    seconds = round(monotonic() - began, 2)
    if session.options.json:
        session.out.json(
            {
                **shape(restored.backup),
                "store": restored.store,
                "kept": restored.kept or None,
                "migrated": restored.migrated,
                "pending_replies": restored.pending_replies,
                "seconds": seconds,
            }
        )
        return 0
    session.out.facts(
        {
            _("store"): restored.store,
            _("holds"): contents(restored.backup),
            _("as of"): session.out.when(restored.backup.made_at),
            _("checked"): checks(restored.backup),
            _("before"): restored.kept,
            _("took"): ngettext("{n} s", "{n} s", int(seconds)).format(n=seconds),
        }
    )
    if restored.pending_replies:
        told = _("{n} replies waited to be sent when the backup was made; they leave as soon as the desk runs.")
        session.out.line(told.format(n=restored.pending_replies))
    return 0
