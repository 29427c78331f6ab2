"""Canned answers by keyboard: four keys answer a ticket, blanks are walked, an insert is taken back as one."""

from datetime import timedelta

import pytest
from tests.builders import bodies, opened
from tests.canned import give_answers
from tests.tui.driving import MIDDLE, NARROW, WIDE, console_at

from servicedesk.answers.answer import Answer
from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk, open_desk
from servicedesk.domain.macros import ActionKind, MacroAction


@pytest.fixture(autouse=True)
def canned(lite: Desk) -> None:
    give_answers(lite)


ONE_BLANK = Answer("ONE", "One blank", "en", "It leaves on [[date]].")


@pytest.fixture
def asked(lite: Desk, clock: ManualClock) -> int:
    number = opened(lite, "The lamp doesn't work at all.", subject="Lamp", language="en", name="Mara Costa")
    lite.assignment.take(number)
    clock.advance(timedelta(minutes=1))
    return number


@pytest.mark.parametrize("size", [WIDE, MIDDLE, NARROW])
async def test_four_keys_answer_a_ticket(sqlite_url, clock, lite, asked, size):
    async with console_at(sqlite_url, clock, size=size) as console:
        await console.press("c")
        assert "PROD-HELP" in console.text
        assert "they say" in console.text
        assert "Hello Mara Costa," in console.text
        await console.press("enter", "ctrl+s", "2")
    said = bodies(lite, asked)[-1]
    assert said.startswith("Hello Mara Costa,\n\nI am sorry that it doesn't")
    assert said.endswith("Kind regards\nLin")
    assert lite.queue.row(asked).status == "resolved"


async def test_typing_narrows_and_enter_takes_what_was_typed_last(sqlite_url, clock, asked):
    async with console_at(sqlite_url, clock) as console:
        for key in ("c", *"inv-vat", "enter"):
            console.send(key)
        await console.settle()
        assert "VAT number" in console.draft


async def test_nothing_like_it_inserts_nothing(sqlite_url, clock, asked):
    async with console_at(sqlite_url, clock) as console:
        await console.press("c")
        await console.type("zzqxw")
        assert "No answer like that" in console.text
        await console.press("enter", "escape")
        assert console.draft == ""
        await console.type("own words")
        assert console.draft == "own words"


async def test_blanks_are_selected_walked_and_counted(sqlite_url, clock, lite, asked):
    give_answers(lite, Answer("TWO", "Two blanks", "en", "It leaves on [[date]] by [[carrier]]."))
    async with console_at(sqlite_url, clock) as console:
        await console.press("c")
        await console.type("two")
        await console.press("enter")
        area = console.desk.writing.composer.area
        assert area.selected_text == "[[date]]"
        assert "2 blanks left (tab)" in console.text
        await console.type("Friday")
        assert "1 blank left (tab)" in console.text
        await console.press("tab")
        assert area.selected_text == "[[carrier]]"
        await console.type("DHL")
        assert "It leaves on Friday by DHL." in console.draft
        assert "blank left" not in console.text
        await console.press("tab")
        assert not console.desk.writing.active


async def test_tab_stays_in_the_text_while_a_blank_is_left(sqlite_url, clock, lite, asked):
    give_answers(lite, ONE_BLANK)
    async with console_at(sqlite_url, clock) as console:
        await console.press("c")
        await console.type("one")
        await console.press("enter", "tab")
        assert console.desk.writing.active
        assert console.desk.writing.composer.area.selected_text == "[[date]]"
        await console.type("Friday")
        assert "It leaves on Friday." in console.draft


async def test_what_the_gate_finds_blank_is_selected(sqlite_url, clock, lite, asked):
    give_answers(lite, ONE_BLANK)
    async with console_at(sqlite_url, clock) as console:
        await console.press("c")
        await console.type("one")
        await console.press("enter", "ctrl+end", "ctrl+s")
        assert "fill this blank in" in console.text
        await console.press("enter")
        assert console.desk.writing.composer.area.selected_text == "[[date]]"
        await console.type("Friday")
        assert "It leaves on Friday." in console.draft


