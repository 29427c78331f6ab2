"""Answers in the store: versions, owners, permissions, and answers that come in many at a time."""

from dataclasses import replace

import pytest
from sqlalchemy import text
from tests.builders import assert_sound

from servicedesk.answers.answer import Answer
from servicedesk.clock import ManualClock
from servicedesk.desk.answers.editing import BATCH
from servicedesk.desk.desk import Desk, open_desk
from servicedesk.domain.errors import Forbidden, Invalid, NotFound, StaleAnswer
from servicedesk.domain.macros import ActionKind, MacroAction

PLAIN = Answer("DMG", "Money back", "en", "You get it back.", examples=("It broke.", "In pieces!"))
MINE = replace(PLAIN, owner="person:lin", title="Mine")


def sup(desk: Desk) -> Desk:
    return desk.acting_as("sup")


def including(code: str, *others: str) -> Answer:
    return Answer(code, f"About {code}", "en", code, actions=tuple(MacroAction(ActionKind.INCLUDE, o) for o in others))


def test_an_answer_is_kept_with_all_it_says(desk: Desk, clock: ManualClock):
    every = Answer(
        "Every.thing_1",
        "退款",
        "zh",
        "好的。\n\n{customer.name|您}",
        frozenset({"complaint", "return"}),
        frozenset({"decided"}),
        frozenset({"delivery"}),
        ("碎了", "broken"),
        frozenset({"decline"}),
        frozenset({"stuck"}),
        "Refunds/Late",
        actions=(MacroAction(ActionKind.STATUS, "resolved"), MacroAction(ActionKind.TAG, "refund")),
        examples=("到货碎了",),
    )
    view = sup(desk).answers.save(every)
    assert view.answer == replace(every, number=view.answer.number)
    assert (view.changed_at, view.changed_by, view.retired, view.mine) == (clock.now(), "sup", False, True)
    assert desk.answers.get(view.answer.number) == replace(view, mine=False)
    assert desk.answers.examples(view.answer.number) == ("到货碎了",)
    assert_sound(desk)


def test_every_change_is_a_version_that_can_be_restored(desk: Desk):
    answers = sup(desk).answers
    first = answers.save(PLAIN).answer
    second = answers.save(replace(first, body="You get all of it back."), version=1).answer
    assert (first.version, second.version) == (1, 2)
    assert answers.save(second, version=2).answer.version == 2
    assert [version.answer.body for version in answers.history(first.number)] == [second.body, first.body]
    back = answers.restore(first.number, 1).answer
    assert (back.version, back.body, back.examples) == (3, first.body, PLAIN.examples)
    with pytest.raises(NotFound):
        answers.restore(first.number, 9)
    assert_sound(desk)


def test_a_stale_save_is_refused(desk: Desk):
    answers = sup(desk).answers
    seen = answers.save(PLAIN).answer
    answers.save(replace(seen, title="Other"), version=1)
    with pytest.raises(StaleAnswer) as caught:
        answers.save(replace(seen, title="Third"), version=1)
    assert (caught.value.details["expected"], caught.value.details["actual"]) == (1, 2)
    assert answers.get(seen.number).answer.title == "Other"


def on_a_team(desk: Desk) -> Desk:
    """``tea``, an agent of the team ``care``."""
    boss = desk.acting_as("boss")
    boss.people.add_team("care")
    boss.people.add("tea", roles=("agent",), teams=("care",))
    return desk.acting_as("tea")


def test_one_s_own_stands_before_the_team_s_and_that_before_the_shared_one(desk: Desk):
    tea = on_a_team(desk)
    for owner in ("", "team:care"):
        sup(desk).answers.save(replace(PLAIN, owner=owner, title=owner or "shared"))
    assert [answer.title for answer in tea.answers.pair("dmg")] == ["team:care"]
    mine = tea.answers.save(replace(PLAIN, owner="person:tea", title="own"))
    assert [offer.answer.title for offer in tea.answers.shelf().find("dmg")] == ["own"]
    assert [offer.answer.title for offer in desk.answers.shelf().find("dmg")] == ["shared"]
    tea.answers.retire(mine.answer.number)
    assert [offer.answer.title for offer in tea.answers.shelf().find("dmg")] == ["team:care"]


