"""Keeping a half-filled slip: stored within a second of the last key, tried again when the store refuses."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from servicedesk.domain.errors import DeskError

if TYPE_CHECKING:
    from textual.screen import Screen
    from textual.timer import Timer

Texts = Mapping[str, str]

KEEP_AFTER: Final = 0.4
"""Seconds from the first unsaved key to the save: a slip is never more than a second old."""
RETRY_AFTER: Final = 2.0
"""Seconds until a save that failed is tried again."""


class Keeping:
    """``collect`` says what stands in the slip, ``store`` keeps it, ``told`` hears what stands against it, and None
    when that is over."""

    def __init__(
        self,
        screen: "Screen[Any]",
        collect: Callable[[], Texts],
        store: Callable[[Texts], Awaitable[None]],
        told: Callable[[DeskError | None], None],
    ) -> None:
        self._screen = screen
        self._collect = collect
        self._store = store
        self._told = told
        self._kept: Texts | None = None
        self._timer: Timer | None = None
        self.refused = False

    def begin(self) -> None:
        """What stands there now is in the store already."""
        self._kept = self._collect()

    def changed(self) -> None:
        """Something was typed: store it soon; later keys don't push the time back."""
        if self._timer is None and self._kept is not None and self._collect() != self._kept:
            self._timer = self._screen.set_timer(KEEP_AFTER, self._soon)

    def stop(self) -> None:
        """The slip is sent or thrown away."""
        if self._timer is not None:
            self._timer.stop()
        self._timer = None

    async def now(self) -> bool:
        """Store it as it stands; False when the store refuses, which is tried again."""
        fields = self._collect()
        if fields == self._kept:
            return True
        try:
            await self._store(fields)
        except DeskError as error:
            self.refused = True
            self._told(error)
            if self._timer is None:
                self._timer = self._screen.set_timer(RETRY_AFTER, self._soon)
            return False
        before, self.refused = self.refused, False
        self._kept = fields
        if before:
            self._told(None)
        return True

    def _soon(self) -> None:
        self._timer = None
        self._screen.run_worker(self.now(), group="keep", exit_on_error=False)
