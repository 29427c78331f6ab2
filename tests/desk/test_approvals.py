"""Approvals: asked within and beyond the limit, decided by other eyes, held against what was paid."""

import pytest
from tests.builders import DAY, HOUR, NOON, assert_sound, types_of
from tests.desk.approval_cases import LEFT, OTHERS, PAID, SMALL, UNPAID, YEN, about, asked, state_of, with_orders

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk
from servicedesk.domain.approving.errors import AlreadyDecided, MayNotDecide
from servicedesk.domain.errors import (
    Forbidden,
    GateClosed,
    IllegalMove,
    Invalid,
    NotFound,
    Refused,
    UndoRefused,
)
from servicedesk.domain.macros import ActionKind, MacroAction
from servicedesk.store import people


@pytest.fixture
def shop(desk: Desk) -> Desk:
    return with_orders(desk)


@pytest.fixture
def lean(lite: Desk) -> Desk:
    return with_orders(lite)


# asking


def test_within_the_limit_it_is_granted_at_once_and_recorded(shop: Desk):
    ticket = about(shop)
    done, view = shop.approvals.ask(ticket, "refund", 20_000, "EUR", "  The shade is torn. ")
    assert (view.state, view.granted, view.asker, view.decided_by) == ("within_limit", 20_000, "lin", "lin")
    assert (view.why, view.order, view.moves, view.mine) == ("The shade is torn.", PAID, (), False)
    assert done.ticket.status == "open"
    assert shop.tickets.show(ticket).approvals == (view,)
    assert_sound(shop)


def test_beyond_the_limit_it_waits_and_says_who_may(shop: Desk):
    ticket = about(shop)
    view = asked(shop, ticket, 20_001)
    assert (view.state, view.granted, view.why_not, view.moves) == ("waiting", None, "own", ("withdraw",))
    seen = {name: shop.acting_as(name).approvals.get(view.id) for name in ("ana", "spec", "sup", "nova")}
    assert {name: (one.mine, one.why_not) for name, one in seen.items()} == {
        "ana": (False, "role"),
        "spec": (True, None),
        "sup": (True, None),
        "nova": (False, "role"),
    }
    assert seen["sup"].moves == ("approve", "reduce", "reject", "withdraw")
    assert_sound(shop)


def test_a_higher_role_without_the_limit_may_give_less_or_nothing(lean: Desk):
    view = asked(lean, about(lean), 60_000)
    specs = lean.acting_as("spec").approvals
    assert (specs.get(view.id).why_not, specs.get(view.id).moves) == ("limit", ("reduce", "reject"))
    with pytest.raises(MayNotDecide) as refused:
        specs.approve(view.id)
    assert refused.value.details["why"] == "limit"
    assert refused.value.details["who"] == ["root", "sup"]
    specs.reduce(view.id, 50_000, "That is what I can give.")
    assert specs.get(view.id).granted == 50_000


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount": 0}, "amount"),
        ({"amount": -5}, "amount"),
        ({"amount": 10**13}, "amount"),
        ({"currency": "USD"}, "currency"),
        ({"currency": "eur"}, "currency"),
        ({"currency": "\N{EURO SIGN}"}, "currency"),
        ({"why": " \n"}, "why"),
        ({"why": "x" * 2_001}, "why"),
        ({"kind": "return"}, "kind"),
        ({"kind": "gift"}, "kind"),
    ],
)
def test_what_can_not_be_asked_for(lean: Desk, changes: dict[str, object], field: str):
    ticket = about(lean)
    said = {"kind": "refund", "amount": 500, "currency": "EUR", "why": "It broke."} | changes
    with pytest.raises(Invalid) as wrong:
        lean.approvals.ask(ticket, **said)  # type: ignore[arg-type]
    assert wrong.value.details["field"] == field
    assert lean.approvals.of_ticket(ticket) == ()


def test_a_refund_needs_an_order_that_was_paid(lean: Desk):
    with pytest.raises(Invalid) as wrong:
        asked(lean, about(lean, None), 500)
    assert wrong.value.details["field"] == "order"
    with pytest.raises(Refused, match="isn't paid yet"):
        asked(lean, about(lean, UNPAID), 500)
    with pytest.raises(NotFound):
        asked(lean, about(lean), 500, order="no such")
    with pytest.raises(Refused, match="another customer's"):
        asked(lean, about(lean), 500, order=OTHERS)
    assert asked(lean, about(lean, None), 500, order=SMALL).order == SMALL


