"""Passwords in a text: a word for password, and behind it a value that looks like one."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

_QUOTES: Final = "\"'`“”‘’「」«»"
_VALUE: Final = rf"(?P<quote>[{_QUOTES}])?(?P<value>[!-~]{{4,64}})"
_IS: Final = r"(?:is|was)(?: (?:now|set to|reset to))?|(?:has been )?(?:re)?set to"

_ENGLISH: Final = re.compile(
    r"[Pp](?<![A-Za-z][Pp])"
    rf"(?i:(?:assword|assphrase|wd)(?P<link> (?:{_IS})\b ?:?| ?[:=]))[ \n]{{0,2}}{_VALUE}",
    re.ASCII,
)
_CHINESE: Final = re.compile(
    r"密(?<![件货貨箱柜櫃]密)[码碼]"
    rf"(?P<link>(?:已?(?:重置|修改|改|设|設)?[为為]|是) ?:?| ?:)?[ \n]?{_VALUE}(?! ?[位个個])"
)
"""Not the code that opens a parcel locker (取件密码): customers are meant to get that one."""

_MEASURE: Final = re.compile(r"\d{1,2}(?:[-~+]\d{0,2})?(?:-[a-z]+)*|\d{1,3}%", re.IGNORECASE)
"""How long a password has to be: ``8-16``, ``12-character``."""
_ADDRESS: Final = re.compile(r"://|www\.|[\w.]@[\w-]+\.[a-z]", re.IGNORECASE)
_ODD: Final = re.compile(r"[\d!@#$%^&*+=?~]|[a-z][A-Z]")
"""What ordinary words don't have in them."""


class Told(NamedTuple):
    start: int
    end: int


def passwords_in(text: str) -> Iterator[Told]:
    """Where a password is told, from the word to the value's end; ``text`` has plain signs."""
    for pattern in (_ENGLISH, _CHINESE):
        for match in pattern.finditer(text):
            value = match["value"].rstrip(f".,:;!?){_QUOTES}")
            # In Chinese prose a bare Latin word behind the colon is a value; in English it is prose.
            bare_word = pattern is _CHINESE and match["link"] is not None and len(value) >= 6
            if _is_secret(value, as_it_is=match["quote"] is not None or bare_word):
                yield Told(match.start(), match.start("value") + len(value))


def _is_secret(value: str, *, as_it_is: bool) -> bool:
    if len(value) < 4 or not any(map(str.isalnum, value)) or _MEASURE.fullmatch(value) or _ADDRESS.search(value):
        return False
    return as_it_is or _ODD.search(value) is not None
