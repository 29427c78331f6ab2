"""Escalation by the rules of the policies: each once a cycle, by the sweep."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from tests.builders import DAY, HOUR, MINUTE, NOON, assert_sound, opened
from tests.desk.approval_cases import SMALL, about, asked, with_orders
from tests.desk.clocked import ALWAYS, rule
from tests.desk.escalation_cases import hire_helpers, last, sent

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk
from servicedesk.desk.service_levels.files import load_policies, read_policies
from servicedesk.domain.errors import BadFile, Refused
from servicedesk.domain.sla.book import as_payload, from_payload
from servicedesk.store import people
from servicedesk.store.tables.customers import customers


@pytest.fixture
def shop(lite: Desk) -> Desk:
    hire_helpers(lite)
    return lite


def escalating(desk: Desk, folder: Path, *rules: str, within: str = "{2: 20m, 3: 10m}") -> None:
    """Put promises and these rules of escalation in force."""
    text = ALWAYS + rule() + f"escalation:\n  accept_within: {within}\n  rules:\n"
    file = folder / "policies.yaml"
    file.write_text(text + "".join(f"    - {{{one}}}\n" for one in rules), encoding="utf-8")
    desk.acting_as("sup").policies.set([file])


def swept(desk: Desk) -> int:
    """How many were sent; the next sweep sends nothing more."""
    count = desk.upkeep.sweep().escalated
    assert desk.upkeep.sweep().escalated == 0
    return count


def test_a_breach_is_sent_on_once_a_cycle(shop: Desk, clock: ManualClock, tmp_path: Path):
    escalating(shop, tmp_path, "name: late, on: breach, clock: next_response, to: supervisor")
    ticket = opened(shop)
    shop.conversation.reply(ticket, "Which one?", grace=0)
    shop.conversation.message(ticket, "The blue one.")
    clock.advance(3 * HOUR)
    assert swept(shop) == 1
    one = last(shop, ticket)
    assert (one.rule, one.reason, one.sender, one.line, one.hand_over) == ("late", "deadline", None, 3, 1)
    assert one.accept_by == clock.now() + 10 * MINUTE
    assert "Late since" in one.tried
    assert one.wanted
    shop.acting_as("sup").escalations.decline(ticket, "Go on.")
    clock.advance(HOUR)
    assert swept(shop) == 0, "this cycle had its turn"
    shop.conversation.reply(ticket, "It leaves today.", grace=0)
    shop.conversation.message(ticket, "It did not.")
    clock.advance(3 * HOUR)
    assert swept(shop) == 1
    assert last(shop, ticket).hand_over == 2
    assert_sound(shop)


def test_a_warning_is_sent_on(shop: Desk, clock: ManualClock, tmp_path: Path):
    escalating(shop, tmp_path, "name: soon, on: warning, to: 'skill:logistics', reason: other")
    ticket = opened(shop)
    clock.advance(50 * MINUTE)
    assert swept(shop) == 1
    assert (last(shop, ticket).skill, last(shop, ticket).reason) == ("logistics", "other")


def test_what_was_answered_needs_nobody(shop: Desk, clock: ManualClock, tmp_path: Path):
    escalating(shop, tmp_path, "name: late, on: breach, clock: first_response, to: supervisor")
    ticket = opened(shop)
    clock.advance(2 * HOUR)
    shop.conversation.reply(ticket, "Sorry.", grace=0)
    assert swept(shop) == 0
    assert shop.escalations.of_ticket(ticket) == ()


def test_what_was_before_the_rule_is_left(shop: Desk, clock: ManualClock, tmp_path: Path):
    """Else a shop that sets its first rule would find all its past in the inbox."""
    escalating(shop, tmp_path, "name: bad, on: severity, to: supervisor")
    opened(shop)
    clock.advance(2 * HOUR)
    shop.upkeep.sweep()
    escalating(shop, tmp_path, "name: late, on: breach, clock: first_response, to: supervisor")
    clock.advance(MINUTE)
    assert swept(shop) == 0
    clock.advance(8 * HOUR)
    opened(shop)
    clock.advance(2 * HOUR)
    assert swept(shop) == 1


@pytest.mark.parametrize("severity", [1, 2, 3, None])
def test_severity(shop: Desk, tmp_path: Path, severity: int | None):
    escalating(shop, tmp_path, "name: bad, on: severity, severity: 2, to: supervisor")
    ticket = opened(shop, kind="complaint")
    assert swept(shop) == 0
    if severity is not None:
        shop.handling.complaint(ticket, severity=severity)
    assert swept(shop) == int(severity in (1, 2))


def test_resolved_and_opened_again_it_is_another_cycle(shop: Desk, clock: ManualClock, tmp_path: Path):
    escalating(shop, tmp_path, "name: bad, on: severity, to: supervisor")
    ticket = opened(shop, kind="complaint")
    shop.handling.complaint(ticket, severity=1)
    assert swept(shop) == 1
    sup = shop.acting_as("sup")
    sup.escalations.decline(ticket, "No.")
    assert swept(shop) == 0
    for stage in ("acknowledged", "assessed", "investigating", "decided"):
        if shop.queue.row(ticket).stage != stage:
            shop.handling.stage(ticket, stage)
    shop.conversation.reply(ticket, "A new one.", grace=0)
    shop.handling.stage(ticket, "communicated")
    clock.advance(HOUR)
    shop.handling.status(ticket, "resolved")
    assert swept(shop) == 0
    clock.advance(HOUR)
    shop.conversation.message(ticket, "It burnt again.")
    assert swept(shop) == 1
    assert_sound(shop)


def test_a_vip_complains(shop: Desk, tmp_path: Path):
    escalating(shop, tmp_path, "name: vip, on: vip_complaint, to: supervisor")
    inquiry, complaint = opened(shop), opened(shop, kind="complaint")
    assert swept(shop) == 0
    with shop._work.store.transaction() as connection:
        connection.execute(update(customers).values(membership="vip"))
    assert swept(shop) == 1
    assert last(shop, complaint).reason == "vip"
    assert shop.escalations.of_ticket(inquiry) == ()


def test_a_decision_not_accepted(shop: Desk, tmp_path: Path):
    escalating(shop, tmp_path, "name: unhappy, on: low_satisfaction, to: supervisor")
    ticket = opened(shop, kind="complaint")
    shop.handling.complaint(ticket, accepted=False)
    assert swept(shop) == 1
    assert last(shop, ticket).reason == "dissatisfied"


def test_nobody_accepted_in_time(shop: Desk, clock: ManualClock, tmp_path: Path):
    """It is raised in the sender's name: what was said goes on, and they never accept it themselves."""
    escalating(shop, tmp_path, "name: raised, on: not_accepted, to: supervisor")
    ticket = opened(shop)
    shop.assignment.take(ticket)
    assert sent(shop, ticket, "skill:logistics", "Where is it?").accept_by == NOON + 20 * MINUTE
    clock.advance(20 * MINUTE)
    assert swept(shop) == 0
    clock.advance(timedelta(seconds=1))
    assert swept(shop) == 1
    before, after = shop.escalations.of_ticket(ticket)
    assert (before.state, before.ended_by) == ("withdrawn", None)
    assert (after.state, after.sender, after.rule, after.line, after.hand_over) == ("open", "lin", "raised", 3, 1)
    assert after.wanted == "Where is it?"
    assert after.tried.startswith("Looked it up.\nNobody accepted it")
    assert [one.id for one in shop.escalations.sent()] == [after.id, before.id]
    clock.advance(DAY)
    assert swept(shop) == 0, "there is nobody above"
    assert shop.queue.row(ticket).assignee == "lin"
    assert_sound(shop)


