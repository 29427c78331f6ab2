"""The floor's inbox has what waits for somebody's word: how many, how long, and the tickets behind it."""

from tests.builders import HOUR, MINUTE, opened
from tests.desk.approval_cases import about, asked, with_orders
from tests.desk.escalation_cases import hire_helpers, sent

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk
from servicedesk.tui.floor.leads import Lead
from servicedesk.tui.floor.lines import standing_blocks
from servicedesk.tui.floor.spots import Counted


def leads(desk: Desk) -> dict[str, Lead]:
    """The figures of the floor by their names."""
    blocks = standing_blocks(desk.floor.now())
    return {block.target.place[0]: block.target.leads[0] for block in blocks if isinstance(block.target, Counted)}


def behind(desk: Desk, lead: Lead) -> list[int]:
    assert lead.read is not None
    return [row.id for row in lead.read(desk).rows]


def test_nothing_waits(lite: Desk):
    found = leads(lite.acting_as("sup"))
    assert (found["escalations"].title, found["escalations"].count) == ("escalations not accepted", 0)
    assert (found["approvals"].title, found["approvals"].count) == ("approvals that wait", 0)
    assert "escalations-late" not in found


def test_what_waits_with_its_age(lite: Desk, clock: ManualClock):
    hire_helpers(lite)
    with_orders(lite)
    first, second = opened(lite), opened(lite)
    sent(lite, first)
    clock.advance(HOUR)
    sent(lite, second, "skill:logistics")
    money = about(lite)
    asked(lite, money)
    clock.advance(5 * MINUTE)
    sup = lite.acting_as("sup")
    found = leads(sup)
    assert (found["escalations"].title, found["escalations"].count) == ("escalations not accepted, the oldest 1h", 2)
    assert (found["escalations-late"].title, found["escalations-late"].count) == ("of them past their time", 1)
    assert (found["approvals"].title, found["approvals"].count) == ("approval that waits, the oldest 5m", 1)
    assert behind(sup, found["escalations"]) == [first, second]
    assert behind(sup, found["escalations-late"]) == [first]
    assert behind(sup, found["approvals"]) == [money]
    sup.escalations.accept(first)
    assert leads(sup)["escalations"].count == 1
