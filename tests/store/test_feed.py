"""The feed tells of what other connections committed, once, and of nothing else."""

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import pytest
from tests.builders import opened
from tests.conftest import Stores, make_staffed
from tests.own_server import OwnServer

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk, open_desk
from servicedesk.domain.errors import DeskError, NotFound, StoreUnavailable
from servicedesk.domain.together import Doing, Feed, News
from servicedesk.store import postgres_feed
from servicedesk.store.address import parse_address
from servicedesk.store.database import Store
from servicedesk.store.feed import open_feed
from servicedesk.store.postgres_feed import PostgresFeed


def news(feed: Feed) -> News:
    """Ask the feed once whatever was committed has arrived: after a round trip PostgreSQL has told everything."""
    if isinstance(feed, PostgresFeed):
        feed._connection.execute("SELECT 1")
    return feed.news()


def changed(feed: Feed) -> bool:
    return news(feed) is not News.NOTHING


def test_a_feed_tells_of_commits(desk: Desk, url: str, clock: ManualClock):
    feed = desk.feed()
    assert not changed(feed)
    ticket = opened(desk)
    assert changed(feed)
    assert not changed(feed)
    other = open_desk(url, handle="ana", clock=clock)
    other.conversation.note(ticket, "seen")
    other.conversation.note(ticket, "twice")
    other.close()
    assert changed(feed)
    assert not changed(feed)
    feed.close()


def test_reading_and_failing_is_no_change(desk: Desk):
    ticket = opened(desk)
    feed = desk.feed()
    desk.tickets.show(ticket)
    desk.queue.page()
    with pytest.raises(DeskError):
        desk.handling.status(ticket, "closed")
    assert not changed(feed)
    feed.close()


def test_what_no_list_shows_is_told_apart(desk: Desk):
    """Presence, marks, drafts, forms and the sweep's beat: a screen reads none of its lists again for them."""
    ticket = opened(desk)
    feed = desk.feed()
    for write in (
        lambda: desk.presence.tell("console", ticket, Doing.LOOKING),
        lambda: desk.presence.hold(ticket),
        lambda: desk.presence.mark_read(ticket, desk.clock.now()),
        lambda: desk.drafts.save(ticket, "note", "half a sen"),
        lambda: desk.forms.save("call", {"who": "Mara"}),
        desk.upkeep.sweep,
        desk.shifts.start_break,
        desk.shifts.end_break,
    ):
        write()
        assert news(feed) is News.ASIDE
        assert news(feed) is News.NOTHING
    desk.presence.leave("console")
    desk.handling.priority(ticket, "high")
    assert news(feed) is News.EVENTS
    feed.close()


def test_two_feeds_each_hear_everything(desk: Desk):
    feeds = [desk.feed(), desk.feed()]
    opened(desk)
    assert [changed(feed) for feed in feeds] == [True, True]
    for feed in feeds:
        feed.close()


def test_a_broken_connection_says_yes_and_goes_on(desk: Desk, url: str):
    address = parse_address(url)
    feed = open_feed(address)
    if not address.conninfo:
        feed.close()
        return
    feed._connection.close()
    assert feed.changed()
    assert not changed(feed)
    opened(desk)
    assert changed(feed)
    feed.close()


def test_no_store_no_feed(stores: Stores, tmp_path):
    with pytest.raises(StoreUnavailable):
        open_feed(parse_address(str(tmp_path / "none.db")))
    with pytest.raises(StoreUnavailable):
        open_feed(parse_address(f"postgresql://nobody@/none?host={tmp_path}"))


def test_a_replaced_file_is_followed_and_written_from_then_on(sqlite_url: str, clock: ManualClock, tmp_path):
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    desk = open_desk(sqlite_url, handle="lin", clock=clock, via="test")
    feed = desk.feed()
    kept = tmp_path / "kept.sqlite"
    with closing(sqlite3.connect(path)) as now, closing(sqlite3.connect(kept)) as copy:
        now.backup(copy)
    lost = opened(desk)
    assert feed.news() is News.EVENTS
    assert feed.news() is News.NOTHING
    for log in ("-wal", "-shm"):
        Path(f"{path}{log}").unlink(missing_ok=True)
    kept.replace(path)
    assert feed.news() is News.EVENTS
    with pytest.raises(NotFound):
        desk.queue.row(lost)
    opened(desk, subject="In the new file")
    assert feed.news() is News.EVENTS
    fresh = open_desk(sqlite_url, handle="lin", clock=clock, via="test")
    assert [row.subject for row in fresh.queue.page("is:all").rows] == ["In the new file"]
    for one in (fresh, desk):
        one.close()
    feed.close()


def test_a_file_that_is_gone_is_said_and_not_made_anew(sqlite_url: str, clock: ManualClock):
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    desk = open_desk(sqlite_url, handle="lin", clock=clock, via="test")
    feed = desk.feed()
    path.rename(path.with_suffix(".away"))
    for _ in range(2):
        with pytest.raises(StoreUnavailable):
            feed.news()
        with pytest.raises(StoreUnavailable, match="file is gone"):
            desk.queue.page()
    assert not path.exists()
    path.with_suffix(".away").rename(path)
    assert feed.news() is News.EVENTS
    assert feed.news() is News.NOTHING
    desk.queue.page()
    feed.close()
    desk.close()


def test_a_checkpoint_is_no_event(sqlite_url: str, clock: ManualClock):
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    desk = open_desk(sqlite_url, handle="lin", clock=clock, via="test")
    opened(desk)
    feed = desk.feed()
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert feed.news() is not News.EVENTS
    feed.close()
    desk.close()


@pytest.mark.postgres
def test_a_server_that_is_away_is_asked_less_and_less_and_found_again(own_server: OwnServer, monkeypatch):
    url = own_server.url(own_server.database("staffed", make_staffed))
    now = [0.0]
    monkeypatch.setattr(postgres_feed, "monotonic", lambda: now[0])
    feed = PostgresFeed(parse_address(url))
    own_server.stop()
    tries = []
    connect = postgres_feed.psycopg.connect
    monkeypatch.setattr(
        postgres_feed.psycopg, "connect", lambda *args, **more: tries.append(now[0]) or connect(*args, **more)
    )
    with suppress(StoreUnavailable):
        while feed.news() is News.NOTHING:  # until the end of the connection has arrived
            pass
    while now[0] < 10:
        with pytest.raises(StoreUnavailable):
            feed.news()
        now[0] += 0.25
    assert tries == [0.0, 0.25, 0.75, 1.75, 3.75, 7.75]
    own_server.start()
    now[0] += postgres_feed.LONGEST_PAUSE
    assert feed.news() is News.EVENTS
    assert feed.news() is News.NOTHING
    feed.close()


@pytest.mark.postgres
def test_connections_have_their_limits(own_server: OwnServer):
    """Also where the address brings options of its own; what it says counts."""
    database = own_server.database("staffed", make_staffed)
    url = own_server.url(database) + "&options=-c%20lock_timeout%3D3s%20-c%20work_mem%3D8MB&connect_timeout=2"
    store = Store(parse_address(url))
    with store.read() as connection:
        found = [connection.exec_driver_sql(f"SHOW {name}").scalar() for name in SHOWN]
    store.close()
    assert found == ["3s", "8MB", "2min", "servicedesk"]


SHOWN = ("lock_timeout", "work_mem", "idle_in_transaction_session_timeout", "application_name")
