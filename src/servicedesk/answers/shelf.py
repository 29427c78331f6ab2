"""The answers at hand for one ticket: offered before anything is typed, narrowed as one types, filled in."""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from heapq import nlargest
from math import inf
from time import perf_counter
from types import MappingProxyType
from typing import Final

from servicedesk.answers.answer import LETTER, Answer, Offer, Past, Reason
from servicedesk.answers.filled import Filled
from servicedesk.answers.filling import fill
from servicedesk.answers.finder import Finder, Found
from servicedesk.answers.including import whole
from servicedesk.answers.index import Entry, Index
from servicedesk.answers.normalising import plain, runs, terms, unspaced
from servicedesk.answers.placeholders.facts import TicketFacts
from servicedesk.answers.placeholders.values import values_in
from servicedesk.answers.ranking import UNKNOWN_WORTH, Facts, Fit, Folded, in_order, told, worth
from servicedesk.answers.read_first import gives_way, is_read
from servicedesk.answers.speech import read_apart, read_here
from servicedesk.domain.used_answers import UsedAnswer

AT_A_STRETCH: Final = 0.002
"""Seconds that a search works before it lets others run; a step of it may come on top."""
_FIT, _WORTH = 0.15, 0.05
"""Shares of a score that how an answer fits the ticket, and what worked before, decide."""
_EXACT: Final = 96
_ALL: Final = 2_000
"""As many answers are measured by the ticket one by one; of more, those that its words, language and kind suggest."""
_SUGGESTED: Final = 600
_AT_ONCE: Final = 25
_NOTHING: Final[Mapping[str, Past]] = MappingProxyType({})
_UNLEARNT: Final[Mapping[str, float]] = MappingProxyType({})
_SAID_ALREADY: Final = 85
"""Of 100: how like an answer's text a paragraph is that needs no answer of its own."""
_UNKNOWN_TICKET: Final = TicketFacts()
_LEARNT: Final = 0.7
"""How far a sure suggestion lifts an answer towards the best there could be."""
_SURE_ENOUGH: Final = 0.2
"""Suggestions less sure than this lift nothing."""

Steps = Generator[None, None, tuple[Offer, ...]]


@dataclass(frozen=True)
class Stock:
    """All answers there are: of those with one code and language, the last given.

    ``answers`` are by language and code, those around others among them; ``past``: what became of tickets, by id.
    """

    index: Index
    answers: Mapping[str, Answer] = field(default_factory=dict)
    letters: Mapping[str, Answer] = field(default_factory=dict)
    past: Mapping[str, Past] = field(default_factory=dict)

    @classmethod
    def of(cls, answers: Sequence[Answer], past: Mapping[str, Past] = _NOTHING) -> "Stock":
        """Later ones count. Takes 0.2 ms an answer: with many it is for a thread."""
        known = {_key(answer.language, answer.code): answer for answer in answers}
        letters = {answer.language: answer for answer in known.values() if answer.code == LETTER}
        rest = (answer for answer in known.values() if answer.code != LETTER)
        return cls(Index(in_order(rest, past)), known, letters, past)

    def with_code(self, code: str) -> list[Answer]:
        """An answer in each of its languages."""
        entries = self.index.entries
        found = (entries[number].answer for number in self.index.with_code("".join(runs(code))))
        return [answer for answer in found if answer.code.upper() == code.upper()]

    @property
    def entries(self) -> tuple[Entry, ...]:
        return self.index.entries

    @cached_property
    def finder(self) -> Finder:
        return Finder(self.index)

    @cached_property
    def calls(self) -> Mapping[str, Sequence[int]]:
        """The words that call for answers, as they are written, and for which."""
        found: dict[str, list[int]] = {}
        for number, entry in enumerate(self.entries):
            for word in entry.answer.words:
                found.setdefault(word, []).append(number)
        return found

    def says(self, paragraph: str) -> bool:
        """Whether an answer says nearly this already. Takes 0.02 ms an answer."""
        from rapidfuzz import fuzz, process

        wanted = plain(paragraph)
        bodies = [body for answer in self.answers.values() if 2 * len(body := plain(answer.body)) > len(wanted)]
        return process.extractOne(wanted, bodies, scorer=fuzz.partial_ratio, score_cutoff=_SAID_ALREADY) is not None

    @cached_property
    def folded(self) -> Folded:
        return Folded.of(entry.answer for entry in self.entries)

    def make_ready(self) -> None:
        """Lay out now what the first search would: in the thread that builds it, not under somebody's key."""
        _ = self.finder, self.calls, self.folded

    def learn_readings(self, *, apart: bool = False) -> None:
        """From now on Chinese titles are found by pinyin too. Takes 0.3 s and more, so it is for a thread.

        ``apart``: by a process of its own, so that loading pypinyin holds nobody up.
        """
        self.index.readings.learn(read_apart if apart else read_here)


