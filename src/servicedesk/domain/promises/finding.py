"""The promise in a reply: a sentence that binds us, with a time.

False alarms cost more than misses: what is doubted, conditional, asked of the customer, past or quoted is none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from types import ModuleType
from typing import Final

from servicedesk.domain.promises import chinese, english
from servicedesk.domain.promises.time_words import TimeWords

LONGEST: Final = 80
"""Characters of what was promised; the reply has the rest."""
_HALF_DAY: Final = re.compile(r"\b([ap])\.m\.", re.I)
_SENTENCE_END: Final = re.compile(r"(?:[.!?;](?=\s|$)|[。！？；～]|\n(?=\s*\n|\s*[-*•·>\d])|(?<=[,，:：])\n)")
_CHINESE: Final = re.compile(r"[一-龥]")
_LOOSE: Final = re.compile(r"(?<=[一-龥]) (?=[一-龥])| (?=[,.，。])")
"""Blanks that the time leaves behind."""
_COMMAS: Final = "，,：:"


@dataclass(frozen=True, slots=True)
class PromiseFound:
    """``text``: what, in the reply's own words without the time. ``due`` is UTC. It stands at ``start`` to ``end``."""

    text: str
    due: datetime
    start: int
    end: int


def find_promises(text: str, now: datetime, zone: tzinfo) -> tuple[PromiseFound, ...]:
    """What a reply promises, in its order. Times are meant in ``zone``, the customer's or the shop's."""
    local = now.astimezone(zone)
    found: list[PromiseFound] = []
    for start, sentence in _sentences(text):
        promise = _in_sentence(sentence, start, local)
        if promise is not None and all(promise.due != other.due for other in found):
            found.append(promise)
    return tuple(found)


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    """Each sentence that isn't a question or quoted, and where it begins."""
    text = _HALF_DAY.sub(r"\1m  ", text)
    at = 0
    for end in (*(match.end() for match in _SENTENCE_END.finditer(text)), len(text)):
        sentence = text[at:end]
        if sentence.strip() and not sentence.lstrip().startswith(">") and not sentence.rstrip().endswith(("?", "？")):
            yield at, sentence
        at = end


def _in_sentence(sentence: str, start: int, local: datetime) -> PromiseFound | None:
    in_chinese = _CHINESE.search(sentence) is not None
    language: ModuleType = chinese if in_chinese else english
    bound: list[tuple[TimeWords, tuple[int, int], re.Match[str]]] = []
    for words in language.times(sentence):
        clause = _clause(sentence, words) if in_chinese else (0, len(sentence))
        commits = _commitment(language, sentence, words, clause, whole=not in_chinese)
        if commits is not None:
            bound.append((words, clause, commits))
    # "I look at it today, and you will hear by Friday": a time behind the words that bind goes first
    for words, clause, commits in sorted(bound, key=lambda one: one[2].end() > one[0].start):
        due = words.due(local)
        what = _what(language, sentence, words, commits, clause)
        if due is not None and what:
            return PromiseFound(what, due.astimezone(UTC), start + words.start, start + words.end)
    return None


def _clause(sentence: str, words: TimeWords) -> tuple[int, int]:
    """The part between commas that a time stands in; where the time is all of it, the next one too."""
    start = max((sentence.rfind(comma, 0, words.start) for comma in _COMMAS), default=-1) + 1
    end = _comma_after(sentence, words.end)
    if not sentence[start : words.start].strip() and not sentence[words.end : end].strip():
        end = _comma_after(sentence, end + 1)
    return start, end


def _comma_after(sentence: str, at: int) -> int:
    return min((found for comma in _COMMAS if (found := sentence.find(comma, at)) >= 0), default=len(sentence))


def _commitment(
    language: ModuleType, sentence: str, words: TimeWords, clause: tuple[int, int], *, whole: bool
) -> re.Match[str] | None:
    """The words that bind us to the time; None where nothing does, or something else stands nearer."""
    first, last = clause
    around = sentence[first : words.start] + " " * (words.end - words.start) + sentence[words.end : last]
    before = sentence[: words.start] if whole else sentence[first : words.start]
    if language.DOUBTS.search(around) or language.CONDITIONS.search(before):
        return None
    if not whole and language.PAST.search(around):
        return None
    commits: list[re.Match[str]] = list(language.COMMITS.finditer(sentence, first, last))
    if not commits:
        return None
    binding = min(commits, key=lambda match: _distance(match, words))
    asks = [_distance(match, words) for match in language.ASKS.finditer(sentence, first, last)]
    return None if asks and min(asks) < _distance(binding, words) else binding


def _distance(match: re.Match[str], words: TimeWords) -> int:
    """Characters between a word and a time; what stands behind the time counts as farther."""
    return words.start - match.end() if match.end() <= words.start else (match.start() - words.end + 1) * 2


def _what(
    language: ModuleType, sentence: str, words: TimeWords, commits: re.Match[str], clause: tuple[int, int]
) -> str:
    """What is promised: the clause without the time and the words that only lead up to it."""
    first, last = min(language.begins(sentence, commits), words.start), clause[1]
    rest = f"{sentence[first : words.start]} {sentence[words.end : last]}"
    rest = " ".join(rest.split()).strip(" .,;:!。，；：！～-–")
    rest = language.LEADS.sub("", rest, count=1).strip(" .,;:!。，；：！～-–")
    rest = _LOOSE.sub("", rest)
    return rest if len(rest) <= LONGEST else rest[: LONGEST - 1].rstrip() + "…"
