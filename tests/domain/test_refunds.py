"""What a return pays back: to the cent, in pieces and in any order."""

import json
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.errors import Invalid
from servicedesk.domain.events import canonical
from servicedesk.domain.refunds.orders import Order, OrderLine, Refunded, Wanted
from servicedesk.domain.refunds.policies import as_payload, from_payload
from servicedesk.domain.refunds.quoting import Quote, quote
from servicedesk.domain.refunds.rules import ReturnPolicy, ReturnRule, ShippingBack, hidden_by
from servicedesk.domain.refunds.spreading import Rate, rate, shares
from servicedesk.domain.returns import Condition, Reason, Remedy

DAY = date(2026, 11, 20)
EVERYTHING = ReturnPolicy()


def wanted(line: str, quantity: int, remedy: Remedy = Remedy.REFUND, reason: Reason = Reason.CHANGED_MIND) -> Wanted:
    return Wanted(line, quantity, reason, Condition.UNOPENED, remedy)


def example(*refunded: Refunded) -> Order:
    """The order of CONTRACTS."""
    lines = (
        OrderLine("L1", 3, 2000, rate("0.19"), delivered_on=DAY),
        OrderLine("L2", 2, 1250, rate("0.07"), delivered_on=DAY),
    )
    return Order("EUR", 8000, lines, discount=500, refunded=refunded)


def amounts(quoted: Quote) -> list[tuple[int, int, int, int]]:
    return [(line.refund, line.net, line.tax, line.discount) for line in quoted.lines]


def test_the_example_of_the_contract() -> None:
    first = quote(example(), DAY, [wanted("L1", 1), wanted("L2", 1)], policy=EVERYTHING)
    assert amounts(first) == [(1882, 1582, 300, 118), (1177, 1100, 77, 73)]
    assert (first.refund_total, first.fee, first.shipping, first.currency) == (3059, 0, 0, "EUR")
    before = (Refunded("L1", 1, 1882), Refunded("L2", 1, 1177))
    second = quote(example(*before), DAY, [wanted("L1", 2), wanted("L2", 1)], policy=EVERYTHING)
    assert amounts(second) == [(3765, 3163, 602, 235), (1176, 1099, 77, 74)]
    assert second.refund_total == 4941


def test_the_example_the_other_way_round() -> None:
    first = quote(example(), DAY, [wanted("L1", 2), wanted("L2", 1)], policy=EVERYTHING)
    before = (Refunded("L1", 2, first.lines[0].refund), Refunded("L2", 1, first.lines[1].refund))
    second = quote(example(*before), DAY, [wanted("L1", 1), wanted("L2", 1)], policy=EVERYTHING)
    assert (first.refund_total, second.refund_total) == (4942, 3058)
    assert sum(line.tax for line in (*first.lines, *second.lines)) == 1056


def test_entries_of_one_line_take_consecutive_pieces() -> None:
    apart = quote(example(), DAY, [wanted("L1", 1), wanted("L1", 2)], policy=EVERYTHING)
    assert [line.refund for line in apart.lines] == [1882, 3765]


def test_exchange_and_repair_pay_nothing_and_use_no_piece() -> None:
    asked = [wanted("L1", 1, Remedy.EXCHANGE), wanted("L1", 1, Remedy.REPAIR), wanted("L1", 1)]
    quoted = quote(example(), DAY, asked, policy=EVERYTHING)
    assert amounts(quoted) == [(0, 0, 0, 0), (0, 0, 0, 0), (1882, 1582, 300, 118)]


def test_a_discount_share_goes_by_the_largest_remainder_and_ties_by_line_order() -> None:
    assert shares(500, [6000, 2500]) == (353, 147)
    assert shares(2, [1, 1, 1]) == (1, 1, 0)
    assert shares(0, [0, 0]) == (0, 0)


@given(st.integers(0, 10**6), st.lists(st.integers(0, 10**6), min_size=1, max_size=12).filter(any))
def test_shares_add_up_and_stay_within_one_of_the_exact_share(total: int, weights: list[int]) -> None:
    found = shares(total, weights)
    assert sum(found) == total
    for share, weight in zip(found, weights, strict=True):
        assert abs(share - Fraction(total * weight, sum(weights))) < 1


@st.composite
def orders(draw: st.DrawFn) -> Order:
    lines = tuple(
        OrderLine(
            f"L{place}",
            draw(st.integers(1, 9)),
            draw(st.integers(0, 100_000)),
            rate(draw(st.sampled_from(("0", "0.07", "0.19", "0.2", "0.081", "1.00")))),
            delivered_on=DAY,
        )
        for place in range(draw(st.integers(1, 5)))
    )
    gross = sum(line.gross for line in lines)
    discount, shipping = draw(st.integers(0, gross)), draw(st.integers(0, 2_000))
    return Order(draw(st.sampled_from(("EUR", "JPY"))), gross - discount + shipping, lines, None, discount, shipping)