def test_compensation_needs_no_order_and_is_not_capped_by_one(lean: Desk):
    assert asked(lean, about(lean, None), 19_000, "compensation").state == "within_limit"
    assert asked(lean, about(lean, SMALL), 19_000, "compensation").granted == 19_000
    assert asked(lean, about(lean, UNPAID), 500, "compensation").state == "within_limit"
    with pytest.raises(Invalid):
        lean.approvals.ask(about(lean, YEN), "compensation", 500, "EUR", "Sorry.")


def test_never_more_than_is_left_of_what_was_paid(lean: Desk):
    sup = lean.acting_as("sup")
    first, second = about(lean), about(lean)
    asked(sup, first, LEFT[PAID] - 10_000)
    with pytest.raises(Refused) as refused:
        asked(lean, second, 10_001)
    assert refused.value.details["left"] == 10_000
    assert asked(lean, second, 10_000).state == "within_limit"
    with pytest.raises(Refused, match=r"only EUR 0\.00 is left"):
        asked(lean, second, 1)


def test_two_that_wait_for_one_order_are_held_against_it_when_they_are_granted(lean: Desk):
    sup = lean.acting_as("sup")
    one, two = asked(lean, about(lean), 50_000), asked(lean, about(lean), 50_000)
    sup.approvals.approve(one.id)
    with pytest.raises(Refused) as refused:
        sup.approvals.approve(two.id)
    assert refused.value.details["left"] == 30_000
    sup.approvals.reduce(two.id, 30_000, "That is all that is left.")
    assert sup.approvals.get(two.id).granted == 30_000
    assert_sound(lean)


def test_the_same_is_not_asked_for_twice(lean: Desk):
    ticket = about(lean)
    view = asked(lean, ticket)
    with pytest.raises(Refused) as refused:
        asked(lean, ticket, 40_000)
    assert refused.value.details["approval"] == view.id
    assert asked(lean, ticket, 40_000, "compensation").state == "waiting"


def test_a_currency_without_a_figure_is_nobodys_to_grant_alone(lean: Desk):
    ticket = about(lean, None)
    _, view = lean.approvals.ask(ticket, "compensation", 100, "SEK", "Sorry.")
    assert view.state == "waiting"
    assert lean.acting_as("spec").approvals.get(view.id).why_not == "limit"
    lean.acting_as("sup").approvals.approve(view.id)


def test_a_limit_is_for_all_that_one_gives_alone_on_one_order(shop: Desk):
    ticket, again = about(shop), about(shop)
    assert asked(shop, ticket, 1_250, "compensation").state == "within_limit"
    assert asked(shop, again, 18_750).state == "within_limit"
    for place, kind in ((ticket, "compensation"), (again, "refund"), (about(shop, None), "compensation")):
        view = asked(shop, place, 1, kind, order=PAID)
        assert (view.state, view.given_before) == ("waiting", 20_000)
        shop.approvals.withdraw(view.id)
    assert asked(shop, about(shop, SMALL), 3_000).state == "within_limit"
    assert asked(shop.acting_as("ana"), ticket, 20_000, "compensation").state == "within_limit"
    assert asked(shop.acting_as("spec"), ticket, 50_000, "compensation").state == "within_limit"
    assert_sound(shop)


def test_without_an_order_a_limit_is_for_the_ticket(lean: Desk):
    ticket = about(lean, None)
    asked(lean, ticket, 15_000, "compensation")
    assert asked(lean, ticket, 1_000, "compensation", order=SMALL).state == "within_limit"
    late = asked(lean, ticket, 4_001, "compensation")
    assert (late.state, late.given_before) == ("waiting", 16_000)
    assert asked(lean, ticket, 5_001, "compensation", order=PAID).given_before == 15_000
    lean.approvals.withdraw(late.id)
    _, other = lean.approvals.ask(ticket, "compensation", 150_000, "CNY", "Sorry.")
    assert (other.state, other.granted) == ("within_limit", 150_000), "each currency has its own limit"
    assert asked(lean, about(lean, None), 20_000, "compensation").state == "within_limit"


