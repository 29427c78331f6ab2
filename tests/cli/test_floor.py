"""``servicedesk floor``: the floor as a table and as JSON, one's own figures, the forecast and its check."""

import csv
import io
from datetime import timedelta

import pytest
from tests.cli.conftest import NOON

from servicedesk.cli.floor import checked_lines, checked_object
from servicedesk.cli.floor_tables import TABLES
from servicedesk.desk.desk import open_desk
from servicedesk.desk.floor.simulating import Checked, Held

POLICY = """\
calendars:
  always: {timezone: UTC, week: 24/7}
policies:
  - {name: everything, calendar: always, targets: {first_response: 1h, resolution: 8h}}
"""


@pytest.fixture
def shop(desk, clock, tmp_path):
    """Two tickets in the hands of somebody gone, an answer promised within the hour, the supervisor at work."""
    file = tmp_path / "policy.yaml"
    file.write_text(POLICY, encoding="utf-8")
    opened = open_desk(str(desk.store), clock=clock)
    opened.policies.set([file])
    opened.close()
    desk.json("people", "add", "ana", "--role", "agent")
    tickets = [desk.opened(subject) for subject in ("one", "two")]
    clock.advance(timedelta(minutes=5))
    for ticket in tickets:
        desk.json("ticket", "assign", ticket, "ana")
    clock.advance(timedelta(minutes=20))
    return desk


def test_the_floor_as_json(shop, conforms):
    floor = shop.json("floor")
    conforms("floor", floor)
    assert floor["forecast"]["breaches"] == len(floor["forecast"]["tickets"]) == 2
    assert (floor["forecast"]["here"], floor["forecast"]["until"]) == (1, "2026-11-21T17:00:00Z")
    (step,) = floor["interventions"]
    assert (step["what"], step["source"], step["saves"], step["tickets"]) == (
        "move",
        "ana",
        2,
        floor["forecast"]["tickets"],
    )
    assert floor["live"] == 2
    assert {load["handle"] for load in floor["load"]} >= {"ana"}


def test_what_nobody_holds_has_a_row_of_its_own(shop, conforms):
    assert shop.json("floor")["unheld"] is None
    assert "nobody" not in shop("floor").out
    shop.opened("three")
    floor = shop.json("floor")
    conforms("floor", floor)
    assert floor["unheld"] == {"live": 1, "waiting": 1, "due_soon": 1, "overdue": 0, "breaches_ahead": 0}
    assert sum(load["live"] for load in [*floor["load"], floor["unheld"]]) == floor["live"] == 3
    assert shop("floor", "--csv").out.splitlines()[-1].startswith("none,,,1,1,1,0,0,")


def test_the_floor_for_people(shop):
    out = shop("floor").out
    assert "2 breaches by 2026-11-21 17:00 (2 to 2); 1 of 2 here, 0 on break" in out
    assert "from ana to" in out
    assert "saves 2 (2026-11-21 13:00)" in out
    assert shop("floor", "forecast").out.startswith("2 breaches by 2026-11-21 17:00")
    assert shop("floor", "--csv").out.startswith("handle,name,state,")


def rows(shop, *words):
    return list(csv.DictReader(io.StringIO(shop(*words, "--csv").out)))


def test_every_table_of_the_floor_is_there_as_csv(shop):
    shop.opened("three")
    floor = shop.json("floor")
    for name in TABLES:
        table = rows(shop, "floor", "table", name)
        assert len(table) == len(shop.json("floor", "table", name)["rows"]), name
    (step,) = rows(shop, "floor", "table", "proposals")
    assert (step["what"], step["source"], step["saves"], step["tickets"]) == (
        "move",
        "ana",
        str(floor["interventions"][0]["saves"]),
        " ".join(map(str, floor["interventions"][0]["tickets"])),
    )
    assert [int(one["ticket"]) for one in rows(shop, "floor", "table", "forecast")] == floor["forecast"]["tickets"]
    inbox = {one["what"]: int(one["tickets"]) for one in rows(shop, "floor", "table", "inbox")}
    assert (inbox["live"], inbox["unassigned"]) == (3, 1)
    assert sum(int(one["due"]) for one in rows(shop, "floor", "table", "due")) == 3
    assert sum(int(one["opened"]) for one in rows(shop, "floor", "table", "volume")) == 3
    assert sum(int(one["live"]) for one in rows(shop, "floor", "table", "age")) == 3
    assert "due_soon" in shop("floor", "table", "load").out
    assert shop.refused("floor", "table", "load", "--as", "ana")["code"] == "forbidden"
    assert shop("floor", "table", "moon").code == 2


def test_the_forecast_and_ones_own_figures_are_csv_where_asked(shop):
    (forecast,) = rows(shop, "floor", "forecast")
    assert (forecast["breaches"], forecast["here"], forecast["left_out"]) == ("2", "1", "false")
    (mine,) = rows(shop, "floor", "mine", "--as", "ana")
    assert (mine["handle"], mine["live"], len(mine["late"].split())) == ("ana", "2", 2)


def test_ones_own_figures(shop):
    mine = shop.json("floor", "mine", "--as", "ana")
    assert (mine["live"], mine["overdue"], len(mine["late"])) == (2, 0, 2)
    assert "2 live, 2 waiting, 2 due within the hour, 0 overdue; 2 late" in shop("floor", "mine", "--as", "ana").out
    assert shop.refused("floor", "--as", "ana")["code"] == "forbidden"


def test_what_a_check_says():
    at, until = NOON, NOON + timedelta(hours=4)
    checked = Checked((Held(at, until, 1, 2, 4, 4, 1), Held(at, until, 0, 1, 2, 3, 0)))
    assert checked_lines(checked) == [
        "2 forecasts: the truth lay in the band 1 times (50%); four in five is claimed",
        "on average 3.5 breaches came; a forecast was out by 2.0, its mean error was -2.0",
        "the band was 2.5 wide; 0.5 of the breaches were of customers who wrote later",
    ]
    assert checked_object(checked)["inside"] == 1
