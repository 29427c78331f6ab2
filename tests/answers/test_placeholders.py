"""What placeholders stand for: names told honestly, days and money as letters write them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.answers.files.reading import read_answers
from servicedesk.answers.filling import fill
from servicedesk.answers.placeholders.dates import written_date
from servicedesk.answers.placeholders.facts import Money, OrderFacts, ParcelFacts, ProductFacts, TicketFacts
from servicedesk.answers.placeholders.names import PLACEHOLDERS
from servicedesk.answers.placeholders.people import Name, name_in
from servicedesk.answers.placeholders.values import values_in
from servicedesk.domain.blanks import blanks_in
from servicedesk.domain.gate.checks import ReplyFacts, check_reply
from servicedesk.domain.gate.refunds import MoneyFacts
from servicedesk.domain.money import written_money
from servicedesk.domain.parcels import Fate
from servicedesk.domain.promises.finding import find_promises
from servicedesk.paths import shipped_seeds

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "language", "name"),
    [
        ("Mara Costa", "en", ("Mara Costa", "Mara", "Costa")),
        ("Costa, Mara", "en", ("Mara Costa", "Mara", "Costa")),
        ("Ilse van der Veldkamp", "en", ("Ilse van der Veldkamp", "Ilse", "van der Veldkamp")),
        ("Jean-Baptiste Lorrain", "en", ("Jean-Baptiste Lorrain", "Jean-Baptiste", "Lorrain")),
        ("Siobhán O’Brien", "en", ("Siobhán O’Brien", "Siobhán", "O’Brien")),
        ("Madonna", "en", ("Madonna", "Madonna", "")),
        ("Dr. Mara Costa", "en", ("Dr. Mara Costa", "Mara", "Costa")),
        ("Ms Okoro", "en", ("Ms Okoro", "", "Okoro")),
        ("J. Smith", "en", ("J. Smith", "", "Smith")),
        ("Mara & John Costa", "en", ("Mara & John Costa", "", "")),
        ("Teahouse GmbH", "en", ("Teahouse GmbH", "", "")),
        ("Costa,", "en", ("Costa", "Costa", "")),
        ("mara_92", "en", ("mara_92", "", "")),
        ("mara@example.com", "en", ("", "", "")),
        ("https://x.example", "en", ("", "", "")),
        ("--", "en", ("", "", "")),
        ("", "en", ("", "", "")),
        ("王小明", "zh", ("王小明", "王小明", "王")),
        ("王小明", "en", ("王小明", "王小明", "王")),
        ("欧阳修", "zh", ("欧阳修", "欧阳修", "欧阳")),
        ("黃嘉琪 (Wong Ka Kei)", "zh", ("黃嘉琪", "黃嘉琪", "黃")),
        ("黃嘉琪 (Wong Ka Kei)", "en", ("Wong Ka Kei", "Wong Ka Kei", "")),
        ("李思远（Siyuan Li）", "en", ("Siyuan Li", "Siyuan", "Li")),
        ("Wang Lei", "en", ("Wang Lei", "Wang Lei", "")),
        ("Иван Петров", "en", ("Иван Петров", "Иван Петров", "")),
        ("山田 太郎", "en", ("山田 太郎", "山田 太郎", "")),
        ("{order.number} x", "en", ("{order.number} x", "", "")),
    ],
)
def test_names(written: str, language: str, name: tuple[str, str, str]):
    assert name_in(written, language) == Name(*name)


@pytest.mark.parametrize(
    "written", ["Mara Costa", "Wang Lei", "李思远 (Siyuan Li)", "王小明", "Ms Okoro", "Costa, Mara"]
)
@pytest.mark.parametrize("greeting", ["Hello {},", "Dear {},", "{}您好，"])
def test_the_gate_never_takes_a_customer_s_own_name_for_another_s(written: str, greeting: str):
    for language in ("en", "zh"):
        name = name_in(written, language)
        for part in {name.whole, name.first} - {""}:
            assert check_reply(greeting.format(part), ReplyFacts(names=(written,))) == ()


@given(st.text(max_size=300), st.sampled_from(["en", "zh", "de"]))
def test_any_name_has_parts(written: str, language: str):
    name = name_in(written, language)
    for part in (name.whole, name.first, name.last):
        assert part == " ".join(part.split())
    assert name.first or not name.last or len(name.whole) >= len(name.last)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Wednesday, 25 November 2026"),
        ("zh", "2026年11月25日 周三"),
        ("de", "Mittwoch, 25. November 2026"),
        ("fr", "2026-11-25"),
        ("", "2026-11-25"),
    ],
)
def test_days(language: str, text: str):
    assert written_date(date(2026, 11, 25), language) == text


@given(st.dates(date(2026, 11, 23), date(2027, 11, 20)), st.sampled_from(["en", "zh"]))
def test_a_day_that_was_filled_in_is_understood_as_a_promise(day: date, language: str):
    written = written_date(day, language)
    text = f"We will answer you by {written}." if language == "en" else f"我们会在{written}前答复您。"
    (found,) = find_promises(text, NOON, UTC)
    assert found.due.date() == day


@pytest.mark.parametrize(
    ("minor", "currency", "language", "text"),
    [
        (8900, "EUR", "en", "EUR 89.00"),
        (8900, "EUR", "zh", "89.00 欧元"),
        (129900, "eur", "de", "1.299,00 EUR"),
        (65900, "CNY", "zh", "659.00 元"),
        (123456789, "CNY", "en", "CNY 1,234,567.89"),
        (1200, "JPY", "en", "JPY 1,200"),
        (1200, "JPY", "zh", "1,200 日元"),
        (1200, "JPY", "de", "1.200 JPY"),
        (1500, "KWD", "en", "KWD 1.500"),
        (5, "EUR", "en", "EUR 0.05"),
        (-5, "EUR", "en", "EUR -0.05"),
        (0, "EUR", "zh", "0.00 欧元"),
        (100, "SEK", "zh", "1.00 SEK"),
    ],
)
def test_money(minor: int, currency: str, language: str, text: str):
    assert written_money(minor, currency, language) == text


FACTS = TicketFacts(
    customer="Mara Costa",
    ticket=10033,
    subject="Box arrived open",
    order=OrderFacts(
        "55-1203",
        datetime(2026, 11, 14, 23, 30, tzinfo=UTC),
        Money(8890, "EUR"),
        ParcelFacts(
            "DHL",
            "0034",
            Fate.MOVING,
            "Processed in Radefeld",
            datetime(2026, 11, 21, 9, tzinfo=UTC),
            datetime(2026, 11, 24, 18, tzinfo=UTC),
        ),
    ),
    product=ProductFacts("LMP-ARC", "Arc lamp", "弧光灯"),
    return_number=4,
    refund=Money(8900, "EUR"),
    remedy="a new lamp.",
    agent="Jonas Brandt",
    signature="Jonas\nLumen & Loom Kundenservice",
    shop="Lumen & Loom",
    now=datetime(2026, 11, 22, 23, 30, tzinfo=UTC),
    zone=ZoneInfo("Europe/Berlin"),
)


def test_all_are_known_of_a_whole_ticket():
    """Days are the customer's: half past eleven in the evening UTC is tomorrow in Berlin."""
    assert values_in(FACTS, "en") == {
        "customer.name": "Mara Costa",
        "customer.first_name": "Mara",
        "customer.last_name": "Costa",
        "customer.salutation": "Dear Mara Costa",
        "ticket.number": "#10033",
        "ticket.subject": "Box arrived open",
        "order.number": "55-1203",
        "order.date": "Sunday, 15 November 2026",
        "order.total": "EUR 88.90",
        "order.state": "on its way",
        "parcel.carrier": "DHL",
        "parcel.tracking": "0034",
        "parcel.promised": "Tuesday, 24 November 2026",
        "parcel.last_scan": "Processed in Radefeld, Saturday, 21 November 2026",
        "product.name": "Arc lamp",
        "product.sku": "LMP-ARC",
        "return.number": "4",
        "refund.amount": "EUR 89.00",
        "complaint.remedy": "a new lamp",
        "agent.name": "Jonas Brandt",
        "agent.first_name": "Jonas",
        "agent.signature": "Jonas",
        "shop.name": "Lumen & Loom",
        "today": "Monday, 23 November 2026",
        "tomorrow": "Tuesday, 24 November 2026",
        "date.in_2_days": "Wednesday, 25 November 2026",
        "date.in_3_days": "Thursday, 26 November 2026",
        "date.in_7_days": "Monday, 30 November 2026",
        "date.in_14_days": "Monday, 7 December 2026",
    }
    assert set(values_in(FACTS, "en")) == set(PLACEHOLDERS)


