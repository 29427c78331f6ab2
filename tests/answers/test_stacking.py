"""Several answers in one reply, and which of them still stand in it."""

from hypothesis import given
from hypothesis import strategies as st

from servicedesk.answers.filled import Filled
from servicedesk.answers.stacking import Placed, stacked, standing, together
from servicedesk.domain.macros import ActionKind, MacroAction
from servicedesk.domain.used_answers import UsedAnswer

PHOTOS = "Could you send us three photos of the damage, the carton and the label?"
REFUND = "We are paying you back in full, to the card or account you paid with."
RESOLVED = MacroAction(ActionKind.STATUS, "resolved")
HOLD = MacroAction(ActionKind.STATUS, "on_hold")
TAG = MacroAction(ActionKind.TAG, "photos")


def placed(text: str, number: int = 1, *actions: MacroAction) -> Placed:
    return Placed(text, (UsedAnswer(number, 1),), actions, f"A-{number}")


def test_later_ones_stand_within_the_letter_of_the_first() -> None:
    first = Filled("Hello Mara,\n\nOne.\n\nKind regards\nLin", len("Hello Mara,\n\nOne."), (UsedAnswer(1, 1),))
    both = stacked([first, Filled("Two.", 4, (UsedAnswer(2, 3),), (TAG,))])
    assert both.text == "Hello Mara,\n\nOne.\n\nTwo.\n\nKind regards\nLin"
    assert both.text[: both.caret].endswith("Two.")
    assert both.answers == (UsedAnswer(1, 1), UsedAnswer(2, 3))
    assert both.actions == (TAG,)


def test_one_is_itself() -> None:
    only = Filled("One.", 4, (UsedAnswer(1, 1),))
    assert stacked([only]) == only


def test_a_reworded_answer_stands_and_a_deleted_one_does_not() -> None:
    reworded = PHOTOS.replace("three photos", "two or three pictures") + " Thank you!"
    assert standing([placed(PHOTOS), placed(REFUND, 2)], reworded) == (placed(PHOTOS),)
    assert standing([placed(PHOTOS)], "") == ()
    assert standing([placed("请发三张照片：损坏处、整个纸箱和面单。")], "您好，请发三张照片：损坏处、整个纸箱。")


def test_what_a_stored_draft_knows_stands_while_there_is_text() -> None:
    kept = placed("")
    assert standing([kept], "anything") == (kept,)
    assert standing([kept], " \n") == ()


@given(st.text(min_size=1), st.text())
def test_an_answer_stands_in_itself_whatever_is_around_it(text: str, more: str) -> None:
    if text.strip():
        assert standing([placed(text)], f"{more}\n{text}")


def test_of_two_statuses_the_later_counts() -> None:
    found = together([placed("a", 1, RESOLVED, TAG), placed("b", 2, HOLD)])
    assert found.actions == (TAG, HOLD)
    assert found.answers == (UsedAnswer(1, 1), UsedAnswer(2, 1))