async def test_a_blank_holds_the_reply_back(sqlite_url, clock, lite, asked):
    async with console_at(sqlite_url, clock) as console:
        await console.press("c")
        await console.type("com-ack")
        await console.press("enter", "ctrl+s")
        assert "fill this blank in" in console.text
    assert len(bodies(lite, asked)) == 1


async def test_several_stack_and_undo_takes_one_back_at_once(sqlite_url, clock, asked):
    async with console_at(sqlite_url, clock) as console:
        await console.press("c")
        await console.type("inv-copy")
        await console.press("enter")
        one = console.draft
        await console.press("ctrl+r")
        await console.type("war-claim")
        await console.press("enter")
        both = console.draft
        assert both.count("Kind regards") == 1
        assert both.index("invoice") < both.index("warranty") < both.index("Kind regards")
        await console.press("ctrl+z")
        assert console.draft == one
        await console.press("ctrl+z")
        assert console.draft == ""


@pytest.mark.parametrize("signs", ["//", "、、"])
async def test_signs_while_writing_open_them_and_go(sqlite_url, clock, asked, signs):
    async with console_at(sqlite_url, clock) as console:
        await console.press("r")
        await console.type("Hello. ")
        await console.type(signs)
        assert "Answers for this ticket" in console.text
        await console.type("inv-copy")
        await console.press("enter")
        assert console.draft.startswith("Hello. You find the invoice")
        assert "Kind regards" not in console.draft


async def test_a_note_gets_no_letter(sqlite_url, clock, asked):
    async with console_at(sqlite_url, clock) as console:
        await console.press("n")
        await console.press("ctrl+r")
        await console.type("inv-copy")
        await console.press("enter")
        assert console.draft.startswith("You find the invoice")


async def test_an_empty_store_says_how_answers_come(sqlite_stores, clock):
    url = sqlite_stores.staffed()
    desk = open_desk(url, clock=clock, handle="lin", via="test")
    desk.assignment.take(opened(desk, "The lamp doesn't work.", language="en"))
    desk.close()
    async with console_at(url, clock, size=NARROW) as console:
        await console.press("c")
        assert "There are no answers yet" in console.text
        await console.press("enter", "escape")
        assert console.draft == ""


async def test_tab_marks_several_and_enter_inserts_them_in_their_order(sqlite_url, clock, lite, asked):
    async with console_at(sqlite_url, clock) as console:
        await console.press("c")
        await console.type("war-claim")
        await console.press("tab", *["backspace"] * 9)
        await console.type("inv-copy")
        await console.press("tab")
        assert "2 marked" in console.text
        await console.press("enter")
        draft = console.draft
        assert draft.startswith("Hello Mara Costa,")
        assert draft.count("Kind regards") == 1
        assert draft.index("warranty") < draft.index("invoice") < draft.index("Kind regards")
        await console.press("ctrl+z")
        assert console.draft == ""


async def test_an_answer_is_turned_to_its_other_language(sqlite_url, clock, lite, asked):
    give_answers(lite, Answer("INV-COPY", "发票副本", "zh", "发票在订单页面。"))
    async with console_at(sqlite_url, clock) as console:
        await console.press("c")
        await console.type("inv-copy")
        assert "English; ctrl+l Chinese" in console.text
        await console.press("ctrl+l")
        assert "发票副本" in console.text
        await console.press("enter")
        assert "发票在订单页面。" in console.draft


async def test_a_marked_one_is_unmarked(sqlite_url, clock, asked):
    async with console_at(sqlite_url, clock) as console:
        await console.press("c")
        await console.type("war-claim")
        await console.press("tab")
        assert "1+ WAR-CLAIM" in console.text
        await console.press("tab")
        assert "1+ WAR-CLAIM" not in console.text


