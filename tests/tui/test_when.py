"""Times as an agent types them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from servicedesk.domain.errors import Invalid
from servicedesk.tui.wording.when import snooze_choices, when

BERLIN = ZoneInfo("Europe/Berlin")
SATURDAY = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
"""13:00 in Berlin."""


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("2h", "2026-11-21 15:00"),
        ("45min", "2026-11-21 13:45"),
        ("3d", "2026-11-24 13:00"),
        ("15:30", "2026-11-21 15:30"),
        ("15：30", "2026-11-21 15:30"),
        ("9:00", "2026-11-22 09:00"),
        ("tomorrow", "2026-11-22 09:00"),
        ("mon 9:15", "2026-11-23 09:15"),
        ("Friday", "2026-11-27 09:00"),
        ("sat", "2026-11-28 09:00"),
        ("today 18:00", "2026-11-21 18:00"),
        ("2026-12-24 08:00", "2026-12-24 08:00"),
        ("2小时", "2026-11-21 15:00"),
        ("两个小时后", "2026-11-21 15:00"),
        ("半小时", "2026-11-21 13:30"),
        ("一个半小时", "2026-11-21 14:30"),
        ("三十分钟", "2026-11-21 13:30"),
        ("3天", "2026-11-24 13:00"),
        ("３天后", "2026-11-24 13:00"),
        ("1周", "2026-11-28 13:00"),
        ("下午3点", "2026-11-21 15:00"),
        ("下午3点半", "2026-11-21 15:30"),
        ("早上 9 点", "2026-11-22 09:00"),
        ("中午12点", "2026-11-22 12:00"),
        ("晚上八点一刻", "2026-11-21 20:15"),
        ("明天", "2026-11-22 09:00"),
        ("明天 9点", "2026-11-22 09:00"),
        ("明天下午三点", "2026-11-22 15:00"),
        ("今晚8点", "2026-11-21 20:00"),
        ("明早", "2026-11-22 09:00"),
        ("后天 10：30", "2026-11-23 10:30"),
        ("周五", "2026-11-27 09:00"),
        ("星期一上午9点15分", "2026-11-23 09:15"),
        ("下周一", "2026-11-23 09:00"),
        ("下周五 12点", "2026-11-27 12:00"),
        ("12月24日 8点", "2026-12-24 08:00"),
        ("兩個小時後", "2026-11-21 15:00"),
        ("週五 下午3點", "2026-11-27 15:00"),
        ("1月3号", "2027-01-03 09:00"),
        ("2026年12月24日 08:00", "2026-12-24 08:00"),
    ],
)
def test_read(text, local):
    assert when(text, SATURDAY, BERLIN).astimezone(BERLIN).strftime("%Y-%m-%d %H:%M") == local
    assert when(text, SATURDAY, BERLIN).tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "25:00",
        "2026-13-01",
        "today 9:00",
        "2026-11-20",
        "0x",
        "99999d",
        "mon tue x",
        "晚上12点",
        "很快",
        "今天 9点",
        "2月30日",
        "下下周一",
        "25点",
        "二",
        "13月1日",
    ],
)
def test_refused(text):
    with pytest.raises(Invalid):
        when(text, SATURDAY, BERLIN)


def test_the_end_of_the_calendar_is_refused():
    with pytest.raises(Invalid):
        when("9999-12-31 23:59", SATURDAY, ZoneInfo("America/New_York"))


def test_every_usual_time_lies_ahead():
    for hour in range(0, 24 * 8, 5):
        now = SATURDAY + timedelta(hours=hour)
        assert all(at > now for _label, at in snooze_choices(now, BERLIN))
