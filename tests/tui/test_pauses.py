"""Garbage is collected between the keys, not in their way."""

import asyncio
import gc
import sys
from collections.abc import Callable, Iterator

import pytest

from servicedesk.tui import pauses
from servicedesk.tui.pauses import SETTLED, TIDY, Pauses


class Loop:
    """Holds itself: only a collection frees it."""

    def __init__(self) -> None:
        self.self = self


@pytest.fixture(autouse=True)
def as_before(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The interpreter's own settings come back."""
    turn, threshold, enabled = sys.getswitchinterval(), gc.get_threshold(), gc.isenabled()
    monkeypatch.setattr(pauses, "REST", 0.0)
    gc.disable()
    yield
    sys.setswitchinterval(turn)
    gc.set_threshold(*threshold)
    gc.unfreeze()
    if enabled:
        gc.enable()


@pytest.fixture
def later() -> dict[float, Callable[[], None]]:
    return {}


@pytest.fixture
def begun(later: dict[float, Callable[[], None]]) -> Pauses:
    found = Pauses(later.__setitem__)
    found.begin()
    gc.disable()
    return found


def loops() -> int:
    return sum(isinstance(one, Loop) for one in gc.get_objects())


async def paused(after: Pauses) -> None:
    after.key()
    for _ in range(3):
        await asyncio.sleep(0)


async def test_what_is_left_over_is_collected_after_a_key(begun: Pauses):
    for _ in range(5_000):
        Loop()
    assert loops() == 5_000
    await paused(begun)
    assert loops() == 0


async def test_little_is_not_worth_it(begun: Pauses):
    gc.collect()
    Loop()
    await paused(begun)
    assert loops() == 1


async def test_what_has_grown_old_is_collected_in_a_later_pause(begun: Pauses, later: dict[float, Callable[[], None]]):
    later[SETTLED]()
    old = Loop()
    gc.collect(1)
    del old
    for _ in range(100):
        for _ in range(5_000):
            Loop()
        await paused(begun)
    assert loops() == 0


async def test_while_keys_come_what_came_is_kept_in_the_next_pause(
    begun: Pauses, later: dict[float, Callable[[], None]]
):
    before = gc.get_freeze_count()
    begun.key()
    _kept = [[] for _ in range(1_000)]
    later[SETTLED]()
    assert gc.get_freeze_count() == before
    await paused(begun)
    assert gc.get_freeze_count() >= before + 1_000


async def test_memory_is_given_back_while_nobody_presses_a_key(
    begun: Pauses, later: dict[float, Callable[[], None]], monkeypatch: pytest.MonkeyPatch
):
    given: list[bool] = []
    monkeypatch.setattr(pauses, "give_back", lambda: given.append(True))
    later[TIDY]()
    assert given == [True]
    begun.key()
    later[TIDY]()
    assert given == [True]
    begun._tidied_at -= TIDY
    await paused(begun)
    assert given == [True, True]


async def test_before_the_first_paint_nothing_is_collected():
    Loop()
    await paused(Pauses(lambda _seconds, _job: None))
    assert loops() == 1
    gc.collect()
