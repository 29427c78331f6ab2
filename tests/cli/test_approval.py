"""``servicedesk approval``, ``people delegate`` and what ``ticket show`` says of both and of a complaint's way."""

import pytest

from servicedesk.desk.desk import open_desk
from servicedesk.store import catalog

WHY = ("--why", "It broke twice.")


@pytest.fixture
def shop(desk):
    """``lin`` asks, ``spec`` and ``sup`` decide; Mara's order of EUR 800."""
    for handle, role in (("lin", "agent"), ("ana", "agent"), ("spec", "specialist"), ("sup", "supervisor")):
        desk("people", "add", handle, "--role", role)
    desk.opened()
    opened = open_desk(str(desk.store), clock=desk.clock)
    with opened._work.store.transaction() as connection:
        values = {"customer_id": 1, "placed_at": desk.clock.now(), "currency": "EUR", "total": 80_000}
        line = {"product_id": None, "title": "Arc", "quantity": 1, "unit_price": 80_000}
        catalog.add_order(connection, values | {"number": "55-1203"}, [line], [])
    opened.close()
    return desk


def test_asked_listed_reduced_and_shown(shop, conforms):
    ticket = shop.opened("My lamp broke", "--order", "55-1203")
    asked = shop.json("--as", "lin", "approval", "ask", ticket, "refund", "540", "eur", *WHY)
    conforms("act", asked)
    conforms("approval", asked["approval"])
    number = asked["approval"]["id"]
    assert (asked["approval"]["state"], asked["approval"]["amount"]) == ("waiting", 54_000)
    listed = shop.json("--as", "spec", "approval", "list")
    conforms("approval-list", listed)
    assert [(one["id"], one["why_not"]) for one in listed["approvals"]] == [(number, "limit")]
    assert shop.json("--as", "spec", "approval", "list", "--mine")["approvals"] == []
    assert [row["id"] for row in shop.json("--as", "sup", "queue", "list", "--filter", "approval:me")["tickets"]] == [
        ticket
    ]
    done = shop.json("--as", "sup", "approval", "reduce", number, "500.50", "--reason", "The bulb works.")
    assert (done["approval"]["granted"], done["approval"]["answer"]) == (50_050, "The bulb works.")
    shown = shop.json("ticket", "show", ticket)
    conforms("ticket", shown)
    assert shown["approvals"] == [
        {**done["approval"], "moves": []},
    ]
    page = shop("ticket", "show", ticket).out
    assert "approval 1, refund of EUR 540.00, reduced" in page
    assert "EUR 500.50" in page
    assert "why:\n  It broke twice." in page
    assert "answer:\n  The bulb works." in page


def test_each_decision_by_its_command(shop):
    for move, more, state in (
        ("approve", (), "approved"),
        ("approve", ("--word", "Fine."), "approved"),
        ("reject", ("--reason", "No."), "rejected"),
        ("withdraw", (), "withdrawn"),
    ):
        ticket = shop.opened()
        asked = shop.json("--as", "lin", "approval", "ask", ticket, "compensation", "300", "EUR", *WHY)
        shop.json("--as", "sup", "approval", move, asked["approval"]["id"], *more)
        (one,) = shop.json("approval", "list", "--ticket", ticket)["approvals"]
        assert (one["state"], one["decided_by"]) == (state, "sup")


def test_refusals_name_what_is_legal(shop):
    ticket = shop.opened()
    ask = ("--as", "lin", "approval", "ask", ticket)
    assert shop.refused(*ask, "refund", "30", "EUR", *WHY)["details"]["field"] == "order"
    assert shop.refused(*ask, "refund", "30", "EUR", *WHY, "--order", "55-1203", "--why", " ")["details"]["field"]
    assert shop.refused(*ask, "compensation", "30.123", "EUR", *WHY)["code"] == "invalid"
    assert shop.refused(*ask, "compensation", "0", "EUR", *WHY)["details"]["field"] == "amount"
    number = shop.json(*ask, "compensation", "300", "EUR", *WHY)["approval"]["id"]
    own = shop.refused("--as", "lin", "approval", "approve", number)
    assert (own["code"], own["details"]["why"], "spec" in own["details"]["who"]) == ("refused", "own", True)
    assert shop.refused("--as", "ana", "approval", "withdraw", number)["code"] == "forbidden"
    waits = shop.refused("--as", "lin", "ticket", "status", ticket, "resolved")
    assert (waits["details"]["approval"], waits["details"]["legal"]) == (number, ["withdraw", "wait"])
    shop.json("--as", "sup", "approval", "approve", number)
    late = shop.refused("--as", "spec", "approval", "reject", number, "--reason", "No.")
    assert (late["code"], late["details"]["by"], late["details"]["legal"]) == ("illegal_move", "sup", [])
    assert shop.refused("--as", "sup", "approval", "approve", "99")["code"] == "not_found"
    assert shop("approval", "ask", ticket, "gift", "1", "EUR", *WHY).code == 2
    assert shop("approval", "reject", number).code == 2


