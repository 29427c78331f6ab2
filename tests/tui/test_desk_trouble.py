"""When things go wrong, or others get in the way: one calm sentence, and nothing that was typed is lost."""

import sqlite3
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from tests.builders import bodies, opened
from tests.tui.driving import Console, console_at, opener

from servicedesk.domain.errors import StoreUnavailable
from servicedesk.domain.used_answers import NONE
from servicedesk.settings import Settings, load
from servicedesk.tui.app import ConsoleApp
from servicedesk.tui.keymap import BadKeymap
from servicedesk.tui.link import DeskLink


@pytest.fixture
def ticket(lite, clock):
    number = opened(lite)
    lite.assignment.take(number)
    clock.advance(timedelta(minutes=1))
    return number


@contextmanager
def failing(url: str, table: str):
    """The store refuses to write to a table, as a full disk would."""
    with sqlite3.connect(url.removeprefix("sqlite:///")) as store:
        store.execute(f"create trigger full_{table} before insert on {table} begin select raise(abort, 'full'); end")
    yield
    with sqlite3.connect(url.removeprefix("sqlite:///")) as store:
        store.execute(f"drop trigger full_{table}")


async def test_a_draft_that_cannot_be_stored_is_said_and_stored_later(sqlite_url, clock, lite, ticket):
    async with console_at(sqlite_url, clock) as console:
        await console.press("r")
        with failing(sqlite_url, "drafts"):
            await console.type("Words")
            await console.until(lambda: "NOT SAVED" in console.text)
            assert console.draft == "Words"
        await console.type("!")
        await console.until(lambda: [draft.body for draft in lite.drafts.load(ticket)] == ["Words!"])


async def test_a_failed_reply_can_be_sent_again(sqlite_url, clock, lite, ticket):
    async with console_at(sqlite_url, clock) as console:
        await console.press("r")
        await console.type("Words")
        with failing(sqlite_url, "messages"):
            await console.press("ctrl+s", "1")
            assert console.draft == "Words"
            assert "Something went wrong; nothing you typed was lost." in console.text
        await console.press("ctrl+s", "1")
        assert bodies(lite, ticket)[-1] == "Words"


async def test_a_store_that_does_not_open_is_said_and_tried_again(sqlite_url, clock, ticket):
    tries = []

    def second_time():
        tries.append(1)
        if len(tries) == 1:
            raise StoreUnavailable("the server is away")
        return opener(sqlite_url, clock)()

    async with console_at(sqlite_url, clock, open_desk=second_time, wait=False) as console:
        await console.until(lambda: "The store can't be reached: the server is away" in console.text)
        await console.press("ctrl+l")
        await console.until(lambda: console.desk.state.me is not None)
        assert "A lamp" in console.text


async def test_replies_are_handed_over_while_a_console_runs(sqlite_url, clock, lite, ticket):
    async with console_at(sqlite_url, clock) as console:
        await console.press("r")
        await console.type("Soon.")
        await console.press("ctrl+s", "1")
        assert lite.tickets.show(ticket).thread.messages[-1].delivery == "pending"
        clock.advance(timedelta(minutes=1))
        await console.until(lambda: lite.tickets.show(ticket).thread.messages[-1].delivery == "handed_over")


async def test_an_undo_that_others_built_on_shows_both_sides(sqlite_url, clock, lite, ticket):
    async with console_at(sqlite_url, clock) as console:
        await console.press("p", "2", "1")
        clock.advance(timedelta(minutes=1))
        lite.acting_as("ana").handling.priority(ticket, "low")
        await console.press("u")
        assert "later acts stand on it" in console.text
        assert "priority normal → urgent" in console.text
        assert "priority urgent → low" in console.text
        await console.press("enter")
        assert lite.queue.row(ticket).priority == "low"


async def test_a_merged_ticket_says_why_it_takes_no_reply(sqlite_url, clock, lite, ticket):
    lite.joining.merge(opened(lite, subject="Old lamp"), ticket)
    async with console_at(sqlite_url, clock) as console:
        await console.press("[")
        assert "Old lamp" in console.text
        await console.press("r")
        assert "it was merged into another ticket" in console.footer
        assert "PUBLIC" not in console.text


async def test_reply_and_note_have_a_draft_each(sqlite_url, clock, lite, ticket):
    async with console_at(sqlite_url, clock) as console:
        await console.press("r")
        await console.type("To Mara")
        await console.press("escape", "n")
        assert console.draft == ""
        await console.type("To us")
        await console.press("escape", "r")
        assert console.draft == "To Mara"
        assert {(draft.mode, draft.body) for draft in lite.drafts.load(ticket)} == {
            ("reply", "To Mara"),
            ("note", "To us"),
        }


