"""What no key should wait for is done in the pauses between keys: garbage is collected, memory is given back."""

import asyncio
import gc
import sys
from collections.abc import Callable
from time import monotonic
from typing import Final

from servicedesk.tui.heap import give_back

REST: Final = 0.1
"""Seconds after a key, when the panes have followed it, in which few press another."""
TIDY: Final = 5.0
"""Seconds between two times that memory is given back. Each takes about a millisecond."""
SETTLED: Final = 20.0
"""Seconds after which all that a console works with has come."""
_FEW: Final = 4_000
"""New objects that are not worth a look."""
_YOUNG, _ALL = 4, 10
"""Looks at what is new until one at what is young too; and such until one at all."""
_TURN: Final = 0.001
"""Seconds that a thread of the store's works on while a key waits; five times as long is Python's own choice."""


class Pauses:
    """Of one console on a terminal. ``later`` runs something after so many seconds."""

    def __init__(self, later: Callable[[float, Callable[[], None]], object]) -> None:
        self._later = later
        self._rest: asyncio.TimerHandle | None = None
        self._has_begun = False
        self._tidied_at = 0.0
        self._is_settling = self._is_settled = False

    def begin(self) -> None:
        """The first page is painted. What the start made stays for good; collecting, off since then, begins here."""
        self._has_begun, self._tidied_at = True, monotonic()
        sys.setswitchinterval(_TURN)
        gc.collect()  # classes with slots leave their first drafts behind
        gc.freeze()
        gc.set_threshold(20_000, _YOUNG, _ALL)  # for who never pauses
        gc.enable()
        self._later(TIDY, self._tidy)
        self._later(SETTLED, self._settle)

    def key(self) -> None:
        """A key came: there may be a pause after it."""
        if not self._has_begun:
            return
        if self._rest is not None:
            self._rest.cancel()
        self._rest = asyncio.get_running_loop().call_later(REST, self._rested)

    def _rested(self) -> None:
        self._rest = None
        if self._is_settling:
            self._keep_what_came()
        new, looks, wider_looks = gc.get_count()
        if wider_looks > _ALL and self._is_settled:
            gc.collect()
        elif looks > _YOUNG:
            gc.collect(1)
        elif new >= _FEW:
            gc.collect(0)
        if monotonic() - self._tidied_at >= TIDY:
            self._give_back()

    def _tidy(self) -> None:
        """Nobody may have pressed anything for long."""
        if self._rest is None:
            self._give_back()
        self._later(TIDY, self._tidy)

    def _give_back(self) -> None:
        self._tidied_at = monotonic()
        give_back()

    def _settle(self) -> None:
        """At once, or in the next pause."""
        self._is_settling = True
        if self._rest is None:
            self._keep_what_came()

    def _keep_what_came(self) -> None:
        """Store and answers stay for good as well: a look at them takes a tenth of a second, this once."""
        gc.collect()
        gc.freeze()
        gc.collect()  # of nothing: little that is new is enough for a full one from now on
        self._is_settling, self._is_settled = False, True
