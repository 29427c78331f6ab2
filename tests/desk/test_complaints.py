"""Complaints: where one stands, when it is to be acknowledged, what its facts may be, how it ends."""

from datetime import timedelta
from pathlib import Path

import pytest
from tests.builders import DAY, HOUR, NOON, assert_sound, complaint_at, opened, types_of
from tests.desk.clocked import ALWAYS, rule

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk
from servicedesk.desk.service_levels.files import load_policies, read_policies
from servicedesk.desk.workflow_views import ComplaintView
from servicedesk.domain.errors import IllegalMove, Invalid, Refused
from servicedesk.domain.macros import ActionKind, MacroAction
from servicedesk.domain.sla.book import as_payload, from_payload

OFFICE = """
calendars:
  office: {timezone: UTC, week: {mon: ["09:00-17:00"], tue: ["09:00-17:00"]}}
  always: {timezone: UTC, week: 24/7}
policies:
  - {name: grave, when: {kind: complaint, severity: 1}, calendar: always, targets: {resolution: 9d}, acknowledge: 2h}
  - {name: complaint, when: {kind: complaint}, calendar: office, targets: {resolution: 9d}, acknowledge: 8h}
  - {name: rest, calendar: office, targets: {resolution: 9d}}
"""
MONDAY_END = NOON + 2 * DAY + 5 * HOUR
"""Eight office hours after Saturday noon: the end of Monday's."""


def complaint(desk: Desk, **more: object) -> int:
    return opened(desk, "It broke.", **({"kind": "complaint"} | more))


def shown(desk: Desk, ticket: int) -> ComplaintView:
    found = desk.tickets.show(ticket).complaint
    assert found is not None
    return found


def ruled(desk: Desk, folder: Path, content: str = OFFICE) -> Desk:
    file = folder / "rules.yaml"
    file.write_text(content, encoding="utf-8")
    desk.acting_as("sup").policies.set([file])
    return desk


def test_only_a_complaint_has_a_way(lite: Desk):
    assert lite.tickets.show(opened(lite)).complaint is None
    ticket = opened(lite)
    lite.handling.kind(ticket, "complaint")
    assert [one.stage for one in shown(lite, ticket).reached] == ["received"]
    lite.handling.kind(ticket, "inquiry")
    assert lite.tickets.show(ticket).complaint is None


def test_the_way_is_told_stage_by_stage(desk: Desk, clock: ManualClock):
    ticket = complaint(desk)
    for stage in ("acknowledged", "assessed", "investigating", "decided"):
        clock.advance(HOUR)
        desk.handling.stage(ticket, stage)
    view = shown(desk, ticket)
    assert [(one.stage, one.at - NOON, one.by) for one in view.reached[1:3]] == [
        ("acknowledged", HOUR, "lin"),
        ("assessed", 2 * HOUR, "lin"),
    ]
    assert (view.stage, view.told_since_decision, view.reopened) == ("decided", False, 0)
    assert (view.moves, view.acknowledged_at) == (("communicated",), NOON + HOUR)
    desk.conversation.reply(ticket, "You get a new one.", grace=0)
    assert shown(desk, ticket).told_since_decision
    assert_sound(desk)


# acknowledging


@pytest.mark.parametrize("grace", [0, 20])
def test_a_public_reply_acknowledges_in_its_own_act(desk: Desk, grace: int):
    ticket = complaint(desk)
    done = desk.conversation.reply(ticket, "We have it.", grace=grace)
    assert done.ticket.stage == "acknowledged"
    assert shown(desk, ticket).acknowledged_at == NOON
    if grace:
        desk.history.undo()
        assert desk.queue.row(ticket).stage == "received"
    assert_sound(desk)


def test_what_the_customer_does_not_hear_acknowledges_nothing(lite: Desk):
    ticket = complaint(lite)
    lite.conversation.note(ticket, "She is right.")
    lite.conversation.call(ticket, "Nobody there.", outcome="voicemail")
    lite.conversation.automatic(ticket, "We have your mail.")
    lite.conversation.message(ticket, "Hello?")
    assert lite.queue.row(ticket).stage == "received"
    lite.conversation.call(ticket, "Told her.", outcome="spoke")
    assert lite.queue.row(ticket).stage == "acknowledged"


def test_a_later_reply_moves_no_stage_and_an_inquiry_has_none(lite: Desk):
    ticket = complaint_at(lite, "investigating")
    assert lite.conversation.reply(ticket, "We are at it.").ticket.stage == "investigating"
    assert lite.conversation.reply(opened(lite), "We are at it.").ticket.stage is None


