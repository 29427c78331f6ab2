"""``servicedesk handover`` and ``servicedesk break``."""

import pytest


@pytest.fixture
def colleague(desk) -> str:
    desk.json("people", "add", "ana", "--role", "agent")
    return "ana"


def taken(desk, *subjects: str) -> list[int]:
    tickets = [desk.opened(subject) for subject in subjects]
    for ticket in tickets:
        desk.json("ticket", "take", ticket)
    return tickets


def test_a_handover_is_listed_with_a_line_for_each(desk, conforms, colleague):
    (ticket,) = taken(desk, "A lamp")
    desk.json("ticket", "promise", ticket, "--text", "an answer", "--due", "+4h")
    handed = desk.json("handover")
    conforms("handover", handed)
    (line,) = handed["tickets"]
    assert line["line"].startswith("Mara Costa 12:00: “It should be here.” Promised: an answer by 16:00 today. Next:")
    assert line["proposed"] == colleague


def test_handing_everything_over_is_one_act(desk, conforms, colleague):
    first, second = taken(desk, "one", "two")
    done = desk.json("handover", "--to", colleague)
    conforms("handed-over", done)
    assert (done["given"], done["failed"]) == ({colleague: [first, second]}, [])
    assert {ticket["assignee"] for ticket in desk.json("queue", "list")["tickets"]} == {colleague}
    assert desk.json("undo", done["act_id"])["tickets"] == [first, second]
    assert "you have no open tickets" not in desk("handover").out


def test_some_go_back_to_the_queue(desk, conforms):
    first, second = taken(desk, "one", "two")
    done = desk.json("handover", second, "--to", "none")
    conforms("handed-over", done)
    assert done["queued"] == [second]
    assert [ticket["id"] for ticket in desk.json("handover")["tickets"]] == [first]
    assert [ticket["id"] for ticket in desk.json("queue", "list", "--filter", "is:handed")["tickets"]] == [second]
    assert desk.refused("handover", second, "--to", "none")["code"] == "refused"
    assert desk.refused("handover", "--to", "ghost")["code"] == "not_found"
    assert "1 ticket handed over" in desk("handover", "--to", "none").out


def test_a_break_begins_and_ends(desk, conforms, clock):
    taken(desk, "one")
    assert desk.json("break", "list") == {"absences": []}
    begun = desk.json("break", "start")
    conforms("break", begun)
    assert (begun["at_risk"], begun["act_id"]) == ([], None)
    (away,) = desk.json("break", "list")["absences"]
    assert (away["kind"], away["since"]) == ("break", "2026-11-21T12:00:00Z")
    assert desk.refused("ticket", "take", "--next")["code"] == "refused"
    assert desk.refused("break", "start")["code"] == "refused"
    back = desk.json("break", "end")
    assert back == {"since": "2026-11-21T12:00:00Z", "changed": []}
    assert desk.refused("break", "end")["code"] == "refused"
    assert "everybody is here" in desk("break", "list").out


def test_what_cannot_wait_is_offered(desk, conforms):
    (ticket,) = taken(desk, "one")
    desk.json("ticket", "promise", ticket, "--text", "an answer", "--due", "+30m")
    told = desk("break", "start").out
    assert f"1 ticket can't wait: #{ticket}" in told
    desk.json("break", "end")
    begun = desk.json("break", "start", "--offer")
    conforms("break", begun)
    assert (begun["queued"], begun["at_risk"]) == ([ticket], [])
    assert desk.json("ticket", "show", ticket)["assignee"] is None
