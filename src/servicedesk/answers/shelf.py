"""The answers at hand for one ticket: offered before anything is typed, narrowed as one types, filled in."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from servicedesk.answers.answer import LETTER, Answer, Offer, Reason
from servicedesk.answers.filling import Values, fill
from servicedesk.answers.matching import Indexed, match, terms
from servicedesk.answers.ranking import Facts, Fit


@dataclass(frozen=True)
class Stock:
    """All answers there are. A user's own takes the place of one with the same code and language."""

    entries: tuple[Indexed, ...]
    letters: dict[str, Answer] = field(default_factory=dict)

    @classmethod
    def of(cls, answers: Sequence[Answer]) -> "Stock":
        """Later ones count."""
        known = {answer.id: answer for answer in answers}
        letters = {answer.language: answer for answer in known.values() if answer.code == LETTER}
        return cls(tuple(Indexed(answer) for answer in known.values() if answer.code != LETTER), letters)


@dataclass(frozen=True, slots=True)
class Filled:
    """A text to insert; ``caret`` is where the answer itself ends in it."""

    text: str
    caret: int


class Shelf:
    """A stock seen from one ticket. ``for_ticket`` False: nothing is known, only what is typed counts."""

    def __init__(self, stock: Stock, facts: Facts, values: Values, *, for_ticket: bool = True) -> None:
        self._stock = stock
        self._values = values
        self._language = facts.language
        self._fits = {}
        if for_ticket:
            fit = Fit(facts)
            self._fits = {entry.answer.id: fit.of(entry.answer) for entry in stock.entries}

    def find(self, text: str, limit: int = 50) -> tuple[Offer, ...]:
        """Best first: with nothing typed those that fit the ticket, else those that match, the fitting ones before."""
        wanted = terms(text)
        offers = self._matching(text, wanted) if wanted else self._fitting()
        return tuple(sorted(offers, key=lambda offer: -offer.score))[:limit]

    def filled(self, answer: Answer, *, letter: bool) -> Filled:
        """The text to insert, with blanks where nothing is known. ``letter``: with greeting and closing around it."""
        text = fill(answer.body, self._values, answer.language)
        around = self._stock.letters.get(answer.language)
        if not letter or around is None:
            return Filled(text, len(text))
        before = around.body.partition("{answer}")[0]
        caret = len(fill(before, self._values, answer.language)) + len(text)
        return Filled(fill(around.body, self._values, answer.language, answer=text), caret)

    def _fitting(self) -> list[Offer]:
        return [
            Offer(entry.answer, score, self._reasons(entry.answer, why))
            for entry in self._stock.entries
            for score, why in [self._fits.get(entry.answer.id, (0, ()))]
        ]

    def _matching(self, text: str, wanted: tuple[str, ...]) -> list[Offer]:
        offers = []
        for entry in self._stock.entries:
            found = match(entry, text, wanted)
            if found is not None:
                fit, why = self._fits.get(entry.answer.id, (100, ()))
                score = found[0] if found[0] >= 96 else round(found[0] * 0.85 + fit * 0.15)
                offers.append(Offer(entry.answer, score, self._reasons(entry.answer, (found[1], *why))))
        return offers

    def _reasons(self, answer: Answer, why: tuple[Reason, ...]) -> tuple[Reason, ...]:
        """One in another language than the ticket's says so first."""
        if self._fits and self._language and answer.language != self._language:
            return (Reason("other_language", answer.language), *why)
        return why