def test_only_what_was_given_alone_and_stands_counts(lean: Desk):
    ticket, sup = about(lean), lean.acting_as("sup")
    sup.approvals.approve(asked(lean, ticket, 30_000).id)
    sup.approvals.reduce(asked(lean, ticket, 30_000).id, 10_000, "Half.")
    done, _ = lean.approvals.ask(ticket, "compensation", 20_000, "EUR", "Sorry.")
    assert asked(lean, ticket, 1).state == "waiting"
    lean.history.undo(done.act_id)
    assert asked(lean, ticket, 20_000, "compensation").state == "within_limit"


# deciding


def test_who_asked_never_decides(shop: Desk):
    view = asked(shop, about(shop))
    for act in (
        lambda: shop.approvals.approve(view.id),
        lambda: shop.approvals.reduce(view.id, 5, "Enough."),
        lambda: shop.approvals.reject(view.id, "No."),
    ):
        with pytest.raises(MayNotDecide) as refused:
            act()
        assert refused.value.details["why"] == "own"
    assert state_of(shop, view.ticket_id) == [("waiting", None)]


def test_approved_reduced_rejected_withdrawn(shop: Desk):
    sup, ticket = shop.acting_as("sup"), about(shop)
    first = asked(shop, ticket, 21_000)
    sup.approvals.approve(first.id, "Go ahead.")
    second = asked(shop, ticket, 22_000)
    sup.approvals.reduce(second.id, 10_000, "Half of it.")
    third = asked(shop, ticket, 23_000)
    sup.approvals.reject(third.id, "She had one last week.")
    fourth = asked(shop, ticket, 24_000)
    shop.approvals.withdraw(fourth.id)
    views = shop.approvals.of_ticket(ticket)
    assert [(one.state, one.granted, one.decided_by, one.answer) for one in views] == [
        ("approved", 21_000, "sup", "Go ahead."),
        ("reduced", 10_000, "sup", "Half of it."),
        ("rejected", None, "sup", "She had one last week."),
        ("withdrawn", None, "lin", ""),
    ]
    assert [one.moves for one in views] == [()] * 4
    assert_sound(shop)


@pytest.mark.parametrize("amount", [0, -1, 50_000, 50_001])
def test_reducing_means_less_but_something(lean: Desk, amount: int):
    view = asked(lean, about(lean))
    with pytest.raises(Invalid) as wrong:
        lean.acting_as("sup").approvals.reduce(view.id, amount, "Less.")
    assert wrong.value.details["field"] == "amount"


def test_no_decision_without_a_reason_where_one_is_needed(lean: Desk):
    sup, view = lean.acting_as("sup"), asked(lean, about(lean))
    for act in (lambda: sup.approvals.reject(view.id, " "), lambda: sup.approvals.reduce(view.id, 5, "")):
        with pytest.raises(Invalid) as wrong:
            act()
        assert wrong.value.details["field"] == "reason"


def test_decided_already_says_by_whom_and_that_nothing_is_legal(shop: Desk):
    sup, spec, view = shop.acting_as("sup"), shop.acting_as("spec"), asked(shop, about(shop))
    spec.approvals.approve(view.id)
    for act in (
        lambda: sup.approvals.approve(view.id),
        lambda: sup.approvals.reject(view.id, "No."),
        lambda: sup.approvals.reduce(view.id, 1, "Less."),
        lambda: shop.approvals.withdraw(view.id),
    ):
        with pytest.raises(AlreadyDecided) as late:
            act()
        assert isinstance(late.value, IllegalMove)
        assert (late.value.details["by"], late.value.details["legal"]) == ("spec", [])
        assert "was approved by spec already" in late.value.message


def test_only_the_asker_or_a_supervisor_takes_it_back(lean: Desk):
    view = asked(lean, about(lean))
    for name in ("ana", "spec", "nova"):
        with pytest.raises(Forbidden):
            lean.acting_as(name).approvals.withdraw(view.id)
    lean.acting_as("sup").approvals.withdraw(view.id)
    assert lean.approvals.get(view.id).decided_by == "sup"


