"""Drafts of side threads, whom one asks first, and the texts one begins with."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.errors import Invalid
from servicedesk.domain.side_threads import (
    SIDES,
    SideDraft,
    SideFacts,
    check_side,
    likeliest_side,
    ready_text,
    side_draft,
)

PARCEL = SideFacts(10_432, order="55-1203", tracking="0034", status="in_transit", scan="Hub Hannover")


@given(st.sampled_from(["side", "answer"]), st.sampled_from(SIDES), st.text(min_size=1))
def test_a_draft_is_read_back(way, side, to):
    draft = SideDraft(way, side, to)
    assert side_draft(str(draft)) == draft


@pytest.mark.parametrize(
    "mode", ["reply", "note", "side", "side:carrier", "side:carrier:", "side:friend:Bob", "x:carrier:y"]
)
def test_other_modes_are_none(mode):
    assert side_draft(mode) is None


def test_unknown_sides_are_refused():
    with pytest.raises(Invalid):
        check_side("friend")


@pytest.mark.parametrize(
    ("changes", "side"),
    [
        ({"tracking": "1", "status": "in_transit"}, "carrier"),
        ({"tracking": "1", "status": "delivered", "kind": "complaint"}, "carrier"),
        ({"tracking": "1", "status": "delivered", "kind": "inquiry"}, "warehouse"),
        ({"tracking": "1", "status": "in_transit", "returning": True}, "warehouse"),
        ({}, "warehouse"),
    ],
)
def test_whom_one_asks_first(changes, side):
    assert likeliest_side(SideFacts(1, **changes)) == side


def test_a_carrier_gets_the_parcel_and_the_question():
    text = ready_text("carrier", "DHL", PARCEL)
    assert text == (
        "Hello,\n\nParcel 0034, order 55-1203, our ticket 10432.\nLast scan: Hub Hannover.\n"
        "Where is it now, and on which day will it be delivered?\n"
    )


def test_a_chinese_carrier_is_written_to_in_chinese():
    text = ready_text("carrier", "顺丰速运", PARCEL)
    assert text.startswith("您好，\n\n运单 0034，订单 55-1203，工单 10432。\n最后一次扫描：Hub Hannover。")


@pytest.mark.parametrize("side", SIDES)
def test_every_text_names_the_ticket_and_asks(side):
    text = ready_text(side, side, SideFacts(10_432))
    assert "10432" in text
    assert text.rstrip().endswith(("?", "."))
    assert "[[" not in text
