"""What could be done in the next ten minutes, and what it saves."""

from hypothesis import given
from tests.domain.floors import floor, ticket, worker
from tests.domain.test_floor_forecasting import floors

from servicedesk.domain.floor.forecasting import expected
from servicedesk.domain.floor.interventions import MOST, applied, best
from servicedesk.domain.floor.model import Situation

CARE = frozenset({"care"})
ENGLISH = frozenset({"en"})


def test_late_tickets_of_one_kind_go_to_who_is_freer():
    tickets = [ticket(n, 30, "ana", kind="return") for n in range(1, 6)]
    (step,) = best(floor(tickets, worker("ana"), worker("bo", backlog=1)))
    assert (step.what, step.kind, step.source, step.target) == ("move", "return", "ana", "bo")
    assert (step.tickets, step.saves, step.by) == ((4, 5), 2, 1800.0)


def test_the_best_comes_first_and_they_add_up():
    tickets = [ticket(n, 30, "ana", kind="return") for n in range(1, 8)]
    tickets += [ticket(n, 40, "cy", kind="inquiry") for n in range(8, 10)]
    situation = floor(tickets, worker("ana"), worker("bo"), worker("cy", None), worker("di"))
    steps = best(situation)
    assert [(step.saves, step.kind) for step in steps] == [(3, "return"), (2, "inquiry"), (1, "return")]
    after = situation
    for step in steps:
        after = applied(after, step)
    assert len(expected(situation).missed) - len(expected(after).missed) == sum(step.saves for step in steps)


def test_only_to_who_writes_the_language_and_is_in_the_team():
    tickets = [ticket(n, 20, "ana", team="care", language="zh") for n in range(1, 4)]
    english = worker("bo", teams=CARE, languages=ENGLISH)
    elsewhere = worker("cy", teams=frozenset({"billing"}), languages=frozenset({"zh"}))
    assert best(floor(tickets, worker("ana", None), english, elsewhere)) == ()
    chinese = worker("di", teams=CARE, languages=frozenset({"zh", "en"}))
    (step,) = best(floor(tickets, worker("ana", None), english, elsewhere, chinese))
    assert (step.target, step.tickets) == ("di", (1, 2))


def test_somebody_busy_is_found_when_only_they_write_the_language():
    free = [worker(f"free{n}", languages=ENGLISH) for n in range(8)]
    busy = worker("wei", languages=frozenset({"zh"}), later=3)
    (step,) = best(floor([ticket(1, 60, "ana", language="zh")], worker("ana", None), *free, busy))
    assert step.target == "wei"


def test_nobodys_are_assigned_where_they_would_not_be_reached():
    tickets = [ticket(1, 25), ticket(2, 200, "ana"), ticket(3, 210, "ana"), ticket(4, 220, "ana")]
    (step,) = best(floor(tickets, worker("ana")))
    assert (step.what, step.source, step.target, step.tickets, step.saves) == ("assign", None, "ana", (1,), 1)


def test_somebody_is_called_back_from_a_break():
    tickets = [ticket(1, 20, "ana", language="zh"), ticket(2, 40, "ana", language="zh")]
    situation = floor(tickets, worker("ana", 45, on_break=True), worker("bo", languages=ENGLISH))
    (step,) = best(situation)
    assert (step.what, step.source, step.saves) == ("back", "ana", 2)
    assert best(floor(tickets, worker("ana", 2, on_break=True))) == ()


def test_who_sits_over_one_ticket_is_talked_to_even_where_that_saves_nothing():
    stuck = worker("jin", 41, stuck_on=9, stuck=41, backlog=2)
    (step,) = best(floor([], stuck))
    assert (step.what, step.source, step.tickets, step.minutes, step.saves) == ("talk", "jin", (9,), 41, 0)
    (step,) = best(floor([ticket(1, 40, "jin"), ticket(2, 45, "jin")], worker("jin", 41, stuck_on=9, stuck=41)))
    assert (step.what, step.saves) == ("talk", 2)
    alone = worker("jin", 41, stuck_on=9, stuck=41)
    assert best(floor([ticket(9, 200, "jin")], alone)) == ()


def test_nothing_is_proposed_when_nothing_is_late():
    assert best(floor([ticket(1, 60, "ana")], worker("ana"), worker("bo"))) == ()


def test_a_step_may_not_make_others_late():
    tickets = [ticket(1, 10, "bo"), ticket(2, 20, "bo"), ticket(3, 15, "ana")]
    assert best(floor(tickets, worker("ana", None), worker("bo"))) == ()


@given(floors())
def test_steps_save_together_what_they_say(situation: Situation):
    steps = best(situation)
    assert len(steps) <= MOST
    assert steps == best(situation)
    assert all(step.saves > 0 for step in steps)
    tickets = [number for step in steps for number in step.tickets]
    assert len(tickets) == len(set(tickets))
    after = situation
    for step in steps:
        after = applied(after, step)
    assert len(expected(situation).missed) - len(expected(after).missed) == sum(step.saves for step in steps)
