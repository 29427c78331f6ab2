"""Dates that Chinese replies write in words, and several promises in one reply."""

from datetime import UTC, datetime

import pytest

from servicedesk.domain.promises.finding import find_promises

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("我们明早十点前给您答复。", datetime(2026, 11, 22, 10, 0, tzinfo=UTC)),
        ("我们明早给您答复。", datetime(2026, 11, 22, 12, 0, tzinfo=UTC)),
        ("我们会在十一月二十三日前寄出。", datetime(2026, 11, 23, 18, 0, tzinfo=UTC)),
        ("我们会在十二月三号下午四点前寄出。", datetime(2026, 12, 3, 16, 0, tzinfo=UTC)),
        ("我们会在11月23日前寄出。", datetime(2026, 11, 23, 18, 0, tzinfo=UTC)),
    ],
)
def test_due(text: str, due: datetime):
    assert [found.due for found in find_promises(text, NOW, UTC)] == [due]
