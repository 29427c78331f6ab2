"""The queries that the search is measured by: made the same each time, each for one answer, and found."""

import pytest
from bench.answer_corpus import corpus, shipped
from bench.answer_queries import Queries
from bench.measure_answers import mrr, ranks_of, share

from servicedesk.answers.shelf import Stock

SIZE = 1_500


@pytest.fixture(scope="module")
def answers():
    return corpus(SIZE)


@pytest.fixture(scope="module")
def queries(answers):
    return {half: Queries(answers).make(half, 8) for half in ("tuning", "reported")}


def test_a_corpus_is_the_same_each_time_and_names_nothing_twice(answers):
    assert answers == corpus(SIZE)
    assert len({answer.title for answer in answers}) == SIZE - len(shipped()) + len({a.title for a in shipped()})
    assert {answer.language for answer in answers} == {"en", "zh"}


def test_queries_are_the_same_each_time_and_the_halves_share_no_target(answers, queries):
    assert Queries(answers).make("tuning", 8) == queries["tuning"]
    tuned, reported = ({query.target for query in queries[half]} for half in ("tuning", "reported"))
    assert not tuned & reported
    assert {query.kind for query in queries["reported"]} >= {"abbreviations", "swap", "pinyin", "initials", "code"}


@pytest.mark.parametrize("made", ["shipped", "large"])
def test_the_right_answer_is_there(answers, made):
    stocked = answers if made == "large" else shipped()
    stock = Stock.of(stocked)
    stock.learn_readings()
    ranks = ranks_of(stock, Queries(stocked).make("reported", 8))
    assert len(ranks) > 80
    assert share(ranks, 1) >= 0.9
    assert share(ranks, 5) >= 0.98
    assert mrr(ranks) >= 0.94
