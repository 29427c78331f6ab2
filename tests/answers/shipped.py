"""The answers that come with the demo shop."""

from functools import cache

from servicedesk.answers.answer import Answer
from servicedesk.answers.files.reading import read_answers
from servicedesk.answers.shelf import Stock
from servicedesk.paths import shipped_seeds


@cache
def shipped() -> tuple[Answer, ...]:
    """All of them, in the order of their files."""
    files = sorted((shipped_seeds() / "answers").glob("*.yaml"))
    return tuple(answer for path in files for answer in read_answers(path).answers)


@cache
def shipped_stock() -> Stock:
    """The same to be searched, with readings; made by the first test that asks, not by every worker that collects."""
    stock = Stock.of(shipped())
    stock.learn_readings()
    return stock