def test_a_version_that_keeps_the_rule_forgets_nothing(shop: Desk, clock: ManualClock, tmp_path: Path):
    """Also when nobody has swept between the breach and the new version."""
    late = "name: late, on: breach, clock: first_response, to: supervisor"
    escalating(shop, tmp_path, late)
    opened(shop)
    clock.advance(2 * HOUR)
    escalating(shop, tmp_path, late, "name: bad, on: severity, to: supervisor")
    clock.advance(MINUTE)
    assert swept(shop) == 1


def test_contacts_on_one_order(shop: Desk, clock: ManualClock, tmp_path: Path):
    """Those of one ticket on one day are one; another ticket is another."""
    escalating(shop, tmp_path, "name: often, on: contacts, count: 3, days: 2, to: supervisor")
    with_orders(shop)
    ticket = about(shop)
    shop.conversation.message(ticket, "Hello?")
    shop.conversation.message(ticket, "Anybody?")
    assert swept(shop) == 0
    clock.advance(DAY)
    shop.conversation.message(ticket, "Well?")
    assert swept(shop) == 0
    about(shop)
    assert swept(shop) == 2, "both tickets are about it"
    assert last(shop, ticket).reason == "repeated_contact"
    clock.advance(3 * DAY)
    about(shop)
    assert swept(shop) == 0, "what is older than two days is forgotten"


def test_money_beyond_the_limit(shop: Desk, tmp_path: Path):
    escalating(shop, tmp_path, "name: money, on: refund_over_limit, to: supervisor")
    with_orders(shop)
    ticket = about(shop)
    asked(shop, ticket, 10)
    assert swept(shop) == 0
    asked(shop, ticket, 50_000)
    assert swept(shop) == 1
    shop.acting_as("sup").escalations.decline(ticket, "I decide it as an approval.")
    assert swept(shop) == 0
    assert shop.escalations.propose(ticket).why == "beyond"


