"""``servicedesk people``: who works at this desk."""

from argparse import Namespace

from servicedesk.cli import delegations
from servicedesk.cli.output import Sheet
from servicedesk.cli.parser import CommandParser
from servicedesk.cli.session import Session
from servicedesk.cli.shapes import person_object
from servicedesk.desk.views import PersonView
from servicedesk.domain.roles import Role
from servicedesk.i18n import _


def configure(parser: CommandParser) -> None:
    commands = parser.add_subparsers(metavar=_("COMMAND"), required=True, dest="people_command")
    add = commands.add_parser("add", help=_("add a person"), description=_("Add a person."))
    add.add_argument("handle", metavar="HANDLE", help=_("short, ASCII, lower case: how they are named with --as and @"))
    add.add_argument(
        "--role",
        action="append",
        required=True,
        choices=[str(role) for role in Role],
        help=_("may be given several times"),
    )
    add.add_argument("--name", help=_("the full name; default: the handle"))
    add.add_argument("--team", action="append", default=[], metavar="CODE", help=_("may be given several times"))
    for option, text in (("--skill", _("what they know: logistics, billing, …")), ("--language", _("en, zh, …"))):
        add.add_argument(option, action="append", default=[], metavar="CODE", help=text)
    add.set_defaults(run=add_person)
    team = commands.add_parser("team", help=_("add a team"), description=_("Add a team."))
    team.add_argument("code", metavar="CODE", help=_("short, ASCII, lower case"))
    team.add_argument("--name", help=_("default: the code"))
    team.add_argument("--line", type=int, choices=(1, 2, 3), default=1, help=_("support line"))
    team.add_argument("--skill", default="", help=_("what the team knows: logistics, billing, …"))
    team.set_defaults(run=add_team)
    delegations.add(commands)
    list_ = commands.add_parser("list", help=_("everybody"), description=_("List the people of this desk."))
    list_.set_defaults(run=list_people, table=True)


def add_person(session: Session, arguments: Namespace) -> int:
    person = session.desk.people.add(
        arguments.handle,
        name=arguments.name,
        roles=arguments.role,
        teams=arguments.team,
        skills=arguments.skill,
        languages=arguments.language,
    )
    session.out.either(person_object(person), _("{handle} is here now").format(handle=person.handle))
    return 0


def add_team(session: Session, arguments: Namespace) -> int:
    team = session.desk.people.add_team(arguments.code, name=arguments.name, line=arguments.line, skill=arguments.skill)
    session.out.either({"code": team[0], "name": team[1]}, _("there is a team {code} now").format(code=team[0]))
    return 0


def list_people(session: Session, arguments: Namespace) -> int:
    del arguments
    people = session.desk.people.all()
    session.out.sheet(
        {"people": [person_object(person) for person in people]},
        Sheet(
            (_("handle"), _("roles"), _("teams"), _("languages"), _("active"), _("name")),
            [_row(person) for person in people],
            _("nobody"),
        ),
    )
    return 0


def _row(person: PersonView) -> tuple[str, ...]:
    return (
        person.handle,
        " ".join(person.roles),
        " ".join(person.teams),
        " ".join(person.languages),
        _("yes") if person.active else _("no"),
        person.name,
    )
