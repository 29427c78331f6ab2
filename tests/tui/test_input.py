"""Input that isn't commands, on a real terminal: committed words, scans, pastes, full-width signs, fast escapes."""

import pytest
from tests.builders import opened
from tests.tui.on_pty import Terminal

from servicedesk.desk.desk import Desk

FIND = "Find a number"
LONG = "".join(f"Line {n}: 退款 and more, it's quite long. " for n in range(400))[:10_000]


@pytest.fixture
def tickets(lite: Desk) -> list[int]:
    """Two tickets of lin's; the first one stands first in the list."""
    numbers = [
        opened(lite, "Where is it?", subject="red lamp"),
        opened(lite, "申请退款", subject="退款申请", customer="wang@example.cn"),
    ]
    for number in numbers:
        lite.assignment.take(number)
    return numbers


@pytest.fixture
def console(terminal, tickets) -> Terminal:
    started = terminal()
    assert started.shows("red lamp")
    assert started.shows("reply")
    return started


@pytest.fixture
def unchanged(lite, tickets):
    """What the store holds, as it is now and was at the start."""

    def of() -> list[object]:
        return [lite.tickets.events(number) for number in tickets] + [lite.queue.total("")]

    before = of()
    return lambda: of() == before


@pytest.mark.parametrize(
    "burst",
    ["nihao", "tksq", "rtnsam", "qwertz", "1Z999AA10123456784", "Sehr geehrte Damen", "ａｂｃ", "ab\x1b[Ac", "a b"],
)
def test_characters_in_one_read_are_something_to_find(console, unchanged, burst):
    console.press(burst.encode())
    assert console.shows(FIND)
    assert console.shows(" " + burst.partition("\x1b")[0][:6])
    assert unchanged()


def test_a_committed_word_is_found_and_one_character_is_none(console, unchanged):
    console.press("退".encode())
    assert console.shows("The Chinese input is on")
    assert FIND not in console.text
    console.press("退款".encode())
    assert console.shows(FIND)
    assert console.shows("申")
    assert unchanged()


@pytest.mark.parametrize("end", ["\r", "\r\n", "\n"])
def test_a_scan_that_finds_one_opens_it(console, tickets, unchanged, end):
    console.press(f"{tickets[1]}{end}".encode())
    assert console.shows("wang@example.cn")
    assert FIND not in console.text
    assert unchanged()


def test_a_scanner_that_types_one_by_one(console, tickets, unchanged):
    for character in f"{tickets[1]}\r":
        console.press(character.encode())
    assert console.shows("wang@example.cn")
    assert unchanged()


def test_a_scan_that_finds_nothing_waits_to_be_changed(console, unchanged):
    console.press(b"4006381333931\r")
    assert console.shows("Nothing found")
    console.listen(0.2)
    assert "4006381333931" in console.text
    assert unchanged()


def test_a_scan_into_find_is_entered(console, tickets):
    console.press(b"\x0f")
    assert console.shows(FIND)
    console.press(f"{tickets[1]}\r".encode())
    assert console.shows("wang@example.cn")


@pytest.mark.parametrize("opens", ["s", "p", "z", "m"])
def test_a_choice_is_never_taken_by_text(console, unchanged, opens):
    console.press(opens.encode())
    assert console.shows("esc goes back")
    before = console.text
    for text in (b"1234567890", b"\x1b[200~12\r\x1b[201~", b"231\r", "退款".encode()):
        console.press(text)
    console.listen(0.3)
    assert console.text == before
    assert unchanged()


def test_text_in_a_prompt_is_one_line(console):
    console.press(b"/")
    assert console.shows("Show which tickets?")
    console.press(b"\x1b[200~red\r\nla\x07mp\r\n\x1b[201~")
    assert console.shows("red la␇mp")


@pytest.mark.parametrize("bracketed", [True, False])
def test_a_long_paste_on_the_desk_opens_find_with_its_beginning(console, unchanged, bracketed):
    text = LONG.replace("退款", "xy").encode()
    console.press(b"\x1b[200~" + text + b"\x1b[201~" if bracketed else text)
    assert console.shows(FIND)
    console.press(b"\x1b[H")
    assert console.shows(" Line 0: xy and more")
    assert unchanged()


@pytest.mark.parametrize("bracketed", [True, False])
def test_a_long_paste_into_a_text_is_all_there_and_undone_at_once(console, lite, tickets, bracketed):
    console.type("r")
    assert console.shows("PUBLIC")
    console.type("Before. ")
    assert console.shows("Before.")
    text = LONG.replace(". ", ".\r").encode()
    console.press(b"\x1b[200~" + text + b"\x1b[201~" if bracketed else text)
    assert console.shows("saved")
    wanted = "Before. " + LONG.replace(". ", ".\n")
    for _look in range(100):
        kept = [draft.body for draft in lite.drafts.load(tickets[0])]
        if kept == [wanted]:
            break
        console.listen(0.1)
    assert kept == [wanted]
    if bracketed:
        console.press(b"\x1a")
        assert console.shows("Before. ")


@pytest.mark.parametrize(
    ("sign", "opens"),
    [("？", "Keys "), ("：", "Every act"), ("／", "Show which tickets?"), ("、", "Show which tickets?"), ("＋", "New ticket")],
)
def test_full_width_signs_are_their_twins(console, sign, opens):
    console.press(sign.encode())
    assert console.shows(opens)


@pytest.mark.parametrize(("key", "opens"), [("s", "make it"), ("/", "Show which"), ("?", "Keys "), ("+", "New ticket")])
def test_escape_and_the_next_key_at_once_are_both(console, key, opens):
    console.type("r")
    assert console.shows("PUBLIC")
    console.type("Hello")
    console.press(b"\x1b" + key.encode())
    assert console.shows(opens)


def test_escape_and_an_arrow_at_once_are_both(console, tickets):
    console.press(b"?")
    assert console.shows("Keys ")
    console.press(b"\x1b\x1b[B\r")
    assert console.shows("wang@example.cn")


@pytest.mark.parametrize("place", ["", "\r", "r", "s\x1b"])
def test_find_is_there_everywhere(console, place):
    for key in place:
        console.press(key.encode())
        console.listen(0.3)
    console.press(b"\x0f")
    assert console.shows(FIND)


def test_bytes_that_are_no_text_end_nothing(console, unchanged):
    console.press(bytes(range(128, 256)) * 3)
    assert console.shows(FIND)
    console.press(b"\x1b")
    assert console.hides(FIND)
    assert unchanged()
    assert console.log == ""
