"""``servicedesk escalation``: every act of the desk has its command, and its JSON."""

from datetime import timedelta

import pytest
from tests.cli.conftest import Desk

LATE = """\
calendars: {always: {timezone: UTC, week: 24/7}}
policies: [{name: all, calendar: always, targets: {first_response: 1h}}]
escalation:
  accept_within: {3: 5m}
  rules: [{name: late, on: breach, to: supervisor}]
"""


@pytest.fixture
def staffed(desk: Desk) -> Desk:
    """A desk with an agent, a specialist and a supervisor beside the one who made the store."""
    desk("people", "add", "lin", "--role", "agent")
    desk("people", "add", "bo", "--role", "specialist", "--skill", "logistics")
    desk("people", "add", "sup", "--role", "supervisor")
    return desk


def test_from_sending_to_the_verdict(staffed: Desk, conforms):
    ticket = staffed.opened("Where is my parcel?")
    proposal = staffed.json("escalation", "propose", ticket, "--as", "lin")
    conforms("escalation-proposal", proposal)
    assert (proposal["to"], proposal["waits_for"]) == ("skill:logistics", ["bo"])
    sent = staffed.json("escalation", "open", ticket, "--wanted", "Where is it?", "--as", "lin")
    conforms("ticket", sent)
    assert sent["escalations"][0]["tried"] == proposal["tried"]
    inbox = staffed.json("escalation", "list", "--as", "bo")
    conforms("escalation-list", inbox)
    assert [one["ticket"] for one in inbox["escalations"]] == [ticket]
    taken = staffed.json("escalation", "accept", ticket, "--as", "bo")
    assert (taken["assignee"], taken["line"]) == ("bo", 2)
    back = staffed.json("escalation", "hand-back", ticket, "--verdict", "In Kassel.", "--as", "bo")
    assert back["assignee"] == "lin"
    (mine,) = staffed.json("escalation", "list", "--sent", "--as", "lin")["escalations"]
    assert (mine["state"], mine["answer"], mine["moves"]) == ("handed_back", "In Kassel.", [])
    shown = staffed("ticket", "show", ticket).out
    assert "escalation 1, handed_back, to skill:logistics" in shown
    assert "In Kassel." in shown


def test_declined_withdrawn_completed(staffed: Desk):
    ticket = staffed.opened()
    staffed.json("escalation", "open", ticket, "--to", "person:bo", "--tried", "All.", "--wanted", "It.", "--as", "lin")
    staffed.json("escalation", "decline", ticket, "--reason", "Not mine.", "--as", "bo")
    staffed.json("escalation", "open", ticket, "--to", "supervisor", "--reason", "authority", "--as", "lin")
    staffed.json("escalation", "withdraw", ticket, "--as", "lin")
    staffed.json("escalation", "open", ticket, "--to", "person:bo", "--as", "lin")
    staffed.json("escalation", "accept", ticket, "--as", "bo")
    assert staffed.json("escalation", "list", "--accepted", "--as", "bo")["escalations"][0]["ticket"] == ticket
    staffed.json("escalation", "complete", ticket, "--word", "Done.", "--as", "bo")
    found = staffed.json("escalation", "list", "--ticket", ticket)["escalations"]
    assert [(one["state"], one["hand_over"], one["answer"]) for one in found] == [
        ("declined", 1, "Not mine."),
        ("withdrawn", 2, None),
        ("completed", 2, "Done."),
    ]
    assert "Not mine." not in staffed("escalation", "list", "--ticket", ticket, "--csv").err


def test_where_the_third_goes_is_said(staffed: Desk):
    ticket = staffed.opened()
    for _ in range(2):
        told = staffed("escalation", "open", ticket, "--to", "person:bo", "--as", "lin").out
        assert "waits for person:bo" in told
        staffed.json("escalation", "decline", ticket, "--reason", "No.", "--as", "bo")
    told = staffed("escalation", "open", ticket, "--to", "person:bo", "--as", "lin").out
    assert "hand-over 3: from the third on a ticket goes to the supervisors" in told
    assert "waits for supervisor" in told


def test_refusals_name_what_is_legal_and_who_may(staffed: Desk):
    ticket = staffed.opened()
    assert staffed.refused("escalation", "accept", ticket, "--as", "bo")["code"] == "refused"
    assert staffed.refused("escalation", "open", ticket, "--to", "boss", "--as", "lin")["code"] == "invalid"
    staffed.json("escalation", "open", ticket, "--to", "supervisor", "--as", "lin")
    error = staffed.refused("escalation", "accept", ticket, "--as", "bo")
    assert error["code"] == "forbidden"
    assert "sup" in error["details"]["needs"]
    staffed.json("escalation", "accept", ticket, "--as", "sup")
    error = staffed.refused("escalation", "withdraw", ticket, "--as", "lin")
    assert (error["code"], error["details"]["by"], error["details"]["legal"]) == (
        "illegal_move",
        "sup",
        ["hand_back", "complete"],
    )
    told = staffed("escalation", "withdraw", ticket, "--as", "lin").err
    assert told == "servicedesk: sup was first: it is accepted already; possible now: hand-back, complete.\n"


def test_rules_by_the_sweep(staffed: Desk, conforms, tmp_path):
    file = tmp_path / "late.yaml"
    file.write_text(LATE, encoding="utf-8")
    assert staffed("sla", "check", file).code == 0
    staffed("sla", "apply", file)
    shown = staffed.json("sla", "show")
    conforms("sla-show", shown)
    assert shown["escalation"]["accept_within"] == {"1": 1800, "2": 1800, "3": 300}
    assert "late" in staffed("sla", "show").out
    ticket = staffed.opened()
    staffed.clock.advance(timedelta(hours=2))
    swept = staffed.json("run", "--once")
    conforms("sweep", swept)
    assert swept["escalated"] == 1
    (one,) = staffed.json("escalation", "list", "--all")["escalations"]
    assert (one["ticket"], one["rule"], one["sender"], one["reason"]) == (ticket, "late", None, "deadline")
    floor = staffed.json("floor", "--as", "sup")
    conforms("floor", floor)
    assert floor["inbox"]["escalations"] == 1
    staffed.clock.advance(timedelta(minutes=10))
    inbox = staffed.json("floor", "--as", "sup")["inbox"]
    assert (inbox["escalations_overdue"], inbox["escalation_oldest"], inbox["approvals"]) == (1, 600, 0)
    assert staffed.json("queue", "list", "--filter", "inbox:me", "--as", "sup")["total"] == 1


def test_a_list_for_people_is_no_wider_than_it_must_be(staffed: Desk):
    ticket = staffed.opened("Where is my parcel?")
    wanted = "Where is it? " * 20
    staffed.json("escalation", "open", ticket, "--wanted", wanted, "--as", "lin")
    row = next(line for line in staffed("escalation", "list", "--as", "bo").out.splitlines() if "Where is it?" in line)
    assert len(row[row.index("Where is it?") :].rstrip()) <= 80
    assert wanted.strip() in staffed("escalation", "list", "--as", "bo", "--csv").out
