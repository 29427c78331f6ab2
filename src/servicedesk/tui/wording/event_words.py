"""What happened to a ticket, in words: one event, one short line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from servicedesk.domain.events import EPOCH, Json, from_micros
from servicedesk.domain.used_answers import from_payload
from servicedesk.i18n import _
from servicedesk.tui.clean import clean
from servicedesk.tui.wording import present
from servicedesk.tui.wording.due_words import clock_name
from servicedesk.tui.wording.joined import commas
from servicedesk.tui.wording.macro_words import deeds
from servicedesk.tui.wording.workflow_events import workflow_event
from servicedesk.tui.wording.workflow_words import department_name, nature_name

if TYPE_CHECKING:
    from servicedesk.desk.views import EventView

_SHOWN_OTHERWISE = frozenset({"message", "delivered", "attached", "undone"})
"""Events whose message stands in the conversation itself."""


def is_told(event: EventView) -> bool:
    """Whether the conversation has a line for this event."""
    return event.type not in _SHOWN_OTHERWISE


def event_line(event: EventView, names: Mapping[str, str], zone: tzinfo, now: datetime | None = None) -> str:
    """``Ana 14:05: priority high``; with ``now`` the day is named too, where it isn't today.

    ``names`` gives what to call an actor (``person:3`` → ``Ana``).
    """
    when = present.clock_time(event.at, zone) if now is None else present.moment(event.at, zone, now)
    line = _("{who} {when}: {what}").format(who=actor(event.actor, names), when=when, what=what(event, names, zone))
    return _("{line} (undone)").format(line=line) if event.undone else line


def actor(code: str, names: Mapping[str, str]) -> str:
    """Who did it; somebody unknown is called by their code."""
    name = names.get(code)
    if name:
        return clean(name)
    if code == "system":
        return _("servicedesk")
    if code.startswith("customer:"):
        return _("the customer")
    return clean(code.replace(":", " "))


def what(event: EventView, names: Mapping[str, str], zone: tzinfo) -> str:
    """The event without who and when."""
    payload = event.payload
    match event.type:
        case "created":
            return _("opened, {kind}").format(kind=present.kind_name(_text(payload, "kind")))
        case "failed":
            return _("a message could not be delivered")
        case "status":
            return _("status {status}").format(status=present.status_name(_text(payload, "to")))
        case "stage":
            return _("stage {stage}").format(stage=present.stage_name(_text(payload, "to")))
        case "kind":
            return _("now a {kind}").format(kind=present.kind_name(_text(payload, "to")))
        case "priority":
            return _("priority {priority}").format(priority=present.priority_name(_text(payload, "to")))
        case "assigned":
            return _assigned(payload, names)
        case "macro":
            return _("macro: {deeds}").format(deeds=deeds(from_payload(dict(payload)).actions))
        case "tagged":
            return _tagged(payload)
        case "snoozed":
            return _("asleep until {time}").format(time=_time(payload.get("until"), zone))
        case "woken":
            return _("awake again")
        case "no_reply_needed":
            return _("no reply needed")
        case "promised":
            return _("promised, due {time}").format(time=_time(payload.get("due"), zone))
        case "promise_kept":
            return _("promise kept")
        case "promise_broken":
            return _("promise broken")
        case "promise_postponed":
            times = {"old": _time(payload.get("from"), zone), "new": _time(payload.get("to"), zone)}
            return _("promise postponed, {old} → {new}").format(**times)
        case "promise_withdrawn":
            return _("promise withdrawn")
        case "follow_up":
            return _follow_up(payload, zone)
        case "mention_seen":
            return _("the note that asked for them is settled")
        case "message":
            return _message(payload)
        case "attached":
            return _("a file added")
        case "undone":
            return _("an act undone")
        case "linked":
            return _("linked with #{number}").format(number=_text(payload, "ticket"))
        case "merged":
            return _("merged into #{number}").format(number=_text(payload, "into"))
        case "absorbed":
            return _("took in another ticket")
        case "split_off":
            return _("messages split off into another ticket")
        case "subject":
            return _("subject changed")
        case "facts":
            return _("customer, order or product changed")
        case "complaint":
            return _complaint(payload)
        case "sla_warned" | "sla_breached" | "sla_corrected" | "breach_reviewed":
            return _of_clock(event.type, payload, zone)
    told = workflow_event(event.type, payload, lambda person: actor(f"person:{person}", names))
    return clean(event.type.replace("_", " ")) if told is None else told


def change(event: EventView, names: Mapping[str, str], zone: tzinfo) -> str:
    """The event with what stood there before: ``priority normal → high``."""
    payload, before = event.payload, event.payload.get("from")
    worded = _PROPERTIES.get(event.type)
    if worded is not None and isinstance(before, str):
        name, value = worded
        return _("{property} {old} → {new}").format(
            property=name(), old=value(_text(payload, "from")), new=value(_text(payload, "to"))
        )
    if event.type == "assigned":
        old, new = (_holder(payload.get(key), names) for key in ("from", "to"))
        return _("held by {old} → {new}").format(old=old, new=new)
    return what(event, names, zone)


def change_line(event: EventView, names: Mapping[str, str], zone: tzinfo, now: datetime) -> str:
    """``Ana 14:05: priority normal → high``, with the day where it isn't today."""
    when = present.moment(event.at, zone, now)
    line = _("{who} {when}: {what}").format(who=actor(event.actor, names), when=when, what=change(event, names, zone))
    return _("{line} (undone)").format(line=line) if event.undone else line


