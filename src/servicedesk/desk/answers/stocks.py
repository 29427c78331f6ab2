"""The answers that one person sees, made ready for finding: built again only when answers have changed."""

import threading
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Final

from servicedesk.answers.answer import Answer, Past
from servicedesk.answers.shelf import Stock
from servicedesk.desk.answers.keeping import stored
from servicedesk.desk.answers.outcomes import Outcomes
from servicedesk.desk.answers.owners import Owners, owners_for
from servicedesk.desk.work import Work
from servicedesk.domain.errors import StoreUnavailable
from servicedesk.store import answers
from servicedesk.store.database import Connection

SMALL: Final = 1_000
"""A stock of so many answers is built while one waits, in a tenth of a second."""
Seen = tuple[int, Owners]


class Stocks:
    """Asked from any thread; whoever asks after a change waits until it is taken in.

    In a console nobody waits for a large one to be built again: the one before serves until then.
    """

    def __init__(self, work: Work, outcomes: Outcomes) -> None:
        self._work = work
        self._outcomes = outcomes
        self._lock = threading.Lock()
        self._seen: Seen | None = None
        self._building: Seen | None = None
        self._stock = Stock.of(())
        self._past: Mapping[int, Past] = {}

    def current(self) -> Stock:
        past = self._outcomes.known()
        with self._lock:
            with self._work.store.read() as connection:
                seen = (answers.stamp(connection), owners_for(self._work, connection))
            if seen not in (self._seen, self._building):
                self._build(seen)
            if past is not self._past:
                self._stock = replace(self._stock, past=_by_id(self._stock.answers.values(), past))
                self._past = past
            return self._stock

    def _build(self, seen: Seen) -> None:
        behind = self._work.via == "console" and self._stock.index.size > SMALL
        if not behind:
            self._stock, self._seen = self._built(seen), seen
            return
        self._building = seen
        threading.Thread(target=self._build_behind, args=(seen,), name="stock", daemon=True).start()

    def _build_behind(self, seen: Seen) -> None:
        """A store that is away for a moment: whoever asks next begins again."""
        stock = None
        with suppress(StoreUnavailable):
            stock = self._built(seen)
        with self._lock:
            if self._building != seen:
                return
            self._building = None
            if stock is not None:
                self._stock, self._seen = stock, seen

    def _built(self, seen: Seen) -> Stock:
        with self._work.store.read() as connection:
            found = _visible(connection, seen[1])
        stock = Stock.of(found, _by_id(found, self._past))
        stock.make_ready()
        if self._work.via == "console":
            # nobody waits for pypinyin there: Chinese titles are found by it a moment later
            learn = partial(stock.learn_readings, apart=True)
            threading.Thread(target=learn, name="pinyin", daemon=True).start()
        else:
            stock.learn_readings()
        return stock


def _visible(connection: Connection, owners: Owners) -> list[Answer]:
    """In the order in which later ones stand before earlier ones of the same code; broken rows are left out."""
    place = {owner: number for number, owner in enumerate(owners.seen)}
    rows = answers.owned_by(connection, owners.seen, retired=False)
    found = [answer for row in rows if (answer := stored(row)) is not None and answer.owner in place]
    return sorted(found, key=lambda answer: place[answer.owner])


def _by_id(found: Iterable[Answer], past: Mapping[int, Past]) -> dict[str, Past]:
    return {answer.id: past[answer.number] for answer in found if answer.number in past}
