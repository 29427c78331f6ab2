"""``servicedesk queue``, ``find``, ``handover``, ``return``, ``people``, ``health``, ``verify``."""

import csv
import io
import sqlite3

import pytest


def test_an_empty_queue_is_found_and_empty(desk, conforms):
    listed = desk.json("queue", "list")
    conforms("queue-list", listed)
    assert listed == {"tickets": [], "next": None, "total": 0}
    assert desk("queue", "list").out.strip() == "no tickets here"


def test_the_queue_goes_on_at_its_cursor(desk, conforms):
    opened = [desk.opened(f"ticket {number}") for number in range(5)]
    first = desk.json("queue", "list", "--limit", 3, "--sort", "id")
    conforms("queue-list", first)
    assert (first["total"], len(first["tickets"])) == (5, 3)
    rest = desk.json("queue", "list", "--limit", 3, "--sort", "id", "--after", first["next"])
    assert rest["next"] is None
    assert [row["id"] for row in first["tickets"] + rest["tickets"]] == opened


def test_the_queue_is_filtered(desk):
    desk.opened("one")
    lamp = desk.opened("a broken lamp", "--priority", "high")
    assert [row["id"] for row in desk.json("queue", "list", "--filter", "priority:high")["tickets"]] == [lamp]
    assert desk.json("queue", "list", "--filter", "priority:high")["total"] == 1
    assert desk.refused("queue", "list", "--filter", "colour:red")["code"] == "invalid"
    assert desk.refused("queue", "list", "--sort", "beauty")["code"] == "invalid"
    assert desk.refused("queue", "list", "--after", "nonsense")["code"] == "invalid"


def test_views_are_counted(desk, conforms):
    desk.opened()
    counted = desk.json("queue", "counts")
    conforms("queue-counts", counted)
    assert max(view["count"] for view in counted["views"]) == 1
    listed = desk("--lang", "zh_CN", "queue", "counts")
    assert "全部未结" in listed.out
    assert "All open" not in listed.out


def test_no_spreadsheet_works_out_what_a_customer_wrote(desk):
    desk.opened('=HYPERLINK("http://x","click")')
    (row,) = csv.DictReader(io.StringIO(desk("queue", "list", "--csv").out))
    assert row["subject"] == '\'=HYPERLINK("http://x","click")'


def test_tables_come_as_csv(desk):
    ticket = desk.opened('a "quoted", subject')
    rows = list(csv.reader(io.StringIO(desk("queue", "list", "--csv").out)))
    assert rows[1][0] == str(ticket)
    assert rows[1][-1] == 'a "quoted", subject'
    assert all(len(row) == len(rows[0]) for row in rows)


def test_a_piped_table_is_not_cut(desk):
    desk.opened("s" * 300)
    assert "s" * 300 in desk("queue", "list").out


def test_find(desk, conforms):
    ticket = desk.opened("My lamp arrived broken")
    found = desk.json("find", "lamp", "broken")
    conforms("find", found)
    assert ticket in [hit["ticket"] for hit in found["hits"]]
    assert desk("find", "lamp").code == 0
    nothing = desk("find", "zebra")
    assert (nothing.code, nothing.out.strip()) == (0, "nothing found")


def test_handover_names_the_last_word_and_the_open_promises(desk, conforms):
    mine, other = desk.opened("mine"), desk.opened("not mine")
    desk.json("ticket", "take", mine)
    desk.json("ticket", "promise", mine, "--text", "an answer", "--due", "+4h")
    desk.json("ticket", "note", mine, "--text", "not a public word")
    handed = desk.json("handover")
    conforms("handover", handed)
    (line,) = handed["tickets"]
    assert line["id"] == mine != other
    assert line["last_public"]["author_name"] == "Mara Costa"
    assert [promise["text"] for promise in line["promises"]] == ["an answer"]
    assert "an answer" in desk("handover").out


def test_returns_are_listed_and_shown(desk, conforms):
    listed = desk.json("return", "list")
    conforms("return-list", listed)
    assert listed == {"returns": []}
    assert desk.refused("return", "show", 1)["code"] == "not_found"


def test_people_are_added_and_listed(desk, conforms):
    added = desk.json("people", "add", "lin", "--role", "agent", "--role", "supervisor", "--name", "Lin Wei")
    conforms("person", added)
    assert (added["name"], sorted(added["roles"])) == ("Lin Wei", ["agent", "supervisor"])
    everybody = desk.json("people", "list")
    conforms("people", everybody)
    roles = {person["handle"]: sorted(person["roles"]) for person in everybody["people"]}
    assert roles.pop("lin") == ["agent", "supervisor"]
    assert list(roles.values()) == [["admin", "agent", "supervisor"]]
    assert desk.refused("people", "add", "lin", "--role", "agent")["code"]
    assert desk.refused("people", "add", "no good", "--role", "agent")["code"] == "invalid"


def test_health(desk, conforms):
    desk.opened()
    before = desk.json("health")
    conforms("health", before)
    assert (before["tickets"], before["live"], before["sweep_age"]) == (1, 1, None)
    desk.json("run", "--once")
    assert desk.json("health")["sweep_age"] == 0
    assert str(desk.store) in desk("health").out


def test_verify_proves_a_sound_store_and_finds_an_altered_row(desk, conforms):
    ticket = desk.opened()
    proved = desk.json("verify")
    conforms("verify", proved)
    assert proved["streams"] >= 1
    assert proved["problems"] == []
    with sqlite3.connect(desk.store) as connection:
        connection.execute("UPDATE tickets SET priority = 'low' WHERE id = ?", (ticket,))
    found = desk("verify", "--json")
    assert found.code == 1
    conforms("verify", found.data)
    assert found.data["problems"][0]["stream"] == f"ticket:{ticket}"
    assert f"ticket:{ticket}" in desk("verify").out


def test_an_anchor_is_written_once_and_then_compared(desk, tmp_path):
    anchor = tmp_path / "anchor.json"
    ticket = desk.opened()
    assert desk.json("verify", "--anchor", anchor)["anchor"] == "written"
    desk.json("ticket", "note", ticket, "--text", "later")
    assert desk.json("verify", "--anchor", anchor)["anchor"] == "compared"
    with sqlite3.connect(desk.store) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        for table in ("messages", "tickets"):
            connection.execute(
                f"DELETE FROM {table} WHERE {'id' if table == 'tickets' else 'ticket_id'} = ?", (ticket,)
            )
        connection.execute("DELETE FROM events WHERE stream_kind = 'ticket'")
    vanished = desk("verify", "--anchor", anchor, "--json")
    assert vanished.code == 1
    assert any(str(ticket) in problem["stream"] for problem in vanished.data["problems"])


@pytest.mark.parametrize("language", ["en", "zh_CN", "xx"])
def test_any_language_may_be_named(desk, language):
    assert desk("queue", "list", "--lang", language).code == 0
