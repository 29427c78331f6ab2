"""Examples in, suggestions out. New ones count at once, and are worked in to the full when enough have come."""

import time
from collections.abc import Iterable, Sequence
from threading import Lock
from typing import Final, Protocol

from servicedesk.answers.suggesting.behind import Behind
from servicedesk.answers.suggesting.example import Example, Suggestion
from servicedesk.answers.suggesting.features import LONGEST, mostly_unspaced
from servicedesk.answers.suggesting.keeping import Shelf
from servicedesk.answers.suggesting.model import Model
from servicedesk.answers.suggesting.numbers import load
from servicedesk.answers.suggesting.rows import Rows, packed_message
from servicedesk.answers.suggesting.scales import HALFWAY

_FEWEST_LATE: Final = 4
_LATE_IN: Final = 20
"""All is learned anew behind the work when one in so many rows came since the last time."""
_MOST_HURRIED: Final = 200
"""Of many that come at once as many are learned in a hurry; all of them a moment later."""


class Meaning(Protocol):
    """What a text means, as numbers."""

    @property
    def dimensions(self) -> int: ...

    def of(self, texts: Sequence[str]) -> list[bytes]:
        """Each text's dimensions as float16, a vector of length 1, or of 0 where the text can't be told."""


class Learner:
    """A ``Suggester``. Loads numpy when it is first told or asked something that it can't do without."""

    def __init__(self, meaning: Meaning | None = None, shelf: Shelf | None = None) -> None:
        self._meaning = meaning
        self._shelf = shelf
        self._rows = Rows(meaning.dimensions if meaning else 0)
        self._model: Model | None = None
        self._told = 0
        self._worked_in = 0
        self._behind = Behind(self._work_in)
        self._stopped = False
        self._guard = Lock()
        """Held for moments: around rows and what is published."""
        self._work = Lock()
        """Held while all is learned anew."""

    def learn(self, examples: Iterable[Example]) -> None:
        """Takes milliseconds for a few. As many as are there already, or more, are worked in before it returns."""
        taken = self._not_kept(list(examples))
        meanings = self._meanings(taken)
        with self._guard:
            before = len(self._rows)
            for example, meaning in zip(taken, meanings, strict=True):
                self._told += self._rows.add(example, meaning)
                time.sleep(0)  # the console's loop gets its turn
            late, known = self._told - self._worked_in, self._worked_in
            if not late:
                return
            if late <= known:
                self._hurry(len(self._rows) - before)
        if late > known:
            self._work_in()
        elif late >= max(_FEWEST_LATE, known // _LATE_IN):
            self._behind.begin()

    def suggest(self, text: str, limit: int = 3) -> tuple[Suggestion, ...]:
        """The likeliest answers, best first; nothing when the message is out of scope or nothing was learned yet.

        Only the message's first 2,000 characters are looked at.
        """
        model = self._model
        if model is None or limit < 1:
            return ()
        meaning = self._meaning.of([text[:LONGEST]])[0] if self._meaning else b""
        message = packed_message(text, meaning)
        return () if message is None else model.suggestions(message, limit, _halfway(text, meaning))

    @property
    def model(self) -> Model | None:
        """What was learned up to now; None where that is nothing."""
        return self._model

    def stop(self) -> None:
        """Learn no more: what is being learned is left soon, and raises Stopped."""
        self._stopped = True

    def rest(self) -> None:
        """Wait for what is being worked in behind, if anything is."""
        self._behind.wait()

    def settle(self) -> None:
        """Work in all that was told."""
        while self._told != self._worked_in:
            self._work_in()

    def _not_kept(self, examples: list[Example]) -> list[Example]:
        """Of the first ones, those that are not among what was kept on disk."""
        found = self._shelf.taken(examples, self._rows.dimensions) if self._shelf and not self._told else None
        if found is None:
            return examples
        kept, rest = found
        with self._guard:
            self._rows, self._model = kept.rows, kept.model
            self._told = self._worked_in = kept.told
        return rest

    def _meanings(self, examples: Sequence[Example]) -> Sequence[bytes]:
        if self._meaning is None:
            return [b""] * len(examples)
        with self._guard:
            new = [at for at, example in enumerate(examples) if not self._rows.knows(example)]
        found = [b""] * len(examples)
        for at, meaning in zip(new, self._meaning.of([examples[at].text[:LONGEST] for at in new]), strict=True):
            found[at] = meaning
        return found

    def _hurry(self, number: int) -> None:
        if number > 0 and self._model is not None:
            self._model = self._model.taught(self._rows.newest(min(number, _MOST_HURRIED)))

    def _work_in(self) -> None:
        with self._work:
            load()
            with self._guard:
                told, size, packed = self._told, len(self._rows), self._rows.packed()
            model = Model.of(packed, lambda: self._stopped)
            with self._guard:
                self._model = model
                self._worked_in = told
                self._hurry(len(self._rows) - size)
                whole = self._rows.state() if self._shelf and self._told == told else None
            if self._shelf and whole:
                self._shelf.keep(whole, model, told)


def _halfway(text: str, meaning: bytes) -> float:
    if any(meaning):
        return HALFWAY["meant"]
    return HALFWAY["unspaced" if mostly_unspaced(text) else "spaced"]
