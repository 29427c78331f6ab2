"""The desk by keyboard: what keys do is read from the screen and from the store."""

import threading
from datetime import timedelta

import pytest
from tests.builders import bodies, complaint_at, opened, resolved
from tests.tui.driving import MIDDLE, NARROW, WIDE, console_at, opener
from textual import events

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk
from servicedesk.settings import Settings


@pytest.fixture
def mine(lite: Desk, clock: ManualClock) -> list[int]:
    """Three tickets of ``lin``, the one that waits longest first."""
    numbers = []
    for subject in ("First lamp", "Second lamp", "Third lamp"):
        number = opened(lite, f"Where is it? {subject}", subject=subject, customer=f"{subject[:5].lower()}@example.com")
        lite.assignment.take(number)
        numbers.append(number)
        clock.advance(timedelta(minutes=10))
    return numbers


@pytest.mark.parametrize("size", [NARROW, MIDDLE, WIDE])
async def test_the_open_ticket_names_its_subject(sqlite_url, clock, lite, size):
    subject = "The lamp came without its shade, and the screws are missing too"
    number = opened(lite, subject=subject, name="欧阳娜娜", customer="ouyang@example.com")
    lite.assignment.take(number)
    async with console_at(sqlite_url, clock, size=size) as console:
        await console.press("enter")
        (title,) = [line for line in console.lines if f"#{number} inquiry" in line]
        assert f"#{number} inquiry, open · yours  The lamp came without its" in title
        assert 0 < title.find("…") < title.index("欧阳娜娜"), "clipped before the customer's name"
        if size == MIDDLE:
            await console.press("4")
            assert "欧阳娜娜" not in console.lines[1].partition("4 ")[0], "named by the customer's pane beside"


async def test_a_customer_is_named_once_on_a_wide_screen(sqlite_url, clock, lite):
    number = opened(
        lite, subject="退款退到我前夫的卡里了，请尽快处理", name="江雪 (Xue Jiang)", customer="xue@example.com"
    )
    lite.assignment.take(number)
    async with console_at(sqlite_url, clock, size=WIDE) as console:
        await console.press("enter")
        assert "退款退到我前夫的卡里了" in console.lines[1].partition("2 #")[2]
        assert console.lines[1].count("江雪") == 1


async def test_the_queue_is_read_and_a_ticket_opened(sqlite_url, clock, mine):
    async with console_at(sqlite_url, clock) as console:
        assert "Mine 3" in console.lines[0]
        assert "First lamp" in console.text
        await console.press("j", "enter")
        assert "Where is it? Second lamp" in console.text
        assert f"#{mine[1]} inquiry" in console.text
        await console.press("J")
        assert "Where is it? Third lamp" in console.text
        await console.press("escape")
        assert console.desk.queue.has_focus


async def test_a_reply_goes_out_and_undo_brings_it_back(sqlite_url, clock, lite, mine):
    async with console_at(sqlite_url, clock, settings=Settings(timezone="UTC", after_send="stay")) as console:
        await console.press("r")
        assert "PUBLIC to first@example.com" in console.text
        await console.type("It leaves today.")
        await console.press("ctrl+s")
        assert "Send to first@example.com, then" in console.text
        await console.press("2")
        assert lite.queue.row(mine[0]).status == "resolved"
        assert bodies(lite, mine[0])[-1] == "It leaves today."
        assert "u recalls it" in console.footer
        await console.press("u")
        assert console.draft == "It leaves today."
        assert lite.queue.row(mine[0]).status == "open"
        assert bodies(lite, mine[0]) == ["Where is it? First lamp"]


async def test_a_note_is_stored_at_once(sqlite_url, clock, lite, mine):
    async with console_at(sqlite_url, clock) as console:
        await console.press("n")
        assert "NOTE, the customer never sees this" in console.text
        await console.type("Ask the carrier")
        await console.press("ctrl+s")
        message = lite.tickets.show(mine[0]).thread.messages[-1]
        assert (message.body, message.visibility) == ("Ask the carrier", "internal")
        assert lite.drafts.load(mine[0]) == ()


