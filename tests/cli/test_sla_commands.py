"""``servicedesk sla`` on a store: why a ticket is due, which promises were broken, policies and rows put right."""

import csv
import io
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from servicedesk.desk.service_levels.files import load_policies

SHOP = Path(__file__).parents[2] / "seeds" / "policies" / "shop.yaml"
ALWAYS = """\
calendars:
  always: {timezone: Europe/Berlin, week: 24/7}
policies:
  - name: urgent
    when: {priority: urgent}
    calendar: always
    targets: {first_response: 10m}
  - name: everything
    calendar: always
    targets: {first_response: 1h, next_response: 1h, resolution: 4h}
"""
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
FIRST = "first_response"


@pytest.fixture
def policies(tmp_path):
    file = tmp_path / "always.yaml"
    file.write_text(ALWAYS, encoding="utf-8")
    return file


@pytest.fixture
def shop(desk, policies):
    """A shop that answers within an hour, day and night."""
    assert desk("sla", "apply", policies).code == 0
    return desk


@pytest.fixture
def breached(shop, clock):
    """A ticket nobody answered for an hour and a half."""
    ticket = shop.opened()
    clock.advance(90 * MINUTE)
    return ticket


# policies


def test_what_is_in_force(desk, policies, conforms):
    assert desk.json("sla", "show") == {"version": None, "set_at": None, "rules": [], "escalation": None}
    assert "no policies are set" in desk("sla", "show").out
    done = desk.json("sla", "apply", policies)
    assert (done["version"], done["rules"], done["warnings"]) == (1, ["urgent", "everything"], [])
    shown = desk.json("sla", "show")
    conforms("sla-show", shown)
    assert shown["rules"][0]["targets"] == {FIRST: 600.0}
    assert shown["rules"][0]["when"] == {"priority": ["urgent"]}
    assert "everything" in desk("sla", "show").out
    assert desk("sla", "show", "--csv").out.startswith("policy,calendar,first_response")
    assert desk.refused("sla", "apply", policies)["code"] == "refused"


def test_apply_without_a_file_takes_the_policies_folder(desk, policies, tmp_path):
    error = desk.refused("sla", "apply")
    assert error["code"] == "bad_file"
    folder = tmp_path / "config" / "servicedesk" / "policies"
    assert str(folder) in error["message"]
    folder.mkdir(parents=True)
    (folder / "10-hours.yaml").write_text(ALWAYS.replace("everything", "the rest"), encoding="utf-8")
    assert desk.json("sla", "apply")["rules"] == ["urgent", "the rest"]


def test_a_file_that_can_not_be_used_is_not_applied(desk, policies):
    policies.write_text(ALWAYS.replace("10m", "0m"), encoding="utf-8")
    error = desk.refused("sla", "apply", policies)
    assert (error["code"], error["details"]["line"]) == ("bad_file", 7)
    assert desk.json("sla", "show")["version"] is None


def test_files_are_checked_each_and_together(desk, policies, tmp_path):
    rules = tmp_path / "rules.yaml"
    rules.write_text(
        "policies:\n  - {name: night, calendar: always, when: {kind: return}, targets: {resolution: 2h}}\n",
        encoding="utf-8",
    )
    assert desk("sla", "check", policies).code == 0
    alone = desk("sla", "check", rules, "--json")
    assert alone.code == 1
    assert "there is no calendar 'always'" in alone.data["problems"][0]
    together = desk("sla", "check", policies, rules, "--json")
    assert together.code == 1
    assert together.data["problems"] == [
        f"{rules}:2: policies.0.when: 'night' can never match: 'everything' takes its tickets"
    ]
    broken = tmp_path / "broken.yaml"
    broken.write_text("policies: 3\n", encoding="utf-8")
    several = desk("sla", "check", broken, policies, SHOP, "--json").data["problems"]
    assert list(dict.fromkeys(problem.split(":")[0] for problem in several)) == [str(broken), str(SHOP)]
    hidden = [problem for problem in several if "can never match" in problem]
    assert len(hidden) == len(load_policies([SHOP]).policies.rules)


# a ticket's clocks


def test_a_ticket_shows_its_clocks(shop, breached, clock, conforms):
    shown = shop.json("ticket", "show", breached)
    conforms("ticket", shown)
    (first,) = shown["clocks"][FIRST]
    assert first == {
        "started_at": "2026-11-21T12:00:00Z",
        "state": "running",
        "ended_at": None,
        "used_s": 5400.0,
        "due_at": "2026-11-21T13:00:00Z",
        "warned_at": "2026-11-21T12:45:00Z",
        "breached_at": "2026-11-21T13:00:00Z",
        "late_s": 1800.0,
        "target_s": 3600.0,
        "rule": "everything",
        "policy_version": 1,
    }
    assert (shown["due_at"], shown["due_clock"]) == (first["due_at"], FIRST)


