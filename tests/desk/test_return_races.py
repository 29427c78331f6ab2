"""Returns of one order moved at once from several connections: never more than was paid, one wins, one is told."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from threading import Barrier

import pytest
from tests.builders import DAY, assert_sound, opened
from tests.desk.returned import RULES, as_said, brought, order, stock, wanted

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk, open_desk
from servicedesk.domain.errors import DeskError, IllegalMove, Refused
from servicedesk.domain.refunds.rules import ReturnPolicy, ReturnRule

Act = Callable[[Desk], object]


@pytest.fixture
def shop(desk: Desk) -> Desk:
    """An order of three Solos for EUR 1.00 together, which no third of is a whole number of cents."""
    stock(desk)
    order(desk, "55-1", [("SOLO", 3, 3_000, "0.19")], discount=8_900)
    desk.acting_as("sup").returns.set_policy(RULES)
    return desk


@contextmanager
def elsewhere(url: str, clock: ManualClock, handle: str) -> Iterator[Desk]:
    desk = open_desk(url, clock=clock, handle=handle, via="test")
    try:
        yield desk
    finally:
        desk.close()


def at_once(url: str, clock: ManualClock, **acts: Act) -> dict[str, DeskError | None]:
    """Each act by the person of its name on a connection of its own, all at the same time; what each was told."""
    barrier = Barrier(len(acts))

    def play(handle: str, act: Act) -> DeskError | None:
        barrier.wait(10)
        try:
            act(desks[handle])
        except DeskError as error:
            return error
        return None

    with ExitStack() as stack, ThreadPoolExecutor(len(acts)) as pool:
        desks = {handle: stack.enter_context(elsewhere(url, clock, handle)) for handle in acts}
        for each in desks.values():
            each.health()
        told = {handle: pool.submit(play, handle, act) for handle, act in acts.items()}
        return {handle: future.result(60) for handle, future in told.items()}


def inspected(shop: Desk, pieces: int) -> int:
    """A return of a ticket of its own, ready to be completed."""
    ticket = opened(shop, kind="return", order="55-1")
    _, rma = shop.returns.request(ticket, [wanted("SOLO", pieces)])
    brought(shop, rma, "inspected")
    return rma


def test_two_complete_returns_of_one_order_at_once(shop: Desk, url: str, clock: ManualClock):
    """Each by itself would pay 33 cents for its piece: the second counts what the first paid."""
    first, second, third = (inspected(shop, 1) for _ in range(3))
    told = at_once(url, clock, lin=lambda d: d.returns.complete(first), ana=lambda d: d.returns.complete(second),
                   spec=lambda d: d.returns.complete(third))  # fmt: skip
    assert set(told.values()) == {None}
    paid = sorted(shop.returns.get(rma).refund_total for rma in (first, second, third))
    assert paid == [33, 33, 34]
    assert_sound(shop)


def test_what_is_refunded_meanwhile_counts(shop: Desk, url: str, clock: ManualClock):
    first, second = inspected(shop, 2), inspected(shop, 1)
    ticket = opened(shop, order="55-1")
    told = at_once(
        url,
        clock,
        lin=lambda d: d.returns.complete(first),
        ana=lambda d: d.returns.complete(second),
        spec=lambda d: d.approvals.ask(ticket, "refund", 80, "EUR", "for the trouble"),
    )
    assert (told["lin"], told["ana"]) == (None, None)
    back = sum(shop.returns.get(rma).refund_total for rma in (first, second))
    granted = sum(one.granted or 0 for one in shop.tickets.show(ticket).approvals)
    assert granted == (0 if told["spec"] else 80)
    assert back + granted == 100
    assert shop.returns.returnable(ticket).left == 0
    assert_sound(shop)


def test_the_last_pieces_are_asked_for_twice_at_once(shop: Desk, url: str, clock: ManualClock):
    tickets = [opened(shop, kind="return", order="55-1") for _ in range(2)]
    told = at_once(
        url,
        clock,
        lin=lambda d: d.returns.request(tickets[0], [wanted("SOLO", 2)]),
        ana=lambda d: d.returns.request(tickets[1], [wanted("SOLO", 2)]),
    )
    assert sorted(error is None for error in told.values()) == [False, True]
    assert shop.returns.returnable(tickets[0]).lines[0].left == 1
    assert_sound(shop)


def test_approved_and_declined_at_once(shop: Desk, url: str, clock: ManualClock):
    _, rma = shop.returns.request(opened(shop, kind="return", order="55-1"), [wanted("SOLO")])
    told = at_once(
        url, clock, lin=lambda d: d.returns.approve(rma), ana=lambda d: d.returns.decline(rma, "kept too long")
    )
    loser = one_told(told)
    stage = shop.returns.get(rma).stage
    assert stage == ("declined" if loser == "lin" else "approved")
    error = told[loser]
    assert isinstance(error, IllegalMove)
    assert error.details["by"] == ("ana" if loser == "lin" else "lin")
    assert error.details["legal"] == ([] if stage == "declined" else ["ship", "receive", "cancel"])
    assert_sound(shop)


def test_granted_and_cancelled_at_once(shop: Desk, url: str, clock: ManualClock):
    """A supervisor grants what an agent takes back."""
    clock.advance(40 * DAY)
    ticket = opened(shop, kind="return", order="55-1")
    _, rma = shop.returns.request(ticket, [wanted("SOLO")])
    shop.returns.approve(rma)
    approval = shop.returns.get(rma).waits_for
    assert approval is not None
    told = at_once(
        url, clock, sup=lambda d: d.approvals.approve(approval), ana=lambda d: d.returns.decline(rma, "too late")
    )
    loser = one_told(told)
    assert isinstance(told[loser], IllegalMove | Refused)
    states = (shop.returns.get(rma).stage, shop.tickets.show(ticket).approvals[0].state)
    assert states == (("declined", "withdrawn") if loser == "sup" else ("approved", "approved"))
    assert_sound(shop)


def test_one_return_completed_twice_at_once(shop: Desk, url: str, clock: ManualClock):
    rma = inspected(shop, 3)
    told = at_once(url, clock, lin=lambda d: d.returns.complete(rma), ana=lambda d: d.returns.complete(rma))
    assert isinstance(told[one_told(told)], IllegalMove)
    assert shop.returns.get(rma).refund_total == 100
    assert_sound(shop)


def test_inspected_twice_at_once(shop: Desk, url: str, clock: ManualClock):
    _, rma = shop.returns.request(opened(shop, kind="return", order="55-1"), [wanted("SOLO")])
    findings = as_said(brought(shop, rma, "received"))
    told = at_once(
        url, clock, lin=lambda d: d.returns.inspect(rma, findings), ana=lambda d: d.returns.inspect(rma, findings)
    )
    assert isinstance(told[one_told(told)], IllegalMove)
    assert_sound(shop)


def test_rules_are_set_twice_at_once(shop: Desk, url: str, clock: ManualClock):
    """Each is a version of its own; one that says the same as the one in force is refused."""
    others = ReturnPolicy((ReturnRule("another"),))
    told = at_once(url, clock, sup=lambda d: d.returns.set_policy(others), boss=lambda d: d.returns.set_policy(others))
    assert isinstance(told[one_told(told)], Refused)
    now = shop.returns.policy()
    assert now is not None
    assert now.number == 2
    assert_sound(shop)


def one_told(told: dict[str, DeskError | None]) -> str:
    """Who came second; fails unless exactly one did."""
    (loser,) = (handle for handle, error in told.items() if error is not None)
    return loser
