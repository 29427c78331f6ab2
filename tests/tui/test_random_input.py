"""Every key of a keyboard, committed words and random bytes: no act without its key, no exception, no text lost.

``KEYBOARD_SECONDS`` says how long each of them goes on (a few seconds in the suite, a minute in ``make soak``) and
``KEYBOARD_SEED`` with which numbers; a failure tells its seed and what came last.
"""

import logging
import os
import random
import sqlite3
import time
from collections.abc import Callable, Iterator

import pytest
from tests.builders import complaint_at, opened
from tests.tui.driving import MIDDLE, Console, console_at
from tests.tui.on_pty import Terminal

from servicedesk.desk.desk import Desk
from servicedesk.desk.drafts import Drafts
from servicedesk.tui.actions import Scope
from servicedesk.tui.screens.desk import DeskScreen
from servicedesk.tui.terminal.reading import Burst

SECONDS = float(os.environ.get("KEYBOARD_SECONDS", "4"))
SEED = int(os.environ.get("KEYBOARD_SEED", "1"))

PRINTABLE = "".join(map(chr, range(33, 127)))
NAMED = (
    *("up", "down", "left", "right", "home", "end", "pageup", "pagedown", "enter", "enter", "escape", "escape"),
    *("tab", "shift+tab", "space", "insert", "ctrl+enter", "ctrl+left", "ctrl+right", "ctrl+home", "ctrl+end"),
    *("ctrl+pageup", "ctrl+@", "ctrl+_", "alt+b", "alt+f", "alt+1"),
    *(f"f{n}" for n in range(1, 13)),
    *(f"ctrl+{letter}" for letter in "abcefgijlmnoprsvz"),
)
"""Every key but the one that leaves (ctrl+q), those of the next line, and undo within a text (ctrl+z, ctrl+y)."""
ERASING = (
    *("backspace", "delete", "shift+left", "shift+right", "shift+up"),
    *(f"ctrl+{letter}" for letter in "dhkuwxt"),
)
"""Keys that take text away, or select it for the next key to replace: without them nothing typed may vanish."""


@pytest.fixture
def tickets(lite: Desk) -> list[int]:
    numbers = [
        opened(lite, "Where is it?", subject="red lamp"),
        opened(lite, "退款", subject="退款申请", customer="wang@example.cn"),
        complaint_at(lite, "decided"),
        opened(lite, "Thanks!", kind="return", subject="Two lamps back"),
    ]
    for number in numbers[:3]:
        lite.assignment.take(number)
    return numbers


class Store:
    """The store from beside: how many events it holds, and every text in it."""

    def __init__(self, url: str) -> None:
        self._connection = sqlite3.connect(url.removeprefix("sqlite:///"))

    @property
    def events(self) -> int:
        return int(self._connection.execute("select count(*) from events").fetchone()[0])

    @property
    def texts(self) -> str:
        """Drafts, and all that was sent or noted; a text taken back counts as long as it is kept."""
        tables = ("drafts", "message_texts", "kept_forms")
        rows = [row for table in tables for row in self._connection.execute(f"select * from {table}")]
        return "\n".join(str(value) for row in rows for value in row)

    def close(self) -> None:
        self._connection.close()


@pytest.fixture
def store(sqlite_url: str, tickets: list[int]) -> Iterator[Store]:
    opened_beside = Store(sqlite_url)
    yield opened_beside
    opened_beside.close()


class Typist:
    """Hits keys without looking. What is written into the composer is never the same twice."""

    def __init__(self, console: Console, store: Store, seed: int) -> None:
        self._console, self._store = console, store
        self._random = random.Random(seed)
        self._fresh = map(chr, range(0x4E00, 0x9FA5))
        self.done: list[str] = []
        self.written: set[str] = set()
        self.thrown: set[str] = set()

    @property
    def _composing(self) -> bool:
        app = self._console.app
        return isinstance(app.screen, DeskScreen) and app.screen.scope is Scope.COMPOSER

    async def hit(self, *, erasing: bool) -> None:
        kind = self._random.random()
        if kind < 0.55:
            pool = [*PRINTABLE, *NAMED, *(ERASING if erasing else ())]
            await self._keys([self._random.choice(pool) for _ in range(self._random.randint(1, 6))])
        elif kind < 0.75:
            await self._at_once(lambda word: Burst(word, entered=self._random.random() < 0.3))
        elif kind < 0.85:
            await self._one_by_one()
        else:
            await self._keys([self._random.choice(("r", "n", "enter", "escape", "down"))])

    async def _keys(self, keys: list[str]) -> None:
        self.done.append(" ".join(keys))
        for key in keys:
            self._console.send(key)
        await self._console.settle()

    async def _at_once(self, burst: Callable[[str], Burst]) -> None:
        """Text in one read: into what is written, or nothing but a search."""
        word = "".join(next(self._fresh) for _ in range(3))
        self.done.append(f"burst {word}")
        before = self._store.events
        if self._composing:
            self.written |= set(word)
        self._console.app.post_message(burst(word))
        await self._console.settle()
        assert self._store.events == before, f"text acted: {self.done[-12:]}"

    async def _one_by_one(self) -> None:
        """Chinese characters as keys: into what is written, or nothing."""
        word = "".join(next(self._fresh) for _ in range(3))
        self.done.append(f"type {word}")
        before = self._store.events
        if self._composing:
            self.written |= set(word)
        await self._console.type(word)
        assert self._store.events == before, f"Chinese characters acted: {self.done[-12:]}"

    def lost(self) -> set[str]:
        """What was written and is nowhere any more, though nobody threw it away."""
        there = self._store.texts + (self._console.draft if self._console.desk.built.is_set() else "")
        return {character for character in self.written - self.thrown if character not in there}