def test_explain_adds_up(shop, clock, conforms):
    ticket = shop.opened()
    clock.advance(20 * MINUTE)
    shop.json("ticket", "reply", ticket, "--text", "Which one?", "--then", "waiting_customer")
    clock.advance(HOUR)
    found = shop.json("sla", "explain", ticket)
    conforms("sla-explain", found)
    (resolution,) = found["clocks"]["resolution"]
    segments = resolution["segments"]
    assert [(one["state"], one["status"], one["working_s"]) for one in segments] == [
        ("running", "new", 1200.0),
        ("paused", "waiting_customer", 0.0),
    ]
    assert sum(one["working_s"] for one in segments) == resolution["used_s"]
    assert (found["due_at"], found["due_clock"], found["timezone"]) == (None, None, "Europe/Berlin")
    assert "supposed" not in found


def test_explain_says_what_would_be(shop, clock):
    ticket = shop.opened()
    clock.advance(MINUTE)
    found = shop.json("sla", "explain", ticket, "--priority", "urgent", "--waiting")
    assert found["due_at"] == "2026-11-21T13:00:00Z"
    assert found["supposed"] == {
        "priority": "urgent",
        "waiting": True,
        "rule": "urgent",
        "due_at": "2026-11-21T12:10:00Z",
        "due_clock": FIRST,
        "breached_at": None,
    }
    assert shop.json("ticket", "show", ticket)["priority"] == "normal"
    assert shop.refused("sla", "explain", 5)["code"] == "not_found"


def test_what_is_supposed_tells_what_nothing_mends(shop, breached, clock):
    """A clock that is broken stays so, whether it is due later then or rests."""
    for supposed in (("--priority", "urgent"), ("--waiting",)):
        found = shop.json("sla", "explain", breached, *supposed)["supposed"]
        assert found["breached_at"] == "2026-11-21T13:00:00Z"
    clock.advance(9 * HOUR)
    shop.json("ticket", "reply", breached, "--text", "Today.")
    rests = shop.json("sla", "explain", breached, "--waiting")["supposed"]
    assert (rests["due_at"], rests["breached_at"]) == (None, "2026-11-21T16:00:00Z")


def test_explain_for_people(shop, breached):
    out = shop("sla", "explain", breached, "--priority", "urgent").out
    first_line, supposed = out.splitlines()[:2]
    assert first_line.startswith(f"#{breached}  First response was due")
    assert "“everything” gives 1h of working time" in first_line
    assert "urgent" in supposed
    assert "1:30:00" in out
    assert "runs, ! broken 14:00" in shop("--timezone", "Europe/Berlin", "sla", "explain", breached).out
    table = shop("sla", "explain", breached, "--csv").out.splitlines()
    assert table[0] == "clock,cycle,from,to,state,working_s,status,holder"
    assert table[1] == (
        "first_response,2026-11-21T12:00:00Z,2026-11-21T12:00:00Z,2026-11-21T13:30:00Z,running,5400,new,"
    )


def test_explain_names_both_zones_where_they_differ(shop, clock):
    ticket = shop.opened()
    first = shop("--timezone", "Etc/UTC", "sla", "explain", ticket).out.splitlines()[0]
    assert first.endswith("(times in UTC; the calendar is in Europe/Berlin)")
    same = shop("--timezone", "Europe/Madrid", "sla", "explain", ticket).out.splitlines()[0]
    assert "calendar is in" not in same


def test_a_supposed_target_breaks_no_promise(shop, clock):
    ticket = shop.opened()
    clock.advance(30 * MINUTE)
    supposed = shop("sla", "explain", ticket, "--priority", "urgent").out.splitlines()[1]
    assert "first response would be due at once: “urgent” gives 10m of working time" in supposed
    clock.advance(HOUR)
    broken = shop("sla", "explain", ticket, "--priority", "urgent").out.splitlines()[1]
    assert "another priority doesn't mend that" in broken


def test_what_is_printed_adds_up_though_time_has_fractions(shop, clock):
    ticket = shop.opened()
    clock.advance(timedelta(seconds=59, milliseconds=600))
    shop.json("ticket", "take", ticket)
    clock.advance(timedelta(seconds=59, milliseconds=600))
    lines = shop("sla", "explain", ticket).out.splitlines()
    used = next(place for place, line in enumerate(lines) if line.startswith("used"))
    assert [line.split()[6] for line in lines[used - 2 : used]] == ["0:00:59", "0:01:00"]
    assert "0:01:59" in lines[used]


