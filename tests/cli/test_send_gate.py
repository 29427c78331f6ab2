"""``ticket reply`` at the send gate: findings are an error, soft ones can be accepted."""

import pytest

TEXT = "Hello Declan,\nyour password is hunter2."


@pytest.fixture
def ticket(desk):
    return desk.opened()


def test_findings_are_an_error_with_their_places(desk, ticket, conforms):
    error = desk.refused("ticket", "reply", ticket, "--text", TEXT)
    conforms("error", {"error": error})
    assert error["code"] == "gate"
    first, second = error["details"]["findings"]
    assert (first["code"], first["hard"], first["excerpt"], first["line"]) == (
        "other_customer",
        False,
        "Hello Declan",
        1,
    )
    assert TEXT[second["start"] : second["end"]] == second["excerpt"] == "password is hunter2"
    assert len(desk.json("ticket", "show", ticket)["messages"]) == 1


def test_people_get_a_line_a_finding_and_the_way_to_send_all_the_same(desk, ticket):
    told = desk("ticket", "reply", ticket, "--text", TEXT)
    assert (told.code, told.out) == (1, "")
    assert told.err.splitlines() == [
        f"servicedesk: The reply to #{ticket} is held back; nothing was sent.",
        "  line 1: Hello Declan: not this customer's name",
        "  line 2: password is hunter2: tells a password",
        "  to send it all the same: --accept other_customer --accept password",
    ]


def test_accepted_findings_are_sent_and_recorded(desk, ticket):
    words = ("ticket", "reply", ticket, "--text", TEXT)
    assert desk.refused(*words, "--accept", "password")["code"] == "gate"
    done = desk.json(*words, "--accept", "password", "--accept", "other_customer", "--accept", "language")
    assert done["messages"][-1]["body"] == TEXT
    messages = [event for event in done["events"] if event["type"] == "message"]
    assert messages[-1]["payload"]["accepted"] == ["other_customer", "password"]


def test_hard_findings_can_not_be_accepted(desk, ticket):
    told = desk("ticket", "reply", ticket, "--text", "Hello Declan, by [[date]]", "--accept", "other_customer")
    assert told.code == 1
    assert "line 1: [[date]]: fill this blank in" in told.err
    assert "--accept" not in told.err
    assert desk("ticket", "reply", ticket, "--text", "by [[date]]", "--accept", "blank_left").code == 2


def test_an_excerpt_is_shown_harmlessly(desk, ticket):
    told = desk("ticket", "reply", ticket, "--text", "by [[\x1b[31m\u202edate]]")
    assert "\x1b" not in told.err
    assert "\u202e" not in told.err