def test_a_code_is_the_same_in_small_letters(desk: Desk):
    answers = sup(desk).answers
    answers.save(PLAIN)
    with pytest.raises(Invalid):
        answers.save(replace(PLAIN, code="dmg"))
    assert answers.take([replace(PLAIN, code="dmg", title="New")]).changed == 1
    assert [answer.code for answer in answers.pair("Dmg")] == ["dmg"]


def test_who_may_write_what(desk: Desk):
    tea, shared = on_a_team(desk), sup(desk).answers.save(PLAIN).answer
    own = tea.answers.save(replace(PLAIN, owner="person:tea")).answer
    tea.answers.save(replace(PLAIN, owner="team:care"))
    refused = [
        (tea, replace(shared, title="x")),
        (tea, replace(PLAIN, code="B", owner="person:lin")),
        (tea, replace(own, owner="")),
        (desk, replace(PLAIN, code="B", owner="team:care")),
        (desk.acting_as("nova"), replace(PLAIN, code="B", owner="person:nova")),
        (desk.acting_as("boss"), replace(PLAIN, code="B")),
    ]
    for who, answer in refused:
        with pytest.raises(Forbidden):
            who.answers.save(answer)
    with pytest.raises(Forbidden):
        tea.answers.retire(shared.number)
    with pytest.raises(NotFound):
        desk.answers.get(own.number)
    desk.acting_as("coach").answers.save(replace(shared, title="By the trainer"))
    tea.answers.save(replace(own, owner="team:care", code="MOVED"))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"code": "a b"}, "code"),
        ({"title": " "}, "title"),
        ({"language": "English"}, "language"),
        ({"body": ""}, "body"),
        ({"body": "x" * 1_000_000}, "body"),
        ({"body": "{customer.__class__}"}, "body"),
        ({"kinds": frozenset({"parcel"})}, "kinds"),
        ({"owner": "team:nobody"}, "owner"),
        ({"owner": "somebody"}, "owner"),
        ({"actions": (MacroAction(ActionKind.STATUS, "closed"),)}, "actions"),
        ({"actions": (MacroAction(ActionKind.INCLUDE, "dmg"),)}, "actions"),
    ],
)
def test_what_is_wrong_is_named_by_its_field(lite: Desk, change: dict[str, object], field: str):
    with pytest.raises(Invalid) as caught:
        sup(lite).answers.save(replace(PLAIN, **change))  # type: ignore[arg-type]
    assert caught.value.details["field"] == field
    assert lite.answers.all() == ()


def test_a_circle_of_macros_is_refused(lite: Desk):
    answers = sup(lite).answers
    answers.take([including("A", "B"), including("B", "C"), Answer("C", "c", "en", "c")])
    (third,) = answers.pair("C")
    with pytest.raises(Invalid) as caught:
        answers.save(replace(including("C", "a"), number=third.number))
    assert "C → A → B → C" in caught.value.message
    taken = answers.take([including("X", "Y"), including("Y", "X"), Answer("Z", "z", "en", "z")])
    assert (taken.added, [problem.field for problem in taken.problems]) == (1, ["actions", "actions"])
    answers.take([including("L", "M"), including("M", "N")])
    assert [problem.field for problem in answers.take([including("N", "L")]).problems] == ["actions"]


def test_what_is_included_comes_with_it(lite: Desk):
    tag = MacroAction(ActionKind.TAG, "refund")
    sup(lite).answers.take([including("A", "B"), replace(including("B"), actions=(tag,)), including("C", "GONE")])
    shelf = lite.answers.shelf()
    filled = shelf.filled(shelf.find("a")[0].answer, letter=True)
    assert (filled.text, filled.actions, len(filled.answers)) == ("B\n\nA", (tag,), 2)
    assert shelf.filled(lite.answers.pair("C")[0], letter=False).text == "C"


