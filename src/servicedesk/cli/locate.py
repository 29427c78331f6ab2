"""``servicedesk locate``: the places of things, for people who want to edit or save them."""

from argparse import Namespace

from servicedesk import paths
from servicedesk.cli.parser import CommandParser
from servicedesk.cli.session import Session
from servicedesk.i18n import _


def configure(parser: CommandParser) -> None:
    parser.add_argument(
        "what",
        choices=("config", "data", "themes", "cache", "log"),
        help=_("the settings file, the log, or the folder of the store, your themes, or what can be made again"),
    )
    parser.set_defaults(run=run)


def run(session: Session, arguments: Namespace) -> int:
    what: str = arguments.what
    place = {
        "config": paths.config_file,
        "data": paths.data_dir,
        "themes": paths.user_themes,
        "cache": paths.cache_dir,
        "log": paths.log_file,
    }[what]()
    session.out.either({"what": what, "path": str(place), "exists": place.exists()}, str(place))
    return 0
