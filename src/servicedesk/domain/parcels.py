"""How a parcel fares: on its way, stuck, late, delivered. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Final, Protocol

STUCK_AFTER: Final = timedelta(days=3)
"""A parcel without a scan for so long is stuck."""


class Parcel(Protocol):
    """What the carrier has told us. Instants are aware; ``status`` as the carrier's codes were folded on import."""

    @property
    def status(self) -> str: ...
    @property
    def scanned_at(self) -> datetime | None: ...
    @property
    def promised_at(self) -> datetime | None: ...
    @property
    def delivered_at(self) -> datetime | None: ...


class Fate(StrEnum):
    """Where a parcel is in its life. ``MOVING`` is on its way or waiting for its first scan."""

    DELIVERED = "delivered"
    LOST = "lost"
    GOING_BACK = "going_back"
    HELD_UP = "held_up"
    STUCK = "stuck"
    MOVING = "moving"


_TROUBLE: Final = {"lost": Fate.LOST, "returned": Fate.GOING_BACK, "exception": Fate.HELD_UP}


@dataclass(frozen=True, slots=True)
class ParcelState:
    """``still_days``: whole days without a scan, for a stuck parcel. ``late_days``: see ``days_late``."""

    fate: Fate
    still_days: int = 0
    late_days: int = 0

    @property
    def late(self) -> bool:
        return self.late_days > 0


def parcel_state(parcel: Parcel, now: datetime, zone: tzinfo) -> ParcelState:
    """How a parcel fares at ``now``; days of lateness are counted by the calendar of ``zone``.

    What the carrier calls trouble goes before what we conclude from silence; a delivered parcel has no trouble.
    """
    late = days_late(parcel, now, zone)
    if parcel.delivered_at is not None or parcel.status == "delivered":
        return ParcelState(Fate.DELIVERED, late_days=late)
    trouble = _TROUBLE.get(parcel.status)
    if trouble is not None:
        return ParcelState(trouble, late_days=late)
    if parcel.scanned_at is not None and now - parcel.scanned_at >= STUCK_AFTER:
        return ParcelState(Fate.STUCK, (now - parcel.scanned_at).days, late)
    return ParcelState(Fate.MOVING, late_days=late)


def days_late(parcel: Parcel, now: datetime, zone: tzinfo) -> int:
    """Days between the promised date and delivery, or today while it is under way; 0 when in time or never promised.

    A promise is a date: a parcel that comes on the evening of that day is in time.
    """
    if parcel.promised_at is None or (parcel.delivered_at is None and parcel.status == "delivered"):
        return 0
    until = parcel.delivered_at or now
    return max(0, (until.astimezone(zone).date() - parcel.promised_at.astimezone(zone).date()).days)
