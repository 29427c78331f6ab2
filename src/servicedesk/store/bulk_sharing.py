"""A long load has a process of its own work out a share of its tickets, so that two cores are used.

The process is this module run as a program: it reads jobs from its input and writes rows to its output. It asks no
store and keeps nothing; when it ends for whatever reason, the load works everything out itself.
"""

import os
import pickle
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Final, cast

from servicedesk.domain.sla.book import PolicyBook, Version
from servicedesk.store.bulk_rows import BulkRows
from servicedesk.store.bulk_tickets import Signature, Told, work_out

LONG: Final = 1_000
"""Tickets after which a process of its own, which takes half a second to start, is worth it."""
_STEP: Final = 0.04
_LEAST, _MOST = 0.1, 0.9
_GONE: Final = (OSError, EOFError, pickle.PickleError)
Job = tuple[Signature, tuple[Version, ...], Sequence[Told]]


class Worker:
    """The other process. Raises one of ``_GONE`` when it is no more."""

    def __init__(self) -> None:
        # -P: a folder that one stands in is no place to import from.
        self._process = subprocess.Popen(
            (sys.executable, "-P", "-m", __name__),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._jobs, self._rows = self._process.stdin, self._process.stdout
        self._greeted = False

    @property
    def ready(self) -> bool:
        """Whether it takes jobs by now."""
        if not self._greeted and self.answered:
            self._greeted = pickle.load(self._rows) is None
        return self._greeted

    @property
    def answered(self) -> bool:
        """Whether there is something to take."""
        return bool(select.select([self._rows], [], [], 0)[0])

    def ask(self, job: Job) -> None:
        pickle.dump(job, self._jobs, pickle.HIGHEST_PROTOCOL)
        self._jobs.flush()

    def answer(self) -> BulkRows:
        return cast("BulkRows", pickle.load(self._rows))

    def end(self) -> None:
        self._process.kill()
        for pipe in (self._jobs, self._rows):
            with suppress(OSError):
                pipe.close()
        self._process.wait()


class Sharing:
    """Works tickets out, a share of them in a worker. Its share follows which of the two had to wait.

    ``alone``: there is never a worker.
    """

    def __init__(self, *, alone: bool = False) -> None:
        self._alone = alone or (os.cpu_count() or 1) < 2
        self._worker: Worker | None = None
        self._share = 0.5
        self._done = 0

    def work_out(
        self,
        rows: BulkRows,
        signature: Signature,
        book: PolicyBook,
        told: Sequence[Told],
        meanwhile: Callable[[], None] | None = None,
    ) -> None:
        """Add the rows of tickets, in their order; ``meanwhile`` is called once one's own share is done."""
        cut = len(told) - self._asked(signature, book, told)
        work_out(rows, signature, book, told[:cut])
        if meanwhile is not None:
            meanwhile()
        if cut < len(told):
            answer = self._answered()
            if answer is None:
                work_out(rows, signature, book, told[cut:])
            else:
                rows.add(answer)
        self._done += len(told)

    def _asked(self, signature: Signature, book: PolicyBook, told: Sequence[Told]) -> int:
        """How many of the last tickets the worker has taken."""
        if self._alone or self._done < LONG:
            return 0
        try:
            if self._worker is None:
                self._worker = Worker()
            count = int(len(told) * self._share) if self._worker.ready else 0
            if count:
                self._worker.ask((signature, book.versions, told[-count:]))
        except _GONE:
            self.part()
            return 0
        return count

    def _answered(self) -> BulkRows | None:
        assert self._worker is not None
        try:
            change = _STEP if self._worker.answered else -_STEP
            self._share = min(_MOST, max(_LEAST, self._share + change))
            return self._worker.answer()
        except _GONE:
            self.part()
            return None

    def part(self) -> None:
        """From now on without a worker."""
        self._alone = True
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.end()


def _serve() -> None:
    """Work out jobs until the input ends. An interrupt at the keyboard is for the process that asks."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    jobs, answers = sys.stdin.buffer, sys.stdout.buffer
    book = PolicyBook()
    reply: BulkRows | None = None
    while True:
        pickle.dump(reply, answers, pickle.HIGHEST_PROTOCOL)
        answers.flush()
        try:
            signature, versions, told = cast("Job", pickle.load(jobs))
        except EOFError:
            return
        if versions != book.versions:
            book = PolicyBook(versions)
        reply = BulkRows()
        work_out(reply, signature, book, told)


if __name__ == "__main__":
    _serve()
