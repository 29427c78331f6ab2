"""``servicedesk report``: tables that fit, JSON and CSV for scripts, Monday's report in files."""

import csv
import io
import shutil
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from rich.cells import cell_len
from tests.cli.conftest import NOON

from servicedesk.desk.desk import open_desk

ALWAYS = """\
calendars:
  always: {timezone: UTC, week: 24/7}
policies:
  - name: everything
    calendar: always
    targets: {first_response: 1h, next_response: 2h, resolution: 8h}
"""


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """Where the store of ``shop`` is kept once it has been played."""
    return tmp_path_factory.mktemp("played") / "shop.sqlite"


@pytest.fixture
def shop(desk, clock, tmp_path, played):
    """A shop that promises an answer in an hour; one ticket answered in time, one not at all. Three hours later."""
    if played.exists():
        shutil.copy(played, desk.store)
    else:
        play(desk, clock, tmp_path)
        shutil.copy(desk.store, played)
    clock.set(NOON + timedelta(minutes=20) + timedelta(hours=3))
    return desk


def play(desk, clock, folder):
    file = folder / "policy.yaml"
    file.write_text(ALWAYS, encoding="utf-8")
    opened = open_desk(str(desk.store), clock=clock)
    opened.policies.set([file])
    opened.close()
    answered = desk.opened("=cmd|lamp")
    desk.opened("left alone")
    clock.advance(timedelta(minutes=20))
    desk("ticket", "take", answered)
    desk("ticket", "reply", answered, "--text", "It leaves today.")


TABLES = (
    ("sla",),
    ("sla", "--by", "agent"),
    ("sla", "--by", "day", "--only", "met"),
    ("volume",),
    ("volume", "--by", "hour"),
    ("volume", "--by", "product"),
    ("workload",),
    ("backlog",),
)


@pytest.mark.parametrize("report", TABLES, ids=" ".join)
def test_every_table_as_json_and_csv(shop, conforms, report):
    data = shop.json("report", *report)
    conforms("report", data)
    assert data["report"] == report[0]
    rows = list(csv.DictReader(io.StringIO(shop("report", *report, "--csv").out)))
    assert len(rows) == len(data["rows"]) > 0
    assert list(rows[0]) == list(data["rows"][0])


@pytest.mark.parametrize("report", TABLES, ids=" ".join)
@pytest.mark.parametrize("width", [60, 80, 120])
def test_every_table_fits_the_terminal_and_says_how_it_counts(shop, monkeypatch, report, width):
    counted = shop.json("report", *report)["counted"]
    monkeypatch.setenv("COLUMNS", str(width))
    lines = shop("report", *report).out.splitlines()
    assert max(cell_len(line) for line in lines) <= width
    assert not any("…" in line for line in lines)
    assert counted in " ".join(" ".join(line.split()) for line in lines)


def test_promises_kept(shop):
    (first, resolution) = shop.json("report", "sla")["rows"]
    assert (first["clock"], first["cases"], first["in_time"], first["overdue"]) == ("first_response", 2, 1, 1)
    assert (first["kept"], first["average_s"], first["p50_s"], first["p90_s"]) == (0.5, 6600, 1200, 12_000)
    assert (resolution["open"], resolution["kept"]) == (2, None)
    kept = shop.json("report", "sla", "--only", "kept")["rows"][0]
    assert kept["average_s"] == 1200
    printed = shop("report", "sla", "--by", "agent").out
    assert "–(1)" in printed
    assert shop.json("report", "sla", "--by", "agent")["rows"][0]["kept"] is None
    assert "–(1)" in shop("report", "sla", "--by", "agent", "--csv").out


def test_the_period_is_told_in_days_times_and_distances(shop):
    assert shop.json("report", "volume")["since"] == "2026-11-14T00:00:00Z"
    for words, opened in (
        (("--since", "2026-11-21"), 2),
        (("--since", "2d"), 2),
        (("--since", "2026-11-21T12:05"), 0),
        (("--since", "2026-11-20", "--until", "2026-11-21"), 0),
        (("--since", "2026-11-22", "--until", "2026-11-23", "--timezone", "Pacific/Auckland"), 2),
    ):
        data = shop.json("report", "volume", "--by", "day", *words)
        assert sum(row["opened"] for row in data["rows"]) == opened, words
    assert shop.refused("report", "sla", "--since", "soon")["details"]["field"] == "since"
    assert shop.refused("report", "sla", "--since", "1d", "--until", "2d")["details"]["field"] == "until"
    assert shop("report", "sla", "--by", "mood").code == 2
    assert shop("report", "sla", "--only", "good").code == 2
    assert shop("report").code == 2


def test_days_are_the_shops_whatever_the_settings_say(shop, home):
    config = home / "config" / "servicedesk"
    config.mkdir(parents=True, exist_ok=True)
    (config / "config.toml").write_text('timezone = "Asia/Tokyo"\n')
    assert shop.json("report", "volume")["timezone"] == "UTC"


def test_only_supervisors_read_reports(shop):
    shop("people", "add", "ana", "--role", "agent")
    assert shop.refused("report", "volume", "--as", "ana")["code"] == "forbidden"
    assert shop.refused("report", "monday", "--as", "ana")["code"] == "forbidden"
    assert [row["agent"] for row in shop.json("report", "workload", "--as", "ana")["rows"]] == ["ana"]


def test_monday_in_sentences(shop, clock, conforms):
    clock.advance(timedelta(days=3))
    data = shop.json("report", "monday")
    conforms("report-monday", data)
    assert (data["since"], data["until"]) == ("2026-11-16T00:00:00Z", "2026-11-23T00:00:00Z")
    assert (data["cause"]["cause"], data["request"]["code"]) == ("unassigned", "breaches")
    printed = shop("report", "monday").out
    for text in (*(sentence["text"] for sentence in data["sentences"]), data["request"]["text"]):
        assert text in printed
    assert printed.count("Times in UTC") == 1
    assert shop("report", "backlog").out.count("Times in UTC") == 1
    assert "Times in" not in shop("report", "sla").out
    rows = list(csv.DictReader(io.StringIO(shop("report", "monday", "--csv").out)))
    assert next(row["week"] for row in rows if row["figure"] == "opened") == "2"
    conforms("report-monday", shop.json("report", "monday", "--back", 3))


def test_monday_is_handed_on_as_markdown_and_workbook(shop, clock, tmp_path: Path):
    clock.advance(timedelta(days=3))
    markdown, book = tmp_path / "monday.md", tmp_path / "monday.xlsx"
    done = shop("report", "monday", "--markdown", markdown, "--xlsx", book)
    assert done.code == 0
    assert (str(markdown) in done.out, str(book) in done.out) == (True, True)
    assert markdown.read_text(encoding="utf-8") == shop("report", "monday", "--markdown", "-").out
    assert zipfile.ZipFile(book).testzip() is None
    nowhere = tmp_path / "none" / "monday.xlsx"
    assert shop.refused("report", "monday", "--xlsx", nowhere)["details"]["file"] == str(nowhere)


def test_csv_for_excel_begins_with_the_mark(shop):
    assert shop("report", "backlog", "--csv", "--bom").out.startswith("\ufeffby,value,")
    assert not shop("report", "backlog", "--csv").out.startswith("\ufeff")
