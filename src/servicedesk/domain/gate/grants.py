"""Money that a reply grants: a refund, credit, voucher or compensation with its amount, or "a full refund".

A false alarm costs more than a miss. An amount counts only where words that grant it govern it: they stand nearer
before it than words of price (``costs EUR 29``), or right behind it (``EUR 29 back``). Left alone are questions, what
is refused, what the customer asked for, what others pay, what was paid earlier, and quoted lines.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from servicedesk.domain.gate import grant_words_latin as latin
from servicedesk.domain.gate import grant_words_zh as chinese
from servicedesk.domain.gate.amounts import Amount, amounts_in
from servicedesk.domain.gate.grant_words import GrantWords

_WITHIN: Final = 50_000
"""Characters from the beginning in which grants are looked for: more than any letter has."""
_LONGEST: Final = 400
"""Characters of a sentence; a longer one is looked at in pieces."""
_SENTENCE: Final = re.compile(r"(?:[^.!?;。\n]|[.](?=\S)|;(?=\d)){1,400}[.!?;。]{0,3}")
_CLAUSE: Final = re.compile(r"(?:[^,:()\u2014、]|[,:](?=\d)(?<=\d.))+", re.ASCII)
_JOINT: Final = re.compile(r"\b(?:and|but|so|und|aber)\b", re.IGNORECASE)
_HAN: Final = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_REACH: Final = 40
"""Characters behind an amount in which a word may grant it."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What is granted, and where that stands; ``amount`` None: everything that was paid.

    ``done``: told as done already. ``extra``: a voucher or compensation, which is no part of what was paid.
    """

    start: int
    end: int
    amount: Amount | None
    done: bool = False
    extra: bool = False


def grants_in(text: str) -> Iterator[Grant]:
    """Every grant in the order of the text, which has plain signs (``wide_forms.narrowed``)."""
    for sentence in _SENTENCE.finditer(text, 0, _WITHIN):
        words = chinese.WORDS if _HAN.search(sentence[0]) else latin.WORDS
        if words.hints.search(sentence[0]) and not _is_left_alone(text, sentence, words):
            yield from _in_sentence(sentence[0], sentence.start(), words)


def _is_left_alone(text: str, sentence: re.Match[str], words: GrantWords) -> bool:
    """Questions, and lines that quote the customer."""
    line = text.rfind("\n", max(0, sentence.start() - _LONGEST), sentence.start()) + 1
    return words.asks.search(sentence[0]) is not None or text[line : line + 4].lstrip().startswith(">")


def _in_sentence(sentence: str, offset: int, words: GrantWords) -> Iterator[Grant]:
    before = ""
    for start, clause in _clauses(sentence):
        stopped = _is_stopped(clause, words)
        full = None if stopped or words.supposes.search(sentence) else words.full.search(clause)
        if full is not None:
            at = offset + start
            yield Grant(at + full.start(), at + full.end(), None, _is_done(clause, words))
        for amount in () if stopped else amounts_in(clause):
            if _governs(clause, amount, words) or _carries_on(clause[: amount.start], before, words):
                at = offset + start
                both = before + clause
                extra = words.extra.search(both) is not None
                yield Grant(at + amount.start, at + amount.end, amount, _is_done(both, words), extra)
        before = "" if stopped else clause


def _is_stopped(clause: str, words: GrantWords) -> bool:
    if words.stops.search(clause):
        return True
    return words.had.search(clause) is not None and words.coming.search(clause) is None


def _clauses(sentence: str) -> Iterator[tuple[int, str]]:
    for match in _CLAUSE.finditer(sentence):
        start, at = match.start(), 0
        for joint in _JOINT.finditer(match[0]):
            yield start + at, match[0][at : joint.start()]
            at = joint.start()
        yield start + at, match[0][at:]


def _governs(clause: str, amount: Amount, words: GrantWords) -> bool:
    """Whether a granting word stands nearer before the amount than one of price, or right behind it."""
    behind = clause[amount.end : amount.end + _REACH]
    if words.after.match(behind):
        return True
    ahead = clause[: amount.start]
    granted = _last(words.before, ahead)
    return granted >= 0 and granted >= _last(words.price, ahead)


def _carries_on(ahead: str, before: str, words: GrantWords) -> bool:
    """``Your refund is approved: EUR 900``: the clause before grants, and this one is the amount."""
    return words.bare.fullmatch(ahead) is not None and words.before.search(before) is not None


def _last(pattern: re.Pattern[str], text: str) -> int:
    """Where the last match ends; -1 without one."""
    return max((match.end() for match in pattern.finditer(text)), default=-1)


def _is_done(clause: str, words: GrantWords) -> bool:
    return words.done.search(clause) is not None
