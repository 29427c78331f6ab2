"""Suggesting with what texts mean beside their pieces: a stand-in that knows a few meanings in the model's place."""

from collections.abc import Sequence
from struct import pack

import pytest

from servicedesk.answers.suggesting import Example, Sentences, suggester
from servicedesk.answers.suggesting.features import mostly_unspaced
from servicedesk.answers.suggesting.learner import Learner
from servicedesk.answers.suggesting.wordpiece import vocabulary, word_pieces

TOPICS = (("parcel", "package", "shipment"), ("refund", "money", "reimbursement"), ("broken", "smashed", "cracked"))


class Topics:
    """One dimension for each topic; nothing for a text of none."""

    dimensions = len(TOPICS)

    def of(self, texts: Sequence[str]) -> list[bytes]:
        return [pack(f"{self.dimensions}e", *self._topic(text)) for text in texts]

    def _topic(self, text: str) -> list[float]:
        held = [float(any(word in text for word in topic)) for topic in TOPICS]
        return [one / max(1.0, sum(held)) ** 0.5 for one in held]


def learned() -> Learner:
    told = Learner(Topics())
    told.learn(
        [
            Example("TRK", "my parcel is late"),
            Example("REF", "my refund is late"),
            Example("DMG", "the cup is broken"),
            Example("INV", "请开发票"),
        ]
    )
    return told


@pytest.mark.parametrize(
    ("asked", "code"),
    [("any shipment yet?", "TRK"), ("reimbursement please", "REF"), ("smashed!", "DMG"), ("能开发票吗", "INV")],
)
def test_other_words_of_one_meaning_find_the_answer(asked: str, code: str):
    assert learned().suggest(asked)[0].code == code


def test_without_meaning_the_pieces_decide():
    assert learned().suggest("what a lovely hat") == ()


def test_more_of_them_count_at_once():
    told = learned()
    told.learn([Example("TRK", "my parcel is late")])
    told.learn([Example("CUP", "do you have cups in green")])
    assert told.suggest("have you green cups")[0].code == "CUP"
    told.settle()
    assert told.suggest("have you green cups")[0].code == "CUP"


def test_pieces_are_those_of_the_vocabulary():
    names = {number: piece for piece, number in vocabulary().items()}
    told = [names[number] for number in word_pieces("Où est my Tracking-number £50? 退款 \ud800\u200b", 40)]
    assert told == ["[CLS]", "ou", "est", "my", "tracking", "-", "number", "£5", "##0", "?", "[UNK]", "[UNK]", "[SEP]"]


def test_a_long_text_is_cut():
    found = word_pieces("where is my parcel " * 50_000, 128)
    assert len(found) == 128
    assert found[0] == vocabulary()["[CLS]"]
    assert found[-1] == vocabulary()["[SEP]"]


def test_an_endless_word_is_unknown():
    assert word_pieces("a" * 1_000_000, 128)[1:-1] == [vocabulary()["[UNK]"]]


@pytest.mark.parametrize(
    ("text", "unspaced"), [("退款 please", False), ("订单 A1 退款还没到", True), ("", False), ("hello", False)]
)
def test_the_model_is_not_asked_about_chinese(text: str, unspaced: bool):
    assert mostly_unspaced(text) is unspaced
    if unspaced:
        assert not any(Sentences().of([text])[0])


def test_asking_for_the_core_loads_no_model():
    assert suggester(semantic=False).suggest("hello") == ()
