"""What agents type for an answer, made from a seed, each with one answer that it can mean.

A query is drawn from its target's title or code and then spoiled in the way of its kind. It counts only where no
other answer can be read out of it as well: for whole words and beginnings, no other title has words that begin so;
for a typo, none has words that begin so or are one typo away; for abbreviations, none has words that can be shortened
so; for two flaws at once, none has words of either; for Chinese, none holds these characters side by side, these
syllables or these initials.

Two halves never share a target: ``tuning`` was looked at while the search was written, ``reported`` was not.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from string import ascii_lowercase
from typing import Final, Literal
from zlib import crc32

from rapidfuzz import process
from rapidfuzz.distance import OSA

from servicedesk.answers.answer import Answer
from servicedesk.answers.normalising import runs, unspaced
from servicedesk.answers.speech import read_here

Half = Literal["tuning", "reported"]
_VOWELS: Final = "aeiou"
_SMALL_WORDS: Final = (
    "and are before but for from has how its not one our out that the this was what when which with you your"
)
_TRIES: Final = 400


@dataclass(frozen=True, slots=True)
class Query:
    kind: str
    typed: str
    target: str
    """The answer's id."""


class Queries:
    """The queries of one corpus."""

    def __init__(self, answers: Sequence[Answer], seed: int = 11) -> None:
        self._seed = seed
        self._answers = answers
        self._words = [list(dict.fromkeys(runs(answer.title))) for answer in answers]
        self._holding: dict[str, set[int]] = defaultdict(set)
        for number, words in enumerate(self._words):
            for word in words:
                if not unspaced(word):
                    self._holding[word].add(number)
        self._vocabulary = sorted(self._holding)
        chinese = [n for n, words in enumerate(self._words) if words and all(map(unspaced, words))]
        self._titles = {n: "\n".join(self._words[n]) for n in chinese}
        speech = read_here(dict.fromkeys(run for n in chinese for run in self._words[n]))
        self._syllables = {n: [speech.runs[run] for run in self._words[n]] for n in chinese}
        self._spelled = {n: "\n".join("'" + "'".join(run) for run in runs) for n, runs in self._syllables.items()}
        self._initials = {
            n: "\n".join("".join(s[0] for s in run) for run in runs) for n, runs in self._syllables.items()
        }

    def make(self, half: Half, each: int) -> list[Query]:
        """``each`` of every kind, as far as there are targets for them."""
        kinds: Mapping[str, Callable[[Random, int], str | None]] = {
            "code": self._code,
            "words": self._whole_words,
            "prefixes": self._prefixes,
            "other order": self._other_order,
            "abbreviations": self._abbreviations,
            "insertion": lambda random, number: self._typo(random, number, _inserted),
            "omission": lambda random, number: self._typo(random, number, _omitted),
            "swap": lambda random, number: self._typo(random, number, _swapped),
            "substitution": lambda random, number: self._typo(random, number, _substituted),
            "two flaws": self._two_flaws,
            "Chinese": self._chinese,
            "pinyin": self._pinyin,
            "initials": self._by_initials,
        }
        found: list[Query] = []
        for kind, make in kinds.items():
            random = Random(f"{self._seed} {half} {kind}")
            found += self._of_kind(kind, make, random, half, each)
        return found

    def _of_kind(
        self, kind: str, make: Callable[[Random, int], str | None], random: Random, half: Half, each: int
    ) -> list[Query]:
        found: dict[str, Query] = {}
        for _ in range(_TRIES * each):
            number = random.randrange(len(self._answers))
            target = self._answers[number].id
            if (crc32(target.encode()) % 2 == 0) != (half == "tuning"):
                continue
            typed = make(random, number)
            if typed:
                found.setdefault(typed, Query(kind, typed, target))
            if len(found) == each:
                break
        return list(found.values())

    def _code(self, random: Random, number: int) -> str | None:
        code = self._answers[number].code
        typed = random.choice((code, code.lower(), code.lower().replace("-", ""), code.lower().replace("-", " ")))
        same = [answer for answer in self._answers if answer.code == code]
        return typed if len(same) == 1 else None

    def _drawn(self, random: Random, number: int, least: int = 3) -> list[str]:
        """Some words of a title, in its order."""
        words = [word for word in self._words[number] if len(word) >= least and word.isascii() and word.isalpha()]
        words = [word for word in words if word not in _SMALL_WORDS.split()]
        count = random.choice((1, 2, 2, 3, 3, 4))
        if len(words) < count:
            return []
        return [words[at] for at in sorted(random.sample(range(len(words)), count))]

    def _whole_words(self, random: Random, number: int) -> str | None:
        return self._unless_others(self._drawn(random, number), number, self._begun)

    def _prefixes(self, random: Random, number: int) -> str | None:
        typed = [word[: random.randint(3, max(3, len(word) - 1))] for word in self._drawn(random, number, 4)]
        return self._unless_others(typed, number, self._begun)

    def _other_order(self, random: Random, number: int) -> str | None:
        typed = self._drawn(random, number)
        turned = random.sample(typed, len(typed))
        return self._unless_others(turned, number, self._begun) if turned != typed else None

    def _abbreviations(self, random: Random, number: int) -> str | None:
        typed = [_abbreviated(random, word) for word in self._drawn(random, number, 4)]
        if len(typed) == 1 and len(typed[0]) < 3:
            return None
        return self._unless_others(typed, number, self._shortened)

    def _typo(self, random: Random, number: int, spoil: Callable[[Random, str], str]) -> str | None:
        typed = self._drawn(random, number, 4)
        if not typed:
            return None
        at = random.choice([n for n, word in enumerate(typed) if len(word) == max(map(len, typed))])
        whole = typed[at]
        typed[at] = spoil(random, whole)
        if typed[at] == whole or typed[at] in self._holding:
            return None
        return self._unless_others(typed, number, self._nearly)

    def _two_flaws(self, random: Random, number: int) -> str | None:
        """A typo in one word, another shortened, in any order."""
        typed = self._drawn(random, number, 5)
        if len(typed) < 2:
            return None
        typed = random.sample(typed, len(typed))
        spoil = random.choice((_inserted, _omitted, _swapped, _substituted))
        typed[:2] = spoil(random, typed[0]), _abbreviated(random, typed[1])
        return self._unless_others(typed, number, lambda word: [*self._nearly(word), *self._shortened(word)])

    def _unless_others(self, typed: Sequence[str], number: int, readings: Callable[[str], Sequence[str]]) -> str | None:
        """The query, where the target is the only answer whose title has a reading of every word."""
        left: set[int] | None = None
        for word in typed:
            holding: set[int] = set().union(*(self._holding[reading] for reading in readings(word)))
            left = holding if left is None else left & holding
        return " ".join(typed) if left == {number} else None

    def _begun(self, typed: str) -> Sequence[str]:
        start = bisect_left(self._vocabulary, typed)
        return self._vocabulary[start : bisect_left(self._vocabulary, typed + "\uffff", start)]

    def _nearly(self, typed: str) -> Sequence[str]:
        near = process.extract(typed, self._vocabulary, scorer=OSA.distance, score_cutoff=1, limit=None)
        return [*self._begun(typed), *(word for word, _, _ in near)]

    def _shortened(self, typed: str) -> Sequence[str]:
        return [word for word in self._begun(typed[0]) if _in_order(typed, word)]

    def _pieces(self, random: Random, number: int) -> list[tuple[int, int, int]]:
        """One or two stretches of a Chinese title: the run, its first and last place."""
        if number not in self._titles:
            return []
        words = self._words[number]
        found = []
        for at in sorted(random.sample(range(len(words)), random.randint(1, min(2, len(words))))):
            length = random.randint(2, len(words[at])) if len(words[at]) > 2 else len(words[at])
            start = random.randint(0, len(words[at]) - length)
            found.append((at, start, start + length))
        return found

    def _chinese(self, random: Random, number: int) -> str | None:
        typed = [self._words[number][at][start:end] for at, start, end in self._pieces(random, number)]
        return self._unless_held(typed, typed, number, self._titles)

    def _pinyin(self, random: Random, number: int) -> str | None:
        pieces = [self._syllables[number][at][start:end] for at, start, end in self._pieces(random, number)]
        held = ["'" + "'".join(piece) for piece in pieces]
        return self._unless_held(["".join(piece) for piece in pieces], held, number, self._spelled)

    def _by_initials(self, random: Random, number: int) -> str | None:
        pieces = [self._syllables[number][at][start:end] for at, start, end in self._pieces(random, number)]
        typed = ["".join(syllable[0] for syllable in piece) for piece in pieces]
        if any(len(word) < 3 for word in typed):
            return None
        return self._unless_held(typed, typed, number, self._initials)

    def _unless_held(
        self, typed: Sequence[str], held: Sequence[str], number: int, texts: Mapping[int, str]
    ) -> str | None:
        if not typed or any(all(part in text for part in held) for other, text in texts.items() if other != number):
            return None
        return " ".join(typed)


def _abbreviated(random: Random, word: str) -> str:
    """``rfnd``, ``dly``, ``dlvr``: the first letter, then consonants, some of them left out."""
    consonants = [letter for letter in word[1:] if letter not in _VOWELS]
    kept = [letter for letter in consonants if random.random() < 0.75] or consonants[:1]
    return word[0] + "".join(kept)[: max(2, len(word) - 2)]


def _in_order(part: str, text: str) -> bool:
    at = iter(text)
    return all(letter in at for letter in part)


def _inserted(random: Random, word: str) -> str:
    at = random.randint(1, len(word))
    return word[:at] + random.choice(ascii_lowercase) + word[at:]


def _omitted(random: Random, word: str) -> str:
    at = random.randrange(1, len(word))
    return word[:at] + word[at + 1 :]


def _swapped(random: Random, word: str) -> str:
    at = random.randrange(len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _substituted(random: Random, word: str) -> str:
    at = random.randrange(len(word))
    return word[:at] + random.choice(ascii_lowercase) + word[at + 1 :]
