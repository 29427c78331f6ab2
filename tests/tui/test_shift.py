"""Handing over, breaks, where one was and the card of the day, by keys."""

import pytest
from tests.builders import HOUR, MINUTE, assert_sound, bodies, opened
from tests.tui.driving import MIDDLE, NARROW, console_at

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk
from servicedesk.domain.together import Doing
from servicedesk.i18n import use_language


@pytest.fixture
def mine(lite: Desk, clock: ManualClock) -> list[int]:
    """Three tickets of ``lin``; ``ana`` is here."""
    return taken(lite, clock, 3)


def taken(lite: Desk, clock: ManualClock, count: int) -> list[int]:
    numbers = []
    for n in range(count):
        number = opened(lite, f"Where is lamp {n}?", subject=f"Lamp {n}", customer=f"c{n}@example.com")
        lite.assignment.take(number)
        numbers.append(number)
        clock.advance(MINUTE)
    lite.acting_as("ana").presence.tell("ana", None, Doing.LOOKING)
    return numbers


async def test_a_shift_of_twelve_is_fourteen_keys(sqlite_url, clock, lite):
    tickets = taken(lite, clock, 12)
    async with console_at(sqlite_url, clock) as console:
        keys = ["H", *["enter"] * 12, "enter"]
        assert len(keys) == 14
        await console.press(*keys)
        assert "Handed over: 12 stay with you" in console.footer
    for n, ticket in enumerate(tickets):
        note = lite.tickets.show(ticket).thread.messages[-1]
        assert (note.medium, note.visibility) == ("note", "internal")
        assert note.body.startswith(f"Mara {clock_of(n)}: “Where is lamp {n}?” Next: answer Mara, waiting")
    assert_sound(lite)


def clock_of(minute: int) -> str:
    return f"12:{minute:02}"


async def test_keys_faster_than_the_screen(sqlite_url, clock, lite):
    taken(lite, clock, 12)
    async with console_at(sqlite_url, clock) as console:
        for key in ["H", *["enter"] * 12, "enter"]:
            console.send(key)
        await console.settle()
        await console.until(lambda: "Handed over: 12 stay with you" in console.footer)


async def test_each_ticket_goes_its_way_and_undo_brings_all_back(sqlite_url, clock, lite, mine):
    async with console_at(sqlite_url, clock) as console:
        await console.press("H")
        assert "0 of 3" in console.text
        assert "3 to Ana" in console.text
        await console.press("enter", "2", "3")
        assert "with you: 1" in console.text
        assert ["to", "Ana:", "1", f"#{mine[2]}"] == next(line for line in console.lines if "to Ana: 1" in line).split()
        await console.press("enter")
        assert [lite.queue.row(ticket).assignee for ticket in mine] == ["lin", None, "ana"]
        assert "1 back in the queue, 1 given to a colleague" in console.text
        await console.press("u")
        assert [lite.queue.row(ticket).assignee for ticket in mine] == ["lin", "lin", "lin"]
        assert bodies(lite, mine[1]) == ["Where is lamp 1?"]


async def test_the_line_is_written_and_kept_through_leaving(sqlite_url, clock, lite, mine):
    async with console_at(sqlite_url, clock) as console:
        await console.press("H", "2", "e")
        await console.type(" Call her first")
        await console.press("escape", "escape")
        assert "H goes on where you left" in console.footer
        await console.press("H")
        assert "1 of 3" in console.text
        assert "Call her first" in console.text
    async with console_at(sqlite_url, clock) as console:
        await console.press("H")
        assert "1 of 3" in console.text
        await console.press("3", "0", "enter")
    assert bodies(lite, mine[1])[-1].endswith("waiting 2m. Call her first")
    assert lite.queue.row(mine[0]).assignee is None
    assert lite.queue.row(mine[1]).assignee == "ana"
    assert lite.forms.load("handover") is None


async def test_a_line_half_written_is_in_the_store_within_a_second(sqlite_url, clock, lite, mine):
    async with console_at(sqlite_url, clock) as console:
        await console.press("H", "e")
        await console.type("!! never lost")
        await console.until(lambda: "never lost" in str(getattr(lite.forms.load("handover"), "fields", "")))


async def test_somebody_else_is_chosen_by_name(sqlite_url, clock, lite, mine):
    async with console_at(sqlite_url, clock) as console:
        await console.press("H", "4")
        await console.type("sup")
        await console.press("enter")
        assert "1 of 3" in console.text
        await console.press("0", "enter")
        assert lite.queue.row(mine[0]).assignee == "sup"