def test_retired_ones_stay_and_come_back(desk: Desk):
    answers = sup(desk).answers
    number = answers.save(PLAIN).answer.number
    assert answers.retire(number, version=1).retired
    assert answers.all() == ()
    assert [view.answer.number for view in answers.all(retired=True)] == [number]
    assert answers.shelf().find("dmg") == ()
    assert answers.bring_back(number).answer.version == 3
    assert [(v.version, v.retired) for v in answers.history(number)] == [(3, False), (2, True), (1, False)]
    assert_sound(desk)


def test_taken_in_what_is_wrong_is_named_and_the_rest_is_there(desk: Desk):
    answers = sup(desk).answers
    assert answers.take([PLAIN, replace(PLAIN, title="Again"), Answer("B", "b", "en", "{nobody}")]).added == 1
    taken = answers.take([PLAIN, Answer("C", "c", "en", "c")])
    assert (taken.added, taken.changed, taken.unchanged) == (1, 0, 1)
    taken = answers.take([replace(PLAIN, examples=("Another.",)), Answer("C", "cc", "en", "c")], replace=False)
    assert (taken.added, taken.changed, taken.unchanged) == (0, 0, 2)
    trial = answers.take([replace(PLAIN, title="Trial"), Answer("D", "d", "en", "d")], dry_run=True)
    assert (trial.added, trial.changed) == (1, 1)
    assert {view.answer.title for view in answers.all()} == {"Money back", "c"}
    refused = desk.answers.take([Answer("E", "e", "en", "e"), replace(PLAIN, owner="person:lin")])
    assert (refused.added, [problem.field for problem in refused.problems]) == (1, ["owner"])
    assert_sound(desk)


def test_one_code_twice_is_named_over_batches_too(lite: Desk):
    many = [Answer(f"A{n}", f"About {n}", "en", "x") for n in range(BATCH)]
    taken = sup(lite).answers.take([*many, replace(many[0], title="Twice")])
    assert (taken.added, taken.changed) == (BATCH, 0)
    assert [problem.code for problem in taken.problems] == ["A0"]


def test_a_broken_row_breaks_no_list(desk: Desk):
    answers = sup(desk).answers
    answers.take([PLAIN, Answer("B", "b", "en", "b")])
    with desk._work.store.transaction() as connection:
        connection.execute(text("UPDATE answer_versions SET content = '{\"code\": 5' WHERE answer_id = 1"))
    assert [view.answer.code for view in desk.answers.all()] == ["B"]
    assert [offer.answer.code for offer in desk.answers.shelf().find("b")] == ["B"]
    with pytest.raises(NotFound):
        desk.answers.get(1)
    assert desk.answers.history(1) == ()
    (problem,) = sup(desk).proof.verify().problems
    assert (problem.stream, problem.problem) == ("answer:1", "version 1 was altered")
    assert answers.take([PLAIN]).changed == 1


def test_verify_sees_an_answer_changed_behind_its_back(desk: Desk):
    sup(desk).answers.take([PLAIN, Answer("B", "b", "en", "b")])
    with desk._work.store.transaction() as connection:
        connection.execute(text("UPDATE answers SET owner = 'person:lin' WHERE id = 1"))
        connection.execute(text("UPDATE answers SET retired_at = 1 WHERE id = 2"))
    told = {(problem.stream, problem.problem) for problem in sup(desk).proof.verify().problems}
    assert told == {
        ("answer:1", "code, language or owner differ from its events"),
        ("answer:2", "whether it is in use differs from its events"),
    }


def test_two_at_once_get_an_order(desk: Desk, url: str, clock: ManualClock):
    other = open_desk(url, clock=clock, handle="sup", via="test")
    other.answers.save(PLAIN)
    assert desk.answers.shelf().find("dmg")[0].answer.title == "Money back"
    desk.answers.save(MINE)
    assert desk.answers.shelf().find("dmg")[0].answer.title == "Mine"
    assert other.answers.shelf().find("dmg")[0].answer.title == "Money back"
    other.close()
