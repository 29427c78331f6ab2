"""Triage: what wording says, how much it matters, who takes it."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.tickets import Kind, Nature, Priority
from servicedesk.domain.triage import (
    Colleague,
    Past,
    Wanted,
    holder,
    language_of,
    likely,
    priority_for,
    read_wording,
)


@pytest.mark.parametrize(
    ("text", "kind", "nature", "severity"),
    [
        ("The plug of your heater melted, the room stinks", Kind.COMPLAINT, Nature.PRODUCT_QUALITY, 1),
        ("插头烫手，有焦味", Kind.COMPLAINT, Nature.PRODUCT_QUALITY, 1),
        ("My parcel contained another customer's personal data", Kind.COMPLAINT, Nature.PRIVACY, 2),
        ("You have charged my card twice", Kind.COMPLAINT, Nature.BILLING, 3),
        ("同一笔订单重复扣款了", Kind.COMPLAINT, Nature.BILLING, 3),
        ("The vase came in a thousand pieces", Kind.COMPLAINT, Nature.DELIVERY, 2),
        ("Tracking says it was delivered, it never arrived", Kind.COMPLAINT, Nature.DELIVERY, 3),
        ("Your colleague was rude and hung up on me", Kind.COMPLAINT, Nature.SERVICE_ATTITUDE, None),
        ("我要投诉你们的态度", Kind.COMPLAINT, Nature.SERVICE_ATTITUDE, None),
        ("I want to return the lamp, it is too big", Kind.RETURN, None, None),
        ("How do I send these back?", Kind.RETURN, None, None),
        ("尺寸买小了，想退货", Kind.RETURN, None, None),
        ("Two questions: does the hub work without internet?", Kind.INQUIRY, None, None),
        ("请问这个多少钱", Kind.INQUIRY, None, None),
        ("Not a complaint!! The rug is gorgeous", Kind.INQUIRY, None, None),
        ("Hello", None, None, None),
        ("", None, None, None),
    ],
)
def test_worked_examples(text: str, kind: Kind | None, nature: Nature | None, severity: int | None) -> None:
    found = read_wording([text])
    assert (found.kind, found.nature, found.severity) == (kind, nature, severity)


def test_the_words_are_quoted_from_the_text_the_weightiest_first() -> None:
    text = "I am unhappy: the lamp is broken and I wish to make a formal complaint"
    found = read_wording([text])
    assert found.words[0] == "make a formal complaint"
    assert all(word in text for word in found.words)


def test_capitals_speak_for_a_complaint() -> None:
    quiet, loud = "where is my parcel, it is broken", "WHERE IS MY PARCEL, IT IS BROKEN"
    assert read_wording([quiet]).kind is Kind.COMPLAINT
    assert read_wording([loud]).kind is Kind.COMPLAINT
    assert read_wording(["WHERE IS MY PARCEL I HAVE ASKED"]).kind is Kind.COMPLAINT
    assert read_wording(["where is my parcel i have asked"]).kind is None


def test_what_speaks_for_two_kinds_alike_decides_nothing() -> None:
    assert read_wording(["It is broken, I would like a refund"]).kind is None


@given(st.text(st.characters(codec=None), max_size=400))
def test_any_text_is_read(text: str) -> None:
    found = read_wording([text])
    assert len(found.words) <= 3
    assert found.severity in (None, 1, 2, 3, 4)
    assert (found.nature is None and found.severity is None) or found.kind is Kind.COMPLAINT


@given(st.text(string.ascii_letters + " .,!?'\n", max_size=200), st.sampled_from(list(Kind)))
def test_the_priority_is_never_lowered_but_for_trifles(text: str, kind: Kind) -> None:
    wording = read_wording([text])
    rank = [Priority.URGENT, Priority.HIGH, Priority.NORMAL, Priority.LOW]
    for now in Priority:
        found, reasons = priority_for(kind, wording, "standard", now)
        assert rank.index(found) <= rank.index(now) or wording.trifling
        assert reasons or found is now


def test_long_text_costs_little() -> None:
    import time

    text = "how do i return do you can it will the charged ordered says " * 20_000
    started = time.process_time()
    read_wording([text])
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    ("text", "kind", "member", "now", "priority", "why"),
    [
        ("the plug melted", Kind.COMPLAINT, "standard", "normal", "urgent", "severity"),
        ("personal data in the parcel", Kind.COMPLAINT, "standard", "normal", "urgent", "severity"),
        ("the box was damaged", Kind.COMPLAINT, "standard", "low", "high", "severity"),
        ("it never arrived", Kind.COMPLAINT, "standard", "normal", "high", "nature"),
        ("so rude", Kind.COMPLAINT, "gold", "normal", "high", "member"),
        ("so rude", Kind.COMPLAINT, "standard", "normal", "normal", None),
        ("so rude, answer immediately", Kind.COMPLAINT, "standard", "normal", "high", "pressing"),
        ("two questions", Kind.INQUIRY, "vip", "normal", "high", "member"),
        ("two questions", Kind.INQUIRY, "vip", "urgent", "urgent", None),
        ("first page of Google", Kind.INQUIRY, "standard", "normal", "low", "trifling"),
        ("two questions", Kind.INQUIRY, "standard", "low", "low", None),
    ],
)
def test_priorities(text: str, kind: Kind, member: str, now: str, priority: str, why: str | None) -> None:
    found, reasons = priority_for(kind, read_wording([text]), member, Priority(now))
    assert (found, reasons[0].code if reasons else None) == (priority, why)


def test_languages() -> None:
    assert language_of("你好，我上周买的台灯坏了，请问怎么退货，谢谢") == "zh"
    assert language_of("The lamp is broken and you have not answered my mail") == "en"
    assert (
        language_of("Die Lampe ist kaputt und ich habe keine Antwort von Ihnen bekommen, bitte melden Sie sich") == "de"
    )
    assert language_of("ok") is None


def colleague(handle: str, load: int = 0, **more: object) -> Colleague:
    known: dict[str, object] = {"languages": frozenset({"en"}), "skills": frozenset(), "teams": frozenset({"care"})}
    return Colleague(handle, handle.title(), load=load, **(known | more))  # type: ignore[arg-type]


WANTED = Wanted("en", None, "care")


def taker(colleagues: list[Colleague], wanted: Wanted = WANTED, past: Past | None = None) -> str | None:
    found = holder(colleagues, wanted, past or Past("me"))
    return None if found is None else found.colleague.handle


def test_the_one_with_the_fewest_tickets_takes_it() -> None:
    assert taker([colleague("ana", 3), colleague("bo", 2)]) == "bo"


def test_at_the_same_number_it_is_me() -> None:
    assert taker([colleague("ana", 2), colleague("me", 2)]) == "me"


def test_who_is_away_or_writes_another_language_or_is_elsewhere_does_not() -> None:
    others = [
        colleague("ana", away=True),
        colleague("bo", languages=frozenset({"zh"})),
        colleague("cy", teams=frozenset({"billing"})),
    ]
    assert taker(others) is None
    assert taker([*others, colleague("dee", 9)]) == "dee"


def test_knowing_the_customer_and_the_skill_count_like_three_tickets_each() -> None:
    wanted = Wanted("en", "billing", "care")
    skilled = colleague("bo", 2, skills=frozenset({"billing"}))
    assert taker([colleague("ana", 0), skilled], wanted) == "bo"
    assert taker([colleague("ana", 0), colleague("cy", 2)], WANTED, Past("me", knows="cy")) == "cy"
    assert taker([colleague("ana", 0), colleague("cy", 4)], WANTED, Past("me", knows="cy")) == "ana"


def test_agents_come_before_specialists() -> None:
    assert taker([colleague("ana", 5), colleague("spec", 0, line=2)]) == "ana"


def test_who_has_said_neither_team_nor_language_comes_last() -> None:
    unknown = colleague("root", 0, teams=frozenset(), languages=frozenset())
    assert taker([unknown, colleague("ana", 9)]) == "ana"
    assert taker([unknown]) == "root"


def test_handing_over_puts_the_likeliest_first_and_me_behind_them() -> None:
    people = [
        colleague("me", 0),
        colleague("ana", 1),
        colleague("bo", 4),
        colleague("cy", 3),
        colleague("dee", 0, away=True),
        colleague("eve", 0, languages=frozenset({"zh"})),
    ]
    order = [one.colleague.handle for one in likely(people, WANTED, Past("me", knows="bo", given="cy"))]
    assert order == ["bo", "cy", "ana", "eve", "me", "dee"]


@given(st.lists(st.tuples(st.integers(0, 30), st.booleans(), st.booleans()), max_size=8))
def test_the_holder_is_always_one_who_is_here_and_fits(people: list[tuple[int, bool, bool]]) -> None:
    here = [
        colleague(f"p{n}", load, away=away, languages=frozenset({"en" if writes else "zh"}))
        for n, (load, away, writes) in enumerate(people)
    ]
    found = holder(here, WANTED, Past("me"))
    fitting = [one for one in here if not one.away and "en" in one.languages]
    assert (found is None) == (not fitting)
    if found is not None:
        assert found.colleague.load == min(one.load for one in fitting)
