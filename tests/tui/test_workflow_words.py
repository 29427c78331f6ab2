"""What the workflows ask and say, without a screen: steps in their order, banners, amounts, fields of forms."""

from dataclasses import replace
from datetime import UTC, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.tui.slips.workflows import (
    AT,
    sample_approval,
    sample_complaint,
    sample_escalation,
    sample_ticket,
)
from tests.tui.test_event_words import NAMES, event

from servicedesk.desk.views import RmaLineView, RmaView
from servicedesk.domain.errors import IllegalMove, Invalid
from servicedesk.domain.money import exponent
from servicedesk.domain.tickets import COMPLAINT_ORDER
from servicedesk.domain.workflows.approval import APPROVAL
from servicedesk.domain.workflows.escalation import ESCALATION
from servicedesk.domain.workflows.rma import RMA
from servicedesk.tui.screens.workflows.fields import Count, Pick, Row, Sheet, Text
from servicedesk.tui.stepping.doing import WAYS
from servicedesk.tui.stepping.steps import RMA_STEPS, What, nothing_to_do, sent_on, steps_of
from servicedesk.tui.wording import workflow_words as words
from servicedesk.tui.wording.amounts import minor_of, typed_amount
from servicedesk.tui.wording.banners import Frame, banners
from servicedesk.tui.wording.event_words import what
from servicedesk.tui.wording.next_step import next_step
from servicedesk.tui.wording.sentences import sentence
from servicedesk.tui.wording.signs import UNICODE

MINUTE = timedelta(minutes=1)


def steps(ticket, **changes):
    view = replace(ticket, **changes) if changes else ticket
    return [step.what for step in steps_of(view, AT, UTC) if step.reason is None]


def rma(stage="requested", **changes):
    line = RmaLineView(1, "Arc", 1, "damaged", "opened", "refund", None, None, None, "ARC", "eligible", "ours")
    moves = tuple(RMA.legal(stage))
    facts = {"currency": "EUR", "refund_total": 8_900, "fee": 500, "moves": moves} | changes
    return RmaView(7, 10432, stage, "55-1", AT, AT, (line,), **facts)


def test_an_escalation_comes_first_then_an_approval_then_the_return_then_the_complaint():
    ticket = sample_ticket("x", rmas=(rma(),))
    assert steps(ticket)[:7] == [
        What.ACCEPT,
        What.DECLINE_ESCALATION,
        What.GRANT,
        What.REDUCE,
        What.REJECT,
        What.APPROVE,
        What.DECLINE,
    ]
    assert What.TELL in steps(ticket)


def test_who_may_step_in_is_not_asked_first():
    """A supervisor may accept whatever is sent to others; it isn't what the ticket asks of them."""
    ticket = sample_ticket("x", escalations=(sample_escalation("x", asks_me=False),), approvals=(), rmas=(rma(),))
    assert steps(ticket)[0] is What.APPROVE
    assert steps(ticket)[-2:] == [What.ACCEPT, What.DECLINE_ESCALATION]


def test_whoever_accepted_hands_back_or_completes():
    one = sample_escalation("x", state="accepted", moves=("hand_back", "complete"), mine=False, asks_me=False)
    assert steps(sample_ticket("x", escalations=(one,)))[:2] == [What.HAND_BACK, What.COMPLETE_ESCALATION]


@pytest.mark.parametrize("stage", COMPLAINT_ORDER)
def test_every_stage_of_a_complaint_has_a_step(stage):
    ticket = sample_ticket("x", escalations=(), approvals=(), rmas=(), order=None)
    row = replace(ticket.row, stage=str(stage))
    assert steps(replace(ticket, row=row, complaint=sample_complaint("x", stage)))


@pytest.mark.parametrize("stage", sorted(RMA.meanings))
def test_every_move_of_a_return_is_a_step(stage):
    ticket = sample_ticket("x", escalations=(), approvals=(), rmas=(rma(stage),), complaint=None)
    found = {step.what for step in steps_of(ticket, AT, UTC) if step.of == 7}
    assert found == {RMA_STEPS[move] for move in RMA.legal(stage)}


def test_every_step_can_be_done():
    assert set(WAYS) == set(What)


