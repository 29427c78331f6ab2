"""``servicedesk people``: who works at this desk."""

from argparse import Namespace

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
    add.set_defaults(run=add_person)
    list_ = commands.add_parser("list", help=_("everybody"), description=_("List the people of this desk."))
    list_.set_defaults(run=list_people, table=True)


def add_person(session: Session, arguments: Namespace) -> int:
    person = session.desk.people.add(arguments.handle, name=arguments.name, roles=arguments.role, teams=arguments.team)
    session.out.either(person_object(person), _("{handle} is here now").format(handle=person.handle))
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