def test_a_supervisor_who_asks_needs_another_one(lean: Desk):
    sup = lean.acting_as("sup")
    sup.approvals.set_limits("supervisor EUR 300")
    lean.acting_as("boss").people.add("sup2", roles=["supervisor"])
    view = asked(sup, about(lean))
    assert view.state == "waiting"
    with pytest.raises(MayNotDecide, match="four eyes"):
        sup.approvals.approve(view.id)
    with pytest.raises(MayNotDecide) as low:
        lean.acting_as("spec").approvals.reject(view.id, "No.")
    assert low.value.details["why"] == "role"
    with pytest.raises(MayNotDecide) as beyond:
        lean.acting_as("sup2").approvals.approve(view.id)
    assert (beyond.value.details["why"], beyond.value.details["who"]) == ("limit", [])
    lean.acting_as("sup2").approvals.reduce(view.id, 30_000, "My limit.")


def test_unknown_ones_and_strangers(lean: Desk):
    view = asked(lean, about(lean))
    with pytest.raises(NotFound):
        lean.acting_as("sup").approvals.approve(999)
    with pytest.raises(NotFound):
        lean.approvals.get(999)
    for name in ("nova", "coach", "boss"):
        with pytest.raises(Forbidden):
            lean.acting_as(name).approvals.approve(view.id)
    with pytest.raises(Forbidden):
        asked(lean.acting_as("nova"), view.ticket_id)


def test_the_list_has_first_what_one_may_grant(lean: Desk, clock: ManualClock):
    beyond = asked(lean, about(lean), 60_000)
    clock.advance(HOUR)
    mine = asked(lean, about(lean), 40_000)
    assert [one.id for one in lean.acting_as("spec").approvals.waiting()] == [mine.id, beyond.id]
    assert [one.id for one in lean.acting_as("sup").approvals.waiting()] == [beyond.id, mine.id]


# what waits holds the ticket, not the customer's clock


def test_while_it_waits_the_ticket_is_not_resolved_by_hand(shop: Desk):
    ticket = about(shop)
    view = asked(shop, ticket)
    resolving = [
        lambda: shop.handling.status(ticket, "resolved"),
        lambda: shop.conversation.reply(ticket, "Done.", then="resolved"),
        lambda: shop.conversation.note(ticket, "Done.", then="resolved"),
        lambda: shop.conversation.call(ticket, "Done.", outcome="spoke", then="resolved"),
        lambda: shop.handling.macro(ticket, [MacroAction(ActionKind.STATUS, "resolved")]),
        lambda: shop.conversation.reply(ticket, "Done.", actions=[MacroAction(ActionKind.STATUS, "resolved")]),
    ]
    before = types_of(shop, ticket)
    for act in resolving:
        with pytest.raises(Refused, match="withdraw it or wait") as refused:
            act()
        assert refused.value.details["approval"] == view.id
        assert refused.value.details["asker"] == "lin"
    assert types_of(shop, ticket) == before
    shop.acting_as("sup").approvals.reject(view.id, "No.")
    assert shop.handling.status(ticket, "resolved").ticket.status == "resolved"
    assert_sound(shop)


def test_on_a_resolved_ticket_nothing_is_left_waiting(lean: Desk):
    """It would be withdrawn unseen when the ticket closes by itself."""
    ticket = about(lean)
    lean.handling.status(ticket, "resolved")
    with pytest.raises(Refused, match="open it again first"):
        asked(lean, ticket)
    assert asked(lean, ticket, 20_000).state == "within_limit"
    lean.handling.status(ticket, "open")
    assert asked(lean, ticket).state == "waiting"


def test_a_bulk_act_leaves_out_the_tickets_that_wait(lean: Desk):
    from servicedesk.domain.bulk import Seen, ToStatus

    waits, free = about(lean), about(lean)
    view = asked(lean, waits)
    part = lean.many.run(ToStatus("resolved"), [Seen(waits, None), Seen(free, None)])
    assert part.done == (free,)
    (failure,) = part.failed
    assert (failure.ticket, failure.error.details["approval"]) == (waits, view.id)


