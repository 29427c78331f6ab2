"""The patterns by which money is granted in one kind of language."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GrantWords:
    """``hints``: without one a sentence grants nothing. ``asks``: the sentence is a question.

    ``supposes``: everything in full is only supposed. ``stops``: a clause that refuses, repeats or speaks of others.
    ``had``: what the customer has already, unless a word of ``coming`` stands beside it.
    ``before``: grants what follows. ``price``: says what something costs. ``after``: grants what stands before it.
    ``bare``: what may stand between a clause that grants and its amount. ``full``: all that was paid.
    ``done``: told as done. ``extra``: more than a refund of what was paid.
    """

    hints: re.Pattern[str]
    asks: re.Pattern[str]
    supposes: re.Pattern[str]
    stops: re.Pattern[str]
    had: re.Pattern[str]
    coming: re.Pattern[str]
    before: re.Pattern[str]
    price: re.Pattern[str]
    after: re.Pattern[str]
    bare: re.Pattern[str]
    full: re.Pattern[str]
    done: re.Pattern[str]
    extra: re.Pattern[str]
