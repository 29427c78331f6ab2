"""The key reference: the registry as plain text and as Markdown. Pure; the command line and docs/keys.md use it."""

import unicodedata

from servicedesk.i18n import _
from servicedesk.tui.actions import Action, Group, Scope, group_title
from servicedesk.tui.keymap import Keymap, shown


def scope_title(scope: Scope) -> str:
    """Where a key counts, in words."""
    match scope:
        case Scope.ANYWHERE:
            return _("anywhere")
        case Scope.QUEUE:
            return _("in the queue")
        case Scope.TICKET:
            return _("on an open ticket")
        case Scope.COMPOSER:
            return _("while writing")
        case Scope.FLOOR:
            return _("on the floor")
        case Scope.REVIEW:
            return _("in the breach review")


def rows(keymap: Keymap) -> list[tuple[Group, str, Action]]:
    """(group, keys as shown, action) in the order of the groups; acts without a key have an empty string."""
    listed = []
    for group in Group:
        for action in keymap.actions:
            if action.group is group:
                listed.append((group, "  ".join(shown(key) for key in keymap.keys(action.id)), action))
    return listed


def as_text(keymap: Keymap) -> str:
    """The reference for a terminal: a heading a group, a line an act."""
    lines: list[str] = []
    last: Group | None = None
    width = max(_cells(keys) for _group, keys, _action in rows(keymap))
    places = max(17, *(_cells(scope_title(scope)) for scope in Scope))
    for group, keys, action in rows(keymap):
        if group is not last:
            lines += [] if last is None else [""]
            lines.append(group_title(group))
            last = group
        lines.append(
            f"  {_padded(keys, width)}  {action.id:<20}  {_padded(scope_title(action.scope), places)}  {action.tooltip}"
        )
    return "\n".join(lines) + "\n"


def _cells(text: str) -> int:
    """The cells of a text of ours: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _cells(text))


def as_markdown(keymap: Keymap) -> str:
    """docs/keys.md: made from the registry, checked by a test."""
    parts = [
        "# " + _("Keys"),
        "",
        _(
            "Made from the console's registry of actions by `servicedesk keys --markdown`; a test keeps it fresh. "
            "Own keys go into `[keymap]` of the configuration: the action's name, then its keys, separated by spaces."
        ),
    ]
    last: Group | None = None
    for group, keys, action in rows(keymap):
        if group is not last:
            head = "| {keys} | {act} | {where} | {name} |".format(
                keys=_("key"), act=_("act"), where=_("where"), name=_("action")
            )
            parts += ["", "## " + group_title(group), "", head, "|---|---|---|---|"]
            last = group
        codes = " ".join(f"`{_escaped(key)}`" for key in keys.split())
        parts.append(f"| {codes} | {action.tooltip} | {scope_title(action.scope)} | `{action.id}` |")
    return "\n".join(parts) + "\n"


def _escaped(key: str) -> str:
    return key.replace("|", "\\|")
