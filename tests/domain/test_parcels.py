"""How a parcel fares: silence, promises, what the carrier says."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.parcels import Fate, ParcelState, parcel_state

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Box:
    status: str = "in_transit"
    scanned_at: datetime | None = NOON
    promised_at: datetime | None = None
    delivered_at: datetime | None = None


def ago(**length: float) -> datetime:
    return NOON - timedelta(**length)


@pytest.mark.parametrize(
    ("box", "state"),
    [
        (Box(), ParcelState(Fate.MOVING)),
        (Box(scanned_at=ago(days=3)), ParcelState(Fate.STUCK, 3)),
        (Box(scanned_at=ago(days=3, seconds=-1)), ParcelState(Fate.MOVING)),
        (Box(scanned_at=None), ParcelState(Fate.MOVING)),
        (Box("exception", ago(days=9)), ParcelState(Fate.HELD_UP)),
        (Box("lost", ago(days=9)), ParcelState(Fate.LOST)),
        (Box("returned"), ParcelState(Fate.GOING_BACK)),
        (Box("delivered", ago(days=9), delivered_at=ago(days=9)), ParcelState(Fate.DELIVERED)),
        (Box("delivered", ago(days=9)), ParcelState(Fate.DELIVERED)),
        (Box("in_transit", ago(days=9), delivered_at=ago(days=8)), ParcelState(Fate.DELIVERED)),
    ],
)
def test_fates(box: Box, state: ParcelState):
    assert parcel_state(box, NOON, UTC) == state


@pytest.mark.parametrize(
    ("promised", "delivered", "late"),
    [
        (ago(hours=10), None, 0),
        (ago(hours=12, seconds=1), None, 1),
        (ago(days=2), None, 2),
        (ago(days=-1), None, 0),
        (ago(days=5), ago(days=3), 2),
        (ago(days=5), ago(days=6), 0),
        (None, None, 0),
    ],
)
def test_lateness_is_counted_in_dates(promised: datetime | None, delivered: datetime | None, late: int):
    assert parcel_state(Box(promised_at=promised, delivered_at=delivered), NOON, UTC).late_days == late


def test_the_shops_dates_count():
    promised = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)  # the 21st already in Shanghai
    box = Box(promised_at=promised)
    assert parcel_state(box, NOON, UTC).late_days == 1
    assert parcel_state(box, NOON, ZoneInfo("Asia/Shanghai")).late_days == 0


instants = st.none() | st.integers(-400, 400).map(lambda days: NOON + timedelta(days=days))


@given(st.text(), instants, instants, instants)
def test_any_parcel_has_one_state(status, scanned, promised, delivered):
    state = parcel_state(Box(status, scanned, promised, delivered), NOON, UTC)
    assert state.late == (state.late_days > 0)
    assert (state.still_days > 0) == (state.fate is Fate.STUCK)
    if delivered is not None:
        assert state.fate is Fate.DELIVERED
