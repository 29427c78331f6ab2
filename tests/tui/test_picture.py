"""What is sent to the terminal brings it to just what Textual painted, in few bytes; pyte plays the terminal."""

import io
import random

import pyte
import pytest
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from servicedesk.tui.terminal.ambiguous import Drawn
from servicedesk.tui.terminal.pens import PLAIN, Pen, pen_of, stroke
from servicedesk.tui.terminal.picture import Picture

WIDTH, HEIGHT = 40, 6
STYLES = [
    Style.parse(words)
    for words in ("#d0d0d0 on #101010", "#80b0ff on #101010", "bold #d0d0d0 on #202840", "reverse #d0d0d0 on #101010")
]
WORDS = (
    "lamp",
    "…",
    " ",
    "          ",
    "                 ",
    "退款申请",
    "Bettwäsche",
    "10.041",
    "│",
    "—",
    "👍",
    "é",
    "한국",
)


class Glass:
    """A console, its picture, and the terminal on which both can be seen."""

    def __init__(self, drawn: Drawn = Drawn.NARROW, *, erases: bool = True) -> None:
        self.picture = Picture()
        self.picture.erases = erases
        self.picture.drawn = drawn
        self.console = Console(file=io.StringIO(), force_terminal=True, color_system="truecolor", width=WIDTH)
        self.screen = pyte.Screen(WIDTH, HEIGHT)
        self.screen.reset_mode(7 << 5)
        self._stream = pyte.Stream(self.screen)

    def show(self, lines: list[Strip]) -> str:
        """Paint the whole screen."""
        update = LayoutUpdate([[line] for line in lines], Region(0, 0, WIDTH, HEIGHT))
        return self._send(self.picture.changes(update, self.console))

    def show_part(self, y: int, x: int, strip: Strip) -> str:
        """Paint a stretch of one line."""
        ends = [[x, x + strip.cell_length, WIDTH] for _ in range(HEIGHT)]
        chops = [{0: None, x: strip if row == y else None, x + strip.cell_length: None} for row in range(HEIGHT)]
        update = ChopsUpdate(chops, [(y, x, x + strip.cell_length)], ends)
        return self._send(self.picture.changes(update, self.console))

    def _send(self, codes: str) -> str:
        self._stream.feed(codes)
        return codes

    @property
    def cells(self) -> list[list[tuple[str, str, str, bool, bool]]]:
        """Each cell's character, colours, bold and reverse; the colour of blanks counts as none."""
        return [[_seen(self.screen.buffer[y][x]) for x in range(WIDTH)] for y in range(HEIGHT)]


def _seen(char: pyte.screens.Char) -> tuple[str, str, str, bool, bool]:
    plain = char.data == " " and not char.reverse
    return char.data, "" if plain else char.fg, char.bg, char.bold and not plain, char.reverse


def line(rng: random.Random) -> Strip:
    segments = [Segment(rng.choice(WORDS), rng.choice(STYLES)) for _ in range(rng.randrange(1, 8))]
    return Strip(segments).adjust_cell_length(WIDTH, STYLES[0])


@pytest.mark.parametrize("erases", [True, False])
@pytest.mark.parametrize("seed", range(30))
def test_the_terminal_shows_what_was_painted(seed: int, erases: bool) -> None:
    """After many paintings in parts and in whole, the same cells as when all is sent at once."""
    rng = random.Random(seed)
    lived = Glass(erases=erases)
    lines = [line(rng) for _ in range(HEIGHT)]
    lived.show(lines)
    for _ in range(12):
        for _ in range(rng.randrange(3)):
            lines[rng.randrange(HEIGHT)] = line(rng)
        lived.show(lines)
        fresh = Glass(erases=False)
        fresh.show(lines)
        assert lived.cells == fresh.cells


def test_nothing_is_sent_twice() -> None:
    rng = random.Random(1)
    glass, lines = Glass(), [line(rng) for _ in range(HEIGHT)]
    assert len(glass.show(lines)) > 300
    assert glass.show(lines) == ""
    glass.picture.forget()
    assert len(glass.show(lines)) > 300


