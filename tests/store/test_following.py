"""What came since one looked, from writers who commit in another order than they were given numbers."""

import threading
from queue import SimpleQueue
from random import Random

from tests.builders import NOON, opened
from tests.conftest import Stores
from tests.store.plans import captured, plans

from servicedesk.desk.desk import Desk
from servicedesk.domain.events import Event, Stream, StreamKind
from servicedesk.domain.together import Upto
from servicedesk.store import following, streams
from servicedesk.store.address import parse_address
from servicedesk.store.database import Store

WRITERS = 4
ROUNDS = 30


def event(stream: int) -> Event:
    return Event(Stream(StreamKind.TICKET, stream), 1, "tag", 1, "a" * 21, "person:1", "test", NOON, {}, "", "")


class Writer(threading.Thread):
    """A transaction in its own thread, taken step by step from outside."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self._steps: SimpleQueue[int | None] = SimpleQueue()
        self._done: SimpleQueue[None] = SimpleQueue()
        self.start()
        self._done.get()

    def run(self) -> None:
        with self._store.transaction() as connection:
            self._done.put(None)
            while (stream := self._steps.get()) is not None:
                streams.append(connection, [event(stream)])
                self._done.put(None)

    def write(self, stream: int) -> None:
        self._steps.put(stream)
        self._done.get()

    def commit(self) -> None:
        self._steps.put(None)
        self.join()


def look(store: Store, upto: Upto) -> tuple[Upto, list[int]]:
    with store.read() as connection:
        upto, found = following.go_on(connection, upto)
    return upto, [one.stream_id for one in found]


def test_four_writers_who_commit_out_of_order_lose_and_double_nothing(stores: Stores):
    """On PostgreSQL a follower of "number > last seen" loses events here; on SQLite writers come one by one."""
    store, chance = Store(parse_address(stores.bare())), Random(5)
    with store.read() as connection:
        upto = following.begin(connection)
    told: list[int] = []
    stream = 0
    for _ in range(ROUNDS):
        writers = [Writer(store) for _ in range(1 if store.is_sqlite else WRITERS)]
        for writer in (chance.choice(writers) for _ in range(3 * WRITERS)):
            stream += 1
            writer.write(stream)
        chance.shuffle(writers)
        for writer in writers:
            writer.commit()
            upto, found = look(store, upto)
            told += found
    assert sorted(told) == list(range(1, stream + 1))
    assert look(store, upto) == (Upto(upto.top), [])
    store.close()


def test_what_ran_when_one_began_is_heard(stores: Stores):
    store = Store(parse_address(stores.bare()))
    if not store.is_sqlite:
        early, late = Writer(store), Writer(store)
        early.write(1)
        late.write(2)
        late.commit()
        with store.read() as connection:
            upto = following.begin(connection)
        early.commit()
        upto, found = look(store, upto)
        assert found == [1]
        assert look(store, upto) == (Upto(upto.top), [])
    store.close()


def test_numbers_that_come_late_are_waited_for(stores: Stores):
    store = Store(parse_address(stores.bare()))
    with store.read() as connection:
        upto = following.begin(connection)
    late = Writer(store)
    late.write(1)
    if not store.is_sqlite:
        other = Writer(store)
        other.write(2)
        other.commit()
        upto, found = look(store, upto)
        assert (found, len(upto.gaps)) == ([2], 1)
    late.write(3)
    late.commit()
    upto, found = look(store, upto)
    assert found == [1, 3]
    assert look(store, upto)[0].gaps == ()
    store.close()


def test_more_than_one_can_be_told_of_is_cut_to_the_newest(stores: Stores, monkeypatch):
    monkeypatch.setattr(following, "MOST", 3)
    store = Store(parse_address(stores.bare()))
    with store.read() as connection:
        upto = following.begin(connection)
    writer = Writer(store)
    for stream in range(5):
        writer.write(stream)
    writer.commit()
    upto, found = look(store, upto)
    assert found[-3:] == [2, 3, 4]
    assert look(store, upto)[1] == []
    store.close()


def test_an_older_store_in_its_place_is_followed_from_its_end(desk: Desk):
    ticket = opened(desk)
    ahead = Upto(1_000_000)
    upto = desk.presence.heard(ahead).upto
    assert upto.top < ahead.top
    desk.acting_as("ana").conversation.note(ticket, "seen")
    assert desk.presence.heard(upto).by_others == {ticket}


def test_a_look_walks_no_further_than_what_is_new(many: Desk):
    upto = many.presence.heard(None).upto
    store = many._work.store
    opened(many.acting_as("ana"))
    with captured(store) as sent:
        many.presence.heard(upto)
    found = plans(store, sent, about="events.stream_id")
    assert len(found) == 1
    assert "INTEGER PRIMARY KEY" in found[0] or "events_pkey" in found[0]
    assert "Seq Scan" not in found[0]
