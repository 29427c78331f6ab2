"""The floor on a stored shop: who is here, what will be late, moving tickets and taking that back."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from shutil import copytree

import pytest
from tests.builders import HOUR, MINUTE, NOON, assert_sound, ids, opened

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk
from servicedesk.desk.floor.simulating import check_forecasts
from servicedesk.desk.floor.views import FloorView, Intervention, Load
from servicedesk.domain.errors import Forbidden, Invalid, NotFound, Refused
from servicedesk.domain.together import Doing
from servicedesk.paths import shipped_seeds

POLICIES = """\
calendars:
  always: {timezone: UTC, week: 24/7}
policies:
  - {name: urgent, when: {priority: urgent}, calendar: always, targets: {first_response: 1h, next_response: 1h}}
  - {name: others, calendar: always, targets: {first_response: 3h, next_response: 3h, resolution: 30d}}
"""


@pytest.fixture
def floor(desk: Desk, tmp_path: Path) -> Desk:
    """A supervisor's desk in a shop with promises: an hour for what is urgent, three for the rest."""
    file = tmp_path / "policies.yaml"
    file.write_text(POLICIES, encoding="utf-8")
    supervisor = desk.acting_as("sup")
    supervisor.policies.set([file])
    return supervisor


def arrive(desk: Desk, *handles: str) -> None:
    """Consoles of these people are running."""
    for handle in handles:
        desk.acting_as(handle).presence.tell(f"console of {handle}", None, Doing.LOOKING)


def given(desk: Desk, handle: str | None, count: int, **facts: object) -> list[int]:
    """So many new tickets in somebody's hands."""
    numbers = [opened(desk, customer=None, name=None, **facts) for _ in range(count)]
    if handle is not None:
        for number in numbers:
            desk.assignment.assign(number, handle)
    return numbers


def load_of(view: FloorView, handle: str) -> Load:
    return next(one for one in view.load if one.handle == handle)


def later(clock: ManualClock, desk: Desk, by: timedelta, *here: str) -> None:
    """Time passes, long enough for acts to be long ago; these people's consoles still run."""
    clock.advance(by)
    arrive(desk, *here)


def test_an_empty_shop(floor: Desk) -> None:
    view = floor.floor.now()
    assert (view.forecast.breaches, view.forecast.low, view.forecast.high) == (0, 0, 0)
    assert (view.interventions, view.live, view.overdue, view.at_risk) == ((), 0, 0, 0)
    assert view.forecast.until == NOON + 4 * HOUR
    assert view.swept_at is None
    floor.upkeep.sweep()
    assert floor.floor.now().swept_at == NOON


def test_without_policies_nothing_is_promised(desk: Desk) -> None:
    supervisor = desk.acting_as("sup")
    given(supervisor, "ana", 3)
    view = supervisor.floor.now()
    assert (view.forecast.breaches, view.overdue, view.live) == (0, 0, 3)


def test_only_supervisors_see_the_floor_and_everybody_their_own(floor: Desk, clock: ManualClock) -> None:
    mine = given(floor, "lin", 2, priority="urgent")
    later(clock, floor, HOUR / 2, "ana")
    for handle in ("lin", "nova", "boss"):
        with pytest.raises(Forbidden):
            floor.acting_as(handle).floor.now()
    figures = floor.acting_as("lin").floor.mine()
    assert (figures.load.handle, figures.load.live, figures.load.waiting, figures.load.due_soon) == ("lin", 2, 2, 2)
    assert figures.load.per_hour is None
    assert list(figures.late) == mine
    with pytest.raises(Forbidden):
        floor.acting_as("nova").floor.mine()


def test_who_made_the_store_is_nobody_of_the_floor_but_has_figures(floor: Desk) -> None:
    root = floor.acting_as("root")
    arrive(floor, "root")
    view = root.floor.now()
    assert "root" not in {load.handle for load in view.load}
    assert view.forecast.here == 0
    assert root.floor.mine().load.live == 0


def test_who_is_here_on_a_break_and_gone(floor: Desk, clock: ManualClock) -> None:
    given(floor, "lin", 1)
    later(clock, floor, HOUR, "lin", "ana")
    floor.acting_as("ana").shifts.start_break()
    view = floor.floor.now()
    assert (view.forecast.people, view.forecast.here, view.forecast.on_break) == (4, 1, 1)
    assert [load_of(view, handle).state for handle in ("lin", "ana", "spec", "sup")] == [
        "here",
        "break",
        "gone",
        "gone",
    ]
    clock.advance(MINUTE)
    assert floor.floor.now().forecast.here == 0
    floor.acting_as("spec").conversation.note(given(floor, None, 1)[0], "Looked at it.")
    view = floor.floor.now()
    assert load_of(view, "spec").state == "here"


