"""The floor by keys: what to do, what happens otherwise, down to the tickets and back to the desk as it was."""

from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from tests.builders import MINUTE, opened
from tests.tui.driving import MIDDLE, NARROW, WIDE, Console, console_at, opener
from tests.tui.test_hostile_screens import TEXTS, harmful

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk
from servicedesk.desk.floor.floor import Floor
from servicedesk.tui import key_lane
from servicedesk.tui.actions import registry
from servicedesk.tui.floor import reader
from servicedesk.tui.floor.review.screen import ReviewScreen
from servicedesk.tui.floor.screen import FloorScreen
from servicedesk.tui.screens.desk import DeskScreen
from servicedesk.tui.screens.slip import Slip

POLICIES = """\
calendars:
  always: {timezone: UTC, week: 24/7}
policies:
  - name: everything
    calendar: always
    targets: {first_response: 2h, resolution: 20h}
"""


@pytest.fixture
def shop(lite: Desk, tmp_path: Path) -> Desk:
    """``lin`` at a shop that answers within two hours, day and night."""
    file = tmp_path / "policies.yaml"
    file.write_text(POLICIES, encoding="utf-8")
    lite.acting_as("sup").policies.set([file])
    return lite


@pytest.fixture
def crowded(shop: Desk, clock: ManualClock) -> list[int]:
    """``ana`` has twelve tickets that are due within the hour, ``lin`` is here with one, nobody has the last."""
    numbers = [opened(shop, kind="return", subject=f"Lamp {n}", customer=f"c{n}@example.com") for n in range(12)]
    for number in numbers:
        shop.acting_as("ana").assignment.take(number)
    mine = opened(shop, customer="mine@example.com")
    shop.assignment.take(mine)
    clock.advance(70 * MINUTE)
    shop.acting_as("ana").conversation.note(numbers[0], "at it")
    shop.conversation.note(mine, "at it")
    shop.upkeep.sweep()
    return [*numbers, mine, opened(shop, customer="last@example.com")]


@asynccontextmanager
async def floor_at(url, clock, *, size=WIDE, handle="sup"):
    """``sup``'s console, on the floor."""
    async with console_at(url, clock, size=size, open_desk=opener(url, clock, handle)) as console:
        await console.press("f2")
        await console.until(lambda: console.desk.floor.memory.view is not None)
        await console.settle()
        yield console


def floor_of(console: Console) -> FloorScreen:
    """The floor, also under a slip."""
    return next(screen for screen in console.app.screen_stack if isinstance(screen, FloorScreen))


def holders(desk: Desk, tickets: list[int]) -> list[str | None]:
    return [row.assignee for row in desk.many.rows(tickets)]


async def go_to(console: Console, text: str) -> None:
    """Move the cursor to the line that has a text."""
    await console.press("g")
    for _ in range(40):
        if any(text in line.partition("> ")[2] for line in console.lines):
            return
        await console.press("j")
    raise AssertionError(f"no line {text!r}:\n{console.text}")


@pytest.mark.parametrize("size", [NARROW, MIDDLE, WIDE])
async def test_the_first_screenful(size, sqlite_url, clock, crowded):
    async with floor_at(sqlite_url, clock, size=size) as console:
        text = console.text
        assert "NEXT TEN MINUTES" in text
        assert "Ana → Lin: saves" in text
        assert "breaches by" in text
        assert "LOAD BY AGENT" in text
        assert "SLA check" in console.lines[0]
        assert "enter do it" in console.footer
        if size == WIDE:
            assert "14 in the queue" in text
            assert "1 unassigned" in text
            assert "breaches to look at" in text


async def test_enter_shows_the_effect_and_enter_does_it_and_u_takes_it_back(sqlite_url, clock, lite, crowded):
    async with floor_at(sqlite_url, clock) as console:
        before = holders(lite, crowded)
        forecast = floor_of(console).memory.view.forecast.breaches
        await console.press("enter")
        assert isinstance(console.app.screen, Slip)
        assert "breaches expected by" in console.text
        assert f": {forecast} → " in console.text
        assert holders(lite, crowded) == before
        await console.press("enter")
        moved = holders(lite, crowded)
        assert moved != before
        assert set(moved) <= {"ana", "lin", "sup", None}
        assert "u takes it back" in console.footer
        assert floor_of(console).memory.view.forecast.breaches < forecast
        await console.press("u")
        assert holders(lite, crowded) == before
        assert "Undone on" in console.footer
        await console.press("u")
        assert "Nothing was done from the floor yet" in console.footer


