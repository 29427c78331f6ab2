"""Times and commitments in Chinese replies."""

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

_DIGITS: Final = {sign: number for number, sign in enumerate("零一二三四五六七八九")} | {"两": 2, "兩": 2}
_NUMBER: Final = r"(?:\d{1,3}|[一二两兩三四五六七八九十]{1,3})"
_WEEK: Final = "周|週|星期|礼拜|禮拜"
_DAY: Final = (
    r"(?P<near>今天|今日|今晚|当晚|明天|明日|明早|明晚|后天|後天|大后天|大後天)"
    rf"|(?P<which>本|这|這|下)?(?:个|個)?(?:{_WEEK})(?P<weekday>[一二三四五六日天])"
    rf"|(?P<week>本|这|這|下)(?:个|個)?(?:{_WEEK})"
    r"|(?P<month_end>(?:本|这个|這個)?月底)"
    rf"|(?:(?P<year>\d{{4}})\s*年\s*)?(?P<month>{_NUMBER})\s*月\s*(?P<day>{_NUMBER})\s*[日号號]"
    r"|(?P<iso>\d{4}-\d{2}-\d{2})"
)
_PART: Final = r"(?P<part>早上|上午|中午|下午|傍晚|晚上|夜里)"
_CLOCK: Final = (
    rf"(?P<hour>{_NUMBER})\s*[点點时時](?!候|间|間)(?:(?P<half>半)|(?P<minute>{_NUMBER})\s*分?)?"
    r"|(?P<hour2>\d{1,2})[:：](?P<minute2>\d{2})"
)
_AT: Final = r"(?:[在于於]\s*)?"
_UPTO: Final = r"(?:(?:之|以)?[前内內])"
_WHEN: Final = re.compile(
    rf"{_AT}(?:(?:{_DAY})\s*(?:{_PART})?|{_PART.replace('part', 'part2')})\s*(?:{_CLOCK})?\s*{_UPTO}?"
)
_SPAN: Final = re.compile(
    rf"{_AT}(?:{_NUMBER}\s*[-~～–到至]\s*)?(?P<count>{_NUMBER}|半)\s*(?:个|個)?\s*"
    r"(?P<unit>工作日|小时|小時|钟头|鐘頭|分钟|分鐘|天|日|周|週|星期)\s*(?:(?:之|以)?[内內])"
)
_PARTS: Final = {
    "早上": time(12),
    "上午": time(12),
    "中午": time(12),
    "下午": time(18),
    "傍晚": time(18),
    "晚上": time(22),
    "夜里": time(22),
}

COMMITS: Final = re.compile(
    r"会|會|将|將|一定|保证|保證|承诺|承諾|给您|給您|给你|帮您|幫您|为您|為您|答复|答覆|回复|回覆|回电|回電|发出|發出|寄出|补发|補發"
    r"|另发|退款|退回|退到|送到|送达|送達|联系|聯繫|通知|处理|處理|安排|上门|上門|到账|到賬|发货|發貨|开出|開出|写给您|告诉您|告訴您|准话"
)
ASKS: Final = re.compile(r"请|請|麻烦|麻煩|烦请|能否|您可以|您能|建议|建議|您需要")
DOUBTS: Final = re.compile(
    r"大概|大约|大約|一般|通常|可能|预计|預計|应该|應該|左右|也许|或许|尽量|盡量|不敢|不能|不了|无法|無法|没法|没办法|没空|不一定|不超过"
    r"|吗|嗎|呢"
)
CONDITIONS: Final = re.compile(
    r"如果|要是|若是|一旦|只要|(?:[后後]|收到[^，。]{0,8}|签收[^，。]{0,4}|等[^，。]{0,8}|的|自|从|從|还|還|不到)[，,\s]*$"
)
PAST: Final = re.compile(r"已|刚|剛|[了过過](?=[，,。！；～\s]|$|[一-龥])|今天的")
LEADS: Final = re.compile(
    r"^[\s，,、：:]*(?:另外|那么|那|所以|并且|并|也|再)?(?:我们|我們|我|这边|這邊)?(?:会|會|将|將|就)?"
)


