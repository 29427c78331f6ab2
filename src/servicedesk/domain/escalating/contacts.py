"""How often a customer came about one order."""

from collections.abc import Iterable
from datetime import datetime, tzinfo


def contacts(said: Iterable[tuple[int, datetime]], zone: tzinfo) -> int:
    """Contacts among a customer's messages (ticket, when): those of one ticket on one day of the shop are one."""
    return len({(ticket, at.astimezone(zone).date()) for ticket, at in said})