async def test_moving_about_and_changing_ones_mind(sqlite_url, clock, lite, mine):
    async with console_at(sqlite_url, clock, size=NARROW) as console:
        await console.press("H", "2", "k", "enter", "2", "2")
        assert "3 of 3" not in console.text
        await console.press("escape")
        assert "3 of 3" in console.text
        await console.press("k", "k", "enter", "enter")
        assert lite.queue.row(mine[0]).assignee == "lin"
        assert lite.queue.row(mine[1]).assignee is None


async def test_nothing_to_hand_over(sqlite_url, clock):
    async with console_at(sqlite_url, clock) as console:
        await console.press("H")
        assert "no open tickets to hand over" in console.footer


async def test_what_somebody_took_meanwhile_stays(sqlite_url, clock, lite, mine):
    async with console_at(sqlite_url, clock) as console:
        await console.press("H", "2", "2", "2")
        lite.acting_as("ana").assignment.take(mine[0])
        await console.press("enter")
        assert f"#{mine[0]} stayed as it was" in console.text
        assert lite.queue.row(mine[0]).assignee == "ana"


async def test_the_next_shift_starts_on_it(sqlite_url, clock, lite, mine):
    ana = lite.acting_as("ana")
    given = opened(ana, "Any news?")
    ana.assignment.take(given)
    from servicedesk.domain.together import Fate, HandedOn

    ana.shifts.hand_over([HandedOn(given, Fate.GIVE, "The carrier confirms, tell Mara", "lin")])
    async with console_at(sqlite_url, clock, size=MIDDLE) as console:
        await console.until(lambda: "1 ticket was handed over: T shows it." in console.footer)
        await console.press("T", "enter")
        assert "HANDED OVER  Ana 12:03: The carrier confirms, tell Mara" in console.text
        assert "[Handed over 1]" in console.lines[0]


async def test_the_drafted_line_speaks_the_language_of_the_interface(sqlite_url, clock, lite, mine):
    use_language("zh_CN")
    try:
        async with console_at(sqlite_url, clock) as console:
            await console.press("H")
            assert "Where is lamp 0?" in console.text
    finally:
        use_language(None)


async def test_a_break_and_the_way_back(sqlite_url, clock, lite, mine):
    async with console_at(sqlite_url, clock) as console:
        await console.press("enter", "r")
        await console.type("I have asked the wareh")
        await console.press("escape", "b")
        assert "On break: nothing new comes" in console.footer
        assert "on break since 12:03" in console.lines[0]
        await console.press("t")
        assert "You are on a break" in console.footer
        clock.advance(20 * MINUTE)
        lite.acting_as("ana").conversation.note(mine[1], "he called")
        await console.press("b")
        assert "Back after 20m. You were here:" in console.text
        assert "“I have asked the wareh”" in console.text
        assert "1 new message" in console.text
        await console.press("enter")
        assert console.desk.writing.active
        await console.type("ouse")
        assert console.draft == "I have asked the warehouse"
        assert lite.shifts.absences() == ()


async def test_what_cannot_wait_is_offered_before_a_break(sqlite_url, clock, lite, mine):
    clock.advance(5 * HOUR)
    calm = opened(lite)
    lite.assignment.take(calm)
    async with console_at(sqlite_url, clock) as console:
        await console.press("b")
        assert "3 of your tickets shouldn't wait" in console.text
        await console.press("escape")
        assert lite.shifts.absences() == ()
        clock.advance(MINUTE)
        await console.press("b", "enter")
        assert "3 tickets are offered to the team" in console.text
        assert [lite.queue.row(ticket).assignee for ticket in [*mine, calm]] == [None, None, None, "lin"]
        await console.press("u")
        assert {lite.queue.row(ticket).assignee for ticket in mine} == {"lin"}
        await console.press("b", "escape", "b", "2")
        assert {lite.queue.row(ticket).assignee for ticket in mine} == {"lin"}


async def test_a_break_outlives_the_console(sqlite_url, clock, lite, mine):
    lite.shifts.start_break()
    async with console_at(sqlite_url, clock) as console:
        await console.until(lambda: "on break since 12:03" in console.lines[0])
        await console.press("b")
        assert "You were here:" in console.text


