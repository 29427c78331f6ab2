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
        opened(lite, "Refund 8841, 请", subject="退款申请", customer="wang@example.cn"),
    ]
    for number in numbers:
        lite.assignment.take(number)
    return numbers


@pytest.fixture
def console(terminal, tickets) -> Terminal:
    started = terminal()
    assert started.shows("red lamp")
    assert started.shows("synced"), "the desk is open and the signs of the lines are settled"
    return started


@pytest.fixture
def unchanged(lite, tickets):
    """What the store holds, as it is now and was at the start."""

    def of() -> list[object]:
        return [lite.tickets.events(number) for number in tickets] + [lite.queue.total("")]

    before = of()
    return lambda: of() == before


BURSTS = ("nihao", "rtnsam", "1Z999AA10123456784", "Sehr geehrte Damen", "ａｂｃ", "ab\x1b[Ac", "a b")


def test_characters_in_one_read_are_something_to_find(console, unchanged):
    for burst in BURSTS:
        console.press(burst.encode())
        assert console.shows(FIND), burst
        assert console.shows(" " + burst.partition("\x1b")[0][:6]), burst
        console.press(b"\x1b")
        assert console.hides(FIND), burst
    assert unchanged()


def test_a_committed_word_is_found_and_one_character_is_none(console, unchanged):
    console.press("退".encode())
    assert console.shows("The Chinese input is on")
    assert FIND not in console.text
    console.press("退款".encode())
    assert console.shows(FIND)
    assert console.shows("申")
    assert unchanged()


def test_a_scan_that_finds_one_opens_it(console, tickets, unchanged):
    for end in ("\r", "\r\n", "\n"):
        console.press(f"{tickets[1]}{end}".encode())
        assert console.shows("Refund 8841"), console.text
        assert FIND not in console.text
        console.press(f"{tickets[0]}{end}".encode())
        assert console.shows("Where is it?"), console.text
    assert unchanged()


def test_a_scanner_that_types_one_by_one(console, tickets, unchanged):
    assert any(_scanned(console, f"{tickets[1]}\r") for _ in range(10)), console.text
    assert unchanged()


def _scanned(console: Terminal, text: str) -> bool:
    """False, and back at the queue, where a busy machine let more time pass between two characters than a scanner."""
    for character in text:
        console.press(character.encode())
    if console.shows("Refund 8841", 3):
        return True
    console.type("\x1b")
    assert console.hides("esc goes back")
    return False


def test_a_scan_that_finds_nothing_waits_to_be_changed(console, unchanged):
    console.press(b"4006381333931\r")
    assert console.shows("nothing found")
    console.listen(0.2)
    assert "4006381333931" in console.text
    assert unchanged()


def test_a_scan_into_find_is_entered(console, tickets):
    console.press(b"\x0f")
    assert console.shows(FIND)
    console.press(f"{tickets[1]}\r".encode())
    assert console.shows("Refund 8841")


def test_a_choice_is_never_taken_by_text(console, unchanged):
    for opens in (b"s", b"p", b"z", b"m"):
        console.press(opens)
        assert console.shows("esc goes back"), opens
        before = _below_the_bar(console)
        for text in (b"1234567890", b"\x1b[200~12\r\x1b[201~", b"231\r", "退款".encode()):
            console.press(text)
        console.listen(0.3)
        assert _below_the_bar(console) == before, opens
        console.press(b"\x1b")
        assert console.hides("esc goes back"), opens
    assert unchanged()


def _below_the_bar(console: Terminal) -> str:
    """The screen without its first line, where counts and times change by themselves."""
    return console.text.partition("\n")[2]


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


def test_full_width_signs_are_their_twins(console):
    for sign, opens in (("？", "Keys "), ("：", "Every act"), ("／", "Show which tickets?"), ("＋", "tab: call, mail")):
        console.press(sign.encode())
        assert console.shows(opens), sign
        console.press(b"\x1b")
        assert console.hides(opens), sign


def test_escape_and_the_next_key_at_once_are_both(console):
    for key, opens in (("s", "esc goes back"), ("/", "esc ends"), ("?", "Keys "), ("+", "tab: call, mail")):
        console.press(b"r")
        assert console.shows("back to commands"), key
        console.press(b"\x1b" + key.encode())
        assert console.shows(opens), key
        console.press(b"\x1b")
        assert console.hides(opens), key


def test_escape_and_an_arrow_at_once_are_both(console, tickets):
    console.press(b"?")
    assert console.shows("Keys ")
    console.press(b"\x1b\x1b[B\r")
    assert console.shows("Refund 8841")


def test_find_is_there_everywhere(console):
    for opens, shows in ((b"", "red lamp"), (b"\r", "Where is it?"), (b"r", "back to commands")):
        console.press(opens)
        assert console.shows(shows)
        console.press(b"\x0f")
        assert console.shows(FIND), shows
        console.press(b"\x1b")
        assert console.hides(FIND), shows


def test_bytes_that_are_no_text_end_nothing(console, unchanged):
    console.press(bytes(range(128, 256)) * 3)
    console.press(b"\xff\xfej\xc3(")
    assert console.shows(FIND)
    assert unchanged()
    assert console.log == ""
