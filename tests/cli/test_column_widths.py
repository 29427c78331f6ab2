"""Column widths: text gives way first, the first column never."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.cli.column_widths import GAP, LEAST, LEAST_TEXT, column_widths


def test_what_fits_keeps_its_width():
    assert column_widths([2, 4, 7], [5, 9, 20], 80) == [5, 9, 20]


@pytest.mark.parametrize(
    ("room", "expected"),
    [(40, [5, 8, 23]), (29, [5, 8, 12]), (25, [5, 4, 12]), (10, [5, 4, 12])],
)
def test_narrow_terminals(room, expected):
    assert column_widths([2, 8, 7], [5, 3, 30], room) == expected


@given(
    st.lists(st.tuples(st.integers(1, 20), st.integers(1, 60)), min_size=2, max_size=9),
    st.integers(20, 200),
)
def test_the_first_column_stays_and_nothing_shrinks_below_its_least(columns, room):
    headings, contents = [h for h, _ in columns], [c for _, c in columns]
    widths = column_widths(headings, contents, room)
    natural = [max(pair) for pair in columns]
    assert widths[0] == natural[0]
    assert all(width >= min(LEAST, full) for width, full in zip(widths, natural, strict=True))
    total = sum(widths) + GAP * (len(widths) - 1)
    least = natural[0] + sum(min(LEAST, w) for w in natural[1:-1]) + min(LEAST_TEXT, natural[-1])
    assert total <= max(room, least + GAP * (len(widths) - 1))