def test_a_macro_that_acknowledges_or_goes_on_fits_to_the_reply(lite: Desk):
    first, second = complaint(lite), complaint(lite)
    acknowledge, assess = (MacroAction(ActionKind.STAGE, stage) for stage in ("acknowledged", "assessed"))
    assert lite.conversation.reply(first, "We have it.", actions=[acknowledge]).ticket.stage == "acknowledged"
    assert types_of(lite, first).count("stage") == 1
    assert lite.conversation.reply(second, "We have it.", actions=[assess]).ticket.stage == "assessed"


def test_it_is_due_in_working_time_of_the_rule_that_holds(desk: Desk, clock: ManualClock, tmp_path: Path):
    ruled(desk, tmp_path)
    ticket, grave = complaint(desk), complaint(desk, severity=1)
    assert shown(desk, ticket).acknowledge_by == MONDAY_END
    assert shown(desk, grave).acknowledge_by == NOON + 2 * HOUR
    desk.handling.complaint(ticket, severity=1)
    assert shown(desk, ticket).acknowledge_by == NOON + 2 * HOUR
    clock.advance(HOUR)
    desk.conversation.reply(ticket, "We have it.")
    view = shown(desk, ticket)
    assert (view.acknowledge_by, view.acknowledged_at) == (None, NOON + HOUR)
    assert_sound(desk)


def test_what_becomes_a_complaint_later_is_due_from_then_on(lite: Desk, clock: ManualClock, tmp_path: Path):
    ruled(lite, tmp_path)
    ticket = opened(lite, severity=1)
    clock.advance(DAY)
    lite.handling.kind(ticket, "complaint")
    assert shown(lite, ticket).acknowledge_by == NOON + DAY + 2 * HOUR


def test_without_policies_or_a_time_in_them_nothing_is_due(lite: Desk, tmp_path: Path):
    ticket = complaint(lite)
    assert shown(lite, ticket).acknowledge_by is None
    ruled(lite, tmp_path, ALWAYS + rule(resolution="9h"))
    lite.upkeep.sweep()
    assert shown(lite, ticket).acknowledge_by is None


def test_the_time_to_acknowledge_is_part_of_the_version(lite: Desk, tmp_path: Path):
    file = tmp_path / "rules.yaml"
    file.write_text(OFFICE, encoding="utf-8")
    policies = load_policies([file]).policies
    assert [one.policy.acknowledge for one in policies.rules] == [7_200, 28_800, None]
    assert from_payload(as_payload(policies)) == policies
    old = as_payload(policies)
    assert all("acknowledge" not in rule for rule in old["rules"][2:])  # type: ignore[index,operator]
    ruled(lite, tmp_path)
    shown_rules = lite.clocks.rules()
    assert shown_rules is not None
    assert [one.acknowledge for one in shown_rules.rules] == [timedelta(hours=2), timedelta(hours=8), None]
    with pytest.raises(Refused, match="in force already"):
        lite.acting_as("sup").policies.set([file])


@pytest.mark.parametrize("wrong", ["0h", "soon", "5", "[1h]"])
def test_a_time_that_can_not_be_is_told_by_line_and_field(tmp_path: Path, wrong: str):
    file = tmp_path / "rules.yaml"
    file.write_text(OFFICE.replace("acknowledge: 8h", f"acknowledge: {wrong}"), encoding="utf-8")
    (problem,) = read_policies([file]).problems
    assert problem.details["field"] == "policies.1.acknowledge"


# facts


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"severity": 0}, "severity"),
        ({"severity": 5}, "severity"),
        ({"severity": True}, "severity"),
        ({"severity": "high"}, "severity"),
        ({"nature": "weather"}, "nature"),
        ({"accepted": "perhaps"}, "accepted"),
        ({"accepted": 1}, "accepted"),
        ({"department": ""}, "department"),
        ({"department": "x" * 41}, "department"),
        ({"department": "a\nb"}, "department"),
        ({}, "complaint"),
    ],
)
def test_facts_that_can_not_be(lite: Desk, facts: dict[str, object], field: str):
    ticket = complaint(lite)
    with pytest.raises(Invalid) as wrong:
        lite.handling.complaint(ticket, **facts)  # type: ignore[arg-type]
    assert wrong.value.details["field"] == field
    assert "complaint" not in types_of(lite, ticket)


