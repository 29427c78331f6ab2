"""A suggester for a process that stays small: another learns for it, and what that learned is asked without numpy."""

import subprocess
import sys
import zlib
from collections.abc import Iterable, Sequence
from contextlib import suppress
from itertools import chain
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import Final

from servicedesk.answers.suggesting.behind import Behind
from servicedesk.answers.suggesting.example import Example, Stopped, Suggester, Suggestion
from servicedesk.answers.suggesting.exchange import examples_of, lines_of, received
from servicedesk.answers.suggesting.plain import Plain

_PROGRAM: Final = "servicedesk.answers.suggesting.teaching"
_PAUSE: Final = 20.0
"""Seconds between two times that a few more are learned; each takes half a second of a processor."""
_QUICK: Final = 1
"""How hard texts are compressed that wait for the next time."""


class Apart:
    """A core ``Suggester``. Where there can be no other process, it learns by itself, with numpy.

    What was learned is kept in ``folder``, where one is given.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._asked: Plain | Suggester | None = None
        self._said: list[bytes] = []
        """All examples, as another process is told them, compressed."""
        self._told = 0
        self._worked_in = 0
        self._worked_at = -_PAUSE
        self._process: subprocess.Popen[bytes] | None = None
        self._behind = Behind(self._work_in)
        self._stopped = False
        self._guard = Lock()
        """Held for moments."""
        self._work = Lock()
        """Held while all is learned."""

    def learn(self, examples: Iterable[Example]) -> None:
        """As many as are there already, or more, are worked in before it returns; a few count a moment later.

        Raises Stopped.
        """
        listed = list(examples)
        with self._guard:
            if listed:
                self._said.append(zlib.compress(lines_of(listed), _QUICK))
                self._told += len(listed)
            late, known = self._told - self._worked_in, self._worked_in
        if late > known:
            self._work_in()
        elif late and monotonic() - self._worked_at >= _PAUSE:
            self._behind.begin()

    def suggest(self, text: str, limit: int = 3) -> tuple[Suggestion, ...]:
        """The likeliest answers, best first; nothing when the message is out of scope or nothing was learned yet."""
        asked = self._asked
        return () if asked is None else asked.suggest(text, limit)

    def stop(self) -> None:
        """End the process that learns; who waits for it gets Stopped."""
        with self._guard:
            self._stopped = True
            if self._process is not None:
                self._process.kill()

    def settle(self) -> None:
        """Work in all that was told. Raises Stopped."""
        while self._told != self._worked_in:
            self._work_in()

    def _work_in(self) -> None:
        with self._work:
            with self._guard:
                said, told = list(self._said), self._told
            if told == self._worked_in:
                return
            if not self._learned_apart(said):
                self._learn_here(said)
            with self._guard:
                self._worked_in, self._worked_at = told, monotonic()

    def _learned_apart(self, said: Sequence[bytes]) -> bool:
        """Have another process learn it all; False where that can't be. Raises Stopped."""
        is_done = False
        with suppress(OSError), self._started() as process:
            assert process.stdin is not None
            assert process.stdout is not None
            with process.stdin as out:
                for part in said:
                    out.write(zlib.decompress(part))
            for model in received(process.stdout, self._folder):
                self._asked = Plain(model)
                is_done = True
            is_done = is_done or process.wait() == 0
        with self._guard:
            self._process = None
            if self._stopped:
                raise Stopped
        return is_done

    def _started(self) -> "subprocess.Popen[bytes]":
        """Raises OSError, or Stopped."""
        # -P: no module is taken from the folder that one happens to work in.
        command = (sys.executable, "-P", "-m", _PROGRAM, str(self._folder or ""))
        with self._guard:
            if self._stopped:
                raise Stopped
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
            return self._process

    def _learn_here(self, said: Sequence[bytes]) -> None:
        from servicedesk.answers.suggesting.keeping import Shelf
        from servicedesk.answers.suggesting.learner import Learner

        learner = Learner(shelf=None if self._folder is None else Shelf(self._folder))
        lines = chain.from_iterable(zlib.decompress(part).splitlines() for part in said)
        learner.learn(examples_of(lines))
        self._asked = learner
