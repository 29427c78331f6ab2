"""How large the transactions of a load are, by a scripted clock: what a lock took is told, never measured here."""

import pytest

from servicedesk.store.bulk.pace import EXCLUSIVE, FIRST, LEAST, LONGEST_LOCK, MOST, WANTED_LOCK, Pace


def held_by(pace: Pace, each: float, fixed: float, rounds: int) -> list[float]:
    """Play transactions on a machine where one costs ``fixed`` seconds and each ticket ``each``; how long they held."""
    seconds = []
    for _ in range(rounds):
        written = pace.size
        seconds.append(fixed + written * each)
        pace.held(written, seconds[-1])
    return seconds


@pytest.mark.parametrize("each", [0.000_02, 0.000_1, 0.000_5])
@pytest.mark.parametrize("fixed", [0.001, 0.01, 0.03])
def test_locks_come_near_what_is_wanted_and_stay_there(each: float, fixed: float):
    pace = Pace()
    seconds = held_by(pace, each, fixed, 60)
    assert max(seconds) < LONGEST_LOCK
    settled = pace.size
    assert settled in (LEAST, MOST) or seconds[-1] == pytest.approx(WANTED_LOCK, rel=0.1)
    assert pace.longest == max(seconds)


def test_a_slow_one_makes_the_next_smaller_at_once():
    pace = Pace()
    held_by(pace, 0.000_05, 0.002, 40)
    before = pace.size
    pace.held(before, 0.4)
    assert pace.size * (0.4 / before) <= WANTED_LOCK * 1.01 or pace.size == LEAST
    assert pace.longest == 0.4


def test_quick_ones_make_it_larger_little_by_little():
    pace = Pace()
    pace.held(pace.size, 0.000_1)
    assert FIRST < pace.size <= FIRST * 1.5


def test_what_wrote_nothing_says_nothing():
    pace = Pace()
    pace.held(0, 3.0)
    assert pace.size == FIRST


def test_it_is_never_too_small_nor_too_large():
    slow, quick = Pace(), Pace()
    held_by(slow, 1.0, 0.0, 5)
    held_by(quick, 1e-9, 1e-9, 50)
    assert (slow.size, quick.size) == (LEAST, MOST)


def test_an_exclusive_load_keeps_its_size():
    pace = Pace(exclusive=True)
    pace.held(EXCLUSIVE, 4.0)
    assert pace.size == EXCLUSIVE
    assert Pace(exclusive=True, size=500).size == 500
