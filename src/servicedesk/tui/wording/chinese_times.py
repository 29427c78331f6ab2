"""Chinese words of time as the signs that ``when`` reads: ``明天下午3点半`` → ``tomorrow 15:30``. Pure."""

import re
import unicodedata
from typing import Final

_DIGITS: Final = {
    "零": 0,
    "〇": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_NUMBER: Final = re.compile("[零〇一二两三四五六七八九十]+(?=[个小钟天日周星礼分点时月号半])")
_WEEKDAY: Final = re.compile("(下下|下个|下|这个|这|本)?(?:周|星期|礼拜)([一二三四五六日天末])")
_WEEKDAYS: Final = {
    "一": "mon",
    "二": "tue",
    "三": "wed",
    "四": "thu",
    "五": "fri",
    "六": "sat",
    "日": "sun",
    "天": "sun",
    "末": "sat",
}
_SPAN: Final = re.compile("([0-9]{1,4})个?(半小时|小时|钟头|分钟|分|天|周|星期|礼拜)(?:之?后|以后)?")
_UNITS: Final = {
    "小时": "h",
    "钟头": "h",
    "分钟": "m",
    "分": "m",
    "天": "d",
    "周": "w",
    "星期": "w",
    "礼拜": "w",
}
_HALF_HOUR: Final = re.compile("(?<![0-9个])半个?(?:小时|钟头)(?:之?后|以后)?")
_CLOCK: Final = re.compile(
    "(凌晨|清晨|早上|早晨|早|上午|中午|下午|傍晚|晚上|晚)?([0-9]{1,2})(?:(?:点钟|点|时)(?:(半)|(一刻)|(三刻)|([0-9]{1,2})分?)?|:([0-9]{2}))"
)
_DATE: Final = re.compile("(?:([0-9]{4})年)?([0-9]{1,2})月([0-9]{1,2})[日号]?")
_DAYS: Final = {
    "今天": "today",
    "今日": "today",
    "今晚": "today 晚",
    "明天": "tomorrow",
    "明日": "tomorrow",
    "明早": "tomorrow 早",
    "明晚": "tomorrow 晚",
    "后天": "overmorrow",
}
_USUAL: Final = {
    "早": "9:00",
    "早上": "9:00",
    "上午": "9:00",
    "中午": "12:00",
    "下午": "14:00",
    "晚": "19:00",
    "晚上": "19:00",
}
"""The hour of a part of the day that stands alone."""
_PART: Final = re.compile("早上|上午|中午|下午|晚上|早|晚")
_SIMPLIFIED: Final = str.maketrans("週禮這個點鐘時間後號兩", "周礼这个点钟时间后号两")
_APART: Final = re.compile("(?<=[早晚午上]) +(?=[0-9])|(?<=[0-9]) +(?=[点时小天分周星礼个])")
_AFTERNOON: Final = frozenset({"中午", "下午", "傍晚", "晚上", "晚"})


def in_signs(text: str) -> str:
    """``text`` in small letters and half-width, with Chinese times put into signs; other words stay as they are."""
    text = unicodedata.normalize("NFKC", text).strip().lower()
    if text.isascii():
        return text
    text = text.translate(_SIMPLIFIED)
    text = _WEEKDAY.sub(_weekday, _APART.sub("", text))
    text = _NUMBER.sub(lambda found: str(_number(found[0])), text)
    text = _HALF_HOUR.sub(" 30m ", text)
    for word, sign in _DAYS.items():
        text = text.replace(word, f" {sign}")
    text = _DATE.sub(_date, text)
    text = _CLOCK.sub(_clock, _APART.sub("", text))
    text = _SPAN.sub(_span, text)
    return _PART.sub(lambda found: f" {_USUAL[found[0]]} ", text)


def _weekday(found: re.Match[str]) -> str:
    """``下周五`` is the Friday of the next week, ``周五`` the next Friday."""
    later = "next-" if found[1] in ("下", "下个") else ""
    return found[0] if found[1] == "下下" else f" {later}{_WEEKDAYS[found[2]]} "


def _number(text: str) -> int:
    """Up to 99: ``十二``, ``三十``, ``二十四``."""
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return int("".join(str(_DIGITS[sign]) for sign in text))
    return (_DIGITS.get(tens, 1)) * 10 + _DIGITS.get(ones, 0)


def _date(found: re.Match[str]) -> str:
    year = f"{found[1]}-" if found[1] else ""
    return f" {year}{found[2]}-{found[3]} "


def _span(found: re.Match[str]) -> str:
    if found[2] == "半小时":
        return f" {int(found[1]) * 60 + 30}m "
    return f" {found[1]}{_UNITS[found[2]]} "


def _clock(found: re.Match[str]) -> str:
    part, hour = found[1], int(found[2])
    if part == "凌晨" and hour == 12:
        hour = 0
    elif part in ("晚", "晚上") and hour == 12:
        hour = 24  # of which day nobody can say: it is not read
    elif part in _AFTERNOON and hour < 12 and not (part == "中午" and hour > 2):
        hour += 12
    minute = 30 if found[3] else 15 if found[4] else 45 if found[5] else int(found[6] or found[7] or 0)
    return f" {hour}:{minute:02} "
