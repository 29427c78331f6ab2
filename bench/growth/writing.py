"""What people do to tickets, each a durable transaction, and the barest statements that write as much."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Final

from bench.growth.place import Place

RUNS: Final = 150
TEXT: Final = "Thank you for waiting. Your lamp leaves us today. 您的灯今天寄出。\n" * 6
_FREE: Final = (
    "UPDATE tickets SET assignee_id = 1 WHERE id = (SELECT id FROM tickets WHERE assignee_id IS NULL "
    "AND queue_due IS NOT NULL ORDER BY queue_due, id LIMIT 1) RETURNING id"
)


@dataclass(frozen=True)
class Writing:
    """One act on tickets taken before. ``at_most``: milliseconds at p95."""

    name: str
    act: Callable[[Place, int], object]
    at_most: float | None = None


WRITINGS: Final = (
    Writing("reply", lambda place, ticket: place.desk.conversation.reply(ticket, TEXT), at_most=10),
    Writing("note", lambda place, ticket: place.desk.conversation.note(ticket, TEXT)),
    Writing("tag", lambda place, ticket: place.desk.handling.tag(ticket, ["bench"])),
    Writing("save a draft", lambda place, ticket: place.desk.drafts.save(ticket, "reply", TEXT)),
)


def take_next(place: Place) -> Iterator[int]:
    """Take tickets one after the other, a second apart."""
    for _ in count():
        place.clock.advance(timedelta(seconds=1))
        taken = place.desk.assignment.take_next()
        if taken is None:
            return
        yield taken.done.ticket.id


def take_bare(place: Place) -> Callable[[], object]:
    """The claim alone, as one guarded update."""
    return lambda: place.ask(_FREE, ())


def commit_bare(place: Place) -> Callable[[], object]:
    """A row committed durably: less than any act could do."""
    person = place.ask("SELECT min(id) FROM people", ())[0][0]
    return lambda: place.ask("UPDATE people SET version = version WHERE id = ?", (person,))