async def test_what_is_pressed_before_the_effect_stands_there_does_nothing(sqlite_url, clock, lite, crowded):
    async with floor_at(sqlite_url, clock) as console:
        before = holders(lite, crowded)
        await console.type("\n\n\n")
        assert "breaches expected by" in console.text
        assert holders(lite, crowded) == before
        await console.press("enter")
        assert holders(lite, crowded) != before


async def test_an_enter_while_the_effect_is_worked_out_does_nothing(sqlite_url, clock, lite, crowded, monkeypatch):
    monkeypatch.setattr(key_lane, "PATIENCE", 0.05)
    released = Event()
    effect = Floor.effect

    def slow(self, intervention):
        released.wait(20)
        return effect(self, intervention)

    monkeypatch.setattr(Floor, "effect", slow)
    async with floor_at(sqlite_url, clock) as console:
        before = holders(lite, crowded)
        console.send("enter")
        await console.until(lambda: "working out what it would change" in console.footer)
        console.send("enter")
        console.send("enter")
        await console.app.lane.empty()
        released.set()
        await console.settle()
        assert "breaches expected by" in console.text
        assert len(console.app.screen_stack) == 3
        assert holders(lite, crowded) == before


async def test_the_floor_waits_until_the_desk_is_open(sqlite_url, clock, crowded, monkeypatch):
    monkeypatch.setattr(key_lane, "PATIENCE", 0.05)
    released = Event()

    def slow():
        released.wait(20)
        return opener(sqlite_url, clock, "sup")()

    async with console_at(sqlite_url, clock, open_desk=slow, wait=False) as console:
        console.send("f2")
        await console.until(lambda: "opening …" in console.footer)
        console.send("f2")
        await console.app.lane.empty()
        released.set()
        await console.until(lambda: "NEXT TEN MINUTES" in console.text)
        await console.settle()
        assert [type(screen) for screen in console.app.screen_stack] == [DeskScreen, FloorScreen]


async def test_the_loads_add_up_with_nobodys(sqlite_url, clock, shop, crowded):
    clock.advance(60 * MINUTE)
    shop.upkeep.sweep()
    async with floor_at(sqlite_url, clock) as console:
        view = floor_of(console).memory.view
        loads = [*view.load, view.unheld]
        assert sum(one.overdue for one in loads) == view.overdue
        assert sum(one.live for one in loads) == view.live
        assert "late = past its due time; soon = due within the hour;" in console.text
        await console.press("l")
        await go_to(console, "nobody")
        await console.press("enter")
        assert "Tickets of nobody" in console.text
        await console.press("1")
        assert console.desk.state.narrowed == "is:live assignee:none"
        assert console.desk.queue.total == 1


async def test_escape_leaves_the_effect_undone(sqlite_url, clock, lite, crowded):
    async with floor_at(sqlite_url, clock) as console:
        before = holders(lite, crowded)
        await console.press("enter", "escape")
        assert holders(lite, crowded) == before
        assert isinstance(console.app.screen, FloorScreen)


async def test_what_somebody_changed_meanwhile_stays_as_it_is(sqlite_url, clock, lite, crowded):
    async with floor_at(sqlite_url, clock) as console:
        one = floor_of(console).memory.view.interventions[0]
        await console.press("enter")
        lite.acting_as("boss").acting_as("spec").assignment.take(one.tickets[0])
        await console.press("enter")
        assert lite.queue.row(one.tickets[0]).assignee == "spec"
        assert f"#{one.tickets[0]}:" in console.footer or f"#{one.tickets[0]}:" in console.text


async def test_down_to_the_tickets_and_back_to_the_desk_as_it_was(sqlite_url, clock, crowded):
    async with console_at(sqlite_url, clock, open_desk=opener(sqlite_url, clock, "sup")) as console:
        await console.press("]", "]", "j", "j")
        desk = console.desk
        stood = (desk.state.active, desk.state.narrowed, desk.queue.cursor_row.id)
        await console.press("F")
        await console.until(lambda: desk.floor.memory.view is not None)
        await go_to(console, "unassigned")
        await console.press("enter")
        assert console.app.screen is desk
        assert desk.state.narrowed == "is:live assignee:none"
        assert desk.queue.total == 1
        await console.press("escape")
        assert isinstance(console.app.screen, FloorScreen)
        assert any(line.lstrip().startswith(">") and "unassigned" in line for line in console.lines)
        await console.press("escape")
        assert console.app.screen is desk
        assert (desk.state.active, desk.state.narrowed, desk.queue.cursor_row.id) == stood


