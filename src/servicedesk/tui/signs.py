"""The few signs that the console draws itself, in two sets.

The first set is of ambiguous East Asian width; the app takes ``ASCII`` where the terminal draws those wide.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Signs:
    """``cursor`` and ``selected`` mark rows; the bars stand before a message; ``rule`` draws lines."""

    cursor: str = ">"
    selected: str = "*"
    ellipsis: str = "…"
    customer_bar: str = "▌"
    our_bar: str = "│"
    rule: str = "─"
    older: str = "▲"
    dot: str = "·"
    arrow: str = "→"


UNICODE: Final = Signs()
ASCII: Final = Signs(
    ellipsis="..",
    customer_bar="|",
    our_bar=":",
    rule="-",
    older="^",
    dot="-",
    arrow="->",
)
