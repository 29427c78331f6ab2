"""Two people move one escalation at once: one wins, the other is told who did what, nothing is half done."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

import pytest
from tests.builders import NOON, assert_sound, opened
from tests.desk.escalation_cases import hire_helpers, last, sent

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk, open_desk
from servicedesk.domain.errors import DeskError, IllegalMove, Refused, UndoRefused

Move = Callable[[Desk, int], object]


def accept(desk: Desk, ticket: int) -> object:
    return desk.escalations.accept(ticket)


def decline(desk: Desk, ticket: int) -> object:
    return desk.escalations.decline(ticket, "Not mine.")


def withdraw(desk: Desk, ticket: int) -> object:
    return desk.escalations.withdraw(ticket)


def escalate(desk: Desk, ticket: int) -> object:
    return desk.escalations.open(ticket, to="supervisor", wanted="Decide.")


def resolve(desk: Desk, ticket: int) -> object:
    return desk.handling.status(ticket, "resolved")


@contextmanager
def two_desks(url: str, *handles: str) -> Iterator[list[Desk]]:
    """Each on a connection of its own."""
    desks = [open_desk(url, clock=ManualClock(NOON), handle=handle, via="test") for handle in handles]
    try:
        yield desks
    finally:
        for desk in desks:
            desk.close()


def race(url: str, ticket: int, *moves: tuple[str, Move]) -> list[DeskError | None]:
    """What became of each move, all made at the same moment."""
    start = Barrier(len(moves))

    def make(desk: Desk, move: Move) -> DeskError | None:
        start.wait(30)
        try:
            move(desk, ticket)
        except DeskError as error:
            return error
        return None

    with two_desks(url, *(who for who, _ in moves)) as desks, ThreadPoolExecutor(len(moves)) as pool:
        running = [pool.submit(make, desk, move) for desk, (_, move) in zip(desks, moves, strict=True)]
        return [one.result(60) for one in running]


@pytest.mark.parametrize(
    ("first", "second", "states"),
    [
        (("bo", accept), ("sup", decline), {"accepted", "declined"}),
        (("bo", accept), ("sup", accept), {"accepted"}),
        (("bo", accept), ("lin", withdraw), {"accepted", "withdrawn"}),
        (("bo", decline), ("lin", withdraw), {"declined", "withdrawn"}),
    ],
)
def test_one_wins(url: str, desk: Desk, first: tuple[str, Move], second: tuple[str, Move], states: set[str]):
    hire_helpers(desk)
    for _ in range(3):
        ticket = opened(desk)
        desk.assignment.take(ticket)
        sent(desk, ticket, "skill:logistics")
        errors = race(url, ticket, first, second)
        (lost,) = [error for error in errors if error is not None]
        winner = (first, second)[errors.index(None)][0]
        assert isinstance(lost, IllegalMove)
        one = last(desk, ticket)
        assert one.state in states
        assert (lost.details["by"], lost.details["current"]) == (winner, one.state)
        assert winner in lost.message
        assert one.taken_by == (winner if one.state == "accepted" else None)
        assert desk.queue.row(ticket).assignee == (winner if one.state == "accepted" else "lin")
    assert_sound(desk)


def test_one_is_sent(url: str, desk: Desk):
    for _ in range(3):
        ticket = opened(desk)
        errors = race(url, ticket, ("lin", escalate), ("ana", escalate), ("spec", escalate))
        lost = [error for error in errors if error is not None]
        winner = ("lin", "ana", "spec")[errors.index(None)]
        assert len(lost) == 2
        assert all(isinstance(error, Refused) and error.details["by"] == winner for error in lost)
        assert [one.sender for one in desk.escalations.of_ticket(ticket)] == [winner]
    assert_sound(desk)


def test_accepted_as_it_is_resolved(url: str, desk: Desk):
    """Either order is good; none leaves a resolved ticket with an open escalation."""
    for _ in range(3):
        ticket = opened(desk)
        sent(desk, ticket)
        race(url, ticket, ("sup", accept), ("lin", resolve))
        one = last(desk, ticket)
        assert one.state in ("completed", "withdrawn")
        assert desk.queue.row(ticket).status == "resolved"
    assert_sound(desk)


def undo(desk: Desk, ticket: int) -> object:
    return desk.history.undo()


def test_undone_as_it_is_accepted(url: str, desk: Desk):
    for _ in range(3):
        ticket = opened(desk)
        sent(desk, ticket)
        errors = race(url, ticket, ("sup", accept), ("lin", undo))
        assert errors.count(None) == 1
        found = desk.escalations.of_ticket(ticket)
        assert [one.state for one in found] == (["accepted"] if errors[0] is None else [])
        assert desk.queue.row(ticket).assignee == ("sup" if errors[0] is None else None)
        assert isinstance(next(error for error in errors if error is not None), Refused | UndoRefused)
    assert_sound(desk)