_PROPERTIES: Final[Mapping[str, tuple[Callable[[], str], Callable[[str], str]]]] = MappingProxyType(
    {
        "status": (lambda: _("status"), present.status_name),
        "stage": (lambda: _("stage"), present.stage_name),
        "kind": (lambda: _("kind"), present.kind_name),
        "priority": (lambda: _("priority"), present.priority_name),
    }
)
"""Events that set a property: what it and its values are called."""


def _holder(person: Json, names: Mapping[str, str]) -> str:
    return _("nobody") if person is None else actor(f"person:{person}", names)


def _message(payload: Mapping[str, Json]) -> str:
    match payload.get("author"), payload.get("visibility"):
        case "customer", _:
            return _("the customer wrote")
        case "agent", "public":
            return _("a reply to the customer")
    return _("a side thread's message") if payload.get("medium") == "side" else _("a note")


def _follow_up(payload: Mapping[str, Json], zone: tzinfo) -> str:
    if payload.get("at") is None:
        return _("not to be asked about again")
    return _("to be asked about again {time}").format(time=_time(payload.get("at"), zone))


def _text(payload: Mapping[str, Json], key: str) -> str:
    value = payload.get(key)
    return clean(str(value)) if isinstance(value, str | int) else "?"


def _assigned(payload: Mapping[str, Json], names: Mapping[str, str]) -> str:
    to = payload.get("to")
    if to is None:
        return _("given back to the queue")
    return _("given to {name}").format(name=actor(f"person:{to}", names))


def _tagged(payload: Mapping[str, Json]) -> str:
    signs = (("+", payload.get("add")), ("-", payload.get("remove")))
    words = [f"{sign}{clean(str(tag))}" for sign, tags in signs if isinstance(tags, list) for tag in tags]
    return _("tags {tags}").format(tags=" ".join(words))


def _complaint(payload: Mapping[str, Json]) -> str:
    words: list[str] = []
    if payload.get("nature"):
        words.append(nature_name(_text(payload, "nature")))
    if payload.get("severity"):
        words.append(_("severity {n}").format(n=_text(payload, "severity")))
    if payload.get("department"):
        words.append(_("department {name}").format(name=department_name(_text(payload, "department"))))
    if isinstance(payload.get("accepted"), bool):
        words.append(_("remedy accepted") if payload["accepted"] else _("remedy refused"))
    return commas(words) or _("complaint changed")


def _of_clock(type_: str, payload: Mapping[str, Json], zone: tzinfo) -> str:
    words = {"clock": clock_name(_text(payload, "clock")), "time": _time(payload.get("at"), zone)}
    if type_ == "breach_reviewed":
        return _("{clock}: its breach was reviewed").format(**words)
    if type_ == "sla_corrected" and payload.get("at") is None:
        return _("{clock}: it was not overdue after all").format(**words)
    if type_ == "sla_warned":
        return _("{clock} at risk since {time}").format(**words)
    return _("{clock} overdue since {time}").format(**words)


def _time(value: Json, zone: tzinfo) -> str:
    if not isinstance(value, int) or abs(value) > 10**17:
        return "?"
    at = from_micros(value)
    return f"{present.date(at, zone)} {present.clock_time(at, zone)}" if at > EPOCH else "?"
