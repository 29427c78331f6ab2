"""What the troublemaker tells the agents and what they tell it, in a few numbers of shared memory.

A file mapped by all of them: whoever dies leaves nothing locked.
"""

import mmap
import os
import struct
import time
from datetime import datetime, timedelta
from pathlib import Path

_HEADER = 4
_EACH = 2
_SIZE = 8


class Weather:
    """``places``: how many agents there are. Every number is a double of its own, written and read whole."""

    def __init__(self, path: Path, places: int) -> None:
        length = _SIZE * (_HEADER + _EACH * places)
        if not path.exists():
            path.write_bytes(bytes(length))
        with path.open("r+b") as file:
            self._numbers = mmap.mmap(file.fileno(), length)
        self._places = places

    def _get(self, place: int) -> float:
        return float(struct.unpack_from("=d", self._numbers, _SIZE * place)[0])

    def _set(self, place: int, value: float) -> None:
        struct.pack_into("=d", self._numbers, _SIZE * place, value)

    @property
    def over(self) -> bool:
        """Whether the run is to end; also when nobody is left to say so."""
        return self._get(0) != 0 or not _runs(int(self._get(1)))

    def begin(self) -> None:
        """This process leads."""
        self._set(1, os.getpid())

    def end(self) -> None:
        self._set(0, 1)

    @property
    def full(self) -> bool:
        """Whether the disk has no room at this moment."""
        return time.time() < self._get(2)

    def fill(self, seconds: float) -> None:
        self._set(2, time.time() + seconds)

    def disturb(self) -> None:
        """The store has been in trouble until now."""
        self._set(3, time.time())

    def calm(self, seconds: float) -> bool:
        """Whether the store has been left alone for so long."""
        return time.time() - max(self._get(2), self._get(3)) > seconds

    def count(self, place: int) -> None:
        """One act more of an agent's has been answered."""
        self._set(self._of(place), self._get(self._of(place)) + 1)

    @property
    def acts(self) -> int:
        return sum(int(self._get(self._of(place))) for place in range(self._places))

    def offset(self, place: int) -> float:
        """Seconds by which an agent's clock is wrong."""
        return self._get(self._of(place) + 1)

    def jump(self, place: int, seconds: float) -> None:
        self._set(self._of(place) + 1, seconds)

    def _of(self, place: int) -> int:
        return _HEADER + _EACH * place


def _runs(process: int) -> bool:
    return Path(f"/proc/{process}").exists()


class ShopClock:
    """The shop's time, ``speed`` seconds of it in one, and what is wrong with this agent's own clock."""

    def __init__(self, began: datetime, real: float, speed: float, weather: Weather, place: int) -> None:
        self._began, self._real, self._speed = began, real, speed
        self._weather, self._place = weather, place

    def now(self) -> datetime:
        passed = (time.time() - self._real) * self._speed + self._weather.offset(self._place)
        return self._began + timedelta(seconds=passed)