def test_whoever_waits_for_a_decision_is_led_to_the_customer():
    """What can't be done stands last, and what takes something back is never the first."""
    waiting = sample_approval("x", kind="return", rma_id=7, mine=False, moves=("withdraw",), why_not="own")
    base = sample_ticket("x", escalations=(), approvals=(waiting,), rmas=(rma(moves=("decline", "cancel")),))
    for since in (AT, None):
        ticket = replace(base, row=replace(base.row, kind="return", stage="requested", waiting_since=since))
        listed = steps_of(ticket, AT, UTC)
        assert listed[0].what is What.WRITE
        assert [step.what for step in listed if step.reason is not None] == [listed[-1].what] == [What.APPROVE]
    assert next_step(ticket, AT, UTC).text.endswith("waits for approval")


@pytest.mark.parametrize("stage", ["communicated", "assessed"])
def test_what_was_not_accepted_is_gone_into_again_or_escalated(stage):
    base = sample_ticket("x", escalations=(), approvals=(), rmas=(), order=None)
    ticket = replace(
        base, row=replace(base.row, stage=stage, customer_name="Mara"), complaint=sample_complaint("x", stage)
    )
    assert steps(ticket)[:2] == [What.REASSESS if stage == "communicated" else What.INVESTIGATE, What.ESCALATE]
    assert "escalate it: Mara did not accept the decision" in next_step(ticket, AT, UTC).text


def test_a_waiting_exception_says_that_it_waits():
    waiting = sample_approval("x", kind="return", rma_id=7, mine=False, moves=("withdraw",), why_not="own")
    ticket = sample_ticket("x", escalations=(), approvals=(waiting,), rmas=(rma(moves=("decline", "cancel")),))
    approve = next(step for step in steps_of(ticket, AT + 22 * MINUTE, UTC) if step.what is What.APPROVE)
    assert approve.reason == "you asked for it: somebody else decides, asked 22m ago"


@pytest.mark.parametrize(("kind", "why"), [("inquiry", "an inquiry has no steps"), ("return", "needs an order first")])
def test_nothing_to_do_says_why(kind, why):
    ticket = sample_ticket("x", escalations=(), approvals=(), rmas=(), order=None, complaint=None)
    assert why in (nothing_to_do(replace(ticket, row=replace(ticket.row, kind=kind, stage=None)), AT, UTC) or "")


def test_where_it_was_sent_is_why_it_can_not_be_sent_again():
    one = sample_escalation("logistics", accept_by=AT + 18 * MINUTE)
    ticket = sample_ticket("x", escalations=(one,))
    assert sent_on(ticket, AT, UTC) == "sent to logistics, accept by 12:18 (18m)"
    assert sent_on(sample_ticket("x", escalations=()), AT, UTC) is None


# Banners


def told(ticket, *, width=200, folded=False, now=AT):
    return [(one.label, one.text) for one in banners(ticket, Frame(now, UTC, UNICODE, width, folded))]


def test_the_banner_of_an_escalation():
    one = sample_escalation("Ana", skill="logistics", wanted="Find it", accept_by=AT + 30 * MINUTE)
    ticket = sample_ticket("x", escalations=(one,), approvals=(), rmas=(), complaint=None)
    label, text = told(ticket, now=AT + 12 * MINUTE)[0]
    assert label == "ESCALATED"
    assert text == "to logistics by Ana 12m ago, accept by 12:30 (18m): Find it"
    late = told(ticket, now=AT + 40 * MINUTE)[0][1]
    assert "not accepted by 12:30 (! 10m late)" in late


@pytest.mark.parametrize(
    ("state", "label"), [("handed_back", "HANDED BACK"), ("declined", "DECLINED"), ("completed", "COMPLETED")]
)
def test_what_became_of_it(state, label):
    one = sample_escalation("x", state=state, ended_by_name="Lin", answer="At the neighbour's", ended_at=AT)
    ticket = sample_ticket("x", escalations=(one,), approvals=(), rmas=(), complaint=None)
    assert told(ticket) == [(label, "by Lin: At the neighbour's")]


def test_the_banner_of_an_approval_and_of_its_decision():
    waits = sample_approval("Ana", amount=32_000, why="Lost")
    ticket = sample_ticket("x", escalations=(), approvals=(waits,), rmas=(), complaint=None)
    assert told(ticket, now=AT + 22 * MINUTE) == [
        ("WAITS", "for approval: EUR 320.00 refund, asked by Ana 22m ago: Lost")
    ]
    less = sample_approval(
        "Ana", state="reduced", granted=20_000, decided_by_name="Rosa", answer="Half", decided_at=AT, moves=()
    )
    decided = replace(ticket, approvals=(less,))
    assert told(decided) == [("REDUCED", "to EUR 200.00 (asked EUR 320.00) by Rosa: Half")]


