"""How much one transaction of a load may write, so that whoever waits for the write lock is soon let in.

A load works its rows out before it takes the lock and holds it for the writing alone. The next transaction is sized by
how long the ones before held it, so that it stays well below ``LONGEST_LOCK`` on any machine.
"""

from dataclasses import dataclass
from typing import Final

LONGEST_LOCK: Final = 0.150
"""Seconds that no transaction of a load should hold the write lock."""
WANTED_LOCK: Final = 0.050
"""What transactions are sized for: one that takes three times as long is still within bounds."""
FIRST: Final = 200.0
LEAST: Final = 50.0
"""Below this a transaction's own cost, which doesn't shrink with its size, is most of it."""
MOST: Final = 4_000.0
EXCLUSIVE: Final = 1_500.0
"""More are written no quicker: the next ones are worked out meanwhile."""
_GROWTH: Final = 1.5
_NEWEST: Final = 0.3
"""What the newest transaction counts in what a ticket is taken to cost."""


@dataclass(slots=True)
class Pace:
    """``size``: tickets of common length for the next transaction. ``exclusive``: it stays so, whoever waits.

    ``longest`` is how many seconds the longest transaction so far held the lock.
    """

    exclusive: bool = False
    size: float = 0.0
    longest: float = 0.0
    _each: float = 0.0
    """Seconds that a ticket is taken to cost; 0 before there was any."""

    def __post_init__(self) -> None:
        self.size = self.size or (EXCLUSIVE if self.exclusive else FIRST)

    def held(self, written: float, seconds: float) -> None:
        """Size the next transaction by one that wrote so many tickets.

        One that took too long makes it smaller at once, quick ones larger little by little.
        """
        self.longest = max(self.longest, seconds)
        if self.exclusive or written <= 0 or seconds <= 0:
            return
        each = seconds / written
        known = self._each or each
        self._each = each if seconds > 2 * WANTED_LOCK else known + _NEWEST * (each - known)
        self.size = max(LEAST, min(MOST, WANTED_LOCK / self._each, self.size * _GROWTH))