class Shelf:
    """A stock seen from one ticket. ``for_ticket`` False: nothing is known, only what is typed counts.

    ``ticket`` fills the placeholders; ``learnt``: how sure it is (0–1) that an answer with a code is the one, going by
    what was answered before.
    """

    def __init__(
        self,
        stock: Stock,
        facts: Facts,
        ticket: TicketFacts = _UNKNOWN_TICKET,
        *,
        for_ticket: bool = True,
        learnt: Mapping[str, float] = _UNLEARNT,
    ) -> None:
        self._stock = stock
        self._ticket = ticket
        self._language = facts.language
        self._learnt = _by_id(stock, facts.language, learnt)
        self._fit = Fit(facts, stock.folded) if for_ticket else None
        self._preferred = stock.index.fitting(facts.language, facts.kind) if for_ticket else -1
        self._special = {facts.nature, facts.lifecycle, *facts.stages, *facts.parcels}
        self._fits: dict[int, int] = {}

    @property
    def language(self) -> str:
        """The ticket's, empty where it isn't known."""
        return self._language

    def pair(self, answer: Answer) -> Answer | None:
        """The same answer in the next of its languages; None where there is no other."""
        languages = sorted(self._stock.with_code(answer.code), key=lambda one: one.language)
        later = [one for one in languages if one.language > answer.language]
        found = (later or languages)[:1]
        return found[0] if found and found[0].language != answer.language else None

    def find(self, text: str, limit: int = 50) -> tuple[Offer, ...]:
        """Best first: with nothing typed those that fit the ticket, else those that match, the fitting ones before."""
        steps = self.search(text, limit)
        while True:
            try:
                next(steps)
            except StopIteration as end:
                offers: tuple[Offer, ...] = end.value
                return offers

    async def found(self, text: str, limit: int = 50) -> tuple[Offer, ...]:
        """What ``find`` gives, letting the loop run every few milliseconds. A cancelled search stops there."""
        from asyncio import sleep

        steps = self.search(text, limit)
        begun = perf_counter()
        while True:
            try:
                next(steps)
            except StopIteration as end:
                offers: tuple[Offer, ...] = end.value
                return offers
            if perf_counter() - begun > AT_A_STRETCH:
                await sleep(0)
                begun = perf_counter()

    def search(self, text: str, limit: int = 50) -> Steps:
        """The search in steps of a millisecond or two; its value is what ``find`` gives."""
        return self._matching(text, limit) if text.strip() else self._fitting(limit)

    def filled(self, answer: Answer, *, letter: bool) -> Filled:
        """The text to insert, with blanks where nothing is known. ``letter``: with greeting and closing around it."""
        together = whole(answer, lambda code: self._stock.answers.get(_key(answer.language, code)))
        used = tuple(UsedAnswer(part.number, part.version) for part in together.parts if part.number)
        values = values_in(self._ticket, answer.language)
        text = fill(together.body, values, answer.language)
        around = self._stock.letters.get(answer.language)
        if not letter or around is None or not text:
            return Filled(text, len(text), used, together.actions)
        before = around.body.partition("{answer}")[0]
        caret = len(fill(before, values, answer.language)) + len(text)
        letter_text = fill(around.body, values, answer.language, answer=text)
        return Filled(letter_text, caret, used, together.actions)

    def _fitting(self, limit: int) -> Steps:
        scored: list[tuple[float, int]] = []
        numbers = self._suggested()
        for start in range(0, len(numbers), _AT_ONCE):
            for number in numbers[start : start + _AT_ONCE]:
                scored.append((self._fitted(number) + 4 * self._worth(number), -number))
            yield
        best = nlargest(limit, scored)
        return tuple(self._offer(-number, self._fitted(-number), ()) for _, number in best)

    def _suggested(self) -> Sequence[int]:
        """The answers worth measuring by the ticket."""
        size = self._stock.index.size
        if size <= _ALL or self._fit is None:
            return range(min(size, _ALL))
        called = [number for word in self._fit.calling for number in self._stock.calls[word][:_SUGGESTED]]
        return self._stock.index.suggested(
            [*self._numbers_learnt(), *called],
            self._special,
            self._preferred,
            _SUGGESTED,
        )

    def _numbers_learnt(self) -> list[int]:
        index = self._stock.index
        codes = {known.partition(":")[2] for known in self._learnt}
        numbers = (number for code in codes for number in index.with_code("".join(runs(code))))
        return [number for number in numbers if index.entries[number].answer.id in self._learnt]

    def _matching(self, text: str, limit: int) -> Steps:
        found = yield from self._stock.finder.find(text, preferred=self._preferred)
        scored: list[tuple[float, bool, float, int, Found]] = []
        typed = terms(text)
        least = inf if any(map(unspaced, typed)) else (yield from self._least_read(found))
        for start in range(0, len(found), _AT_ONCE):
            for one in found[start : start + _AT_ONCE]:
                fit = self._fitted(one.number) + 4 * self._worth(one.number)
                score, entry = self._ranked(one), self._stock.entries[one.number]
                behind = least < inf and gives_way(one, entry, self._language, typed)
                scored.append((min(score, least) if behind else score, not behind, fit, -one.number, one))
            yield
        offers: list[Offer] = []
        for score, _, _, _, one in nlargest(limit, scored, key=lambda mark: mark[:4]):
            offers.append(self._offer(one.number, score, (Reason(one.what, one.detail),)))
            if len(offers) % _AT_ONCE == 0:
                yield
        return tuple(offers)

    def _least_read(self, found: Sequence[Found]) -> Generator[None, None, float]:
        """The lowest score of those read as typed, in the ticket's language; without limit where there is none."""
        entries, least = self._stock.entries, inf
        read = [one for one in found if is_read(one, entries[one.number], self._language)]
        for start in range(0, len(read), _AT_ONCE):
            least = min(least, *map(self._ranked, read[start : start + _AT_ONCE]))
            yield
        return least

    def _ranked(self, found: Found) -> float:
        """How it matches × how it fits the ticket × what worked before; codes and whole titles stand as they are."""
        if found.score >= _EXACT:
            return found.score
        fit = 1.0 if self._fit is None else 1 - _FIT + _FIT * self._fitted(found.number) / 100
        return found.score * fit * (1 - _WORTH + _WORTH * self._worth(found.number))

    def _fitted(self, number: int) -> int:
        """0–100, how an answer fits the ticket."""
        if self._fit is None:
            return 0
        known = self._fits.get(number)
        if known is None:
            answer = self._stock.entries[number].answer
            fit, sure = self._fit.of(answer), self._learnt.get(answer.id, 0.0)
            known = self._fits[number] = round(fit + (100 - fit) * _LEARNT * sure)
        return known

    def _worth(self, number: int) -> float:
        past = self._stock.past
        return worth(past.get(self._stock.entries[number].answer.id)) if past else UNKNOWN_WORTH

    def _offer(self, number: int, score: float, why: tuple[Reason, ...]) -> Offer:
        """One in another language than the ticket's says so first."""
        answer = self._stock.entries[number].answer
        fit = () if self._fit is None else self._fit.why(answer)
        sure = self._learnt.get(answer.id)
        learnt = () if sure is None else (Reason("learnt", str(round(100 * sure))),)
        reasons = (*why, *learnt, *fit, *told(self._stock.past.get(answer.id)))
        if self._fit is not None and self._language and answer.language != self._language:
            reasons = (Reason("other_language", answer.language), *reasons)
        return Offer(answer, max(0, min(100, round(score))), reasons)


def _key(language: str, code: str) -> str:
    return f"{language}:{code.upper()}"


def _by_id(stock: Stock, language: str, learnt: Mapping[str, float]) -> dict[str, float]:
    """Of an answer in several languages the one in the ticket's is meant, where it is there."""
    found: dict[str, float] = {}
    for code, sure in learnt.items():
        if sure < _SURE_ENOUGH:
            continue
        pair = [answer for answer in stock.with_code(code) if answer.code != LETTER]
        wanted = [answer for answer in pair if answer.language == language] or pair
        found |= {answer.id: sure for answer in wanted}
    return found
