"""``servicedesk undo``: take back an act."""

from argparse import Namespace

from servicedesk.cli.parser import CommandParser
from servicedesk.cli.session import Session
from servicedesk.desk.history import UndoPlan
from servicedesk.domain.bulk import MANY
from servicedesk.domain.errors import Refused
from servicedesk.i18n import _
from servicedesk.tui.wording.words import act_name


def configure(parser: CommandParser) -> None:
    parser.add_argument("act", nargs="?", metavar="ACT", help=_("the act's id; default: your last act"))
    parser.set_defaults(run=run)


def run(session: Session, arguments: Namespace) -> int:
    if arguments.act is None:
        _refuse_to_pass(session, session.desk.history.plan())
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
    if undone.recalled is not None and not session.options.json:
        session.out.line(_("the recalled text:"), style="dim")
        session.out.block(undone.recalled)
    return 0


def _refuse_to_pass(session: Session, plan: UndoPlan) -> None:
    """Somebody who takes back "the last act" means the reply that has left since, not the act before it."""
    if plan.passed is None:
        return
    reply, before = act_name(plan.passed.name), act_name(plan.name.removeprefix(MANY))
    tickets = " ".join(f"#{ticket}" for ticket in plan.tickets)
    when = plan.passed.at.astimezone(session.zone)
    message = _(
        "the {reply} of {time} has left and can't be taken back. Before it came: {name} {tickets}; take that back "
        "with: servicedesk undo {act}"
    ).format(reply=reply, time=f"{when:%H:%M}", name=before, tickets=tickets, act=plan.act_id)
    raise Refused(message, act=plan.act_id)
