"""Returns on a ticket: asked for, decided, received, inspected, ended, and what they make of the ticket's stage."""

from datetime import timedelta

import pytest
from tests.builders import DAY, NOON, assert_sound, opened
from tests.desk.returned import RULES, as_said, brought, order, stock, wanted

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk
from servicedesk.desk.returning.views import Ending, Finding
from servicedesk.domain.errors import Forbidden, IllegalMove, Invalid, NotFound, Refused, StaleVersion
from servicedesk.store import people


@pytest.fixture
def shop(lite: Desk) -> Desk:
    """Rules, three products, and the order 55-1 of an Arc, three Solos and a Lava: EUR 210 less a tenth, shipping 5."""
    stock(lite)
    order(lite, "55-1", [("ARC", 1, 10_000, "0.19"), ("SOLO", 3, 3_000, "0.07"), ("LAVA", 1, 2_000, "0.19")],
          discount=2_100, shipping=500)  # fmt: skip
    lite.acting_as("sup").returns.set_policy(RULES)
    return lite


@pytest.fixture
def ticket(shop: Desk) -> int:
    return opened(shop, kind="return", order="55-1")


# the straight way


def test_from_the_request_to_the_refund(shop: Desk, ticket: int):
    done, rma = shop.returns.request(ticket, [wanted("ARC"), wanted("SOLO", 2)])
    assert (done.ticket.stage, done.ticket.status) == ("requested", "open")
    asked = shop.returns.get(rma)
    assert [(line.standing, line.rule, line.net, line.tax) for line in asked.lines] == [
        ("eligible", "change of mind", 7563, 1437),
        ("eligible", "change of mind", 5047, 353),
    ]
    assert (asked.currency, asked.refund_total, asked.fee, asked.shipping) == ("EUR", 14_400, 0, 0)
    assert (asked.needs_approval, asked.moves) == (False, ("approve", "decline", "cancel"))
    assert shop.returns.approve(rma).ticket.stage == "approved"
    assert shop.returns.ship(rma, " JD 0001 ").ticket.stage == "in_transit"
    assert shop.returns.receive(rma).ticket.stage == "received"
    assert shop.returns.inspect(rma, as_said(shop.returns.get(rma))).ticket.stage == "inspected"
    assert shop.returns.complete(rma).ticket.stage == "completed"
    (view,) = shop.returns.of_ticket(ticket)
    assert [(line.title, line.sku, line.outcome, line.disposition, line.amount) for line in view.lines] == [
        ("Arc", "ARC", "refunded", "restock", 9_000),
        ("Solo", "SOLO", "refunded", "restock", 5_400),
    ]
    assert (view.refund_total, view.tracking, view.moves, view.granted) == (14_400, "JD 0001", (), 14_400)
    assert shop.tickets.show(ticket).rmas == (view,)
    assert_sound(shop)


def test_a_quote_says_what_a_request_would_and_changes_nothing(shop: Desk, ticket: int):
    lines = [wanted("ARC", condition="used"), wanted("LAVA"), wanted("SOLO", remedy="exchange")]
    quoted = shop.returns.quote(ticket, lines)
    assert [(line.sku, line.standing, line.rule, line.refund, line.fee) for line in quoted.lines] == [
        ("ARC", "eligible", "worn", 9_000, 1_800),
        ("LAVA", "refused", "final sale", 0, 0),
        ("SOLO", "eligible", "change of mind", 0, 0),
    ]
    assert (quoted.refund_total, quoted.fee, quoted.eligible, quoted.rule) == (7_200, 1_800, False, "final sale")
    assert shop.returns.of_ticket(ticket) == ()
    _, rma = shop.returns.request(ticket, lines)
    assert shop.returns.get(rma).refund_total == 7_200


