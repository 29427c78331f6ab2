"""``servicedesk return`` on a store: rules, asking, moving, ending, and what is refused."""

from pathlib import Path

import pytest

from servicedesk.desk.desk import open_desk

RULES = Path(__file__).parents[2] / "seeds" / "returns.yaml"
PEOPLE = ("people", "add")


@pytest.fixture
def shop(desk, clock):
    """The demo's rules, an agent, and an order of a lamp for 90 and two bulbs of 15 each, EUR 5 of shipping."""
    from tests.desk.returned import order

    from servicedesk.store import catalog

    assert desk("return", "policy", "set", RULES).code == 0
    assert desk(*PEOPLE, "lin", "--role", "agent").code == 0
    desk.opened()
    inner = open_desk(str(desk.store), clock=clock, via="test")
    with inner._work.store.transaction() as connection:
        for sku, price in (("LMP-ARC", 9_000), ("BULB", 1_500)):
            values = {"sku": sku, "name": sku.title(), "price": price, "currency": "EUR", "stage": "growth"}
            catalog.add_product(connection, values)
    order(inner, "55-1", [("LMP-ARC", 1, 9_000, "0.19"), ("BULB", 2, 1_500, "0.19")], customer=1, shipping=500)
    inner.close()
    return desk


@pytest.fixture
def ticket(shop):
    return shop.opened("A lamp", "--order", "55-1")


def test_a_return_by_command(shop, ticket, conforms):
    left = shop.json("return", "left", ticket)
    conforms("return-left", left)
    assert (left["left"], [line["left"] for line in left["lines"]]) == (12_500, [1, 2])
    lines = ("--line", "LMP-ARC:1:changed_mind:unopened:refund", "--line", "BULB:2:changed_mind:opened:exchange")
    asked = shop.json("return", "request", ticket, *lines)
    conforms("return-act", asked)
    rma = asked["rma"]["id"]
    assert (asked["rma"]["refund_total"], asked["rma"]["moves"]) == (9_000, ["approve", "decline", "cancel"])
    assert shop.json("return", "approve", rma)["rma"]["stage"] == "approved"
    assert shop.json("return", "ship", rma, "--tracking", "JD 1")["rma"]["tracking"] == "JD 1"
    assert shop.json("return", "receive", rma, "--line", "BULB:1")["rma"]["lines"][1]["received"] == 1
    found = shop.json("return", "inspect", rma, "--line", "LMP-ARC:used:refurbish:a scratch: deep")["rma"]
    assert [(line["found"], line["disposition"], line["note"], line["rule"]) for line in found["lines"]] == [
        ("used", "refurbish", "a scratch: deep", "used"),
        ("opened", "refurbish", "", "change of mind"),
    ]
    assert (found["lines"][0]["rule_before"], found["fee"]) == ("change of mind", 1_800)
    ended = shop.json("return", "complete", rma, "--line", "BULB:exchanged:LMP-ARC")
    conforms("return-act", ended)
    assert (ended["rma"]["refund_total"], ended["rma"]["lines"][1]["difference"]) == (7_200, 7_500)
    assert ended["rmas"] == [ended["rma"]]
    assert shop.json("return", "show", rma) == ended["rma"]
    conforms("return-list", shop.json("return", "list"))
    assert shop.refused("undo", ended["act_id"])["code"] == "undo_refused"
    assert shop("verify").code == 0


def test_for_people(shop, ticket):
    done = shop("return", "request", ticket, "--line", "LMP-ARC:1:changed_mind:used:refund")
    assert "requested" in done.out
    assert "undo with" in done.out
    shown = shop("return", "show", 1).out
    assert "EUR 72.00, EUR 18.00 kept as a fee" in shown
    assert "EUR 72.00" in shop("return", "list").out
    left = shop("return", "left", ticket)
    assert "EUR 125.00 of EUR 125.00" in left.out + left.err
    assert "change of mind" in shop("return", "policy", "show").out


def test_what_became_of_it_for_people(shop, ticket):
    shop("ticket", "attach", ticket, RULES, "--json")
    file = shop.json("ticket", "show", ticket)["attachments"][0]
    lines = ("--line", "BULB:2:late:unopened:exchange", "--line", "LMP-ARC:1:late:unopened:refund")
    shop.json("return", "request", ticket, *lines, "--attachment", file["id"])
    for move in (("approve", 1), ("receive", 1), ("inspect", 1, "--line", "LMP-ARC:used:refurbish:scratched")):
        shop.json("return", *move)
    assert "used (was: unopened)" in shop("return", "show", 1).out
    done = shop("return", "complete", 1, "--line", "BULB:exchanged:LMP-ARC", "--line", "LMP-ARC:sent_back")
    assert "can't be undone" in done.out
    shown = shop("return", "show", 1).out
    for words in ("customer pays EUR 150.00", "in all", "paid back", "scratched", file["name"]):
        assert words in shown
    assert shop.json("return", "show", 1)["lines"][1]["disposition"] is None
    shop.json("return", "request", ticket, "--line", "LMP-ARC:1:late:unopened:refund")
    shop.json("return", "cancel", 2)
    assert "would have paid" in shop("return", "show", 2).out
    assert "EUR" not in shop("return", "list").out.splitlines()[2]


