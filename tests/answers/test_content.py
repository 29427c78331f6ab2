"""What is kept of answers and of their uses comes back as it was; what is broken is nothing."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.answers.answer import Answer
from servicedesk.answers.content import answer_from, content_of
from servicedesk.answers.including import circle, whole
from servicedesk.domain.macros import ActionKind, MacroAction
from servicedesk.domain.used_answers import NONE, Inserted, UsedAnswer, as_payload, as_text, from_payload, from_text

WORDS = st.frozensets(st.text(max_size=8), max_size=3)
ACTIONS = st.lists(st.builds(MacroAction, st.sampled_from(ActionKind), st.text(max_size=8)), max_size=3).map(tuple)
ANSWERS = st.builds(
    Answer,
    code=st.text(max_size=8),
    title=st.text(max_size=20),
    language=st.sampled_from(("en", "zh")),
    body=st.text(max_size=60),
    kinds=WORDS,
    stages=WORDS,
    natures=WORDS,
    words=WORDS.map(tuple),
    lifecycle=WORDS,
    parcels=WORDS,
    folder=st.text(max_size=8),
    owner=st.text(max_size=8),
    actions=ACTIONS,
)
NUMBERS = st.integers(1, 2**53)
USED = st.builds(Inserted, st.lists(st.builds(UsedAnswer, NUMBERS, NUMBERS), max_size=3).map(tuple), ACTIONS)


@given(ANSWERS, NUMBERS, NUMBERS)
def test_an_answer_comes_back_as_it_was(answer: Answer, number: int, version: int):
    content = content_of(replace(answer, examples=("not part of it",)))
    back = answer_from(content, number=number, version=version)
    assert back == replace(answer, number=number, version=version)
    assert content_of(back) == content


@given(st.text() | st.sampled_from(["null", "[]", "{}", '{"code": 5}', '{"code": "A", "actions": [["x", "y"]]}']))
def test_a_broken_answer_is_told_apart(text: str):
    with pytest.raises(ValueError):  # noqa: PT011 - whatever is wrong with it
        answer_from(text, number=1, version=1)


@given(USED)
def test_what_was_inserted_comes_back_as_it_was(used: Inserted):
    assert from_text(as_text(used)) == used
    assert from_payload(as_payload(used)) == used


@given(st.text() | st.sampled_from(['{"answers": [[1]]}', '{"answers": 3, "actions": [["x", "y"], 4]}', "[]"]))
def test_a_broken_draft_holds_no_answers(text: str):
    assert from_text(text) == NONE


INCLUDES = st.dictionaries(st.sampled_from("ABCDE"), st.lists(st.sampled_from("ABCDEF"), max_size=3), max_size=5)


@given(INCLUDES)
def test_whatever_includes_what_each_comes_once_and_circles_are_told(includes: dict[str, list[str]]):
    made = {
        code: Answer(code, code, "en", code, actions=tuple(MacroAction(ActionKind.INCLUDE, other) for other in others))
        for code, others in includes.items()
    }
    for code, answer in made.items():
        parts = [part.code for part in whole(answer, made.get).parts]
        assert parts[-1] == code
        assert len(parts) == len(set(parts))
        found = circle(code, lambda one: includes.get(one, ()))
        assert found == [] or (found[0] == found[-1] == code)
        assert all(second in includes[first] for first, second in pairwise(found))