def test_it_waits_while_one_is_open(shop: Desk, clock: ManualClock, tmp_path: Path):
    escalating(shop, tmp_path, "name: bad, on: severity, to: supervisor")
    ticket = opened(shop, kind="complaint")
    sent(shop, ticket, "skill:logistics")
    shop.handling.complaint(ticket, severity=1)
    assert swept(shop) == 0
    shop.acting_as("bo").escalations.decline(ticket, "No.")
    assert swept(shop) == 1


def test_it_is_left_with_those_it_would_go_to(shop: Desk, tmp_path: Path):
    escalating(shop, tmp_path, "name: bad, on: severity, to: supervisor")
    ticket = opened(shop, kind="complaint")
    shop.assignment.assign(ticket, "sup")
    shop.handling.complaint(ticket, severity=1)
    assert swept(shop) == 0
    shop.assignment.assign(ticket, "ana")
    assert swept(shop) == 1


def test_who_is_not_there_is_replaced_by_the_supervisors(shop: Desk, tmp_path: Path):
    escalating(
        shop,
        tmp_path,
        "name: bad, on: severity, to: 'skill:magic'",
        "name: worse, on: severity, severity: 2, to: 'person:gone'",
    )
    for severity in (1, 2):
        ticket = opened(shop, kind="complaint")
        shop.handling.complaint(ticket, severity=severity)
        shop.upkeep.sweep()
        assert last(shop, ticket).line == 3


def test_the_skill_the_ticket_asks_for(shop: Desk, tmp_path: Path):
    escalating(shop, tmp_path, "name: bad, on: severity, to: skill")
    ticket = opened(shop, kind="complaint")
    shop.handling.complaint(ticket, severity=1, nature="billing")
    assert swept(shop) == 1
    assert last(shop, ticket).skill == "billing"


def test_a_person_may_undo_none_of_it_and_withdraw_it(shop: Desk, tmp_path: Path):
    escalating(shop, tmp_path, "name: bad, on: severity, to: supervisor")
    ticket = opened(shop, kind="complaint")
    shop.handling.complaint(ticket, severity=1)
    shop.upkeep.sweep()
    shop.history.undo()
    assert last(shop, ticket).state == "open", "the undone severity takes nothing back that the program did"
    shop.acting_as("sup").escalations.withdraw(ticket)
    assert_sound(shop)


def test_what_a_rule_does_makes_no_screen_stale(shop: Desk, tmp_path: Path):
    escalating(shop, tmp_path, "name: bad, on: severity, to: supervisor")
    ticket = opened(shop, kind="complaint")
    version = shop.handling.complaint(ticket, severity=1).ticket.version
    assert swept(shop) == 1
    shop.acting_as("ana").handling.priority(ticket, "high", version=version)


def test_a_shop_without_supervisors_is_swept_all_the_same(shop: Desk, tmp_path: Path):
    """The third hand-over would be theirs."""
    escalating(shop, tmp_path, "name: bad, on: severity, to: 'skill:logistics'")
    ticket = opened(shop, kind="complaint")
    for _ in range(2):
        sent(shop, ticket, "skill:logistics")
        shop.acting_as("bo").escalations.decline(ticket, "No.")
    with shop._work.store.transaction() as connection:
        for person in people.everybody(connection):
            roles = person["roles"].replace("supervisor", "agent")
            people.change(connection, person["id"], {"roles": roles})
    shop.handling.complaint(ticket, severity=1)
    assert swept(shop) == 0
    assert len(shop.escalations.of_ticket(ticket)) == 2


def test_many_at_once(shop: Desk, tmp_path: Path):
    """More than a page, with some in front that stay where they are."""
    escalating(shop, tmp_path, "name: bad, on: severity, to: supervisor")
    for n in range(54):
        ticket = opened(shop, kind="complaint")
        shop.handling.complaint(ticket, severity=1)
        if n < 51:
            shop.assignment.assign(ticket, "sup")
    assert swept(shop) == 3


def test_every_trigger_on_each_engine(desk: Desk, clock: ManualClock, tmp_path: Path):
    hire_helpers(desk)
    with_orders(desk)
    order = ["low_satisfaction", "refund_over_limit", "contacts", "breach", "warning", "vip_complaint", "severity"]
    escalating(desk, tmp_path, *(f"name: {on}, on: {on}, to: supervisor" for on in [*order, "not_accepted"]))
    unhappy, money, often = opened(desk, kind="complaint"), about(desk), about(desk, SMALL)
    desk.handling.complaint(unhappy, accepted=False)
    asked(desk, money)
    for _ in range(3):
        clock.advance(DAY)
        desk.conversation.message(often, "Well?")
        desk.conversation.reply(often, "Soon.", grace=0)
    clock.advance(MINUTE)
    desk.handling.status(often, "on_hold")
    sent(desk, opened(desk), "skill:logistics")
    clock.advance(50 * MINUTE)
    desk.upkeep.sweep()
    rules = {one.rule for one in desk.escalations.waiting()}
    assert {"low_satisfaction", "refund_over_limit", "contacts", "breach", "not_accepted"} <= rules
    assert desk.upkeep.sweep().escalated == 0
    assert_sound(desk)