@pytest.mark.parametrize("erasing", [False, True])
async def test_every_key_of_the_keyboard(sqlite_url, clock, store, monkeypatch, caplog, erasing):
    caplog.set_level(logging.WARNING, "servicedesk")
    typist: Typist
    discard = Drafts.discard

    def seen_discarding(self: Drafts, ticket_id: int, mode: str) -> None:
        typist.thrown |= set("".join(draft.body for draft in self.load(ticket_id) if draft.mode == mode))
        typist.thrown |= set(last_draft)
        discard(self, ticket_id, mode)

    monkeypatch.setattr(Drafts, "discard", seen_discarding)
    seed, end = SEED, time.monotonic() + SECONDS
    while time.monotonic() < end:
        async with console_at(sqlite_url, clock, size=MIDDLE) as console:
            typist, last_draft = Typist(console, store, seed), ""
            while time.monotonic() < end and console.app.return_code is None:
                last_draft = console.draft
                await typist.hit(erasing=erasing)
            assert not caplog.records, f"seed {seed}, {typist.done[-12:]}: {caplog.text}"
            assert erasing or not typist.lost(), f"seed {seed}: {typist.lost()} after {typist.done}"
        seed += 1


PLACES = (b"", b"\r", b"s", b"p", b"\x0f", b"/", b"+", b"?", b"r", b":", b"\r\r")
"""Keys that lead from the list to a ticket, a strip, a slip, find, a prompt, a form, help, a text, the palette."""


def test_bursts_act_nowhere(terminal: Callable[..., Terminal], store: Store):
    """Random printable characters, three different ones at least, in one read; some end in a line end."""
    console = _started(terminal)
    luck, end = random.Random(SEED), time.monotonic() + SECONDS
    before, done = store.events, list[str]()
    while time.monotonic() < end:
        place = luck.choice(PLACES)
        for key in place:
            console.press(bytes([key]))
            console.listen(0.12)
        for _ in range(3):
            burst = "".join(luck.sample(PRINTABLE + "退款申请？：＋、", luck.randint(3, 12))) + luck.choice(["", "\r"])
            done.append(f"{place!r} {burst!r}")
            console.press(burst.encode())
            console.listen(0.06)
        for _ in range(3):
            console.press(b"\x1b")
            console.listen(0.12)
        assert store.events == before, f"seed {SEED}: {done[-8:]}"
        assert console.process.poll() is None, f"seed {SEED}: {done[-8:]}"
    assert console.log == ""


def test_random_bytes(terminal: Callable[..., Terminal], store: Store):
    """Whatever comes, the console goes on or leaves as asked; its log stays empty."""
    luck, end = random.Random(SEED), time.monotonic() + SECONDS
    console, done = _started(terminal), list[bytes]()
    pools = (bytes(range(256)), PRINTABLE.encode(), b"\x1b[]O;0123456789ABCDMPR~<mu?$ \x07\\", b"\r\t\x0f\x13\x1b\x7f")
    while time.monotonic() < end:
        some = bytes(luck.choices(luck.choice(pools), k=luck.randint(1, 8)))
        done.append(some)
        console.press(some)
        console.listen(luck.choice((0.0, 0.02, 0.1)))
        left = console.process.poll()
        assert left in {None, 0}, f"seed {SEED}: {done[-20:]} {console}"
        if left == 0:
            console = _started(terminal)
    assert console.log == "", f"seed {SEED}: {done[-20:]}"


def _started(terminal: Callable[..., Terminal]) -> Terminal:
    console = terminal(size=(120, 36))
    assert console.shows("synced")
    return console
