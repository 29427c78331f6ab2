"""Amounts as an agent types them, in major units: ``320``, ``49.90``, ``49,90``. Pure; no float comes near them."""

import re
import unicodedata
from typing import Final

from servicedesk.domain.errors import Invalid
from servicedesk.domain.money import exponent
from servicedesk.i18n import _
from servicedesk.tui.wording import present

_TYPED: Final = re.compile(r"(\d{1,12})(?:[.,](\d{1,3}))?")


def minor_of(text: str, currency: str) -> int:
    """An amount in minor units of ``currency``; raises Invalid for what is none, and for more decimals than it has."""
    typed = unicodedata.normalize("NFKC", text).strip().removeprefix(currency).strip()
    places, found = exponent(currency), _TYPED.fullmatch(typed)
    decimals = (found[2] or "") if found is not None else ""
    if found is None or len(decimals) > places:
        example = present.money(4990, currency)
        raise Invalid(_("amount"), _("write it like {example}").format(example=example))
    return int(found[1] + decimals.ljust(places, "0"))


def typed_amount(minor: int, currency: str) -> str:
    """What an agent would type for an amount: ``320``, ``49.90``."""
    number = present.money(minor, currency).removeprefix(currency).strip()
    return number.removesuffix("." + "0" * exponent(currency)) if exponent(currency) else number
