"""Payment card numbers in a text, told from tracking, order and account numbers of the same length.

A false alarm would block a reply, so three things have to agree: an issuer's prefix with its length, the check
digit (Luhn), and a shape in which cards are written. Visa numbers of 13 and 19 digits are left out: they are all but
extinct, while tracking numbers, EAN codes and marketplace orders look like them.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

_ISSUERS: Final = (
    ("visa", "4", "4", (16,)),
    ("mastercard", "51", "55", (16,)),
    ("mastercard", "2221", "2720", (16,)),
    ("amex", "34", "34", (15,)),
    ("amex", "37", "37", (15,)),
    ("discover", "6011", "6011", (16,)),
    ("discover", "644", "659", (16,)),
    ("jcb", "3528", "3589", (16,)),
    ("diners", "300", "305", (14,)),
    ("diners", "36", "36", (14,)),
    ("diners", "38", "39", (14,)),
    ("unionpay", "62", "62", (16, 17, 18, 19)),
)
"""Name, first and last prefix, lengths."""

_SOLID: Final = re.compile(
    r"\d(?<![A-Za-z0-9/=_#?&]\d)(?<![A-Za-z0-9]-\d)(?<!\d[.,]\d)\d{13,18}(?![A-Za-z0-9_/-]|[.,]\d)"
)
"""One number by itself: not a part of a code, a link, an amount or a longer number."""

_GAP: Final = r"[ .-]{1,3}"
_GROUPED: Final = re.compile(
    r"\d(?<![A-Za-z0-9/=_#?&]\d)(?<!\d[ .-]\d)(?<![A-Za-z0-9]-\d)"
    rf"(?:(?P<fours>\d{{3}}(?:{_GAP}\d{{4}}){{3}})(?:{_GAP}\d{{1,3}})?|\d{{3}}{_GAP}\d{{6}}{_GAP}\d{{4,5}})"
    rf"(?![A-Za-z0-9]|{_GAP}\d{{4}})"
)
"""As on the card: fours and a rest, or 4-6-5 and 4-6-4. A longer row of groups is an account number (IBAN).

Patterns begin with the sign they look for: what stands before it is looked at only there.
"""


class Card(NamedTuple):
    start: int
    end: int
    issuer: str


def cards_in(text: str) -> Iterator[Card]:
    """Card numbers by their place; ``text`` has plain signs (``wide_forms.narrowed``)."""
    for match in _SOLID.finditer(text):
        if (issuer := _issuer(match[0])) is not None:
            yield Card(*match.span(), issuer)
    for match in _GROUPED.finditer(text):
        for end in (match.end(), match.end("fours")):
            if end > 0 and (issuer := _issuer(text[match.start() : end])) is not None:
                yield Card(match.start(), end, issuer)
                break


def _issuer(written: str) -> str | None:
    """Who issued a number of this prefix, length and check digit; None when nobody did."""
    digits = "".join(str(int(sign)) for sign in written if sign.isdecimal())
    known = (
        name
        for name, low, high, lengths in _ISSUERS
        if len(digits) in lengths and low <= digits[: len(low)] <= high and _luhn(digits)
    )
    return next(known, None)


def _luhn(digits: str) -> bool:
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(doubled)) % 10 == 0
