"""The answers as a collection by keyboard: found, written, kept through a crash, versions compared and taken back."""

import pytest
from tests.builders import opened
from tests.canned import give_answers
from tests.tui.driving import MIDDLE, NARROW, WIDE, console_at, opener

from servicedesk.answers.answer import Answer
from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk


@pytest.fixture(autouse=True)
def canned(lite: Desk) -> None:
    give_answers(lite)


@pytest.fixture
def asked(lite: Desk) -> int:
    number = opened(lite, "The lamp doesn't work at all.", subject="Lamp", language="en", name="Mara Costa")
    lite.assignment.take(number)
    return number


def answer_of(desk: Desk, code: str, language: str = "en") -> Answer:
    return next(one for one in desk.answers.pair(code) if one.language == language)


@pytest.mark.parametrize("size", [WIDE, MIDDLE, NARROW])
async def test_all_answers_are_looked_through_and_narrowed(sqlite_url, clock, size):
    async with console_at(sqlite_url, clock, size=size) as console:
        await console.press("C")
        assert "10 answers, English, Chinese" in console.text
        assert "COM-ACK" in console.text
        await console.press("/")
        await console.type("warranty")
        await console.press("enter")
        assert "WAR-CLAIM" in console.text
        assert "COM-ACK" not in console.text
        assert "The warranty covers this." in console.text
        await console.press("escape")
        assert "COM-ACK" in console.text
        await console.press("escape")
        assert "10 answers" not in console.text


async def test_an_answer_of_ones_own_is_written_and_found_at_once(sqlite_url, clock, lite, asked):
    async with console_at(sqlite_url, clock) as console:
        await console.press("C", "n")
        for text in ("sock", "Another socket", "", "products", "", "inquiry growth", "plug, socket", "tag=socket"):
            await console.type(text)
            await console.press("tab")
        await console.type("Please try another socket, {customer.first_name|there}.")
        await console.until(lambda: "Please try another socket, Mara." in console.text)
        await console.press("ctrl+s")
        assert "sock is saved, version 1." in console.text
        await console.press("escape", "c")
        await console.type("sock")
        await console.press("enter")
        assert "Please try another socket, Mara." in console.draft
    kept = answer_of(lite, "sock")
    assert (kept.owner, kept.kinds, kept.lifecycle) == ("person:lin", {"inquiry"}, {"growth"})
    assert kept.words == ("plug", "socket")


async def test_what_is_wrong_is_said_by_field_and_the_text_stays(sqlite_url, clock, lite):
    async with console_at(sqlite_url, clock) as console:
        await console.press("C", "n", "ctrl+s")
        assert "code: is missing" in console.text
        await console.type("NEW-1")
        await console.press("tab")
        await console.type("New")
        for _ in range(7):
            await console.press("tab")
        await console.type("Dear {customer.shoe_size}")
        await console.press("ctrl+s")
        assert "there is no placeholder {customer.shoe_size}" in console.text
        assert "Dear {customer.shoe_size}" in console.text
    assert lite.answers.pair("NEW-1") == ()


async def test_an_unfinished_answer_outlives_the_console(sqlite_url, clock, lite):
    async with console_at(sqlite_url, clock) as console:
        await console.press("C", "n")
        await console.type("half")
        await console.press("escape", "escape")
    async with console_at(sqlite_url, clock) as console:
        await console.press("C", "n")
        assert "half" in console.text
        assert "left unsaved" in console.text
        await console.press("ctrl+t", "n")
        assert "left unsaved" not in console.text


async def test_an_agent_writes_ones_own_in_place_of_a_shared_one(sqlite_url, clock, lite, asked):
    async with console_at(sqlite_url, clock) as console:
        await console.press("C", "/")
        await console.type("inv-copy")
        await console.press("enter", "enter")
        assert "Your own INV-COPY, in place of the one for all" in console.text
        for _ in range(7):
            await console.press("tab")
        await console.type("It is under your orders, dear. ")
        await console.press("ctrl+s")
    assert answer_of(lite, "INV-COPY").own
    assert "dear" not in answer_of(lite.acting_as("ana"), "INV-COPY").body


async def test_versions_are_compared_and_taken_back(sqlite_url, clock, lite):
    sup = lite.acting_as("sup")
    first = answer_of(sup, "WAR-CLAIM")
    give_answers(lite, Answer("WAR-CLAIM", "Warranty claim", "en", "Nothing is covered."), answers=())
    async with console_at(sqlite_url, clock, open_desk=opener(sqlite_url, clock, "sup")) as console:
        await console.press("C", "/")
        await console.type("war-claim")
        await console.press("enter", "h")
        assert "- The warranty covers this." in console.text
        assert "+ Nothing is covered." in console.text
        await console.press("down", "enter")
        assert "says again what it said in version 1" in console.text
    now = answer_of(sup, "WAR-CLAIM")
    assert (now.body, now.version) == (first.body, 3)


async def test_an_answer_goes_out_of_use_and_comes_back(sqlite_url, clock, lite):
    async with console_at(sqlite_url, clock, open_desk=opener(sqlite_url, clock, "sup")) as console:
        await console.press("C", "/")
        await console.type("hazard")
        await console.press("enter", "x")
        assert "HAZARD is out of use" in console.text
        assert lite.answers.pair("HAZARD") == ()
        await console.press("escape", "end", "x")
        assert "HAZARD is in use again" in console.text
    assert lite.answers.pair("HAZARD")


