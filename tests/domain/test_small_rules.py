"""Durations, identities, digests, roles, texts."""

from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from servicedesk.domain import identities
from servicedesk.domain.digests import facts_digest, message_digest, text_digest
from servicedesk.domain.durations import parse_duration, parse_offset
from servicedesk.domain.errors import Forbidden, Invalid
from servicedesk.domain.roles import GRANTS, Permission, Role, allows, require
from servicedesk.domain.texts import storable

durations = st.tuples(*(st.integers(0, 99) for _ in range(5)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("20m", timedelta(minutes=20)),
        ("3h", timedelta(hours=3)),
        ("2d 3h 20m", timedelta(days=2, hours=3, minutes=20)),
        ("2d3h", timedelta(days=2, hours=3)),
        (" 1w ", timedelta(weeks=1)),
        ("0m", timedelta()),
        ("90s", timedelta(seconds=90)),
    ],
)
def test_durations(text, expected):
    assert parse_duration(text) == expected
    assert parse_offset(text) == -expected
    assert parse_offset("+" + text) == expected


@pytest.mark.parametrize(
    "text", ["", "h", "3", "3 hours", "-3h", "3h 5", "1y", "9" * 30 + "d", "40000d", "9" * 5_000 + "s"]
)
def test_refused_durations(text):
    with pytest.raises(Invalid) as refused:
        parse_duration(text, "ago")
    assert refused.value.details["field"] == "ago"


@given(durations)
def test_a_duration_is_the_sum_of_its_parts(parts):
    text = " ".join(f"{number}{unit}" for number, unit in zip(parts, "wdhms", strict=True))
    weeks, days, hours, minutes, seconds = parts
    assert parse_duration(text) == timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)


@given(st.text(max_size=20))
def test_any_text_is_a_duration_or_refused(text):
    with suppress(Invalid):
        assert parse_duration(text) >= timedelta()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (identities.email("Mara@Example.com "), identities.email("<mara@example.com>")),
        (identities.email("ｍａｒａ@example.com"), identities.email("mara@example.com")),
        (identities.phone("+49 30 1234567"), identities.phone("0049-30-1234567")),
        (identities.phone("＋86 138 0013 8000"), identities.phone("+8613800138000")),
        (identities.chat("WeChat:Lili"), identities.chat(" wechat:lili")),
    ],
)
def test_equal_identities_fold_alike(one, other):
    assert one.folded == other.folded


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (identities.email("a.b@example.com"), identities.email("ab@example.com")),
        (identities.phone("030 1234567"), identities.phone("+49 30 1234567")),
    ],
)
def test_likely_ones_are_not_joined(one, other):
    assert one.folded != other.folded


def test_a_phone_keeps_its_last_four_digits():
    assert identities.phone("+49 30 123-4567").ending == "4567"
    assert identities.phone("+49 30 123-4567").value == "+49 30 123-4567"


@pytest.mark.parametrize("value", ["", "mara", "@example.com", "mara@", "a b@example.com"])
def test_refused_addresses(value):
    with pytest.raises(Invalid):
        identities.email(value)


@pytest.mark.parametrize("value", ["", "1234", "phone", "+"])
def test_refused_phones(value):
    with pytest.raises(Invalid):
        identities.phone(value)


def test_refused_chat():
    with pytest.raises(Invalid):
        identities.chat("  ")


@given(st.text(max_size=20))
def test_folding_twice_is_folding_once(text):
    once = identities.fold(text)
    assert identities.fold(once) == once


@given(st.binary(min_size=16, max_size=16), st.lists(st.text(max_size=10), min_size=2, max_size=2), st.text(max_size=5))
def test_a_digest_changes_with_each_text_and_the_salt(salt, texts, more):
    digest = text_digest(salt, *texts)
    assert text_digest(salt, *texts) == digest
    assert text_digest(salt, texts[0] + more + "x", texts[1]) != digest
    assert text_digest(bytes(16) if any(salt) else b"\1" * 16, *texts) != digest


def test_a_digest_does_not_run_texts_together():
    assert message_digest(b"s", "ab", "c") != message_digest(b"s", "a", "bc")
    assert facts_digest(b"s", "a", "", "", "") != facts_digest(b"s", "", "a", "", "")


def test_lone_surrogates_have_a_digest():
    assert len(text_digest(b"s", "\ud800")) == 64


MAY = {
    "trainee": {"READ", "DRAFT"},
    "agent": {"READ", "WORK", "DRAFT", "REASSIGN"},
    "specialist": {"READ", "WORK", "DRAFT", "REASSIGN"},
    "supervisor": {"READ", "WORK", "DRAFT", "REASSIGN", "IMPORT", "VERIFY", "POLICIES", "FLOOR", "REVIEW", "ANSWERS"},
    "trainer": {"READ", "ANSWERS"},
    "admin": {"IMPORT", "PEOPLE", "VERIFY", "POLICIES", "BACKUP"},
}


@pytest.mark.parametrize("role", Role)
def test_roles(role):
    assert {permission.name for permission in Permission if allows([role], permission)} == MAY[role]


@pytest.mark.parametrize("permission", Permission)
def test_a_refusal_names_who_may(permission):
    with pytest.raises(Forbidden) as refused:
        require("nobody", [], permission)
    assert refused.value.details["needs"] == list(GRANTS[permission])


@given(st.text(max_size=30))
@example("a\0b\ud800c\udfff")
def test_a_storable_text_can_be_stored(text):
    kept = storable(text)
    assert "\0" not in kept
    kept.encode()
    assert len(kept) == len(text)
    assert storable(kept) == kept
    if text.isprintable():
        assert kept == text
