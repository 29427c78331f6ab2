"""Who a note names, what is being typed, and who is offered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.mentions import Colleague, find_mentions, mention_being_typed, suggestions

ANA = Colleague(1, "ana", "Ana Moreira", ("ana", "moreira"))
LIN = Colleague(2, "lin", "Lin Wei", ("lin", "wei"))
WEI = Colleague(3, "wei", "Zhao Wei", ("zhao", "wei"))
JING = Colleague(4, "jing", "陈静", ("陈静", "静", "chenjing", "jing", "cj"))
ANNA = Colleague(5, "anna-b", "Anna Berg", ("anna", "berg"))
PEOPLE = (ANA, LIN, WEI, JING, ANNA)


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("@ana can we refund?", [1]),
        ("hello (@ANA)", [1]),
        ("@Ana Moreira, please", [1]),
        ("@moreira", [1]),
        ("@anna-b and @ana", [5, 1]),
        ("@anna", [5]),
        ("@wei", [3]),
        ("@Lin Wei", [2]),
        ("请@陈静看一下", [4]),
        ("＠jing 看", [4]),
        ("@ana, @ana", [1, 1]),
        ("write to a@ana.example", []),
        ("@nobody", []),
        ("@anax", []),
        ("@ ana", []),
        ("no sign", []),
        ("@", []),
    ],
)
def test_who_is_named(text, who):
    assert [mention.person for mention in find_mentions(text, PEOPLE)] == who


def test_a_name_that_two_share_is_nobodys():
    two = (Colleague(1, "a1", "Kim Berg"), Colleague(2, "b2", "Kim Sol"))
    assert find_mentions("@kim", two) == ()
    assert [mention.person for mention in find_mentions("@Kim Sol", two)] == [2]


def test_where_it_stands():
    (mention,) = find_mentions("so @ana look", PEOPLE)
    assert (mention.start, mention.end) == (3, 7)


@pytest.mark.parametrize(
    ("before", "typed"),
    [("@an", "an"), ("hi @", ""), ("看@静", "静"), ("a@b", None), ("@an ", None), ("", None), ("@ana, @mo", "mo")],
)
def test_what_is_being_typed(before, typed):
    assert mention_being_typed(before) == typed


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("an", ["ana", "anna-b"]),
        ("wei", ["wei", "lin"]),
        ("cj", ["jing"]),
        ("陈", ["jing"]),
        ("rei", ["ana"]),
        ("x", []),
    ],
)
def test_who_is_offered(typed, offered):
    assert [one.handle for one in suggestions(typed, PEOPLE)] == offered


@given(st.text(max_size=40))
def test_any_text_is_read(text):
    for mention in find_mentions(text, PEOPLE):
        assert 0 <= mention.start < mention.end <= len(text)
    mention_being_typed(text)
    suggestions(text, PEOPLE)
