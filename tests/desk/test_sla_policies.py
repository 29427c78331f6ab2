"""Which promise holds, and policy files that can't be used: named by file, line and field."""

import json
from datetime import date
from pathlib import Path

import pytest

from servicedesk.cli.app import run
from servicedesk.desk.service_levels.files import load_policies, read_policies
from servicedesk.domain.calendars import WorkingTime
from servicedesk.domain.errors import BadFile
from servicedesk.domain.events import micros
from servicedesk.domain.sla.book import as_payload, from_payload
from servicedesk.domain.sla.facts import Clock

SHOP = Path(__file__).parents[2] / "seeds" / "policies" / "shop.yaml"
GOOD = """\
calendars:
  office:
    timezone: Europe/Berlin
    week: {mon: ["09:00-17:00"]}
policies:
  - name: vips
    when: {membership: [vip, gold]}
    calendar: office
    targets: {first_response: 1h}
  - name: everything else
    calendar: office
    targets: {first_response: 4h, resolution: 2d}
"""


def facts(**values: str) -> dict[str, frozenset[str]]:
    return {name: frozenset(value.split()) for name, value in values.items()}


def written(folder: Path, text: str) -> Path:
    file = folder / "policy.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_shop_of_the_demo_promises_something_for_every_ticket():
    policies = load_policies([SHOP]).policies
    assert load_policies([SHOP]).warnings == ()
    names = {
        "somebody may be hurt": facts(kind="complaint", severity="1", membership="vip"),
        "complaint of a vip": facts(kind="complaint", severity="3", membership="vip"),
        "urgent": facts(kind="return", priority="urgent", membership="vip"),
        "complaint": facts(kind="complaint", membership="standard"),
        "chat": facts(kind="inquiry", channel="chat"),
        "everything else": facts(kind="inquiry", channel="mail"),
    }
    for name, ticket in names.items():
        found = policies.match(ticket)
        assert found is not None
        assert found.name == name


def test_holidays_of_a_country_with_overrides():
    office = load_policies([SHOP]).policies.calendars["office"]
    working = WorkingTime(office)

    def worked(day: str) -> int:
        from datetime import UTC, datetime, timedelta

        start = datetime.fromisoformat(day).replace(tzinfo=UTC)
        return working.between(micros(start), micros(start + timedelta(days=1))) // 3_600_000_000

    assert worked("2026-12-25") == 0
    assert worked("2026-03-09") == 9
    assert worked("2026-12-24") == 3
    assert worked("2026-12-31") == 0


def test_the_first_that_holds_is_taken(tmp_path: Path):
    policies = load_policies([written(tmp_path, GOOD)]).policies
    gold, other = policies.match(facts(membership="gold")), policies.match(facts(membership="standard"))
    assert gold is not None
    assert other is not None
    assert (gold.name, other.name) == ("vips", "everything else")
    assert other.policy.targets == {Clock.FIRST_RESPONSE: 4 * 3600, Clock.RESOLUTION: 48 * 3600}


WRONG = [
    ("membership: [vip, gold]", "membership: [platinum]", 7, "policies.0.when.membership"),
    ("membership: [vip, gold]", "mood: bad", 7, "policies.0.when.mood"),
    ("when: {membership: [vip, gold]}", "when: {}", 10, "policies.1.when"),
    ("first_response: 1h", "first_response: 0m", 9, "policies.0.targets.first_response"),
    ("first_response: 1h", "answer: 1h", 9, "policies.0.targets.answer"),
    ("Europe/Berlin", "Europe/Atlantis", 3, "calendars.office.timezone"),
    ('mon: ["09:00-17:00"]', "", 4, "calendars.office.week"),
    ("09:00-17:00", "09:00-25:00", 4, "calendars.office.week.mon.0"),
    ("09:00-17:00", "9-5", 4, "calendars.office.week.mon.0"),
    ("calendar: office\n    targets: {first_response: 1h}", "calendar: shop\n    targets: {first_response: 1h}", 8, ""),
    ("policies:", "rules:", 1, "policies"),
]


@pytest.mark.parametrize(("old", "new", "line", "field"), WRONG)
def test_a_file_that_cannot_be_used_is_refused_by_line_and_field(
    tmp_path: Path, old: str, new: str, line: int, field: str
):
    assert old in GOOD
    with pytest.raises(BadFile) as caught:
        load_policies([written(tmp_path, GOOD.replace(old, new, 1))])
    details = caught.value.details
    assert details["line"] == line, caught.value.message
    assert not field or details["field"] == field


