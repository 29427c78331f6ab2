"""How much one transaction of a load may write, so that whoever waits for the write lock is soon let in.

A load works its rows out before it takes the lock and holds it for the writing alone. The next transaction is sized by
how long the ones before held it, so that it stays well below ``LONGEST_LOCK`` on any machine.
"""

from dataclasses import dataclass
from typing import Final

LONGEST_LOCK: Final = 0.150
"""Seconds that no transaction of a load should hold the write lock."""
WANTED_LOCK: Final = 0.050
"""What transactions are sized for; a slow disk or a busy machine may treble it."""
FIRST: Final = 200
LEAST: Final = 20
MOST: Final = 4_000
_GROWTH: Final = 1.5
EXCLUSIVE: Final = 5_000


@dataclass(slots=True)
class Pace:
    """``size``: tickets of common length for the next transaction. ``exclusive``: the lock is nobody else's meanwhile.

    ``longest`` is how many seconds the longest transaction so far held the lock.
    """

    exclusive: bool = False
    size: float = FIRST
    longest: float = 0.0

    def __post_init__(self) -> None:
        if self.exclusive:
            self.size = EXCLUSIVE

    def held(self, written: float, seconds: float) -> None:
        """Size the next transaction by one that wrote so many tickets: smaller at once, larger little by little."""
        self.longest = max(self.longest, seconds)
        if self.exclusive or written <= 0:
            return
        fitting = written * WANTED_LOCK / max(seconds, 1e-6)
        self.size = max(LEAST, min(MOST, fitting, self.size * _GROWTH))
