"""How far a backup or a restore is: to stderr, and only where somebody watches it."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Final

from servicedesk.desk.backup_views import Progress, Stage, silent
from servicedesk.i18n import _

COUNTED: Final = (Stage.HEADS, Stage.ROWS, Stage.PROVING)
"""Stages that count things; the others count bytes."""
PAUSE: Final = 0.1
"""Seconds between two paintings."""


@contextmanager
def watched() -> Iterator[Progress]:
    """Hands out what paints a line on the terminal, or does nothing."""
    if not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.fields[said]}", markup=False),
        TimeRemainingColumn(),
    )
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("", total=None, said="")

        def begin(stage: Stage) -> None:
            bars.reset(task, total=None, description=stage_name(stage), said="")

        def paint(done: int, total: int | None, said: str) -> None:
            bars.update(task, completed=done, total=total, said=said, refresh=True)

        yield Pace(begin, paint, monotonic)


class Pace:
    """Turns what is told into paintings: a new line a stage, and no more than ten paintings a second."""

    def __init__(
        self,
        begin: Callable[[Stage], None],
        paint: Callable[[int, int | None, str], None],
        now: Callable[[], float],
    ) -> None:
        self._begin = begin
        self._paint = paint
        self._now = now
        self._stage: Stage | None = None
        self._since = self._painted = 0.0

    def __call__(self, stage: Stage, done: int, total: int | None) -> None:
        now = self._now()
        if stage is not self._stage:
            self._stage, self._since, self._painted = stage, now, 0.0
            self._begin(stage)
        if now - self._painted >= PAUSE or done == total:
            self._painted = now
            self._paint(done, total, amount(stage, done, total, now - self._since))


def amount(stage: Stage, done: int, total: int | None, seconds: float) -> str:
    """How much is done, of how much, and how fast; nothing before there is something to tell."""
    if not done:
        return ""
    pace = done / seconds if seconds > 0 else 0
    if stage in COUNTED:
        return _("{done} ({pace} a second)").format(done=f"{done:,}", pace=f"{pace:,.0f}")
    if total is None:
        return _("{done} ({pace} a second)").format(done=megabytes(done), pace=megabytes(pace))
    told = _("{done} of {total} ({pace} a second)")
    return told.format(done=megabytes(done), total=megabytes(total), pace=megabytes(pace))


def megabytes(size: float) -> str:
    """A size for people: ``3.4 MB``, ``7,120 MB``."""
    return f"{size / 1e6:,.1f} MB" if size < 1e8 else f"{size / 1e6:,.0f} MB"


def stage_name(stage: Stage) -> str:
    return {
        Stage.HEADS: _("writing the anchor"),
        Stage.COPYING: _("copying"),
        Stage.ROWS: _("copying rows"),
        Stage.CHECKING: _("checking"),
        Stage.SEALING: _("reading it again"),
        Stage.READING: _("reading"),
        Stage.MIGRATING: _("migrating"),
        Stage.PROVING: _("verifying"),
    }[stage]
