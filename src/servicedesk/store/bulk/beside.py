"""A process beside the loading one that works tickets out, so that a load has two processors: this end of it.

What is sent is a pickle, what comes back is marshalled: rows are plain values, and cost a tenth of their making so.
Where there is no such process, or it ends, whoever asked works out by itself.
"""

import marshal
import os
import pickle
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from servicedesk.domain.sla.book import PolicyBook
from servicedesk.store.bulk.told import Told, Worked

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_PROGRAM: Final = "servicedesk.store.bulk.program"
MANY: Final = 150
"""Tickets of a load before a process is started for it: fewer are written before it is there."""
_ENOUGH: Final = 2
"""Processors."""


@dataclass(frozen=True, slots=True)
class Handed:
    """Tickets that are worked out beside, by the number of the question."""

    beside: "Beside"
    number: int

    def taken(self) -> Worked | None:
        """The rows, waited for; None when nobody works on them any more."""
        return self.beside.taken(self.number)


class Beside:
    """Answers come in the order of the questions; one that nobody takes is passed over by the next that is."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection[object, object] | None = None
        self._is_there = False
        self._ended = os.name != "posix" or _processors() < _ENOUGH
        self._seen = self._asked = self._answered = 0
        self._book: int | None = None

    def hand(self, told: Told, book: PolicyBook) -> Handed | None:
        """Have tickets worked out; None while no process is there for it."""
        self._seen += len(told.tickets)
        if not self._ready() or self._connection is None:
            return None
        versions = None if self._book == book.number else book.versions
        try:
            self._connection.send_bytes(pickle.dumps((versions, told), pickle.HIGHEST_PROTOCOL))
        except OSError:
            self.close()
            return None
        self._book = book.number
        self._asked += 1
        return Handed(self, self._asked)

    def taken(self, number: int) -> Worked | None:
        answer = None
        while self._connection is not None and self._answered < number:
            try:
                answer = self._connection.recv_bytes()
            except (EOFError, OSError):
                self.close()
                return None
            self._answered += 1
        return None if answer is None else Worked(*marshal.loads(answer))

    def close(self) -> None:
        """End the process; nothing is handed to another."""
        self._ended = True
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _ready(self) -> bool:
        if self._ended or self._seen < MANY:
            return False
        if self._process is None:
            with suppress(OSError):
                self._start()
        elif not self._is_there and self._connection is not None and self._connection.poll():
            # It says nothing but that it is there; its end reads the same, and is noticed by the first question.
            with suppress(EOFError, OSError):
                self._connection.recv_bytes()
                self._is_there = True
            if not self._is_there:
                self.close()
        return self._is_there

    def _start(self) -> None:
        from multiprocessing import Pipe

        ours, theirs = Pipe()
        self._connection = ours
        with theirs:
            # -P: no module is taken from the folder that one happens to work in.
            command = (sys.executable, "-P", "-m", _PROGRAM, str(theirs.fileno()))
            quiet = subprocess.DEVNULL
            self._process = subprocess.Popen(
                command, stdin=quiet, stdout=quiet, stderr=quiet, pass_fds=(theirs.fileno(),)
            )


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
