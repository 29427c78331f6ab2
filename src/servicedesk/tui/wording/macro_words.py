"""What macros do, in words."""

from collections.abc import Iterable

from servicedesk.domain.macros import ActionKind, MacroAction
from servicedesk.i18n import _
from servicedesk.tui.clean import clean
from servicedesk.tui.wording import present
from servicedesk.tui.wording.joined import commas
from servicedesk.tui.wording.workflow_words import target_name


def deeds(actions: Iterable[MacroAction]) -> str:
    """``priority urgent, tag safety, status resolved``."""
    return commas(deed(action) for action in actions)


def deed(action: MacroAction) -> str:
    value = clean(action.value)
    match action.what:
        case ActionKind.STATUS:
            return _("status {name}").format(name=present.status_name(action.value))
        case ActionKind.PRIORITY:
            return _("priority {name}").format(name=present.priority_name(action.value))
        case ActionKind.STAGE:
            return _("stage {name}").format(name=present.stage_name(action.value))
        case ActionKind.TAG:
            return _("tag {name}").format(name=value)
        case ActionKind.UNTAG:
            return _("without tag {name}").format(name=value)
        case ActionKind.TEAM:
            return _("to team {name}").format(name=value)
        case ActionKind.ESCALATE:
            return _("escalated to {target}").format(target=target_name(action.value))
        case ActionKind.INCLUDE:
            return _("with {code}").format(code=value)