def test_what_can_still_come_back(shop: Desk, ticket: int):
    _, rma = shop.returns.request(ticket, [wanted("SOLO", 2)])
    found = shop.returns.returnable(ticket)
    assert (found.order, found.currency, found.paid, found.left) == ("55-1", "EUR", 19_400, 19_400)
    assert [(line.sku, line.quantity, line.left, line.standing, line.rule) for line in found.lines] == [
        ("ARC", 1, 1, "eligible", "change of mind"),
        ("SOLO", 3, 1, "eligible", "change of mind"),
        ("LAVA", 1, 1, "refused", "final sale"),
    ]
    brought(shop, rma, "completed")
    assert [(line.sku, line.left) for line in shop.returns.returnable(ticket).lines][1] == ("SOLO", 1)
    assert shop.returns.returnable(ticket).left == 19_400 - 5_400


def test_the_last_of_the_order_brings_the_shipping_back(shop: Desk, ticket: int):
    with shop._work.store.transaction() as connection:
        people.set_setting(connection, "refund_limits", "agent any")
    shop.acting_as("sup").returns.set_policy(type(RULES)(RULES.rules[1:]))
    _, first = shop.returns.request(ticket, [wanted("ARC"), wanted("SOLO", 3)])
    assert brought(shop, first, "completed").shipping == 0
    _, last = shop.returns.request(ticket, [wanted("LAVA")])
    ended = brought(shop, last, "completed")
    assert (ended.shipping, ended.refund_total) == (500, 1_800 + 500)
    assert shop.returns.returnable(ticket).left == 0
    assert_sound(shop)


# what the rules say


def test_a_window_is_counted_in_the_shops_days(shop: Desk, clock: ManualClock, ticket: int):
    """Delivered on 11 November 23:30 in Shanghai is the 11th there, the window's last day the 11th of December."""
    with shop._work.store.transaction() as connection:
        people.set_setting(connection, "timezone", "Asia/Shanghai")
    order(shop, "55-2", [("ARC", 1, 10_000, "0.19")], delivered=NOON.replace(day=11, hour=15, minute=30))
    other = opened(shop, kind="return", order="55-2")
    clock.set(NOON.replace(month=12, day=11, hour=15, minute=59))
    assert shop.returns.quote(other, [wanted("ARC")]).eligible
    clock.advance(timedelta(minutes=1))
    late = shop.returns.quote(other, [wanted("ARC")])
    assert (late.eligible, late.needs_approval, late.refund_total) == (False, True, 10_000)


def test_members_have_longer_and_the_buyer_counts(shop: Desk, clock: ManualClock, ticket: int):
    clock.advance(25 * DAY)
    assert not shop.returns.quote(ticket, [wanted("ARC")]).eligible
    with shop._work.store.transaction() as connection:
        connection.exec_driver_sql("UPDATE customers SET membership = 'gold'")
    assert shop.returns.quote(ticket, [wanted("ARC")]).eligible


def test_the_rules_of_the_day_it_was_asked_for_decide_to_the_end(shop: Desk, clock: ManualClock, ticket: int):
    _, rma = shop.returns.request(ticket, [wanted("ARC")])
    clock.advance(40 * DAY)
    shop.acting_as("sup").returns.set_policy(type(RULES)(RULES.rules[:1]))
    assert brought(shop, rma, "completed").refund_total == 9_000
    assert shop.returns.quote(ticket, [wanted("SOLO")]).rule == "no rule"


def test_what_the_inspection_finds_is_judged_anew_and_that_is_said(shop: Desk, ticket: int):
    _, rma = shop.returns.request(ticket, [wanted("ARC"), wanted("SOLO")])
    arc, solo = (line.id for line in brought(shop, rma, "received").lines)
    shop.returns.inspect(rma, {arc: Finding("used", "refurbish", "a scratch"), solo: Finding("unopened", "restock")})
    view = shop.returns.get(rma)
    assert [(line.condition, line.found, line.rule, line.rule_before, line.note) for line in view.lines] == [
        ("unopened", "used", "worn", "change of mind", "a scratch"),
        ("unopened", "unopened", "change of mind", None, ""),
    ]
    assert (view.fee, view.refund_total) == (1_800, 9_000 + 2_700 - 1_800)
    assert brought(shop, rma, "completed").refund_total == 9_900
    assert_sound(shop)


