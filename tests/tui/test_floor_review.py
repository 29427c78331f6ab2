"""The breach review walked by keys: what the ledger proposes, correcting it, storing it, taking it back."""

from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from tests.builders import HOUR, MINUTE, opened
from tests.scale import sized
from tests.tui.driving import MIDDLE, NARROW, WIDE, Console, console_at, opener
from tests.tui.test_floor import POLICIES
from tests.tui.test_hostile_screens import TEXTS, harmful

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk
from servicedesk.desk.service_levels.views import ReviewView
from servicedesk.tui.floor.review import acts
from servicedesk.tui.floor.review.screen import ReviewScreen
from servicedesk.tui.floor.screen import FloorScreen

FIRST = "first_response"
STEP = sized(4, soak=2)


@pytest.fixture
def shop(lite: Desk, tmp_path: Path) -> Desk:
    file = tmp_path / "policies.yaml"
    file.write_text(POLICIES, encoding="utf-8")
    lite.acting_as("sup").policies.set([file])
    return lite


@pytest.fixture
def breached(shop: Desk, clock: ManualClock) -> list[int]:
    """``ana`` held the first for most of its time, nobody the second, the third was taken late; newest last."""
    numbers = [opened(shop, subject=f"Lamp {n}", customer=f"b{n}@example.com") for n in range(3)]
    shop.acting_as("ana").assignment.take(numbers[0])
    clock.advance(100 * MINUTE)
    shop.acting_as("ana").assignment.take(numbers[2])
    clock.advance(2 * HOUR)
    shop.upkeep.sweep()
    return numbers


@asynccontextmanager
async def review_at(url, clock, *, size=WIDE):
    async with console_at(url, clock, size=size, open_desk=opener(url, clock, "sup")) as console:
        await console.press("f2", "b")
        await console.settle()
        yield console


def screen_of(console: Console) -> ReviewScreen:
    return next(screen for screen in console.app.screen_stack if isinstance(screen, ReviewScreen))


def review_of(desk: Desk, ticket: int) -> ReviewView | None:
    return desk.acting_as("sup").reviews.breach(ticket, FIRST).review


def in_hand(console: Console) -> int:
    return screen_of(console).sheet.here.ticket


@pytest.mark.parametrize("size", [NARROW, MIDDLE, WIDE])
async def test_names_of_clocks_and_people_stand_whole_and_apart(size, sqlite_url, clock, lite, tmp_path):
    """The longest clock's name, a name of sixteen letters, a stretch that ends today, and why the shop was shut."""
    file = tmp_path / "policies.yaml"
    file.write_text(POLICIES.replace("week: 24/7", "week: {sat: ['09:00-14:00']}"), encoding="utf-8")
    lite.acting_as("sup").policies.set([file])
    lite.acting_as("boss").people.add("kat", name="Katrin Vogelsang", roles=["agent"])
    number = opened(lite, subject="Lamp", customer="k@example.com")
    lite.acting_as("kat").assignment.take(number)
    clock.advance(20 * HOUR)
    lite.upkeep.sweep()
    async with review_at(sqlite_url, clock, size=size) as console:
        assert f"{number} first response " in console.text
        if size == NARROW:
            await console.press("pagedown")
        assert "Katrin Vogelsang  2h" in console.text
        assert "yesterday 14:00–today 08:00  weekend" in console.text
        assert "Katrin Vogelsang, open" in console.text


@pytest.mark.parametrize("size", [NARROW, MIDDLE, WIDE])
async def test_what_the_ledger_says_stands_beside_the_list(size, sqlite_url, clock, breached):
    async with review_at(sqlite_url, clock, size=size) as console:
        text = console.text
        assert "THE LEDGER SAYS" in text
        assert "0 looked at, 3 left" in text
        assert all(str(number) in text for number in breached)
        assert "first response within 2h was due" in text
        assert "WORKING TIME UNTIL THE BREACH" in text or size == NARROW
        assert "enter that is so" in console.footer


async def test_enter_confirms_and_goes_to_the_next_until_the_last(sqlite_url, clock, lite, breached):
    async with review_at(sqlite_url, clock) as console:
        order = [row.ticket for row in screen_of(console).sheet.rows]
        assert sorted(order) == breached
        for n, ticket in enumerate(order):
            assert in_hand(console) == ticket
            await console.press("enter")
            assert review_of(lite, ticket) is not None
            assert f"{n + 1} looked at, {2 - n} left" in console.text
        assert "that was the last one" in console.footer
        assert (review_of(lite, breached[0]).holder, review_of(lite, breached[0]).cause) == ("ana", "held")
        assert review_of(lite, breached[1]).cause == "unassigned"
        assert review_of(lite, breached[2]).cause == "taken_late"
        await console.press("escape")
        await console.settle()
        assert isinstance(console.app.screen, FloorScreen)
        await console.until(lambda: "0 breaches to look at" in console.text)


