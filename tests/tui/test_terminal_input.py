"""Recorded bytes, read by read: which are keys, which are text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events

from servicedesk.tui.terminal.reading import (
    ESCAPE_ALONE,
    PASTE_PATIENCE,
    SCAN_GAP,
    SEQUENCE_PATIENCE,
    TAIL,
    Burst,
    TerminalInput,
)


class Line:
    """A terminal's line with its own clock."""

    def __init__(self, *, commands: bool = False, moves: str = "") -> None:
        self._input = TerminalInput()
        self._moves = frozenset(moves)
        self._commands = commands
        self._now = 100.0
        self.said: list[object] = []

    def read(self, data: str, after: float = 1.0) -> "Line":
        """``data`` comes in one read, so many seconds after the one before; what is due till then is said."""
        self.wait(after)
        self.said += self._input.feed(data, self._now, commands=self._commands, moves=self._moves)
        return self

    def wait(self, seconds: float) -> "Line":
        end = self._now + seconds
        while self._input.due is not None and self._input.due <= end:
            self._now = self._input.due
            self.said += self._input.tick(self._now)
        self._now = end
        return self

    @property
    def heard(self) -> list[str]:
        """Everything said so far and in the next ten seconds: keys by name, texts in quotes."""
        self.wait(10)
        return [_spelt(message) for message in self.said]


def _spelt(message: object) -> str:
    match message:
        case Burst(text=text, entered=entered):
            return f"'{text}'" + ("+enter" if entered else "")
        case events.Paste(text=text):
            return f'"{text}"'
        case events.Key(key=key, character=character):
            return character if character is not None and character.isprintable() else key
    return type(message).__name__


def heard(*reads: str) -> list[str]:
    """What reads a second apart are."""
    line = Line()
    for data in reads:
        line.read(data)
    return line.heard


@pytest.mark.parametrize(
    ("read", "means"),
    [
        ("r", ["r"]),
        ("jjjjjj", ["j"] * 6),
        ("jkjk", ["j", "k", "j", "k"]),
        ("jjjjjk", [*"jjjjj", "k"]),
        ("10001\r", ["'10001'+enter"]),
        ("2222", ["2", "2", "2", "2"]),
        ("s2", ["s", "2"]),
        ("s2\r", ["s", "2", "enter"]),
        ("？", ["？"]),
        ("、、", ["、", "、"]),
        ("退", ["退"]),
        ("退款", ["'退款'"]),
        ("nihao", ["'nihao'"]),
        ("退款申请", ["'退款申请'"]),
        ("1Z999AA10123456784\r", ["'1Z999AA10123456784'+enter"]),
        ("10432\r\n", ["'10432'+enter"]),
        ("one\rtwo\tthree", ["'one\rtwo\tthree'"]),
        ("mid\x13dle", ["'mid\x13dle'"]),
        ("Told them\x13", ["'Told them'", "ctrl+s"]),
        ("\x0f10432\r", ["ctrl+o", "'10432'+enter"]),
        ("\x1b[Aabc\x1b[B", ["up", "'abc'", "down"]),
        ("a\x1b[Ab\x1b[Bc", ["'a'", "up", "'b'", "down", "'c'"]),
    ],
)
def test_a_read_is_keys_or_text(read, means):
    assert heard(read) == means


@pytest.mark.parametrize(
    ("read", "means"),
    [
        ("\x1b", ["escape"]),
        ("\x1bn", ["escape", "n"]),
        ("\x1bJ", ["escape", "J"]),
        ("\x1bb", ["escape", "b"]),
        ("\x1b1", ["escape", "1"]),
        ("\x1b.", ["escape", "."]),
        ("\x1b?", ["escape", "?"]),
        ("\x1b/", ["escape", "/"]),
        ("\x1b]", ["escape", "]"]),
        ("\x1b[", ["escape", "["]),
        ("\x1bO", ["escape", "O"]),
        ("\x1b@", ["escape", "@"]),
        ("\x1b退", ["escape", "退"]),
        ("\x1b\r", ["escape", "enter"]),
        ("\x1b\x13", ["escape", "ctrl+s"]),
        ("\x1b\x1b", ["escape", "escape"]),
        ("\x1b\x1b[A", ["escape", "up"]),
        ("\x1b\x1bOB", ["escape", "down"]),
        ("\x1bhello", ["escape", "'hello'"]),
        ("\x1b[A", ["up"]),
        ("\x1bOA", ["up"]),
        ("\x1b[1;5C", ["ctrl+right"]),
        ("\x1b[[A", ["f1"]),
        ("\x1bOP", ["f1"]),
        ("\x1b[13;5u", ["ctrl+enter"]),
        ("\x1b[27u", ["escape"]),
    ],
)
def test_escape_and_what_follows_it_at_once(read, means):
    assert heard(read) == means


@pytest.mark.parametrize(
    "unknown",
    [
        "\x1b[1;2;3;4X",
        "\x1b[?1;2c",
        "\x1b[31m",
        "\x1b[M !!",
        "\x1b[M ab",
        "\x1b]11;rgb:ffff/ffff/ffff\x1b\\",
        "\x1bP1$r0m\x1b\\",
        "\x1b[99;99X",
    ],
)
def test_sequences_nobody_knows_are_not_spelt_out_as_keys(unknown):
    assert heard(unknown + "j", "k") == ["j", "k"]