def test_what_the_inspection_finds_may_end_it(shop: Desk, ticket: int):
    shop.acting_as("sup").returns.set_policy(
        type(RULES)((type(RULES.rules[0])("unpacked", {"condition": frozenset({"used"})}, refuse=True), RULES.rules[3]))
    )
    _, rma = shop.returns.request(ticket, [wanted("ARC")])
    (line,) = brought(shop, rma, "received").lines
    shop.returns.inspect(rma, {line.id: Finding("used", "restock")})
    assert shop.returns.get(rma).refund_total == 0
    with pytest.raises(Refused) as refused:
        shop.returns.complete(rma, {line.id: Ending("refunded")})
    assert refused.value.details["legal"] == ["sent_back"]
    ended = brought(shop, rma, "completed")
    assert (ended.lines[0].outcome, ended.lines[0].amount, ended.refund_total) == ("sent_back", None, 0)
    assert shop.returns.returnable(ticket).lines[0].left == 1
    assert_sound(shop)


def test_fewer_pieces_came(shop: Desk, ticket: int):
    _, rma = shop.returns.request(ticket, [wanted("SOLO", 3), wanted("ARC")])
    solo, arc = (line.id for line in brought(shop, rma, "in_transit").lines)
    shop.returns.receive(rma, {solo: 2, arc: 0})
    assert shop.returns.get(rma).refund_total == 5_400
    with pytest.raises(Invalid, match="nothing of line"):
        shop.returns.inspect(rma, {solo: Finding("unopened", "restock"), arc: Finding("unopened", "restock")})
    with pytest.raises(Invalid, match="nothing is said"):
        shop.returns.inspect(rma, {})
    shop.returns.inspect(rma, {solo: Finding("unopened", "restock")})
    with pytest.raises(Invalid, match="nothing of line"):
        shop.returns.complete(rma, {arc: Ending("refunded")})
    ended = brought(shop, rma, "completed")
    assert [(line.received, line.outcome, line.amount) for line in ended.lines] == [
        (2, "refunded", 5_400), (0, None, None)]  # fmt: skip
    assert [line.left for line in shop.returns.returnable(ticket).lines] == [1, 1, 1]
    assert_sound(shop)


# exchanges


def test_an_exchange_for_the_same_article_costs_nothing(shop: Desk, ticket: int):
    _, rma = shop.returns.request(ticket, [wanted("ARC", remedy="exchange", reason="damaged", condition="damaged")])
    (line,) = brought(shop, rma, "completed").lines
    assert (line.outcome, line.replacement, line.difference, line.amount) == ("exchanged", "ARC", 0, None)
    assert shop.returns.returnable(ticket).left == 19_400


@pytest.mark.parametrize(
    ("sent", "difference", "back"), [("ARC", 20_000 - 5_400, 20_000), ("SOLO", 0, 5_400), ("MINI", -4_400, 1_000)]
)
def test_an_exchange_and_then_the_replacement_comes_back(
    shop: Desk, ticket: int, sent: str, difference: int, back: int
):
    """Two Solos, of which each was paid 27 euros: the price now against that; what comes back pays what it cost."""
    with shop._work.store.transaction() as connection:
        connection.exec_driver_sql(
            "INSERT INTO products (sku, name, name_zh, category, price, currency, stage, brief) "
            "VALUES ('MINI', 'Mini', '', '', 500, 'EUR', 'growth', '')"
        )
    _, rma = shop.returns.request(ticket, [wanted("SOLO", 2, "exchange")])
    (line,) = brought(shop, rma, "inspected").lines
    shop.returns.complete(rma, {line.id: Ending("exchanged", sent)})
    assert shop.returns.get(rma).lines[0].difference == difference
    found = shop.returns.returnable(ticket)
    assert found.left == 19_400 + difference
    assert [(each.sku, each.quantity, each.left) for each in found.lines][1::2] == [("SOLO", 3, 1), (sent, 2, 2)]
    pieces = {"ARC": 3, "SOLO": 3, "MINI": 2}[sent]  # with what is left of the order's own
    _, again = shop.returns.request(ticket, [wanted(sent, pieces)])
    rest = {"ARC": 9_000, "SOLO": 2_700, "MINI": 0}[sent]
    assert shop.returns.get(again).refund_total == back + rest
    if sent == "ARC":
        with pytest.raises(Forbidden):
            shop.acting_as("boss").returns.approve(again)
        shop.acting_as("sup").returns.approve(again)
    ended = brought(shop, again, "completed")
    assert ended.refund_total == back + rest
    assert shop.returns.returnable(ticket).left == 19_400 + difference - back - rest
    assert_sound(shop)


