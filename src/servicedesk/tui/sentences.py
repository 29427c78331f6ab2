"""Errors as one sentence. The only place of the console that turns an exception into words."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from servicedesk.domain.errors import (
    DeskError,
    Forbidden,
    GateClosed,
    IllegalMove,
    Invalid,
    NotFound,
    StaleVersion,
    StoreTooNew,
    StoreUnavailable,
    UndoRefused,
)
from servicedesk.i18n import _
from servicedesk.tui.event_words import change_line

if TYPE_CHECKING:
    from servicedesk.desk.views import EventView

log = logging.getLogger("servicedesk.tui")


def sentence(error: BaseException) -> str:
    """What happened, in one sentence for the agent; anything unexpected also goes to the log with its traceback."""
    if not isinstance(error, DeskError):
        log.error("unexpected", exc_info=error)
        from servicedesk.paths import log_file

        return _("Something went wrong; nothing you typed was lost. Details: {log}").format(log=log_file())
    return _worded(error)


def _worded(error: DeskError) -> str:
    match error:
        case StoreTooNew():
            return _("This store was written by a newer servicedesk; please upgrade. {why}").format(why=error.message)
        case StoreUnavailable():
            return _("The store can't be reached: {why}").format(why=error.message)
        case StaleVersion():
            return _("Somebody changed #{ticket} meanwhile; nothing was overwritten.").format(**_facts(error))
        case GateClosed():
            return _("The reply to #{ticket} is held back; nothing was sent.").format(**_facts(error))
        case NotFound():
            return _("There is no {what} {key}.").format(**_facts(error))
        case Forbidden():
            return _("Your role doesn't allow this: {why}.").format(why=error.message)
        case IllegalMove():
            return _capital(error.message)
        case UndoRefused():
            return _("Not undone: {why}.").format(why=error.message)
        case Invalid():
            return _("That can't be taken: {why}.").format(why=error.message)
    return _capital(error.message)


def _facts(error: DeskError) -> dict[str, object]:
    return {name: value for name, value in error.details.items() if isinstance(value, str | int)}


def _capital(text: str) -> str:
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else text + "."


def told_events(events: object, names: Mapping[str, str], zone: tzinfo, now: datetime) -> list[str]:
    """The events that a stale version or a refused undo carries, a line each: who, when, what before and after."""
    if not isinstance(events, list):
        return []
    return [change_line(view, names, zone, now) for event in events if (view := _view_of(event)) is not None]


def _view_of(event: object) -> EventView | None:
    if not isinstance(event, Mapping) or not isinstance(event.get("at"), str):
        return None
    payload = event.get("payload")
    from servicedesk.desk.views import EventView

    return EventView(
        seq=int(event.get("seq", 0)),
        type=str(event.get("type", "")),
        at=datetime.fromisoformat(event["at"]),
        actor=str(event.get("actor", "")),
        via=str(event.get("via", "")),
        act_id=str(event.get("act_id", "")),
        payload=payload if isinstance(payload, Mapping) else {},
    )
