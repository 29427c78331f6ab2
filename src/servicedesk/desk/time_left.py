"""How long a piece of work that nobody asked for may go on before it lets other work go first."""

from time import monotonic
from typing import Final


class TimeLeft:
    """Counts from when it is made. ``seconds`` None: there is no end. Each sort of work does one piece at least."""

    def __init__(self, seconds: float | None = None) -> None:
        self._end = None if seconds is None else monotonic() + seconds

    @property
    def over(self) -> bool:
        return self._end is not None and monotonic() >= self._end


ENDLESS: Final = TimeLeft()
