"""A store that fails, sleeps or comes back under a running console: it says so, keeps what is typed, and goes on."""

import asyncio
import json
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.builders import MINUTE, bodies, opened
from tests.conftest import make_staffed
from tests.own_server import Cut, Line, OwnServer
from tests.tui.driving import Console, console_at, opener
from tests.tui.on_pty import Terminal

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk, open_desk
from servicedesk.domain.errors import DeskError
from servicedesk.domain.together import Doing

pytestmark = pytest.mark.postgres
AWAY = "The store can't be reached"


@pytest.fixture
def database(own_server: OwnServer) -> str:
    return own_server.database("staffed", make_staffed)


@pytest.fixture
def served(own_server: OwnServer, database: str) -> str:
    return own_server.url(database)


@pytest.fixture
def line(own_server: OwnServer) -> Iterator[Line]:
    made = Line(own_server)
    yield made
    made.close()


@pytest.fixture
def ana(served: str, clock: ManualClock) -> Iterator[Desk]:
    desk = open_desk(served, clock=clock, handle="ana", via="test")
    yield desk
    desk.close()


@pytest.fixture
def ticket(ana: Desk) -> int:
    number = opened(ana)
    ana.assignment.assign(number, "lin")
    ana.presence.let_go(number)
    return number


async def note(console: Console, text: str) -> None:
    await console.press("n")
    await console.type(text)


async def again(ana: Desk, ticket: int, text: str) -> None:
    """A colleague's note, as soon as the server takes it."""
    for _ in range(500):
        try:
            await asyncio.to_thread(ana.conversation.note, ticket, text)
        except DeskError:
            await asyncio.sleep(0)
        else:
            return


async def test_a_restarted_server_is_said_and_the_console_is_itself_again(own_server, served, clock, ana, ticket):
    async with console_at(served, clock) as console:
        await note(console, "Half a sen")
        await asyncio.to_thread(own_server.stop)
        await console.until(lambda: AWAY in console.text)
        console.send("t")
        await console.until(lambda: "NOT SAVED" in console.text and console.draft == "Half a sent")
        await asyncio.to_thread(own_server.start)
        await console.until(lambda: "The store answers again." in console.text)
        await console.until(lambda: [draft.body for draft in _drafts(console, ticket)] == ["Half a sent"])
        await again(ana, ticket, "while you were away")
        await console.until(lambda: "while you were away" in console.text)
        assert console.draft == "Half a sent"


def _drafts(console: Console, ticket: int):
    return console.desk.link.desk.drafts.load(ticket)


async def test_a_draft_that_was_left_while_the_store_was_away_is_stored_later(own_server, served, clock, ana, ticket):
    other = opened(ana, subject="Other lamp")
    ana.assignment.assign(other, "lin")
    async with console_at(served, clock) as console:
        await console.press("down")
        await console.settle()
        await console.press("up", "n")
        await console.type("Half")
        await asyncio.to_thread(own_server.stop)
        await console.type(" a sentence")
        await console.until(lambda: "NOT SAVED" in console.text)
        await console.press("escape", "escape", "down")
        await asyncio.to_thread(own_server.start)
        await console.until(lambda: "The store answers again." in console.text)
        await console.until(lambda: [draft.body for draft in _drafts(console, ticket)] == ["Half a sentence"])


async def test_connections_that_are_cut_are_made_again_without_a_word(own_server, served, clock, ana, ticket):
    async with console_at(served, clock) as console:
        for n in range(3):
            await asyncio.to_thread(own_server.cut_all)
            await console.press("down", "ctrl+l")
            await again(ana, ticket, f"word {n}")
            await console.until(lambda n=n: f"word {n}" in console.text)
            await console.settle()
            await note(console, f"mine {n}")
            await console.press("ctrl+s")
            await console.until(lambda n=n: f"mine {n}" in bodies(ana, ticket))
        assert len(bodies(ana, ticket)) == 7