def test_exchanges_that_cannot_be(shop: Desk, ticket: int):
    with shop._work.store.transaction() as connection:
        connection.exec_driver_sql(
            "INSERT INTO products (sku, name, name_zh, category, price, currency, stage, brief) "
            "VALUES ('YEN', 'Yen', '', '', 500, 'JPY', 'growth', '')"
        )
    _, rma = shop.returns.request(ticket, [wanted("SOLO", 2, "exchange")])
    (line,) = brought(shop, rma, "inspected").lines
    for ending, error in (
        (Ending("exchanged", "YEN"), Invalid),
        (Ending("exchanged", "NONE"), NotFound),
        (Ending("exchanged", "LAVA"), Refused),
        (Ending("refunded", "ARC"), Invalid),
        (Ending("thrown away"), Invalid),
    ):
        with pytest.raises(error):
            shop.returns.complete(rma, {line.id: ending})
    assert shop.returns.get(rma).stage == "inspected"
    assert_sound(shop)


def test_a_withdrawn_article_is_exchanged_for_its_successor(shop: Desk, ticket: int):
    shop.acting_as("sup").returns.set_policy(type(RULES)(RULES.rules[1:]))
    _, rma = shop.returns.request(ticket, [wanted("LAVA", remedy="exchange", reason="damaged")])
    (line,) = brought(shop, rma, "inspected").lines
    with pytest.raises(Refused) as refused:
        shop.returns.complete(rma)
    assert refused.value.details["legal"] == ["SOLO"]
    shop.returns.complete(rma, {line.id: Ending("exchanged", "SOLO")})
    assert shop.returns.get(rma).lines[0].difference == 3_000 - 1_800


# who decides


def test_beyond_the_limit_it_waits_for_an_approval(shop: Desk, ticket: int):
    order(shop, "55-9", [("ARC", 4, 10_000, "0.19")])
    big = opened(shop, kind="return", order="55-9")
    _, rma = shop.returns.request(big, [wanted("ARC", 3)])
    assert shop.returns.get(rma).needs_approval
    assert shop.returns.approve(rma, "a good customer").ticket.stage == "requested"
    view = shop.returns.get(rma)
    assert view.waits_for is not None
    assert view.moves == ("decline", "cancel")
    with pytest.raises(Refused, match="waits for approval"):
        shop.acting_as("sup").returns.approve(rma)
    shop.acting_as("sup").approvals.reduce(view.waits_for, 25_000, "two of them were used")
    assert (shop.returns.get(rma).stage, shop.returns.get(rma).granted) == ("approved", 25_000)
    assert brought(shop, rma, "completed").refund_total == 25_000
    assert shop.returns.returnable(big).left == 15_000
    assert_sound(shop)


def test_outside_its_window_even_a_supervisor_asks_another(shop: Desk, clock: ManualClock, ticket: int):
    clock.advance(30 * DAY)
    boss = shop.acting_as("sup")
    _, rma = boss.returns.request(ticket, [wanted("SOLO", remedy="exchange")])
    boss.returns.approve(rma)
    waiting = shop.returns.get(rma).waits_for
    assert waiting is not None
    boss.approvals.withdraw(waiting)
    assert shop.returns.get(rma).stage == "requested"
    shop.returns.approve(rma)
    waiting = shop.returns.get(rma).waits_for
    assert waiting is not None
    boss.approvals.approve(waiting)
    assert brought(shop, rma, "completed").lines[0].outcome == "exchanged"
    assert_sound(shop)


