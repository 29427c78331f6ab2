"""Bulk acts: one change of many tickets, under one act id, in short transactions.

Each ticket is changed by the same use case as alone, inside a savepoint: one that is refused leaves no trace and
doesn't hold up the others. Undo takes the act back as one.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final, TypeVar

from servicedesk.desk.read import queue_row
from servicedesk.desk.views import Done, QueueRow
from servicedesk.desk.work import OneAct, Work
from servicedesk.domain.bulk import (
    MANY,
    Asleep,
    Change,
    NoReply,
    Seen,
    Survey,
    Tagging,
    ToKind,
    ToPerson,
    ToPriority,
    ToStatus,
    ToTeam,
    survey,
)
from servicedesk.domain.errors import DeskError, Invalid
from servicedesk.domain.roles import Permission
from servicedesk.store import acts, selection

T = TypeVar("T")

MOST: Final = 200
"""Tickets that one transaction may change."""
PART: Final = 50
"""Tickets that one transaction does change: others' acts wait for a part at most."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A ticket that stayed as it was, and why."""

    ticket: int
    error: DeskError


@dataclass(frozen=True, slots=True)
class Part:
    """What became of some tickets of a bulk act."""

    act_id: str
    done: tuple[int, ...]
    failed: tuple[Failure, ...]

    def __add__(self, other: "Part") -> "Part":
        return Part(self.act_id, self.done + other.done, self.failed + other.failed)


class Many:
    def __init__(self, work: Work) -> None:
        self._work = work

    def survey(self, change: Change, tickets: Iterable[int]) -> Survey:
        """What the change would do to each ticket as it stands, without doing anything."""
        return survey(change, self.rows(tickets), self._work.actor.handle)

    def rows(self, tickets: Iterable[int]) -> tuple[QueueRow, ...]:
        """Tickets as rows, lowest number first; those that aren't there are left out."""
        self._work.require(Permission.READ)
        with self._work.store.read() as connection:
            return tuple(
                queue_row(row)
                for part in parts(sorted(set(tickets)), 500)
                for row in selection.rows_of(connection, part)
            )

    def new_act(self) -> str:
        """The id of a bulk act to be."""
        return self._work.new_act_id(self._work.clock.now())

    def apply(self, change: Change, tickets: Sequence[Seen], act_id: str) -> Part:
        """Change at most 200 tickets in one transaction, as a part of the act ``act_id``.

        A ticket that can't be changed, or that others changed after the version seen, is reported and the rest goes
        on. Raises Forbidden, Invalid, StoreUnavailable: then nothing of this part happened.
        """
        self._work.require(Permission.WORK)
        if len(tickets) > MOST:
            raise Invalid("tickets", f"{len(tickets)} are more than the {MOST} of one transaction")
        # The held connection belongs to this copy: other threads read and write by the store as before.
        store = copy(self._work.store)
        act = _act_of(replace(self._work, store=store, act_ids=OneAct(act_id)), change)
        done: list[int] = []
        failed: list[Failure] = []
        with store.together() as connection:
            for seen in sorted(tickets, key=lambda seen: seen.id):
                try:
                    with connection.begin_nested():
                        act(seen)
                    done.append(seen.id)
                except DeskError as error:
                    failed.append(Failure(seen.id, error))
            acts.rename(connection, act_id, MANY + change.code)
        return Part(act_id, tuple(done), tuple(failed))

    def run(self, change: Change, tickets: Sequence[Seen], progress: Callable[[int], bool] | None = None) -> Part:
        """The whole act, part by part. ``progress`` is told how many are through; False ends it there."""
        total = Part(self.new_act(), (), ())
        for part in parts(tickets, PART):
            total += self.apply(change, part, total.act_id)
            if progress is not None and not progress(len(total.done) + len(total.failed)):
                break
        return total


def _act_of(work: Work, change: Change) -> Callable[[Seen], Done]:
    """The use case that makes the change on one ticket."""
    from servicedesk.desk.assignment import Assignment
    from servicedesk.desk.conversation import Conversation
    from servicedesk.desk.handling import Handling

    handling, assignment, conversation = Handling(work), Assignment(work), Conversation(work)
    match change:
        case ToStatus(status):
            return lambda seen: handling.status(seen.id, status, version=seen.version)
        case ToPriority(priority):
            return lambda seen: handling.priority(seen.id, priority, version=seen.version)
        case ToKind(kind):
            return lambda seen: handling.kind(seen.id, kind, version=seen.version)
        case Tagging(add, remove):
            return lambda seen: handling.tag(seen.id, add, remove, version=seen.version)
        case Asleep(until):
            return lambda seen: handling.snooze(seen.id, until, version=seen.version)
        case NoReply():
            return lambda seen: conversation.no_reply_needed(seen.id, version=seen.version)
        case ToPerson(handle):
            return lambda seen: assignment.assign(seen.id, handle, version=seen.version)
        case ToTeam(team):
            return lambda seen: assignment.team(seen.id, team, version=seen.version)


def parts(things: Iterable[T], size: int) -> Iterator[list[T]]:
    """Stretches of at most ``size``, in order."""
    left = iter(things)
    while part := list(islice(left, size)):
        yield part
