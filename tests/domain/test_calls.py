"""The length of a call, and the slip that was put aside."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.calls import LONGEST_CALL, PhoneCall, length, taken_up
from servicedesk.domain.errors import Invalid

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("took", "seconds"),
    [
        (timedelta(), 0),
        (timedelta(seconds=61.9), 61),
        (-MINUTE, 0),
        (timedelta(days=3), LONGEST_CALL),
    ],
)
def test_lengths(took: timedelta, seconds: int):
    assert length(NOON, NOON + took) == seconds
    PhoneCall("spoke", seconds).check()


def test_a_short_absence_belongs_to_the_call():
    assert taken_up(NOON, NOON + MINUTE, NOON + 16 * MINUTE) == NOON


def test_a_long_one_does_not():
    began = taken_up(NOON, NOON + 2 * MINUTE, NOON + timedelta(hours=9))
    assert length(began, NOON + timedelta(hours=9)) == 120


@given(st.integers(-100, 10_000), st.integers(0, 10_000))
def test_a_slip_taken_up_is_never_shorter_than_when_it_was_left(before: int, after: int):
    left = NOON + timedelta(seconds=before)
    now = left + timedelta(seconds=after)
    assert length(taken_up(NOON, left, now), now) >= length(NOON, left)


def test_what_cant_be():
    for call in (PhoneCall("shouted"), PhoneCall("spoke", -1), PhoneCall("voicemail", LONGEST_CALL + 1)):
        with pytest.raises(Invalid):
            call.check()