async def test_the_desks_acts_on_many_work_on_a_persons_tickets(sqlite_url, clock, lite, crowded):
    async with floor_at(sqlite_url, clock) as console:
        await console.press("l")
        await go_to(console, "Ana")
        await console.press("d")
        assert console.desk.state.narrowed == "is:live assignee:ana"
        await console.press("X", "A")
        await console.type("lin\n")
        await console.type("12\n")
        assert set(holders(lite, crowded[:12])) == {"lin"}
        await console.press("f2")
        assert isinstance(console.app.screen, FloorScreen)
        await console.press("f2")
        assert console.app.screen is console.desk
        assert console.desk.state.narrowed is None


async def test_a_person_leads_to_what_is_late_of_theirs(sqlite_url, clock, shop, crowded):
    clock.advance(60 * MINUTE)
    shop.upkeep.sweep()
    async with floor_at(sqlite_url, clock) as console:
        await console.press("l")
        await go_to(console, "Ana")
        await console.press("enter")
        assert "Ana's tickets" in console.text
        await console.press("2")
        assert console.desk.state.narrowed == "is:overdue assignee:ana"
        assert console.desk.queue.total == 12


async def test_a_person_leads_to_what_is_due_soon_and_to_what_the_forecast_says(sqlite_url, clock, crowded):
    async with floor_at(sqlite_url, clock) as console:
        load = next(one for one in floor_of(console).memory.view.load if one.handle == "ana")
        await console.press("l")
        await go_to(console, "Ana")
        await console.press("enter", "3")
        assert "Ana's tickets: due within the hour" in console.text
        assert load.due_soon == 12
        await console.press("x")
        assert console.desk.queue.selected == set(crowded[:12])
        assert console.desk.queue.total == 12
        await console.press("f2", "enter", "5", "x")
        assert len(console.desk.queue.selected) == load.breaches_ahead > 0


async def test_how_many_are_here_leads_to_the_people_and_to_their_tickets(sqlite_url, clock, crowded):
    async with floor_at(sqlite_url, clock, size=NARROW) as console:
        await go_to(console, " here")
        assert "enter people" in console.footer
        await console.press("enter")
        assert "Who is here?" in console.text
        await console.press("1", "1")
        assert console.desk.state.narrowed == "is:live assignee:ana"


async def test_broken_promises_and_what_was_handed_over_lead_to_just_these(sqlite_url, clock, lite, crowded):
    lite.handling.promise(crowded[0], "a call", clock.now() + MINUTE)
    lite.handling.promise(crowded[1], "a call", clock.now() + timedelta(days=1))
    clock.advance(2 * MINUTE)
    async with floor_at(sqlite_url, clock) as console:
        await go_to(console, "broken promise to a customer")
        await console.press("enter", "x")
        assert console.desk.queue.selected == {crowded[0]}
        await console.press("f2", "k", "enter")
        assert "There are none." in console.footer


async def test_the_tickets_of_the_forecast(sqlite_url, clock, crowded):
    async with floor_at(sqlite_url, clock) as console:
        await go_to(console, "breaches by")
        await console.press("enter")
        first = floor_of(console).memory.view.forecast.tickets[0]
        assert f" {first} " in console.text
        await console.press("enter")
        assert console.app.screen is console.desk
        assert console.desk.reading.row.id == first
        await console.press("f2")
        await go_to(console, "breaches by")
        await console.press("d", "x")
        assert len(console.desk.queue.selected) > 1


async def test_the_cursor_stays_on_its_line_when_the_store_changes(sqlite_url, clock, lite, crowded, monkeypatch):
    monkeypatch.setattr(reader, "SOON", 0.1)
    async with floor_at(sqlite_url, clock) as console:
        await go_to(console, "in the queue")
        spot = floor_of(console).spot
        opened(lite, customer="new@example.com")
        await console.until(lambda: "15 in the queue" in console.text)
        assert floor_of(console).spot == spot
        assert any(line.lstrip().startswith(">") and "in the queue" in line for line in console.lines)


async def test_nothing_to_worry_about(sqlite_url, clock, shop):
    opened(shop)
    shop.upkeep.sweep()
    async with floor_at(sqlite_url, clock) as console:
        assert "nothing to do: no move would save a breach" in console.text
        assert "Nothing will breach by" in console.text


@pytest.mark.parametrize("size", [NARROW, MIDDLE, WIDE])
async def test_an_empty_store(size, sqlite_url, clock):
    async with floor_at(sqlite_url, clock, size=size) as console:
        assert "Nothing will breach by" in console.text
        await console.press("j", "k", "enter", "d", "b")
        assert "No breach waits for a look." in console.text
        await console.press("enter", "h", "c", "a", "m", "o", "u", "escape", "escape")
        assert console.app.screen is console.desk