UNREADABLE = [
    (GOOD + "calendars: {}\n", 13, "calendars", "stands twice; first in line 1"),
    (
        GOOD.replace("timezone: Europe/Berlin", "timezone: UTC\n    timezone: UTC"),
        4,
        "calendars.office.timezone",
        "line 3",
    ),
    ("&a [*a]\n", None, "", "a part of itself"),
    ("[" * 5000, None, "", "nested too deep"),
    ("shop: \x01x", None, "", "unacceptable character"),
    ("policies: 3\n", 1, "policies", "a list is expected"),
    ("policies: [3]\n", 1, "policies.0", "names with their values are expected"),
    ("", None, "", "names with their values are expected"),
    (GOOD.replace("mon:", "mon: [], hue: 3, tue:"), 4, "calendars.office.week.hue", ""),
    (GOOD.replace("calendar: office", "colour: red\n    calendar: office", 1), 8, "policies.0.colour", "no such field"),
]


@pytest.mark.parametrize(("text", "line", "field", "reason"), UNREADABLE)
def test_what_hides_other_parts_of_a_file_is_told(tmp_path: Path, text: str, line: int | None, field: str, reason: str):
    """A name that stands twice would silently drop the first one; a file without an end would end the program."""
    first = read_policies([written(tmp_path, text)]).problems[0].details
    assert (first["line"], first["field"]) == (line, field)
    assert reason in str(first["reason"])


ALL_WRONG = """\
calendars:
  office:
    timezone: Europe/Atlantis
    week: {mon: ["9-5"], fun: ["09:00-10:00"]}
    holidays: {country: XX, dates: {2026-12-24: shut}}
  empty:
    timezone: UTC
    week: {}
  shop:
    timezone: UTC
    week: 24/7
    holidays: {country: DE, region: ZZ}
policies:
  - name: vips
    when: {membership: [platinum], mood: bad, kind: return}
    calendar: stall
    targets: {first_response: 0m, answer: 1h}
  - name: all
    calendar: office
    targets: {first_response: soon}
  - name: all
    when: {kind: complaint}
    calendar: shop
    targets: {resolution: 1h}
    warn_at: 2
    colour: red
"""


def test_all_that_is_wrong_with_a_file_is_named_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """What hides behind what: a wrong value, a wrong part of the file, and what only the parts together show."""
    file = written(tmp_path, ALL_WRONG)
    problems = [(one.details["line"], one.details["field"]) for one in read_policies([file]).problems]
    assert problems == [
        (3, "calendars.office.timezone"),
        (4, "calendars.office.week.mon.0"),
        (4, "calendars.office.week.fun"),
        (5, "calendars.office.holidays.country"),
        (5, "calendars.office.holidays.dates.2026-12-24"),
        (8, "calendars.empty.week"),
        (12, "calendars.shop.holidays.region"),
        (15, "policies.0.when.membership"),
        (15, "policies.0.when.mood"),
        (16, "policies.0.calendar"),
        (17, "policies.0.targets.first_response"),
        (17, "policies.0.targets.answer"),
        (20, "policies.1.targets.first_response"),
        (21, "policies.2.name"),
        (22, "policies.2.when"),
        (25, "policies.2.warn_at"),
        (26, "policies.2.colour"),
    ]
    assert run(["sla", "check", str(file)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert len([line for line in lines if line.startswith(f"{file}:")]) == len(problems)


def test_problems_of_several_files_are_named_together(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    first, second = written(tmp_path, GOOD.replace("1h", "0m")), tmp_path / "second.yaml"
    second.write_text(GOOD.replace("4h", "0m").replace("2d", "0m"), encoding="utf-8")
    assert run(["sla", "check", str(first), str(second), "--json"]) == 1
    problems = json.loads(capsys.readouterr().out)["problems"]
    assert [problem.split(": ")[0] for problem in problems] == [f"{first}:9", f"{second}:12", f"{second}:12"]


def test_holidays_are_called_by_their_names_whatever_the_machine_speaks(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LANGUAGE", "de")
    policies = load_policies([SHOP]).policies
    names = policies.calendars["office"].names
    assert names[date(2026, 12, 25)] == "Christmas Day (DE)"
    assert names[date(2026, 3, 8)] == "Women's Day (DE-BE)"
    assert date(2026, 12, 31) not in names
    again = from_payload(as_payload(policies))
    assert again == policies
    assert again.calendars["office"].names == names


def test_a_version_set_before_holidays_had_names_is_read():
    payload = as_payload(load_policies([SHOP]).policies)
    calendars = payload["calendars"]
    assert isinstance(calendars, dict)
    for calendar in calendars.values():
        assert isinstance(calendar, dict)
        del calendar["names"]
    assert from_payload(payload).calendars["office"].names == {}


def test_overlapping_hours_work_and_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    file = written(tmp_path, GOOD.replace('"09:00-17:00"', '"09:00-17:00", "16:00-18:00"'))
    assert run(["sla", "check", str(file), "--json"]) == 0
    assert "overlap" in capsys.readouterr().out
    file.write_text("calendars: 3")
    assert run(["sla", "check", str(file), str(SHOP), "--json"]) == 1
    assert "policy.yaml:1: calendars" in capsys.readouterr().out
