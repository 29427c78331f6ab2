"""What people wrote to whoever decides now, whole and in its own lines. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from servicedesk.i18n import _
from servicedesk.tui.clean import clean
from servicedesk.tui.wording import present
from servicedesk.tui.wording import workflow_words as words
from servicedesk.tui.wording.banners import asker_head, open_escalation, waiting_approvals
from servicedesk.tui.wording.joined import commas

if TYPE_CHECKING:
    from servicedesk.desk.views import TicketView
    from servicedesk.desk.workflow_views import ApprovalView


def asked_of_me(ticket: TicketView, now: datetime) -> str:
    """What is asked of whoever looks, a paragraph each; empty where nothing is."""
    return "\n\n".join(_asked(ticket, now))


def _asked(ticket: TicketView, now: datetime) -> Iterator[str]:
    one = open_escalation(ticket)
    if one is not None and (one.asks_me or "hand_back" in one.moves):
        yield _("Wanted: {wanted}\nTried: {tried}").format(wanted=_whole(one.wanted), tried=_whole(one.tried))
    for approval in waiting_approvals(ticket):
        if not {"approve", "reduce", "reject"}.isdisjoint(approval.moves):
            yield "\n".join(filter(None, (_head(approval, now), _whole(approval.why))))


def _head(one: ApprovalView, now: datetime) -> str:
    """What is asked for by whom; and what they gave alone before, which is why a small amount may wait."""
    before = present.money(one.given_before, one.currency) if one.given_before else ""
    given = _("{amount} granted alone on this order before") if one.order else _("{amount} granted alone before")
    parts = (words.asked_for(one), asker_head(one, now), given.format(amount=before) if before else "")
    return commas(filter(None, parts))


def _whole(text: str) -> str:
    return clean(text, lines=True).strip()