def test_tickets_of_somebody_gone_are_moved_and_the_move_is_taken_back(floor: Desk, clock: ManualClock) -> None:
    mine = given(floor, "ana", 3, priority="urgent", kind="return")
    later(clock, floor, HOUR / 2 + MINUTE, "lin")
    view = floor.floor.now()
    assert view.forecast.tickets == tuple(mine)
    assert (view.forecast.breaches, load_of(view, "ana").breaches_ahead) == (3, 3)
    (step,) = view.interventions
    assert (step.what, step.kind, step.source, step.target, step.saves) == ("move", "return", "ana", "lin", 2)
    assert (step.tickets, step.by) == (tuple(mine[:2]), NOON + HOUR)
    effect = floor.floor.effect(step)
    assert (effect.before.breaches, effect.after.breaches, effect.saved, effect.lost) == (3, 1, step.tickets, ())
    assert [one.before for one in effect.tickets] == [None, None]
    assert [one.after for one in effect.tickets] == [clock.now() + 10 * MINUTE, clock.now() + 20 * MINUTE]
    assert {floor.queue.row(number).assignee for number in mine} == {"ana"}
    done = floor.floor.do(step)
    assert (done.done, done.failed) == (step.tickets, ())
    assert [floor.queue.row(number).assignee for number in mine] == ["lin", "lin", "ana"]
    assert floor.floor.now().forecast.breaches == 1
    floor.history.undo()
    assert {floor.queue.row(number).assignee for number in mine} == {"ana"}
    assert_sound(floor)


def test_nobodys_tickets_are_assigned(floor: Desk, clock: ManualClock) -> None:
    given(floor, "lin", 5)
    urgent = given(floor, None, 2, priority="urgent")
    later(clock, floor, HOUR / 2 + MINUTE, "lin")
    (step,) = floor.floor.now().interventions
    assert (step.what, step.source, step.target, list(step.tickets)) == ("assign", None, "lin", urgent)
    assert floor.floor.do(step).done == tuple(urgent)


def test_a_ticket_that_changed_meanwhile_is_left_and_told(floor: Desk, clock: ManualClock) -> None:
    mine = given(floor, "ana", 3, priority="urgent")
    later(clock, floor, HOUR / 3, "lin")
    (step,) = floor.floor.now().interventions
    assert len(step.tickets) == 3
    floor.acting_as("ana").conversation.note(mine[0], "I have it.")
    floor.assignment.assign(mine[1], "spec")
    arrive(floor, "lin")
    effect = floor.floor.effect(step)
    assert effect.stale == tuple(mine[:2])
    assert [one.ticket for one in effect.tickets] == [mine[2]]
    done = floor.floor.do(step)
    assert (done.done, [failure.ticket for failure in done.failed]) == ((mine[2],), mine[:2])
    assert [floor.queue.row(number).assignee for number in mine] == ["ana", "spec", "lin"]


def test_a_warning_noted_meanwhile_makes_nothing_stale(floor: Desk, clock: ManualClock) -> None:
    given(floor, "ana", 2, priority="urgent")
    later(clock, floor, 40 * MINUTE, "lin")
    (step,) = floor.floor.now().interventions
    clock.advance(6 * MINUTE)
    assert floor.upkeep.sweep().noted.warnings == 2
    assert floor.floor.effect(step).stale == ()
    assert floor.floor.do(step).done == step.tickets


def test_what_can_only_be_said_and_what_is_no_step(floor: Desk, clock: ManualClock) -> None:
    (number,) = given(floor, "ana", 1)
    version = floor.queue.row(number).version
    talk = Intervention("talk", (number,), None, "ana", None, 0, None, 40, (version,))
    move = Intervention("move", (number,), "inquiry", "ana", "lin", 1, None, 0, (version,))
    with pytest.raises(Refused):
        floor.floor.do(talk)
    with pytest.raises(NotFound):
        floor.floor.do(replace(move, target="nobody"))
    with pytest.raises(Invalid):
        floor.floor.effect(replace(move, target="nobody"))
    with pytest.raises(Invalid):
        floor.floor.do(replace(move, versions=()))
    with pytest.raises(Forbidden):
        floor.acting_as("lin").floor.do(move)
    floor.acting_as("lin").shifts.start_break()
    with pytest.raises(Refused):
        floor.floor.do(move)
    assert floor.queue.row(number).assignee == "ana"


def test_somebody_on_a_break_is_called_back(floor: Desk, clock: ManualClock) -> None:
    numbers = given(floor, "ana", 2, priority="urgent")
    later(clock, floor, HOUR / 2 + MINUTE, "ana")
    floor.acting_as("ana").shifts.start_break()
    steps = floor.floor.now().interventions
    assert [(step.what, step.source, step.saves) for step in steps] == [("back", "ana", 2)]
    effect = floor.floor.effect(steps[0])
    assert effect.saved == tuple(numbers)
    clock.advance(HOUR)
    assert load_of(floor.floor.now(), "ana").state == "break"


