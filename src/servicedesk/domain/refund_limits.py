"""How much money a role may grant a customer on its own, by currency (DOMAIN, section 9).

The shop's setting ``refund_limits`` has them in words: ``agent EUR 200, CNY 1500; specialist EUR 500``. A role that it
doesn't name keeps the default; ``supervisor any`` has no limit. A currency that a role has no figure for isn't limited:
nobody knows how much is much in it. Who has several roles may grant what the highest of them may.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from servicedesk.domain.errors import Invalid
from servicedesk.domain.money import exponent
from servicedesk.domain.roles import Role

SETTING: Final = "refund_limits"
"""The name of the shop's setting."""
_WHOLE: Final = re.compile(r"([A-Z]{3}) ([0-9]{1,9})(?:\.([0-9]{1,3}))?")

ByCurrency = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class RefundLimits:
    """Minor units by role and currency; a role that is not in it has no limit."""

    roles: Mapping[Role, ByCurrency]

    def of(self, roles: Iterable[Role]) -> ByCurrency:
        """What somebody with these roles may grant at once; empty where nothing limits them.

        Roles that don't write to customers (trainee, trainer, admin) neither give nor take.
        """
        granting = [role for role in roles if role in _GRANTING]
        if not granting or any(role not in self.roles for role in granting):
            return {}
        limits = [self.roles[role] for role in granting]
        common = set(limits[0]).intersection(*limits)
        return {currency: max(each[currency] for each in limits) for currency in sorted(common)}


_GRANTING: Final = (Role.AGENT, Role.SPECIALIST, Role.SUPERVISOR)
DEFAULT_TEXT: Final = (
    "agent EUR 200, USD 200, GBP 200, CHF 200, CNY 1500, HKD 1500, TWD 6000, JPY 30000; "
    "specialist EUR 500, USD 500, GBP 500, CHF 500, CNY 4000, HKD 4000, TWD 16000, JPY 80000; "
    "supervisor any"
)


def limits_from(text: str) -> RefundLimits:
    """The limits of a setting's text; an empty one gives the defaults. Raises Invalid."""
    found = dict(_parsed(DEFAULT_TEXT))
    found.update(_parsed(text))
    return RefundLimits(MappingProxyType({role: limits for role, limits in found.items() if limits is not None}))


def with_changes(limits: RefundLimits, text: str) -> str:
    """The setting's text for limits of which a text changes some: what it doesn't name stays. Raises Invalid.

    A role's other currencies stay too. Figures for a role without a limit are all that it has from then on; an amount
    of 0 leaves a role nothing to grant in a currency.
    """
    parts = []
    changes = _parsed(text)
    for role in _GRANTING:
        figures: ByCurrency | None = limits.roles.get(role)
        if role in changes:
            named = changes[role]
            figures = None if named is None else {**(figures or {}), **named}
        parts.append(f"{role} any" if figures is None else f"{role} {_written(figures)}")
    return "; ".join(parts)


def _written(figures: ByCurrency) -> str:
    return ", ".join(f"{currency} {_amount(figures[currency], exponent(currency))}" for currency in sorted(figures))


def _amount(minor: int, places: int) -> str:
    whole, part = divmod(minor, 10**places)
    return f"{whole}.{part:0{places}d}" if part else str(whole)


def _parsed(text: str) -> Mapping[Role, ByCurrency | None]:
    """None: any amount."""
    found: dict[Role, ByCurrency | None] = {}
    for part in filter(None, (part.strip() for part in text.split(";"))):
        name, _, figures = part.partition(" ")
        if name not in _GRANTING:
            raise Invalid(SETTING, f"expected one of {', '.join(_GRANTING)}, not {name[:40]!r}")
        if Role(name) in found:
            raise Invalid(SETTING, f"{name} is there twice")
        found[Role(name)] = None if figures.strip() == "any" else _figures(name, figures)
    return found


def _figures(name: str, text: str) -> ByCurrency:
    limits: dict[str, int] = {}
    for figure in text.split(","):
        match = _WHOLE.fullmatch(figure.strip())
        if match is None or len(match[3] or "") > exponent(match[1]):
            raise Invalid(SETTING, f"{name}: expected an amount such as EUR 200, or any, not {figure.strip()[:40]!r}")
        if match[1] in limits:
            raise Invalid(SETTING, f"{name}: {match[1]} is there twice")
        limits[match[1]] = int(match[2] + (match[3] or "").ljust(exponent(match[1]), "0"))
    return limits
