"""``servicedesk keys``: the keys of the console, from its registry of actions and the user's own choices."""

from argparse import Namespace

from servicedesk.cli.output import Sheet
from servicedesk.cli.parser import CommandParser
from servicedesk.cli.session import Session
from servicedesk.domain.events import Json
from servicedesk.i18n import _


def configure(parser: CommandParser) -> None:
    parser.add_argument(
        "--markdown", action="store_true", help=_("as the page of the documentation; built-in keys only")
    )
    parser.set_defaults(run=run, table=True)


def run(session: Session, arguments: Namespace) -> int:
    from servicedesk.tui.actions import registry
    from servicedesk.tui.key_reference import as_markdown, as_text, rows, scope_title
    from servicedesk.tui.keymap import Keymap

    if arguments.markdown:
        session.out.raw(as_markdown(Keymap(registry())))
        return 0
    session.refuse_broken_settings()
    keymap = Keymap(registry(), session.settings.keymap, session.settings.keymap_at)
    listed = rows(keymap)
    data: dict[str, Json] = {
        "keys": [
            {
                "action": action.id,
                "keys": list(keymap.keys(action.id)),
                "label": action.label,
                "tooltip": action.tooltip,
                "group": str(group),
                "scope": str(action.scope),
            }
            for group, _keys, action in listed
        ]
    }
    if session.options.json or session.options.csv:
        cells = [(keys, action.id, scope_title(action.scope), action.tooltip) for _group, keys, action in listed]
        session.out.sheet(data, Sheet((_("keys"), _("action"), _("where"), _("act")), cells, ""))
    else:
        session.out.raw(as_text(keymap))
    return 0