def begins(sentence: str, commits: re.Match[str]) -> int:
    """Where what is promised begins: Chinese says it in the words between two commas."""
    return max(sentence.rfind(comma, 0, commits.start()) for comma in "，,：:") + 1


def times(sentence: str) -> Iterator[TimeWords]:
    """Every time in a sentence, in order; of overlapping ones the first."""
    found = [*_spans(sentence), *_whens(sentence)]
    taken_to = 0
    for words in sorted(found, key=lambda words: (words.start, -words.end)):
        if words.start >= taken_to:
            taken_to = words.end
            yield words


def _spans(sentence: str) -> Iterator[TimeWords]:
    for match in _SPAN.finditer(sentence):
        unit = match["unit"]
        if match["count"] == "半":
            if unit[0] in "小钟鐘":
                yield TimeWords(*match.span(), lambda now: now + timedelta(minutes=30))
            continue
        count = _number(match["count"])
        if count is not None:
            yield TimeWords(*match.span(), _span(count, unit))


def _span(count: int, unit: str) -> Due:
    if unit in ("分钟", "分鐘"):
        return lambda now: now + timedelta(minutes=count)
    if unit in ("小时", "小時", "钟头", "鐘頭"):
        return lambda now: now + timedelta(hours=count)
    if unit == "工作日":
        return lambda now: at_time(after_working_days(now.date(), count), None, now)
    days = count * 7 if unit in ("周", "週", "星期") else count
    return lambda now: at_time(now.date() + timedelta(days=days), None, now)


def _whens(sentence: str) -> Iterator[TimeWords]:
    for match in _WHEN.finditer(sentence):
        facts = match.groupdict()
        clock = _clock(facts)
        named = any(facts[name] for name in ("near", "weekday", "week", "month_end", "day", "iso"))
        if named or (clock is not None and (facts["hour"] or facts["hour2"])):
            yield TimeWords(*match.span(), _on_day(facts, clock, named=named))


def _on_day(facts: dict[str, str | None], clock: time | None, *, named: bool) -> Due:
    def due(now: datetime) -> datetime | None:
        if not named:
            return next_clock(clock, now) if clock is not None else None
        day = _day(facts, now)
        return None if day is None else at_time(day, clock, now)

    return due


def _day(facts: dict[str, str | None], now: datetime) -> date | None:
    if near := facts["near"]:
        ahead = {"明": 1, "后": 2, "後": 2, "大": 3}.get(near[0], 0)
        return now.date() + timedelta(days=ahead)
    if weekday := facts["weekday"]:
        index = 6 if weekday in "日天" else _DIGITS[weekday] - 1
        which = {"下": "next", None: ""}.get(facts["which"], "this")
        return weekday_after(now, index, which)
    if week := facts["week"]:
        return week_end(now, int(week == "下"))
    if facts["month_end"]:
        return month_end(now)
    if iso := facts["iso"]:
        year, month, number = (int(part) for part in iso.split("-"))
        return coming(month, number, year, now)
    written = facts["year"]
    month, number = _number(facts["month"]) or 0, _number(facts["day"]) or 0
    return coming(month, number, int(written) if written else None, now)


def _clock(facts: dict[str, str | None]) -> time | None:
    part = facts["part"] or facts["part2"]
    hour = _number(facts["hour"] or facts["hour2"])
    if hour is None:
        named = {"早": "早上", "晚": "晚上"}.get((facts["near"] or " ")[-1])
        named = part or named
        return _PARTS[named] if named else None
    minute = 30 if facts["half"] else _number(facts["minute"] or facts["minute2"]) or 0
    if hour < 12 and (
        part in ("下午", "傍晚", "晚上", "夜里") or (part is None and (facts["near"] or "").endswith("晚"))
    ):
        hour += 12
    try:
        return time(hour, minute)
    except ValueError:
        return None


def _number(text: str | None) -> int | None:
    """A number of at most two places, in either script."""
    if text is None:
        return None
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.partition("十")
    if not ten:
        return _DIGITS.get(text)
    if any(sign not in _DIGITS for sign in tens + ones) or len(tens) > 1 or len(ones) > 1:
        return None
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)
