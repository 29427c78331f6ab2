"""Errors as one sentence. The only place of the console that turns an exception into words."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Final

from servicedesk.domain.errors import (
    CommitUnknown,
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
from servicedesk.tui.wording import present
from servicedesk.tui.wording.event_words import change_line
from servicedesk.tui.wording.joined import commas, headed
from servicedesk.tui.wording.refusal_words import told
from servicedesk.tui.wording.workflow_words import STATES, too_late

if TYPE_CHECKING:
    from servicedesk.desk.views import EventView

_CJK: Final = "\u2e80"
"""Characters from here on are Chinese or stand among Chinese ones."""

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
        case CommitUnknown():
            return _(
                "It isn't known whether this is stored: the connection was lost meanwhile. Look before you do it again."
            )
        case StoreUnavailable():
            return _("The store can't be reached: {why}").format(why=error.message)
        case StaleVersion():
            return _("Somebody changed #{ticket} meanwhile; nothing was overwritten.").format(**_facts(error))
        case GateClosed():
            return _("The reply to #{ticket} is held back; nothing was sent.").format(**_facts(error))
        case NotFound():
            facts = _facts(error)
            return _("There is no {what} {key}.").format(what=_noun(str(facts.get("what"))), key=facts.get("key", ""))
        case Forbidden():
            return _("Your role doesn't allow this: {why}.").format(why=told(error.message))
        case IllegalMove():
            return _illegal(error)
        case UndoRefused():
            return _("Not undone: {why}.").format(why=told(error.message))
        case Invalid():
            field, reason = (str(error.details.get(name)) for name in ("field", "reason"))
            return _("That can't be taken: {why}.").format(why=headed(_field(field), told(reason)))
    return _capital(told(error.message))


def _noun(what: str) -> str:
    """What was looked for."""
    nouns = {
        "ticket": _("ticket"),
        "act": _("act"),
        "person": _("person"),
        "team": _("team"),
        "customer": _("customer"),
        "return": _("return"),
        "product": _("product"),
        "message": _("message"),
        "promise": _("promise"),
        "attachment": _("attachment"),
        "view": _("view"),
        "order": _("order"),
        "line of the return": _("line of the return"),
        "approval": _("approval"),
        "escalation": _("escalation"),
        "delegation": _("delegation"),
    }
    return nouns.get(what, what)


def _field(name: str) -> str:
    """What the value is called where agents meet it."""
    fields = {
        "amount": _("amount"),
        "condition": _("condition"),
        "currency": _("currency"),
        "customer": _("customer"),
        "department": _("department"),
        "disposition": _("disposition"),
        "due": _("due"),
        "filter": _("filter"),
        "handle": _("handle"),
        "kind": _("kind"),
        "name": _("name"),
        "note": _("note"),
        "order": _("order"),
        "phone": _("phone"),
        "pieces": _("pieces"),
        "priority": _("priority"),
        "quantity": _("pieces"),
        "reason": _("reason"),
        "remedy": _("remedy"),
        "stage": _("stage"),
        "status": _("status"),
        "subject": _("subject"),
        "tag": _("tag"),
        "team": _("team"),
        "to": _("to whom"),
        "tried": _("evidence"),
        "until": _("until"),
        "verdict": _("verdict"),
        "wanted": _("what is wanted"),
        "why": _("reason"),
        "word": _("a word"),
    }
    return fields.get(name, name)


def _illegal(error: IllegalMove) -> str:
    """Which move is none, and which there are; the codes of the store in words."""
    if error.details.get("what") in STATES:
        return too_late(error.details)
    name = present.stage_name if error.details.get("what") in {"stage", "return"} else present.status_name
    known = error.details.get("legal")
    legal = commas(name(str(move)) for move in known) if isinstance(known, list) else ""
    current, wanted = (name(str(error.details.get(key))) for key in ("current", "wanted"))
    text = _("It can't go from {current} to {wanted}; it may become: {legal}.")
    return text.format(current=current, wanted=wanted, legal=legal or _("nothing"))


def _facts(error: DeskError) -> dict[str, object]:
    return {name: value for name, value in error.details.items() if isinstance(value, str | int)}


def _capital(text: str) -> str:
    text = text[:1].upper() + text[1:]
    if text.endswith((".", "!", "?", "。", "！", "？")):
        return text
    return text + ("。" if text[-1:] >= _CJK else ".")


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