@pytest.mark.parametrize("folded", [True, False])
def test_what_is_cut_says_so(folded):
    waits = sample_approval("Ana", why="word " * 200)
    ticket = sample_ticket("x", escalations=(sample_escalation("Ana", wanted="word " * 200),), approvals=(waits,))
    lines = told(ticket, width=60, folded=folded)
    for label in ("ESCALATED", "WAITS"):
        at = [label for label, _text in lines].index(label)
        rows = 1 if folded else 3
        assert lines[at + rows - 1][1].endswith("…")
        assert [label for label, _text in lines[at + 1 : at + rows]] == [""] * (rows - 1)
        assert "word word" in " ".join(text for _label, text in lines[at : at + rows]) or folded
    assert all(len(label) + len(text) < 60 for label, text in lines[: 6 if not folded else 2])


def test_the_facts_of_a_complaint_in_words():
    base = sample_ticket("x", escalations=(), approvals=(), rmas=(), department="quality", remedy="", accepted=None)
    facts = told(base)[1][1]
    assert "department quality, reopened 1 time" in facts


def test_the_verdict_of_what_a_rule_sent_is_nobodys():
    one = sample_escalation("x", sender=None, rule="late", wanted="Find it", state="accepted", moves=("hand_back",))
    base = sample_ticket("x", escalations=(one,), approvals=())
    ticket = replace(base, row=replace(base.row, waiting_since=None))
    assert next_step(ticket, AT, UTC).text == "give your verdict: Find it"


def test_the_stages_of_a_complaint_in_one_line():
    ticket = sample_ticket("x", escalations=(), approvals=(), rmas=())
    assert told(ticket)[0] == (
        "COMPLAINT",
        "received ✓  acknowledged ✓  assessed ✓  investigating ✓  ▸ decided  communicated  closed",
    )
    assert told(ticket, width=60)[0] == ("COMPLAINT", "decided (5 of 7), then communicated")
    assert len(told(ticket, width=60, folded=True)) == 1


def test_a_return_with_its_lines_rules_and_money():
    ticket = sample_ticket("x", escalations=(), approvals=(), rmas=(rma(),), complaint=None)
    assert told(ticket) == [
        ("RETURN 7", "requested, EUR 89.00 back (fee EUR 5.00)"),
        ("", "1 x Arc, damaged, unpacked, refund, may come back (rule ours)"),
    ]
    assert told(ticket, folded=True) == [("RETURN 7", "requested, EUR 89.00 back (fee EUR 5.00): 1 x Arc")]
    gone = replace(ticket, rmas=(rma("declined", declined_because="Worn", moves=()),))
    assert told(gone) == [("RETURN 7", "declined: Worn: 1 x Arc")]


def test_next_says_the_step_with_its_time():
    row = replace(sample_ticket("x").row, waiting_since=None, due_at=None)
    one = sample_escalation("Ana", wanted="Find it", accept_by=AT + 18 * MINUTE)
    ticket = sample_ticket("x", row=row, escalations=(one,), approvals=())
    assert (next_step(ticket, AT, UTC).text, next_step(ticket, AT, UTC).when) == (
        "Ana asks: Find it",
        "accept by 12:18 (18m)",
    )
    others = replace(ticket, escalations=(replace(one, skill="logistics", mine=False, asks_me=False),))
    assert next_step(others, AT, UTC).text == "nothing: sent to logistics"
    held = replace(one, state="accepted", mine=False, asks_me=False, moves=("hand_back", "complete"))
    assert next_step(replace(ticket, escalations=(held,)), AT, UTC).text == "give your verdict to Ana: Find it"
    waits = replace(ticket, escalations=(), approvals=(sample_approval("Ana", mine=False, moves=(), why="Lost"),))
    assert next_step(waits, AT, UTC).text == "nothing: EUR 320.00 refund waits for approval"
    decide = replace(ticket, escalations=(), approvals=(sample_approval("Ana"),))
    assert next_step(decide, AT, UTC).text == "decide the EUR 320.00 refund Ana asks for"


def test_a_complaint_is_acknowledged_by_the_policy_s_time():
    base = sample_ticket("x", escalations=(), approvals=(), rmas=())
    row = replace(base.row, stage="received", due_at=AT + timedelta(hours=9), customer_name="Mara")
    complaint = replace(sample_complaint("x", "received"), acknowledge_by=AT + timedelta(hours=3), acknowledged_at=None)
    step = next_step(replace(base, row=row, complaint=complaint), AT, UTC)
    assert (step.text, step.when) == ("acknowledge the complaint to Mara", "by 15:00 today (3h)")


