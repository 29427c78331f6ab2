"""Filling: a closed list, one pass, nothing evaluated; what isn't known is a blank."""

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from servicedesk.answers.answer import Answer
from servicedesk.answers.filling import Values, fill, unknown_placeholders
from servicedesk.answers.ranking import Facts
from servicedesk.answers.reading import read_folder
from servicedesk.answers.shelf import Shelf, Stock
from servicedesk.domain.blanks import BLANK, blanks_in
from servicedesk.domain.gate.checks import ReplyFacts, check_reply
from servicedesk.paths import shipped_answers

HOSTILE = json.loads((Path(__file__).parents[1] / "data" / "hostile.json").read_text(encoding="utf-8"))
TRAPS = [
    "{order}",
    "{{name}}",
    "[[x]]",
    "{answer}",
    "{customer.name|x}",
    "{name",
    "%s",
    "{0.__class__}",
    "\n\n{ticket}",
]
VALUE = st.text() | st.sampled_from(HOSTILE) | st.sampled_from(TRAPS)


def test_what_is_known_stands_there_and_what_is_not_is_a_blank():
    values = Values(name="Mara Costa", ticket="#7")
    assert fill("{name}: {order} of {ticket}", values, "en") == "Mara Costa: [[order]] of #7"
    assert fill("{order}", values, "zh") == "[[订单号]]"
    assert fill("{order}", values, "fr") == "[[order]]"


def test_a_value_is_one_line_and_no_placeholder():
    assert fill("{name}!", Values(name="{order}\n[[x]] Mara"), "en") == "order x Mara!"
    assert fill("{name}!", Values(name="{}[]"), "en") == "[[name]]!"


@given(VALUE, VALUE, VALUE, VALUE)
def test_filling_never_leaves_a_placeholder(name, order, agent, ticket):
    values = Values(name, order, agent, ticket)
    stock = Stock.of(read_folder(shipped_answers()).answers)
    shelf = Shelf(stock, Facts(), values)
    for offer in shelf.find("")[:3]:
        text = shelf.filled(offer.answer, letter=True).text
        assert unknown_placeholders(text) == []
        assert "{" not in text
        codes = {finding.code for finding in check_reply(text, ReplyFacts())}
        assert "placeholder_left" not in codes
        meant = len(BLANK.findall(offer.answer.body)) + 5
        assert len(blanks_in(text)) <= meant


def test_the_letter_stands_around_the_first_answer_alone():
    letter = Answer("LETTER", "letter", "en", "Hello {name},\n\n{answer}\n\nBye\n{agent}")
    answer = Answer("A", "title", "en", "It left on [[date]].")
    shelf = Shelf(Stock.of([letter, answer]), Facts(), Values(name="Mara", agent="Lin"))
    whole = shelf.filled(answer, letter=True)
    assert whole.text == "Hello Mara,\n\nIt left on [[date]].\n\nBye\nLin"
    assert whole.text[: whole.caret].endswith("[[date]].")
    assert shelf.filled(answer, letter=False).text == "It left on [[date]]."
    assert [offer.answer.code for offer in shelf.find("")] == ["A"]