def test_a_clock_costs_its_figure() -> None:
    glass = Glass()
    glass.show([Strip([Segment(f"{'synced':>34} 14:31", STYLES[0])])] * HEIGHT)
    sent = glass.show_part(2, 10, Strip([Segment(f"{'synced':>24} 14:32", STYLES[0])]))
    assert sent == "\x1b[3;40H\x1b[38;2;208;208;208;48;2;16;16;16m2\x1b[m"


def test_blanks_are_erased_only_where_the_ground_goes_with_them() -> None:
    text, blank = ([Strip([Segment(sign * WIDTH, STYLES[0])])] * HEIGHT for sign in "x ")
    erasing, writing = Glass(erases=True), Glass(erases=False)
    assert "\x1b[K" in (erasing.show(text) and erasing.show(blank))
    assert "\x1b[K" not in (writing.show(text) and writing.show(blank))
    assert erasing.cells == writing.cells


def test_a_wide_character_is_never_cut_in_two() -> None:
    glass = Glass()
    glass.show([Strip([Segment("退款" + " " * (WIDTH - 4), STYLES[0])])] * HEIGHT)
    sent = glass.show([Strip([Segment("退税" + " " * (WIDTH - 4), STYLES[0])])] * HEIGHT)
    assert sent.count("税") == HEIGHT
    assert "退" not in sent


def test_a_line_with_a_sign_of_doubtful_width_is_sent_whole_and_places_what_follows() -> None:
    """Terminals disagree on emoji: the neighbour must not depend on it."""
    glass = Glass()
    glass.show([Strip([Segment("👍 good lamp".ljust(WIDTH - 1), STYLES[0])])] * HEIGHT)
    sent = glass.show([Strip([Segment("👍 good lamb".ljust(WIDTH - 1), STYLES[0])])] * HEIGHT)
    assert "\x1b[1;1H" in sent
    assert "👍\x1b[1;3H good lamb" in sent


@pytest.mark.parametrize("drawn", [Drawn.WIDE, Drawn.UNKNOWN])
def test_signs_fall_back_to_ascii_one_cell_each(drawn: Drawn) -> None:
    glass = Glass(drawn)
    glass.show([Strip([Segment("│ “Box” … ── → 14:31 ▌é".ljust(WIDTH), STYLES[0])])] * HEIGHT)
    shown = glass.screen.display[0]
    assert shown.startswith('| "Box" . -- > 14:31 |')
    assert shown.rstrip()[-1] == ("e" if drawn is Drawn.WIDE else "é")


def test_letters_without_a_twin_keep_to_their_pane_on_a_wide_terminal() -> None:
    """Greek and Cyrillic can't be spelled in ASCII: there they take two cells, and their line is cut at its end."""
    glass = Glass(Drawn.WIDE)
    sent = glass.show([Strip([Segment("Где мой заказ? " + "x" * (WIDTH - 15), STYLES[0])])] * HEIGHT)
    first = sent.split("\x1b[2;1H")[0]
    assert "Где" in first
    assert first.count("x") == WIDTH - 15 - len("Гдемойзаказ")


def test_a_picture_of_another_size_is_begun_anew() -> None:
    glass = Glass()
    glass.show([Strip([Segment("x" * WIDTH, STYLES[0])])] * HEIGHT)
    small = LayoutUpdate([[Strip([Segment("x" * 20, STYLES[0])])]] * 3, Region(0, 0, 20, 3))
    assert glass.picture.changes(small, glass.console).count("x") == 60


def test_pens_change_by_what_differs() -> None:
    plain, bold = pen_of(STYLES[0], ColorSystem.TRUECOLOR), pen_of(STYLES[2], ColorSystem.TRUECOLOR)
    assert stroke(plain, plain) == ""
    assert stroke(plain, bold) == "\x1b[1;48;2;32;40;64m"
    assert stroke(bold, plain) == "\x1b[22;48;2;16;16;16m"
    assert stroke(bold, PLAIN) == "\x1b[m"
    assert stroke(Pen(("1", "2")), Pen(("1",))) == "\x1b[22;1m"
    assert pen_of(Style.parse("red on blue"), ColorSystem.STANDARD) == Pen((), "31", "44")
    assert pen_of(Style.parse("default on default"), ColorSystem.TRUECOLOR) == PLAIN
