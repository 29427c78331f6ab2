"""Others write while a load runs: the lock is free while its rows are worked out, and nothing of either is lost."""

import subprocess
import sys
from collections.abc import Callable
from time import monotonic

import pytest
from tests.builders import NOON, assert_sound
from tests.imports.in_pieces import records

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk, open_desk
from servicedesk.desk.generation.season import Season
from servicedesk.desk.importing.writing import TRIES
from servicedesk.desk.work import SeededEntropy
from servicedesk.store.bulk.pace import Pace
from servicedesk.store.conditions import Conditions
from servicedesk.store.database import Connection

ACTING = """
import sys
from threading import Event, Thread
from time import monotonic
from servicedesk.desk.desk import open_desk

desk = open_desk(sys.argv[1], handle="sup")
ticket = desk.intake.open(kind="inquiry", subject="beside", customer="a@example.com").ticket.id
print("ready", flush=True)
done = Event()
Thread(target=lambda: (sys.stdin.read(), done.set()), daemon=True).start()
while not done.wait(0.01):
    begun = monotonic()
    desk.conversation.note(ticket, "still here")
    print(begun, monotonic(), flush=True)
"""


class Meddling(SeededEntropy):
    """Lets something happen the first times a batch of forty records is worked out, which draws some 89 salts."""

    def __init__(self, times: int) -> None:
        super().__init__(3)
        self.left, self.meddle = times, lambda: None
        self.since = -1

    def token_bytes(self, count: int) -> bytes:
        self.since += 1
        if self.left and self.since % 89 == 1:
            self.left -= 1
            self.meddle()
        return super().token_bytes(count)


@pytest.fixture
def pair(sqlite_url: str, clock: ManualClock):
    """A desk that loads, which lets another one of the same store act while it works rows out."""
    opened: list[Desk] = []

    def opening(times: int) -> tuple[Desk, Desk]:
        entropy = Meddling(times)
        loading = open_desk(sqlite_url, clock=clock, handle="sup", entropy=entropy, via="test")
        other = open_desk(sqlite_url, clock=clock, handle="sup", entropy=SeededEntropy(4), via="test")
        entropy.meddle = lambda: other.intake.open(kind="inquiry", subject="beside", customer="c1@example.com")
        opened.extend((loading, other))
        return loading, other

    yield opening
    for desk in opened:
        desk.close()


@pytest.mark.parametrize("times", [1, 2, TRIES])
def test_who_acts_while_a_batch_is_worked_out_is_let_in(pair: Callable[[int], tuple[Desk, Desk]], times: int):
    loading, other = pair(times)
    before = other.queue.total("is:all")
    summary = loading.imports.tickets(records(60), source="shop", pace=Pace(exclusive=True, size=40))
    assert summary.created == 60
    assert other.queue.total("is:all") == before + 60 + times
    assert_sound(loading)


def test_a_customer_made_meanwhile_is_joined(pair: Callable[[int], tuple[Desk, Desk]]):
    loading, other = pair(1)
    loading.imports.tickets(records(20), source="shop")
    (theirs,) = (row.id for row in other.queue.page("is:all", limit=200).rows if row.subject == "beside")
    customer = other.tickets.customer(theirs)
    assert customer is not None
    assert other.queue.total(f"customer:{customer.id}") == 1 + sum(n % 9 == 1 for n in range(20))


def test_another_process_gets_its_turns_between_batches(sqlite_url: str):
    command = [sys.executable, "-c", ACTING, sqlite_url]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        desk = open_desk(sqlite_url, clock=ManualClock(NOON), handle="sup", via="test")
        ends: list[float] = []
        desk.imports.tickets(
            records(2_000),
            source="shop",
            progress=lambda _done, _total: ends.append(monotonic()),
            pace=Pace(exclusive=True, size=100),
        )
        told, _ = process.communicate("")
    acts = [tuple(map(float, line.split())) for line in told.splitlines()]
    within = [end for begun, end in acts if ends[0] < begun and end < ends[-1]]
    turns = {sum(batch < end for batch in ends) for end in within}
    assert process.returncode == 0
    assert len(turns) >= 3
    assert_sound(desk)
    desk.close()


def test_a_season_is_told_anew_where_somebody_took_its_numbers(
    pair: Callable[[int], tuple[Desk, Desk]], monkeypatch: pytest.MonkeyPatch
):
    loading, other = pair(0)
    read, left = Season.conditions, [None, None]

    def conditions(season: Season, connection: Connection) -> Conditions:
        if left:
            left.pop()
            other.intake.open(kind="inquiry", subject="beside", customer="c1@example.com")
        return read(season, connection)

    monkeypatch.setattr(Season, "conditions", conditions)
    before = other.queue.total("is:all")
    assert loading.generation.generate(300, seed=5) == 300
    assert other.queue.total("is:all") == before + 302
    assert_sound(other)