async def test_an_act_whose_answer_is_lost_is_told_once_it_is_known(own_server, database, clock, ana, ticket, line):
    """The server is away right after the commit: no key waits for it, nothing is done twice, and the act is told."""
    async with console_at(own_server.url(database, line.folder), clock) as console:
        await note(console, "seen")
        await console.until(lambda: [draft.body for draft in _drafts(console, ticket)] == ["seen"])
        await console.settle()
        line.cut_next_commit(Cut.UNANSWERED, of=b"message_texts", refuses=True)
        console.send("ctrl+s")
        link = console.desk.link
        await console.until(lambda: link.ready and link.desk.asks_for_word)
        await console.until(lambda: AWAY in console.text)
        assert console.draft == "seen"
        line.refuses = False
        await console.until(lambda: f"Note stored at #{ticket}." in console.text)
        assert bodies(ana, ticket)[1:] == ["seen"]
        assert "INTERNAL" not in console.text


async def test_an_act_that_never_arrived_is_told_and_its_words_stay(own_server, database, clock, ana, ticket, line):
    async with console_at(own_server.url(database, line.folder), clock) as console:
        await note(console, "seen")
        await console.until(lambda: [draft.body for draft in _drafts(console, ticket)] == ["seen"])
        await console.settle()
        line.cut_next_commit(Cut.NEVER_ARRIVES, of=b"message_texts")
        console.send("ctrl+s")
        await console.until(lambda: AWAY in console.text)
        assert console.draft == "seen"
        await console.press("ctrl+s")
        await console.until(lambda: bodies(ana, ticket)[1:] == ["seen"])


async def test_no_key_waits_for_a_server_that_sleeps(own_server, served, clock, ana, ticket):
    others = [opened(ana, subject=f"Lamp {n}") for n in range(3)]
    for number in others:
        ana.assignment.assign(number, "lin")
    async with console_at(served, clock) as console:
        before = console.desk.queue.cursor_index
        with own_server.asleep():
            for _ in range(2):
                console.send("down")
            await console.until(lambda: console.desk.queue.cursor_index == before + 2)
            await console.until(lambda: "store does not answer" in console.text)
            console.send("up")
            await console.until(lambda: console.desk.queue.cursor_index == before + 1)
        await console.until(lambda: "The store answers again." in console.text)


async def test_a_silent_server_is_given_up_and_found_again(own_server, served, clock, ana, ticket, monkeypatch):
    monkeypatch.setattr("servicedesk.tui.watch.SILENT", 0.2)
    monkeypatch.setattr("servicedesk.tui.watch.CUT", 0.5)
    async with console_at(served, clock) as console:
        with own_server.asleep():
            await console.until(lambda: AWAY in console.text)
        await again(ana, ticket, "back")
        await console.until(lambda: "back" in console.text)


async def test_a_server_that_is_away_at_the_start_is_waited_for(own_server, served, clock, ticket):
    await asyncio.to_thread(own_server.stop)
    async with console_at(served, clock, wait=False) as console:
        await console.until(lambda: AWAY in console.text)
        await asyncio.to_thread(own_server.start)
        await console.until(lambda: console.desk.state.me is not None)
        await console.until(lambda: "A lamp" in console.text)


def test_leaving_does_not_wait_for_a_server_that_sleeps_and_loses_nothing(own_server, served, tmp_path, ana, ticket):
    console = Terminal(served, tmp_path)
    try:
        assert console.shows("A lamp")
        console.press(b"n")
        assert console.shows("NOTE")
        console.press(b"Half")
        assert console.shows("saved")
        with own_server.asleep():
            console.press(b" a sentence\x1b")
            assert console.shows("a sentence")
            console.press(b"\x1b")
            assert console.shows("1 Mine")
            console.press(b"q")
            assert console.shows("Quit?")
            console.press(b"1")
            assert console.ends(25) == 0
            assert console.shows("your next console here has them")
        assert _waiting(tmp_path) == ["Half a sentence"]
        _comes_back(served, tmp_path, ana, ticket)
    finally:
        console.close()


def test_a_console_killed_while_the_server_slept_leaves_its_words_to_the_next(
    own_server, served, tmp_path, ana, ticket
):
    first = Terminal(served, tmp_path)
    try:
        assert first.shows("A lamp")
        first.press(b"n")
        assert first.shows("NOTE")
        first.press(b"Half")
        assert first.shows("saved")
        with own_server.asleep():
            first.type(" a sentence")
            assert first.until(lambda: _waiting(tmp_path) == ["Half a sentence"])
            first.close()
        _comes_back(served, tmp_path, ana, ticket)
    finally:
        first.close()


