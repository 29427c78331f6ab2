"""Places where a process dies, told by number, so that the same number dies at the same place again."""

import os
import resource
import signal
from collections import Counter
from typing import Literal

from sqlalchemy import event
from sqlalchemy.engine import Engine

Where = Literal["nowhere", "statement", "commit", "answer", "report", "byte", "checkpoint"]


class Fall:
    """Dies by SIGKILL at the ``n``-th of what ``where`` names, counting from 1; counts in ``seen`` until then.

    ``statement``: before it is sent. ``commit``: before it is sent. ``answer``: what was asked for is committed,
    and nobody knows yet. ``report``: somebody knows. ``byte``, ``checkpoint``: see ``tear``.
    """

    def __init__(self, where: Where, n: int) -> None:
        self._where, self._n = where, n
        self.seen: Counter[str] = Counter()
        event.listen(Engine, "before_cursor_execute", lambda *_: self.reach("statement"))
        event.listen(Engine, "commit", lambda *_: self.reach("commit"))

    def reach(self, what: Where) -> None:
        self.seen[what] += 1
        if what == self._where and self.seen[what] == self._n:
            os.kill(os.getpid(), signal.SIGKILL)

    def tear(self) -> None:
        """From here on a write past byte ``n`` of any file ends the process in the middle of that write.

        The kernel does it (SIGXFSZ): no other way dies inside a commit at the same byte every time. ``byte`` hits
        the write-ahead log, ``checkpoint`` the store's own file while the log is carried over into it.
        """
        if self._where not in ("byte", "checkpoint"):
            return
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_FSIZE, (self._n, self._n))


def checkpoint_often() -> None:
    """Carry the log over after every few pages, instead of every thousand. For connections made from here on."""
    event.listen(Engine, "connect", lambda connection, _: connection.execute("PRAGMA wal_autocheckpoint = 4"))
