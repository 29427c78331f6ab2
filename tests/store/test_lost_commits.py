"""A connection cut between COMMIT and its answer: what was done is told as done, what was not is not, once each."""

import math
import threading
import time
from collections.abc import Callable, Iterator, Sequence

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.exc import OperationalError
from tests.builders import assert_sound, bodies, opened
from tests.conftest import make_staffed
from tests.own_server import Cut, Line, OwnServer

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk, open_desk
from servicedesk.domain.errors import CommitUnknown, DeskError, StoreUnavailable
from servicedesk.store.connecting import ALIVE

pytestmark = pytest.mark.postgres
STATEMENTS = 20
"""More than a note takes."""
RACES = 12


@pytest.fixture
def line(own_server: OwnServer) -> Iterator[Line]:
    made = Line(own_server)
    yield made
    made.close()


@pytest.fixture
def database(own_server: OwnServer) -> str:
    return own_server.database("staffed", make_staffed)


@pytest.fixture
def far(own_server: OwnServer, database: str, line: Line, clock: ManualClock) -> Iterator[Desk]:
    """``lin`` at the other end of the line."""
    desk = open_desk(own_server.url(database, line.folder), clock=clock, handle="lin", via="test")
    yield desk
    desk.close()


@pytest.fixture
def near(own_server: OwnServer, database: str, clock: ManualClock) -> Iterator[Desk]:
    """``ana`` beside the server: what is in the store."""
    desk = open_desk(own_server.url(database), clock=clock, handle="ana", via="test")
    yield desk
    desk.close()


def test_an_act_whose_answer_is_lost_is_done_once(far: Desk, near: Desk, line: Line):
    ticket = opened(near)
    line.cut_next_commit(Cut.UNANSWERED)
    done = far.conversation.note(ticket, "seen")
    assert done.ticket.id == ticket
    assert bodies(near, ticket)[1:] == ["seen"]
    far.conversation.note(ticket, "again")
    assert bodies(near, ticket)[1:] == ["seen", "again"]
    assert_sound(near)


def test_what_is_no_event_is_known_too(far: Desk, near: Desk, line: Line):
    ticket = opened(near)
    line.cut_next_commit(Cut.UNANSWERED)
    far.drafts.save(ticket, "note", "half a sen")
    assert [draft.body for draft in far.drafts.load(ticket)] == ["half a sen"]


def test_an_act_whose_commit_never_arrives_is_not_done_and_holds_nothing(far: Desk, near: Desk, line: Line):
    """The server still waits inside the transaction, with the ticket locked: it is told to end that."""
    ticket = opened(near)
    line.cut_next_commit(Cut.NEVER_ARRIVES)
    with pytest.raises(StoreUnavailable) as refused:
        far.conversation.note(ticket, "seen")
    assert refused.value.code == "store_unavailable"
    assert bodies(near, ticket)[1:] == []
    near.conversation.note(ticket, "mine")
    far.conversation.note(ticket, "seen")
    assert bodies(near, ticket)[1:] == ["mine", "seen"]
    assert_sound(near)


def test_a_server_that_does_not_come_back_leaves_it_unknown_and_says_so(far: Desk, near: Desk, line: Line):
    ticket = opened(near)
    far.wait_for_word(0.3)
    line.cut_next_commit(Cut.UNANSWERED, refuses=True)
    with pytest.raises(CommitUnknown):
        far.conversation.note(ticket, "seen")
    assert not far.asks_for_word


def test_a_server_that_comes_back_late_knows(far: Desk, near: Desk, line: Line):
    ticket = opened(near)
    far.wait_for_word(math.inf)
    line.cut_next_commit(Cut.UNANSWERED, refuses=True)
    done: list[object] = []
    act = threading.Thread(target=lambda: done.append(far.conversation.note(ticket, "seen")))
    act.start()
    while not far.asks_for_word:
        assert act.is_alive()
    assert not done
    line.refuses = False
    act.join()
    assert len(done) == 1
    assert bodies(near, ticket)[1:] == ["seen"]