def test_no_reply_needed_voids_no_reopening_while_it_waits(lean: Desk, clock: ManualClock):
    ticket = about(lean)
    lean.conversation.reply(ticket, "It leaves today.", grace=0, then="resolved")
    clock.advance(HOUR)
    lean.conversation.message(ticket, "Thanks!")
    asked(lean, ticket)
    done = lean.conversation.no_reply_needed(ticket)
    assert (done.ticket.status, done.ticket.waiting_since) == ("open", None)


def test_the_customers_wait_runs_on(lean: Desk):
    ticket = about(lean)
    before = lean.queue.row(ticket).waiting_since
    asked(lean, ticket)
    assert lean.queue.row(ticket).waiting_since == before == NOON


@pytest.mark.parametrize("end", ["spam", "merged"])
def test_a_ticket_that_ends_takes_what_waits_with_it(shop: Desk, end: str):
    ticket = about(shop)
    view = asked(shop, ticket)
    if end == "spam":
        shop.handling.status(ticket, "spam")
    else:
        shop.joining.merge(ticket, about(shop))
    with pytest.raises(AlreadyDecided, match="withdrawn by lin already"):
        shop.acting_as("sup").approvals.approve(view.id)
    assert_sound(shop)
    shop.history.undo()
    assert state_of(shop, ticket) == [("waiting", None)]
    assert_sound(shop)


def test_the_send_gate_lets_a_granted_amount_through(shop: Desk):
    ticket, text = about(shop), "You get EUR 500.00 back to your card."
    view = asked(shop, ticket)
    with pytest.raises(GateClosed):
        shop.conversation.reply(ticket, text)
    shop.acting_as("sup").approvals.approve(view.id)
    with pytest.raises(GateClosed):
        shop.conversation.reply(ticket, "You get EUR 501.00 back to your card.")
    shop.conversation.reply(ticket, text)


# the queue


def test_the_queue_shows_what_waits_for_me(lean: Desk):
    ticket, beyond = about(lean), about(lean)
    asked(lean, ticket)
    asked(lean, beyond, 70_000)
    spec, sup = lean.acting_as("spec"), lean.acting_as("sup")
    assert lean.queue.counts(["approval:any", "approval:me"]) == (2, 0)
    assert [row.id for row in spec.queue.page("approval:me").rows] == [ticket]
    assert spec.queue.numbers("approval:me") == (ticket,)
    assert [row.id for row in spec.queue.at(0, "approval:me").rows] == [ticket]
    assert sup.queue.total("approval:me") == 2
    lean.handling.snooze(ticket, NOON + DAY)
    assert sup.queue.counts(["approval:me", "is:live approval:me"]) == (2, 1)
    with pytest.raises(Invalid) as wrong:
        lean.queue.total("approval:lin")
    assert wrong.value.details["field"] == "approval"


# undo


def test_moves_go_back_and_grants_are_not_brought_back_by_it(shop: Desk):
    sup, ticket = shop.acting_as("sup"), about(shop)
    view = asked(shop, ticket)
    act = sup.approvals.approve(view.id).act_id
    undone = sup.history.undo(act).act_id
    assert state_of(shop, ticket) == [("waiting", None)]
    with pytest.raises(UndoRefused, match="anew"):
        sup.history.undo(undone)
    sup.approvals.reject(view.id, "No.")
    assert_sound(shop)


def test_an_ask_that_was_taken_back_is_asked_anew(shop: Desk):
    """Its number may be given to another one meanwhile."""
    ticket, other = about(shop), about(shop)
    act = shop.approvals.ask(ticket, "refund", 500, "EUR", "It broke.")[0].act_id
    undone = shop.history.undo(act).act_id
    assert state_of(shop, ticket) == []
    asked(shop, other, 500)
    with pytest.raises(UndoRefused):
        shop.history.undo(undone)
    assert_sound(shop)


