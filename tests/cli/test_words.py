"""Words of the command line: instants, pairs, numbers, texts."""

import io
from argparse import ArgumentTypeError
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from servicedesk.cli.words import read_instant, read_pair, read_pairs, read_text, whole_number
from servicedesk.domain.errors import Invalid

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("2026-11-25T09:00", datetime(2026, 11, 25, 8, 0, tzinfo=UTC)),
        ("2026-11-25 09:00:30", datetime(2026, 11, 25, 8, 0, 30, tzinfo=UTC)),
        ("2026-11-25T09:00Z", datetime(2026, 11, 25, 9, 0, tzinfo=UTC)),
        ("2026-11-25T09:00+08:00", datetime(2026, 11, 25, 1, 0, tzinfo=UTC)),
        ("2026-07-01T09:00", datetime(2026, 7, 1, 7, 0, tzinfo=UTC)),
        ("+2d 3h", NOW + timedelta(days=2, hours=3)),
        ("2d3h20m", NOW + timedelta(days=2, hours=3, minutes=20)),
        (" +45m ", NOW + timedelta(minutes=45)),
    ],
)
def test_instants(given, expected):
    assert read_instant("until", given, NOW, BERLIN) == expected


@pytest.mark.parametrize(
    "given", ["", "tomorrow", "2026-11-25", "2026-13-01T09:00", "+2w", "+", "9999999999999d", "0001-01-01T00:00+23:00"]
)
def test_what_is_no_instant_is_refused(given):
    with pytest.raises(Invalid) as refused:
        read_instant("until", given, NOW, BERLIN)
    assert refused.value.details["field"] == "until"


def test_pairs_split_at_the_first_equals_sign():
    assert read_pair("map", "subject=a=b") == ("subject", "a=b")
    assert read_pairs("set", ["kind=return", "tags="]) == {"kind": "return", "tags": ""}


@pytest.mark.parametrize("given", [["kind"], ["=x"], ["kind=a", "kind=b"]])
def test_broken_pairs_are_refused(given):
    with pytest.raises(Invalid):
        read_pairs("set", given)


@pytest.mark.parametrize("given", ["0", "11", "-1", "1.0", "ten", "", "１", "9" * 5000])
def test_numbers_out_of_bounds_are_refused(given):
    with pytest.raises((ArgumentTypeError, ValueError)):
        whole_number(1, 10)(given)


def test_a_dash_reads_standard_input(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO("\ufeff第一行\r\nzwei\n".encode())))
    assert read_text("text", "-") == "第一行\nzwei"


def test_standard_input_that_is_no_text_is_refused(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"caf\xe9")))
    with pytest.raises(Invalid):
        read_text("text", "-")
