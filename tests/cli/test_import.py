"""``servicedesk import tickets``: options, the summary, the exit code; a second run and a dry run."""

import json
import re

import pytest
from tests.cli.watched import painted

CSV = """Complaint ID,Issue,Product,Date received,State,Who
1,"Lamp broken, twice",LMP-1,03/14/2025,done,Mara
2,Where is it?,,03/15/2025,todo,
3,,,03/16/2025,done,
"""
MAPS = (
    *("--map", "external_id=Complaint ID", "--map", "subject=Issue", "--map", "product=Product"),
    *("--map", "created_at=Date received", "--map", "status=State", "--map", "customer_name=Who"),
    *("--date-format", "%m/%d/%Y", "--set", "kind=complaint"),
    *("--map-value", "status:done=closed", "--map-value", "status:todo=open"),
)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "complaints.csv"
    path.write_text(CSV)
    return path


@pytest.fixture
def imported(desk, file, conforms):
    """A run of the import: its exit code and its summary."""

    def run(*more: object) -> tuple[int, dict]:
        result = desk("import", "tickets", file, *MAPS, *more, "--json")
        conforms("import", result.data)
        assert result.err == ""
        return result.code, result.data

    return run


def counts(summary: dict) -> list[int]:
    return [summary[name] for name in ("read", "created", "updated", "unchanged")]


def test_good_rows_come_in_and_the_rejected_are_named(desk, imported):
    code, summary = imported()
    assert code == 1
    assert counts(summary) == [3, 2, 0, 0]
    assert [row["line"] for row in summary["rejected"]] == [4]
    assert summary["unknown"]["products"] == 1
    (closed,) = desk.json("queue", "list", "--filter", "is:closed")["tickets"]
    shown = desk.json("ticket", "show", closed["id"])
    assert (shown["kind"], shown["status"], shown["stage"]) == ("complaint", "closed", "closed")
    assert (shown["subject"], shown["product"]) == ("Lamp broken, twice", "LMP-1")
    assert shown["created_at"] == "2025-03-14T00:00:00Z"
    assert shown["customer"]["name"] == "Mara"


def test_a_second_run_changes_nothing_and_a_changed_source_only_what_it_changed(desk, imported, file):
    imported()
    assert counts(imported()[1]) == [3, 0, 0, 2]
    file.write_text(CSV.replace("03/15/2025,todo", "03/15/2025,done"))
    assert counts(imported()[1]) == [3, 0, 1, 1]
    assert desk.json("verify")["problems"] == []


def test_a_dry_run_changes_nothing(desk, imported):
    code, summary = imported("--dry-run")
    assert (code, counts(summary)) == (1, [3, 2, 0, 0])
    assert desk.json("queue", "list", "--filter", "is:all")["total"] == 0


def test_times_are_in_the_file_s_zone_and_never_in_the_desk_s(desk, imported, home):
    config = home / "config" / "servicedesk" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text('timezone = "Asia/Shanghai"\n')
    imported("--source", "one")
    imported("--source", "two", "--timezone", "Europe/Berlin")
    listed = desk.json("queue", "list", "--filter", "is:closed", "--sort", "created")["tickets"]
    assert [row["created_at"] for row in listed] == ["2025-03-13T23:00:00Z", "2025-03-14T00:00:00Z"]


def test_json_lines_bring_their_conversation(desk, tmp_path):
    messages = [
        {"author": "customer", "body": "Where is it?", "sent_at": "2025-03-14T10:00:00Z"},
        {"author": "agent", "author_name": "Ana", "body": "On its way.", "sent_at": "2025-03-14T11:00:00Z"},
    ]
    record = {"external_id": "7", "subject": "Parcel", "status": "resolved", "messages": messages}
    path = tmp_path / "tickets.jsonl"
    path.write_text(json.dumps(record) + "\n")
    summary = desk.json("import", "tickets", path)
    assert counts(summary) == [1, 1, 0, 0]
    (row,) = desk.json("queue", "list", "--filter", "is:closed")["tickets"]
    shown = desk.json("ticket", "show", row["id"])["messages"]
    assert [message["body"] for message in shown] == ["Where is it?", "On its way."]


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (["--map", "subject"], "map"),
        (["--map", "colour=Issue"], "map"),
        (["--set", "kind=complaint", "--set", "kind=return"], "set"),
        (["--map-value", "status=open"], "map-value"),
    ],
)
def test_broken_options_are_refused_by_name(desk, file, words, field):
    error = desk.refused("import", "tickets", file, *words)
    assert (error["code"], error["details"]["field"]) == ("invalid", field)


def test_a_missing_file_is_named(desk, tmp_path):
    error = desk.refused("import", "tickets", tmp_path / "none.csv")
    assert error["code"] == "bad_file"
    assert str(tmp_path / "none.csv") in error["message"]


def test_people_read_what_happened(desk, file):
    told = desk("import", "tickets", file, *MAPS)
    assert told.code == 1
    assert "neither a subject nor a body" in told.out
    assert "a dry run" in desk("import", "tickets", file, *MAPS, "--dry-run").out


def test_columns_that_become_no_field_are_named(desk, tmp_path):
    file = tmp_path / "old.csv"
    file.write_text("Subject,Prio,,Agent Group\nLamp,P2,x,East\n")
    assert re.search(r"columns left out\s+Prio, Agent Group\n", desk("import", "tickets", file, "--dry-run").out)
    taken = desk("import", "tickets", file, "--map", "tags=Agent Group", "--set", "kind=inquiry")
    assert re.search(r"columns left out\s+Prio\n", taken.out)


def test_of_a_wide_table_an_error_names_some_columns(desk, tmp_path):
    file = tmp_path / "wide.csv"
    file.write_text(",".join(f"c{n}" for n in range(400)) + "\n")
    said = desk("import", "tickets", file).err
    assert "c0, c1, " in said
    assert "c19 and 380 more" in said


def test_progress_is_a_share_of_the_file(desk, tmp_path):
    rows = "".join(f"{n},Where is order {n}?\n" for n in range(300))
    (tmp_path / "many.csv").write_text(f"external_id,subject\n{rows}")
    seen = painted("--store", desk.store, "import", "tickets", tmp_path / "many.csv").decode()
    assert "100 %" in seen
    assert re.search(r"\b300\b.*\d/s", seen)
