"""What deserves a look among answers."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.answers.answer import LETTER, Answer
from servicedesk.answers.files.circles import circles
from servicedesk.answers.linting import SEVERITIES, Flaw, Severity, lint
from servicedesk.domain.macros import ActionKind, MacroAction


def answer(code: str = "A", body: str = "Some words", **more: object) -> Answer:
    return Answer(
        **{"title": f"Title {code}", "language": "en", "examples": ("please",), "code": code, "body": body, **more}
    )


def found(*answers: Answer) -> list[tuple[str, str, str]]:
    return [(flaw.answer.code, flaw.what, flaw.detail) for flaw in lint(answers)]


def including(*codes: str) -> tuple[MacroAction, ...]:
    return tuple(MacroAction(ActionKind.INCLUDE, code) for code in codes)


@pytest.mark.parametrize(
    ("body", "what", "detail"),
    [
        ("Hello {nobody}", "placeholder", "{nobody}"),
        ("Hello {", "placeholder", "{"),
        ("Hello {{ticket.requester.first_name}}", "other_placeholder", "{{ticket.requester.first_name}}"),
        ("Hello {% if x %}", "other_placeholder", "{% if x %}"),
        ("Dear %FIRST_NAME%", "other_placeholder", "%FIRST_NAME%"),
        ("Order <<order number>>", "other_placeholder", "<<order number>>"),
        ("by [[date", "blank", "by [[date"),
        ("by date]]", "blank", "by date]]"),
        ("by [[a\ndate]]", "blank", "by [[a"),
        (f"by [[{'x' * 81}]]", "blank", f"by [[{'x' * 55}"),
        ("x" * 20_001, "unsound", "has 20001 characters; 20000 are allowed"),
        ("x" * 2_001, "long", "2001"),
        ("我们已经收到您的退货申请，正在为您处理，请稍候。", "language", "en"),
    ],
)
def test_an_answer_by_itself(body: str, what: str, detail: str):
    assert found(answer(body=body)) == [("A", what, detail)]


@pytest.mark.parametrize(
    "body", ["Hello {customer.first_name|there}, by [[date]]", "【订单】［［日期］］", "100% and <<so on>>", "a [b] c"]
)
def test_what_is_sound(body: str):
    assert found(answer(body=body)) == []


def test_the_letter_may_hold_its_answer():
    assert found(answer(LETTER, "Hello\n{answer}\nBye", examples=())) == []
    assert found(answer(body="{answer}")) == [("A", "placeholder", "{answer}")]


def test_includes():
    circle = [answer("A", actions=including("B")), answer("B", "Else", actions=including("A"))]
    assert found(*circle) == [("A", "circle", "A → B → A"), ("B", "circle", "A → B → A")]
    assert found(answer(actions=including("GONE"))) == [("A", "include", "GONE (en)")]
    other = answer("B", language="zh")
    assert ("A", "include", "B (en)") in found(answer(actions=including("b")), other)
    assert found(answer(actions=including("b")), answer("B", "Else")) == []


def test_titles_and_texts_alike():
    assert found(answer("A", title="Where is it?"), answer("B", "Else", title="WHERE is it")) == [
        ("B", "same_title", "A")
    ]
    assert found(answer("A"), answer("B")) == [("B", "same_text", "A")]
    near = [answer("A", "1", title="Where is my parcel"), answer("B", "2", title="Where is my parcell")]
    assert found(*near) == [("B", "near_title", "A")]
    chinese = [
        answer("A", "1", title="退款申请已经收到", language="zh"),
        answer("B", "2", title="退款申请已经收到了", language="zh"),
    ]
    assert found(*chinese) == [("B", "near_title", "A")]
    assert found(answer("A", "1", title="Voucher of 10 euros"), answer("B", "2", title="Voucher of 20 euros")) == []
    assert found(answer("A", owner="team:care"), answer("A")) == []


@given(st.lists(st.sampled_from("退款申请已经收到包裹没有发货地址换"), min_size=8, max_size=17, unique=True), st.data())
def test_one_character_more_is_near_whatever_the_words(characters: list[str], data: st.DataObject):
    at = data.draw(st.integers(0, len(characters)))
    longer = [*characters[:at], "们", *characters[at:]]
    pair = [
        answer("A", "1", title="".join(characters), language="zh"),
        answer("B", "2", title="".join(longer), language="zh"),
    ]
    assert found(*pair) == [("B", "near_title", "A")]


def test_pairs_and_examples():
    assert found(answer("A"), answer("B", "否", language="zh")) == [("A", "no_pair", "zh"), ("B", "no_pair", "en")]
    assert found(answer("A"), answer("a", "否", language="zh")) == []
    assert found(answer("A"), answer("A", "否", language="zh"), answer("C", "mine", owner="person:lin")) == []
    assert found(answer(examples=())) == [("A", "no_example", "")]
    assert found(answer(body="", examples=(), actions=(MacroAction(ActionKind.STATUS, "resolved"),))) == []


def test_the_gravest_come_first():
    flaws = lint([answer("A", examples=()), answer("B", "{x}", title="Title A")])
    assert [flaw.severity for flaw in flaws] == [Severity.ERROR, Severity.WARNING, Severity.HINT]
    assert all(Flaw(answer(), "", what).severity for what in SEVERITIES)


def test_ten_thousand_answers_take_seconds():
    many = [
        answer(f"C{number}", f"Text {number}", title=f"About the {number % 97} {number}th thing")
        for number in range(10_000)
    ]
    start = process_time()
    lint(many)
    assert process_time() - start < 20


def test_circles_share_nothing():
    includes = {
        "A": ["B", "C"],
        "B": ["A"],
        "C": ["A", "D"],
        "D": ["E"],
        "E": ["D"],
        "F": ["A"],
        "G": ["?"],
        "H": ["H"],
    }
    rings = [*circles(includes)]
    assert sorted(map(sorted, rings)) == [["A", "B"], ["D", "E"], ["H"]]
    assert [*circles({})] == []
