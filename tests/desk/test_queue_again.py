"""A filter that was read before: at today's instant, and refused as often as it is wrong."""

import pytest
from tests.builders import HOUR, MINUTE, NOON, opened
from tests.desk.clocked import promise

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk
from servicedesk.domain.errors import Invalid


def test_what_is_overdue_is_so_at_the_instant_asked(lite: Desk, clock: ManualClock, tmp_path):
    promise(lite, tmp_path)
    ticket = opened(lite)
    due = lite.queue.row(ticket).due_at
    assert due == NOON + HOUR
    shown = []
    for instant in (NOON, due - MINUTE, due + MINUTE, NOON):
        clock.set(instant)
        shown.append([[row.id for row in lite.queue.page(text).rows] for text in ("is:overdue", "is:risk")])
    assert shown == [[[], []], [[], [ticket]], [[ticket], []], [[], []]]


def test_a_wrong_filter_is_refused_each_time(lite: Desk):
    for _ in range(2):
        with pytest.raises(Invalid, match="neverland"):
            lite.queue.page("is:neverland")
        with pytest.raises(Invalid, match="neverland"):
            lite.queue.page("is:live", "neverland")
        with pytest.raises(Invalid, match="neverland"):
            lite.queue.total("kind:neverland")