FEE = ReturnPolicy((ReturnRule("kept in part", fee=Rate(1, 7), shipping_back=ShippingBack.WHOLE_ORDER),))


@given(orders(), st.randoms(use_true_random=False), st.sampled_from((EVERYTHING, FEE)))
def test_in_any_pieces_and_any_order_it_adds_up_to_what_was_paid(order: Order, random, policy: ReturnPolicy) -> None:  # type: ignore[no-untyped-def]
    """Returned one by one in any sequence, or all at once: the same money, the same tax, the same fee."""
    pieces = [line.id for line in order.lines for _ in range(line.quantity)]
    whole = quote(order, DAY, [wanted(line.id, line.quantity) for line in order.lines], policy=policy)
    random.shuffle(pieces)
    back, tax, net, fee, total, shipping = [], 0, 0, 0, 0, 0
    while pieces:
        taken = [pieces.pop() for _ in range(random.randint(1, len(pieces)))]
        now = Order(
            **{
                **{name: getattr(order, name) for name in ("currency", "paid", "lines", "discount", "shipping")},
                "refunded": tuple(back),
                "shipping_refunded": shipping,
                "fee_charged": fee,
            }
        )
        quoted = quote(now, DAY, [wanted(each, 1) for each in taken], policy=policy)
        back += [Refunded(line.id, 1, line.refund) for line in quoted.lines]
        tax, net = tax + sum(line.tax for line in quoted.lines), net + sum(line.net for line in quoted.lines)
        fee, shipping = fee + quoted.fee, shipping + quoted.shipping
        total += quoted.refund_total
        assert all(line.net >= 0 and line.tax >= 0 and line.discount >= 0 for line in quoted.lines)
        assert 0 <= quoted.refund_total <= now.left
    assert sum(each.amount for each in back) == sum(line.refund for line in whole.lines)
    assert sum(each.amount for each in back) == sum(line.gross for line in order.lines) - order.discount
    assert (tax, net, fee, shipping) == (
        sum(line.tax for line in whole.lines),
        sum(line.net for line in whole.lines),
        whole.fee,
        whole.shipping,
    )
    assert total == whole.refund_total <= order.paid


def test_it_never_pays_more_than_is_left() -> None:
    order = Order("EUR", 3000, (OrderLine("a", 2, 2000, rate("0.19")),), refunded=(Refunded("a", 1, 2000),))
    assert quote(order, DAY, [wanted("a", 1)], policy=EVERYTHING).refund_total == 1000


def test_the_last_day_of_a_window_counts_and_the_day_after_needs_an_approval() -> None:
    rules = ReturnPolicy((ReturnRule("30 days", window_days=30, longer={"gold": 60}),))
    inside, outside = DAY + timedelta(days=30), DAY + timedelta(days=31)
    assert quote(example(), inside, [wanted("L1", 1)], policy=rules).eligible
    late = quote(example(), outside, [wanted("L1", 1)], policy=rules)
    assert (late.eligible, late.needs_approval, late.rule, late.refund_total) == (False, True, "30 days", 1882)
    assert quote(example(), outside, [wanted("L1", 1)], membership="gold", policy=rules).eligible


def test_what_is_refused_pays_nothing_and_uses_no_piece() -> None:
    final = ReturnRule("final sale", {"reason": frozenset({"changed_mind"})}, refuse=True)
    quoted = quote(
        example(),
        DAY,
        [wanted("L1", 1), wanted("L1", 1, reason=Reason.DAMAGED)],
        policy=ReturnPolicy((final, ReturnRule("rest"))),
    )
    assert amounts(quoted) == [(0, 0, 0, 0), (1882, 1582, 300, 118)]
    assert (quoted.eligible, quoted.needs_approval, quoted.rule) == (False, False, "final sale")


def test_without_a_matching_rule_nothing_comes_back() -> None:
    rules = ReturnPolicy((ReturnRule("books", {"category": frozenset({"books"})}),))
    quoted = quote(example(), DAY, [wanted("L1", 1)], policy=rules)
    assert (quoted.rule, quoted.eligible, quoted.refund_total) == ("no rule", False, 0)


def test_shipping_comes_back_once() -> None:
    order = Order("EUR", 2490, (OrderLine("a", 2, 1000, rate("0.19")),), shipping=490)
    always = ReturnPolicy((ReturnRule("ours", shipping_back=ShippingBack.ALWAYS),))
    assert quote(order, DAY, [wanted("a", 1)], policy=always).refund_total == 1490
    after = Order("EUR", 2490, order.lines, None, 0, 490, (Refunded("a", 1, 1000),), 490)
    assert quote(after, DAY, [wanted("a", 1)], policy=always).refund_total == 1000


