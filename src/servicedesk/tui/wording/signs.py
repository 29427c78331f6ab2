"""The few signs that the console draws itself.

Some are of ambiguous East Asian width: where the terminal draws those wide they are replaced as they are sent.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Signs:
    """``cursor``, ``selected`` and ``busy`` (somebody else works on it) mark rows; ``rule`` draws lines.

    The bars stand before a message. ``done`` and ``here`` stand among the stages of a workflow.
    """

    cursor: str = ">"
    selected: str = "*"
    ellipsis: str = "…"
    customer_bar: str = "▌"
    our_bar: str = "│"
    rule: str = "─"
    older: str = "▲"
    dot: str = "·"
    arrow: str = "→"
    busy: str = "✎"
    done: str = "✓"
    here: str = "▸"


UNICODE: Final = Signs()