def test_decline_and_cancel(shop, ticket):
    for _ in range(2):
        shop.json("return", "request", ticket, "--line", "BULB:1:late:unopened:refund")
    declined = shop.json("return", "decline", 1, "--reason", "kept it too long")["rma"]
    assert (declined["stage"], declined["declined_because"]) == ("declined", "kept it too long")
    assert shop.json("return", "cancel", 2)["rma"]["stage"] == "cancelled"
    assert [rma["id"] for rma in shop.json("return", "list", "--stage", "declined")["returns"]] == [1]
    assert [rma["id"] for rma in shop.json("return", "list", "--limit", "1")["returns"]] == [2]
    assert [rma["id"] for rma in shop.json("return", "list", "--after", "2")["returns"]] == [1]
    refused = shop.refused("return", "approve", 1)
    assert (refused["code"], refused["details"]["legal"]) == ("illegal_move", [])


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("LMP-ARC", "invalid"),
        ("LMP-ARC:1:damaged:opened", "invalid"),
        (":1:damaged:opened:refund", "invalid"),
        ("LMP-ARC:one:damaged:opened:refund", "invalid"),
        ("LMP-ARC:-1:damaged:opened:refund", "invalid"),
        ("LMP-ARC:2:damaged:opened:refund", "invalid"),
        ("LMP-ARC:1:bored:opened:refund", "invalid"),
        ("NONE:1:damaged:opened:refund", "not_found"),
    ],
)
def test_lines_that_are_refused(shop, ticket, line, code):
    assert shop.refused("return", "request", ticket, "--line", line)["code"] == code


@pytest.mark.parametrize("line", ["BULB", "BULB:", "9:1", "BULB:x", "BULB:3"])
def test_pieces_that_are_refused(shop, ticket, line):
    shop.json("return", "request", ticket, "--line", "BULB:2:late:unopened:refund")
    shop.json("return", "approve", 1)
    assert shop.refused("return", "receive", 1, "--line", line)["code"] == "invalid"


def test_a_line_is_named_once(shop, ticket):
    shop.json("return", "request", ticket, "--line", "BULB:2:late:unopened:refund")
    shop.json("return", "approve", 1)
    assert "twice" in shop.refused("return", "receive", 1, "--line", "BULB:1", "--line", "1:2")["message"]


def test_others_came_between(shop, ticket):
    seen = shop.json("ticket", "show", ticket)["version"]
    shop.json("ticket", "priority", ticket, "high", "--as", "lin")
    line = ("--line", "BULB:2:late:unopened:refund")
    assert shop.refused("return", "request", ticket, *line, "--if-version", seen)["code"] == "stale"


def test_rules_are_set_from_a_file(desk, tmp_path, conforms):
    assert desk.json("return", "policy", "show") == {"version": None, "set_at": None, "returns": []}
    assert "everything may come back" in desk("return", "policy", "show").out
    conforms("return-policy", desk.json("return", "policy", "set", RULES))
    shown = desk.json("return", "policy", "show")
    assert (shown["version"], [rule["fee"] for rule in shown["returns"]][5]) == (1, "0.2")
    assert desk.refused("return", "policy", "set", RULES)["code"] == "refused"
    other = tmp_path / "other.yaml"
    other.write_text("returns:\n  - name: all\n", encoding="utf-8")
    desk(*PEOPLE, "boss", "--role", "admin")
    assert desk.json("return", "policy", "set", other, "--as", "boss")["version"] == 2
    bad = tmp_path / "rules.yaml"
    bad.write_text("returns:\n  - name: greedy\n    fee: '1.01'\n", encoding="utf-8")
    refused = desk.refused("return", "policy", "set", bad)
    assert (refused["code"], refused["details"]["line"]) == ("bad_file", 3)
    desk(*PEOPLE, "lin", "--role", "agent")
    bad.write_text("returns:\n  - name: other\n", encoding="utf-8")
    assert desk.refused("return", "policy", "set", bad, "--as", "lin")["code"] == "forbidden"


def test_what_can_be_done_instead_is_named_by_its_command(shop, ticket):
    shop.json("return", "request", ticket, "--line", "BULB:1:late:unopened:refund")
    for move in ("approve", "ship"):
        shop.json("--as", "lin", "return", move, 1)
    own = shop("--as", "lin", "return", "approve", 1).err
    assert own == "servicedesk: It is in transit already; possible now: receive, cancel.\n"
    assert "lin was first: it is in transit already" in shop("return", "approve", 1).err
    for move in shop.refused("return", "approve", 1)["details"]["legal"]:
        assert shop("return", move, "--help").code == 0
