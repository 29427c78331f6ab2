"""Every figure of the floor, its charts and Monday's report leads to the tickets it counts."""

from collections.abc import Iterator, Sequence
from datetime import UTC, timedelta
from pathlib import Path

import pytest
from tests.builders import DAY, HOUR, MINUTE, opened
from tests.tui.test_floor import POLICIES

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk
from servicedesk.desk.floor.views import FloorView
from servicedesk.domain.together import Fate, HandedOn
from servicedesk.tui.floor.charts import charts
from servicedesk.tui.floor.leads import Lead
from servicedesk.tui.floor.lines import Frame, ahead_blocks, load_blocks, standing_blocks
from servicedesk.tui.floor.monday import paragraphs
from servicedesk.tui.floor.people import person_leads
from servicedesk.tui.floor.spots import Counted, Person


@pytest.fixture
def sup(lite: Desk, clock: ManualClock, tmp_path: Path) -> Desk:
    """A shop with three weeks behind it: kept, missed, spam, snoozed, promised, handed over."""
    file = tmp_path / "policies.yaml"
    file.write_text(POLICIES, encoding="utf-8")
    lite.acting_as("sup").policies.set([file])
    for n in range(40):
        ticket = opened(lite, subject=f"Lamp {n}", customer=f"c{n}@example.com")
        match n % 8:
            case 0:
                lite.conversation.reply(ticket, "Hello.", grace=0)
                lite.handling.status(ticket, "resolved")
            case 1:
                lite.handling.status(ticket, "spam")
            case 2:
                lite.assignment.take(ticket)
                lite.conversation.reply(ticket, "Hello.", grace=0)
            case 3:
                lite.handling.promise(ticket, "a call", clock.now() + HOUR)
            case 4:
                lite.handling.snooze(ticket, clock.now() + 60 * DAY)
            case 5:
                lite.assignment.take(ticket)
                lite.shifts.hand_over([HandedOn(ticket, Fate.QUEUE, "for you")])
            case 6:
                lite.assignment.assign(ticket, "ana")
        clock.advance((17 * HOUR) if n < 30 else 7 * MINUTE)
        lite.upkeep.sweep()
    return lite.acting_as("sup")


def counted(desk: Desk, lead: Lead) -> int:
    """How many tickets a lead leads to."""
    if lead.filter is not None:
        return desk.queue.total(lead.filter)
    assert lead.read is not None
    return len(lead.read(desk).rows)


def floor_leads(view: FloorView, clock: ManualClock) -> Iterator[Lead]:
    frame = Frame(100, clock.now(), UTC, lambda handle: handle)
    blocks = [*ahead_blocks(view, frame), *standing_blocks(view), *load_blocks(view, frame, first=True)]
    for block in blocks:
        match block.target:
            case Counted(leads=leads):
                yield from leads
            case Person(one=one):
                yield from (
                    lead for lead in person_leads(one, view.forecast.tickets, clock.now()) if lead.ticket is None
                )


def test_the_floors_figures(sup: Desk, clock: ManualClock) -> None:
    found = [(lead.title, lead.count, counted(sup, lead)) for lead in floor_leads(sup.floor.now(), clock)]
    assert len(found) >= 20
    assert sum(1 for _title, count, _led in found if count) >= 10
    assert [line for line in found if line[1] is not None and line[1] != line[2]] == []


def test_the_bars_of_the_charts(sup: Desk, clock: ManualClock) -> None:
    for chart in charts(sup.reports.charts(), clock.now(), sup.reports.zone()):
        rows = [row for row in chart.rows if any(row.values)]
        assert rows or chart.name == "products", chart.name
        for row in rows:
            assert isinstance(row.spot, Counted)
            values = tuple(lead.count for lead in row.spot.leads)
            assert sorted(values) == sorted(row.values)
            for lead in row.spot.leads:
                assert counted(sup, lead) == lead.count, (chart.name, row.label, lead.title)


def test_mondays_sentences(sup: Desk, clock: ManualClock) -> None:
    clock.advance(timedelta(days=7))
    view = sup.reports.monday()
    behind = [one.target for one in paragraphs(view, 90)]
    assert sum(1 for one in behind if one is None) == 1, "all but the line on the time zone"
    figures = {figure.code: figure.now for sentence in view.sentences for figure in sentence.figures}
    volume = led(sup, behind[0].leads if behind[0] else ())
    assert volume == [figures["opened"], figures["reopened"], figures["resolved"]]
    assert figures["opened"]
    assert sum(lead.count or 0 for lead in (behind[1].leads if behind[1] else ())) == figures["decided"]
    assert all(led(sup, one.leads) for one in behind if one is not None and one.leads[0].ticket is None)


def led(desk: Desk, leads: Sequence[Lead]) -> list[int]:
    return [counted(desk, lead) for lead in leads]


def test_a_product_leads_to_its_tickets_of_four_weeks(sup: Desk, clock: ManualClock) -> None:
    from servicedesk.store.database import Store
    from servicedesk.store.tables.catalog import products
    from servicedesk.store.tables.tickets import tickets

    store = Store(sup._work.store.address)
    with store.transaction() as connection:
        connection.execute(products.insert().values(id=1, sku="Lamp 1, red", name="Red lamp"))
        connection.execute(products.insert().values(id=2, sku="LAMP-2", name="Blue lamp"))
        connection.execute(tickets.update().values(product_id=tickets.c.id % 2 + 1))
    store.close()
    clock.advance(20 * DAY)
    chart = charts(sup.reports.charts(), clock.now(), UTC)[4]
    assert [row.label for row in chart.rows] == ["Blue lamp", "Red lamp"] or len(chart.rows) == 2
    for row in chart.rows:
        assert isinstance(row.spot, Counted)
        (lead,) = row.spot.leads
        assert 0 < row.values[0] < 20
        assert counted(sup, lead) == lead.count == row.values[0], row.label