async def test_what_goes_out_of_use_in_a_narrowed_list_stays_under_the_cursor(sqlite_url, clock, lite):
    async with console_at(sqlite_url, clock, open_desk=opener(sqlite_url, clock, "sup")) as console:
        await console.press("C", "/")
        await console.type("invoice")
        await console.press("enter", "x", "x")
        assert "is in use again" in console.text
    assert lite.answers.pair("INV-COPY")
    assert lite.answers.pair("INV-VAT")


async def test_what_is_out_of_use_is_found_by_its_words(sqlite_url, clock, lite):
    lite.acting_as("sup").answers.retire(answer_of(lite, "WAR-CLAIM").number)
    async with console_at(sqlite_url, clock, open_desk=opener(sqlite_url, clock, "sup")) as console:
        await console.press("C", "/")
        await console.type("warranty claim")
        assert "WAR-CLAIM" in console.text


async def test_an_agent_is_told_why_a_shared_answer_stays(sqlite_url, clock, lite):
    async with console_at(sqlite_url, clock) as console:
        await console.press("C", "x")
        assert "may not" in console.text
    assert lite.answers.pair("COM-ACK")


async def test_the_preview_gives_the_keys_back(sqlite_url, clock, lite):
    async with console_at(sqlite_url, clock, size=NARROW) as console:
        await console.press("C", "n")
        await console.type("A1")
        await console.press("ctrl+r", "escape")
        await console.type("B2")
        assert "A1B2" in console.text


async def test_the_other_language_is_written_from_this_one(sqlite_url, clock, lite):
    async with console_at(sqlite_url, clock, open_desk=opener(sqlite_url, clock, "sup")) as console:
        await console.press("C", "/")
        await console.type("war-claim")
        await console.press("enter")
        assert "only in English" in console.text
        await console.press("l", "ctrl+s")
        assert "still the text in the other language" in console.text
        for _ in range(7):
            await console.press("tab")
        await console.press("ctrl+a")
        await console.type("在保修范围内。")
        await console.press("ctrl+s")
        assert "WAR-CLAIM is saved" in console.text
    assert {one.language for one in lite.answers.pair("WAR-CLAIM")} == {"en", "zh"}


async def test_a_paragraph_of_the_reply_is_kept(sqlite_url, clock, lite, asked):
    async with console_at(sqlite_url, clock) as console:
        await console.press("r")
        await console.type("Hello Mara,\n\nplease shake it gently.\n\nBye")
        await console.press("up", "up", "ctrl+k")
        assert "please shake it gently." in console.text
        await console.type("SHAKE")
        await console.press("tab")
        await console.type("Shake it")
        await console.press("ctrl+s")
        assert "Kept as SHAKE" in console.text
        assert console.desk.writing.active
    assert answer_of(lite, "SHAKE").body == "please shake it gently."


async def test_words_typed_three_times_are_offered(sqlite_url, clock: ManualClock, lite):
    words = "Please hold the button on the back for ten seconds until the light turns blue, then let go."
    for n in range(3):
        lite.assignment.take(opened(lite, f"It doesn't light {n}.", language="en", name=f"Customer {n}"))
    async with console_at(sqlite_url, clock) as console:
        for _ in range(3):
            assert "keeps it as an answer" not in console.text
            await console.press("home", "enter", "r")
            await console.type(words)
            await console.press("ctrl+s", "1")
        assert "three times; ctrl+k keeps it as an answer" in console.text
        await console.press("ctrl+k")
        assert "Please hold the button" in console.text
        await console.type("BUTTON")
        await console.press("tab")
        await console.type("Hold the button")
        await console.press("ctrl+s")
        await console.until(lambda: "Kept as BUTTON" in console.text)
    assert answer_of(lite, "BUTTON").body == words


async def test_words_are_offered_once(sqlite_url, clock: ManualClock, lite):
    words = "Please hold the button on the back for ten seconds until the light turns blue, then let go."
    for n in range(4):
        lite.assignment.take(opened(lite, f"It doesn't light {n}.", language="en", name=f"Customer {n}"))
    async with console_at(sqlite_url, clock) as console:
        for n in range(4):
            await console.press("home", "enter", "r")
            await console.type(words)
            await console.press("ctrl+s", "1")
            assert ("three times; ctrl+k keeps it" in console.text) == (n == 2)
        await console.press("ctrl+k")
        assert "Please hold the button" in console.text


async def test_what_is_wrong_with_a_long_text_stands_above_it(sqlite_url, clock, lite):
    async with console_at(sqlite_url, clock) as console:
        await console.press("C", "n")
        for text in ("long", "A long one", "", "", "", "", "", ""):
            await console.type(text)
            await console.press("tab")
        await console.type("Dear {nope}, [red]and[/red] 💥\n")
        await console.until(lambda: "there is no placeholder {nope}" in console.text)
        first = next(n for n, line in enumerate(console.lines) if "Dear {nope}" in line)
        assert "no placeholder" in "".join(console.lines[first:])
        await console.type("and so on\n" * 60)
        await console.until(lambda: "there is no placeholder {nope}" in "".join(console.lines[:4]))
