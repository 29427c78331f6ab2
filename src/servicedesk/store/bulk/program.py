"""The process that works tickets out beside a load, which is this module run as a program (``bulk.beside`` starts it).

The argument is the number of its end of a pipe. It says once that it is there, then answers each question in turn:
pickled in (the policies where they are new, the tickets), marshalled out (their rows). It ends with the pipe, and with
a question that it can't answer: whoever asked works it out then, and says what is wrong where something is.
"""

import gc
import marshal
import pickle
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Final

from servicedesk.domain.sla.book import PolicyBook, Version
from servicedesk.store.bulk.told import Told
from servicedesk.store.bulk.working_out import work_out

if TYPE_CHECKING:
    Pipe = Connection[bytes, bytes]


TURN: Final = 0.0005
"""Seconds after which the threads at the pipe get their turns: Python's own choice is ten times as long, and
whoever asks would stand still for as long at each part of a question."""


def serve(pipe: "Pipe") -> None:
    """Answer until the other end is closed."""
    asked, answers = SimpleQueue[bytes | None](), SimpleQueue[bytes | None]()
    # Questions are taken in and answers sent while one is worked on: neither end waits for the other's pace.
    Thread(target=_listen, args=(pipe, asked), daemon=True).start()
    sending = Thread(target=_tell, args=(pipe, answers))
    sending.start()
    answers.put(b"")
    try:
        _answer(asked, answers)
    finally:
        answers.put(None)
        sending.join()


def _answer(asked: SimpleQueue[bytes | None], answers: SimpleQueue[bytes | None]) -> None:
    book = PolicyBook()
    while (question := asked.get()) is not None:
        versions, told = _read(question)
        if versions is not None:
            book = PolicyBook(versions)
        worked = work_out(told, book)
        answers.put(marshal.dumps((worked.rows, worked.facts, worked.said)))


def _listen(pipe: "Pipe", asked: SimpleQueue[bytes | None]) -> None:
    with suppress(EOFError, OSError):
        while True:
            asked.put(pipe.recv_bytes())
    asked.put(None)


def _tell(pipe: "Pipe", answers: SimpleQueue[bytes | None]) -> None:
    with suppress(OSError):
        while (answer := answers.get()) is not None:
            pipe.send_bytes(answer)


def _read(question: bytes) -> tuple[Sequence[Version] | None, Told]:
    versions, told = pickle.loads(question)
    return versions, told


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who loads is asked to stop, and closes the pipe
    sys.setswitchinterval(TURN)
    gc.disable()  # rows have no cycles, and looking for some costs a tenth
    serve(Connection(int(sys.argv[1])))