@pytest.mark.parametrize("end", ["decline", "cancel"])
def test_what_was_asked_is_withdrawn_with_the_return(shop: Desk, ticket: int, clock: ManualClock, end: str):
    clock.advance(30 * DAY)
    _, rma = shop.returns.request(ticket, [wanted("SOLO")])
    shop.returns.approve(rma)
    waiting = shop.returns.get(rma).waits_for
    assert waiting is not None
    done = shop.returns.decline(rma, "too late") if end == "decline" else shop.returns.cancel(rma)
    assert done.ticket.stage == ("declined" if end == "decline" else "cancelled")
    assert shop.returns.get(rma).declined_because == ("too late" if end == "decline" else "")
    assert [one.state for one in shop.tickets.show(ticket).approvals] == ["withdrawn"]
    with pytest.raises(IllegalMove):
        shop.acting_as("sup").approvals.approve(waiting)
    assert_sound(shop)


def test_what_came_dearer_than_approved_takes_a_higher_limit(shop: Desk, ticket: int):
    """Found better than was said, it costs no fee any more, and is beyond what an agent may give."""
    order(shop, "55-9", [("ARC", 2, 12_000, "0.19")])
    ticket = opened(shop, kind="return", order="55-9")
    _, rma = shop.returns.request(ticket, [wanted("ARC", 2, condition="used")])
    assert shop.returns.get(rma).refund_total == 19_200
    (line,) = brought(shop, rma, "received").lines
    shop.returns.inspect(rma, {line.id: Finding("unopened", "restock")})
    with pytest.raises(Refused) as refused:
        shop.returns.complete(rma)
    assert (refused.value.details["amount"], refused.value.details["granted"]) == (24_000, 19_200)
    shop.acting_as("spec").returns.complete(rma)
    assert shop.returns.get(rma).refund_total == 24_000


def test_the_rules_take_nothing_of_it_back(shop: Desk, ticket: int):
    _, rma = shop.returns.request(ticket, [wanted("LAVA")])
    with pytest.raises(Refused) as refused:
        shop.returns.approve(rma)
    assert refused.value.details["legal"] == ["decline", "cancel"]


# what is refused


def test_lines_that_are_refused(shop: Desk, ticket: int):
    for lines, error in (
        ([], Invalid),
        ([wanted("NONE")], NotFound),
        ([wanted("ARC", 2)], Invalid),
        ([wanted("ARC", 0)], Invalid),
        ([wanted("ARC", -1)], Invalid),
        ([wanted("SOLO", 2), wanted("SOLO", 2)], Invalid),
        ([wanted("ARC", reason="bored")], Invalid),
        ([wanted("ARC", condition="burnt")], Invalid),
        ([wanted("ARC", remedy="applause")], Invalid),
    ):
        with pytest.raises(error):
            shop.returns.request(ticket, lines)
        with pytest.raises(error):
            shop.returns.quote(ticket, lines)
    with shop._work.store.transaction() as connection:
        connection.exec_driver_sql(
            "INSERT INTO products (sku, name, name_zh, category, price, currency, stage, brief) "
            "VALUES ('TRIO', 'Trio', '', '', 500, 'EUR', 'growth', '')"
        )
    with pytest.raises(Refused) as refused:
        shop.returns.request(ticket, [wanted("TRIO")])
    assert refused.value.details["legal"] == ["ARC", "LAVA", "SOLO"]
    with pytest.raises(NotFound):
        shop.returns.request(ticket, [wanted("ARC")], attachments=[99])
    assert shop.returns.of_ticket(ticket) == ()
    assert_sound(shop)


def test_pieces_on_their_way_are_not_asked_for_twice(shop: Desk, ticket: int):
    _, rma = shop.returns.request(ticket, [wanted("SOLO", 2)])
    other = opened(shop, kind="return", order="55-1")
    with pytest.raises(Invalid, match=f"on their way in return {rma}"):
        shop.returns.request(other, [wanted("SOLO", 2)])
    shop.returns.cancel(rma)
    shop.returns.request(other, [wanted("SOLO", 3)])


def test_no_refund_before_the_payment(shop: Desk):
    order(shop, "55-7", [("ARC", 1, 10_000, "0.19")], payment="pending")
    ticket = opened(shop, kind="return", order="55-7")
    with pytest.raises(Refused) as refused:
        shop.returns.request(ticket, [wanted("ARC")])
    assert refused.value.details["legal"] == ["exchange", "repair"]
    assert shop.returns.returnable(ticket).left == 0
    _, rma = shop.returns.request(ticket, [wanted("ARC", remedy="exchange")])
    (line,) = brought(shop, rma, "inspected").lines
    for ending in (Ending("refunded"), Ending("exchanged", "SOLO")):
        with pytest.raises(Refused):
            shop.returns.complete(rma, {line.id: ending})
    shop.returns.complete(rma)
    assert_sound(shop)


