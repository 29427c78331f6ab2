"""How a ticket stands, in one line for whoever goes on: last said, promised, next. Pure."""

from datetime import datetime, tzinfo
from typing import Final

from servicedesk.desk.views import HandoverView, MessageView, TicketView
from servicedesk.i18n import _
from servicedesk.tui.clean import clean
from servicedesk.tui.quoting import parts
from servicedesk.tui.wording import present
from servicedesk.tui.wording.next_step import next_step
from servicedesk.tui.wrap import clip

SAID: Final = 70
"""Cells of the last words that are quoted."""


def drafted(view: TicketView, now: datetime, zone: tzinfo) -> str:
    """``Mara 14:20: “Any news?” Promised: refund answer by 15:00 today. Next: answer Mara, waiting 12m.``"""
    said = _last_said(view, now, zone)
    promised = [
        _("Promised: {text} {when}.").format(text=clean(one.text), when=present.by_when(one.due_at, zone, now))
        for one in sorted(view.promises, key=lambda promise: promise.due_at)
        if one.state == "open"
    ]
    step = next_step(view, now, zone).text
    return " ".join([*([said] if said else []), *promised, _("Next: {step}.").format(step=step)])


def handover_line(handover: HandoverView, now: datetime, zone: tzinfo) -> str:
    """``Ana 13:58: the carrier confirms, tell Mara``: what stands on top of a ticket that was handed over."""
    when = present.moment(handover.at, zone, now)
    text = " ".join(clean(handover.text, lines=True).split())
    return _("{who} {when}: {text}").format(who=clean(handover.giver), when=when, text=text)


def _last_said(view: TicketView, now: datetime, zone: tzinfo) -> str:
    message = next((one for one in reversed(view.thread.messages) if one.visibility == "public"), None)
    if message is None:
        return ""
    when = present.moment(message.sent_at, zone, now)
    who = clean(message.author_name).strip() or clean(view.row.customer_name).strip() or _("the customer")
    return _("{who} {when}: “{text}”").format(who=who, when=when, text=clip(_own_words(message), SAID))


def _own_words(message: MessageView) -> str:
    """The first lines of what was written anew, as one line."""
    written = next(
        (part.text for part in parts(message.body) if part.kind == "text" and part.text.strip()), message.body
    )
    return " ".join(clean(written, lines=True).split())