def test_escape_alone_is_a_key_soon():
    line = Line().read("\x1b")
    assert line.said == []
    line.wait(ESCAPE_ALONE)
    assert line.heard == ["escape"]


@pytest.mark.parametrize("cut", [1, 2, 3, 5])
def test_a_sequence_cut_by_the_line_is_one_key(cut):
    whole = "\x1b[1;5C"
    line = Line().read(whole[:cut]).read(whole[cut:], ESCAPE_ALONE * 0.9)
    assert line.heard == ["ctrl+right"]


def test_the_rest_of_a_sequence_is_no_command_when_its_escape_was_taken_for_the_key():
    line = Line().read("\x1b").read("[A", SEQUENCE_PATIENCE * 0.9)
    assert line.heard == ["escape", "up"]
    line = Line().read("\x1b").read("[", SEQUENCE_PATIENCE * 0.9)
    assert line.heard == ["escape", "["]


def test_a_burst_goes_on_in_the_next_reads():
    line = Line().read("abcdef").read("g", TAIL / 2).read("\r", TAIL / 2)
    assert line.heard == ["'abcdef'", "'g'", "''+enter"]
    line = Line().read("abcdef").read("g", TAIL * 1.1).read("\r", TAIL / 2)
    assert line.heard == ["'abcdef'", "g", "enter"]


def test_a_scanner_types_one_by_one():
    line = Line(commands=True)
    for character in "1Z99\r":
        line.read(character, SCAN_GAP * 0.9)
    assert line.heard == ["'1Z9'", "'9'", "''+enter"]


def test_keys_of_a_person_wait_a_moment_and_stay_keys():
    line = Line(commands=True)
    for character in "jkl":
        line.read(character, SCAN_GAP * 1.1)
    assert len(line.said) == 2, "the last one waits"
    assert line.heard == ["j", "k", "l"]
    assert Line(commands=True).read("r").read("\x1b[A", 0.001).heard == ["r", "up"]


def test_while_a_text_has_the_keys_nothing_waits():
    assert len(Line().read("a").said) == 1


def test_a_paste_comes_whole_however_it_is_cut():
    paste = "\x1b[200~rm -rf\r\x1b[31m退款\x1b[201~j"
    for size in (1, 2, 3, 7, 100):
        line = Line()
        for at in range(0, len(paste), size):
            line.read(paste[at : at + size], 0.001)
        assert line.heard == ['"rm -rf\r\x1b[31m退款"', "j"]


def test_a_paste_whose_end_is_lost_still_arrives():
    line = Line().read("\x1b[200~half of it").wait(PASTE_PATIENCE)
    assert line.read("j").heard == ['"half of it"', "j"]


def test_a_word_in_one_keyboard_report_is_text():
    assert heard(f"\x1b[0;;{ord('退')}:{ord('款')}u") == ["'退款'"]


@given(st.lists(st.text(st.sampled_from("\x1b[]OP~;0129MAaZ退？\r\x13\x7f<:u ")), max_size=12), st.floats(0, 0.1))
def test_nothing_that_comes_makes_it_fail(reads, apart):
    line = Line(commands=True)
    for data in reads:
        if data:
            line.read(data, apart)
    assert all(line.heard)
    assert line.wait(10).read("j").heard[-1] == "j", "the line is as good as new"


def test_a_key_that_only_moves_does_not_wait():
    line = Line(commands=True, moves="jk12345")
    line.read("j")
    assert line.said
    line.read("r")
    assert len(line.said) == 1
    assert line.heard == ["j", "r"]


@pytest.mark.parametrize("scan", ["10042", "j1x9", "12345", "55-1203", "k55A"])
def test_a_scan_that_begins_with_a_move_is_whole(scan: str):
    line = Line(commands=True, moves="jk12345")
    for character in scan:
        line.read(character, after=0.002)
    texts = [said for said in line.heard if said.startswith("'")]
    assert "".join(text.strip("'") for text in texts) == scan


def test_moves_in_quick_succession_stay_moves():
    line = Line(commands=True, moves="jk")
    for character in "jjkjkkj":
        line.read(character, after=0.01)
    assert line.heard == list("jjkjkkj")


@pytest.mark.parametrize(
    ("reads", "one_line"),
    [
        (["is:live\r"], [True]),
        (["is:live\r\n"], [True]),
        (["is:l", "ive\r"], [False, True]),
        (["is:live", "\r"], [False, True]),
        (["\x7fis:live\r"], [True]),
        (["is:live"], [False]),
        (["is:lice\x7f\x7fve\r"], [False]),
        (["is:l\x13", "ive\r"], [False, False]),
        (["one\rtwo\r"], [False]),
        (["one\rtw", "o\r"], [False, False]),
        (["one\r", "\n"], [True, False]),
        (["one\r", "two\r"], [True, False]),
    ],
)
def test_an_enter_counts_with_a_line_that_came_alone(reads, one_line):
    line = Line()
    for data in reads:
        line.read(data, TAIL / 2)
    assert [said.one_line for said in line.said if isinstance(said, Burst)] == one_line


def test_each_line_counts_by_itself_where_time_lies_between():
    line = Line().read("one\r").read("two\r")
    assert [said.one_line for said in line.said if isinstance(said, Burst)] == [True, True]
