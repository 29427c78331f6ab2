"""Who is who: addresses folded so that equal ones compare equal (exact matches join by themselves)."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from servicedesk.domain.errors import Invalid


class IdentityKind(StrEnum):
    EMAIL = "email"
    PHONE = "phone"
    CHAT = "chat"


@dataclass(frozen=True, slots=True)
class Identity:
    """``value`` as it was given, ``folded`` for comparing, ``ending`` a phone's last four digits."""

    kind: IdentityKind
    value: str
    folded: str
    ending: str = ""


@lru_cache(2_000)
def email(value: str) -> Identity:
    """An e-mail address; raises Invalid for what can't be one."""
    text = value.strip().strip("<>")
    local, at, host = text.rpartition("@")
    if not at or not local or not host or text.split() != [text]:
        raise Invalid("customer_email", f"{value!r} is not an e-mail address")
    return Identity(IdentityKind.EMAIL, text, fold(text))


def phone(value: str) -> Identity:
    """A phone number: its digits, with ``00`` in front read as ``+``; raises Invalid with fewer than five."""
    digits = "".join(str(unicodedata.digit(character)) for character in value if character.isdigit())
    if len(digits) < 5:
        raise Invalid("customer_phone", f"{value!r} is not a phone number")
    international = value.strip().startswith(("+", "\N{FULLWIDTH PLUS SIGN}", "00"))
    folded = f"+{digits.removeprefix('00')}" if international else digits
    return Identity(IdentityKind.PHONE, value.strip(), folded, digits[-4:])


def chat(value: str) -> Identity:
    """A chat handle, ``wechat:name``; raises Invalid when empty."""
    if not value.strip():
        raise Invalid("chat", "a chat handle is empty")
    return Identity(IdentityKind.CHAT, value.strip(), fold(value))


def fold(text: str) -> str:
    """For comparing: compatibility forms unified, case folded, blanks at the ends dropped."""
    return unicodedata.normalize("NFKC", text).strip().casefold()
