"""The answers of a desk: filled in from the ticket, ranked by what it is and by what worked before."""

import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.builders import complaint_at, opened

from servicedesk.answers.answer import LETTER, Answer, Offer, Reason
from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk
from servicedesk.domain.used_answers import UsedAnswer

STOCK = (
    Answer(LETTER, "Greeting and closing", "en", "Hello {customer.name},\n\n{answer}\n\nKind regards\n{agent.name}"),
    Answer("TRK", "Where it is", "en", "{order.number} is on its way.", words=("where is",)),
    Answer("COM", "We decided", "en", "Ticket {ticket.number}.", frozenset({"complaint"}), frozenset({"decided"})),
    Answer("TRK", "物流查询", "zh", "已经发出。", words=("到哪了",)),
)


@pytest.fixture
def stocked(lite: Desk) -> Desk:
    assert lite.acting_as("sup").answers.take(STOCK).added == len(STOCK)
    return lite


def test_a_store_begins_without_answers(lite: Desk):
    assert lite.answers.shelf(opened(lite)).find("") == ()
    assert lite.answers.all() == ()


def test_the_ticket_fills_them_in(stocked: Desk):
    number = opened(stocked, "Where is my parcel?", language="en", name="Mara Costa")
    shelf = stocked.answers.shelf(number)
    best = shelf.find("")[0]
    assert best.answer.code == "TRK"
    assert {"word", "learnt"} <= {reason.what for reason in best.why}
    filled = shelf.filled(best.answer, letter=True)
    assert filled.text == "Hello Mara Costa,\n\n[[order]] is on its way.\n\nKind regards\nLin"
    assert filled.answers == (UsedAnswer(best.answer.number, 1),)
    assert f"#{number}" in shelf.filled(shelf.find("com")[0].answer, letter=False).text


def test_the_stage_of_a_complaint_counts(stocked: Desk):
    number = complaint_at(stocked, "decided", language="en")
    assert "decided" in [reason.detail for reason in stocked.answers.shelf(number).find("")[0].why]


def test_an_address_is_no_name(stocked: Desk):
    shelf = stocked.answers.shelf(opened(stocked, "Hello", name="mara@example.com", language="en"))
    assert "Hello [[name]]," in shelf.filled(shelf.find("")[0].answer, letter=True).text


def test_without_a_ticket_only_what_is_typed_counts(stocked: Desk):
    assert stocked.answers.shelf().find("trk")[0].score == 100


def test_chinese_titles_are_found_by_pinyin(stocked: Desk):
    assert stocked.answers.shelf().find("wlcx")[0].answer.title == "物流查询"


def test_a_change_by_another_process_counts_from_the_next_look_on(stocked: Desk):
    before = stocked.answers.shelf()
    assert stocked.answers.shelf()._stock is before._stock
    other = stocked.acting_as("sup").answers
    other.save(Answer("NEW", "Something new", "en", "x"))
    assert stocked.answers.shelf().find("new")[0].answer.title == "Something new"
    other.retire(other.pair("NEW")[0].number)
    assert "NEW" not in [offer.answer.code for offer in stocked.answers.shelf().find("new")]


def test_what_worked_before_is_told_and_counts(stocked: Desk, clock: ManualClock):
    sup = stocked.acting_as("sup").answers
    (other,) = (view.answer for view in sup.all() if view.answer.code == "COM")
    for _ in range(6):
        ticket = opened(stocked, language="en")
        used = (UsedAnswer(other.number, 1),)
        stocked.conversation.reply(ticket, "We decided.", grace=0, then="resolved", answers=used)
    stocked.conversation.message(ticket, "That is not what I asked for!")
    clock.advance(timedelta(minutes=2))
    view = stocked.answers.get(other.number)
    assert (view.uses, view.settled, view.reopened) == (6, 6, 1)
    found = stocked.answers.shelf(opened(stocked, language="en")).find("com")[0]
    assert Reason("uses", "6") in found.why


def test_an_undone_resolution_settled_nothing(stocked: Desk):
    (answer,) = stocked.answers.pair("COM")
    ticket = opened(stocked, language="en")
    stocked.conversation.reply(ticket, "We decided.", grace=0, answers=[UsedAnswer(answer.number, 1)])
    done = stocked.handling.status(ticket, "resolved")
    assert stocked.answers.get(answer.number).settled == 1
    stocked.history.undo(done.act_id)
    assert stocked.answers.get(answer.number).settled == 0


