"""A process that sweeps until it is killed, by a clock that runs fast and that all of them share."""

import time
from datetime import datetime, timedelta

from tests.builders import NOON

import servicedesk.desk.opening
import servicedesk.desk.upkeep  # noqa: F401 - what a sweep needs is imported before the fork
from servicedesk.desk.desk import open_desk


class FastClock:
    """Tells the shop's time: ``speed`` seconds of it pass in one; it began at noon at the instant ``began``."""

    def __init__(self, began: float, speed: float) -> None:
        self._began, self._speed = began, speed

    def now(self) -> datetime:
        return NOON + timedelta(seconds=(time.time() - self._began) * self._speed)


def sweep_on(url: str, began: float, speed: float) -> None:
    """Sweep, and sweep again."""
    desk = open_desk(url, clock=FastClock(began, speed), via="sweep")
    while True:
        desk.upkeep.sweep()
        time.sleep(0.02)
