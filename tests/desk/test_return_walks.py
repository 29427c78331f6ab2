"""Random legal walks of returns on a real store: all end, money adds up to the cent, rows are what events say."""

import json
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from random import Random
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from tests.builders import NOON, assert_sound, opened
from tests.conftest import Stores
from tests.desk.returned import brought, order, stock, wanted
from tests.scale import sized

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk, open_desk
from servicedesk.desk.returning.views import Ending, Finding, LineWanted
from servicedesk.desk.work import SeededEntropy
from servicedesk.domain.errors import DeskError
from servicedesk.domain.refunds.rules import ReturnPolicy, ReturnRule, ShippingBack
from servicedesk.domain.refunds.spreading import Rate
from servicedesk.domain.returns import Condition, Disposition, Outcome, Reason, Remedy
from servicedesk.domain.workflows.rma import RMA

FLAT = ReturnPolicy((ReturnRule("flat", flat_fee={"EUR": 490, "JPY": 600}, shipping_back=ShippingBack.WHOLE_ORDER),))
SHARE = ReturnPolicy((ReturnRule("share", fee=Rate(1, 7), shipping_back=ShippingBack.ALWAYS),))
MIXED = ReturnPolicy(
    (
        ReturnRule("worn", {"condition": frozenset({"used"})}, fee=Rate(1, 5), flat_fee={"EUR": 99}),
        ReturnRule("broken", {"condition": frozenset({"damaged"}), "reason": frozenset({"late"})}, refuse=True),
        ReturnRule("rest", window_days=12, shipping_back=ShippingBack.WHOLE_ORDER),
    )
)
POLICIES: Final = (ReturnPolicy(), FLAT, SHARE, MIXED)
SKUS: Final = ("ARC", "SOLO", "LAVA")


class Shop:
    """One store for all examples; every one has orders of its own."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.boss = desk.acting_as("sup")
        self._numbers = count(1)

    def order(self, data: "Bought", currency: str) -> tuple[str, int]:
        """An order's number and what was paid for it."""
        number = f"9-{next(self._numbers)}"
        lines = [(sku, pieces, price, tax) for sku, (pieces, price, tax) in zip(SKUS, data.lines, strict=False)]
        gross = sum(pieces * price for _, pieces, price, _ in lines)
        discount = gross * data.off // 100
        more = {"discount": discount, "shipping": data.shipping, "currency": currency, "customer": 1}
        order(self.desk, number, lines, **more)  # type: ignore[arg-type]
        return number, gross - discount + data.shipping

    def rules(self, policy: ReturnPolicy) -> None:
        """Put a policy in force, unless it is."""
        now = self.desk.returns.policy()
        if now is None or [rule.name for rule in now.rules] != [rule.name for rule in policy.rules]:
            self.boss.returns.set_policy(policy)


class Bought:
    """What an order has: pieces, price and tax by line, the discount in per cent, the shipping."""

    def __init__(self, lines: list[tuple[int, int, str]], off: int, shipping: int) -> None:
        self.lines = lines
        self.off = off
        self.shipping = shipping

    def __repr__(self) -> str:
        return f"{self.lines} off {self.off} shipping {self.shipping}"


LINES = st.lists(
    st.tuples(st.integers(1, 4), st.integers(0, 9_999), st.sampled_from(("0", "0.07", "0.19", "0.081"))),
    min_size=1,
    max_size=3,
)
ORDERS = st.builds(Bought, LINES, st.integers(0, 100), st.sampled_from((0, 1, 499)))


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, store_templates: Path) -> Iterator[Shop]:
    stores = Stores("sqlite", tmp_path_factory.mktemp("walks"), store_templates)
    desk = open_desk(stores.staffed(), clock=ManualClock(NOON), handle="lin", entropy=SeededEntropy(2), via="test")
    opened(desk)
    stock(desk, "EUR")
    yield Shop(desk)
    assert_sound(desk)
    with desk._work.store.read() as connection:
        for payload in connection.scalars(text("SELECT payload FROM events WHERE stream_kind = 'rma'")):
            json.loads(payload, parse_float=pytest.fail)
    desk.close()


@settings(max_examples=sized(6, 300))
@given(ORDERS, st.sampled_from(("EUR", "JPY")), st.sampled_from(POLICIES[:3]), st.integers(0, 2**32).map(Random))
def test_in_pieces_on_any_tickets_in_any_order_is_as_much_as_at_once(
    shop: Shop, data: Bought, currency: str, policy: ReturnPolicy, random: Random
) -> None:
    shop.rules(policy)
    whole, paid = shop.order(data, currency)
    pieces, _ = shop.order(data, currency)
    all_at_once = [wanted(sku, line[0]) for sku, line in zip(SKUS, data.lines, strict=False)]
    one_by_one = [wanted(each.sku) for each in all_at_once for _ in range(each.quantity)]
    random.shuffle(one_by_one)
    expected = returned(shop.boss, whole, all_at_once)
    back = 0
    while one_by_one:
        taken = [one_by_one.pop() for _ in range(random.randint(1, len(one_by_one)))]
        back += returned(shop.boss, pieces, taken)
    assert back == expected <= paid
    if policy is POLICIES[0]:
        assert back == paid - data.shipping


def returned(desk: Desk, number: str, lines: list[LineWanted]) -> int:
    _, rma = desk.returns.request(opened(desk, order=number), lines)
    return brought(desk, rma, "completed").refund_total


