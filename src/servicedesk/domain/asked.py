"""What somebody typed to find something, and what it may be: a number, the end of one, a phone, a name, words."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from servicedesk.domain.identities import fold
from servicedesk.domain.texts import storable
from servicedesk.domain.words import Wanted, number_key, wanted_words

LONGEST: Final = 200
"""Characters that are looked at: no number, name or subject is longer."""
LEAST_ENDING: Final = 4
"""Digits that say something about the end of a number."""
LEAST_ABROAD: Final = 9
"""Digits of a number in which ``00`` stands for ``+``."""
LONGEST_KEY: Final = 60
MOST_DIGITS: Final = 18
_RETURN: Final = re.compile(r"(?:rma|return|ret|退货)[\s#:\-]*(\d{1,18})", re.IGNORECASE)
_PHONE: Final = re.compile(r"\+?[\d\s()./\-]+")


@dataclass(frozen=True, slots=True)
class Asked:
    """A text to find, read in every way it can be meant; None or empty where it can't be meant so.

    ``number``: a whole number (a ticket's, a return's); ``return_number``: said to be a return's; ``key``: letters and
    digits of an order or tracking number; ``ending``: digits that may end any number; ``phone``: digits of a phone.
    """

    text: str
    folded: str
    number: int | None
    return_number: int | None
    key: str
    ending: str
    phone: str
    words: tuple[Wanted, ...]


def asked(text: str) -> Asked:
    """Read what was typed; any text can be read."""
    wanted = " ".join(storable(text).split())[:LONGEST]
    plain = unicodedata.normalize("NFKC", wanted).strip()
    digits = plain.removeprefix("#").strip()
    number = digits if digits.isascii() and digits.isdigit() and len(digits) <= MOST_DIGITS else ""
    said = _RETURN.fullmatch(plain)
    key = number_key(plain)
    return Asked(
        text=wanted,
        folded=fold(wanted),
        number=int(number) if number else None,
        return_number=int(said[1]) if said else None,
        key=key if len(key) <= LONGEST_KEY and any(map(str.isdigit, key)) else "",
        ending=number if len(number) >= LEAST_ENDING else "",
        phone=_phone(plain),
        words=wanted_words(wanted),
    )


def _phone(text: str) -> str:
    if _PHONE.fullmatch(text) is None:
        return ""
    digits = "".join(filter(str.isdigit, text.replace("(0)", "")))
    international = text.startswith("+") or (text.startswith("00") and len(digits) >= LEAST_ABROAD)
    kept = digits.lstrip("0") if international else digits
    return kept if len(kept) >= LEAST_ENDING else ""
