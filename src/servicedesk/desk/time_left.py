"""How long a piece of work that nobody asked for may go on before it lets other work go first."""

from collections.abc import Callable
from time import monotonic
from typing import Final


def nobody() -> bool:
    """Nobody is in the way of work."""
    return False


class TimeLeft:
    """Counts from when it is made. ``seconds`` None: there is no end. Each sort of work does one piece at least."""

    def __init__(self, seconds: float | None = None, hurries: Callable[[], bool] = nobody) -> None:
        """``hurries``: somebody is at the keys just now, who is not to feel the work: there is no time at all."""
        self._end = None if seconds is None else monotonic() + seconds
        self._hurries = hurries

    @property
    def is_short(self) -> bool:
        """Pieces are to be small."""
        return self._hurries()

    @property
    def over(self) -> bool:
        return self.is_short or (self._end is not None and monotonic() >= self._end)


ENDLESS: Final = TimeLeft()
