"""Answers found as they are typed, and offered for a ticket before anything is."""

import pytest
from tests.answers.shipped import shipped_stock

from servicedesk.answers.answer import Answer, Reason
from servicedesk.answers.ranking import Facts
from servicedesk.answers.shelf import Shelf, Stock


def found(text: str, **facts: object) -> list[str]:
    known = Facts(**facts) if facts else Facts()  # type: ignore[arg-type]
    return [offer.answer.id for offer in Shelf(shipped_stock(), known, for_ticket=bool(facts)).find(text)]


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("dmg-ref", "en:DMG-REF"),
        ("DMG-REF", "en:DMG-REF"),
        ("inv-v", "en:INV-VAT"),
        ("invoce copy", "en:INV-COPY"),
        ("copy invoice", "en:INV-COPY"),
        ("warrnty", "en:WAR-CLAIM"),
        ("chrgd twice", "en:BILL-TWICE"),
        ("stuck", "en:TRK-STUCK"),
        ("破损 退款", "zh:DMG-REF"),
        ("退货申请", "zh:RET-APPROVED"),
        ("重复扣款", "zh:BILL-TWICE"),
        ("地址", "zh:ADDR-CHANGE"),
        ("改地址", "zh:ADDR-CHANGE"),
    ],
)
def test_typed(typed, wanted):
    assert wanted in found(typed)[:2]


@pytest.mark.parametrize("typed", ["zzqxw", "%%%", "((", "鳥鳥", "\\", "[[", "x" * 500])
def test_nothing_for_nonsense(typed):
    assert found(typed) == []


def test_every_offer_that_was_typed_for_says_why():
    shelf = Shelf(shipped_stock(), Facts(), for_ticket=False)
    offers = shelf.find("rfnd")
    assert offers
    assert all(offer.why for offer in offers)
    assert offers[0].why[0] == Reason("near", "refund")
    assert all(0 <= offer.score <= 100 for offer in offers)


@pytest.mark.parametrize(
    ("facts", "wanted"),
    [
        ({"language": "en", "kind": "inquiry", "said": "Where is my parcel? It has not arrived."}, "en:TRK-WAIT"),
        ({"language": "zh", "kind": "inquiry", "said": "怎么还没发货，什么时候发货"}, "zh:TRK-NOTSENT"),
        ({"language": "en", "kind": "inquiry", "said": "I need an invoice with our VAT number"}, "en:INV-VAT"),
        (
            {
                "language": "en",
                "kind": "complaint",
                "nature": "delivery",
                "stages": frozenset({"decided"}),
                "said": "The lamp came in pieces",
            },
            "en:DMG-REF",
        ),
        (
            {"language": "zh", "kind": "complaint", "nature": "billing", "said": "你们扣了两次款，重复扣款！"},
            "zh:BILL-TWICE",
        ),
        (
            {"language": "en", "kind": "return", "stages": frozenset({"received"}), "said": "any news?"},
            "en:RET-RECEIVED",
        ),
    ],
)
def test_offered_for_a_ticket(facts, wanted):
    offers = Shelf(shipped_stock(), Facts(**facts)).find("")
    assert offers[0].answer.id == wanted
    assert offers[0].why


def test_the_customer_s_language_comes_first_and_another_one_says_so():
    shelf = Shelf(shipped_stock(), Facts(language="zh", kind="return", said="退货"))
    offers = shelf.find("", limit=1_000)
    languages = [offer.answer.language for offer in offers]
    assert languages == sorted(languages, reverse=True)
    assert offers[-1].why[0] == Reason("other_language", "en")
    assert shelf.find("invoice")[0].answer.language == "en"


def test_a_word_counts_where_it_stands_alone():
    answers = [Answer("A", "a", "en", "b", words=("fit",)), Answer("B", "b", "en", "b", words=("other",))]
    shelf = Shelf(Stock.of(answers), Facts(language="en", said="no profit for others"))
    assert [offer.answer.code for offer in shelf.find("")] == ["B", "A"]


def test_own_answers_take_the_place_of_those_with_the_same_code():
    shipped, own = Answer("A", "shipped", "en", "x"), Answer("A", "mine", "en", "y", owner="person:lin")
    assert [entry.answer.title for entry in Stock.of([shipped, own]).entries] == ["mine"]
