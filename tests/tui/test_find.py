"""Find anything from the desk: hits as one types, opened by enter; nothing found leads on."""

import threading
from datetime import timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from rich.cells import cell_len
from tests.builders import opened, resolved
from tests.tui.driving import MIDDLE, NARROW, WIDE, console_at

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk
from servicedesk.desk.search import Search
from servicedesk.domain.asked import asked
from servicedesk.domain.emphasis import excerpt, key_spans, spans_of
from servicedesk.domain.words import wanted_words
from servicedesk.tui.widgets.hit_list import EMPHASIS, columns_for, in_view


@pytest.fixture
def talks(lite: Desk, clock: ManualClock) -> dict[str, int]:
    """An old closed ticket of a caller, and others."""
    found = {"old": resolved(lite, subject="Torch flickers", customer="nora@example.com", name="Nora Lind")}
    clock.advance(timedelta(days=1))
    found["jing"] = opened(lite, "屏幕不亮，要退款", subject="灯坏了", customer="cj@example.cn", name="陈静")
    found["mine"] = opened(lite, phone="+49 30 5554321", subject="A lamp")
    lite.assignment.take(found["mine"])
    return found


async def test_a_callers_old_ticket_by_four_digits(sqlite_url, clock, talks):
    """``o``, four digits, ``enter``: six keys."""
    async with console_at(sqlite_url, clock) as console:
        await console.press("o", *str(talks["old"])[-4:], "enter")
        assert console.desk.reading.row.id == talks["old"]
        await console.until(lambda: f"#{talks['old']} inquiry" in console.text)


@pytest.mark.parametrize(
    ("typed", "who"),
    [("nora lind", "old"), ("lind", "old"), ("flick", "old"), ("cj", "jing"), ("chenjing", "jing"), ("4321", "mine")],
)
async def test_what_one_types_is_opened(sqlite_url, clock, talks, typed, who):
    async with console_at(sqlite_url, clock) as console:
        await console.press("o")
        await console.type(typed)
        await console.press("enter")
        assert console.desk.reading.row.id == talks[who]


async def test_chinese_words_are_found_and_stand_out(sqlite_url, clock, talks):
    async with console_at(sqlite_url, clock) as console:
        await console.press("o")
        console.app.screen.query_one("Line").value = "退款"
        await console.settle()
        line = next(line for line in console.lines if f"#{talks['jing']}" in line and "要退款" in line)
        assert "陈静" in line
        assert "message" in line


@pytest.mark.parametrize("size", [NARROW, MIDDLE, WIDE])
async def test_a_hit_is_one_line_of_aligned_columns(sqlite_url, clock, talks, size):
    async with console_at(sqlite_url, clock, size=size) as console:
        await console.press("o")
        await console.type("lamp")
        strips = console.app.screen._compositor.render_strips()
        hits = [strip for strip in strips if "#1000" in strip.text and "message" in strip.text]
        assert len(hits) == 1
        assert {strip.cell_length for strip in hits} == {size[0]}
        assert all(word in hits[0].text for word in ("resolved", "Nora Lind", "Torch", "lamp"))


async def test_nothing_found_says_where_it_looked_and_begins_a_contact(sqlite_url, clock, talks):
    async with console_at(sqlite_url, clock) as console:
        await console.press("o")
        await console.type("zeppelin")
        assert "new contact: zeppelin" in console.text
        assert "nothing found: tickets, orders, parcels, phones, names, words" in console.text
        await console.press("enter")
        assert type(console.app.screen).__name__ == "CallSlip"
        assert "zeppelin" in console.text


async def test_with_nothing_typed_the_last_read_ones_come_first(sqlite_url, clock, lite, talks):
    lite.presence.mark_read(talks["old"], clock.now())
    async with console_at(sqlite_url, clock) as console:
        await console.press("o")
        assert "Torch flickers" in console.text
        assert "every act" in console.text
        await console.press("enter")
        assert console.desk.reading.row.id == talks["old"]
        await console.press("ctrl+o", "up", "enter")
        assert "every act" not in console.text
        assert type(console.app.screen).__name__ == "Finder"