def test_for_people_it_is_told_in_lines(shop):
    ticket = shop.opened()
    asked = shop("--as", "lin", "approval", "ask", ticket, "compensation", "300", "EUR", *WHY)
    assert "approval 1, compensation of EUR 300.00, waiting" in asked.out
    listed = shop("--as", "sup", "approval", "list").out
    assert "EUR 300.00" in listed
    assert "yes" in listed
    assert "no approvals" in shop("--as", "sup", "approval", "list", "--ticket", shop.opened()).out


def test_a_limit_is_not_beaten_by_splitting(shop, conforms):
    ticket = shop.opened()
    ask = ("--as", "lin", "approval", "ask", ticket, "compensation")
    assert shop.json(*ask, "12,50", "EUR", *WHY)["approval"]["state"] == "within_limit"
    late = shop.json(*ask, "200", "EUR", *WHY)
    conforms("approval", late["approval"])
    assert (late["approval"]["state"], late["approval"]["given_before"]) == ("waiting", 1_250)
    assert "EUR 12.50 granted by lin alone on this ticket" in shop("ticket", "show", ticket).out


def test_limits(shop, conforms):
    limits = shop.json("--as", "lin", "approval", "limits")
    conforms("approval-limits", limits)
    assert (limits["own"]["EUR"], limits["roles"]["supervisor"]) == (20_000, None)
    assert shop.refused("--as", "lin", "approval", "limits", "--set", "agent any")["code"] == "forbidden"
    assert shop.refused("--as", "sup", "approval", "limits", "--set", "agent lots")["code"] == "invalid"
    changed = shop.json("--as", "sup", "approval", "limits", "--set", "agent EUR 5")
    assert changed["roles"]["agent"] == {**limits["roles"]["agent"], "EUR": 500}
    assert changed["roles"]["specialist"] == limits["roles"]["specialist"]
    assert "EUR 5.00" in shop("approval", "limits").out


def test_standing_in(shop, conforms):
    given = shop.json("--as", "sup", "people", "delegate", "ana", "--until", "+2d")
    conforms("delegation", given)
    assert (given["for"], given["to"], given["in_force"]) == ("sup", "ana", True)
    later = shop("people", "delegate", "spec", "--for", "sup", "--from", "+1h", "--until", "+2h")
    assert "spec stands in for sup until" in later.out
    listed = shop.json("people", "delegations")
    conforms("delegation-list", listed)
    assert [one["in_force"] for one in listed["delegations"]] == [True, False]
    assert "not yet" in shop("people", "delegations").out
    ticket = shop.opened()
    asked = shop.json("--as", "lin", "approval", "ask", ticket, "compensation", "900", "EUR", *WHY)
    done = shop.json("--as", "ana", "approval", "approve", asked["approval"]["id"])
    assert (done["approval"]["decided_by"], done["approval"]["on_behalf_of"]) == ("ana", "sup")
    assert "on behalf of sup" in shop("ticket", "show", ticket).out
    assert "any more" in shop("--as", "sup", "people", "undelegate", given["id"]).out
    assert shop.refused("--as", "sup", "people", "undelegate", given["id"])["code"] == "refused"
    assert (
        shop.refused("--as", "lin", "people", "delegate", "ana", "--for", "sup", "--until", "+1d")["code"]
        == "forbidden"
    )


def test_a_complaints_way(shop, conforms):
    ticket = shop.opened()
    assert shop.json("ticket", "show", ticket)["complaint"] is None
    shop.json("--as", "lin", "ticket", "kind", ticket, "complaint")
    shop.json("--as", "lin", "ticket", "reply", ticket, "--text", "We have it.", "--grace", "0")
    shown = shop.json("ticket", "show", ticket)
    conforms("ticket", shown)
    assert [one["stage"] for one in shown["complaint"]["reached"]] == ["received", "acknowledged"]
    assert shown["complaint"]["moves"] == ["assessed"]
