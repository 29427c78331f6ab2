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
        self._ready = threading.Event()

    @property
    def ready(self) -> bool:
        """Whether a first suggestion would come without waiting."""
        return self._ready.is_set()

    def suggest(self, text: str, stock: Stock, limit: int) -> tuple[Suggestion, ...]:
        """The likeliest codes for a message, with all that was learned until now."""
        return self.caught_up(stock).suggest(text, limit) if text.strip() else ()

    def caught_up(self, stock: Stock) -> Suggester:
        """The suggester, with everything new taught to it. ``stock`` says which answers there are."""
        with self._lock:
            with self._work.store.read() as connection:
                taught = self._taught_examples(connection, stock)
                taught.learn(self._new_pairs(connection, stock))
            self._ready.set()
            return taught

    def _taught_examples(self, connection: Connection, stock: Stock) -> Suggester:
        """What was learned can't be unlearned: where an example is gone, everything is learned anew."""
        if self._suggester is not None and stock.index is self._index:
            return self._suggester
        numbers = [answer.number for answer in stock.answers.values() if answer.number]
        texts = answers.examples_of(connection, numbers)
        now = frozenset((number, text) for number, listed in texts.items() for text in listed)
        if self._suggester is None or not self._examples <= now:
            self._suggester, self._examples, self._pairs, self._since = suggester(), frozenset(), set(), None
        codes = {answer.number: answer.code.upper() for answer in stock.answers.values()}
        self._suggester.learn(_examples(texts, codes, self._examples))
        self._examples, self._index = now, stock.index
        return self._suggester

    def _new_pairs(self, connection: Connection, stock: Stock) -> list[Example]:
        """Messages that were answered since: once the reply has left."""
        since = None if self._since is None else self._since - LATE
        codes = {answer.number: answer.code.upper() for answer in stock.answers.values()}
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


def _examples(
    texts: Mapping[int, Iterable[str]], codes: Mapping[int, str], known: frozenset[Known]
) -> Iterator[Example]:
    for number, listed in texts.items():
        for text in listed:
            if (number, text) not in known:
                yield Example(codes[number], text)
