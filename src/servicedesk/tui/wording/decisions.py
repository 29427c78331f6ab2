"""What was decided for whoever asked, as long as nobody has gone on with it. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from servicedesk.domain.tickets import LIVE
from servicedesk.i18n import _
from servicedesk.tui.clean import clean
from servicedesk.tui.wording import present
from servicedesk.tui.wording import workflow_words as words
from servicedesk.tui.wording.banners import open_escalation, waiting_approvals
from servicedesk.tui.wording.joined import headed

if TYPE_CHECKING:
    from servicedesk.desk.views import TicketView
    from servicedesk.desk.workflow_views import ApprovalView, EscalationView

SYSTEM: Final = "system"
"""Who acts where nobody pressed a key."""


_BESIDES: Final = frozenset(
    {"undone", "mention_seen", "assigned", "tagged", "priority", "linked", "attached", "subject", "facts", "kind"}
)
"""What is done to a ticket without going on with what was decided."""


@dataclass(frozen=True, slots=True)
class _Decision:
    """``kind`` is the type of its event, which names its object under the same word."""

    at: datetime
    kind: str
    number: int
    news: str


def decision_news(ticket: TicketView) -> str:
    """``tell Mara: EUR 83.90 refund approved``, ``handed back by Lin: …``; empty once somebody has gone on with it."""
    if ticket.row.status not in LIVE or open_escalation(ticket) is not None or waiting_approvals(ticket):
        return ""
    last = max(_decisions(ticket), key=lambda one: (one.at, one.number), default=None)
    return "" if last is None or _is_followed(ticket, last) else last.news


def _decisions(ticket: TicketView) -> Iterator[_Decision]:
    for one in ticket.approvals:
        told = _approval_news(one)
        if told and one.decided_at is not None:
            name = clean(ticket.row.customer_name).strip() or _("the customer")
            news = _("tell {name}: {news}").format(name=name, news=told)
            yield _Decision(one.decided_at, "approval", one.id, news)
    for sent in ticket.escalations:
        told = _escalation_news(sent)
        if told and sent.ended_at is not None and sent.sender is not None:
            yield _Decision(sent.ended_at, "escalation", sent.id, told)


def _is_followed(ticket: TicketView, last: _Decision) -> bool:
    """Somebody else of us has gone on since; or the customer was told, or needs no word, be it by who decided."""
    events = [event for event in ticket.thread.events if not event.undone]
    made = [event for event in events if event.type == last.kind and event.payload.get(last.kind) == last.number]
    if not made:
        return True  # it lies before the stretch of the conversation that was read
    messages = ticket.thread.messages
    told = any(m.author == "agent" and m.visibility == "public" and m.sent_at > last.at for m in messages)
    wrote = {m.id for m in messages if m.author == "customer"}
    theirs = {event.act_id for event in events if event.type == "message" and event.payload.get("message") in wrote}
    later = [event for event in events if event.seq > made[-1].seq and event.type not in _BESIDES]
    return told or any(
        event.type == "no_reply_needed" or (event.actor not in (made[-1].actor, SYSTEM) and event.act_id not in theirs)
        for event in later
    )


def _approval_news(one: ApprovalView) -> str:
    match one.state:
        case "approved":
            return _("{what} approved").format(what=words.asked_for(one))
        case "reduced" if one.granted is not None:
            granted = present.money(one.granted, one.currency)
            return _("{amount} approved instead of {what}").format(amount=granted, what=words.asked_for(one))
        case "rejected":
            return _("{what} declined").format(what=words.asked_for(one))
    return ""


def _escalation_news(one: EscalationView) -> str:
    heads = {"handed_back": _("handed back by {name}"), "declined": _("turned down by {name}")}
    head = heads.get(one.state, "").format(name=clean(one.ended_by_name).strip() or clean(one.ended_by or ""))
    said = " ".join(clean(one.answer, lines=True).split())
    return headed(head, said) if head and said else head