def test_a_return_needs_an_order(shop: Desk):
    ticket = opened(shop, kind="return")
    for act in (
        lambda: shop.returns.request(ticket, [wanted("ARC")]),
        lambda: shop.returns.quote(ticket, [wanted("ARC")]),
        lambda: shop.returns.returnable(ticket),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.details["legal"] == ["order"]


MOVES = {
    "requested": ("approve", "decline", "cancel"),
    "approved": ("ship", "receive", "cancel"),
    "in_transit": ("receive", "cancel"),
    "received": ("inspect",),
    "inspected": ("complete",),
    "completed": (),
}


@pytest.mark.parametrize("stage", MOVES)
def test_a_move_from_the_wrong_stage_names_the_legal_ones_and_who_moved_it(shop: Desk, ticket: int, stage: str):
    _, rma = shop.returns.request(ticket, [wanted("ARC")])
    view, returns = brought(shop, rma, stage), shop.returns
    findings, before = {view.lines[0].id: Finding("unopened", "restock")}, view
    acts = {
        "approve": lambda: returns.approve(rma),
        "decline": lambda: returns.decline(rma, "no"),
        "ship": lambda: returns.ship(rma),
        "receive": lambda: returns.receive(rma),
        "inspect": lambda: returns.inspect(rma, findings),
        "complete": lambda: returns.complete(rma),
        "cancel": lambda: returns.cancel(rma),
    }
    for name, act in acts.items():
        if name not in MOVES[stage]:
            with pytest.raises(IllegalMove) as refused:
                act()
            assert refused.value.details["legal"] == list(MOVES[stage])
            assert refused.value.details["by"] == "lin"
    assert returns.get(rma) == before


def test_words_and_numbers_that_are_refused_on_the_way(shop: Desk, ticket: int):
    _, rma = shop.returns.request(ticket, [wanted("SOLO", 2)])
    (line,) = brought(shop, rma, "approved").lines
    with pytest.raises(Invalid):
        shop.returns.ship(rma, "x" * 201)
    for pieces in ({line.id: 3}, {line.id: -1}, {line.id: 0}, {99: 1}):
        with pytest.raises(Invalid):
            shop.returns.receive(rma, pieces)
    brought(shop, rma, "received")
    for finding in (Finding("burnt", "restock"), Finding("used", "attic"), Finding("used", "scrap", "x" * 2_001)):
        with pytest.raises(Invalid):
            shop.returns.inspect(rma, {line.id: finding})
    with pytest.raises(Invalid, match="has no line 99"):
        shop.returns.inspect(rma, {99: Finding("used", "scrap")})
    brought(shop, rma, "inspected")
    with pytest.raises(Invalid, match="has no line 99"):
        shop.returns.complete(rma, {99: Ending("refunded")})
    for act in (lambda: shop.returns.decline(99, "no"), lambda: shop.returns.get(99)):
        with pytest.raises(NotFound):
            act()
    _, other = shop.returns.request(ticket, [wanted("ARC")])
    with pytest.raises(Invalid):
        shop.returns.decline(other, "  ")
    assert_sound(shop)


def test_a_stale_screen_is_told(shop: Desk, ticket: int):
    seen = shop.queue.row(ticket).version
    shop.acting_as("ana").handling.priority(ticket, "high")
    with pytest.raises(StaleVersion):
        shop.returns.request(ticket, [wanted("ARC")], version=seen)
    _, rma = shop.returns.request(ticket, [wanted("ARC")])
    with pytest.raises(StaleVersion):
        shop.returns.approve(rma, version=seen)


@pytest.mark.parametrize("handle", ["nova", "coach", "boss"])
def test_who_may_not(shop: Desk, ticket: int, handle: str):
    _, rma = shop.returns.request(ticket, [wanted("ARC")])
    person = shop.acting_as(handle).returns
    for act in (
        lambda: person.request(ticket, [wanted("SOLO")]),
        lambda: person.approve(rma),
        lambda: person.cancel(rma),
        lambda: person.decline(rma, "no"),
    ):
        with pytest.raises(Forbidden):
            act()
    if handle != "boss":
        with pytest.raises(Forbidden):
            person.set_policy(RULES)


# the ticket, files, lists, rules


def test_the_ticket_stands_where_its_least_advanced_return_stands(shop: Desk, ticket: int):
    _, first = shop.returns.request(ticket, [wanted("ARC")])
    shop.returns.approve(first)
    done, second = shop.returns.request(ticket, [wanted("SOLO")])
    assert done.ticket.stage == "requested"
    assert shop.returns.decline(second, "kept too long").ticket.stage == "approved"
    assert shop.returns.cancel(first).ticket.stage == "declined"
    assert_sound(shop)


def test_a_ticket_of_any_kind_may_have_returns(shop: Desk):
    ticket = opened(shop, order="55-1")
    _, rma = shop.returns.request(ticket, [wanted("ARC")])
    shop.returns.approve(rma)
    assert shop.queue.row(ticket).stage is None
    assert shop.handling.kind(ticket, "return").ticket.stage == "approved"


def test_files_of_the_ticket_are_its_evidence(shop: Desk, ticket: int):
    shop.conversation.attach(ticket, "crack.jpg", b"jpeg")
    (file,) = shop.tickets.show(ticket).attachments
    _, rma = shop.returns.request(ticket, [wanted("ARC", reason="damaged")], attachments=[file.id, file.id])
    assert shop.returns.get(rma).attachments == (file.id,)


def test_lists_go_back_in_time(shop: Desk, ticket: int):
    made = [shop.returns.request(ticket, [wanted("SOLO")])[1] for _ in range(3)]
    shop.returns.cancel(made[1])
    assert [rma.id for rma in shop.returns.all()] == made[::-1]
    assert [rma.id for rma in shop.returns.all("requested", limit=1)] == [made[2]]
    assert [rma.id for rma in shop.returns.all("requested", limit=1, after=made[2])] == [made[0]]
    with pytest.raises(Invalid):
        shop.returns.all("lost")


def test_rules_are_versions(shop: Desk, lite: Desk):
    boss = shop.acting_as("sup")
    now = shop.returns.policy()
    assert now is not None
    assert (now.number, now.set_at, [rule.name for rule in now.rules]) == (1, NOON, [rule.name for rule in RULES.rules])
    assert (now.rules[2].fee, now.rules[3].longer, now.rules[0].when) == (
        "0.2", (("gold", 60),), (("lifecycle", ("withdrawn",)),))  # fmt: skip
    with pytest.raises(Refused):
        boss.returns.set_policy(RULES)
    assert boss.returns.set_policy(type(RULES)()) == shop.returns.policy()
    assert_sound(shop)


@pytest.mark.parametrize("ending", [Ending("refunded"), Ending("exchanged", "ARC"), Ending("exchanged", "SOLO")])
def test_what_an_end_is_foretold_to_pay_is_what_it_pays(shop: Desk, ticket: int, ending: Ending):
    _, rma = shop.returns.request(ticket, [wanted("SOLO", 2)])
    (line,) = brought(shop, rma, "inspected").lines
    told = shop.returns.foretell(rma, {line.id: ending})
    assert shop.returns.get(rma).stage == "inspected"
    shop.returns.complete(rma, {line.id: ending})
    now = shop.returns.get(rma)
    assert (told.currency, told.refund_total, told.difference) == (now.currency, now.refund_total, now.difference)
    with pytest.raises(IllegalMove):
        shop.returns.foretell(rma)


def test_what_an_end_can_not_be_is_foretold_too(shop: Desk, ticket: int):
    _, rma = shop.returns.request(ticket, [wanted("SOLO")])
    (line,) = brought(shop, rma, "inspected").lines
    with pytest.raises(NotFound):
        shop.returns.foretell(rma, {line.id: Ending("exchanged", "NONE")})
    with pytest.raises(NotFound):
        shop.returns.foretell(rma + 1)
