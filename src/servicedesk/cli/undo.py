"""``servicedesk undo``: take back an act."""

from argparse import Namespace

from servicedesk.cli.parser import CommandParser
from servicedesk.cli.session import Session
from servicedesk.domain.bulk import MANY
from servicedesk.i18n import _
from servicedesk.tui.wording.words import act_name


def configure(parser: CommandParser) -> None:
    parser.add_argument("act", nargs="?", metavar="ACT", help=_("the act's id; default: your last act"))
    parser.set_defaults(run=run)


def run(session: Session, arguments: Namespace) -> int:
    undone = session.desk.history.undo(arguments.act)
    tickets = " ".join(f"#{ticket}" for ticket in undone.tickets)
    session.out.either(
        {
            "act_id": undone.act_id,
            "undone": undone.undone,
            "name": undone.name,
            "tickets": list(undone.tickets),
            "refused": list(undone.refused),
            "recalled": undone.recalled,
            "recalled_ticket": undone.recalled_ticket,
            "recalled_mode": undone.recalled_mode,
        },
        _("undone: {name} {tickets}").format(name=act_name(undone.name.removeprefix(MANY)), tickets=tickets),
    )
    if undone.passed is not None and not session.options.json:
        when = undone.passed.at.astimezone(session.zone)
        passed = _("the {reply} of {time} has left and stays").format(
            reply=act_name(undone.passed.name), time=f"{when:%H:%M}"
        )
        session.out.line(passed, style="dim")
    if undone.recalled is not None and not session.options.json:
        session.out.line(_("the recalled text:"), style="dim")
        session.out.block(undone.recalled)
    return 0
