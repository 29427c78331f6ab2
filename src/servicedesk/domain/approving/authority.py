"""Who may decide an approval: never the asker, a higher role, a limit that reaches, one's own or a lent one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from servicedesk.domain.refund_limits import RefundLimits
from servicedesk.domain.roles import Role

RANKS: Final = {Role.AGENT: 1, Role.SPECIALIST: 2, Role.SUPERVISOR: 3}
"""The roles that grant money to customers, by how high they stand. The others neither ask nor decide."""
_HIGHEST: Final = max(RANKS.values())


class WhyNot(StrEnum):
    """Why somebody may not decide: they asked themselves, their role is too low, or its limit is."""

    OWN = "own"
    ROLE = "role"
    LIMIT = "limit"


@dataclass(frozen=True, slots=True)
class Colleague:
    """A person by id, with their roles."""

    id: int
    roles: frozenset[Role]

    @property
    def rank(self) -> int:
        return max((RANKS.get(role, 0) for role in self.roles), default=0)


@dataclass(frozen=True, slots=True)
class Sum:
    """An amount of money in minor units of a currency."""

    amount: int
    currency: str


def may_grant(limits: RefundLimits, roles: Iterable[Role], amount: int, currency: str) -> bool:
    """Whether one of these roles may grant an amount on its own.

    Where a role has no figure for a currency it grants nothing in it: the limit is somebody's with any amount.
    """
    return any(
        role in RANKS and (role not in limits.roles or amount <= limits.roles[role].get(currency, -1)) for role in roles
    )


def own_limits(limits: RefundLimits, roles: Iterable[Role]) -> Mapping[str, int] | None:
    """What somebody with these roles grants on their own, by currency: nothing in another one. None: any amount."""
    found: dict[str, int] = {}
    for role in RANKS.keys() & set(roles):
        if role not in limits.roles:
            return None
        for currency, amount in limits.roles[role].items():
            found[currency] = max(amount, found.get(currency, 0))
    return found


def outranks(one: Colleague, asker: Colleague) -> bool:
    """Whether one has a higher role than the asker's highest. Above supervisors nobody stands: another one decides.

    Who has lost their roles since they asked counts as an agent.
    """
    rank = max(asker.rank, RANKS[Role.AGENT])
    return one.rank > rank or one.rank == rank == _HIGHEST


def deciding_as(
    limits: RefundLimits, asker: Colleague, me: Colleague, lent: Sequence[Colleague], grants: Sum | None
) -> Colleague | WhyNot:
    """By whose role somebody decides: their own where it suffices, else that of the first who lent them theirs.

    ``lent``: who delegate to them now; nobody decides on behalf of the asker. ``grants``: what the decision gives the
    customer; None gives nothing and needs no limit.
    """
    if me.id == asker.id:
        return WhyNot.OWN
    if not me.rank:
        return WhyNot.ROLE
    high = [one for one in (me, *lent) if one.id != asker.id and outranks(one, asker)]
    if not high:
        return WhyNot.ROLE
    able = (one for one in high if grants is None or may_grant(limits, one.roles, grants.amount, grants.currency))
    return next(able, WhyNot.LIMIT)
