"""Amounts of money in a text, in English, Chinese and German notation. Integers in minor units throughout.

Read: ``EUR 89.00``, ``89,00 €``, ``€1.200``, ``¥1,200``, ``HK$ 300``, ``200元``, ``1.5万元``, ``二百元``, ``20 euros``.
A sign that several currencies share means the order's own where it is one of them. Left out: numbers in English or
German words, ``20k``, ranges' upper ends, and figures without a currency.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from servicedesk.domain.money import exponent

_DOLLARS: Final = ("USD", "HKD", "TWD", "AUD", "CAD", "SGD", "NZD")
_YUAN: Final = ("CNY", "HKD", "TWD")
_CODES: Final = (
    "EUR USD GBP CHF CNY HKD TWD JPY AUD CAD SGD NZD SEK NOK DKK PLN CZK HUF RON BGN KRW KWD BHD INR BRL ZAR TRY MXN"
)
_SIGNS: Final[Mapping[str, tuple[str, ...]]] = {
    **{code.lower(): (code,) for code in _CODES.split()},
    **dict.fromkeys(("rmb", "人民币", "人民幣"), ("CNY",)),
    "ntd": ("TWD",),
    **dict.fromkeys(("€", "euro", "euros", "欧元", "歐元", "欧", "歐"), ("EUR",)),
    **dict.fromkeys(("$", "dollar", "dollars"), _DOLLARS),
    **dict.fromkeys(("us$", "美元", "美金"), ("USD",)),
    **dict.fromkeys(("hk$", "港元", "港币", "港幣"), ("HKD",)),
    **dict.fromkeys(("nt$", "新台币", "新臺幣", "台币", "台幣"), ("TWD",)),
    **dict.fromkeys(("£", "pound", "pounds", "英镑", "英鎊"), ("GBP",)),
    **dict.fromkeys(("¥", "￥"), ("CNY", "JPY")),
    **dict.fromkeys(("日元", "日圆", "日圓", "円"), ("JPY",)),
    **dict.fromkeys(("瑞士法郎", "francs"), ("CHF",)),
    **dict.fromkeys(("元", "圆", "圓", "块钱", "塊錢", "块", "塊"), _YUAN),
}
"""How a currency is written, and which it may be, the likeliest first."""


def _either(signs: Iterator[str]) -> str:
    return "|".join(re.escape(sign) for sign in sorted(signs, key=len, reverse=True))


_LETTERED: Final = _either(sign for sign in _SIGNS if sign.isascii() and sign.isalpha())
_HAN_SIGNS: Final = _either(sign for sign in _SIGNS if not sign.isascii() and sign.isalpha())
_MARKS: Final = _either(sign for sign in _SIGNS if not sign.isalpha())
_CODED: Final = _either(sign for sign in _SIGNS if sign.isascii() and sign.isalpha() and len(sign) == 3)
_FIGURES: Final = r"(?:\d{1,3}(?:[.,'\u2019]\d{3})++(?:[.,]\d{1,2})?|\d{1,9}(?:[.,]\d{1,2})?)(?![\d]|[.,]\d)"
_HAN_FIGURES: Final = "[一二两兩三四五六七八九十百千万萬零〇]{1,12}"
_AMOUNT: Final = re.compile(
    rf"(?P<sign>(?<![A-Za-z])(?:{_CODED})|(?<![A-Za-z$])(?:{_MARKS})) ?"
    rf"(?P<after>{_FIGURES}) ?(?P<more>[万萬])?(?![A-Za-z])"
    rf"|(?<![A-Za-z0-9.,/#_-])(?:(?P<before>{_FIGURES}) ?(?P<times>[万萬千百])?|(?P<han>{_HAN_FIGURES}))"
    rf" ?(?P<unit>(?:{_LETTERED})(?![A-Za-z])|{_MARKS}|(?:{_HAN_SIGNS})(?![洲盟姆]))",
    re.IGNORECASE,
)
_SHIFTS: Final = {"百": 2, "千": 3, "万": 4, "萬": 4}
"""Decimal places that a Chinese unit moves the point."""
_DIGITS: Final = {sign: number for number, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "兩": 2}
_UNITS: Final = {"十": 10, "百": 100, "千": 1000}
_SEPARATORS: Final = re.compile("[.,'\u2019]")


@dataclass(frozen=True, slots=True)
class Amount:
    """``start`` and ``end``: its place. ``whole`` and ``cents`` are the digits before and behind the point.

    ``currencies``: what its sign may mean, the likeliest first.
    """

    start: int
    end: int
    whole: int
    cents: str
    currencies: tuple[str, ...]

    def currency(self, own: str | None) -> str:
        """Which currency it is, where the order's is ``own``."""
        return own if own in self.currencies else self.currencies[0]

    def minor(self, currency: str) -> int:
        """In minor units of ``currency``; places that it doesn't have are cut off."""
        places = exponent(currency)
        return int(f"{self.whole}{self.cents[:places].ljust(places, '0')}")


def amounts_in(text: str) -> Iterator[Amount]:
    """Amounts by their place; ``text`` has plain signs (``wide_forms.narrowed``)."""
    for match in _AMOUNT.finditer(text):
        sign = (match["sign"] or match["unit"]).lower()
        if match["han"] is not None:
            whole, cents = _spelt(match["han"]), ""
        else:
            whole, cents = _read(match["after"] or match["before"], match["more"] or match["times"])
        if whole is not None:
            yield Amount(match.start(), match.end(), whole, cents, _SIGNS[sign])


def _read(figures: str, unit: str | None) -> tuple[int, str]:
    """Digits before and behind the point: three behind the last separator are thousands, one or two are cents."""
    digits = [*map(_plain, _SEPARATORS.split(figures))]
    cents = digits.pop() if len(digits) > 1 and len(digits[-1]) < 3 else ""
    whole = "".join(digits)
    shift = _SHIFTS[unit] if unit else 0
    moved = cents[:shift].ljust(shift, "0")
    return int(whole + moved), cents[shift:]


def _plain(digits: str) -> str:
    """Digits of any script as plain ones."""
    return "".join(str(int(digit)) for digit in digits)


def _spelt(signs: str) -> int | None:
    """``一千二百`` → 1200, ``二百五`` → 250; None for what is no number."""
    total = section = digit = 0
    last = 1
    for sign in signs:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
            last = 10 if sign in "零〇" else last
        elif sign in _UNITS:
            section += (digit or 1) * _UNITS[sign]
            digit, last = 0, _UNITS[sign]
        else:
            total += (section + digit or 1) * 10_000
            section, digit, last = 0, 0, 10_000
    return total + section + (digit * (last // 10) if last > 10 else digit) or None
