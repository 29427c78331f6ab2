"""Filling: a closed list, one pass, nothing evaluated; what isn't known is the fallback, else a blank."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.answers.answer import Answer
from servicedesk.answers.filling import fill, one_line, unknown_placeholders
from servicedesk.answers.placeholders.facts import (
    Money,
    OrderFacts,
    ParcelFacts,
    ProductFacts,
    TicketFacts,
)
from servicedesk.answers.placeholders.names import PLACEHOLDERS, blank_for
from servicedesk.answers.placeholders.values import values_in
from servicedesk.answers.ranking import Facts
from servicedesk.answers.shelf import Shelf, Stock
from servicedesk.domain.blanks import blanks_in
from servicedesk.domain.gate.checks import ReplyFacts, check_reply

HOSTILE = json.loads((Path(__file__).parents[1] / "data" / "hostile.json").read_text(encoding="utf-8"))
TRAPS = [
    "{order.number}",
    "{{customer.name}}",
    "{{customer.name}",
    "[[x]]",
    "{answer}",
    "{customer.name|x}",
    "{customer.name",
    "customer.name}",
    "%s",
    "%FIRST_NAME%",
    "%%NAME%%NAME%",
    "<<name>>",
    "<<<name>>>",
    "{0.__class__}",
    "{customer.__class__}",
    "\n\n{ticket.number}",
    "｛customer.name｝",
    "［［x］］",
    "\ud800{today}",
]
VALUE = st.text() | st.sampled_from([one for one in HOSTILE if isinstance(one, str)]) | st.sampled_from(TRAPS)
NAMES = st.sampled_from(sorted(PLACEHOLDERS))
LANGUAGES = st.sampled_from(["en", "zh", "de", "fr", ""])
PIECES = (
    st.sampled_from(["Hello ", ", ", "\n", "您好", "[[date]]", " | ", "50 %", "《》"])
    | NAMES.map(lambda name: f"{{{name}}}")
    | st.tuples(NAMES, st.sampled_from(["there", "您", "", " a b "])).map(lambda both: f"{{{both[0]}|{both[1]}}}")
)
BODIES = st.lists(PIECES, max_size=8).map("".join)


def test_what_is_known_stands_there_and_what_is_not_is_a_blank():
    values = {"customer.name": "Mara Costa", "ticket.number": "#7"}
    body = "{customer.name}: {order.number} of {ticket.number}"
    assert fill(body, values, "en") == "Mara Costa: [[order]] of #7"
    assert fill("{order.number}", values, "zh") == "[[订单号]]"
    assert fill("{order.number}", values, "fr") == "[[order]]"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("Hello {customer.first_name|there},", "Hello there,"),
        ("Hello { customer.first_name | there },", "Hello there,"),
        ("您好{customer.name|}！", "您好！"),
        ("｛customer.name｜亲爱的顾客｝您好", "亲爱的顾客您好"),
        ("{order.number|x}", "55-1203"),
        ("{ order.number }", "55-1203"),
        ("{answer}", ""),
    ],
)
def test_fallbacks(body: str, text: str):
    assert fill(body, {"order.number": "55-1203"}, "en") == text


@pytest.mark.parametrize(
    ("line", "unknown"),
    [
        ("{customer.first_name|there} {today}", []),
        ("{name} {customer.nmae} {}", ["{name}", "{customer.nmae}", "{}"]),
        ("{customer.name", ["{"]),
        ("customer.name}}", ["}", "}"]),
        ("{customer.name|[[name]]}", ["{customer.name|[[name]]}"]),
        ("{customer.name.__class__}", ["{customer.name.__class__}"]),
        ("{answer}", ["{answer}"]),
        ("｛姓名｝", ["｛姓名｝"]),
        ("｛customer.name｜您｝", []),
    ],
)
def test_what_is_no_placeholder_is_told(line: str, unknown: list[str]):
    assert unknown_placeholders(line) == unknown


def test_the_letter_has_one_more():
    assert unknown_placeholders("{answer}", letter=True) == []
    assert unknown_placeholders("{answer|x}", letter=True) == ["{answer|x}"]


def test_what_is_unknown_to_the_list_stays_as_it_is():
    assert fill("{name} {customer.__class__} {0}", {"name": "x", "0": "y"}, "en") == "{name} {customer.__class__} {0}"


def test_a_value_is_one_line_and_no_placeholder():
    assert fill("{customer.name}!", {"customer.name": "{order.number}\n[[x]] Mara"}, "en") == "order.number x Mara!"
    assert fill("{customer.name}!", {"customer.name": "{}[]｛｝"}, "en") == "[[name]]!"
    assert fill("{customer.name|friend}!", {"customer.name": "\u202e\u200b"}, "en") == "friend!"
    assert one_line("a\u202eb\u2028c\td\ud800e") == "a b c d e"
    assert one_line("می\u200cخواهم") == "می\u200cخواهم"
    assert len(one_line("x" * 10_000)) == 120


@given(VALUE)
def test_a_value_can_be_nothing_but_text(value: str):
    line = one_line(value)
    assert line == one_line(line)
    assert not set(line) & set("{}[]｛｝［］\n\r\u2028\u202e\0")
    codes = {finding.code for finding in check_reply(f"a {line} b", ReplyFacts())}
    assert not codes & {"placeholder_left", "blank_left"}


@given(BODIES, st.dictionaries(NAMES, VALUE, max_size=6), LANGUAGES, VALUE)
def test_filling_leaves_no_placeholder_and_fills_once(body: str, values: dict[str, str], language: str, other: str):
    assert unknown_placeholders(body) == []
    text = fill(body, values, language)
    assert unknown_placeholders(text) == []
    assert fill(text, {**values, "customer.name": other}, language) == text
    assert "placeholder_left" not in {finding.code for finding in check_reply(text, ReplyFacts())}
    known = sum(body.count(f"{{{name}}}") for name in PLACEHOLDERS if not one_line(values.get(name, "")))
    assert len(blanks_in(text)) == body.count("[[date]]") + known


@given(st.text(), st.dictionaries(NAMES, VALUE, max_size=6), LANGUAGES)
def test_any_body_is_filled(body: str, values: dict[str, str], language: str):
    fill(body, values, language)
    unknown_placeholders(body)


@given(VALUE, VALUE, VALUE, LANGUAGES)
def test_hostile_facts_make_plain_lines(one: str, two: str, three: str, language: str):
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    facts = TicketFacts(
        customer=one,
        ticket=7,
        subject=two,
        order=OrderFacts(three, now, Money(100, one[:3]), ParcelFacts(one, two, scan=three, promised_at=now)),
        product=ProductFacts(one, two, three),
        remedy=three,
        agent=two,
        signature=three,
        shop=one,
        now=now,
    )
    body = "\n".join(f"{{{name}}}" for name in PLACEHOLDERS)
    text = fill(body, values_in(facts, language), language)
    assert text.count("\n") == body.count("\n")
    assert unknown_placeholders(text) == []
    assert "placeholder_left" not in {finding.code for finding in check_reply(text, ReplyFacts())}


@pytest.mark.parametrize("name", sorted(PLACEHOLDERS))
def test_one_that_is_left_never_leaves(name: str):
    """The gate knows each of the list, with a fallback, with a brace too many, and with one too few."""
    forms = [f"{{{name}}}", f"{{ {name} | x }}", f"{{{{{name}}}}}", f"｛{name}｜您｝"]
    if "." in name:
        forms += [f"{{{name} is", f"{{{name}|there, is", f"by {name}}}", f"{{{{{name}}}"]
    for form in forms:
        assert [finding.code for finding in check_reply(f"Hello {form}!", ReplyFacts())] == ["placeholder_left"], form


def test_every_placeholder_has_a_blank_in_every_language():
    for name in PLACEHOLDERS:
        for language in ("en", "zh", "de"):
            blank = blank_for(name, language)
            assert blanks_in(blank) == ((0, len(blank)),)


def test_the_documentation_has_the_list():
    text = (Path(__file__).parents[2] / "docs" / "answers.md").read_text(encoding="utf-8")
    section = text.partition("## Blanks and placeholders")[2].partition("\n## ")[0]
    rows = [line.split("|")[1].strip() for line in section.splitlines() if line.startswith("| `{")]
    assert [row.strip("`{}") for row in rows] == list(PLACEHOLDERS)


def test_the_letter_stands_around_the_first_answer_alone():
    letter = Answer("LETTER", "letter", "en", "Hello {customer.first_name|there},\n\n{answer}\n\nBye\n{agent.name}")
    answer = Answer("A", "title", "en", "It left on [[date]].")
    shelf = Shelf(Stock.of([letter, answer]), Facts(), TicketFacts(customer="Mara Costa", agent="Lin"))
    whole = shelf.filled(answer, letter=True)
    assert whole.text == "Hello Mara,\n\nIt left on [[date]].\n\nBye\nLin"
    assert whole.text[: whole.caret].endswith("[[date]].")
    assert shelf.filled(answer, letter=False).text == "It left on [[date]]."
    assert [offer.answer.code for offer in shelf.find("")] == ["A"]