async def test_after_sending_the_next_ticket_is_open(sqlite_url, clock, mine):
    async with console_at(sqlite_url, clock) as console:
        await console.press("enter", "r")
        await console.type("Soon.")
        await console.press("ctrl+s", "1")
        assert f"#{mine[1]} inquiry" in console.text
        assert console.desk.conversation.has_focus


async def test_an_empty_reply_is_not_sent(sqlite_url, clock, lite, mine):
    async with console_at(sqlite_url, clock) as console:
        await console.press("r", "ctrl+s")
        assert "nothing to send yet" in console.text
        assert len(bodies(lite, mine[0])) == 1


async def test_what_is_typed_before_the_desk_is_open_is_not_lost(sqlite_url, clock, lite, mine):
    gate = threading.Event()

    def slowly() -> Desk:
        gate.wait()
        return opener(sqlite_url, clock)()

    async with console_at(sqlite_url, clock, open_desk=slowly, wait=False) as console:
        await console.until(lambda: "First lamp" in console.text and console.desk.built.is_set())
        console.send("r")
        await console.until(lambda: "PUBLIC" in console.text)
        gate.set()
        await console.type("Hello")
        await console.until(lambda: console.draft == "Hello" and "PUBLIC to first@example.com" in console.text)


async def test_a_burst_of_keys_arrives_in_order(sqlite_url, clock, lite, mine):
    """A script or a slow line sends all of it in one read: no letter may become a command."""
    async with console_at(sqlite_url, clock) as console:
        for key in ("r", *"Quick", "space", *"answer", "ctrl+s", "4"):
            console.send(key)
        await console.settle()
        assert bodies(lite, mine[0])[-1] == "Quick answer"
        assert lite.queue.row(mine[0]).status == "on_hold"


async def test_a_draft_outlives_the_console(sqlite_url, clock, lite, mine):
    async with console_at(sqlite_url, clock) as console:
        await console.press("r")
        await console.type("Half a sen")
        await console.press("left", "left")
        await console.until(lambda: [draft.body for draft in lite.drafts.load(mine[0])] == ["Half a sen"])
    async with console_at(sqlite_url, clock) as console:
        await console.press("r")
        assert console.draft == "Half a sen"


async def test_escape_keeps_the_text_and_the_next_ticket_has_its_own(sqlite_url, clock, lite, mine):
    async with console_at(sqlite_url, clock) as console:
        await console.press("r")
        await console.type("For the first")
        await console.press("escape", "J")
        assert console.draft == ""
        await console.press("K")
        await console.until(lambda: console.draft == "For the first")


async def test_what_others_do_shows_by_itself_and_the_cursor_stays(sqlite_url, clock, lite, mine):
    async with console_at(sqlite_url, clock) as console:
        await console.press("j")
        ana = lite.acting_as("ana")
        urgent = opened(ana, "At once!", subject="Urgent lamp", customer="now@example.com")
        lite.assignment.assign(urgent, "lin")
        ana.handling.status(mine[0], "resolved")
        await console.until(lambda: "Urgent lamp" in console.text and "First lamp" not in console.lines[3])
        assert console.desk.queue.cursor_row.id == mine[1]
        assert "Mine 3" in console.lines[0]


async def test_a_change_meanwhile_shows_both_sides(sqlite_url, clock, lite, mine):
    async with console_at(sqlite_url, clock) as console:
        await console.press("r")
        await console.type("Please wait.")
        lite.acting_as("ana").conversation.message(mine[0], "I found it!")
        lite.acting_as("ana").handling.priority(mine[0], "high")
        await console.press("ctrl+s")
        assert "I found it!" in console.text
        assert "priority normal → high" in console.text
        await console.press("1")
        assert console.draft == "Please wait."
        assert "Please wait." not in bodies(lite, mine[0])
        await console.press("ctrl+s", "1")
        assert bodies(lite, mine[0])[-1] == "Please wait."