async def test_throwing_a_draft_away_is_asked(sqlite_url, clock, lite, ticket):
    async with console_at(sqlite_url, clock) as console:
        await console.press("r")
        await console.type("Never mind")
        await console.press("ctrl+t", "1")
        assert console.draft == "Never mind"
        await console.press("ctrl+t", "2")
        await console.until(lambda: lite.drafts.load(ticket) == ())
        assert "PUBLIC" not in console.text


async def test_a_text_thrown_away_while_it_is_about_to_be_stored_is_not(sqlite_url, clock, lite, ticket):
    async with console_at(sqlite_url, clock) as console:
        await console.press("r")
        await console.type("Never mind")
        writing = console.desk.writing
        address = writing.composer.address
        writing.keep(address.place, ("Never mind it", 0, NONE))
        writing.drop()
        await console.desk.acting.do(lambda desk: desk.drafts.discard(address.ticket_id, address.kept_as))
        await console.settle()
        assert lite.drafts.load(ticket) == ()


async def test_nothing_is_found(sqlite_url, clock, ticket):
    async with console_at(sqlite_url, clock) as console:
        await console.press("o")
        await console.type("99999")
        assert "nothing found: tickets, orders, parcels, phones, names, words" in console.text
        await console.press("escape")
        assert "nothing found" not in console.text


async def test_a_broken_theme_falls_back_with_a_notice(sqlite_url, clock, tmp_path: Path, ticket):
    (tmp_path / "mine.toml").write_text("name = 'mine'\n[tokens]\naccent = 'no colour'\n", encoding="utf-8")
    settings = Settings(theme="mine", timezone="UTC")
    app = ConsoleApp(DeskLink(opener(sqlite_url, clock)), settings, clock=clock, theme_folder=tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        console = Console(pilot, app)
        await console.until(lambda: "mine.toml" in console.text)
        assert app.theme == "dark"


async def test_all_that_is_wrong_with_the_settings_stands_until_keys_put_it_away(
    sqlite_url, clock, ticket, tmp_path, monkeypatch
):
    monkeypatch.setattr("servicedesk.tui.notices.GLANCE", 0.0)
    config = tmp_path / "config.toml"
    config.write_text('theem = "x"\ngrace_seconds = "viel"\ntimezone = "Asia/Shanghia"\nmouse = 3\n', encoding="utf-8")
    async with console_at(sqlite_url, clock) as console:
        await console.press("enter", "r")
        await console.type("half a sentence")
    async with console_at(sqlite_url, clock, settings=load(config), size=(100, 30)) as console:
        await console.until(lambda: "theem" in console.text)
        await console.settle()
        said: list[str] = []
        while (notice := console.desk.footer.notice) is not None:
            said.append(notice.text)
            if notice.error:
                console.desk.say("something else meanwhile")
                console.desk.notices.key_pressed()
                assert console.desk.footer.notice is not None
                assert console.desk.footer.notice.text == notice.text
            await console.press("j")
        assert [field for field in ("theem", "grace_seconds", "Shanghia", "mouse") if field not in " ".join(said)] == []
        assert "more: any key shows" in said[0]
        assert "You were writing on" in said[-1]


async def test_news_come_after_what_went_wrong(sqlite_url, clock, ticket, monkeypatch):
    monkeypatch.setattr("servicedesk.tui.notices.GLANCE", 0.0)
    async with console_at(sqlite_url, clock) as console:
        console.desk.complain("The disk is full.")
        for _ in range(2):
            console.desk.notices.add("2 new in Mine.")
        assert "The disk is full." in console.footer
        await console.press("j")
        assert "2 new in Mine." in console.footer
        await console.press("j")
        assert "2 new in Mine." not in console.footer


def test_wrong_keys_are_refused_before_anything_is_shown(sqlite_url, clock):
    link = DeskLink(opener(sqlite_url, clock))
    with pytest.raises(BadKeymap):
        ConsoleApp(link, Settings(keymap={"console.quit": "none"}), clock=clock)
    link.close()


async def test_own_keys_count(sqlite_url, clock, ticket):
    settings = Settings(timezone="UTC", keymap={"ticket.reply": "R"})
    async with console_at(sqlite_url, clock, settings=settings) as console:
        assert "R reply" in console.footer
        await console.press("r")
        assert "PUBLIC" not in console.text
        await console.press("R")
        assert "PUBLIC" in console.text
