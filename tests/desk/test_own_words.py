"""A paragraph typed for the third time is worth keeping as an answer."""

import pytest
from tests.builders import opened

from servicedesk.answers.answer import Answer
from servicedesk.desk.desk import Desk
from servicedesk.domain.own_words import lasting, own_paragraphs

TOLD = "Please take the battery out, wait for {n} minutes and put it back in; the lamp starts afresh then."


def letter(name: str, minutes: int) -> str:
    return f"Hello {name},\n\n{TOLD.format(n=minutes)}\n\nKind regards\nLin"


def sent(desk: Desk, name: str, minutes: int) -> tuple[str, ...]:
    text = letter(name, minutes)
    ticket = opened(desk, name=name, customer=f"{name.lower()}@example.com")
    desk.conversation.reply(ticket, text, grace=0)
    return desk.answers.typed(text)


def test_the_third_time_is_told(desk: Desk):
    assert sent(desk, "Mara", 5) == ()
    assert sent(desk, "Tom", 10) == ()
    assert sent(desk, "Ann-Kathrin", 15) == (TOLD.format(n=15),)
    assert desk.acting_as("ana").answers.typed(letter("Mara", 5)) == ()


def test_once_dismissed_it_is_never_told_again(desk: Desk):
    for minutes in (1, 2, 3):
        sent(desk, "Mara", minutes)
    desk.answers.dismiss(TOLD.format(n=7))
    assert sent(desk, "Mara", 4) == ()


def test_what_an_answer_says_already_is_not_told(lite: Desk):
    body = f"{{customer.name}}, {TOLD.format(n=5)}"
    lite.answers.save(Answer("BAT", "Battery", "en", body, owner="person:lin"))
    for minutes in (1, 2):
        sent(lite, "Mara", minutes)
    assert sent(lite, "Mara", 3) == ()


def test_a_recalled_reply_was_not_sent(desk: Desk):
    for minutes in (1, 2):
        sent(desk, "Mara", minutes)
    text = letter("Mara", 3)
    desk.conversation.reply(opened(desk), text)
    assert desk.answers.typed(text) != ()
    desk.history.undo()
    assert desk.answers.typed(text) == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("We told Mara on 3 May that it comes.", "We told Tom on 14 June that it comes."),
        ("王女士，您好！请您稍等。", "李先生，您好！请您稍等。"),
        ("It costs 12.50 EUR", "It costs 9.00 EUR"),
    ],
)
def test_names_and_numbers_do_not_count(one: str, other: str):
    assert lasting(one) == lasting(other)


def test_short_ones_greetings_and_quotes_are_none():
    greeted = "Dear Mara Costa, good morning to you and to all of yours,\n" + TOLD
    assert own_paragraphs(f"Thanks!\n\n> {TOLD}") == ()
    assert [paragraph.text for paragraph in own_paragraphs(f"{greeted}\n\n{TOLD}")] == [TOLD]
