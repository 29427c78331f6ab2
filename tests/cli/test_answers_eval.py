"""``servicedesk answers eval``: figures as CONTRACTS has them, by counting what is really offered."""

import json

import pytest

from servicedesk.answers.answer import Answer, Offer
from servicedesk.cli.answers_eval import Case, Outcome, measured, outcome

MESSAGES = {
    "CANCEL": ["cancel my order please", "I want to cancel the order", "please stop my order, cancel it"],
    "INVOICE": ["send me the invoice", "I need a copy of the invoice", "where is the invoice for this"],
    "RETURN": ["I want to send it back", "how do I return the lamp", "the return label is missing"],
}


@pytest.fixture
def shop(desk, tmp_path):
    path = tmp_path / "answers.jsonl"
    entries = [
        {"code": code, "title": code.title(), "body": f"About {code.lower()}", "examples": examples}
        for code, examples in MESSAGES.items()
    ]
    path.write_text("".join(json.dumps(one) + "\n" for one in entries), encoding="utf-8")
    desk.json("answers", "import", path)
    return desk


@pytest.fixture
def cases(tmp_path):
    def written(*lines: object) -> object:
        path = tmp_path / "cases.jsonl"
        path.write_text(
            "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), encoding="utf-8"
        )
        return path

    return written


def test_suggestions_are_measured(shop, cases, conforms):
    path = cases(*({"text": text, "answer": code} for code, texts in MESSAGES.items() for text in texts))
    found = shop.json("answers", "eval", path)
    conforms("answers-eval", found)
    assert found["n"] == 9
    assert found["top3"] >= found["top1"] > 0.8
    assert found["out_of_scope"]["n"] == 0
    assert 0 < found["p50_ms"] <= found["p95_ms"]


def test_finding_is_measured(shop, cases, conforms):
    path = cases(
        {"text": "cancl", "answer": "cancel"},
        {"text": "invoice", "answer": "INVOICE"},
        {"text": "zzqxw", "answer": None},
        {"text": "return", "answer": None},
        {"text": "qqqqqqq", "answer": "RETURN"},
    )
    found = shop.json("answers", "eval", path, "--mode", "find")
    conforms("answers-eval", found)
    assert (found["n"], found["top1"], found["mrr"]) == (5, 0.6667, 0.6667)
    assert found["out_of_scope"] == {"n": 2, "recall": 0.5, "false_alarm": 0.3333}
    shown = shop("answers", "eval", path, "--mode", "find").out
    assert "66.7%" in shown


def test_what_is_no_case_is_named(shop, cases):
    good = {"text": "a", "answer": None}
    for line, field in (("{", ""), ({"text": 1, "answer": None}, "text"), ({"text": "a"}, "answer"), ([], "text")):
        error = shop.refused("answers", "eval", cases(good, line))
        assert (error["code"], error["details"]["line"], error["details"]["field"]) == ("bad_file", 2, field)
    assert shop.refused("answers", "eval", cases())["code"] == "bad_file"
    assert shop.refused("answers", "eval", "none.jsonl")["code"] == "bad_file"


def test_answers_that_are_not_there_are_told(shop, cases):
    shown = shop("answers", "eval", cases({"text": "a", "answer": "GONE"}), "--mode", "find").out
    assert "GONE" in shown


def test_the_figures():
    found = measured([Outcome(Case("", "A"), place, 3, float(place)) for place in (1, 2, 4, 0)])
    assert (found["top1"], found["top3"], found["mrr"]) == (0.25, 0.5, 0.4375)
    assert (found["p50_ms"], found["p95_ms"]) == (1.0, 4.0)
    assert measured([Outcome(Case("", None), 0, 0, 1.0)])["top1"] is None


def test_pairs_count_as_one_answer():
    offers = [
        Offer(Answer(code, code, language, ""), 50, ()) for code, language in (("A", "en"), ("a", "zh"), ("B", "en"))
    ]
    assert outcome(Case("x", "b"), offers, 1.0).place == 2
