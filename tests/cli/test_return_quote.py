"""``servicedesk return quote``: what a return would pay back, from a file."""

import copy
import json
from pathlib import Path

import pytest

RULES = Path(__file__).parents[2] / "seeds" / "returns.yaml"
CASE = {
    "order": {
        "currency": "EUR",
        "paid": 8000,
        "paid_on": "2026-11-01",
        "lines": [
            {
                "id": "L1",
                "quantity": 3,
                "unit_price": 2000,
                "tax_rate": "0.19",
                "category": "lighting",
                "lifecycle": "maturity",
                "delivered_on": "2026-11-05",
            },
            {"id": "L2", "quantity": 2, "unit_price": 1250, "tax_rate": "0.07", "delivered_on": "2026-11-05"},
        ],
        "discount": 500,
        "shipping": 0,
        "refunded": [],
        "shipping_refunded": 0,
        "fee_charged": 0,
    },
    "return": {
        "on": "2026-11-20",
        "lines": [
            {"id": "L1", "quantity": 1, "reason": "changed_mind", "condition": "unopened", "remedy": "refund"},
            {"id": "L2", "quantity": 1, "reason": "changed_mind", "condition": "unopened", "remedy": "refund"},
        ],
    },
    "customer": {"membership": "standard"},
}


@pytest.fixture
def case():
    return copy.deepcopy(CASE)


@pytest.fixture
def quote(desk, tmp_path):
    """Runs the command on a case written to a file."""

    def run(case, *options):
        file = tmp_path / "case.json"
        file.write_text(case if isinstance(case, str) else json.dumps(case), encoding="utf-8")
        return desk("return", "quote", file, *options)

    return run


def test_the_example_of_the_contract(quote, case, conforms):
    found = quote(case, "--json").data
    conforms("return-quote", found)
    assert found == {
        "eligible": True,
        "needs_approval": False,
        "rule": "everything",
        "lines": [
            {
                "id": "L1",
                "quantity": 1,
                "eligible": True,
                "rule": "everything",
                "net": 1582,
                "tax": 300,
                "discount": 118,
                "refund": 1882,
            },
            {
                "id": "L2",
                "quantity": 1,
                "eligible": True,
                "rule": "everything",
                "net": 1100,
                "tax": 77,
                "discount": 73,
                "refund": 1177,
            },
        ],
        "fee": 0,
        "shipping": 0,
        "refund_total": 3059,
        "currency": "EUR",
    }


def test_the_shops_rules_decide_line_by_line(quote, case):
    case["return"]["on"] = "2026-12-06"
    found = quote(case, "--policy", RULES, "--json").data
    assert (found["eligible"], found["needs_approval"], found["rule"]) == (False, True, "change of mind")
    assert found["refund_total"] == 3059
    case["customer"]["membership"] = "gold"
    assert quote(case, "--policy", RULES, "--json").data["eligible"]
    case["return"]["lines"][0]["condition"] = "used"
    found = quote(case, "--policy", RULES, "--json").data
    assert (found["lines"][0]["rule"], found["fee"], found["refund_total"]) == ("used", 376, 3059 - 376)
    case["order"]["lines"][0]["lifecycle"] = "withdrawn"
    found = quote(case, "--policy", RULES, "--json").data
    assert (found["lines"][0]["refund"], found["needs_approval"], found["rule"]) == (0, False, "final sale")


def test_as_a_table(quote, case):
    done = quote(case)
    assert done.code == 0
    assert "EUR 18.82" in done.out
    assert "everything" in done.out
    assert "paid back EUR 30.59" in done.out + done.err


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        (("return", "lines", 0, "quantity"), 4, "return.lines[0].quantity"),
        (("return", "lines", 0, "quantity"), -1, "return.lines[0].quantity"),
        (("return", "lines", 0, "id"), "L9", "return.lines[0].id"),
        (("return", "lines", 0, "reason"), "bored", "return.lines.0.reason"),
        (("return", "on"), "2026-10-01", "return.on"),
        (("return", "on"), 20261120, "return.on"),
        (("order", "lines", 0, "unit_price"), 19.99, "order.lines.0.unit_price"),
        (("order", "lines", 0, "unit_price"), True, "order.lines.0.unit_price"),
        (("order", "lines", 0, "tax_rate"), 0.19, "order.lines.0.tax_rate"),
        (("order", "lines", 0, "currency"), "JPY", "order.lines[0].currency"),
        (("order", "discount"), 9000, "order.discount"),
        (("order", "refunded"), [{"line": "L1", "quantity": 4, "amount": 1}], "order.refunded[0].quantity"),
        (("order", "refunded"), [{"line": "L1", "quantity": 3, "amount": 1}], "return.lines[0].quantity"),
        (("order", "currency"), "euro", "order.currency"),
    ],
)
def test_what_is_wrong_is_named_by_field(quote, case, path, value, field):
    place = case
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    done = quote(case, "--json")
    assert done.code == 1
    assert done.error["details"]["field"] == field


@pytest.mark.parametrize("text", ["", "{", "[]", "[" * 100_000])
def test_what_is_no_case_is_refused(quote, text):
    done = quote(text)
    assert done.code == 1
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("rules", "says"),
    [
        ("returns: []", "returns"),
        ("returns:\n  - {name: a, fee: 0.2}", "returns.0.fee"),
        ("returns:\n  - {name: a, when: {reason: bored}}", "there is no 'bored'"),
        ("returns:\n  - {name: a}\n  - {name: b, when: {reason: late}}", "can never match"),
        ("returns:\n  - {name: a, windw_days: 3}", "windw_days"),
        ("returns:\n  - {name: a, when: {reason: late}}\n  - {name: a}", "already"),
    ],
)
def test_rules_are_refused_by_file_line_and_field(quote, case, tmp_path, rules, says):
    file = tmp_path / "rules.yaml"
    file.write_text(rules, encoding="utf-8")
    done = quote(case, "--policy", file)
    assert done.code == 1
    assert says in done.err
    assert "rules.yaml" in done.err


def test_the_limit_of_whom_it_is_for(quote, case, desk):
    """Without ``--as`` no store is asked; with it the total is held against the person's own limit."""
    assert desk("people", "add", "lin", "--role", "agent").code == 0
    assert desk("people", "add", "spec", "--role", "specialist").code == 0
    case["order"]["lines"][0]["unit_price"] = 40_000
    case["order"]["paid"] = 200_000
    assert not quote(case, "--json").data["needs_approval"]
    assert quote(case, "--json", "--as", "lin").data["needs_approval"]
    assert not quote(case, "--json", "--as", "spec").data["needs_approval"]
    case["order"]["lines"][0]["unit_price"] = 2_000
    assert not quote(case, "--json", "--as", "lin").data["needs_approval"]
