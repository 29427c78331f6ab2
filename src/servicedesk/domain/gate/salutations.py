"""Whom a reply greets, and whether that is this customer.

Only the first line is read, and only what is plainly a name: a capitalised one after a greeting or a title, a Chinese
one with a known surname before a title or 您好. What can't be compared (another script, an unknown surname) is taken
as right.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from servicedesk.domain.gate.surnames import spellings_of, surname_of

_TITLE: Final = r"(?:mrs?|ms|miss|mx|dr|prof(?:essor)?|herr|frau)\b\.?"
_NAME: Final = r"[^\W\d_][\w'’.-]{0,40}"
_LATIN: Final = re.compile(
    r"(?:(?P<hail>(?:hello|hi|hey|dear|hallo|good (?:morning|afternoon|evening))\b),? {1,2})?"
    rf"(?:(?P<title>{_TITLE}(?: (?:and|&|und) {_TITLE})?) {{1,2}})?"
    rf"(?P<name>{_NAME}(?: {{1,2}}(?:(?:and|&|und) )?{_NAME}){{0,3}}?)[ .]{{0,2}}(?=[,!:;\n(]|\. |-|$)",
    re.IGNORECASE,
)
_NOBODY_WORDS: Final = (
    "sir sirs madam madame ladies gentlemen all team everyone everybody there both folks again friend friends valued "
    "customer customers client guest buyer reader colleague colleagues thanks thank sorry apologies yes no please ok "
    "okay great good sure perfect welcome unfortunately and this that it it's i i'm we you your our the a an"
)
_NOBODY: Final = frozenset(_NOBODY_WORDS.split())
_JOIN_WORDS: Final = "and und von van der den de da di la le del bin al"
_JOINS: Final = frozenset(_JOIN_WORDS.split())

_HAN: Final = r"[\u3400-\u4dbf\u4e00-\u9fff]"
_CHINESE: Final = re.compile(
    r"(?:(?:您好|你好|亲|親|hello|hi)[ ,!.~]{0,3})?(?:尊敬的|敬爱的|敬愛的|亲爱的|親愛的)? ?"
    rf"(?:(?P<called>{_HAN}{{1,4}}?)(?:先生|女士|小姐|老师|老師|同学|同學|经理|經理|医生|醫生|教授|老板|老闆|主任|博士|总|總|哥|姐)"
    r"(?=您|你|好|早|晚|上午|下午|不好意思|抱歉|[ ,:!.~、\n-]|。|$)"
    rf"|(?P<named>{_HAN}{{2,3}}?)(?=(?:您好|你好)))",
    re.IGNORECASE,
)
_NO_NAMES: Final = frozenset(("周末", "常客", "万分", "金牌", "高级"))

_LATIN_PART: Final = re.compile(r"[A-Za-z\u00c0-\u024f]+")
_HAN_RUN: Final = re.compile(rf"{_HAN}+")
_UNSPLIT: Final = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"})
_GERMAN: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@dataclass(frozen=True, slots=True)
class Salutation:
    """A greeting by name, from ``start`` to ``end``. ``titled``: with Mr, Ms, …"""

    start: int
    end: int
    name: str
    chinese: bool
    titled: bool


def salutation_of(text: str) -> Salutation | None:
    """The greeting by name on the first line; None when there is none. ``text`` has plain signs."""
    begin = len(text) - len(text.lstrip())
    line = text[begin : begin + 200].partition("\n")[0]
    return _chinese(line, begin) or _latin(line, begin)


def _chinese(line: str, begin: int) -> Salutation | None:
    match = _CHINESE.match(line)
    if match is None:
        return None
    name = match["called"] or match["named"]
    if surname_of(name) is None or name in _NO_NAMES:
        return None
    return Salutation(begin, begin + match.end(), name, chinese=True, titled=match["called"] is not None)


def _latin(line: str, begin: int) -> Salutation | None:
    match = _LATIN.match(line)
    if match is None or not (match["hail"] or match["title"]):
        return None
    name = match["name"].rstrip(".-")
    words = [word for word in name.casefold().split() if word not in _JOINS]
    if any(word.rstrip(".") in _NOBODY for word in words):
        return None
    if not all(word[0].isupper() or word in _JOINS for word in name.split()):
        return None
    end = begin + match.start("name") + len(name)
    return Salutation(begin, end, name, chinese=False, titled=match["title"] is not None)


def greets_another(greeting: Salutation, names: Sequence[str], written: Iterable[str]) -> bool:
    """Whether the name is none of the customer's.

    ``names`` are theirs as stored; ``written`` is what they wrote and the addresses they wrote from, where nicknames
    and signatures stand.
    """
    latin = [part for name in names for part in latin_parts(name)]
    han = [run for name in names for run in _HAN_RUN.findall(name)]
    if greeting.chinese:
        other = _is_another_chinese(greeting.name, latin, han)
        return other and not any(greeting.name[0] in text for text in written)
    other = _is_another_latin(greeting, latin, han, names)
    return other and not (set(latin_parts(greeting.name)) & _words(written))


def _is_another_chinese(name: str, latin: Sequence[str], han: Sequence[str]) -> bool:
    surname = surname_of(name)
    assert surname is not None
    if han:
        return not any(name in run or surname_of(run) == surname for run in han)
    return bool(latin) and not any(part.startswith(spelling) for part in latin for spelling in spellings_of(surname))


def _is_another_latin(greeting: Salutation, latin: Sequence[str], han: Sequence[str], names: Sequence[str]) -> bool:
    called = [part for part in latin_parts(greeting.name) if part not in _JOINS]
    if not called:
        return False
    if latin:
        initials = {"".join(part[0] for part in latin_parts(name)) for name in names}
        return not any(
            _alike(part, known) or (len(part) <= 3 and any(i.startswith(part) for i in initials))
            for part in called
            for known in latin
        )
    surname = surname_of(han[0]) if han else None
    return greeting.titled and surname is not None and not (set(called) & spellings_of(surname))


def _alike(one: str, other: str) -> bool:
    """Equal, or one is the beginning of the other: Pat and Patricia."""
    return one == other or (min(len(one), len(other)) >= 2 and (one.startswith(other) or other.startswith(one)))


def latin_parts(name: str) -> list[str]:
    """A name's parts in Latin letters, folded; a part with umlauts in both ways of writing it without."""
    parts: list[str] = []
    for part in _LATIN_PART.findall(unicodedata.normalize("NFC", name).lower()):
        parts += dict.fromkeys((_bare(part.translate(_UNSPLIT)), _bare(part.translate(_GERMAN))))
    return parts


def _bare(part: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKD", part) if not unicodedata.combining(sign))


def _words(texts: Iterable[str]) -> set[str]:
    return {part for text in texts for part in latin_parts(text[:20_000])}
