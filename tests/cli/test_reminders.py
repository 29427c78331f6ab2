"""Follow-ups, promises that move, mentions and side answers, on the command line."""

import pytest


@pytest.fixture
def ticket(desk):
    return desk.opened()


def test_a_reply_with_a_promise_and_a_follow_up(desk, ticket):
    made = ("--promise", "the refund", "--due", "+1d", "--ask-again", "+2d", "--then", "waiting_customer")
    done = desk.json("ticket", "reply", ticket, "--text", "You get it tomorrow.", *made)
    assert done["follow_up_at"] == "2026-11-23T12:00:00Z"
    (promise,) = done["promises"]
    assert (promise["text"], promise["state"]) == ("the refund", "open")
    kept = desk.json("ticket", "reply", ticket, "--text", "Refunded.", "--kept", promise["id"])
    assert [one["state"] for one in kept["promises"]] == ["kept"]
    assert desk("ticket", "reply", ticket, "--text", "x", "--promise", "x").code == 2


def test_a_promise_is_postponed_and_withdrawn(desk, ticket):
    promise = desk.json("ticket", "promise", ticket, "--text", "a call", "--due", "+1d")["promises"][0]["id"]
    later = desk.json("ticket", "postpone", ticket, promise, "--due", "+2d", "--reason", "the carrier sleeps")
    assert later["promises"][0]["due_at"] == "2026-11-23T12:00:00Z"
    assert later["messages"][-1]["body"] == "the carrier sleeps"
    assert desk.json("ticket", "withdraw", ticket, promise)["promises"] == []


def test_a_follow_up_is_set_and_cleared(desk, ticket):
    assert desk.json("ticket", "follow-up", ticket, "--at", "+2d")["follow_up_at"] == "2026-11-23T12:00:00Z"
    assert desk.json("ticket", "follow-up", ticket, "--clear")["follow_up_at"] is None


def test_a_mention_is_settled(desk, ticket):
    desk.json("people", "add", "lin", "--role", "agent")
    asked = desk.json("ticket", "note", ticket, "--text", "@lin please look")
    assert [mention["handle"] for mention in asked["mentions"]] == ["lin"]
    assert desk("--as", "lin", "ticket", "seen", ticket, "--json").data["mentions"] == []
    assert desk.refused("--as", "lin", "ticket", "seen", ticket)["code"] == "refused"


def test_a_side_answer_ends_the_hold(desk, ticket):
    desk.json("ticket", "status", ticket, "on_hold")
    words = ("--from", "DHL", "--side", "carrier", "--text", "In Bonn.", "--then", "open")
    done = desk.json("ticket", "side-answer", ticket, *words)
    assert (done["status"], done["messages"][-1]["author_name"]) == ("open", "DHL")