async def test_a_macro_acts_with_its_reply_and_one_undo_takes_all_back(sqlite_url, clock, lite, asked):
    async with console_at(sqlite_url, clock) as console:
        await console.press("c")
        await console.type("ref-done")
        assert "It also does: status resolved, tag refund, priority low" in " ".join(console.text.split())
        await console.press("enter")
        await console.until(lambda: "then: resolved; tag refund, priority low" in console.text)
        await console.press("ctrl+s")
        assert "m [x] the macro's: tag refund, priority low" in console.text
        await console.press("enter")
        view = lite.tickets.show(asked)
        assert (view.row.status, view.row.priority, view.tags) == ("resolved", "low", ("refund",))
        await console.press("u")
        view = lite.tickets.show(asked)
        assert (view.row.status, view.row.priority, view.tags) == ("open", "normal", ())


async def test_what_a_macro_does_can_be_left_out(sqlite_url, clock, lite, asked):
    async with console_at(sqlite_url, clock) as console:
        await console.press("c")
        await console.type("ref-done")
        await console.press("enter", "ctrl+s", "m", "enter")
    row = lite.queue.row(asked)
    assert (row.status, row.priority) == ("resolved", "normal")


async def test_a_macros_acts_go_with_its_words(sqlite_url, clock, lite, asked):
    async with console_at(sqlite_url, clock) as console:
        await console.press("c")
        await console.type("ref-done")
        await console.press("enter", "ctrl+z")
        await console.type("We look into it and write again tomorrow.")
        await console.press("ctrl+s")
        assert "the macro's" not in console.text
        await console.press("1")
    assert lite.queue.row(asked).priority == "normal"


async def test_a_macro_outlives_the_console(sqlite_url, clock, lite, asked):
    async with console_at(sqlite_url, clock) as console:
        await console.press("c")
        await console.type("ref-done")
        await console.press("enter", "escape")
    async with console_at(sqlite_url, clock) as console:
        await console.press("enter")
        await console.until(lambda: "Your money is on its way" in console.draft)
        await console.press("3", "ctrl+s")
        assert "the macro's: tag refund, priority low" in console.text
        await console.press("2")
    assert lite.queue.row(asked).priority == "low"


async def test_a_recalled_reply_has_its_macro_again(sqlite_url, clock, lite, asked):
    async with console_at(sqlite_url, clock) as console:
        await console.press("c")
        await console.type("ref-done")
        await console.press("enter", "ctrl+s", "enter", "u")
        assert lite.queue.row(asked).priority == "normal"
        await console.press("ctrl+s")
        assert "the macro's: tag refund, priority low" in console.text


async def test_what_nothing_is_sent_with_is_refused_beside_a_text(sqlite_url, clock, lite, asked):
    spam = (MacroAction(ActionKind.STATUS, "spam"),)
    give_answers(lite, Answer("SPAM", "No customer", "en", "", actions=spam))
    async with console_at(sqlite_url, clock) as console:
        await console.press("r")
        await console.type("Dear Mara,")
        await console.press("ctrl+r")
        await console.type("spam")
        await console.press("enter")
        assert "Nothing is sent with that" in console.text
        assert console.draft == "Dear Mara,"
    assert lite.queue.row(asked).status == "open"


async def test_a_macro_without_a_text_is_done_at_once(sqlite_url, clock, lite, asked):
    async with console_at(sqlite_url, clock) as console:
        await console.press("c")
        await console.type("hazard")
        await console.press("enter")
        assert lite.queue.row(asked).priority == "urgent"
        assert console.desk.writing.composer.address is None
        await console.press("u")
        assert lite.queue.row(asked).priority == "normal"


async def test_what_a_reply_would_make_of_the_ticket_stands_below_it(sqlite_url, clock, asked):
    async with console_at(sqlite_url, clock) as console:
        await console.press("r")
        await console.type("We have refunded it.")
        await console.until(lambda: "then: resolved (" in console.text)
