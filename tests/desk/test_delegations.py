"""Standing in: who may, until when, on whose record, and that four eyes stay four."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import text
from tests.builders import DAY, HOUR, NOON, assert_sound
from tests.desk.approval_cases import about, asked, with_orders

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk
from servicedesk.desk.standing_in import stands_in_for
from servicedesk.desk.workflow_views import DelegationView
from servicedesk.domain.approving.errors import MayNotDecide
from servicedesk.domain.errors import Forbidden, Invalid, NotFound, Refused
from servicedesk.store import people


@pytest.fixture
def shop(desk: Desk) -> Desk:
    return with_orders(desk)


@pytest.fixture
def lean(lite: Desk) -> Desk:
    return with_orders(lite)


def away(desk: Desk, who: str = "sup", to: str = "ana", until: datetime = NOON + DAY) -> DelegationView:
    """``to`` stands in for ``who``."""
    return desk.acting_as(who).delegations.give(to, until)


def people_in_for(desk: Desk, handle: str) -> list[str]:
    """Whom somebody stands in for now."""
    with desk._work.store.read() as connection:
        handles = {row["id"]: row["handle"] for row in people.everybody(connection)}
        me = next(number for number, name in handles.items() if name == handle)
        return [handles[number] for number in stands_in_for(connection, me, desk.clock.now())]


def test_a_delegate_decides_on_behalf_and_that_is_recorded(shop: Desk):
    given = away(shop)
    assert (given.giver, given.to, given.since, given.until, given.in_force) == ("sup", "ana", NOON, NOON + DAY, True)
    view, ana = asked(shop, about(shop), 70_000), shop.acting_as("ana")
    assert ana.approvals.get(view.id).mine
    assert [row.id for row in ana.queue.page("approval:me").rows] == [view.ticket_id]
    ana.approvals.approve(view.id)
    decided = shop.approvals.get(view.id)
    assert (decided.decided_by, decided.on_behalf_of, decided.granted) == ("ana", "sup", 70_000)
    assert_sound(shop)


def test_ones_own_role_comes_first(lean: Desk):
    away(lean, to="spec")
    spec, within = lean.acting_as("spec"), asked(lean, about(lean), 40_000)
    spec.approvals.approve(within.id)
    assert lean.approvals.get(within.id).on_behalf_of is None
    beyond = asked(lean, about(lean, None), 60_000, "compensation")
    spec.approvals.approve(beyond.id)
    assert lean.approvals.get(beyond.id).on_behalf_of == "sup"


def test_it_holds_for_its_time_only(lean: Desk, clock: ManualClock):
    lean.acting_as("sup").delegations.give("ana", NOON + 2 * HOUR, since=NOON + HOUR)
    view, ana = asked(lean, about(lean)), lean.acting_as("ana").approvals
    seen = []
    for at in (NOON, NOON + HOUR, NOON + 2 * HOUR):
        clock.set(at)
        seen.append((people_in_for(lean, "ana"), ana.get(view.id).mine))
    assert seen == [([], False), (["sup"], True), ([], False)]
    with pytest.raises(MayNotDecide):
        ana.approve(view.id)


def test_four_eyes_stay_four_when_roles_are_lent(lean: Desk):
    """The asker neither decides by a lent role, nor does anybody by the asker's."""
    away(lean, to="lin")
    view = asked(lean, about(lean))
    with pytest.raises(MayNotDecide) as own:
        lean.approvals.approve(view.id)
    assert own.value.details["why"] == "own"
    sup = lean.acting_as("sup")
    sup.approvals.set_limits("supervisor EUR 300")
    away(lean, to="ana")
    theirs = asked(sup, about(lean, None), 50_000, "compensation")
    with pytest.raises(MayNotDecide) as lent:
        lean.acting_as("ana").approvals.approve(theirs.id)
    assert lent.value.details["why"] == "role"


def test_a_delegation_is_not_lent_on(lean: Desk):
    away(lean, to="ana")
    away(lean, who="ana", to="spec")
    view = asked(lean, about(lean), 60_000)
    assert lean.acting_as("spec").approvals.get(view.id).why_not == "limit"
    assert people_in_for(lean, "spec") == ["ana"]


