"""The charts of the floor: tables that lead to their tickets, drawings beside them, bars of text without colour."""

import pytest
from tests.builders import HOUR, MINUTE, opened
from tests.tui.driving import MIDDLE, NARROW, WIDE, Console
from tests.tui.test_floor import crowded, floor_at, floor_of, shop  # noqa: F401 - fixtures
from tests.tui.test_hostile_screens import TEXTS, harmful

from servicedesk.desk.floor.views import Attained, Charts
from servicedesk.tui.floor.charts import charts, table_width

NAMES = ("due", "volume", "attainment", "age", "products")


async def to_charts(console: Console) -> None:
    await console.press("tab")
    await console.until(lambda: floor_of(console).memory.charts is not None)
    await console.settle()


@pytest.mark.parametrize("size", [NARROW, MIDDLE, WIDE])
async def test_every_chart_stands_at_every_size(size, sqlite_url, clock, crowded):  # noqa: F811
    async with floor_at(sqlite_url, clock, size=size) as console:
        await to_charts(console)
        for name in NAMES:
            assert f"[{name}]" in console.text
            assert harmful(console.app.screen, size[0]) == set()
            await console.press("l")
        assert "[due]" in console.text
        await console.press("h")
        assert "[products]" in console.text
        await console.press("tab")
        assert "NEXT TEN MINUTES" in console.text


async def test_a_drawing_stands_beside_the_table_where_there_is_room(sqlite_url, clock, crowded):  # noqa: F811
    async with floor_at(sqlite_url, clock) as console:
        await to_charts(console)
        await console.until(lambda: "█" in console.text)
        await console.pilot.resize_terminal(*NARROW)
        await console.settle()
        assert "█" not in console.text
        assert "===" in console.text


async def test_without_colour_bars_are_of_text(sqlite_url, clock, crowded, monkeypatch):  # noqa: F811
    monkeypatch.setenv("NO_COLOR", "1")
    async with floor_at(sqlite_url, clock) as console:
        await to_charts(console)
        assert "█" not in console.text
        assert "===" in console.text


async def test_what_falls_due_leads_to_its_tickets_and_one_of_them_to_the_desk(sqlite_url, clock, crowded):  # noqa: F811
    async with floor_at(sqlite_url, clock) as console:
        await to_charts(console)
        spot = next(
            row.spot
            for row in charts(floor_of(console).memory.charts, clock.now(), floor_of(console).zone)[0].rows
            if row.values[0] == 13
        )
        while floor_of(console).spot != spot:
            await console.press("j")
        await console.press("enter")
        assert "due from 14:00 on, for a quarter of an hour" in console.text
        assert all(str(number) in console.text for number in crowded[:10])
        await console.press("enter")
        assert console.app.screen is console.desk
        assert console.desk.reading.row.id in crowded


async def test_what_came_in_and_its_tickets(sqlite_url, clock, shop):  # noqa: F811
    early = opened(shop, customer="early@example.com")
    clock.advance(2 * HOUR)
    late = opened(shop, customer="late@example.com")
    shop.upkeep.sweep()
    async with floor_at(sqlite_url, clock) as console:
        await to_charts(console)
        await console.press("l", "enter")
        assert f" {late} " in console.text
        assert f" {early} " not in console.text


async def test_missed_promises_lead_to_their_tickets(sqlite_url, clock, shop):  # noqa: F811
    missed = opened(shop, customer="missed@example.com")
    clock.advance(3 * HOUR)
    shop.upkeep.sweep()
    async with floor_at(sqlite_url, clock) as console:
        await to_charts(console)
        await console.press("l", "l", "enter")
        assert "first response missed, begun today" in console.text
        assert f" {missed} " in console.text
        await console.press("x")
        assert console.desk.queue.selected == {missed}


async def test_running_promises_lead_to_their_tickets(sqlite_url, clock, shop):  # noqa: F811
    early = opened(shop, customer="early@example.com")
    clock.advance(3 * HOUR)
    running = opened(shop, customer="running@example.com")
    clock.advance(MINUTE)
    shop.upkeep.sweep()
    async with floor_at(sqlite_url, clock) as console:
        await to_charts(console)
        await console.press("l", "l", "j", "enter")
        assert "resolution running and in time, begun today" in console.text
        assert f" {early} " in console.text
        assert f" {running} " in console.text
        await console.press("escape", "k", "enter", "2")
        assert "first response running and in time, begun today" in console.text
        assert f" {early} " not in console.text
        await console.press("x")
        assert console.desk.queue.selected == {running}


async def test_a_figure_of_nothing_says_so(sqlite_url, clock, shop):  # noqa: F811
    async with floor_at(sqlite_url, clock) as console:
        await to_charts(console)
        await console.press("enter")
        assert "There are none." in console.footer


def test_days_are_newest_first_in_the_table_and_oldest_first_in_the_drawing(clock):
    from datetime import UTC

    attained = (Attained("2026-11-20", "first_response", 3, 1, 0), Attained("2026-11-21", "first_response", 0, 0, 2))
    found = charts(Charts((), (), attained, (("28d+", 1), ("0-4h", 2)), ()), clock.now(), UTC)
    kept = found[2]
    assert [row.label.split()[0] for row in kept.rows] == ["today", "yesterday"]
    assert [row.short for row in kept.bars] == ["20", "21"]
    assert [row.label for row in found[3].rows] == ["older than 28d", "up to 4h"]
    assert table_width(kept) > 0


async def test_hostile_products_are_only_text(sqlite_url, clock, shop):  # noqa: F811
    shop.upkeep.sweep()
    async with floor_at(sqlite_url, clock) as console:
        await to_charts(console)
        products = tuple((text[:20], text[:60], n) for n, text in enumerate(TEXTS))
        floor_of(console).memory.charts = Charts((), (), (), (), products)
        await console.press("h")
        assert "[products]" in console.text
        assert harmful(console.app.screen, WIDE[0]) == set()