def test_nobody_waits_for_word_for_ever_who_wants_to_leave(far: Desk, near: Desk, line: Line):
    ticket = opened(near)
    far.wait_for_word(math.inf)
    line.cut_next_commit(Cut.UNANSWERED, refuses=True)
    failed: list[Exception] = []

    def act() -> None:
        try:
            far.conversation.note(ticket, "seen")
        except DeskError as error:
            failed.append(error)

    acting = threading.Thread(target=act)
    acting.start()
    while not far.asks_for_word:
        assert acting.is_alive()
    far.leave()
    acting.join()
    assert [error.code for error in failed] == ["commit_unknown"]


def test_who_leaves_does_not_connect_anew(far: Desk, own_server: OwnServer):
    """A pool would: the server sleeps, so that each attempt takes five seconds."""
    assert far.queue.total("is:all") == 0
    with own_server.asleep():
        far.leave()
        begun = time.monotonic()
        with pytest.raises(StoreUnavailable):
            far.queue.total("is:all")
        engine = far._work.store._engine
        engine.dispose()
        with pytest.raises(OperationalError, match="being left"):
            engine.connect()
        assert time.monotonic() - begun < ALIVE["connect_timeout"]


class Trouble:
    """Something that happens just before an act's statement of that number, or before its COMMIT.

    ``beside``: at the same time as that, by another thread.
    """

    def __init__(self, what: Callable[[], None], statement: int | None, *, beside: bool = False) -> None:
        self._what, self._left, self._beside = what, statement, beside
        self._thread: threading.Thread | None = None

    def listen(self, engine: Engine) -> tuple[str, Callable[..., None]]:
        name = "commit" if self._left is None else "before_cursor_execute"
        listening = (name, self._reached)
        event.listen(engine, *listening)
        return listening

    def _reached(self, *_about: object) -> None:
        if self._left:
            self._left -= 1
        elif self._thread is None:
            self._thread = threading.Thread(target=self._what)
            self._thread.start()
            if not self._beside:
                self._thread.join()

    def wait(self) -> None:
        if self._thread is not None:
            self._thread.join()


def act_through_troubles(desk: Desk, ticket: int, troubles: Sequence[Trouble]) -> list[str]:
    """An act for each trouble, which befalls it; returns the texts of those that were done."""
    engine = desk._work.store._engine
    done: list[str] = []
    unknown = 0
    for n, trouble in enumerate(troubles):
        listening = trouble.listen(engine)
        try:
            desk.conversation.note(ticket, f"note {n}")
            done.append(f"note {n}")
        except StoreUnavailable as error:
            unknown += error.code != "store_unavailable"
        finally:
            event.remove(engine, *listening)
            trouble.wait()
    assert unknown == 0
    return done


def test_connections_cut_at_any_moment_lose_and_double_nothing(
    own_server: OwnServer, database: str, near: Desk, clock: ManualClock
):
    """Every act that returned is in the store once; every one that raised is not."""
    ticket = opened(near)
    desk = open_desk(own_server.url(database), clock=clock, handle="lin", via="test")
    moments = [*range(STATEMENTS), None]
    troubles = [Trouble(own_server.cut_all, moment) for moment in moments]
    troubles += [Trouble(own_server.cut_all, moment, beside=True) for moment in moments]
    troubles += [Trouble(own_server.cut_all, None, beside=True) for _ in range(RACES)]
    done = act_through_troubles(desk, ticket, troubles)
    desk.close()
    assert bodies(near, ticket)[1:] == done
    assert 0 < len(done) < len(troubles)
    assert_sound(near)


def test_a_server_that_dies_at_a_commit_loses_and_doubles_nothing(
    own_server: OwnServer, database: str, near: Desk, clock: ManualClock
):
    ticket = opened(near)
    desk = open_desk(own_server.url(database), clock=clock, handle="lin", via="test")
    done = act_through_troubles(desk, ticket, [Trouble(own_server.restart, None, beside=True) for _ in range(3)])
    desk.close()
    assert bodies(near, ticket)[1:] == done
    assert_sound(near)