# the file


def checked(folder: Path, section: str) -> list[str]:
    file = folder / "p.yaml"
    file.write_text(ALWAYS + rule() + section, encoding="utf-8")
    return [problem.message.removeprefix(f"{file}:") for problem in read_policies([file]).problems]


@pytest.mark.parametrize(
    ("section", "problem"),
    [
        ("escalation: {rules: [{name: a, on: birthday, to: supervisor}]}", "rules.0.on: 'birthday' is none of warning"),
        (
            "escalation: {rules: [{name: a, on: breach, to: boss}]}",
            "rules.0.to: 'boss' is no target: skill, supervisor",
        ),
        ("escalation: {rules: [{name: a, on: breach, to: skill, severity: 2}]}", "a rule on breach has no severity"),
        ("escalation: {rules: [{name: a, on: severity, to: skill, clock: resolution}]}", "on severity has no clock"),
        ("escalation: {rules: [{name: a, on: breach, to: skill, reason: why}]}", "rules.0.reason: 'why' is none of"),
        ("escalation: {rules: [{on: breach, to: skill}]}", "rules.0.name: is missing"),
        ("escalation: {rules: [{name: a, on: contacts, to: skill, count: 1}]}", "rules.0.count"),
        ("escalation: {rules: [{name: a, on: breach, to: skill, when: now}]}", "rules.0.when: there is no such field"),
        ("escalation: {accept_within: {4: 1h}}", "accept_within.4"),
        ("escalation: {accept_within: {2: 0m}}", "accept_within.2: a target of zero can't be kept"),
        (
            "escalation: {rules: [{name: a, on: breach, to: skill}, {name: a, on: warning, to: skill}]}",
            "rules.1.name: there is a rule 'a' already",
        ),
    ],
)
def test_what_is_wrong_with_a_section_is_named(tmp_path: Path, section: str, problem: str):
    (found,) = checked(tmp_path, section + "\n")
    assert problem in found
    assert "escalation." in found


def test_sections_of_several_files_follow_one_another(tmp_path: Path):
    first, second = tmp_path / "a.yaml", tmp_path / "b.yaml"
    first.write_text(
        ALWAYS + rule("one", "kind: return") + "escalation: {accept_within: {2: 1h}, rules: "
        "[{name: x, on: contacts, to: skill, count: 4}]}\n"
    )
    second.write_text(
        "policies:\n" + rule("two") + "escalation: {accept_within: {3: 5m}, rules: [{name: y, on: breach, to: "
        "'person:ana', clock: resolution}]}\n"
    )
    policy = load_policies([first, second]).policies.escalation
    assert policy.accept_within == {2: 3600, 3: 300}
    assert [(one.name, one.count, one.days) for one in policy.rules] == [("x", 4, 7), ("y", 3, 7)]
    second.write_text("policies:\n" + rule("two") + "escalation: {accept_within: {2: 5m}}\n")
    with pytest.raises(BadFile, match="there is a time for line 2 already"):
        load_policies([first, second])


def test_a_version_is_read_back_equal_and_an_old_one_has_none(tmp_path: Path):
    file = tmp_path / "p.yaml"
    file.write_text(
        ALWAYS
        + rule()
        + "escalation: {accept_within: {1: 2h}, rules: [{name: a, on: severity, severity: 3, to: skill, reason: other},"
        " {name: b, on: contacts, count: 5, days: 2, to: 'team:care'}, {name: c, on: warning, clock: resolution, "
        "to: supervisor}]}\n"
    )
    policies = load_policies([file]).policies
    payload = as_payload(policies)
    assert from_payload(payload) == policies
    old = {key: value for key, value in payload.items() if key != "escalation"}
    assert not from_payload(old).escalation
    assert as_payload(from_payload(old)) == old


def test_the_section_alone_makes_a_new_version(shop: Desk, tmp_path: Path):
    escalating(shop, tmp_path, "name: bad, on: severity, to: supervisor")
    with pytest.raises(Refused):
        escalating(shop, tmp_path, "name: bad, on: severity, to: supervisor")
    escalating(shop, tmp_path, "name: bad, on: severity, to: skill")
    assert shop.policies.in_force().number == 2