def test_a_flat_fee_is_charged_once_and_never_makes_it_negative() -> None:
    flat = ReturnPolicy((ReturnRule("flat", flat_fee={"EUR": 2500}),))
    order = Order("EUR", 4000, (OrderLine("a", 2, 2000, rate("0.19")),))
    first = quote(order, DAY, [wanted("a", 1)], policy=flat)
    assert (first.fee, first.refund_total) == (2500, 0)
    charged = Order("EUR", 4000, order.lines, None, 0, 0, (Refunded("a", 1, 2000),), 0, 2500)
    assert quote(charged, DAY, [wanted("a", 1)], policy=flat).fee == 0


def test_what_came_in_an_exchange_has_no_share_in_the_discount() -> None:
    lines = (*example().lines, OrderLine("r7", 2, 999, rate("0.19"), paid=1_333))
    order = Order("EUR", 9_333, lines, discount=500, refunded=(Refunded("L1", 2, 3_765),))
    assert order.pieces["L1"].paid == 5_647
    quoted = quote(order, DAY, [wanted("r7", 1), wanted("r7", 1), wanted("L1", 1)], policy=EVERYTHING)
    assert amounts(quoted)[:2] == [(667, 561, 106, 0), (666, 559, 107, 0)]
    assert quoted.refund_total == 1_333 + 1_882


def test_what_was_granted_without_a_return_and_what_was_withheld_count() -> None:
    line = OrderLine("a", 2, 2_000, rate("0.19"))
    earlier = (Refunded("a", 1, 2_000),)
    assert Order("EUR", 4_000, (line,), refunded=earlier, granted=500).left == 1_500
    assert Order("EUR", 4_000, (line,), refunded=earlier, withheld=700, granted=500).left == 2_200
    with pytest.raises(Invalid):
        Order("EUR", 4_000, (line,), withheld=-1)


def test_of_a_fee_no_more_is_kept_than_it_is_taken_from() -> None:
    flat = ReturnPolicy((ReturnRule("flat", flat_fee={"EUR": 2_500}),))
    order = Order("EUR", 4_000, (OrderLine("a", 2, 2_000, rate("0.19")),))
    assert quote(order, DAY, [wanted("a", 1)], policy=flat).kept == 2_000
    assert quote(order, DAY, [wanted("a", 2)], policy=flat).kept == 2_500


def test_rules_come_back_from_their_event() -> None:
    rules = ReturnPolicy(
        (
            ReturnRule("final", {"lifecycle": frozenset({"withdrawn"})}, refuse=True),
            ReturnRule("rest", window_days=0, longer={"vip": 9}, fee=rate("0.175"), flat_fee={"EUR": 490},
                       shipping_back=ShippingBack.ALWAYS, customer_ships=True),
        )
    )  # fmt: skip
    assert from_payload(json.loads(canonical(as_payload(rules)))) == rules
    assert from_payload(as_payload(ReturnPolicy())) == ReturnPolicy()


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ([wanted("L1", 0)], "return.lines[0].quantity"),
        ([wanted("L1", -1)], "return.lines[0].quantity"),
        ([wanted("L1", 2), wanted("L1", 2)], "return.lines[1].quantity"),
        ([wanted("L9", 1)], "return.lines[0].id"),
        ([], "return.lines"),
    ],
)
def test_what_cannot_come_back_is_named(asked: list[Wanted], field: str) -> None:
    with pytest.raises(Invalid) as error:
        quote(example(), DAY, asked, policy=EVERYTHING)
    assert error.value.details["field"] == field


def test_no_refund_before_the_payment() -> None:
    order = Order("EUR", 2000, (OrderLine("a", 1, 2000, rate("0.19")),), paid_on=DAY)
    with pytest.raises(Invalid, match="before the order was paid"):
        quote(order, DAY - timedelta(days=1), [wanted("a", 1)], policy=EVERYTHING)


@pytest.mark.parametrize("text", ["", "-0.1", "19%", "1e2", "٠.١٩", "0.19 ", "nan", "100"])
def test_a_rate_is_a_plain_decimal(text: str) -> None:
    with pytest.raises(Invalid):
        rate(text)


def test_a_rule_behind_a_wider_one_can_never_match() -> None:
    wide = ReturnRule("wide", {"reason": frozenset({"damaged", "late"})})
    narrow = ReturnRule("narrow", {"reason": frozenset({"late"}), "category": frozenset({"lamps"})})
    assert hidden_by([wide, narrow], 1) is wide
    assert hidden_by([narrow, wide], 1) is None
