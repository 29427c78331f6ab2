"""Codes of the desk in words that only the console says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from typing import TYPE_CHECKING

from servicedesk.i18n import _

if TYPE_CHECKING:
    from servicedesk.desk.views import ActView


def act_name(name: str) -> str:
    """What an act is called in the footer, in notices and in the list of recent acts."""
    names = {
        "reply": _("reply"),
        "note": _("note"),
        "call": _("call"),
        "message": _("customer message"),
        "forward": _("forward"),
        "attach": _("attachment"),
        "no_reply_needed": _("no reply needed"),
        "status": _("status"),
        "priority": _("priority"),
        "kind": _("kind"),
        "stage": _("stage"),
        "tag": _("tags"),
        "snooze": _("snooze"),
        "promise": _("promise"),
        "promise_kept": _("promise kept"),
        "promise_broken": _("promise broken"),
        "subject": _("subject"),
        "complaint": _("complaint facts"),
        "assign": _("assignment"),
        "take_next": _("taking"),
        "merge": _("merge"),
        "split": _("split"),
        "link": _("link"),
        "open": _("new ticket"),
        "undo": _("undo"),
    }
    return names.get(name) or name.replace("_", " ")


def view_name(name: str) -> str:
    """The shipped views in the interface's language; an own view keeps its name."""
    names = {
        "Mine": _("Mine"),
        "Unassigned": _("Unassigned"),
        "Team": _("Team"),
        "Handed over": _("Handed over"),
        "Promises": _("Promises"),
        "All open": _("All open"),
        "Waiting": _("Waiting"),
        "Snoozed": _("Snoozed"),
        "Done": _("Done"),
    }
    return names.get(name, name)


def sort_name(sort: str) -> str:
    names = {
        "due": _("by due time"),
        "remind": _("by what we promised"),
        "updated": _("oldest change first"),
        "-updated": _("newest change first"),
        "created": _("oldest first"),
        "-created": _("newest first"),
        "id": _("by number"),
        "-id": _("by number, highest first"),
    }
    return names.get(sort, sort)


def undoable(acts: Sequence[ActView], zone: tzinfo) -> str | None:
    """What ``u`` would take back: the newest act that stands, and when it was."""
    for act in acts:
        if act.undone_by is None and act.name != "undo":
            return f"{act_name(act.name)} {act.at.astimezone(zone):%H:%M}"
    return None
