"""What Freshdesk's numbers mean, as its API documents them (and the sources it documents elsewhere)."""

from collections.abc import Mapping
from typing import Final

STATUS: Final[Mapping[int, str]] = {
    2: "open",
    3: "waiting_customer",  # pending
    4: "resolved",
    5: "closed",
    6: "waiting_customer",  # waiting on customer
    7: "on_hold",  # waiting on third party
}
PRIORITY: Final[Mapping[int, str]] = {1: "low", 2: "normal", 3: "high", 4: "urgent"}
SOURCE: Final[Mapping[int, str]] = {
    1: "mail",
    2: "form",  # portal
    3: "phone",
    4: "form",  # forum
    5: "social",  # Twitter
    6: "social",  # Facebook
    7: "chat",
    8: "chat",  # MobiHelp
    9: "form",  # feedback widget
    10: "mail",  # outbound
    11: "marketplace",
    12: "chat",  # bot
    13: "chat",  # WhatsApp
}
OUTBOUND: Final = 10
"""Source of a ticket that an agent opened by writing to the customer."""

KIND: Final[Mapping[str, str]] = {
    "return": "return",
    "returns": "return",
    "refund": "return",
    "exchange": "return",
    "complaint": "complaint",
}
"""Ticket types that say what the customer wants; any other type is an inquiry."""