def test_it_is_ended_by_either_side_or_from_above(shop: Desk, clock: ManualClock):
    for who in ("sup", "ana", "boss"):
        number = away(shop).id
        clock.advance(HOUR)
        ended = shop.acting_as(who).delegations.end(number)
        assert (ended.in_force, ended.until) == (False, clock.now())
        with pytest.raises(Refused, match="over already"):
            shop.acting_as(who).delegations.end(number)
        assert people_in_for(shop, "ana") == []
    with pytest.raises(Forbidden):
        shop.delegations.end(away(shop).id)
    with pytest.raises(NotFound):
        shop.delegations.end(999)
    assert_sound(shop)


def test_for_others_it_takes_a_supervisor_or_an_admin(lean: Desk):
    with pytest.raises(Forbidden):
        lean.delegations.give("ana", NOON + DAY, for_="sup")
    assert lean.acting_as("boss").delegations.give("ana", NOON + DAY, for_="sup").giver == "sup"
    assert lean.acting_as("sup").delegations.give("lin", NOON + DAY, for_="spec").giver == "spec"
    assert [(one.giver, one.to) for one in lean.delegations.in_force()] == [("sup", "ana"), ("spec", "lin")]


@pytest.mark.parametrize(
    ("act", "error"),
    [
        (lambda d: d.delegations.give("lin", NOON + DAY), Invalid),
        (lambda d: d.delegations.give("ana", NOON), Invalid),
        (lambda d: d.delegations.give("ana", NOON + HOUR, since=NOON + 2 * HOUR), Invalid),
        (lambda d: d.delegations.give("ana", datetime(2027, 1, 1)), Invalid),  # noqa: DTZ001
        (lambda d: d.delegations.give("ana", NOON + DAY, since=datetime(2026, 12, 1)), Invalid),  # noqa: DTZ001
        (lambda d: d.delegations.give("nobody", NOON + DAY), NotFound),
        (lambda d: d.delegations.give("nova", NOON + DAY), Refused),
        (lambda d: d.delegations.give("boss", NOON + DAY), Refused),
        (lambda d: d.acting_as("nova").delegations.give("ana", NOON + DAY), Forbidden),
        (lambda d: d.acting_as("boss").delegations.give("ana", NOON + DAY), Refused),
    ],
)
def test_what_can_not_be_lent(lite: Desk, act: Callable[[Desk], object], error: type[Exception]):
    with pytest.raises(error):
        act(lite)
    assert lite.delegations.in_force() == ()
    assert_sound(lite)


def test_the_same_two_have_one_at_a_time(lean: Desk, clock: ManualClock):
    number = away(lean).id
    with pytest.raises(Refused) as refused:
        away(lean, until=NOON + HOUR)
    assert refused.value.details["delegation"] == number
    clock.advance(DAY)
    away(lean, until=NOON + 2 * DAY)


def test_who_has_left_lends_nothing(lean: Desk):
    away(lean)
    with lean._work.store.transaction() as connection:
        row = people.by_handle(connection, "sup")
        assert row is not None
        people.change(connection, row["id"], {"active": False})
    assert people_in_for(lean, "ana") == []


def test_verify_finds_altered_lost_and_invented_ones(lean: Desk):
    away(lean)
    for statement in (
        "UPDATE delegations SET until_at = until_at + 1000000",
        "DELETE FROM delegations",
        "INSERT INTO delegations (id, person_id, to_id, from_at, until_at) VALUES (9, 3, 4, 0, 9)",
    ):
        with lean._work.store.transaction() as connection:
            connection.execute(text(statement))
        problems = lean.acting_as("sup").proof.verify().problems
        assert any("delegation" in problem.problem for problem in problems), statement


def test_rows_are_what_the_stream_says_after_any_order_of_giving_and_ending(lean: Desk, clock: ManualClock):
    numbers = [away(lean, to=to).id for to in ("ana", "lin", "spec")]
    clock.advance(HOUR)
    lean.acting_as("sup").delegations.end(numbers[1])
    away(lean, to="lin")
    assert [one.to for one in lean.delegations.in_force()] == ["ana", "spec", "lin"]
    assert_sound(lean)
