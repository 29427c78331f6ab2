"""Which panes stand side by side at which size. Pure."""

from enum import StrEnum
from typing import Final

SMALLEST: Final = (50, 14)
"""Columns and rows below which the desk is not laid out: one sentence stands there instead."""

TWO_PANES: Final = 104
THREE_PANES: Final = 148


class Pane(StrEnum):
    """A part of the desk that can have the keys. The composer belongs to the ticket."""

    QUEUE = "queue"
    TICKET = "ticket"
    CUSTOMER = "customer"


ORDER: Final = tuple(Pane)


def too_small(width: int, height: int) -> bool:
    return width < SMALLEST[0] or height < SMALLEST[1]


def side_by_side(width: int) -> int:
    """How many panes fit next to each other."""
    if width >= THREE_PANES:
        return 3
    return 2 if width >= TWO_PANES else 1


def visible(width: int, current: Pane) -> frozenset[Pane]:
    """The panes shown while ``current`` has the keys; with two, the queue gives way to the customer."""
    match side_by_side(width):
        case 3:
            return frozenset(ORDER)
        case 2:
            return frozenset({Pane.TICKET, Pane.CUSTOMER if current is Pane.CUSTOMER else Pane.QUEUE})
    return frozenset({current})


def beside(current: Pane, step: int) -> Pane:
    """The pane to the right (1) or to the left (-1); it stops at the ends."""
    at = ORDER.index(current) + step
    return ORDER[max(0, min(len(ORDER) - 1, at))]
