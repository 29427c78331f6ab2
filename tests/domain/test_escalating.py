"""Whom a ticket should go to, how often it was passed on, and until when it is to be accepted."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.calendars import WorkingTime
from servicedesk.domain.errors import Invalid
from servicedesk.domain.escalating.addressing import (
    To,
    Wish,
    Worker,
    asked,
    is_asked,
    may_take,
    parse_target,
    skills_of,
    takers,
)
from servicedesk.domain.escalating.contacts import contacts
from servicedesk.domain.escalating.counting import accept_by
from servicedesk.domain.escalating.proposing import Facts, propose, skill_for, skill_of_return
from servicedesk.domain.escalating.rules import EscalationPolicy, Rule, Trigger, as_payload, from_payload
from servicedesk.domain.escalating.topics import topic_of
from servicedesk.domain.returns import Reason, RmaStage
from servicedesk.domain.roles import Role
from servicedesk.domain.sla.cases import read_calendar
from servicedesk.domain.sla.facts import Clock
from servicedesk.domain.tickets import Kind, Nature
from servicedesk.domain.workflows.escalation import EscalationReason
from servicedesk.domain.workflows.states import Target

SATURDAY = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
ALL = frozenset({"logistics", "billing", "quality"})


def worker(number: int, *roles: Role, **more: object) -> Worker:
    return Worker(number, f"w{number}", f"W {number}", frozenset(roles), **more)  # type: ignore[arg-type]


AGENT, TRAINEE = worker(1, Role.AGENT, teams=frozenset({7})), worker(2, Role.TRAINEE, teams=frozenset({7}))
CARRIER = worker(3, Role.SPECIALIST, skills=frozenset({"logistics"}))
SKILLED_AGENT = worker(4, Role.AGENT, skills=frozenset({"logistics"}))
ABOVE = worker(5, Role.SUPERVISOR)
STAND_IN = worker(6, Role.AGENT, stands_in_for=frozenset({3}))
STAFF = {one.id: one for one in (AGENT, TRAINEE, CARRIER, SKILLED_AGENT, ABOVE, STAND_IN)}


@pytest.mark.parametrize(
    ("target", "sender", "waits_for"),
    [
        (Target(3), None, [5]),
        (Target(3), 5, []),
        (Target(2, skill="logistics"), None, [3, 6]),
        (Target(2, skill="logistics"), 3, []),
        (Target(2, skill="billing"), None, []),
        (Target(1, team=7), None, [1]),
        (Target(1, person=1), None, [1]),
        (Target(1, person=2), None, []),
        (Target(2, person=3), None, [3, 6]),
    ],
)
def test_for_whom_it_waits(target: Target, sender: int | None, waits_for: list[int]):
    assert [who.id for who in asked(target, STAFF, sender, None)] == waits_for


@pytest.mark.parametrize(
    ("target", "sender", "holder", "waits_for"),
    [
        (Target(2, skill="logistics"), 1, 3, [3, 6]),
        (Target(1, team=7), 4, 1, [1]),
        (Target(3), 1, 5, [5]),
        (Target(3), 5, 5, []),
        (Target(3), 1, 3, [5]),
    ],
)
def test_who_has_the_ticket_is_asked_where_nobody_else_is(
    target: Target, sender: int, holder: int, waits_for: list[int]
):
    assert [who.id for who in asked(target, STAFF, sender, holder)] == waits_for


def test_who_has_the_ticket_is_left_out():
    other = worker(8, Role.SPECIALIST, skills=frozenset({"logistics"}))
    staff, target = STAFF | {8: other}, Target(2, skill="logistics")
    assert [who.id for who in asked(target, staff, AGENT.id, CARRIER.id)] == [8], "nor who stands in for them"
    assert [who.id for who in takers(target, staff, AGENT.id, CARRIER.id)] == [8, ABOVE.id]
    assert not may_take(target, CARRIER, staff, AGENT.id, CARRIER.id)
    above = worker(9, Role.SUPERVISOR)
    assert not may_take(target, above, staff | {9: above}, AGENT.id, above.id)


@given(
    st.sampled_from([Target(3), Target(2, skill="logistics"), Target(1, team=7), Target(2, person=3)]),
    st.sampled_from([None, *STAFF]),
)
def test_the_sender_never_takes_it_and_a_supervisor_always_may(target: Target, sender: int | None):
    for who in STAFF.values():
        assert is_asked(target, who, STAFF, sender, None) <= may_take(target, who, STAFF, sender, None) <= who.works
        assert not (who.id == sender and may_take(target, who, STAFF, sender, None))
    assert (ABOVE in takers(target, STAFF, sender, None)) == (sender != ABOVE.id)


def test_skills_are_those_of_specialists():
    assert skills_of(STAFF.values()) == {"logistics"}
    assert skills_of(STAFF.values(), but=3) == frozenset()


@pytest.mark.parametrize("text", ["supervisor", "skill:logistics", "team:care", "person:ana"])
def test_a_target_is_read_as_it_is_written(text: str):
    assert str(parse_target(f" {text} ")) == text


@pytest.mark.parametrize("text", ["", "supervisor:", "skill", "skill:", "team: ", "queue:x", "ana"])
def test_what_is_no_target(text: str):
    with pytest.raises(Invalid):
        parse_target(text)


@given(
    st.builds(
        Facts,
        kind=st.sampled_from(Kind),
        nature=st.sampled_from([None, *Nature]),
        severity=st.sampled_from([None, 1, 2, 3, 4]),
        vip=st.booleans(),
        accepted=st.sampled_from([None, True, False]),
        topic=st.sampled_from([None, "logistics", "billing"]),
        returned=st.sampled_from([None, "quality"]),
        hand_over=st.integers(1, 5),
        beyond=st.booleans(),
        breached=st.sampled_from([(), ("resolution",)]),
        contacts=st.integers(0, 5),
        skills=st.sets(st.sampled_from(sorted(ALL))).map(frozenset),
        mine=st.sets(st.sampled_from(sorted(ALL))).map(frozenset),
        supervisors=st.booleans(),
        declined=st.sets(st.sampled_from(["skill:logistics", "skill:billing"])).map(frozenset),
    )
)
def test_a_proposal_is_one_that_somebody_can_take(facts: Facts):
    course = propose(facts)
    if course is None:
        assert not facts.supervisors
        return
    if course.to.to is To.SUPERVISOR:
        assert facts.supervisors
    else:
        assert course.to.name in facts.skills
    must = facts.hand_over >= 3 or (facts.kind is Kind.COMPLAINT and (facts.severity == 1 or facts.vip))
    if facts.supervisors and must:
        assert course.to == Wish(To.SUPERVISOR)


def test_the_reason_follows_what_speaks_for_it():
    late = Facts(Kind.INQUIRY, topic="billing", breached=("resolution",), skills=ALL)
    assert propose(late).reason is EscalationReason.DEADLINE
    often = Facts(Kind.INQUIRY, contacts=3, skills=ALL)
    assert propose(often).reason is EscalationReason.REPEATED_CONTACT
    assert propose(replace(often, contacts=2)).reason is EscalationReason.OTHER


@pytest.mark.parametrize(
    ("stage", "reason", "skill"),
    [
        (RmaStage.IN_TRANSIT, Reason.CHANGED_MIND, "logistics"),
        (RmaStage.REQUESTED, Reason.WRONG_ITEM, "logistics"),
        (RmaStage.REQUESTED, Reason.DAMAGED, "quality"),
        (RmaStage.RECEIVED, Reason.CHANGED_MIND, "quality"),
        (RmaStage.COMPLETED, Reason.CHANGED_MIND, "billing"),
    ],
)
def test_what_a_return_asks_for(stage: RmaStage, reason: Reason, skill: str):
    assert skill_of_return(stage, [reason]) == skill


def test_a_rules_skill():
    assert str(skill_for(Nature.BILLING, "logistics", ALL)) == "skill:billing"
    assert str(skill_for(None, "logistics", ALL)) == "skill:logistics"
    assert str(skill_for(Nature.PRIVACY, None, ALL)) == "supervisor"
    assert str(skill_for(Nature.BILLING, None, frozenset())) == "supervisor"


@pytest.mark.parametrize(
    ("subject", "text", "topic"),
    [
        ("Where is my parcel", "", "logistics"),
        ("Question", "The invoice lacks our VAT id, and the payment was taken.", "billing"),
        ("Halo", "It hums and flickers.", "quality"),
        ("包裹卡在海關", "", "logistics"),
        ("发票抬头错了", "", "billing"),
        ("Hello", "Nice shop!", None),
        ("", "", None),
    ],
)
def test_topics(subject: str, text: str, topic: str | None):
    assert topic_of(subject, [text], ALL) == topic


def test_only_skills_that_somebody_has():
    assert topic_of("Where is my parcel", [], {"billing"}) is None


def test_acceptance_is_counted_in_working_time():
    office = WorkingTime(
        read_calendar({"timezone": "UTC", "week": {"sat": [["12:00", "12:20"]], "mon": [["09:00", "17:00"]]}})
    )
    assert accept_by(SATURDAY, 2, {}, None) == SATURDAY + timedelta(minutes=30)
    assert accept_by(SATURDAY, 3, {}, None) == SATURDAY + timedelta(minutes=15)
    assert accept_by(SATURDAY, 2, {}, office) == datetime(2026, 11, 23, 9, 10, tzinfo=UTC)
    assert accept_by(SATURDAY, 2, {2: 60}, office) == SATURDAY + timedelta(minutes=1)


def test_contacts_are_days_of_the_shop():
    tokyo = ZoneInfo("Asia/Tokyo")
    said = [(1, SATURDAY), (1, SATURDAY + timedelta(hours=2)), (1, SATURDAY + timedelta(hours=4)), (2, SATURDAY)]
    assert contacts(said, tokyo) == 3
    assert contacts(said, ZoneInfo("UTC")) == 2


def test_a_policy_is_read_back_equal():
    rules = tuple(
        Rule(f"{on} {clock}", on, "skill", EscalationReason.OTHER, clock)
        for on, clock in product(Trigger, (None, Clock.RESOLUTION))
    )
    policy = EscalationPolicy({2: 60}, rules)
    assert from_payload(as_payload(policy)) == policy
    assert not from_payload(None)


def test_what_the_customer_did_not_accept_is_why():
    """Whatever the complaint is about: the decision did not settle it."""
    refused = Facts(Kind.COMPLAINT, nature=Nature.PRIVACY, severity=1, vip=True, accepted=False, skills=ALL)
    for facts in (refused, replace(refused, nature=Nature.DELIVERY, severity=3, vip=False, breached=("resolution",))):
        course = propose(facts)
        assert course is not None
        assert (course.to, course.reason) == (Wish(To.SUPERVISOR), EscalationReason.DISSATISFIED)