async def test_an_old_check_is_said_in_words(sqlite_url, clock, shop):
    shop.upkeep.sweep()
    async with floor_at(sqlite_url, clock) as console:
        assert "SLA check" in console.lines[0]
        floor_of(console).memory.view = replaced(floor_of(console).memory.view, clock.now() - timedelta(minutes=3))
        floor_of(console).paint()
        await console.settle()
        assert "SLA check is 3m old: breaches may be missing" in console.lines[0]


def replaced(view, swept_at):
    from dataclasses import replace

    return replace(view, swept_at=swept_at)


async def test_agents_see_their_own_figures(sqlite_url, clock, crowded):
    async with console_at(sqlite_url, clock) as console:
        await console.press("f2")
        assert "Your own figures" in console.text
        assert "1 open ticket" in console.text
        await console.press("escape")
        assert console.app.screen is console.desk


async def test_a_note_asks_somebody_back_from_a_break(sqlite_url, clock, lite, crowded):
    lite.shifts.start_break()
    async with floor_at(sqlite_url, clock) as console:
        await go_to(console, "Call Lin back from break")
        await console.press("enter")
        assert "asked in a note" in console.text
        await console.press("enter")
        notes = [message.body for ticket in crowded for message in lite.tickets.everything_said(ticket)]
        assert any(body.startswith("@lin please come back") for body in notes)
        await console.press("u")
        assert "Undone on 1 ticket." in console.footer


async def test_the_palette_the_help_and_a_wrong_key(sqlite_url, clock, crowded):
    async with floor_at(sqlite_url, clock) as console:
        await console.press("?")
        assert "Keys on the floor" in console.text
        await console.press("escape", ":")
        await console.type("read")
        await console.press("enter")
        assert "Read again." in console.footer
        await console.press("escape")
        await console.press("f2", "Z")
        assert "Z does nothing here; ? shows the keys." in console.footer
        await console.press("中")
        assert "The Chinese input is on" in console.footer


async def test_every_key_of_the_floor_and_of_the_review_does_something(sqlite_url, clock):
    async with floor_at(sqlite_url, clock) as console:
        floor = floor_of(console)
        review = ReviewScreen(floor)
        for screen in (floor, review):
            named = {action.id for action in registry() if action.scope is screen.scope}
            assert {*screen.moves, *screen.acts} == named
            assert not {*screen.moves} & {*screen.acts}


async def test_hostile_names_are_only_text(sqlite_url, clock, shop):
    for n, text in enumerate(TEXTS[:12]):
        name = (text.strip() or "empty")[:60]
        shop.acting_as("boss").people.add(f"p{n}", name=name, roles=("agent",))
        number = opened(shop, name or "x", subject=text[:200] or "x", name=name, customer=f"h{n}@example.com")
        shop.acting_as(f"p{n}").assignment.take(number)
    clock.advance(70 * MINUTE)
    for n in range(12):
        row = shop.acting_as(f"p{n}").queue.page("is:live assignee:me").rows[0]
        shop.acting_as(f"p{n}").conversation.note(row.id, "at it")
    for size in (NARROW, WIDE):
        async with floor_at(sqlite_url, clock, size=size) as console:
            assert harmful(console.app.screen, size[0]) == set()
            for key in ("enter", "escape", "d", "escape", "G", "enter", "escape"):
                await console.press(key)
                assert harmful(console.app.screen, size[0]) == set(), key


async def test_nothing_is_shown_in_a_window_too_small(sqlite_url, clock, crowded):
    async with floor_at(sqlite_url, clock) as console:
        await console.pilot.resize_terminal(40, 10)
        await console.settle()
        assert "This window is too small" in " ".join(console.text.split())
        before = len(console.app.screen_stack)
        await console.press("enter", "b")
        assert len(console.app.screen_stack) == before
        await console.press("escape")
        assert console.app.screen is console.desk


def test_the_function_key_and_its_letter_on_a_real_terminal(terminal, crowded):
    console = terminal(handle="sup", size=(120, 36))
    assert console.shows("synced")
    console.press(b"\x1bOQ")
    assert console.shows("NEXT TEN MINUTES"), console
    console.press(b"\t")
    assert console.shows("[due]"), console
    console.press(b"\x1bOQ")
    assert console.hides("[due]"), console
    console.press(b"F")
    assert console.shows("[due]"), console
