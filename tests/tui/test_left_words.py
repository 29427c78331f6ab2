"""Words that were typed while the store took nothing, and a console that was killed with them."""

import os
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from tests.builders import opened
from tests.tui.driving import console_at, opener

from servicedesk.desk.desk import Desk
from servicedesk.desk.drafts import Drafts
from servicedesk.domain.errors import StoreUnavailable
from servicedesk.tui.draft_journal import DraftJournal, Place
from servicedesk.tui.kept_words import take_up_left_words
from servicedesk.tui.link import DeskLink

URL = "sqlite:///shop"


def journal(folder: Path, handle: str = "lin", url: str = URL) -> DraftJournal:
    return DraftJournal(folder, url, handle)


def leave(folder: Path, words: dict[Place, str], *, pid: int | None = None) -> Path:
    """What a console that was killed has left."""
    dead = journal(folder)
    dead.keep(words)
    (file,) = folder.glob("*.json")
    number = os.getpid() if pid is None else pid
    return file.rename(file.with_name(file.name.replace(f"-{os.getpid()}-", f"-{number}-")))


def left(found: DraftJournal) -> list[dict[Place, str]]:
    return [words for _file, words in found.left()]


def test_words_are_there_until_the_store_has_them(tmp_path):
    mine = journal(tmp_path / "unsaved")
    mine.keep({})
    assert not (tmp_path / "unsaved").exists()
    mine.keep({(7, "reply"): "Half a 句子", (8, "side:carrier:DHL"): "\ud800 where?"})
    assert left(mine) == [], "its own are no others'"
    (file,) = (tmp_path / "unsaved").iterdir()
    assert file.stat().st_mode & 0o077 == 0
    assert left(journal(tmp_path / "unsaved")) == [
        {(7, "reply"): "Half a 句子", (8, "side:carrier:DHL"): "\ud800 where?"}
    ]
    mine.keep({(7, "reply"): "Half a 句子."})
    assert left(journal(tmp_path / "unsaved")) == [{(7, "reply"): "Half a 句子."}]
    mine.keep({})
    assert list((tmp_path / "unsaved").iterdir()) == []


@pytest.mark.parametrize("other", [journal(Path(), "ana"), journal(Path(), "lin", "sqlite:///other")])
def test_words_of_others_and_of_running_consoles_are_left_alone(tmp_path, other):
    leave(tmp_path, {(7, "reply"): "mine"}, pid=os.getppid())
    assert left(journal(tmp_path)) == []
    other._folder = tmp_path
    other.keep({(7, "reply"): "theirs"})
    assert left(journal(tmp_path)) == []


@pytest.mark.parametrize("text", ["", "{", "[1]", '[[1, "reply"]]', '[["x", "reply", "words"]]', "\x00"])
def test_a_broken_file_stops_nobody(tmp_path, text):
    leave(tmp_path, {(7, "reply"): "mine"}).write_text(text, "utf-8")
    assert left(journal(tmp_path)) == []


def test_a_folder_that_takes_nothing_disturbs_nobody(tmp_path):
    (tmp_path / "file").write_text("no folder")
    journal(tmp_path / "file").keep({(7, "reply"): "mine"})
    assert left(journal(tmp_path / "file")) == []


@pytest.mark.parametrize(
    ("stored", "found", "kept", "unsent"),
    [
        (None, "Half a sentence", "Half a sentence", False),
        ("Half", "Half a sentence", "Half a sentence", False),
        ("Half a sentence, gone on", "Half a sentence", "Half a sentence, gone on", False),
        ("Something else", "Half a sentence", "Something else", True),
        (None, "said before ", None, False),
        (None, "", None, False),
    ],
)
async def test_words_go_back_where_they_were(
    tmp_path, sqlite_url, clock, lite: Desk, monkeypatch, stored, found, kept, unsent
):
    monkeypatch.setattr("servicedesk.tui.kept_words.unsent_file", lambda: tmp_path / "unsent.txt")
    number = opened(lite, "said before")
    if stored is not None:
        lite.drafts.save(number, "note", stored)
    file = leave(tmp_path / "unsaved", {(number, "note"): found})
    link = DeskLink(opener(sqlite_url, clock))
    said = await take_up_left_words(journal(tmp_path / "unsaved"), link, lambda _place, _body: True)
    assert [draft.body for draft in lite.drafts.load(number)] == ([] if kept is None else [kept])
    assert bool(said) is unsent is (tmp_path / "unsent.txt").exists()
    assert not file.exists()
    link.close()


