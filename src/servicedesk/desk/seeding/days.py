"""Texts of seeds that name a day: ``<<date 3d>>``, ``<<weekday +2d>>``, written in the conversation's language."""

import re
from datetime import datetime
from typing import Final

from servicedesk.domain.durations import parse_offset

_MARK: Final = re.compile(r"<<(date|weekday)\s+(\+?[0-9wdhms ]+)>>")
_MONTHS: Final = {
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    "de": (
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ),
}
_WEEKDAYS: Final = {
    "en": (
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ),
    "de": (
        "Montag",
        "Dienstag",
        "Mittwoch",
        "Donnerstag",
        "Freitag",
        "Samstag",
        "Sonntag",
    ),
    "zh": (
        "周一",
        "周二",
        "周三",
        "周四",
        "周五",
        "周六",
        "周日",
    ),
}


def with_days(text: str, now: datetime, language: str | None) -> str:
    """The text with its days filled in; ``now`` is in the shop's zone."""
    code = (language or "en").split("-")[0]

    def fill(mark: re.Match[str]) -> str:
        day = now + parse_offset(mark[2])
        if mark[1] == "weekday":
            return _WEEKDAYS.get(code, _WEEKDAYS["en"])[day.weekday()]
        return _date(day, code)

    return _MARK.sub(fill, text)


def _date(day: datetime, code: str) -> str:
    if code == "zh":
        return f"{day.month}月{day.day}日"
    month = _MONTHS.get(code, _MONTHS["en"])[day.month - 1]
    return f"{day.day}. {month}" if code == "de" else f"{day.day} {month}"