# Amounts


@given(st.integers(0, 10**11), st.sampled_from(["EUR", "JPY", "KWD", "CNY"]))
def test_an_amount_is_read_as_it_is_shown(minor, currency):
    assert minor_of(typed_amount(minor, currency), currency) == minor


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("320", "EUR", 32_000),
        ("49.9", "EUR", 4_990),
        ("49,90", "EUR", 4_990),
        ("EUR 5", "EUR", 500),
        ("320", "JPY", 320),
        ("1.005", "KWD", 1_005),
        ("４９．９０", "EUR", 4_990),
    ],
)
def test_amounts(text, currency, minor):
    assert minor_of(text, currency) == minor


@pytest.mark.parametrize(
    ("text", "currency"), [("", "EUR"), ("-5", "EUR"), ("1.234", "EUR"), ("1.5", "JPY"), ("x", "EUR")]
)
def test_no_amounts(text, currency):
    with pytest.raises(Invalid):
        minor_of(text, currency)
    assert exponent(currency) < 3


# Fields of forms


def test_digits_and_arrows_choose():
    pick = Pick("reason", "because", [("a", "A"), ("b", "B"), ("c", "C")], "b")
    assert (pick.first, pick.beside("b", 1), pick.beside("c", 1), pick.by_digit("b", "1"), pick.by_digit("b", "9")) == (
        "b",
        "c",
        "c",
        "a",
        "b",
    )
    count = Count("n", "pieces", 12, 1)
    assert (count.by_digit("1", "2"), count.by_digit("5", "7"), count.beside("12", 1), count.beside("0", -1)) == (
        "12",
        "7",
        "12",
        "0",
    )


@given(st.integers(0, 40), st.text("0123456789", max_size=6), st.integers(0, 3))
def test_a_number_stays_within_its_bounds(most, typed, least):
    count = Count("n", "pieces", max(least, most), 0, least)
    value = count.first
    for digit in typed:
        value = count.by_digit(value, digit)
        assert least <= int(value) <= max(least, most)


def test_what_was_kept_stays_only_while_it_is_a_choice():
    sheet = Sheet("t", [Row([Pick("to", "", [("a", "A")]), Count("n", "", 2, 1)]), Row([Text("words", "")])])
    assert sheet.start({"to": "gone", "n": "9", "words": "half"}) == {"to": "a", "n": "2", "words": "half"}
    assert sheet.start({}) == {"to": "a", "n": "1", "words": ""}


# Events and errors


@pytest.mark.parametrize(
    ("type_", "payload", "said"),
    [
        (
            "escalated",
            {"line": 2, "skill": "logistics", "reason": "expertise"},
            "escalated to logistics: needs a specialist",
        ),
        ("escalated", {"line": 3, "reason": "vip"}, "escalated to a supervisor: a very important customer"),
        ("escalated", {"line": 2, "person": 2, "reason": "other"}, "escalated to Ana: another reason"),
        ("escalation", {"to": "handed_back"}, "escalation handed back"),
        (
            "approval_asked",
            {"state": "waiting", "amount": 32_000, "currency": "EUR", "kind": "refund"},
            "asked for approval of EUR 320.00 refund",
        ),
        (
            "approval_asked",
            {"state": "within_limit", "amount": 500, "currency": "EUR", "kind": "compensation"},
            "granted EUR 5.00 compensation, within the limit",
        ),
        ("approval", {"to": "reduced"}, "approval reduced"),
        ("approval", {"to": "approved", "on_behalf_of": 3}, "approval approved, in place of Lin"),
        ("rma_stage", {"to": "in_transit"}, "return in transit"),
        ("delegated", {"to": 2}, "stood in for by Ana"),
    ],
)
def test_events(type_, payload, said):
    assert what(event(type_, **payload), NAMES, UTC) == said


@pytest.mark.parametrize("machine", [ESCALATION, APPROVAL, RMA])
def test_every_state_and_move_has_words(machine):
    for move in machine.moves:
        assert words.move_name(move.name) != move.name or "_" not in move.name
        assert "_" not in words.STATES[machine.what](move.target)


def test_who_comes_late_is_told():
    error = IllegalMove("escalation", "accepted", "accept", ["hand_back", "complete"])
    assert sentence(error) == "It is accepted already; possible now: hand back, complete."
    error.details = {**error.details, "by": "Rosa"}
    assert sentence(error) == "Rosa was first: it is accepted already; possible now: hand back, complete."
