"""The quick ways to spell values and instants give what the plain ones give."""

import json
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.events import EPOCH, Json, canonical, micros

scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
values = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=12)


@given(values)
def test_canonical_is_plain_json(value: Json):
    assert canonical(value) == json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


@given(st.datetimes(timezones=st.just(UTC)))
def test_microseconds_are_whole(at: datetime):
    assert micros(at) == (at - EPOCH) // timedelta(microseconds=1)