TOLD = {
    "LATE": ("My parcel has not moved for a week.", "The tracking stands still, where is my parcel?"),
    "TWICE": ("You charged my card twice.", "I was billed two times for one order, give it back."),
    "COLOUR": ("Does the lamp come in blue?", "Which colours are there of this lamp?"),
}


@pytest.fixture
def taught(lite: Desk) -> Desk:
    """Answers with examples, in English; the one about charges in Chinese too."""
    answers = [Answer(code, code.title(), "en", code, examples=told) for code, told in TOLD.items()]
    lite.acting_as("sup").answers.take([*answers, Answer("TWICE", "重复扣款", "zh", "好的。")])
    return lite


def codes(offers: Sequence[Offer]) -> list[str]:
    return [offer.answer.id for offer in offers]


def test_a_message_suggests_the_answer_that_others_like_it_got(taught: Desk):
    (first, *_) = taught.answers.suggest(text="My card was charged twice for one order!")
    assert first.answer.id == "en:TWICE"
    assert first.why[0] == Reason("learnt", str(first.score))
    assert taught.answers.suggest(text="") == ()


def test_the_answer_in_the_ticket_s_language_is_suggested(taught: Desk):
    ticket = opened(taught, "My card was charged twice for one order!", language="zh")
    assert codes(taught.answers.suggest(ticket_id=ticket))[0] == "zh:TWICE"
    best = taught.answers.shelf(ticket).find("")[0]
    assert (best.answer.id, best.why[0].what) == ("zh:TWICE", "learnt")


def test_what_agents_choose_is_learned_without_a_restart(taught: Desk):
    sup = taught.acting_as("sup").answers
    sup.take([Answer("NEW", "Brand new", "en", "x")])
    (chosen,) = sup.pair("NEW")
    for n in range(4):
        asked = f"The heater smells of burnt plastic, number {n}"
        ticket = opened(taught, asked, language="en")
        taught.conversation.reply(ticket, "x", grace=0, answers=[UsedAnswer(chosen.number, 1)])
    assert codes(taught.answers.suggest(text="My heater smells burnt"))[0] == "en:NEW"


def test_a_reply_that_has_not_left_teaches_nothing(taught: Desk):
    sup = taught.acting_as("sup").answers
    sup.take([Answer("NEW", "Brand new", "en", "x")])
    (chosen,) = sup.pair("NEW")
    ticket = opened(taught, "The heater smells of burnt plastic", language="en")
    taught.conversation.reply(ticket, "x", answers=[UsedAnswer(chosen.number, 1)])
    assert "en:NEW" not in codes(taught.answers.suggest(text="The heater smells of burnt plastic"))


def test_what_is_retired_is_suggested_no_more(taught: Desk):
    assert "en:TWICE" in codes(taught.answers.suggest(text="You charged my card twice."))
    sup = taught.acting_as("sup").answers
    for answer in sup.pair("TWICE"):
        sup.retire(answer.number)
    assert "en:TWICE" not in codes(taught.answers.suggest(text="You charged my card twice."))


def test_a_new_code_and_an_example_less_count_at_once(taught: Desk):
    asked = "You charged my card twice."
    assert codes(taught.answers.suggest(text=asked))[0] == "en:TWICE"
    sup = taught.acting_as("sup").answers
    english, chinese = sup.pair("TWICE")
    sup.save(replace(sup.get(english.number).answer, code="CHARGED"))
    assert codes(taught.answers.suggest(text=asked))[0] == "en:CHARGED"
    sup.save(replace(sup.pair("CHARGED")[0], title="Something else", body="Here you are.", examples=()))
    assert "en:CHARGED" not in codes(taught.answers.suggest(text=asked))
    assert chinese.language == "zh"


def test_a_console_does_not_wait_for_learning(taught: Desk):
    console = taught.acting_as("lin", via="console")
    ticket = opened(taught, "You charged my card twice.", language="en")
    console.answers.shelf(ticket)
    console.answers._learning._behind.join()
    assert console.answers.shelf(ticket).find("")[0].why[0].what == "learnt"


def test_a_large_stock_is_built_again_behind_a_console(taught: Desk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("servicedesk.desk.answers.stocks.SMALL", 0)
    console = taught.acting_as("lin", via="console").answers
    assert console.shelf().find("late")
    (late,) = console.pair("LATE")
    taught.acting_as("sup").answers.save(replace(late, title="Much too late"))
    assert console.shelf().find("late")[0].answer.title == "Late"
    for thread in threading.enumerate():
        if thread.name == "stock":
            thread.join()
    assert console.shelf().find("late")[0].answer.title == "Much too late"
