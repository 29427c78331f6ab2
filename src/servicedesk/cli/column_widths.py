"""How wide the columns of a table are on a terminal of some width. Pure."""

from collections.abc import Sequence
from typing import Final

GAP: Final = 2
"""Cells between two columns."""

LEAST: Final = 4
LEAST_TEXT: Final = 12
"""The last column holds the free text: it gives way first, down to this."""


def column_widths(headings: Sequence[int], contents: Sequence[int], room: int) -> list[int]:
    """The width of each column, from the widths of its heading and its widest cell.

    On a narrow terminal the last column gives way first, then headings wider than what is below them, then the
    widest columns. The first one, which tells rows apart, never does.
    """
    widths = [max(heading, content) for heading, content in zip(headings, contents, strict=True)]
    excess = sum(widths) + GAP * (len(widths) - 1) - room
    if excess <= 0 or len(widths) == 1:
        return widths
    given = min(excess, max(0, widths[-1] - LEAST_TEXT))
    widths[-1] -= given
    excess -= given
    for column in range(1, len(widths) - 1):
        given = max(0, min(excess, widths[column] - max(LEAST, contents[column])))
        widths[column] -= given
        excess -= given
    return _shrunk(widths, excess)


def _shrunk(widths: list[int], excess: int) -> list[int]:
    """Take a cell at a time from the widest of the columns in the middle."""
    middle = range(1, len(widths) - 1)
    while excess > 0 and any(widths[column] > LEAST for column in middle):
        widest = max(middle, key=widths.__getitem__)
        widths[widest] -= 1
        excess -= 1
    return widths
