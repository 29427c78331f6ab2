"""Who may decide an approval, and by whose role."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.approving.authority import (
    RANKS,
    Colleague,
    Sum,
    WhyNot,
    deciding_as,
    may_grant,
    outranks,
    own_limits,
)
from servicedesk.domain.refund_limits import limits_from
from servicedesk.domain.roles import Role

LIMITS = limits_from("agent EUR 200; specialist EUR 500, JPY 80000; supervisor any")
roles = st.frozensets(st.sampled_from(Role))
ids = st.integers(1, 4)
colleagues = st.builds(Colleague, ids, roles)
sums = st.none() | st.builds(Sum, st.integers(0, 90_000), st.sampled_from(("EUR", "JPY", "SEK")))


def person(number: int, *held: Role) -> Colleague:
    return Colleague(number, frozenset(held))


@pytest.mark.parametrize(
    ("held", "amount", "currency", "may"),
    [
        ((Role.AGENT,), 20_000, "EUR", True),
        ((Role.AGENT,), 20_001, "EUR", False),
        ((Role.AGENT,), 0, "JPY", False),
        ((Role.AGENT, Role.SPECIALIST), 50_000, "EUR", True),
        ((Role.AGENT, Role.SPECIALIST), 80_000, "JPY", True),
        ((Role.SPECIALIST,), 1, "SEK", False),
        ((Role.SUPERVISOR, Role.AGENT), 10**9, "SEK", True),
        ((Role.ADMIN, Role.TRAINER, Role.TRAINEE), 0, "EUR", False),
        ((), 0, "EUR", False),
    ],
)
def test_what_a_role_grants_alone(held: tuple[Role, ...], amount: int, currency: str, may: bool):
    assert may_grant(LIMITS, held, amount, currency) is may


@given(roles, st.integers(0, 90_000), st.sampled_from(("EUR", "JPY", "SEK")))
def test_ones_own_limits_say_the_same(held: frozenset[Role], amount: int, currency: str):
    own = own_limits(LIMITS, held)
    assert may_grant(LIMITS, held, amount, currency) is (own is None or amount <= own.get(currency, -1))


def test_a_role_is_higher_or_both_are_supervisors():
    above = {(one, other) for one, other in product(RANKS, RANKS) if outranks(person(1, one), person(2, other))}
    assert above == {
        (Role.SPECIALIST, Role.AGENT),
        (Role.SUPERVISOR, Role.AGENT),
        (Role.SUPERVISOR, Role.SPECIALIST),
        (Role.SUPERVISOR, Role.SUPERVISOR),
    }
    assert not outranks(person(1, Role.AGENT), person(2))
    assert outranks(person(1, Role.SPECIALIST), person(2))


def test_the_own_role_goes_before_a_lent_one():
    lin, spec, sup = person(1, Role.AGENT), person(2, Role.SPECIALIST), person(3, Role.SUPERVISOR)
    assert deciding_as(LIMITS, lin, spec, [sup], Sum(50_000, "EUR")) == spec
    assert deciding_as(LIMITS, lin, spec, [sup], Sum(50_001, "EUR")) == sup
    assert deciding_as(LIMITS, lin, spec, [], Sum(50_001, "EUR")) is WhyNot.LIMIT
    assert deciding_as(LIMITS, lin, spec, [], None) == spec
    assert deciding_as(LIMITS, lin, person(4, Role.AGENT), [sup], None) == sup
    assert deciding_as(LIMITS, lin, person(4, Role.ADMIN), [sup], None) is WhyNot.ROLE


@given(colleagues, colleagues, st.lists(colleagues, max_size=3), sums)
def test_four_eyes_whatever_is_lent(asker: Colleague, me: Colleague, lent: list[Colleague], grants: Sum | None):
    found = deciding_as(LIMITS, asker, me, lent, grants)
    if isinstance(found, WhyNot):
        assert found is not WhyNot.OWN or me.id == asker.id
        return
    assert me.id != asker.id
    assert found.id != asker.id
    assert found in (me, *lent)
    assert outranks(found, asker)
    assert grants is None or may_grant(LIMITS, found.roles, grants.amount, grants.currency)
