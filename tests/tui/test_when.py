"""Times as an agent types them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from servicedesk.domain.errors import Invalid
from servicedesk.tui.when import snooze_choices, when

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
    ],
)
def test_read(text, local):
    assert when(text, SATURDAY, BERLIN).astimezone(BERLIN).strftime("%Y-%m-%d %H:%M") == local
    assert when(text, SATURDAY, BERLIN).tzinfo is UTC


@pytest.mark.parametrize(
    "text", ["", "soon", "25:00", "2026-13-01", "today 9:00", "2026-11-20", "0x", "99999d", "mon tue x"]
)
def test_refused(text):
    with pytest.raises(Invalid):
        when(text, SATURDAY, BERLIN)


def test_every_usual_time_lies_ahead():
    for hour in range(0, 24 * 8, 5):
        now = SATURDAY + timedelta(hours=hour)
        assert all(at > now for _label, at in snooze_choices(now, BERLIN))
