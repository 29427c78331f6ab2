"""The step that ``enter`` does, over every ticket of the demo: as NEXT says, and none that takes something back."""

from datetime import UTC

import pytest
from tests.builders import LAID_OUT
from tests.conftest import Stores

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import open_desk
from servicedesk.domain.tickets import ComplaintStage
from servicedesk.tui.actions import registry
from servicedesk.tui.screens.palette import ranked
from servicedesk.tui.stepping.steps import TAKES_BACK, What, steps_of
from servicedesk.tui.wording.next_step import next_step


def test_enter_takes_nothing_back(sqlite_stores: Stores):
    desk = open_desk(sqlite_stores.demo(), clock=ManualClock(LAID_OUT), handle="lin", via="test")
    supervisor = next(one.handle for one in desk.people.all() if "supervisor" in one.roles)
    seen = set()
    for handle in ("lin", supervisor):
        one = desk.acting_as(handle)
        for row in one.queue.page("is:all", limit=500).rows:
            ticket = one.tickets.show(row.id, messages=5)
            listed = steps_of(ticket, LAID_OUT, UTC)
            able = [step for step in listed if step.reason is None]
            assert listed[: len(able)] == able, f"#{row.id}: what can't be done stands last"
            if not able:
                continue
            first, told = able[0].what, next_step(ticket, LAID_OUT, UTC).text
            seen.add(first)
            assert first not in TAKES_BACK, f"#{row.id} {handle}: {first}"
            if told.startswith("nothing: sent to") or told.endswith("waits for approval"):
                assert first is What.WRITE, f"#{row.id} {handle}: {told} / {first}"
            if told.startswith("decide the"):
                assert first in (What.GRANT, What.REDUCE), f"#{row.id} {handle}: {told} / {first}"
            if row.stage == ComplaintStage.DECIDED and told.startswith("tell "):
                assert first in (What.TELL, What.TOLD), f"#{row.id} {handle}: {told} / {first}"
    desk.close()
    assert {What.WRITE, What.GRANT, What.ACCEPT} <= seen


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("absence", "desk.delegate"),
        ("holiday", "desk.delegate"),
        ("stand in", "desk.delegate"),
        ("approve", "ticket.step"),
    ],
)
def test_the_palette_knows_what_they_are_for(text: str, action: str):
    assert action in [found.id for found in ranked(registry(), text)[:2]]
