"""Scores from the likeness to all examples: the equations hold, late examples count, many are left to the weights."""

from collections.abc import Sequence

import numpy as np
import pytest

from servicedesk.answers.suggesting import Example, likeness
from servicedesk.answers.suggesting.likeness import Likeness
from servicedesk.answers.suggesting.rows import Packed, Rows

EAST, NORTH, BETWEEN, NONE = (1.0, 0.0), (0.0, 1.0), (0.6, 0.8), (0.0, 0.0)
Meant = tuple[str, tuple[float, float]]
SOME: Sequence[Meant] = (("A", EAST), ("B", NORTH), ("A", (0.8, 0.6)), ("C", NONE))


def packed(meant: Sequence[Meant], weight: float = 1.0) -> Packed:
    """In the order given; the first row of this weight."""
    rows = Rows(2)
    for number, (code, meaning) in enumerate(meant):
        rows.add(Example(code, f"text {'abcdefgh'[number]}", 1.0 if number else weight), as_bytes(meaning))
    return rows.newest(len(meant))


def as_bytes(meaning: tuple[float, float]) -> bytes:
    return np.array(meaning, np.float16).tobytes()


def learned(meant: Sequence[Meant] = SOME, weight: float = 1.0) -> Likeness:
    found = Likeness.of(packed(meant, weight), np.arange(len(meant)))
    assert found is not None
    return found


def scored(by: Likeness, meaning: tuple[float, float]) -> list[float]:
    return by.scores(np.array(meaning, np.float32)).tolist()


def test_the_equations_hold():
    found = learned()
    kernel = np.exp(2.0 * (found.meanings @ found.meanings.T - 1)) + 0.2 * np.eye(3)
    wanted = np.array([[1, 0, 0], [0, 1, 0], [1, 0, 0]]) - 1 / 3
    assert kernel @ found.coefficients == pytest.approx(wanted, abs=1e-3)


def test_the_nearer_code_scores_more():
    found = learned()
    for meaning, code in ((EAST, 0), (NORTH, 1)):
        scores = scored(found, meaning)
        assert max(scores) == scores[code]


def test_of_two_that_mean_the_same_the_heavier_counts_more():
    even = scored(learned([("A", EAST), ("B", EAST)]), EAST)
    assert even[0] == pytest.approx(even[1], abs=1e-3)
    heavy = scored(learned([("A", EAST), ("B", EAST)], weight=5.0), EAST)
    assert heavy[0] > heavy[1]


def test_a_late_example_counts_for_its_code_and_changes_nothing_far_from_it():
    before = learned()
    late = np.array([NORTH, NONE], np.float32)
    after = before.taught(late, np.array([3, 3]), 4)
    assert len(after.meanings) == len(before.meanings) + 1
    assert scored(after, NORTH)[3] > scored(before, NORTH)[0]
    assert after.coefficients[:3, :3] == pytest.approx(before.coefficients)


def test_late_ones_without_a_meaning_change_nothing():
    before = learned()
    after = before.taught(np.array([NONE], np.float32), np.array([0]), 3)
    assert scored(after, BETWEEN) == pytest.approx(scored(before, BETWEEN))


def test_there_are_none_without_meanings():
    assert Likeness.of(packed([("A", NONE), ("B", NONE)]), np.arange(2)) is None


def test_where_many_have_a_meaning_a_part_of_them_is_left_to_the_weights_too(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(likeness, "MOST_WEIGHED", 2)
    assert Likeness.of(packed(SOME), np.arange(1)) is None
    assert Likeness.of(packed(SOME[:2]), np.arange(1)) is not None
