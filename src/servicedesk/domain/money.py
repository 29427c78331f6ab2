"""Money as letters write it. Amounts are integers in minor units; no float comes near them. Pure."""

from collections.abc import Mapping
from typing import Final

_EXPONENTS: Final = {
    **dict.fromkeys(("JPY", "KRW", "VND", "CLP", "ISK", "PYG", "UGX", "XAF", "XOF", "XPF", "RWF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}
_CHINESE: Final[Mapping[str, str]] = {
    "CNY": "元",
    "EUR": "欧元",
    "USD": "美元",
    "GBP": "英镑",
    "JPY": "日元",
    "HKD": "港元",
    "TWD": "新台币",
    "CHF": "瑞士法郎",
}
"""What a Chinese letter calls a currency; another one keeps its code."""


def exponent(currency: str) -> int:
    """Decimal places of a currency: 2 unless it is known to have others."""
    return _EXPONENTS.get(currency.upper(), 2)


def written_money(minor: int, currency: str, language: str) -> str:
    """``EUR 1,299.00``, in German ``1.299,00 EUR``, in Chinese ``1,299.00 欧元``."""
    code = currency.upper()
    whole, cents = _parts(abs(minor), exponent(code))
    sign = "-" if minor < 0 else ""
    if language == "de":
        return f"{sign}{_grouped(whole, '.')}{',' + cents if cents else ''} {code}".strip()
    figures = f"{sign}{_grouped(whole, ',')}{'.' + cents if cents else ''}"
    if language == "zh":
        return f"{figures} {_CHINESE.get(code, code)}".strip()
    return f"{code} {figures}".strip()


def _parts(minor: int, places: int) -> tuple[str, str]:
    if not places:
        return str(minor), ""
    digits = str(minor).rjust(places + 1, "0")
    return digits[:-places], digits[-places:]


def _grouped(whole: str, sign: str) -> str:
    """Thousands apart: ``1299`` → ``1,299``."""
    first = len(whole) % 3
    groups = [whole[:first]] if first else []
    groups += [whole[at : at + 3] for at in range(first, len(whole), 3)]
    return sign.join(groups)
