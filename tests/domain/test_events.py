"""The chain, canonical JSON, upcasts, and which events replay skips."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.domain.streams import TICKET, ticket_stream

from servicedesk.domain import events as events_module
from servicedesk.domain.events import (
    EPOCH,
    Event,
    canonical,
    chain,
    chain_problem,
    from_micros,
    micros,
    skipped,
    upcast,
)

AT = datetime(2026, 11, 21, 12, tzinfo=UTC)

payloads = st.dictionaries(
    st.text(max_size=8),
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=12),
        lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=4), children, max_size=3),
        max_leaves=6,
    ),
    max_size=5,
)


def make(payload: dict, **fields: object) -> Event:
    given_fields = {"stream": TICKET, "seq": 1, "kind": "tagged", "act_id": "a", "actor": "person:1", "via": "cli"}
    return chain(**(given_fields | {"at": AT, "prev": ""} | fields), payload=payload)  # type: ignore[arg-type]


@given(payloads)
def test_canonical_json_is_one_spelling(payload):
    shuffled = dict(reversed(payload.items()))
    spelled = canonical(payload)
    assert canonical(shuffled) == spelled
    assert json.loads(spelled) == payload
    assert "\n" not in spelled
    assert canonical(json.loads(spelled)) == spelled


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_canonical_json_has_no_nan(value):
    with pytest.raises(ValueError, match="JSON"):
        canonical({"x": value})


def test_canonical_json_keeps_chinese_as_it_is():
    assert canonical({"b": 1, "a": "投诉"}) == '{"a":"投诉","b":1}'


@given(payloads)
def test_a_chained_event_follows(payload):
    first = make(payload)
    second = make(payload, seq=2, prev=first.hash)
    assert chain_problem("", first, canonical(payload)) is None
    assert chain_problem(first.hash, second, canonical(payload)) is None
    assert chain_problem("", second, canonical(payload)) is not None


ALTERED = {
    "stream": lambda e: replace(e.stream, id=e.stream.id + 1),
    "seq": lambda e: e.seq + 1,
    "type": lambda e: "untagged",
    "v": lambda e: e.v + 1,
    "act_id": lambda e: e.act_id + "x",
    "actor": lambda e: "person:2",
    "via": lambda e: "import",
    "at": lambda e: e.at + timedelta(microseconds=1),
    "prev_hash": lambda e: "0" * 64,
    "hash": lambda e: "0" * 64,
}


@pytest.mark.parametrize("field", [*ALTERED, "payload"])
@given(payload=payloads)
def test_an_altered_field_is_noticed(field, payload):
    event = make(payload)
    if field == "payload":
        assert chain_problem("", event, canonical({**payload, "added": 1, "and": 2})) is not None
    else:
        altered = replace(event, **{field: ALTERED[field](event)})
        assert chain_problem("", altered, canonical(payload)) is not None


@given(st.datetimes(timezones=st.just(UTC)))
def test_microseconds_lose_nothing(at):
    assert from_micros(micros(at)) == at


def test_microseconds_count_from_1970():
    assert micros(EPOCH) == 0
    assert micros(EPOCH - timedelta(seconds=1)) == -1_000_000


def test_old_payloads_are_read_through_upcasts(monkeypatch):
    steps = {
        ("tagged", 1): lambda payload: {"add": payload["tags"], "remove": []},
        ("tagged", 2): lambda payload: {**payload, "by_rule": False},
    }
    monkeypatch.setattr(events_module, "UPCASTS", steps)
    monkeypatch.setattr(events_module, "VERSIONS", {"tagged": 3})
    assert upcast("tagged", 1, {"tags": ["a"]}) == {"add": ["a"], "remove": [], "by_rule": False}
    assert upcast("tagged", 2, {"add": []}) == {"add": [], "by_rule": False}
    assert upcast("tagged", 3, {"add": []}) == {"add": []}
    assert upcast("priority", 1, {"to": "high"}) == {"to": "high"}
    assert make({}).v == 3


def undone(*seqs: int) -> tuple[str, dict]:
    return "undone", {"events": [*seqs], "act": "a", "fields": []}


@pytest.mark.parametrize(
    ("stream", "left_out"),
    [
        ([("tagged", {}), ("tagged", {})], set()),
        ([("tagged", {}), undone(1)], {1}),
        ([("tagged", {}), undone(1), undone(2)], {2}),
        ([("tagged", {}), undone(1), undone(2), undone(3)], {1, 3}),
        ([("tagged", {}), ("tagged", {}), undone(1, 2)], {1, 2}),
        ([("tagged", {}), undone(1), undone(2), undone(1)], {1, 2}),
    ],
)
def test_replay_skips_what_was_undone(stream, left_out):
    assert skipped(ticket_stream(*stream)) == left_out