def _comes_back(served: str, home: Path, ana: Desk, ticket: int) -> None:
    """The next console of that person has the words, and the store as well."""
    second = Terminal(served, home)
    try:
        assert second.until(
            lambda: [draft.body for draft in ana.acting_as("lin").drafts.load(ticket)] == ["Half a sentence"]
        )
        assert second.shows("Half a sentence")
        assert _waiting(home) == []
    finally:
        second.close()


def _waiting(home: Path) -> list[str]:
    """The words in journals of consoles with that home."""
    files = home.rglob("unsaved/*.json")
    return [body for file in files for _ticket, _mode, body in json.loads(file.read_text("utf-8"))]


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
async def test_what_colleagues_look_at_and_draft_refreshes_no_queue(
    engine, sqlite_url, served, clock, ticket, lite, ana, monkeypatch
):
    url, other = (sqlite_url, lite.acting_as("ana")) if engine == "sqlite" else (served, ana)
    number = opened(other) if engine == "sqlite" else ticket
    async with console_at(url, clock) as console:
        await console.settle()
        pages = _counted(console, monkeypatch)
        for n in range(3):
            for write in (
                lambda n=n: other.presence.tell("theirs", number, (Doing.LOOKING, Doing.WRITING)[n % 2]),
                lambda: other.presence.hold(number),
                lambda n=n: other.drafts.save(number, "note", f"half {n}"),
                lambda n=n: other.presence.mark_read(number, clock.now() + n * MINUTE),
                lambda: other.presence.let_go(number),
            ):
                heard = _heard(console)
                await asyncio.to_thread(write)
                await console.until(lambda heard=heard: len(heard) > 0)
        assert pages == []
        await asyncio.to_thread(other.conversation.note, number, "an event")
        await console.until(lambda: pages != [])


def _counted(console: Console, monkeypatch) -> list[str]:
    """Grows by every page that the console reads."""
    queue = console.desk.link.desk.queue
    read, pages = queue.page, []
    monkeypatch.setattr(queue, "page", lambda *args, **more: pages.append("page") or read(*args, **more))
    return pages


def _heard(console: Console) -> list[object]:
    """Grows with the next news."""
    heard: list[object] = []
    console.desk.watcher.listeners.append(lambda news: heard.append(news) if news else None)
    return heard


async def test_a_store_restored_over_a_running_console_is_read_anew(sqlite_url, clock, lite):
    """The file is another one: neither the list nor the next act may go to the one that is deleted."""
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    opened(lite, subject="Old lamp")
    lite.assignment.take_next()
    lite.close()
    kept = path.with_suffix(".kept")
    shutil.copy(path, kept)
    restored = open_desk(str(kept), clock=clock, handle="lin", via="test")
    number = opened(restored, subject="Restored lamp")
    restored.assignment.take(number)
    restored.close()
    async with console_at(sqlite_url, clock) as console:
        assert "Old lamp" in console.text
        for log in ("-wal", "-shm"):
            Path(f"{path}{log}").unlink(missing_ok=True)
        kept.replace(path)
        await console.until(lambda: "Restored lamp" in console.text)
        await console.press("g", "g", "n")
        await console.type("here")
        await console.press("ctrl+s")
        fresh = open_desk(sqlite_url, clock=clock, handle="ana", via="test")
        notes = [text for row in fresh.queue.page("is:all").rows for text in bodies(fresh, row.id) if text == "here"]
        fresh.close()
        assert notes == ["here"]


async def test_a_store_whose_file_is_gone_is_said_and_never_made_anew(sqlite_url, clock, lite):
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    opened(lite)
    async with console_at(sqlite_url, clock) as console:
        away = path.with_suffix(".away")
        path.rename(away)
        await console.until(lambda: AWAY in console.text)
        await console.press("ctrl+l")
        assert not path.exists()
        away.rename(path)
        await console.until(lambda: "The store answers again." in console.text)


async def test_a_link_refuses_acts_while_the_one_before_waits_for_word(sqlite_url, clock, monkeypatch):
    from servicedesk.tui.link import DeskLink

    link = DeskLink(opener(sqlite_url, clock))
    desk = await link.open()
    done = threading.Event()
    monkeypatch.setattr(type(desk), "asks_for_word", True)
    with pytest.raises(DeskError):
        await link.act(lambda desk: done.set())
    assert not done.is_set()
    monkeypatch.undo()
    await link.act(lambda desk: done.set())
    assert done.is_set()
    await asyncio.to_thread(link.close)
