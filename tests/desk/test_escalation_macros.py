"""A macro escalates: to whom it says, with reason and evidence as they would be proposed."""

import pytest
from tests.builders import assert_sound, opened
from tests.desk.escalation_cases import hire_helpers, last, sent

from servicedesk.answers.answer import Answer
from servicedesk.answers.files.reading import parse_answers
from servicedesk.answers.soundness import faults
from servicedesk.desk.desk import Desk
from servicedesk.domain.errors import Refused
from servicedesk.domain.macros import ActionKind, MacroAction

TO_FREIGHT = MacroAction(ActionKind.ESCALATE, "skill:logistics")
TAG = MacroAction(ActionKind.TAG, "freight")


@pytest.fixture
def shop(lite: Desk) -> Desk:
    hire_helpers(lite)
    return lite


def test_with_a_reply(shop: Desk):
    ticket = opened(shop, subject="Where is my parcel")
    shop.conversation.reply(ticket, "I ask our freight desk.", actions=[TO_FREIGHT, TAG], grace=0)
    one = last(shop, ticket)
    assert (one.skill, one.reason, one.sender) == ("logistics", "expertise", "lin")
    assert "Answered once" in one.tried, "the reply itself is evidence"
    assert "where the parcel is" in one.wanted
    assert_sound(shop)


def test_by_itself_and_undone_as_one(shop: Desk):
    ticket = opened(shop)
    shop.handling.macro(ticket, [TO_FREIGHT, TAG])
    assert last(shop, ticket).state == "open"
    shop.history.undo()
    assert shop.escalations.of_ticket(ticket) == ()
    assert shop.tickets.show(ticket).tags == ()
    assert_sound(shop)


def test_one_that_is_open_stays(shop: Desk):
    ticket = opened(shop)
    before = sent(shop, ticket, "supervisor")
    shop.handling.macro(ticket, [TO_FREIGHT, TAG])
    assert shop.escalations.of_ticket(ticket) == (before,)


def test_what_can_not_be_sent_is_named(shop: Desk):
    ticket = opened(shop)
    nobody = MacroAction(ActionKind.ESCALATE, "person:lin")
    with pytest.raises(Refused) as error:
        shop.handling.macro(ticket, [TAG, nobody])
    assert error.value.details["action"] == {"what": "escalate", "value": "person:lin"}
    assert shop.tickets.show(ticket).tags == ()


@pytest.mark.parametrize("value", ["supervisor", "skill:logistics", "team:care", "person:ana"])
def test_files_know_it(value: str):
    text = f"- code: ESC\n  title: Ask\n  body: We ask.\n  actions:\n    - escalate: {value}\n"
    (answer,) = parse_answers(text.encode(), "a.yaml", "yaml").answers
    assert answer.actions == (MacroAction(ActionKind.ESCALATE, value),)
    assert list(faults(answer)) == []


@pytest.mark.parametrize("value", ["boss", "skill:", "skill", "supervisor:x"])
def test_a_target_that_is_none_is_a_fault(value: str):
    answer = Answer("ESC", "Ask", "en", "We ask.", actions=(MacroAction(ActionKind.ESCALATE, value),))
    (fault,) = faults(answer)
    assert fault.field == "actions"
    assert "skill:NAME" in fault.reason
