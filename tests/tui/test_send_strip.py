"""What a reply's words say about what happens next."""

from dataclasses import replace

import pytest
from tests.tui.slips.tickets import sample_row

from servicedesk.domain.tickets import Status
from servicedesk.tui.screens.sending.words import send_lines, status_lines, suggest

OPEN = replace(sample_row("lamp"), kind="inquiry", stage=None)
UNDECIDED = replace(OPEN, kind="complaint", stage="assessed")


@pytest.mark.parametrize(
    ("text", "then"),
    [
        ("Could you send us a photo of the box?", Status.WAITING_CUSTOMER),
        ("Where did you leave it?\n\nKind regards\nLin", Status.WAITING_CUSTOMER),
        ("请您提供订单号", Status.WAITING_CUSTOMER),
        ("We refunded EUR 89.00 today.", Status.RESOLVED),
        ("已为您退款，请查收。", Status.RESOLVED),
        ("I have asked the carrier.", Status.ON_HOLD),
        ("Thank you for your patience.", Status.WAITING_CUSTOMER),
    ],
)
def test_suggestions(text, then):
    assert suggest(text, OPEN).then is then
    assert suggest(text, OPEN).reason


def test_what_cannot_be_is_not_suggested():
    assert suggest("We refunded EUR 89.00 today.", UNDECIDED).then is not Status.RESOLVED


def test_a_reply_may_resolve_a_decided_complaint_and_no_earlier_one():
    def why_not_resolved(stage):
        row = replace(UNDECIDED, stage=stage)
        lines = send_lines(row, suggest("Done.", row))
        return next(line.reason for line in lines if line.value is Status.RESOLVED)

    assert why_not_resolved("assessed") == "decide first: p, stage"
    assert why_not_resolved("decided") is None


def test_the_status_strip_names_reasons():
    reasons = {choice.value: choice.reason for choice in status_lines(UNDECIDED)}
    assert reasons[Status.OPEN] == "it is that already"
    assert "told to the customer" in (reasons[Status.RESOLVED] or "")
    assert reasons[Status.SPAM] is None
    resolved = {c.value: c.reason for c in status_lines(replace(OPEN, status="resolved"))}
    assert resolved[Status.OPEN] is None
    assert resolved[Status.WAITING_CUSTOMER] == "not from resolved"
