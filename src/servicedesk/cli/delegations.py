"""``servicedesk people delegate|delegations|undelegate``: who stands in for whom, and until when."""

from argparse import Namespace

from servicedesk.cli.acts import Acts, add_act
from servicedesk.cli.output import Sheet
from servicedesk.cli.session import Session
from servicedesk.cli.shapes import instant
from servicedesk.cli.words import read_instant, ticket_number
from servicedesk.desk.workflow_views import DelegationView
from servicedesk.domain.events import Json
from servicedesk.i18n import _


def add(commands: Acts) -> None:
    what = _("let somebody stand in for you: decide approvals and accept escalations")
    give = add_act(commands, "delegate", give_one, what, on_ticket=False)
    give.add_argument("handle", metavar="HANDLE", help=_("who stands in"))
    give.add_argument("--until", required=True, metavar="TIME", help=_("2026-11-25T09:00, or +2d 3h"))
    give.add_argument("--from", dest="since", metavar="TIME", help=_("default: now"))
    give.add_argument("--for", dest="for_", metavar="HANDLE", help=_("for somebody else; supervisors and admins"))
    list_ = add_act(commands, "delegations", list_all, _("who stands in for whom"), on_ticket=False)
    list_.set_defaults(table=True)
    end = add_act(commands, "undelegate", end_one, _("end a delegation now"), on_ticket=False)
    end.add_argument("delegation", type=ticket_number, metavar="ID", help=_("the delegation's number"))


def give_one(session: Session, arguments: Namespace) -> int:
    now, zone = session.desk.clock.now(), session.zone
    since = None if arguments.since is None else read_instant("from", arguments.since, now, zone)
    given = session.desk.delegations.give(
        arguments.handle, read_instant("until", arguments.until, now, zone), since=since, for_=arguments.for_
    )
    told = _("{name} stands in for {giver} until {time} (delegation {id})").format(
        name=given.to, giver=given.giver, time=session.out.when(given.until), id=given.id
    )
    session.out.either(delegation_object(given), told)
    return 0


def list_all(session: Session, arguments: Namespace) -> int:
    del arguments
    found = session.desk.delegations.in_force()
    data: dict[str, Json] = {"delegations": [delegation_object(one) for one in found]}
    rows = [
        (
            str(one.id),
            one.giver,
            one.to,
            session.out.when(one.since),
            session.out.when(one.until),
            _("yes") if one.in_force else _("not yet"),
        )
        for one in found
    ]
    columns = (_("id"), _("for"), _("stands in"), _("from"), _("until"), _("in force"))
    session.out.sheet(data, Sheet(columns, rows, _("nobody stands in for anybody")))
    return 0


def end_one(session: Session, arguments: Namespace) -> int:
    ended = session.desk.delegations.end(arguments.delegation)
    told = _("{name} doesn't stand in for {giver} any more").format(name=ended.to, giver=ended.giver)
    session.out.either(delegation_object(ended), told)
    return 0


def delegation_object(one: DelegationView) -> dict[str, Json]:
    """The schema is ``delegation.json``."""
    return {
        "id": one.id,
        "for": one.giver,
        "to": one.to,
        "from": instant(one.since),
        "until": instant(one.until),
        "in_force": one.in_force,
    }
