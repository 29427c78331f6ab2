"""What answers the messages before got: examples that came with answers, and replies since, learned as they come.

Beside them what the answers say of themselves.
"""

import threading
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from servicedesk.answers.index import Index
from servicedesk.answers.shelf import Stock
from servicedesk.answers.suggesting import Example, Stopped, Suggester, Suggestion, described, digest_of, suggester
from servicedesk.desk.work import Work
from servicedesk.domain.errors import StoreUnavailable
from servicedesk.paths import cache_dir
from servicedesk.store import answer_uses, answers
from servicedesk.store.database import Connection

MOST_PAIRS: Final = 20_000
"""The newest replies that are learned from."""
LATE: Final = timedelta(hours=1)
"""How long after it was written a reply may leave and still be learned from without a restart."""


class Learning:
    """Feeds a suggester. Asked from any thread; codes are in capitals, so that an answer's languages are one."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._lock = threading.Lock()
        self._suggester: Suggester | None = None
        self._examples: frozenset[int] = frozenset()
        """What tells each from others: the texts themselves need not be kept."""
        self._index: Index | None = None
        self._pairs: set[tuple[int, int, int]] = set()
        self._since: datetime | None = None
        self._behind: threading.Thread | None = None
        self._taught: Suggester | None = None
        self._closed = False

    def suggest(self, text: str, stock: Stock, limit: int, *, waits: bool = True) -> tuple[Suggestion, ...]:
        """The likeliest codes for a message, with all that was learned until now. ``stock``: the answers there are.

        Where nobody ``waits``, many new examples are learned behind, and what was known before is asked.
        """
        if not text.strip():
            return ()
        if waits or (stock.index is self._index and not self._is_behind):
            return self.caught_up(stock).suggest(text, limit)
        self.catch_up_behind(stock)
        known = self._suggester
        return () if known is None else known.suggest(text, limit)

    def catch_up_behind(self, stock: Stock) -> None:
        """Learn what is new in a thread of its own, unless one does already."""
        if not self._is_behind:
            self._behind = threading.Thread(target=self._catch_up, args=(stock,), name="learning", daemon=True)
            self._behind.start()

    @property
    def _is_behind(self) -> bool:
        return self._behind is not None and self._behind.is_alive()

    def caught_up(self, stock: Stock) -> Suggester:
        """The suggester, with everything new taught to it."""
        with self._lock:
            with self._work.store.read() as connection:
                taught, examples = self._untaught(connection, stock)
                pairs = self._new_pairs(connection, stock)
            self._taught = taught
            if self._closed:
                raise Stopped
            known = frozenset() if taught is not self._suggester else self._examples
            taught.learn([*(one for one in examples if digest_of(one) not in known), *pairs])
            self._suggester, self._index = taught, stock.index
            self._examples = known.union(map(digest_of, examples))
            return taught

    def stop(self) -> None:
        """The desk is closed: nobody waits for what is being learned."""
        self._closed = True
        if self._suggester is not None:
            self._suggester.stop()
        if self._taught is not None:
            self._taught.stop()

    def _catch_up(self, stock: Stock) -> None:
        """A store that is away for a moment is no matter: whoever asks next begins again."""
        with suppress(StoreUnavailable, Stopped):
            self.caught_up(stock)

    def _untaught(self, connection: Connection, stock: Stock) -> tuple[Suggester, list[Example]]:
        """The suggester to teach, and the examples there are; none where they are those of the last time.

        What was learned can't be unlearned: where an example is gone, a new one learns everything.
        """
        if self._suggester is not None and stock.index is self._index:
            return self._suggester, []
        codes = _codes(stock)
        texts = answers.examples_of(connection, sorted(codes))
        examples = [Example(codes[number], text) for number, listed in texts.items() for text in listed]
        examples += [one for answer in stock.answers.values() if answer.number for one in described(answer)]
        if self._suggester is not None and self._examples.issubset(map(digest_of, examples)):
            return self._suggester, examples
        self._pairs, self._since = set(), None
        return suggester(folder=cache_dir() / "suggesting", apart=self._work.via == "console"), examples

    def _new_pairs(self, connection: Connection, stock: Stock) -> list[Example]:
        """Messages that were answered since: once the reply has left."""
        since = None if self._since is None else self._since - LATE
        codes = _codes(stock)
        rows = answer_uses.delivered(connection, since, MOST_PAIRS)
        new = [row for row in rows if (row["ticket_id"], row["seq"], row["answer_id"]) not in self._pairs]
        self._pairs.update((row["ticket_id"], row["seq"], row["answer_id"]) for row in new)
        if rows:
            self._since = max(row["used_at"] for row in rows)
        asked = answer_uses.texts(connection, sorted({row["asked_id"] for row in new}))
        return [
            Example(codes[row["answer_id"]], asked[row["asked_id"]])
            for row in reversed(new)
            if row["answer_id"] in codes and row["asked_id"] in asked
        ]


def _codes(stock: Stock) -> dict[int, str]:
    return {answer.number: answer.code.upper() for answer in stock.answers.values() if answer.number}
