"""The tickets behind figures: as many, and the same ones, as the charts and Monday's report count."""

from pathlib import Path

import pytest
from tests.builders import DAY, HOUR, MINUTE, NOON, opened

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk
from servicedesk.domain.errors import Forbidden, Invalid, NotFound
from servicedesk.domain.together import Fate, HandedOn

POLICIES = """\
calendars:
  always: {timezone: UTC, week: 24/7}
policies:
  - {name: all, calendar: always, targets: {first_response: 1h, next_response: 1h, resolution: 8h}}
"""


@pytest.fixture
def sup(desk: Desk, tmp_path: Path) -> Desk:
    file = tmp_path / "policies.yaml"
    file.write_text(POLICIES, encoding="utf-8")
    supervisor = desk.acting_as("sup")
    supervisor.policies.set([file])
    return supervisor


def test_what_came_in_without_spam(sup: Desk, clock: ManualClock) -> None:
    first, spam = opened(sup), opened(sup)
    sup.handling.status(spam, "spam")
    clock.advance(HOUR)
    later = opened(sup)
    behind = sup.floor.behind
    assert behind.opened(NOON, clock.now()) == (first,)
    assert behind.opened(NOON, clock.now() + HOUR) == (later, first)


def test_what_was_resolved_and_came_back(sup: Desk, clock: ManualClock) -> None:
    ticket, other = opened(sup), opened(sup)
    sup.handling.status(ticket, "resolved")
    clock.advance(HOUR)
    sup.handling.status(other, "resolved")
    sup.conversation.message(ticket, "Not yet!")
    behind = sup.floor.behind
    assert behind.moved("resolved", NOON, clock.now()) == (ticket,)
    assert behind.moved("resolved", NOON, clock.now() + MINUTE) == (other, ticket)
    assert behind.moved("reopened", NOON, clock.now() + MINUTE) == (ticket,)
    with pytest.raises(Invalid):
        behind.moved("burnt", NOON, clock.now())


def test_what_became_of_promises(sup: Desk, clock: ManualClock) -> None:
    kept, missed = opened(sup), opened(sup)
    sup.conversation.reply(kept, "Hello.", grace=0)
    clock.advance(2 * HOUR)
    running = opened(sup)
    behind = sup.floor.behind
    until = clock.now() + MINUTE
    found = behind.promised(NOON, until, "first_response")
    assert (found.kept, found.missed, found.running) == ((kept,), (missed,), (running,))
    assert behind.promised(NOON, until, "resolution").running == (running, missed, kept)
    everything = behind.promised(NOON, until)
    assert (everything.missed, everything.running) == ((missed,), (running, missed, kept))


def test_first_answers_the_longest_wait_first(sup: Desk, clock: ManualClock) -> None:
    slow, quick = opened(sup), opened(sup)
    clock.advance(5 * MINUTE)
    sup.conversation.reply(quick, "Hello.", grace=0)
    clock.advance(20 * MINUTE)
    found = sup.floor.behind.first_answers(NOON, clock.now())
    assert [(one.ticket, one.waited) for one in found] == [(slow, 25 * MINUTE), (quick, 5 * MINUTE)]


def test_what_waits_for_a_decision(sup: Desk, clock: ManualClock) -> None:
    late, later, soon, handed = (opened(sup, customer=f"c{n}@example.com") for n in range(4))
    sup.handling.promise(later, "a call", clock.now() + 2 * HOUR)
    sup.handling.promise(late, "the refund", clock.now() + HOUR)
    sup.handling.promise(soon, "an answer", clock.now() + DAY)
    ana = sup.acting_as("ana")
    ana.assignment.take(handed)
    ana.shifts.hand_over([HandedOn(handed, Fate.QUEUE, "The carrier calls back")])
    clock.advance(3 * HOUR)
    view, behind = sup.floor.now(), sup.floor.behind
    assert behind.promises_broken() == (late, later)
    assert view.inbox.promises_broken == 2
    assert behind.handed_over() == (handed,)
    assert view.inbox.handed_over == 1


def test_what_somebody_answered(sup: Desk, clock: ManualClock) -> None:
    first, second, third = opened(sup), opened(sup), opened(sup)
    ana = sup.acting_as("ana")
    for ticket in (first, second, first):
        clock.advance(MINUTE)
        ana.conversation.reply(ticket, "Hello.", grace=0)
    sup.conversation.reply(third, "Hello.", grace=0)
    ana.conversation.note(third, "not an answer")
    assert sup.floor.behind.answered("ana") == ana.floor.behind.answered("ana") == (first, second)
    clock.advance(29 * DAY)
    assert sup.floor.behind.answered("ana") == ()
    with pytest.raises(NotFound):
        sup.floor.behind.answered("zoe")


def test_only_supervisors_look_behind_the_floor(sup: Desk) -> None:
    behind = sup.acting_as("ana").floor.behind
    for asks in (
        lambda: behind.opened(NOON, NOON),
        lambda: behind.moved("resolved", NOON, NOON),
        lambda: behind.promised(NOON, NOON),
        lambda: behind.first_answers(NOON, NOON),
        behind.handed_over,
        behind.promises_broken,
        lambda: behind.answered("lin"),
    ):
        with pytest.raises(Forbidden):
            asks()