@settings(max_examples=sized(6, 300))
@given(st.integers(0, 2**32))
def test_any_walk_comes_to_an_end_and_never_pays_more_than_was_paid(shop: Shop, seed: int) -> None:
    random = Random(seed)
    lines = [(random.randint(1, 5), random.randint(1, 9_999), random.choice(("0", "0.07", "0.19"))) for _ in range(3)]
    data = Bought(lines[: random.randint(1, 3)], random.choice((0, 0, 10, 33, 90)), random.choice((0, 499)))
    shop.rules(random.choice(POLICIES))
    number, paid = shop.order(data, random.choice(("EUR", "EUR", "JPY")))
    walk = Walk(shop, number, random)
    for _ in range(25):
        walk.step()
    walk.to_the_end()
    rmas = walk.rmas()
    assert all(RMA.is_final(rma.stage) for rma in rmas)
    ended = [rma for rma in rmas if rma.stage == "completed"]
    differences = [line.difference or 0 for rma in ended for line in rma.lines]
    charged, given_back = sum(max(0, each) for each in differences), sum(max(0, -each) for each in differences)
    refunds = sum(rma.refund_total for rma in ended)
    assert 0 <= refunds + given_back + walk.refunded() <= paid + charged
    assert shop.desk.returns.returnable(walk.tickets[0]).left == paid + charged - refunds - given_back - walk.refunded()
    for rma in ended:
        assert all(line.outcome for line in rma.lines if line.received)
        assert sum(line.amount or 0 for line in rma.lines) + rma.shipping - rma.fee >= rma.refund_total


class Walk:
    """Returns of one order on two tickets, moved by chance; what is refused must leave everything as it was."""

    def __init__(self, shop: Shop, number: str, random: Random) -> None:
        self._shop = shop
        self._random = random
        self.tickets = [opened(shop.desk, order=number) for _ in range(2)]

    def rmas(self) -> list:  # type: ignore[type-arg]
        return [rma for ticket in self.tickets for rma in self._shop.desk.returns.of_ticket(ticket)]

    def refunded(self) -> int:
        """What was granted without a return."""
        asked = [one for ticket in self.tickets for one in self._shop.desk.tickets.show(ticket).approvals]
        return sum(one.granted or 0 for one in asked if one.kind == "refund")

    def step(self) -> None:
        moving = [rma for rma in self.rmas() if rma.moves]
        chance = self._random.random()
        try:
            if chance < 0.2 or not moving:
                self._request()
            elif chance < 0.24:
                amount = self._random.randint(1, 2_000)
                currency = moving[0].currency
                self._shop.boss.approvals.ask(self.tickets[0], "refund", amount, currency, "sorry")
            elif chance < 0.3:
                self._shop.boss.history.undo()
            else:
                rma = self._random.choice(moving)
                forward = [move for move in rma.moves if move not in ("cancel", "decline")] or rma.moves
                self._move(rma, self._random.choice(forward if self._random.random() < 0.9 else rma.moves))
        except DeskError:
            pass

    def _request(self) -> None:
        pick = self._random.choice
        ticket = pick(self.tickets)
        left = {line.sku: line.left for line in self._shop.desk.returns.returnable(ticket).lines if line.left}
        lines = [
            LineWanted(
                sku, self._random.randint(1, most), *(str(pick(list(kind))) for kind in (Reason, Condition, Remedy))
            )
            for sku, most in left.items()
            if self._random.random() < 0.6
        ]
        self._shop.boss.returns.request(ticket, lines)

    def _move(self, rma, move: str) -> None:  # type: ignore[no-untyped-def]
        returns, pick = self._shop.boss.returns, self._random.choice
        came = [line for line in rma.lines if line.received]
        acts: dict[str, Callable[[], object]] = {
            "approve": lambda: self._grant(rma.id),
            "decline": lambda: returns.decline(rma.id, "no"),
            "ship": lambda: returns.ship(rma.id, "JD 1"),
            "receive": lambda: returns.receive(
                rma.id, {line.id: self._random.randint(line.quantity // 2, line.quantity) for line in rma.lines}
            ),
            "inspect": lambda: returns.inspect(
                rma.id, {line.id: Finding(str(pick(list(Condition))), str(pick(list(Disposition)))) for line in came}
            ),
            "complete": lambda: returns.complete(rma.id, {line.id: self._ending() for line in came}),
            "cancel": lambda: returns.cancel(rma.id),
        }
        acts[move]()

    def _ending(self) -> Ending:
        outcome = self._random.choices(list(Outcome), (4, 4, 1, 1))[0]
        sends = outcome is Outcome.EXCHANGED and self._random.random() < 0.6
        return Ending(str(outcome), self._random.choice(("ARC", "SOLO")) if sends else None)

    def _grant(self, rma_id: int) -> None:
        """Approve it; what waits for an approval is asked by an agent and granted, or granted in part."""
        self._shop.desk.returns.approve(rma_id)
        rma = self._shop.desk.returns.get(rma_id)
        if rma.waits_for is not None:
            if rma.refund_total > 1 and self._random.random() < 0.5:
                self._shop.boss.approvals.reduce(rma.waits_for, self._random.randint(1, rma.refund_total - 1), "less")
            else:
                self._shop.boss.approvals.approve(rma.waits_for)

    def to_the_end(self) -> None:
        """Every return that is under way has a way to its end."""
        for rma in self.rmas():
            while not RMA.is_final((now := self._shop.desk.returns.get(rma.id)).stage):
                came = [line.id for line in now.lines if line.received]
                if "cancel" in now.moves:
                    self._shop.boss.returns.cancel(rma.id)
                elif now.stage == "received":
                    self._shop.boss.returns.inspect(rma.id, dict.fromkeys(came, Finding("opened", "restock")))
                else:
                    self._shop.boss.returns.complete(rma.id, dict.fromkeys(came, Ending("sent_back")))
