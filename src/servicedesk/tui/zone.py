"""The time zone that the console shows times in."""

import os
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def zone_of(name: str | None) -> tzinfo:
    """The zone of that IANA name; without one this machine's, with its rules for summer where they can be found."""
    for candidate in (name, os.environ.get("TZ", "").lstrip(":"), _linked()):
        if candidate:
            try:
                return ZoneInfo(candidate)
            except (ZoneInfoNotFoundError, ValueError, OSError):
                continue
    return datetime.now().astimezone().tzinfo or UTC


def _linked() -> str:
    """The zone that /etc/localtime points to; empty where it doesn't."""
    try:
        target = str(Path("/etc/localtime").resolve())
    except OSError:
        return ""
    _before, found, name = target.partition("zoneinfo/")
    return name if found else ""
