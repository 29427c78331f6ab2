"""The workflows in ``seeds/``: every state of every machine, the awkward cases, and what the demo's person finds."""

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from tests.builders import LAID_OUT
from tests.conftest import Stores

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk, open_desk
from servicedesk.desk.views import RmaView
from servicedesk.desk.workflow_views import ApprovalView, EscalationView
from servicedesk.domain.errors import Refused
from servicedesk.domain.returns import Condition, Disposition, Outcome, Reason, Remedy
from servicedesk.domain.workflows.approval import APPROVAL, GRANTED, ApprovalKind
from servicedesk.domain.workflows.complaint import COMPLAINT
from servicedesk.domain.workflows.escalation import ESCALATION
from servicedesk.domain.workflows.rma import RMA


@pytest.fixture(scope="module")
def demo_url(tmp_path_factory: pytest.TempPathFactory, store_templates: Path) -> str:
    return Stores("sqlite", tmp_path_factory.mktemp("demo"), store_templates).demo()


@pytest.fixture(scope="module")
def demo(demo_url: str) -> Iterator[Desk]:
    """The demo's person looks at the demo's shop; nothing in it is changed."""
    desk = open_desk(demo_url, clock=ManualClock(LAID_OUT), handle="lin", via="test")
    yield desk
    desk.close()


@pytest.fixture
def lin(sqlite_stores: Stores) -> Iterator[Desk]:
    """The demo's person at a shop of their own."""
    desk = open_desk(sqlite_stores.demo(), clock=ManualClock(LAID_OUT), handle="lin", via="test")
    yield desk
    desk.close()


def tickets(desk: Desk, query: str = "is:all") -> list[int]:
    return [row.id for row in desk.queue.page(query, limit=500).rows]


@pytest.fixture(scope="module")
def returns(demo: Desk) -> tuple[RmaView, ...]:
    return demo.returns.all()


@pytest.fixture(scope="module")
def escalations(demo: Desk) -> tuple[EscalationView, ...]:
    return tuple(one for ticket in tickets(demo) for one in demo.escalations.of_ticket(ticket))


@pytest.fixture(scope="module")
def approvals(demo: Desk) -> tuple[ApprovalView, ...]:
    return tuple(one for ticket in tickets(demo) for one in demo.approvals.of_ticket(ticket))


def column(url: str, query: str) -> list[object]:
    connection = sqlite3.connect(url.removeprefix("sqlite:///"))
    found = [value for (value,) in connection.execute(query)]
    connection.close()
    return found


# every state


def test_the_shop_is_sound(demo: Desk):
    assert demo.proof.verify().problems == ()


def test_every_state_of_every_machine_is_there(
    demo: Desk,
    returns: Sequence[RmaView],
    escalations: Sequence[EscalationView],
    approvals: Sequence[ApprovalView],
):
    stages = {row.stage for row in demo.queue.page("is:all kind:complaint", limit=500).rows}
    assert stages == set(COMPLAINT.meanings)
    assert {one.stage for one in returns} == set(RMA.meanings)
    assert {one.state for one in escalations} == set(ESCALATION.meanings)
    assert {one.state for one in approvals} == set(APPROVAL.meanings)
    assert {one.kind for one in approvals} == set(ApprovalKind)


def test_lines_of_returns_have_and_end_as_they_can(returns: Sequence[RmaView]):
    lines = [line for one in returns for line in one.lines]
    assert {line.outcome for line in lines} == {None, *Outcome}
    assert {line.disposition for line in lines} == {None, *Disposition}
    assert {line.remedy for line in lines} == set(Remedy)
    assert {line.found for line in lines} == {None, *Condition}
    assert {line.reason for line in lines} == set(Reason) - {Reason.LATE}
    assert {line.standing for line in lines} == {"eligible", "outside", "refused"}


def test_escalations_go_to_whomever_they_can(escalations: Sequence[EscalationView]):
    assert [one for one in escalations if one.skill]
    assert [one for one in escalations if one.team]
    assert [one for one in escalations if one.person]
    assert [one for one in escalations if one.line == 3 and not (one.skill or one.team or one.person)]
    assert [one for one in escalations if one.rule is not None and one.sender is None]
    assert all(one.rule is not None or one.sender is not None for one in escalations)
    assert all(one.tried and one.wanted for one in escalations)
    assert all(one.answer for one in escalations if one.state in ("declined", "handed_back"))


def test_what_waits_is_fresh(escalations: Sequence[EscalationView], approvals: Sequence[ApprovalView]):
    opened = [one.opened_at for one in escalations if one.state == "open"]
    asked = [one.asked_at for one in approvals if one.state == "waiting"]
    assert min(opened + asked) > LAID_OUT - timedelta(hours=12)
    ended = [one.ended_at for one in escalations if one.ended_at is not None]
    assert min(ended) < LAID_OUT - timedelta(days=3)


# awkward ones, each by what it is


def test_part_of_the_money_back_after_an_exchange(demo: Desk, returns: Sequence[RmaView]):
    found = [
        (one, granted)
        for one in returns
        if one.stage == "completed" and any(line.outcome == Outcome.EXCHANGED for line in one.lines)
        for granted in demo.approvals.of_ticket(one.ticket_id)
        if granted.kind == ApprovalKind.REFUND and granted.state in GRANTED and granted.asked_at > one.updated_at
    ]
    assert found
    for one, granted in found:
        assert granted.order == one.order
        assert granted.granted is not None
        assert 0 < granted.granted < demo.returns.returnable(one.ticket_id).paid


