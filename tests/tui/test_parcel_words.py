"""A parcel in words, and the signal it carries."""

from datetime import UTC, datetime, timedelta

import pytest

from servicedesk.desk.views import ParcelView
from servicedesk.tui.wording.parcel_words import parcel_words, promise_words, scan_words
from servicedesk.tui.wording.present import Signal

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def days(count: float | None) -> datetime | None:
    return None if count is None else NOON - timedelta(days=count)


def parcel(
    status: str = "in_transit",
    scanned: float | None = 0.0,
    promised: float | None = None,
    delivered: float | None = None,
    place: str = "Porto",
) -> ParcelView:
    return ParcelView("DHL", "0034", status, place, days(scanned), days(promised), days(delivered))


@pytest.mark.parametrize(
    ("given", "words", "signal"),
    [
        (parcel(), "in transit", Signal.NONE),
        (parcel("out_for_delivery"), "out for delivery", Signal.NONE),
        (parcel("label", scanned=None), "not handed over yet", Signal.NONE),
        (parcel(promised=-1), "in transit", Signal.NONE),
        (parcel(promised=2), "in transit, 2 days late", Signal.AT_RISK),
        (parcel(promised=1), "in transit, 1 day late", Signal.AT_RISK),
        (parcel(scanned=2.99), "in transit", Signal.NONE),
        (parcel(scanned=3), "stuck 3 days", Signal.OVERDUE),
        (parcel(scanned=4.5, promised=2), "stuck 4 days, 2 days late", Signal.OVERDUE),
        (parcel("exception"), "held up", Signal.OVERDUE),
        (parcel("lost", promised=9), "lost, 9 days late", Signal.OVERDUE),
        (parcel("returned"), "going back to us", Signal.OVERDUE),
        (parcel("delivered", delivered=3), "delivered 18 Nov 12:00", Signal.GOOD),
        (parcel("delivered", scanned=9, promised=5, delivered=3), "delivered 18 Nov 12:00, 2 days late", Signal.GOOD),
        (parcel("delivered", scanned=9, promised=5), "delivered", Signal.GOOD),
        (parcel("in customs"), "in customs", Signal.NONE),
    ],
)
def test_how_it_fares(given: ParcelView, words: str, signal: Signal):
    assert parcel_words(given, NOON, UTC) == (words, signal)


def test_what_it_rests_on():
    assert scan_words(parcel(scanned=0.25), NOON, UTC) == "last scan 06:00, Porto"
    assert scan_words(parcel(scanned=4, place=""), NOON, UTC) == "last scan Tue 17 Nov 12:00"
    assert promise_words(parcel(promised=-1), NOON, UTC) == "promised for 22 Nov"
    done = parcel("delivered", promised=1, delivered=0)
    assert (scan_words(done, NOON, UTC), promise_words(done, NOON, UTC)) == ("", "")
    assert scan_words(parcel(scanned=None), NOON, UTC) == promise_words(parcel(), NOON, UTC) == ""
