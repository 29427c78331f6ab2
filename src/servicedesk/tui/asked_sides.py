"""Whom we asked beside the conversation, a carrier, warehouse or vendor, and who owes an answer. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from servicedesk.i18n import _
from servicedesk.tui.clean import clean

if TYPE_CHECKING:
    from servicedesk.desk.views import MessageView


@dataclass(frozen=True, slots=True)
class Asked:
    """Our last word to somebody (``to``), said at ``at`` and not answered yet."""

    side: str
    to: str
    at: datetime

    @property
    def name(self) -> str:
        """For a sentence: warehouse and vendor have no name of their own."""
        kinds = {"carrier": _("carrier"), "warehouse": _("warehouse"), "vendor": _("vendor")}
        return kinds.get(self.to) or clean(self.to)


def unanswered(said: Iterable[MessageView]) -> list[Asked]:
    """Those whose last word on the ticket is ours, the newest first. ``said`` is in the order of time."""
    last: dict[tuple[str, str], Asked | None] = {}
    for message in said:
        if message.medium != "side" or message.side is None:
            continue
        ours = message.author == "agent"
        to = _addressee(message.body) if ours else message.author_name
        if to is not None:
            last.pop((message.side, to), None)
            last[message.side, to] = Asked(message.side, to, message.sent_at) if ours else None
    return [asked for asked in reversed(last.values()) if asked is not None]


def _addressee(body: str) -> str | None:
    """Whom a message of ours was to: it begins with ``to DHL: ``."""
    to, colon, _text = body.removeprefix("to ").partition(": ")
    return to if colon and body.startswith("to ") and "\n" not in to else None
