"""Two people at one approval, each on a connection of their own: one wins, the other is told, nothing is half done."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from tests.builders import assert_sound
from tests.desk.approval_cases import LEFT, PAID, about, asked, state_of, with_orders
from tests.scale import sized

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk, open_desk
from servicedesk.domain.approving.errors import AlreadyDecided, MayNotDecide
from servicedesk.domain.errors import DeskError, Refused

ROUNDS = sized(4, 60)
Act = Callable[[], object]
Ending = DeskError | None
"""What an act came to: None went well."""


@pytest.fixture
def shop(desk: Desk) -> Desk:
    return with_orders(desk)


@pytest.fixture
def others(shop: Desk, url: str, clock: ManualClock) -> Iterator[Callable[[str], Desk]]:
    """Desks of other people, each on a connection of its own."""
    made: list[Desk] = []

    def desk_of(handle: str) -> Desk:
        made.append(open_desk(url, clock=clock, handle=handle, via="test"))
        return made[-1]

    yield desk_of
    for desk in made:
        desk.close()


def at_once(*acts: Act) -> list[Ending]:
    """Run acts at the same moment; what each came to."""
    start = Barrier(len(acts))

    def run(act: Act) -> Ending:
        start.wait(30)
        try:
            act()
        except DeskError as error:
            return error
        return None

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def one_won(endings: list[Ending]) -> DeskError:
    """The error of the one that came too late."""
    (late,) = [ending for ending in endings if ending is not None]
    assert len(endings) == 2
    return late


def test_two_supervisors_approve(shop: Desk, others: Callable[[str], Desk]):
    sup, spec = others("sup"), others("spec")
    for _ in range(ROUNDS):
        view = asked(shop, about(shop, None), 40_000, "compensation")
        late = one_won(at_once(partial(sup.approvals.approve, view.id), partial(spec.approvals.approve, view.id)))
        assert isinstance(late, AlreadyDecided)
        assert late.details["by"] == shop.approvals.get(view.id).decided_by
        assert state_of(shop, view.ticket_id) == [("approved", 40_000)]
    assert_sound(shop)


def test_approve_against_reject(shop: Desk, others: Callable[[str], Desk]):
    sup, spec = others("sup"), others("spec")
    for _ in range(ROUNDS):
        view = asked(shop, about(shop, None), 40_000, "compensation")
        endings = at_once(partial(sup.approvals.approve, view.id), partial(spec.approvals.reject, view.id, "No."))
        late, now = one_won(endings), shop.approvals.get(view.id)
        assert (late.details["state"], late.details["by"]) == (now.state, now.decided_by)
        assert (now.granted, now.answer) == ((40_000, "") if endings[0] is None else (None, "No."))
    assert_sound(shop)


def test_approve_while_the_agent_withdraws(shop: Desk, others: Callable[[str], Desk]):
    sup = others("sup")
    for _ in range(ROUNDS):
        view = asked(shop, about(shop, None), 40_000, "compensation")
        endings = at_once(partial(sup.approvals.approve, view.id), partial(shop.approvals.withdraw, view.id))
        late, now = one_won(endings), shop.approvals.get(view.id)
        assert isinstance(late, AlreadyDecided)
        assert (now.state, now.granted) == (("approved", 40_000) if endings[0] is None else ("withdrawn", None))
        assert late.details["by"] == ("sup" if endings[0] is None else "lin")
    assert_sound(shop)


def test_approve_while_the_ticket_is_resolved(shop: Desk, others: Callable[[str], Desk]):
    """Approving always goes through; resolving does when it comes after."""
    sup = others("sup")
    for _ in range(ROUNDS):
        view = asked(shop, about(shop, None), 40_000, "compensation")
        ticket = view.ticket_id
        approved, resolved = at_once(
            partial(sup.approvals.approve, view.id), partial(shop.handling.status, ticket, "resolved")
        )
        assert approved is None
        assert shop.queue.row(ticket).status == ("resolved" if resolved is None else "open")
        assert resolved is None or (isinstance(resolved, Refused) and resolved.details["approval"] == view.id)
    assert_sound(shop)


def test_approve_while_the_ticket_is_merged(shop: Desk, others: Callable[[str], Desk]):
    sup, into = others("sup"), about(shop)
    for _ in range(ROUNDS):
        view = asked(shop, about(shop, None), 40_000, "compensation")
        approved, merged = at_once(
            partial(sup.approvals.approve, view.id), partial(shop.joining.merge, view.ticket_id, into)
        )
        assert merged is None
        now = shop.approvals.get(view.id)
        assert now.state == ("approved" if approved is None else "withdrawn")
        assert approved is None or (isinstance(approved, AlreadyDecided) and approved.details["by"] == "lin")
    assert_sound(shop)


def test_two_refunds_of_one_order_never_give_more_than_was_paid(shop: Desk, others: Callable[[str], Desk]):
    """Each by itself is within what is left; the tickets differ, so only the order stands between them."""
    sup, spec = others("sup"), others("spec")
    one, two = asked(shop, about(shop), 50_000), asked(shop, about(shop), 50_000)
    late = one_won(at_once(partial(sup.approvals.approve, one.id), partial(spec.approvals.approve, two.id)))
    assert late.details["left"] == LEFT[PAID] - 50_000
    assert_sound(shop)


def test_asking_within_the_limit_at_once_is_held_against_the_order_too(shop: Desk, others: Callable[[str], Desk]):
    ana = others("ana")
    asked(shop.acting_as("sup"), about(shop), LEFT[PAID] - 15_000)
    mine, theirs = about(shop), about(shop)
    late = one_won(at_once(partial(asked, shop, mine, 10_000), partial(asked, ana, theirs, 10_000)))
    assert late.details["left"] == 5_000
    assert_sound(shop)


def test_a_delegation_that_ends_while_it_is_used(shop: Desk, others: Callable[[str], Desk], clock: ManualClock):
    ana, sup = others("ana"), others("sup")
    for _ in range(ROUNDS):
        number = sup.delegations.give("ana", clock.now().replace(year=2030)).id
        view = asked(shop, about(shop, None), 40_000, "compensation")
        approved, ended = at_once(partial(ana.approvals.approve, view.id), partial(sup.delegations.end, number))
        assert ended is None
        now = shop.approvals.get(view.id)
        assert (now.state, now.on_behalf_of) == (("approved", "sup") if approved is None else ("waiting", None))
        assert approved is None or isinstance(approved, MayNotDecide)
    assert_sound(shop)


def test_one_delegation_between_two_however_many_give_it(shop: Desk, others: Callable[[str], Desk], clock: ManualClock):
    sup, boss, until = others("sup"), others("boss"), clock.now().replace(year=2030)
    late = one_won(
        at_once(partial(sup.delegations.give, "ana", until), partial(boss.delegations.give, "ana", until, for_="sup"))
    )
    assert isinstance(late, Refused)
    assert len(shop.delegations.in_force()) == 1
    assert_sound(shop)


def test_one_person_asks_on_two_tickets_of_an_order(shop: Desk, others: Callable[[str], Desk]):
    """Whoever is second finds what the first was granted: together they stay within the one limit."""
    ana, again = others("ana"), others("ana")
    one, two = about(shop), about(shop)
    assert at_once(
        partial(asked, ana, one, 15_000, "compensation"), partial(asked, again, two, 15_000, "compensation")
    ) == [None, None]
    states = sorted((*state_of(shop, one), *state_of(shop, two)), key=str)
    assert states == [("waiting", None), ("within_limit", 15_000)]
    assert_sound(shop)