def test_without_policies_there_is_nothing_to_explain(desk):
    ticket = desk.opened()
    found = desk.json("sla", "explain", ticket)
    assert found["clocks"] == {FIRST: [], "next_response": [], "resolution": []}
    assert "no policy promises anything" in desk("sla", "explain", ticket).out


# breaches


def test_breaches_are_listed_newest_first(shop, clock, conforms):
    older = shop.opened()
    clock.advance(MINUTE)
    newer = shop.opened("Another")
    assert "no promise was broken" in shop("sla", "breaches").out
    clock.advance(2 * HOUR)
    shop.json("run", "--once")
    found = shop.json("sla", "breaches", "--limit", 1)
    conforms("sla-breaches", found)
    assert [one["ticket"] for one in found["breaches"]] == [newer]
    behind = shop.json("sla", "breaches", "--after", found["next"])
    assert ([one["ticket"] for one in behind["breaches"]], behind["next"]) == ([older], None)
    assert "1h 1m so far" in shop("sla", "breaches").out
    assert shop("sla", "breaches", "--csv").out.count("\n") == 3


def test_breaches_of_a_time(shop, breached):
    def count(*words: str) -> int:
        return len(shop.json("sla", "breaches", *words)["breaches"])

    assert (count("--since", "1h"), count("--since", "10m")) == (1, 0)
    assert (count("--since", "2026-11-21"), count("--since", "2026-11-22")) == (1, 0)
    assert (count("--until", "2026-11-22"), count("--until", "2026-11-21T13:00")) == (1, 0)
    assert (count("--kind", "return"), count("--kind", "inquiry")) == (0, 1)
    assert shop.refused("sla", "breaches", "--since", "soon")["code"] == "invalid"
    assert shop.refused("sla", "breaches", "--since", "99999999999d")["code"] == "invalid"
    assert shop.refused("sla", "breaches", "--holder", "zoe")["code"] == "not_found"


def test_breaches_are_counted(shop, breached, conforms):
    found = shop.json("sla", "breaches", "--by", "agent")
    conforms("sla-breaches-by", found)
    assert found["counts"] == [
        {
            "name": None,
            "breaches": 1,
            "open": 1,
            "late_p50_s": 1800.0,
            "late_p90_s": 1800.0,
            "reviewed": 0,
            "avoidable": 0,
        }
    ]
    out = shop("sla", "breaches", "--by", "kind").out
    assert "inquiry" in out
    assert "late, half within" in out
    assert "in alphabetical order, none last; open ones count with what they are late by now" in out
    assert "nobody" in shop("sla", "breaches", "--by", "agent").out
    assert shop.json("sla", "breaches", "--by", "team", "--since", "10m")["counts"] == []


def test_breaches_as_csv_are_data(shop, clock):
    """Instants in UTC, seconds, keys of the JSON; a subject that a spreadsheet would count begins with a sign."""
    ticket = shop.opened("=HYPERLINK(1)")
    clock.advance(2 * HOUR)
    shop.json("sla", "review", ticket, FIRST, "--confirm", "--comment", "no shift")
    (row,) = csv.DictReader(io.StringIO(shop("sla", "breaches", "--csv").out))
    assert (row["ticket"], row["subject"], row["open"]) == (str(ticket), "'=HYPERLINK(1)", "true")
    assert (row["late_s"], row["breached_at"]) == ("3600", shop.json("sla", "breaches")["breaches"][0]["breached_at"])
    assert (row["review_cause"], row["review_comment"]) == ("unassigned", "no shift")
    (count,) = csv.DictReader(io.StringIO(shop("sla", "breaches", "--by", "agent", "--csv").out))
    assert (count["name"], count["breaches"], count["late_p50_s"], count["avoidable"]) == ("", "1", "3600", "1")
    header = shop("sla", "breaches", "--csv", "--since", "1m").out
    assert header.startswith("ticket,subject,")
    assert header.count("\n") == 1


def test_an_agent_sees_the_own_breaches_and_what_was_found_of_them(shop, clock, conforms):
    for handle in ("ana", "bo"):
        shop.json("people", "add", handle, "--role", "agent")
    mine, other = shop.opened(), shop.opened("Another")
    shop.json("ticket", "assign", mine, "ana")
    shop.json("ticket", "assign", other, "bo")
    clock.advance(2 * HOUR)
    shop.json("sla", "review", mine, FIRST, "--confirm", "--comment", "ask sooner")
    found = shop.json("sla", "breaches", "--as", "ana")
    conforms("sla-breaches", found)
    assert [(one["ticket"], one["review"]["comment"]) for one in found["breaches"]] == [(mine, "ask sooner")]
    assert "ask sooner" in shop("sla", "breaches", "--as", "ana", "--csv").out
    assert shop.json("sla", "breaches", "--by", "agent", "--as", "ana")["counts"][0]["name"] == "ana"
    shown = shop.json("sla", "review", mine, FIRST, "--as", "ana")
    conforms("sla-review", shown)
    assert (shown["proposal"], shown["review"]["cause"]) == (None, "held")
    assert "held too long, avoidable" in shop("sla", "review", mine, FIRST, "--as", "ana").out
    for refused in (
        ("breaches", "--holder", "bo"),
        ("review", other, FIRST),
        ("review", mine, FIRST, "--confirm"),
    ):
        assert shop.refused("sla", *refused, "--as", "ana")["code"] == "forbidden"


