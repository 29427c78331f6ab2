"""A parcel in words: how it fares, its last scan, what was promised. Pure."""

from datetime import datetime, tzinfo

from servicedesk.desk.views import ParcelView
from servicedesk.domain.parcels import Fate, ParcelState, parcel_state
from servicedesk.i18n import _, ngettext
from servicedesk.tui.clean import clean
from servicedesk.tui.wording import present
from servicedesk.tui.wording.present import Signal


def parcel_words(parcel: ParcelView, now: datetime, zone: tzinfo) -> tuple[str, Signal]:
    """``delivered 18 Nov 10:14``, ``stuck 4 days, 2 days late``, ``in transit``: how it fares, and how bad that is."""
    state = parcel_state(parcel, now, zone)
    words = _fate(parcel, state, now, zone)
    if state.late:
        late = ngettext("{n} day late", "{n} days late", state.late_days).format(n=state.late_days)
        words = _("{state}, {late}").format(state=words, late=late)
    return words, _signal(state)


def scan_words(parcel: ParcelView, now: datetime, zone: tzinfo) -> str:
    """``last scan 17 Nov 09:12, Porto``; empty once it is delivered or where nobody has scanned it."""
    if parcel.delivered_at is not None or parcel.scanned_at is None:
        return ""
    when = present.moment(parcel.scanned_at, zone, now)
    place = clean(parcel.scan).strip()
    if place:
        return _("last scan {when}, {place}").format(when=when, place=place)
    return _("last scan {when}").format(when=when)


def promise_words(parcel: ParcelView, now: datetime, zone: tzinfo) -> str:
    """``promised for 22 Nov`` while it is under way; empty where nothing was promised."""
    if parcel.delivered_at is not None or parcel.promised_at is None:
        return ""
    return _("promised for {date}").format(date=present.date(parcel.promised_at, zone, now))


def _fate(parcel: ParcelView, state: ParcelState, now: datetime, zone: tzinfo) -> str:
    match state.fate:
        case Fate.DELIVERED:
            if parcel.delivered_at is None:
                return _("delivered")
            date = present.date(parcel.delivered_at, zone, now)
            return _("delivered {date} {time}").format(date=date, time=present.clock_time(parcel.delivered_at, zone))
        case Fate.LOST:
            return _("lost")
        case Fate.GOING_BACK:
            return _("going back to us")
        case Fate.HELD_UP:
            return _("held up")
        case Fate.STUCK:
            return ngettext("stuck {n} day", "stuck {n} days", state.still_days).format(n=state.still_days)
    states = {
        "label": _("not handed over yet"),
        "in_transit": _("in transit"),
        "out_for_delivery": _("out for delivery"),
    }
    return states.get(parcel.status) or clean(parcel.status)


def _signal(state: ParcelState) -> Signal:
    match state.fate:
        case Fate.DELIVERED:
            return Signal.GOOD
        case Fate.MOVING:
            return Signal.AT_RISK if state.late else Signal.NONE
    return Signal.OVERDUE
