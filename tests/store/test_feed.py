"""The feed tells of what other connections committed, once, and of nothing else."""

import pytest
from tests.builders import opened
from tests.conftest import Stores

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk, open_desk
from servicedesk.domain.errors import DeskError, StoreUnavailable
from servicedesk.domain.together import Doing, Feed, News
from servicedesk.store.address import parse_address
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