def test_who_holds_one_ticket_for_long_without_a_word(floor: Desk, clock: ManualClock) -> None:
    numbers = given(floor, "ana", 2)
    ana = floor.acting_as("ana")
    for _ in range(11):
        ana.presence.tell("console of ana", numbers[0], Doing.WRITING, holds=True)
        clock.advance(4 * MINUTE)
    arrive(floor, "ana")
    view = floor.floor.now()
    assert (load_of(view, "ana").stuck_on, load_of(view, "ana").stuck) == (numbers[0], 44)
    (step,) = view.interventions
    assert (step.what, step.source, step.tickets, step.minutes) == ("talk", "ana", (numbers[0],), 44)
    ana.conversation.reply(numbers[0], "It is on its way.", grace=0)
    assert load_of(floor.floor.now(), "ana").stuck_on is None


def test_the_loads_and_the_inbox(floor: Desk, clock: ManualClock) -> None:
    urgent = given(floor, "ana", 2, priority="urgent")
    given(floor, None, 1)
    floor.acting_as("ana").handling.promise(urgent[0], "A new lamp", NOON + HOUR)
    clock.advance(HOUR + MINUTE)
    floor.upkeep.sweep()
    view = floor.floor.now()
    assert view.unheld is not None
    assert (view.unheld.live, view.unheld.overdue) == (1, 0)
    assert sum(one.live for one in (*view.load, view.unheld)) == view.live
    assert floor.floor.behind.promised(NOON, NOON + HOUR, "first_response").running == tuple(
        ids(floor.queue.page("assignee:none").rows)
    )
    load = load_of(view, "ana")
    assert (load.live, load.waiting, load.overdue, load.due_soon) == (2, 2, 2, 0)
    assert (view.live, view.overdue, view.at_risk) == (3, 2, 0)
    inbox = view.inbox
    assert (inbox.breaches, inbox.handed_over, inbox.promises_broken, inbox.unassigned) == (2, 0, 1, 1)
    assert len(ids(floor.queue.page("is:overdue").rows)) == view.overdue
    assert len(ids(floor.queue.page("assignee:none").rows)) == inbox.unassigned


def test_how_quick_people_are_comes_from_their_answers(floor: Desk, clock: ManualClock) -> None:
    lin = floor.acting_as("lin")
    for number in given(floor, "lin", 40):
        clock.advance(5 * MINUTE)
        lin.conversation.reply(number, "It is on its way.", grace=0)
    clock.advance(2 * HOUR)
    quick = load_of(floor.floor.now(), "lin").per_hour
    assert quick is not None
    assert 8 < quick <= 12
    assert load_of(floor.floor.now(), "ana").per_hour is None


def test_customers_who_write_at_this_time_every_day_are_counted_with(floor: Desk, clock: ManualClock) -> None:
    assert floor.floor.now().forecast.newcomers == 0
    for _ in range(3):
        clock.advance(HOUR)
        given(floor, "ana", 4, priority="urgent")
        clock.advance(23 * HOUR)
    assert clock.now() == NOON + timedelta(days=3)
    for number in ids(floor.queue.page("is:live").rows):
        floor.handling.status(number, "resolved")
    clock.advance(HOUR / 2 + MINUTE)
    forecast = floor.floor.now().forecast
    assert (forecast.tickets, forecast.newcomers, forecast.breaches) == ((), 4, 4)


def test_more_tickets_than_are_weighed_are_told(
    floor: Desk, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("servicedesk.desk.floor.situation.MOST_DUE", 2)
    numbers = given(floor, "ana", 3)
    forecast = floor.floor.now().forecast
    assert (forecast.weighed, forecast.left_out) == (2, True)
    assert set(forecast.tickets) <= set(numbers[:2])


def test_the_forecast_is_checked_on_a_played_day(tmp_path: Path) -> None:
    """A day of a shop that has every sixth of the demo's conversations behind it."""
    shop = tmp_path / "shop"
    copytree(shipped_seeds(), shop)
    for n, talk in enumerate(sorted((shop / "conversations").glob("*.yaml"))):
        if n % 6:
            talk.unlink()
    progress: list[int] = []
    checked = check_forecasts(shop, 6, 1, lambda done, _total: progress.append(done), agents=("lin",), warm_up=0)
    assert progress == [1, 2, 3, 4, 5, 6]
    assert [one.at.astimezone().minute % 30 for one in checked.held] == [0] * 6
    assert all(one.low <= one.said <= one.high for one in checked.held)
    assert checked.inside == sum(one.inside for one in checked.held)
    assert any(one.broke for one in checked.held)