def test_a_return_outside_its_window_that_was_approved(demo: Desk, returns: Sequence[RmaView]):
    outside = [one for one in returns if any(line.standing == "outside" for line in one.lines)]
    decided = {
        approval.state: one
        for one in outside
        for approval in demo.approvals.of_ticket(one.ticket_id)
        if approval.rma_id == one.id
    }
    assert set(decided) >= {"approved", "rejected", "waiting"}
    assert decided["approved"].stage == "completed"
    assert decided["approved"].granted == decided["approved"].refund_total > 0
    assert decided["rejected"].stage == "declined"
    assert decided["rejected"].declined_because
    assert decided["waiting"].stage == "requested"


def test_a_complaint_reopened_after_the_customer_had_accepted(demo: Desk):
    found = []
    for row in demo.queue.page("is:live kind:complaint", limit=500).rows:
        view = demo.tickets.show(row.id).complaint
        if view is not None and view.reopened:
            said = [event.payload.get("accepted") for event in demo.tickets.events(row.id) if event.type == "complaint"]
            found += [(row, view)] if True in said else []
    assert found
    assert all(row.stage == "assessed" and view.reopened == 1 for row, view in found)


def test_the_third_hand_over_goes_to_a_supervisor(demo: Desk, escalations: Sequence[EscalationView]):
    (third,) = [one for one in escalations if one.hand_over == 3]
    way = demo.escalations.of_ticket(third.ticket_id)
    assert [one.hand_over for one in way] == [1, 2, 3]
    assert [one.line for one in way] == [2, 2, 3]
    assert [one.state for one in way] == ["declined", "handed_back", "completed"]
    assert "supervisor" in demo.people.get(third.taken_by or "").roles


def test_one_order_comes_back_in_parts(demo: Desk, returns: Sequence[RmaView]):
    of_order: dict[str, list[RmaView]] = {}
    for one in returns:
        of_order.setdefault(one.order or "", []).append(one)
    several = [found for found in of_order.values() if sum(one.stage == "completed" for one in found) > 1]
    assert several
    for found in several:
        paid_back = sum(one.refund_total for one in found if one.stage == "completed")
        order = demo.returns.returnable(found[0].ticket_id)
        assert 0 < paid_back == order.paid - order.left < order.paid
        assert [one for one in found if not RMA.is_final(one.stage)]


def test_an_exchange_with_a_difference_in_price(returns: Sequence[RmaView]):
    lines = [line for one in returns for line in one.lines if line.outcome == Outcome.EXCHANGED and line.difference]
    assert lines
    assert all(line.replacement and line.replacement != line.sku for line in lines)


def test_an_inspection_that_finds_another_condition_than_was_said(returns: Sequence[RmaView]):
    found = [
        (one, line)
        for one in returns
        if one.stage == "inspected"
        for line in one.lines
        if line.found is not None and line.found != line.condition and line.fee
    ]
    assert found
    assert all(line.condition == Condition.UNOPENED for _, line in found)
    assert any(line.note for _, line in found)


def test_somebody_is_away_and_another_decides(demo: Desk, approvals: Sequence[ApprovalView]):
    (away,) = demo.delegations.in_force()
    assert away.in_force
    (decided,) = [one for one in approvals if one.on_behalf_of is not None]
    assert (decided.on_behalf_of, decided.decided_by) == (away.giver, away.to)
    assert away.since < (decided.decided_at or LAID_OUT) < away.until
    own = demo.acting_as(away.to).approvals.limits().own
    assert (decided.granted or 0) > own[decided.currency]


def test_money_is_wanted_back_that_never_came(lin: Desk, demo_url: str):
    unpaid = column(
        demo_url, "SELECT t.id FROM tickets t JOIN orders o ON o.id = t.order_id WHERE o.payment = 'pending'"
    )
    assert unpaid
    for ticket in unpaid:
        with pytest.raises(Refused, match="paid"):
            lin.approvals.ask(int(str(ticket)), "refund", 100, "EUR", "they want it back")


# the first minutes of the demo


def test_an_escalation_waits_for_the_demos_person(lin: Desk):
    asked = [one for one in lin.escalations.inbox() if one.rule is None]
    assert [one.state for one in asked] == ["open"]
    assert asked[0].asks_me
    assert not asked[0].overdue
    lin.escalations.accept(asked[0].ticket_id)
    assert lin.queue.row(asked[0].ticket_id).assignee == "lin"


def test_some_approvals_are_the_demos_persons_and_some_are_not(lin: Desk):
    waiting = lin.approvals.waiting()
    mine, others = [one for one in waiting if one.mine], [one for one in waiting if not one.mine]
    assert len(mine) > 1
    assert {one.why_not for one in others} == {"own"}
    assert {one.currency for one in mine} == {"EUR", "CNY"}
    lin.approvals.approve(mine[0].id)
    assert lin.approvals.get(mine[0].id).state == "approved"


def test_a_return_to_approve_and_one_to_inspect(lin: Desk):
    own = [one for ticket in tickets(lin, "is:live assignee:me") for one in lin.returns.of_ticket(ticket)]
    to_approve = [one for one in own if one.stage == "requested" and not one.needs_approval]
    assert all(line.standing == "eligible" for one in to_approve for line in one.lines)
    lin.returns.approve(to_approve[0].id)
    assert lin.returns.get(to_approve[0].id).stage == "approved"
    assert [one for one in own if one.stage == "received"]


def test_a_decision_is_to_be_told(demo: Desk):
    own = [demo.tickets.show(ticket).complaint for ticket in tickets(demo, "is:live assignee:me kind:complaint")]
    assert [one for one in own if one is not None and one.stage == "decided" and not one.told_since_decision]
