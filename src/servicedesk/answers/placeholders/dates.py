"""Days as letters write them: own words for the languages that answers come in, the ISO form in any other."""

from datetime import date
from typing import Final

_ENGLISH_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_GERMAN_DAYS: Final = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
_CHINESE_DAYS: Final = "一二三四五六日"
_ENGLISH_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_GERMAN_MONTHS: Final = (
    *("Januar", "Februar", "März", "April", "Mai", "Juni"),
    *("Juli", "August", "September", "Oktober", "November", "Dezember"),
)


def written_date(day: date, language: str) -> str:
    """``Wednesday, 25 November 2026``, ``2026年11月25日 周三``, ``Mittwoch, 25. November 2026``, ``2026-11-25``."""
    weekday, month = day.weekday(), day.month - 1
    match language:
        case "en":
            return f"{_ENGLISH_DAYS[weekday]}, {day.day} {_ENGLISH_MONTHS[month]} {day.year}"
        case "zh":
            return f"{day.year}年{day.month}月{day.day}日 周{_CHINESE_DAYS[weekday]}"
        case "de":
            return f"{_GERMAN_DAYS[weekday]}, {day.day}. {_GERMAN_MONTHS[month]} {day.year}"
    return day.isoformat()