def test_counted_breaches_stand_in_alphabetical_order(shop, clock):
    for kind in ("inquiry", "complaint", "inquiry"):
        shop.opened("A lamp", "--kind", kind)
    clock.advance(2 * HOUR)
    found = shop.json("sla", "breaches", "--by", "kind")["counts"]
    assert [(one["name"], one["breaches"]) for one in found] == [("complaint", 1), ("inquiry", 2)]


# reviews


def test_a_review_begins_with_what_the_ledger_proposes(shop, breached, conforms):
    shown = shop.json("sla", "review", breached, FIRST)
    conforms("sla-review", shown)
    assert shown["proposal"] == {
        "holder": None,
        "status": "new",
        "cause": "unassigned",
        "avoidable": True,
        "worked": [{"holder": None, "working_s": 3600}],
    }
    assert (shown["act_id"], shown["review"]) == (None, None)
    out = shop("sla", "review", breached, FIRST).out
    assert "nobody, new, nobody had it, avoidable" in out
    assert len(shop.json("sla", "breaches", "--unreviewed")["breaches"]) == 1


def test_a_finding_is_written_and_taken_back(shop, breached, conforms):
    words = ("--cause", "outside", "--unavoidable", "--comment", "the carrier", "--holder", "none")
    done = shop.json("sla", "review", breached, FIRST, *words)
    conforms("sla-review", done)
    review = done["review"]
    assert (review["cause"], review["avoidable"], review["comment"], review["holder"], review["status"]) == (
        "outside",
        False,
        "the carrier",
        None,
        "new",
    )
    assert shop.json("sla", "breaches", "--unreviewed")["breaches"] == []
    assert "waited for somebody outside, not avoidable" in shop("sla", "review", breached, FIRST).out
    assert "breach review" in shop("undo").out
    assert shop.json("sla", "review", breached, FIRST)["review"] is None
    confirmed = shop("sla", "review", breached, FIRST, "--confirm", "--started", "2026-11-21T12:00:00Z")
    assert "undo with: servicedesk undo" in confirmed.out
    assert shop.json("sla", "review", breached, FIRST)["review"]["cause"] == "unassigned"
    assert shop.json("verify")["problems"] == []


def test_what_can_not_be_reviewed(shop, breached):
    assert shop.refused("sla", "review", breached, "resolution")["code"] == "not_found"
    assert shop.refused("sla", "review", breached, FIRST, "--started", "2026-11-21T12:00:01Z")["code"] == "not_found"
    assert shop.refused("sla", "review", breached, FIRST, "--holder", "zoe")["code"] == "not_found"
    both = shop("sla", "review", breached, FIRST, "--avoidable", "--unavoidable")
    assert both.code == 2


# recomputing


def test_recompute_puts_rows_right(shop, breached, conforms):
    shop.json("run", "--once")
    assert shop.json("sla", "recompute")["differences"] == []
    assert "nothing differed" in shop("sla", "recompute").out
    with sqlite3.connect(shop.store) as store:
        store.execute("UPDATE sla_clocks SET target_s = 60 WHERE clock = 'resolution'")
    assert shop("verify", "--json").code == 1
    result = shop("sla", "recompute", "--json")
    conforms("sla-recompute", result.data)
    assert result.code == 1
    assert result.data["differences"] == [
        {"ticket": breached, "clock": "resolution", "field": "target_s", "stored": "60", "replayed": "14400"}
    ]
    assert shop.json("verify")["problems"] == []
    assert shop.json("sla", "recompute", breached)["tickets"] == 1
    assert shop.refused("sla", "recompute", breached + 9)["code"] == "not_found"


def test_recompute_counts_by_newer_policies(shop, policies, clock):
    ticket = shop.opened()
    clock.advance(MINUTE)
    policies.write_text(ALWAYS.replace("first_response: 1h", "first_response: 2h"), encoding="utf-8")
    shop.json("sla", "apply", policies)
    assert shop.json("ticket", "show", ticket)["due_at"] == "2026-11-21T13:00:00Z"
    done = shop.json("sla", "recompute")
    assert (done["recounted"], done["differences"]) == (1, [])
    assert shop.json("ticket", "show", ticket)["due_at"] == "2026-11-21T14:00:00Z"