async def test_doing_it_anyway(sqlite_url, clock, lite, mine):
    async with console_at(sqlite_url, clock) as console:
        await console.press("r")
        await console.type("Please wait.")
        lite.acting_as("ana").handling.priority(mine[0], "high")
        await console.press("ctrl+s", "1")
        assert "You wanted" in console.text
        assert "priority normal → high" in console.text
        await console.press("2")
        assert bodies(lite, mine[0])[-1] == "Please wait."


async def test_the_status_strip_says_why_not(sqlite_url, clock, lite):
    lite.assignment.take(complaint_at(lite, "decided"))
    async with console_at(sqlite_url, clock) as console:
        await console.press("s")
        assert "the decision has to be told to the customer first" in console.text
        await console.press("2")
        assert "make it" in console.text
        await console.press("4")
        assert lite.queue.page("assignee:me is:all").rows[0].status == "on_hold"


async def test_a_wrong_filter_says_what_is_wrong(sqlite_url, clock, mine):
    async with console_at(sqlite_url, clock) as console:
        await console.press("/")
        await console.press("ctrl+u")
        await console.type("status:nonsense")
        await console.press("enter")
        assert "'nonsense' is none of" in console.text
        await console.press("ctrl+u")
        await console.type("Second")
        await console.press("enter")
        assert "Second lamp" in console.text
        assert "Third lamp" not in console.lines[3]
        await console.press("escape")
        assert "Third lamp" in console.text


async def test_take_next_says_why(sqlite_url, clock, lite):
    number = opened(lite)
    clock.advance(timedelta(minutes=5))
    async with console_at(sqlite_url, clock) as console:
        await console.press("t")
        assert f"#{number} is yours: it has waited longest (5m)" in console.footer
        assert lite.queue.row(number).assignee == "lin"
        await console.press("t")
        assert "Nothing is waiting" in console.footer


async def test_take_next_says_the_rule_it_went_by(sqlite_url, clock, promised):
    """By what is due, with a priority's head start: how long somebody waited says nothing where a clock runs."""
    opened(promised, priority="low")
    clock.advance(timedelta(minutes=5))
    normal = [opened(promised, customer=f"{letter}@example.com") for letter in "ab"]
    clock.advance(timedelta(minutes=10))
    urgent = [opened(promised, priority="urgent", customer=f"{letter}@example.com") for letter in "cd"]
    clock.advance(timedelta(minutes=19))
    async with console_at(sqlite_url, clock) as console:
        await console.press("t")
        assert f"#{urgent[0]} is yours: due in 1:00." in console.footer
        clock.advance(timedelta(minutes=32))
        await console.press("t")
        assert f"#{urgent[1]} is yours: overdue since 12:35 (31m)." in console.footer
        later = opened(promised, priority="urgent", customer="e@example.com")
        await console.press("t")
        ahead = f"#{later} is yours: urgent: 8h ahead of its due time, due in 20m, before 3 that are due earlier."
        assert ahead in console.footer
        await console.press("t")
        assert f"#{normal[0]} is yours: overdue since 13:05 (1m), before 1 of low priority." in console.footer


async def test_assigning_to_a_colleague_and_back(sqlite_url, clock, lite, mine):
    async with console_at(sqlite_url, clock) as console:
        await console.press("A")
        await console.type("an")
        await console.press("enter")
        assert lite.queue.row(mine[0]).assignee == "ana"
        await console.press("u")
        assert lite.queue.row(mine[0]).assignee == "lin"


async def test_properties(sqlite_url, clock, lite, mine):
    async with console_at(sqlite_url, clock) as console:
        await console.press("p", "2", "1")
        assert lite.queue.row(mine[0]).priority == "urgent"
        await console.press("p", "1", "2")
        assert lite.queue.row(mine[0]).kind == "complaint"
        await console.press("p", "4", "enter")
        assert lite.queue.row(mine[0]).stage == "acknowledged"
        await console.press("p", "3")
        await console.type("broken lamp")
        await console.press("enter")
        assert lite.tickets.show(mine[0]).tags == ("broken", "lamp")


