"""What answers the messages before got: examples that came with answers, and replies since, learned as they come."""

import threading
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final

from servicedesk.answers.index import Index
from servicedesk.answers.shelf import Stock
from servicedesk.answers.suggesting import Example, Suggester, Suggestion, suggester
from servicedesk.desk.work import Work
from servicedesk.store import answer_uses, answers
from servicedesk.store.database import Connection

MOST_PAIRS: Final = 20_000
"""The newest replies that are learned from."""
LATE: Final = timedelta(hours=1)
"""How long after it was written a reply may leave and still be learned from without a restart."""
PAIR_WEIGHT: Final = 1.0
Known = tuple[int, str]


class Learning:
    """Feeds a suggester. Asked from any thread; codes are in capitals, so that an answer's languages are one."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._lock = threading.Lock()
        self._suggester: Suggester | None = None
        self._examples: frozenset[Known] = frozenset()
        self._index: Index | None = None
        self._pairs: set[tuple[int, int, int]] = set()
        self._since: datetime | None = None
        self._behind: threading.Thread | None = None

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
            self._behind = threading.Thread(target=self.caught_up, args=(stock,), name="learning", daemon=True)
            self._behind.start()

    @property
    def _is_behind(self) -> bool:
        return self._behind is not None and self._behind.is_alive()

    def caught_up(self, stock: Stock) -> Suggester:
        """The suggester, with everything new taught to it."""
        with self._lock, self._work.store.read() as connection:
            taught = self._taught_examples(connection, stock)
            taught.learn(self._new_pairs(connection, stock))
            return taught

    def _taught_examples(self, connection: Connection, stock: Stock) -> Suggester:
        """What was learned can't be unlearned: where an example is gone, everything is learned anew."""
        if self._suggester is not None and stock.index is self._index:
            return self._suggester
        numbers = [answer.number for answer in stock.answers.values() if answer.number]
        texts = answers.examples_of(connection, numbers)
        now = frozenset((number, text) for number, listed in texts.items() for text in listed)
        taught, known = self._suggester, self._examples
        if taught is None or not known <= now:
            taught, known, self._pairs, self._since = suggester(), frozenset(), set(), None
        taught.learn(_examples(texts, _codes(stock), known))
        self._suggester, self._examples, self._index = taught, now, stock.index
        return taught

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
            Example(codes[row["answer_id"]], asked[row["asked_id"]], PAIR_WEIGHT)
            for row in reversed(new)
            if row["answer_id"] in codes and row["asked_id"] in asked
        ]


def _codes(stock: Stock) -> dict[int, str]:
    return {answer.number: answer.code.upper() for answer in stock.answers.values()}


def _examples(
    texts: Mapping[int, Iterable[str]], codes: Mapping[int, str], known: frozenset[Known]
) -> Iterator[Example]:
    for number, listed in texts.items():
        for text in listed:
            if (number, text) not in known:
                yield Example(codes[number], text)
