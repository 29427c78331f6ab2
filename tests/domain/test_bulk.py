"""Which tickets a bulk act takes, and which want a look: pure rules."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.bulk import Block, NoReply, Notice, Tagging, ToKind, ToPerson, ToPriority, ToStatus, survey
from servicedesk.domain.tickets import STATUS_MOVES, ComplaintStage, Kind, Priority, Status

AT = datetime(2026, 11, 21, tzinfo=UTC)


@dataclass(frozen=True)
class Row:
    id: int = 1
    version: int = 3
    kind: str = "inquiry"
    status: str = "open"
    stage: str | None = None
    priority: str = "normal"
    assignee: str | None = None
    waiting_since: datetime | None = None
    remind_at: datetime | None = None
    waits: str = ""


@pytest.mark.parametrize(
    ("change", "row", "block"),
    [
        (ToStatus(Status.RESOLVED), Row(), None),
        (ToStatus(Status.RESOLVED), Row(status="resolved"), Block.ALREADY),
        (ToStatus(Status.RESOLVED), Row(status="closed"), Block.ENDED),
        (ToStatus(Status.ON_HOLD), Row(status="resolved"), Block.MOVE),
        (ToStatus(Status.RESOLVED), Row(kind="complaint", stage="decided"), Block.UNDECIDED),
        (ToStatus(Status.RESOLVED), Row(kind="complaint", stage="communicated"), None),
        (ToStatus(Status.RESOLVED), Row(waits="approval"), Block.APPROVAL),
        (ToStatus(Status.ON_HOLD), Row(waits="approval"), None),
        (ToStatus(Status.RESOLVED), Row(waits="escalated"), None),
        (ToPriority(Priority.NORMAL), Row(), Block.ALREADY),
        (ToPriority(Priority.HIGH), Row(status="spam"), Block.ENDED),
        (ToKind(Kind.COMPLAINT), Row(status="resolved"), Block.RESOLVED),
        (NoReply(), Row(), Block.NOBODY_WAITS),
        (NoReply(), Row(waiting_since=AT), None),
        (ToPerson("lin"), Row(assignee="lin"), Block.ALREADY),
        (Tagging(("late",)), Row(status="closed"), None),
    ],
)
def test_who_stays_out(change, row, block):
    assert change.block(row) == block


def test_a_waiting_customer_speaks_only_against_what_leaves_him():
    row = Row(waiting_since=AT, remind_at=AT)
    assert set(survey(ToStatus(Status.RESOLVED), [row], "lin").noticed) == {Notice.UNANSWERED, Notice.PROMISED}
    assert not survey(ToPriority(Priority.HIGH), [row], "lin").noticed
    assert not survey(ToStatus(Status.ON_HOLD), [row], "lin").noticed


rows = st.lists(
    st.builds(
        Row,
        id=st.integers(1, 99),
        kind=st.sampled_from(Kind),
        status=st.sampled_from(Status),
        stage=st.none() | st.sampled_from(ComplaintStage),
        priority=st.sampled_from(Priority),
        assignee=st.sampled_from([None, "lin", "ana"]),
        waiting_since=st.sampled_from([None, AT]),
        remind_at=st.sampled_from([None, AT]),
    ),
    max_size=12,
    unique_by=lambda row: row.id,
)
changes = st.one_of(
    st.builds(ToStatus, st.sampled_from(Status)),
    st.builds(ToPriority, st.sampled_from(Priority)),
    st.builds(ToPerson, st.sampled_from([None, "lin", "ana"])),
    st.just(NoReply()),
)


@given(changes, rows)
def test_everybody_is_somewhere_and_the_calm_are_able(change, rows):
    found = survey(change, rows, "lin")
    blocked = [ticket for tickets in found.blocked.values() for ticket in tickets]
    assert sorted([*blocked, *(seen.id for seen in found.able)]) == sorted(row.id for row in rows)
    assert set(found.calm) <= set(found.able)
    assert found.stays_out == len(blocked)
    others = {row.id for row in rows if row.assignee == "ana"} & {seen.id for seen in found.able}
    assert others == {ticket for tickets in found.holders.values() for ticket in tickets}
    assert not others & {seen.id for seen in found.calm}


@given(st.sampled_from(Status), st.sampled_from(Status))
def test_only_legal_moves_are_able(current, wanted):
    able = survey(ToStatus(wanted), [Row(status=current)], "lin").able
    assert bool(able) == (wanted in STATUS_MOVES[current] and wanted != current)