async def test_snooze_promise_and_no_reply_needed(sqlite_url, clock, lite, mine):
    async with console_at(sqlite_url, clock) as console:
        await console.press("@")
        await console.type("a new lamp")
        await console.press("enter")
        await console.type("when pigs fly")
        await console.press("enter")
        assert "can't be read" in console.text
        await console.press("ctrl+u")
        await console.type("3d")
        await console.press("enter")
        (made,) = lite.tickets.show(mine[0]).promises
        assert (made.text, made.due_at - clock.now()) == ("a new lamp", timedelta(days=3))
        await console.press("@", "2")
        assert lite.tickets.show(mine[0]).promises[0].state == "kept"
        await console.press("full_stop")
        assert lite.queue.row(mine[0]).waiting_since is None
        await console.press("z", "1")
        assert lite.queue.row(mine[0]).snoozed_until == clock.now() + timedelta(hours=1)


async def test_merging_shows_both_sides_first(sqlite_url, clock, lite, mine):
    async with console_at(sqlite_url, clock) as console:
        await console.press("m", "1")
        await console.type(str(mine[1]))
        await console.press("enter")
        assert "Where is it? First lamp" in console.text
        assert "Where is it? Second lamp" in console.text
        await console.press("2")
        assert lite.queue.row(mine[0]).status == "merged"
        await console.press("u")
        assert lite.queue.row(mine[0]).status == "open"


async def test_splitting_the_message_under_the_cursor(sqlite_url, clock, lite, mine):
    lite.conversation.message(mine[0], "And another thing")
    async with console_at(sqlite_url, clock) as console:
        await console.press("enter", "m", "2", "2")
        await console.settle()
        assert bodies(lite, mine[0]) == ["Where is it? First lamp"]


async def test_attachments_are_saved_and_nothing_is_overwritten(sqlite_url, clock, lite, mine, tmp_path):
    lite.conversation.attach(mine[0], "../../photo.jpg", b"first")
    (tmp_path / "photo.jpg").write_bytes(b"already here")
    async with console_at(sqlite_url, clock) as console:
        await console.press("v", "1", "2")
        await console.press("ctrl+u")
        await console.type(str(tmp_path))
        await console.press("enter")
        assert (tmp_path / "photo.jpg").read_bytes() == b"already here"
        assert (tmp_path / "photo (2).jpg").read_bytes() == b"first"


async def test_the_palette_finds_by_letters(sqlite_url, clock, lite, mine):
    async with console_at(sqlite_url, clock) as console:
        await console.press(":")
        await console.type("prprt")
        await console.press("enter")
        assert f"Properties of #{mine[0]}" in console.text
        await console.press("escape")


async def test_help_is_made_for_the_place(sqlite_url, clock, mine):
    async with console_at(sqlite_url, clock) as console:
        await console.press("?")
        assert "Keys in the queue" in console.text
        assert "Write to the customer" in console.text
        await console.press("q")
        assert "Keys in the queue" not in console.text


async def test_the_menu_of_a_ticket(sqlite_url, clock, lite, mine):
    async with console_at(sqlite_url, clock) as console:
        await console.press("enter", "enter")
        assert f"What to do with #{mine[0]}?" in console.text
        assert "it is yours already" in console.text
        await console.press("2")
        assert "NOTE, the customer never sees this" in console.text


async def test_recent_acts_can_be_undone_one_by_one(sqlite_url, clock, lite, mine):
    async with console_at(sqlite_url, clock) as console:
        await console.press("p", "2", "1", "U")
        assert "Your last acts" in console.text
        await console.press("enter")
        assert lite.queue.row(mine[0]).priority == "normal"


async def test_the_footer_names_what_undo_would_take_back(sqlite_url, clock, mine):
    async with console_at(sqlite_url, clock) as console:
        await console.press("p", "2", "1")
        await console.until(lambda: "undo: priority 12:30" in console.footer)


