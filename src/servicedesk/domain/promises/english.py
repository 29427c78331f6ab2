"""Times and commitments in English replies."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Final

from servicedesk.domain.promises.time_words import (
    Due,
    TimeWords,
    after_working_days,
    at_time,
    coming,
    month_end,
    next_clock,
    week_end,
    weekday_after,
)

_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_COUNTS: Final = {
    **{"a": 1, "an": 1, "the": 1, "one": 1, "a couple of": 2, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6},
    **{"seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12},
}
_PARTS: Final = {"morning": time(12), "afternoon": time(18), "evening": time(22), "night": time(22)}

_MONTH: Final = "(?:" + "|".join(_MONTHS) + r")[a-z]*\.?"
_DATE: Final = (
    rf"(?:the\s+)?(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m1>{_MONTH})(?:\s+(?P<y1>\d{{4}}))?"
    rf"|(?P<m2>{_MONTH})\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(?P<y2>\d{{4}}))?"
    r"|(?P<iso>\d{4}-\d{2}-\d{2})"
)
_DAY: Final = (
    r"(?P<near>today|tonight|tomorrow)"
    r"|(?P<ends>(?:the\s+)?end\s+of\s+(?:the\s+|this\s+)?(?:day|business|week|month)|close\s+of\s+business|eod|cob)"
    r"|(?P<week>(?:this|next)\s+week)"
    rf"|(?:(?P<which>this|next)\s+)?(?P<weekday>{'|'.join(_WEEKDAYS)})(?:,?\s+(?:{_DATE}))?"
    rf"|{_DATE.replace('P<', 'P<x')}"
)
_CLOCK: Final = (
    r"(?P<noon>noon|midday)"
    r"|(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?\s*(?:(?P<half>[ap]m)\b|o['’]?clock|h(?:rs?)?\b)"
    r"|(?P<hour2>\d{1,2}):(?P<minute2>\d{2})"
)
_PART: Final = r"(?P<part>morning|afternoon|evening|night)"
_LEAD: Final = r"(?P<lead>by|before|on|no\s+later\s+than|(?:at\s+the\s+)?latest(?:\s+(?:by|on))?)"

_CLOCK_FIRST: Final = re.compile(
    rf"\b(?P<clead>by|before|at|no\s+later\s+than)\s+(?:{_CLOCK})(?:\s+(?:on\s+)?(?:{_DAY}))?", re.I
)
_DAY_FIRST: Final = re.compile(
    rf"(?:\b{_LEAD}\s+)?\b(?:{_DAY})\b(?:(?:\s*,|\s+at|\s+by|\s+before)?\s+(?:{_PART}\b|{_CLOCK})"
    r"|\s+(?:at|by|before)\s+(?P<bare>\d{1,2})(?![\d%.,:/-]*\d|\s*(?:%|€|EUR|working|business|days?|weeks?|pieces?)))?",
    re.I,
)
_THIS_PART: Final = re.compile(r"\b(?:by\s+|before\s+)?this\s+(?P<part>afternoon|evening)\b", re.I)
_SPAN: Final = re.compile(
    r"\b(?:within|in)\s+(?:the\s+next\s+|(?P<the>the)\s+(?=hour\b))?"
    r"(?:(?:\d+|[a-z]+)\s*(?:-|–|to|or)\s*)?(?P<count>\d{1,3}|a\s+couple\s+of|[a-z]+)?\s*"
    r"(?P<kind>working\s+|business\s+|work\s+)?(?P<unit>minute|min|hour|hr|h|day|week)s?\b",
    re.I,
)

COMMITS: Final = re.compile(
    r"\b(?:i|we)(?:['’]ll|\s+will|\s+shall|\s+promise(?:\s+to)?|\s+(?:am|are)\s+going\s+to|['’](?:m|re)\s+going\s+to)\b"
    r"|\byou(?:['’]ll|\s+will)\s+(?:\w+\s+)?(?:get|have|receive|hear|see|find)\b"
    r"|\byou\s+(?:get|hear|receive)\b"
    r"|\b(?:will|shall)\s+(?:\w+\s+)?(?:be|arrive|reach|leave|go|come|follow|ship|call|contact|send|refund|write|get)\b"
    r"|(?<=['’]ll )(?:be|arrive|reach|leave|go|come|follow|ship)\b"
    r"|\b(?:tell|write\s+to|call|ring|email|mail|get\s+back\s+to|come\s+back\s+to|let|answer)\s+you\b"
    r"|\b(?:leaves?|goes\s+out|is\s+going\s+out)\b",
    re.I,
)
"""Words by which we bind ourselves."""
ASKS: Final = re.compile(
    r"\b(?:please|could\s+you|can\s+you|would\s+you|will\s+you|you\s+(?:can|may|must|need|should|have\s+to|could))\b",
    re.I,
)
"""Words by which we ask the customer for something: what follows is theirs to do."""
DOUBTS: Final = re.compile(
    r"\b(?:can['’]?t|cannot|couldn['’]t|unable|don['’]?t\s+know|guarantee|may|might|expect\w*|usually|normally|generally"
    r"|as\s+a\s+rule|should|hope\w*|probably|likely|perhaps|maybe|about|approximately|roughly|up\s+to|won['’]t|not)\b",
    re.I,
)
CONDITIONS: Final = re.compile(
    r"\b(?:if|unless|once|provided|as\s+soon\s+as|when|after|whether)\b|\b(?:as\s+of|since|from|until|till)\s*$", re.I
)
"""Before a time these make it hang on something else."""
LEADS: Final = re.compile(
    r"^(?:[\s,:–-]*(?:(?:and|so|then|but|yes|no|also)\b[\s,]*)*)"
    r"(?:(?:i|we)(?:['’]ll|\s+will|\s+shall|\s+promise(?:\s+to)?|\s+(?:am|are)\s+going\s+to"
    r"|['’](?:m|re)\s+going\s+to)\s+)?",
    re.I,
)


_OURS: Final = re.compile(r"(?:i|we|you)\b(?!r)", re.I)
_BREAK: Final = re.compile(r"[,:;]\s|\s[-–]\s|\band\s|\bbut\s|\bso\s", re.I)


def begins(sentence: str, commits: re.Match[str]) -> int:
    """Where what is promised begins: at the words that bind us, or at the subject they speak of."""
    if _OURS.match(commits[0]) or commits[0].lower().endswith(" you"):
        return commits.start()
    return max((match.end() for match in _BREAK.finditer(sentence, 0, commits.start())), default=0)


def times(sentence: str) -> Iterator[TimeWords]:
    """Every time in a sentence, in order; of overlapping ones the longest."""
    found = [words for way in (_clock_first, _day_first, _this_part, _spans) for words in way(sentence)]
    taken_to = 0
    for words in sorted(found, key=lambda words: (words.start, -words.end)):
        if words.start >= taken_to:
            taken_to = words.end
            yield words


def _clock_first(sentence: str) -> Iterator[TimeWords]:
    for match in _CLOCK_FIRST.finditer(sentence):
        clock = _clock(match)
        if clock is not None:
            yield TimeWords(*match.span(), _on_day(match, clock))


def _day_first(sentence: str) -> Iterator[TimeWords]:
    for match in _DAY_FIRST.finditer(sentence):
        alone = match["near"] or match["week"] or match["which"]
        if match["lead"] or alone:
            part = match["part"]
            clock = _PARTS[part.lower()] if part else _clock(match)
            if clock is None and (match["near"] or "").lower() == "tonight":
                clock = time(22)
            yield TimeWords(*match.span(), _on_day(match, clock))


def _this_part(sentence: str) -> Iterator[TimeWords]:
    for match in _THIS_PART.finditer(sentence):
        clock = _PARTS[match["part"].lower()]
        yield TimeWords(*match.span(), lambda now, clock=clock: at_time(now.date(), clock, now))  # type: ignore[misc]


def _spans(sentence: str) -> Iterator[TimeWords]:
    for match in _SPAN.finditer(sentence):
        count = _count("the" if match["the"] else match["count"])
        if count is not None:
            yield TimeWords(*match.span(), _span(count, match["unit"].lower(), working=match["kind"] is not None))


def _count(word: str | None) -> int | None:
    if word is None:
        return None
    word = " ".join(word.lower().split())
    return int(word) if word.isdecimal() else _COUNTS.get(word)


def _span(count: int, unit: str, *, working: bool) -> Due:
    if unit in ("minute", "min"):
        return lambda now: now + timedelta(minutes=count)
    if unit in ("hour", "hr", "h"):
        return lambda now: now + timedelta(hours=count)
    if working:
        return lambda now: at_time(after_working_days(now.date(), count), None, now)
    days = count * 7 if unit == "week" else count
    return lambda now: at_time(now.date() + timedelta(days=days), None, now)


def _clock(match: re.Match[str]) -> time | None:
    if match["noon"]:
        return time(12)
    bare = match.groupdict().get("bare")
    hour, minute = match["hour"] or match["hour2"] or bare, match["minute"] or match["minute2"]
    if hour is None:
        return None
    number, half = int(hour), (match["half"] or "").lower()
    if half:
        number = number % 12 + (12 if half == "pm" else 0)
    elif number < 8 and match["hour2"] is None and minute is None:
        number += 12  # "by 5 o'clock" is the afternoon
    try:
        return time(number, int(minute or 0))
    except ValueError:
        return None


def _on_day(match: re.Match[str], clock: time | None) -> Due:
    facts = match.groupdict()

    def due(now: datetime) -> datetime | None:
        day = _day(facts, now)
        if day is None:
            return next_clock(clock, now) if clock is not None and not _names_day(facts) else None
        return at_time(day, clock, now)

    return due


_DAY_NAMES: Final = ("near", "ends", "week", "weekday", "d1", "d2", "iso", "xd1", "xd2", "xiso")


def _names_day(facts: dict[str, str | None]) -> bool:
    return any(facts.get(name) for name in _DAY_NAMES)


def _day(facts: dict[str, str | None], now: datetime) -> date | None:
    if dated := _date(facts, now):
        return dated
    if near := facts.get("near"):
        return now.date() + timedelta(days=int(near.lower() == "tomorrow"))
    if ends := facts.get("ends"):
        ends = ends.lower()
        return week_end(now, 0) if "week" in ends else month_end(now) if "month" in ends else now.date()
    if week := facts.get("week"):
        return week_end(now, int(week.lower().startswith("next")))
    if weekday := facts.get("weekday"):
        return weekday_after(now, _WEEKDAYS.index(weekday.lower()), (facts.get("which") or "").lower())
    return None


def _date(facts: dict[str, str | None], now: datetime) -> date | None:
    for mark in ("", "x"):
        if iso := facts.get(mark + "iso"):
            year, month, day = (int(part) for part in iso.split("-"))
            return coming(month, day, year, now)
        for one in ("1", "2"):
            number, name = facts.get(f"{mark}d{one}"), facts.get(f"{mark}m{one}")
            if number and name:
                written = facts.get(f"{mark}y{one}")
                return coming(_MONTHS.index(name[:3].lower()) + 1, int(number), int(written) if written else None, now)
    return None
