"""Every status and stage against every other: legal as DOMAIN's tables say, or refused with the legal ones."""

from itertools import product

import pytest

from servicedesk.domain.errors import IllegalMove, Refused
from servicedesk.domain.returns import RmaStage
from servicedesk.domain.tickets import (
    LIVE,
    ComplaintStage,
    Kind,
    Status,
    check_status,
    first_stage,
    stage_of_imported,
)
from servicedesk.domain.workflows.complaint import check_complaint_stage, check_resolvable, complaint_moves
from servicedesk.domain.workflows.rma import RMA, ticket_stage

MAY_BECOME = {
    "new": {"open", "waiting_customer", "on_hold", "resolved", "spam", "merged"},
    "open": {"waiting_customer", "on_hold", "resolved", "spam", "merged"},
    "waiting_customer": {"open", "on_hold", "resolved", "spam", "merged"},
    "on_hold": {"open", "waiting_customer", "resolved", "spam", "merged"},
    "resolved": {"open", "closed", "merged"},
    "closed": set(),
    "merged": set(),
    "spam": set(),
}
"""DOMAIN, section 1, copied by hand."""

RMA_MAY_BECOME = {
    "requested": {"approved", "declined", "cancelled"},
    "approved": {"in_transit", "received", "cancelled"},
    "declined": set(),
    "in_transit": {"received", "cancelled"},
    "received": {"inspected"},
    "inspected": {"completed"},
    "completed": set(),
    "cancelled": set(),
}


@pytest.mark.parametrize(("current", "wanted"), list(product(Status, Status)))
def test_status_moves(current: Status, wanted: Status):
    if wanted in MAY_BECOME[current]:
        check_status(current, wanted)
        return
    with pytest.raises(IllegalMove) as refused:
        check_status(current, wanted)
    assert set(refused.value.details["legal"]) == MAY_BECOME[current]
    assert (refused.value.details["current"], refused.value.details["wanted"]) == (current, wanted)


@pytest.mark.parametrize(("current", "wanted"), list(product(RmaStage, RmaStage)))
def test_rma_moves(current: RmaStage, wanted: RmaStage):
    assert (wanted in RMA.next_states(current)) == (wanted in RMA_MAY_BECOME[current])


@pytest.mark.parametrize(("current", "wanted"), list(product(ComplaintStage, ComplaintStage)))
def test_complaint_moves(current: ComplaintStage, wanted: ComplaintStage):
    order = list(ComplaintStage)
    if order.index(wanted) == order.index(current) + 1:
        check_complaint_stage(current, wanted, replied_since_decision=True)
        assert complaint_moves(current) == (wanted,)
        return
    with pytest.raises(IllegalMove) as refused:
        check_complaint_stage(current, wanted, replied_since_decision=True)
    assert refused.value.details["legal"] == list(complaint_moves(current))


def test_communicated_needs_a_reply_after_the_decision():
    with pytest.raises(Refused):
        check_complaint_stage("decided", "communicated", replied_since_decision=False)


def test_only_complaints_have_their_stages():
    with pytest.raises(Refused):
        check_complaint_stage(None, "acknowledged", replied_since_decision=False)


@pytest.mark.parametrize(("kind", "stage"), list(product(Kind, (None, *ComplaintStage))))
def test_a_complaint_is_resolved_after_its_communication_only(kind: Kind, stage: str | None):
    if kind is not Kind.COMPLAINT or stage in ("communicated", "closed"):
        check_resolvable(kind, stage)
        return
    with pytest.raises(Refused) as refused:
        check_resolvable(kind, stage)
    assert refused.value.details["stage"] == stage


def test_what_is_live_is_what_can_be_resolved():
    assert {status for status in Status if Status.RESOLVED in {Status(s) for s in MAY_BECOME[status]}} == LIVE


def test_first_stages():
    assert [first_stage(kind) for kind in (Kind.INQUIRY, Kind.COMPLAINT, Kind.RETURN)] == [None, "received", None]


@pytest.mark.parametrize(
    ("kind", "status", "stage"),
    [
        (Kind.COMPLAINT, Status.CLOSED, "closed"),
        (Kind.COMPLAINT, Status.RESOLVED, "communicated"),
        (Kind.COMPLAINT, Status.OPEN, "received"),
        (Kind.INQUIRY, Status.CLOSED, None),
    ],
)
def test_stage_of_imported_history(kind, status, stage):
    assert stage_of_imported(kind, status) == stage


@pytest.mark.parametrize(
    ("stages", "ticket"),
    [
        ([], None),
        (["requested"], "requested"),
        (["inspected", "approved"], "approved"),
        (["completed", "in_transit"], "in_transit"),
        (["declined", "completed", "cancelled"], "completed"),
        (["declined", "cancelled"], "cancelled"),
        (["cancelled", "declined"], "declined"),
    ],
)
def test_a_returns_stage_is_its_least_advanced_open_rmas(stages, ticket):
    assert ticket_stage([RmaStage(stage) for stage in stages]) == ticket


def test_final_rma_stages():
    assert {"declined", "completed", "cancelled"} == RMA.finals