async def test_correcting_holder_cause_blame_and_comment(sqlite_url, clock, lite, breached):
    async with review_at(sqlite_url, clock) as console:
        ticket = in_hand(console)
        await console.press("h")
        await console.type("lin\n")
        await console.press("c", "7", "a", "m")
        await console.type("the carrier was on strike\n")
        assert "CORRECTED (enter stores it)" in console.text
        assert review_of(lite, ticket) is None
        assert "enter store it" in console.footer
        await console.press("enter")
        found = review_of(lite, ticket)
        assert (found.holder, found.cause, found.avoidable) == ("lin", "outside", False)
        assert found.comment == "the carrier was on strike"
        await console.until(lambda: "that is so" in console.footer)
        await console.press("k", "k")
        assert in_hand(console) == ticket
        await console.until(lambda: "enter keep it" in console.footer)


async def test_teams_stand_there_by_their_name(sqlite_url, clock, lite, breached):
    code, name = lite.acting_as("boss").people.add_team("lamps", name="Lamps and shades")
    lite.acting_as("sup").assignment.assign(breached[0], None, team=code)
    clock.advance(20 * HOUR)
    lite.upkeep.sweep()
    async with review_at(sqlite_url, clock) as console:
        teams = {row.team for row in screen_of(console).sheet.rows}
        assert code in teams
        while screen_of(console).sheet.here.team != code:
            await console.press("j")
        assert f", {name}" in console.text


async def test_how_many_are_left_is_the_inboxs_count(sqlite_url, clock, breached, monkeypatch):
    monkeypatch.setattr(acts, "PAGE", 1)
    monkeypatch.setattr("servicedesk.tui.floor.review.sheet.AHEAD", 0)
    async with review_at(sqlite_url, clock) as console:
        assert "0 looked at, 3 left" in console.text


async def test_u_takes_the_last_one_back_and_stands_on_it(sqlite_url, clock, lite, breached):
    async with review_at(sqlite_url, clock) as console:
        ticket = in_hand(console)
        await console.press("enter")
        assert in_hand(console) != ticket
        await console.press("u")
        assert in_hand(console) == ticket
        assert review_of(lite, ticket) is None
        await console.press("u")
        assert "Nothing was stored here yet" in console.footer


async def test_passing_one_over_leaves_it_for_later(sqlite_url, clock, lite, breached):
    async with review_at(sqlite_url, clock) as console:
        first = in_hand(console)
        await console.press("j", "enter")
        assert review_of(lite, first) is None
        await console.press("enter")
        assert in_hand(console) == first


async def test_the_ticket_is_read_on_the_desk(sqlite_url, clock, breached):
    async with review_at(sqlite_url, clock) as console:
        ticket = in_hand(console)
        await console.press("o")
        assert console.app.screen is console.desk
        assert console.desk.reading.row.id == ticket
        await console.press("f2")
        assert isinstance(console.app.screen, FloorScreen)


async def test_a_key_before_the_ledger_has_spoken_waits_for_it(sqlite_url, clock, lite, breached):
    async with console_at(sqlite_url, clock, open_desk=opener(sqlite_url, clock, "sup")) as console:
        await console.press("f2")
        await console.type("b")
        await console.until(lambda: any(isinstance(one, ReviewScreen) for one in console.app.screen_stack))
        await console.until(lambda: screen_of(console).sheet.here is not None)
        screen_of(console).sheet.findings.clear()
        ticket = in_hand(console)
        await console.press("enter")
        assert review_of(lite, ticket) is not None


async def test_more_breaches_are_read_on_the_way(sqlite_url, clock, lite, breached, monkeypatch):
    monkeypatch.setattr(acts, "PAGE", 1)
    async with review_at(sqlite_url, clock) as console:
        for _ in range(3):
            await console.press("enter")
        assert all(review_of(lite, ticket) is not None for ticket in breached)


@pytest.mark.parametrize(("size", "texts"), [(NARROW, TEXTS[::STEP]), (WIDE, TEXTS[1::STEP])])
async def test_hostile_subjects_are_only_text(size, texts, sqlite_url, clock, shop):
    """Half of the texts, all in the soak; all of them are walked on the desk in every run."""
    for n, text in enumerate(texts):
        opened(shop, text if text.strip() else "x", subject=text[:200] or "x", name=text[:80], customer=f"h{n}@x.com")
    clock.advance(3 * HOUR)
    async with review_at(sqlite_url, clock, size=size) as console:
        for _ in texts:
            assert harmful(console.app.screen, size[0]) == set()
            await console.press("j")
