"""A row as a driver gives it is the row that its values make: frozen, and its instants to the microsecond."""

from dataclasses import FrozenInstanceError, fields, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.desk.queue_rows import INSTANTS, plain_row
from servicedesk.desk.queue_views import QueueRow
from servicedesk.domain.events import micros

FIRST, LAST = micros(datetime.min.replace(tzinfo=UTC)), micros(datetime.max.replace(tzinfo=UTC))
NAMES = tuple(field.name for field in fields(QueueRow))

instants = st.integers(FIRST, LAST)
plain = st.tuples(
    *(
        st.none() | instants if place in INSTANTS else st.none() | st.integers() | st.text()
        for place in range(len(NAMES))
    )
)


def test_the_instants_of_a_row_are_where_they_are_looked_for():
    of_instants = [at for at, field in enumerate(fields(QueueRow)) if "datetime" in str(field.type)]
    assert list(INSTANTS) == of_instants


@given(instants)
def test_an_instant_is_exact(at: int):
    made = plain_row(tuple(at if place in INSTANTS else "" for place in range(len(NAMES))))
    for place in INSTANTS:
        instant = getattr(made, NAMES[place])
        assert micros(instant) == at
        assert instant.utcoffset() == timedelta(0)


@given(plain)
def test_a_row_is_what_its_values_make(values: tuple[object, ...]):
    made = plain_row(values)
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    spelled = [
        epoch + timedelta(microseconds=value) if place in INSTANTS and isinstance(value, int) else value
        for place, value in enumerate(values)
    ]
    plainly = QueueRow(*spelled)  # type: ignore[arg-type]
    assert type(made) is QueueRow
    assert (made, hash(made), repr(made)) == (plainly, hash(plainly), repr(plainly))
    assert replace(made, subject="other") == replace(plainly, subject="other")


def test_a_row_is_frozen():
    made = plain_row((1, *[None] * (len(NAMES) - 1)))
    with pytest.raises(FrozenInstanceError):
        made.subject = "other"  # type: ignore[misc]
