"""Parts of a person's name, as far as they can be told honestly. A part that can't be told is empty.

- An e-mail address is no name.
- ``李思远 (Siyuan Li)``: the part in the letter's own script is the name.
- Only names in Latin letters have a first name. Others are used whole: 王小明 is greeted as 王小明.
- ``Wang Lei``: where the family name may come first, the whole name stands for the first one.
- Titles, companies, couples, initials and handles have no first name.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from servicedesk.domain.gate.surnames import SPELLINGS, spellings_of, surname_of

_HAN: Final = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_LATIN: Final = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_TWO_NAMES: Final = re.compile(r"(?P<first>[^()（）]+)[(（](?P<second>[^()（）]+)[)）]\s*")
_TITLE_WORDS: Final = "mr mrs ms miss mx dr prof professor herr frau sir madam ing"
_TITLES: Final = frozenset(_TITLE_WORDS.split())
_PARTICLE_WORDS: Final = "van von de der den da di du la le del della bin al ter ten zu zur dos das"
_PARTICLES: Final = frozenset(_PARTICLE_WORDS.split())
_COUPLES: Final = frozenset(("and", "und", "&", "+"))
_FIRM_WORDS: Final = "gmbh ag kg ohg ug ltd limited llc inc corp co plc bv sarl sas srl spa oy ab as team family office"
_FIRMS: Final = frozenset(_FIRM_WORDS.split())
_WORD: Final = re.compile(r"[^\W\d_][^\W\d_'’-]*(?:[-'’][^\W\d_]+)*")
_NAMELESS: Final = re.compile(r"[@/\\]|https?:|^\W*$")

_LONGEST: Final = 200
"""Characters of a name that are looked at."""


@dataclass(frozen=True, slots=True)
class Name:
    """``whole`` as one writes it in a letter, ``first`` as one greets, ``last`` the family name."""

    whole: str = ""
    first: str = ""
    last: str = ""


def name_in(written: str, language: str) -> Name:
    """The parts of a stored name for a letter in ``language``."""
    written = written[:_LONGEST]
    if _NAMELESS.search(written):
        return Name()
    whole, family = _one_of_two(" ".join(unicodedata.normalize("NFC", written).split()), language)
    if _HAN.search(whole) and not _LATIN.search(whole):
        return Name(whole, whole, _han_surname(whole))
    if not _LATIN.search(whole):
        return Name(whole, whole)
    return _latin(whole, family)


def _one_of_two(written: str, language: str) -> tuple[str, frozenset[str]]:
    """The part to use of a name written in two scripts, and how its known family name is spelt."""
    match = _TWO_NAMES.fullmatch(written)
    if match is None:
        return written, frozenset()
    parts = (match["first"].strip(), match["second"].strip())
    han = next((part for part in parts if _HAN.search(part)), None)
    latin = next((part for part in parts if _LATIN.search(part) and not _HAN.search(part)), None)
    if han is None or latin is None:
        return parts[0], frozenset()
    surname = surname_of(han)
    return (han if language == "zh" else latin), (frozenset() if surname is None else spellings_of(surname))


def _han_surname(name: str) -> str:
    """The family name as it is written."""
    if len(name) not in (2, 3, 4) or (surname := surname_of(name)) is None:
        return ""
    return name[: len(surname)]


def _latin(whole: str, family: frozenset[str]) -> Name:
    given = whole
    if whole.count(",") == 1:
        last_part, first_part = (part.strip() for part in whole.split(","))
        given = f"{first_part} {last_part}".strip()
    words = given.split()
    titled = bool(words) and _bare(words[0]) in _TITLES
    while words and _bare(words[0]) in _TITLES:
        words.pop(0)
    if not words or any(_bare(word) in _FIRMS or word.lower() in _COUPLES for word in words):
        return Name(whole)
    if not all(_WORD.fullmatch(word.rstrip(".")) for word in words):
        return Name(given)
    if len(words) == 1:
        return Name(given, "", words[0]) if titled else Name(given, words[0])
    if _family_may_come_first(words, family):
        return Name(given, given)
    first = words[0] if len(words[0].rstrip(".")) > 1 and not words[0].endswith(".") else ""
    return Name(given, first, _family_name(words))


def _bare(word: str) -> str:
    return word.rstrip(".,").lower()


def _family_may_come_first(words: list[str], family: frozenset[str]) -> bool:
    """Chinese names in Latin letters are written in both orders; ``family`` are the spellings of the known one."""
    begins = words[0].lower()
    if family:
        return begins in family or words[-1].lower() not in family
    return begins in SPELLINGS


def _family_name(words: list[str]) -> str:
    """The last word with the particles before it: ``van der Veldkamp``."""
    at = len(words) - 1
    while at > 1 and words[at - 1].lower() in _PARTICLES:
        at -= 1
    return " ".join(words[at:])