@pytest.mark.parametrize(("size", "panes"), [(WIDE, 3), (MIDDLE, 2), (NARROW, 1)])
async def test_panes_by_size(sqlite_url, clock, mine, size, panes):
    async with console_at(sqlite_url, clock, size=size) as console:
        shown = [pane for pane in console.desk.query(".pane") if pane.display]
        assert len(shown) == panes
        await console.press("enter")
        assert "Where is it? First lamp" in console.text
        await console.press("4")
        assert "first@example.com" in console.text


async def test_one_pane_has_a_breadcrumb(sqlite_url, clock, mine):
    async with console_at(sqlite_url, clock, size=NARROW) as console:
        await console.press("enter")
        assert f"Mine › #{mine[0]}" in console.lines[1]
        await console.press("l")
        assert f"Mine › #{mine[0]} ›" in console.lines[1]
        await console.press("h", "h")
        assert "Mine, due first" in console.lines[1]


async def test_a_window_too_small_keeps_the_work(sqlite_url, clock, mine):
    async with console_at(sqlite_url, clock) as console:
        await console.press("r")
        await console.type("Long text")
        await console.pilot.resize_terminal(40, 10)
        await console.settle()
        assert "too small" in console.text
        assert "Long text" not in console.text
        await console.pilot.resize_terminal(*WIDE)
        await console.settle()
        assert console.draft == "Long text"
        assert "Long text" in console.text


async def test_chinese_input_does_nothing_and_says_so(sqlite_url, clock, lite, mine):
    async with console_at(sqlite_url, clock) as console:
        await console.press("退")
        assert "Chinese input is on" in console.footer
        assert [act.name for act in lite.history.acts()][:3] == ["assign", "open", "assign"]


async def test_full_width_signs_count_as_their_twins(sqlite_url, clock, mine):
    async with console_at(sqlite_url, clock) as console:
        console.app.post_message(events.Key("fullwidth_colon", "："))
        await console.settle()
        assert "Every act" in console.text
        await console.press("escape")
        console.app.post_message(events.Key("fullwidth_question_mark", "？"))
        await console.settle()
        assert "Keys in the queue" in console.text


async def test_escape_and_a_letter_in_one_read_are_both_keys(sqlite_url, clock, lite, mine):
    async with console_at(sqlite_url, clock) as console:
        await console.press("r")
        await console.type("Kept")
        console.send("alt+n")
        await console.settle()
        assert "NOTE, the customer never sees this" in console.text
        assert [draft.body for draft in lite.drafts.load(mine[0])] == ["Kept"]


async def test_a_paste_on_the_desk_is_something_to_find(sqlite_url, clock, lite, mine):
    async with console_at(sqlite_url, clock) as console:
        console.app.post_message(events.Paste(f"{mine[2]}\n"))
        await console.settle()
        assert "Where is it? Third lamp" in console.text, "a number that finds one ticket opens it"
        console.app.post_message(events.Paste("qtnru"))
        await console.settle()
        assert "Find a number" in console.text
        assert console.draft == ""


async def test_q_asks_at_the_top_only(sqlite_url, clock, mine):
    async with console_at(sqlite_url, clock) as console:
        await console.press("enter", "q")
        assert console.desk.queue.has_focus
        await console.press("q")
        assert "Quit?" in console.text
        await console.press("2")
        assert "Quit?" not in console.text


async def test_themes_are_tried_out_and_taken(sqlite_url, clock, mine):
    async with console_at(sqlite_url, clock) as console:
        await console.press(":")
        await console.type("theme")
        await console.press("enter")
        await console.type("light")
        await console.press("enter")
        assert console.app.theme == "light"


async def test_another_view(sqlite_url, clock, lite, mine):
    opened(lite, subject="Nobody's lamp")
    async with console_at(sqlite_url, clock) as console:
        await console.press("]")
        assert "Nobody's lamp" in console.text
        assert "Unassigned" in console.lines[1]
        await console.press("[", "[")
        assert "Done" in console.lines[1]


async def test_a_resolved_ticket_can_be_reopened(sqlite_url, clock, lite):
    number = resolved(lite)
    async with console_at(sqlite_url, clock) as console:
        await console.press("[")
        assert "A lamp" in console.text
        await console.press("s", "3")
        assert lite.queue.row(number).status == "open"