def test_a_department_is_written_one_way(lite: Desk):
    ticket = complaint(lite)
    for said, kept in ((" Logistics", "logistics"), ("product quality", "product quality"), ("物流", "物流")):
        lite.handling.complaint(ticket, department=said)
        assert lite.tickets.show(ticket).department == kept
    lite.handling.complaint(ticket, department=None)
    assert lite.tickets.show(ticket).department is None


def test_facts_and_the_next_stage_go_in_one_act(desk: Desk):
    ticket = complaint_at(desk, "acknowledged")
    done = desk.handling.complaint(ticket, nature="delivery", severity=2, department="logistics", stage="assessed")
    assert done.ticket.stage == "assessed"
    desk.history.undo()
    view = desk.tickets.show(ticket)
    assert (view.row.stage, view.severity, view.nature) == ("acknowledged", None, None)
    with pytest.raises(IllegalMove):
        desk.handling.complaint(ticket, severity=2, stage="decided")
    assert desk.tickets.show(ticket).severity is None
    assert_sound(desk)


# the end


def test_closing_wants_the_customers_word_on_it(desk: Desk):
    ticket = complaint_at(desk, "communicated")
    with pytest.raises(Refused) as refused:
        desk.handling.stage(ticket, "closed")
    assert refused.value.details["needs"] == ["accepted"]
    said = desk.handling.complaint(ticket, accepted=False, stage="closed")
    assert said.ticket.stage == "closed"
    assert shown(desk, ticket).moves == ()
    assert_sound(desk)


def test_a_reopened_one_is_assessed_again_and_its_old_answer_does_not_count(desk: Desk, clock: ManualClock):
    ticket = complaint_at(desk, "closed")
    desk.handling.status(ticket, "resolved")
    clock.advance(DAY)
    desk.conversation.message(ticket, "It broke again.")
    view = shown(desk, ticket)
    assert (view.stage, view.reopened, [one.stage for one in view.reached][-2:]) == (
        "assessed",
        1,
        ["closed", "assessed"],
    )
    assert desk.tickets.show(ticket).accepted
    for stage in ("investigating", "decided"):
        desk.handling.stage(ticket, stage)
    assert desk.tickets.show(ticket).accepted is None
    with pytest.raises(Refused, match="told to the customer"):
        desk.handling.stage(ticket, "communicated")
    desk.conversation.reply(ticket, "We send another one.", grace=0)
    desk.handling.stage(ticket, "communicated")
    with pytest.raises(Refused):
        desk.handling.stage(ticket, "closed")
    assert_sound(desk)


def test_a_thank_you_that_reopened_nothing_leaves_no_trace(lite: Desk, clock: ManualClock):
    ticket = complaint_at(lite, "communicated")
    lite.handling.status(ticket, "resolved")
    clock.advance(HOUR)
    lite.conversation.message(ticket, "Thanks!")
    assert shown(lite, ticket).reopened == 1
    lite.conversation.no_reply_needed(ticket)
    view = shown(lite, ticket)
    assert (view.stage, view.reopened, view.reached[-1].stage) == ("communicated", 0, "communicated")


def test_not_accepted_goes_back_in_the_act_that_says_so(desk: Desk):
    """Nobody moves a complaint back by hand: the customer's answer does, and its ticket is ours again."""
    ticket = complaint_at(desk, "communicated")
    desk.handling.status(ticket, "waiting_customer")
    for act in (
        lambda: desk.handling.stage(ticket, "assessed"),
        lambda: desk.handling.complaint(ticket, accepted=True, stage="assessed"),
    ):
        with pytest.raises(IllegalMove):
            act()
    done = desk.handling.complaint(ticket, accepted=False, stage="assessed")
    assert (done.ticket.stage, done.ticket.status) == ("assessed", "open")
    assert shown(desk, ticket).reopened == 1
    with pytest.raises(IllegalMove):
        desk.handling.complaint(ticket, accepted=False, stage="received")
    assert desk.escalations.propose(ticket).reason == "dissatisfied"
    desk.history.undo()
    view = desk.tickets.show(ticket)
    assert (view.row.stage, view.row.status, view.accepted) == ("communicated", "waiting_customer", None)
    assert_sound(desk)


def test_a_resolved_one_that_was_not_accepted_opens_once(lite: Desk):
    ticket = complaint_at(lite, "closed")
    lite.handling.status(ticket, "resolved")
    done = lite.handling.complaint(ticket, accepted=False, stage="assessed")
    assert (done.ticket.stage, done.ticket.status, shown(lite, ticket).reopened) == ("assessed", "open", 1)
    assert_sound(lite)