@pytest.mark.parametrize("begun", [True, False], ids=["open", "read before"])
async def test_words_that_go_back_under_an_open_text_stand_in_it(tmp_path, sqlite_url, clock, lite, begun):
    """The draft was on the screen without its end, and was sent so."""
    number = opened(lite, "Where is it?")
    lite.assignment.take(number)
    lite.drafts.save(number, "reply", "Half")
    leave(tmp_path, {(number, "reply"): "Half a sentence"})
    async with console_at(sqlite_url, clock) as console:
        desk = console.desk
        if begun:
            await console.press("enter", "r")
            assert console.draft == "Half"
            assert await take_up_left_words(journal(tmp_path), desk.link, desk.writing.taken_up) == ""
        else:
            desk.writing.put_by()
            desk.writing.taken_up((number, "reply"), "Half a sentence")
            await console.press("enter", "r")
        await console.settle()
        assert console.draft == "Half a sentence"
        await console.type(" more")
        await console.until(lambda: bodies_of_drafts(lite, number) == ["Half a sentence more"])


async def test_words_that_go_back_under_another_text_are_kept_aside(tmp_path, sqlite_url, clock, lite, monkeypatch):
    monkeypatch.setattr("servicedesk.tui.kept_words.unsent_file", lambda: tmp_path / "unsent.txt")
    number = opened(lite, "Where is it?")
    lite.assignment.take(number)
    leave(tmp_path / "unsaved", {(number, "note"): "Half a sentence"})
    async with console_at(sqlite_url, clock) as console:
        await console.press("n")
        monkeypatch.setattr(Drafts, "save", lambda *_asked, **_more: None)
        await console.type("Something else")
        monkeypatch.undo()
        monkeypatch.setattr("servicedesk.tui.kept_words.unsent_file", lambda: tmp_path / "unsent.txt")
        left_ones = journal(tmp_path / "unsaved")
        assert "unsent.txt" in await take_up_left_words(left_ones, console.desk.link, console.desk.writing.taken_up)
        assert console.draft == "Something else"
    assert "Half a sentence" in (tmp_path / "unsent.txt").read_text("utf-8")


async def test_words_to_a_ticket_that_is_gone_are_kept_aside(tmp_path, sqlite_url, clock, lite, monkeypatch):
    monkeypatch.setattr("servicedesk.tui.kept_words.unsent_file", lambda: tmp_path / "unsent.txt")
    leave(tmp_path / "unsaved", {(99_999, "reply"): "to nobody"})
    link = DeskLink(opener(sqlite_url, clock))
    assert "unsent.txt" in await take_up_left_words(journal(tmp_path / "unsaved"), link, lambda _place, _body: True)
    assert (tmp_path / "unsent.txt").read_text("utf-8") == "#99999 reply\nto nobody\n\n"
    link.close()


async def test_a_draft_that_was_thrown_away_before_the_store_took_it_does_not_come_back(
    tmp_path, sqlite_url, clock, lite, monkeypatch
):
    number = opened(lite, "Where is it?")
    lite.assignment.take(number)
    async with console_at(sqlite_url, clock) as console:
        writing = console.desk.writing
        monkeypatch.setattr(writing, "_journal", journal(tmp_path))
        await console.press("n")
        monkeypatch.setattr(Drafts, "save", refuse)
        await console.type("Half")
        await console.until(lambda: left(journal(tmp_path)) == [{(number, "note"): "Half"}])
        await console.press("ctrl+t", "down", "enter")
        await console.until(lambda: writing.composer.address is None)
        await console.settle()
        assert left(journal(tmp_path)) == []


async def test_words_of_a_save_that_takes_long_are_in_the_journal_until_it_is_through(
    tmp_path, sqlite_url, clock, lite, monkeypatch
):
    number = opened(lite, "Where is it?")
    lite.assignment.take(number)
    may_go_on, save = Event(), Drafts.save

    def slow(*asked: Any) -> object:
        may_go_on.wait(30)
        return save(*asked)

    async with console_at(sqlite_url, clock) as console:
        monkeypatch.setattr(console.desk.writing, "_journal", journal(tmp_path))
        await console.press("n")
        monkeypatch.setattr(Drafts, "save", slow)
        try:
            console.send("H")
            await console.until(lambda: left(journal(tmp_path)) == [{(number, "note"): "H"}])
            assert bodies_of_drafts(lite, number) == []
        finally:
            may_go_on.set()
        await console.until(lambda: left(journal(tmp_path)) == [])
    assert bodies_of_drafts(lite, number) == ["H"]


def bodies_of_drafts(desk: Desk, ticket: int) -> list[str]:
    return [draft.body for draft in desk.drafts.load(ticket)]


def refuse(*_asked: object) -> None:
    raise StoreUnavailable("the disk is full")
