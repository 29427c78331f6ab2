"""A ticket as answers are ranked for it: its kind, stages, language, parcels, and what the customer said."""

from datetime import UTC, datetime
from typing import Final

from servicedesk.answers.ranking import Facts
from servicedesk.desk.views import CustomerView, TicketView
from servicedesk.domain.gate.writing_systems import uses
from servicedesk.domain.parcels import parcel_state

SAID: Final = 3
"""Newest messages of the customer that are looked at."""


def situation(view: TicketView, customer: CustomerView | None, now: datetime) -> Facts:
    theirs = [message.body for message in view.thread.messages if message.author == "customer"][-SAID:]
    language = view.language or (customer.language if customer is not None else None) or ""
    if not language and theirs:
        language = language_of("\n".join(theirs))
    bought = [order for order in customer.orders if order.number == view.order] if customer is not None else []
    stages = {view.row.stage or "", *(rma.stage for rma in view.rmas)} - {""}
    return Facts(
        language=language.replace("_", "-").split("-")[0].lower(),
        kind=view.row.kind,
        nature=view.nature or "",
        stages=frozenset(stages),
        said="\n".join([*theirs[-1:], view.row.subject]),
        said_before="\n".join(theirs[:-1]),
        lifecycle=next((line.stage or "" for order in bought for line in order.lines if line.sku == view.product), ""),
        parcels=frozenset(parcel_state(parcel, now, UTC).fate for order in bought for parcel in order.parcels),
    )


def asked(view: TicketView) -> str:
    """The customer's newest message; empty where there is none."""
    theirs = (message for message in reversed(view.thread.messages) if message.author == "customer")
    return next((message.body for message in theirs), "")


def language_of(text: str) -> str:
    """The language that answers to a text are wanted in, by how it is written."""
    return "zh" if uses([text], "zh") else "en"
