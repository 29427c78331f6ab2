"""Promises of money beyond what the writer may grant, or beyond what was paid."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from servicedesk.domain.gate.grants import Grant, grants_in

Place = tuple[int, int, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class MoneyFacts:
    """What has to be known before a promise of money is judged. All amounts are in minor units.

    ``limits``: what the writer may grant, by currency; none for a currency that isn't in it. ``currency`` and ``paid``:
    those of the orders the reply is about, None where nobody knows. ``full``: what "a full refund" gives back.
    ``settled``: what returns have paid back already, piece by piece and together. ``granted``: currency and amount of
    what was granted on the ticket, each by itself.
    """

    limits: Mapping[str, int] = field(default_factory=dict)
    currency: str | None = None
    paid: int | None = None
    full: int | None = None
    settled: frozenset[int] = frozenset()
    granted: frozenset[tuple[str, int]] = frozenset()


def grants_money(text: str) -> bool:
    """Whether there is anything to judge."""
    return next(grants_in(text), None) is not None


def over_limit(text: str, facts: MoneyFacts) -> Iterator[Place]:
    """Grants above the writer's limit: ``currency``, ``amount`` and ``limit`` in the details."""
    for grant, currency, minor in _judged(text, facts):
        limit = facts.limits.get(currency)
        if limit is not None and minor > limit and (currency, minor) not in facts.granted:
            yield grant.start, grant.end, {"currency": currency, "amount": str(minor), "limit": str(limit)}


def over_paid(text: str, facts: MoneyFacts) -> Iterator[Place]:
    """Refunds of more than was paid: ``currency``, ``amount`` and ``paid`` in the details."""
    for grant, currency, minor in _judged(text, facts):
        if facts.paid is None or currency != facts.currency or grant.extra or grant.amount is None:
            continue
        if minor > facts.paid:
            yield grant.start, grant.end, {"currency": currency, "amount": str(minor), "paid": str(facts.paid)}


def _judged(text: str, facts: MoneyFacts) -> Iterator[tuple[Grant, str, int]]:
    """Grants with their currency and amount, but for those that a return has settled."""
    for grant in grants_in(text):
        if grant.amount is not None:
            currency = grant.amount.currency(facts.currency)
            minor = grant.amount.minor(currency)
            if minor not in facts.settled or currency != facts.currency:
                yield grant, currency, minor
        elif facts.full is not None and facts.currency is not None and not (grant.done and facts.settled):
            yield grant, facts.currency, facts.full
