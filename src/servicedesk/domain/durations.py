"""Distances in time as people write them: ``20m``, ``3h``, ``2d 3h 20m``."""

import re
from datetime import timedelta
from typing import Final

from servicedesk.domain.errors import Invalid

_UNITS: Final = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
LONGEST: Final = timedelta(days=36_525)
_PART: Final = re.compile(r"(\d+)\s*([wdhms])")


def parse_duration(text: str, field: str = "duration") -> timedelta:
    """Read a distance; raises Invalid. ``0m`` is fine; signs are not."""
    rest = _PART.sub("", text.strip())
    parts = _PART.findall(text)
    if rest.strip() or not parts:
        raise Invalid(field, f"{text!r} is not a distance in time such as 20m, 3h or 2d 3h")
    try:
        distance = sum((timedelta(**{_UNITS[unit]: int(number)}) for number, unit in parts), timedelta())
    except (OverflowError, ValueError):
        distance = timedelta.max
    if distance > LONGEST:
        raise Invalid(field, f"{text!r} is longer than a hundred years")
    return distance


def parse_offset(text: str, field: str = "time") -> timedelta:
    """Read a distance from now: plain is ago (negative), with ``+`` ahead (positive)."""
    stripped = text.strip()
    if stripped.startswith("+"):
        return parse_duration(stripped[1:], field)
    return -parse_duration(stripped, field)