async def test_one_key_leads_back_from_a_detour(sqlite_url, clock, lite, mine):
    async with console_at(sqlite_url, clock) as console:
        await console.press("enter", "r")
        await console.type("Half a sen")
        await console.press("ctrl+o")
        await console.type(str(mine[2]))
        await console.press("enter")
        assert f"#{mine[2]} inquiry" in console.lines[1]
        await console.press("escape", "backspace")
        assert f"#{mine[0]} inquiry" in console.lines[1]
        assert console.desk.writing.active
        await console.type("tence")
        assert console.draft == "Half a sentence"


async def test_stepping_back_through_tickets_to_the_queue(sqlite_url, clock, lite, mine):
    async with console_at(sqlite_url, clock) as console:
        await console.press("enter", "J", "J", "backspace")
        assert console.desk.reading.row.id == mine[1]
        await console.press("backspace")
        assert console.desk.reading.row.id == mine[0]


async def test_where_was_i(sqlite_url, clock, lite, mine):
    lite.presence.mark_read(mine[1], clock.now())
    clock.advance(MINUTE)
    lite.drafts.save(mine[2], "reply", "I have asked the wareh", 22)
    lite.acting_as("ana").handling.priority(mine[1], "high")
    async with console_at(sqlite_url, clock) as console:
        await console.until(lambda: "You were writing on" in console.footer)
        await console.press("backspace")
        assert console.desk.reading.row.id == mine[2], "the notice said that it goes there"
        assert console.desk.writing.active
        await console.type("ouse")
        assert console.draft == "I have asked the warehouse"
        await console.press("escape", "backspace")
        assert "Where you were" in console.text
        assert "Ana 12:04: priority high" in console.text
        await console.press("enter")
        assert console.desk.reading.row.id == mine[2]


async def test_back_to_what_was_half_written_on_the_ticket_under_the_cursor(sqlite_url, clock, lite, mine):
    lite.drafts.save(mine[0], "reply", "I have asked the wareh", 22)
    async with console_at(sqlite_url, clock) as console:
        await console.until(lambda: "You were writing on" in console.footer)
        assert console.desk.queue.cursor_row.id == mine[0]
        await console.press("backspace")
        assert console.desk.writing.active
        await console.type("ouse")
        assert console.draft == "I have asked the warehouse"


async def test_what_was_thrown_away_since_is_no_way_back(sqlite_url, clock, lite, mine):
    lite.drafts.save(mine[0], "reply", "I have asked the wareh", 22)
    async with console_at(sqlite_url, clock) as console:
        await console.until(lambda: "You were writing on" in console.footer)
        await console.press("enter", "r", "ctrl+t", "down", "enter")
        await console.until(lambda: console.desk.writing.composer.address is None)
        await console.press("backspace")
        await console.until(lambda: "You have not been on any ticket yet." in console.footer)


async def test_the_card_of_the_day(sqlite_url, clock, lite, mine):
    lite.conversation.reply(mine[0], "It leaves today.", grace=0, then="resolved")
    lite.handling.promise(mine[1], "a call back", clock.now() + 20 * HOUR)
    lite.conversation.message(mine[0], "Thank you so much, that was quick!", name="Mara")
    async with console_at(sqlite_url, clock) as console:
        await console.press(":")
        await console.type("day")
        await console.press("enter")
        assert "Your day: 1 answered, 1 resolved" in console.text
        assert "a call back by tomorrow 08:03" in console.text
        assert "“Thank you so much, that was quick!”" in console.text
        await console.press("enter")
        assert console.desk.queue.has_focus


async def test_an_unsent_draft_is_told_before_its_ticket_goes(sqlite_url, clock, lite, mine):
    for ticket in mine[:2]:
        lite.drafts.save(ticket, "reply", "Half a sen")
    async with console_at(sqlite_url, clock, size=NARROW) as console:
        await console.press("H")
        assert console.text.count("an unsent draft of yours") == 2
        await console.press("enter", "2", "2")
        assert f"your unsent drafts: 1 #{mine[1]}" in " ".join(console.text.split())


async def test_a_long_line_is_shown_where_it_is_written(sqlite_url, clock, lite, mine):
    lite.handling.promise(mine[0], "a new lamp, a voucher, and a call by the head of the workshop", clock.now() + HOUR)
    async with console_at(sqlite_url, clock, size=NARROW) as console:
        await console.press("H", "e")
        await console.until(lambda: any(line.rstrip().endswith("waiting 3m.") for line in console.lines))
        await console.type(" The end")
        assert "waiting 3m. The end" in console.text