@pytest.mark.parametrize(
    ("remedy", "value"),
    [
        ("换一盏新灯。", "换一盏新灯"),
        ("A new lamp,\nand EUR 10.", "A new lamp, and EUR 10"),
        ("x" * 121, None),
        (" ", None),
    ],
)
def test_a_remedy_stands_within_a_sentence_whole_or_not_at_all(remedy: str, value: str | None):
    assert values_in(TicketFacts(remedy=remedy), "en").get("complaint.remedy") == value


def test_words_are_the_answer_s_language():
    chinese = values_in(FACTS, "zh")
    assert chinese["order.total"] == "88.90 欧元"
    assert chinese["order.state"] == "运输中"
    assert chinese["product.name"] == "弧光灯"
    assert chinese["date.in_2_days"] == "2026年11月25日 周三"
    assert chinese["customer.salutation"] == "尊敬的Mara Costa"
    assert values_in(TicketFacts(), "zh") == {"customer.salutation": "尊敬的顾客"}
    assert values_in(TicketFacts(), "fr") == {}
    assert "order.state" not in values_in(FACTS, "fr")


def test_the_calendar_s_end_is_no_trouble():
    last = values_in(TicketFacts(now=datetime(9999, 12, 31, tzinfo=UTC)), "en")
    assert (last["today"], "tomorrow" in last) == ("Friday, 31 December 9999", False)


def test_the_shipped_answers_pass_the_gate_once_their_blanks_are_filled_in():
    """Of a whole ticket nothing but the writer's own blanks is left, and no answer is taken for something else."""
    money = MoneyFacts({"EUR": 20_000}, "EUR", paid=8_900, full=8_900)
    read = [
        answer for path in sorted((shipped_seeds() / "answers").glob("*.yaml")) for answer in read_answers(path).answers
    ]
    assert {"en", "zh"} <= {answer.language for answer in read}
    for answer in read:
        text = fill(answer.body, values_in(FACTS, answer.language), answer.language, answer="…")
        facts = ReplyFacts(names=("Mara Costa",), language=answer.language, money=money)
        assert {finding.code for finding in check_reply(text or "…", facts)} <= {"blank_left"}, answer.id
        assert len(blanks_in(text)) == len(blanks_in(answer.body)), answer.id