def test_an_asker_does_not_bring_their_own_grant_back(shop: Desk):
    """A supervisor may undo what others did, but not the taking back of a grant of their own wish."""
    shop.acting_as("boss").people.add("sup2", roles=["supervisor"])
    sup, other = shop.acting_as("sup"), shop.acting_as("sup2")
    sup.approvals.set_limits("supervisor CNY 1")
    ticket = about(shop)
    _, view = sup.approvals.ask(ticket, "compensation", 30_000, "EUR", "Sorry.")
    sup.approvals.set_limits("")
    act = other.approvals.approve(view.id).act_id
    undone = other.history.undo(act).act_id
    with pytest.raises(UndoRefused):
        sup.history.undo(undone)
    assert state_of(shop, ticket) == [("waiting", None)]


def test_a_decision_on_which_the_resolution_stands_is_not_pulled_away(lean: Desk):
    sup, ticket = lean.acting_as("sup"), about(lean)
    view = asked(lean, ticket)
    act = sup.approvals.reject(view.id, "No.").act_id
    lean.handling.status(ticket, "resolved")
    with pytest.raises(UndoRefused):
        sup.history.undo(act)


# limits


def test_limits_are_shown_and_set(lean: Desk):
    own = lean.approvals.limits()
    assert own.own is not None
    assert own.own["EUR"] == 20_000
    assert lean.acting_as("sup").approvals.limits().own is None
    assert lean.acting_as("boss").approvals.limits().own == {}
    with pytest.raises(Forbidden):
        lean.approvals.set_limits("agent any")
    with pytest.raises(Invalid):
        lean.acting_as("boss").approvals.set_limits("agent plenty")
    view = lean.acting_as("boss").approvals.set_limits("agent EUR 5; specialist any")
    assert lean.approvals.limits().own == {**own.own, "EUR": 500}
    assert view.text.endswith("; specialist any; supervisor any")
    assert asked(lean, about(lean), 501).state == "waiting"
    with pytest.raises(Refused, match="in force already"):
        lean.acting_as("sup").approvals.set_limits(" agent EUR 5; specialist any")
    assert_sound(lean)
    with lean._work.store.transaction() as connection:
        people.set_setting(connection, "refund_limits", "agent any")
    (problem,) = lean.acting_as("sup").proof.verify().problems
    assert (problem.stream, problem.seq) == ("policy:3", 1)


def test_texts_are_hashed_and_an_altered_reason_shows(lean: Desk):
    from sqlalchemy import text

    view = asked(lean, about(lean))
    with lean._work.store.transaction() as connection:
        connection.execute(text("UPDATE event_texts SET body = 'Other.' WHERE name = 'why'"))
    problems = lean.acting_as("sup").proof.verify().problems
    assert [problem.problem for problem in problems] == ["its text why was altered"]
    with lean._work.store.transaction() as connection:
        connection.execute(text(f"UPDATE approvals SET granted = 5 WHERE id = {view.id}"))
    assert any("approval" in problem.problem for problem in lean.acting_as("sup").proof.verify().problems)


def test_who_left_decides_nothing_and_what_they_asked_for_is_decided(lean: Desk):
    view = asked(lean, about(lean))
    with lean._work.store.transaction() as connection:
        row = people.by_handle(connection, "lin")
        assert row is not None
        people.change(connection, row["id"], {"active": False})
    assert lean.acting_as("ana").approvals.get(view.id).why_not == "role"
    lean.acting_as("sup").approvals.approve(view.id)


def test_limits_keep_what_a_text_does_not_name(lean: Desk):
    sup = lean.acting_as("sup")
    sup.approvals.set_limits("specialist EUR 600.50, CNY 5000; agent EUR 50")
    view = sup.approvals.set_limits("specialist EUR 700")
    roles = {each.role: each.limits for each in view.roles}
    assert roles["specialist"] is not None
    assert (roles["specialist"]["EUR"], roles["specialist"]["CNY"]) == (70_000, 500_000)
    assert roles["agent"] is not None
    assert (roles["agent"]["EUR"], roles["supervisor"]) == (5_000, None)
    sup.approvals.set_limits("agent any; supervisor EUR 9000")
    roles = {each.role: each.limits for each in sup.approvals.limits().roles}
    assert (roles["agent"], roles["supervisor"]) == (None, {"EUR": 900_000})
    with pytest.raises(Refused, match="in force already"):
        sup.approvals.set_limits("specialist CNY 5000")
    assert sup.approvals.set_limits("").text == ""