async def test_an_old_search_never_delays_a_newer_one(sqlite_url, clock, lite, talks, monkeypatch):
    """The first search hangs until it is given up; what is typed then is shown all the same."""
    held, hung = threading.Event(), []
    plain = Search.find

    def slow(self, text, limit=20, *, looking=None):
        if text == "z":
            hung.append(looking)
            with looking.through(held.set):
                held.wait(20)
        return plain(self, text, limit, looking=looking)

    monkeypatch.setattr(Search, "find", slow)
    async with console_at(sqlite_url, clock) as console:
        await console.press("o")
        console.send("z")
        await console.until(lambda: bool(hung))
        await console.press("backspace")
        await console.type("flick")
        assert "Torch flickers" in console.text
        assert hung[0].given_up


async def test_hostile_words_do_no_harm(sqlite_url, clock, talks):
    async with console_at(sqlite_url, clock) as console:
        for text in ('"', "[b]x[/b]", "*' OR", "\u202e", "(a AND", "x" * 300):
            await console.press("o")
            console.app.screen.query_one("Line").value = text
            await console.settle()
            assert "zzz" not in console.text
            await console.press("escape")
        assert console.desk.queue.has_focus


# what stands out


@pytest.mark.parametrize(
    ("text", "typed", "meant"),
    [
        ("Return of the lamp", "lam", ["lam"]),
        ("Return of the lamp", "LAMP return", ["Return", "lamp"]),
        ("clamp", "lamp", []),
        ("Müller", "mull", ["Müll"]),
        ("Groß", "gross", ["Groß"]),
        ("ﬁne", "fine", ["ﬁne"]),
        ("要退款，谢谢", "退款", ["退款"]),
        ("要退款申请", "退款申请", ["退款申请"]),
        ("陈静 Lamp", "陈 lamp", ["陈", "Lamp"]),
        ("", "x", []),
    ],
)
def test_what_was_meant(text: str, typed: str, meant: list[str]):
    assert [text[begin:end] for begin, end in spans_of(text, wanted_words(typed))] == meant


def test_a_number_is_marked_whatever_parts_it():
    assert key_spans("57-071234", asked("1234").key) == [(5, 9)]
    assert key_spans("+49 30 123-45", "12345") == [(7, 13)]
    assert key_spans("abc", "9") == []
    assert key_spans("abc", "") == []


def test_an_excerpt_begins_before_the_word():
    body = "Hello,\n\n" + "so it goes. " * 20 + "The zeppelin\tburns. " + "And on. " * 40
    piece = excerpt(body, wanted_words("zeppelin"))
    assert piece.startswith("…")
    assert "The zeppelin burns." in piece
    assert piece.endswith("…")
    assert len(piece) <= 122
    assert excerpt("short zeppelin", wanted_words("zeppelin")) == "short zeppelin"


@pytest.mark.parametrize("size", [NARROW, MIDDLE, WIDE])
@pytest.mark.parametrize("where", ["subject", "message"])
async def test_the_word_that_was_typed_can_be_seen(sqlite_url, clock, lite, size, where):
    long = "The parcel that I have been waiting for arrived without its replenishment cartridge and is torn"
    number = opened(
        lite, **({"subject": long} if where == "subject" else {"body": long, "subject": "An order of mine"})
    )
    async with console_at(sqlite_url, clock, size=size) as console:
        await console.press("o")
        await console.type("replenish")
        await console.until(lambda: any(f"#{number}" in line and "replenish" in line for line in console.lines))


@given(
    text=st.text("ab 退款", min_size=1, max_size=40),
    begin=st.integers(0, 39),
    long=st.integers(1, 12),
    width=st.integers(4, 40),
)
def test_the_first_of_what_matched_is_in_view(text, begin, long, width):
    span = (min(begin, len(text) - 1), min(begin + long, len(text)))
    assume(span[0] < span[1])
    shown, [(first, last)] = in_view(text, [span], width)
    assert shown[first:last] == text[slice(*span)]
    assert shown == text or (shown[0] == "…" and text.endswith(shown[1:]))
    if cell_len(text[slice(*span)]) <= width - 2:
        assert cell_len(shown[:last]) <= width - 1, "the last cell is for a sign that it goes on"


def test_columns_fill_every_width():
    for width in range(30, 200):
        columns = columns_for(width, 6)
        used = 2 + columns.status + columns.number + columns.who + columns.what + columns.when + columns.why + 5
        assert used == width or columns.what == 0


def test_emphasis_is_not_by_colour_alone():
    assert "bold" in EMPHASIS
