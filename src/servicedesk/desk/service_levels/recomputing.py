"""``sla recompute``: what rows say of the clocks, held against the events and put right."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from servicedesk.desk.open_ticket import open_ticket
from servicedesk.desk.read import Row
from servicedesk.desk.service_levels.views import Difference, Recomputed
from servicedesk.desk.work import SYSTEM, Work, acting
from servicedesk.domain.errors import NotFound
from servicedesk.domain.events import Event
from servicedesk.domain.roles import Permission
from servicedesk.domain.sla.book import PolicyBook
from servicedesk.domain.sla.standing import standing
from servicedesk.domain.ticket_replay import replay
from servicedesk.domain.ticket_state import TicketState
from servicedesk.store import clocks, policies, proof
from servicedesk.store.replayed import ticket_values

CHUNK: Final = 500
"""Tickets read together."""
UNREPLAYABLE: Final = (KeyError, TypeError, ValueError)
"""What altered payloads raise."""
CHAINED: Final = frozenset({"version", "head"})
"""Where these differ, events are missing or altered: nothing to put right from them."""

Progress = Callable[[int], None]


class Recomputing:
    def __init__(self, work: Work) -> None:
        """Notices that a recomputation gives are the program's own."""
        self._work = work
        self._system = replace(work, actor=SYSTEM)

    def run(self, tickets: Sequence[int] | None = None, progress: Progress | None = None) -> Recomputed:
        """Replay tickets (None: all), and put right what their rows say of the clocks, a transaction each.

        Those behind the newest policies are counted by them, and notices that are due are given. ``progress`` is told
        how many tickets were seen. Raises NotFound, Forbidden.
        """
        self._work.require(Permission.POLICIES)
        found = Recomputed(0, 0, 0, (), ())
        for numbers in self._chunks(tickets):
            for number in numbers if tickets is not None else self._suspects(numbers):
                try:
                    found = _together(found, self._recompute(number))
                except (NotFound, *UNREPLAYABLE) as error:
                    if tickets is not None and isinstance(error, NotFound):
                        raise
                    found = replace(found, left=(*found.left, number))
            found = replace(found, tickets=found.tickets + len(numbers))
            if progress is not None:
                progress(found.tickets)
        return found

    def _chunks(self, tickets: Sequence[int] | None) -> Iterator[list[int]]:
        if tickets is not None:
            yield list(dict.fromkeys(tickets))
            return
        last = 0
        while True:
            with self._work.store.read() as connection:
                numbers = clocks.numbers(connection, last, CHUNK)
            if not numbers:
                return
            yield numbers
            last = numbers[-1]

    def _suspects(self, numbers: list[int]) -> list[int]:
        """Those of which a row differs, or that count by older policies: read without a lock, looked at again later."""
        with self._work.store.read() as connection:
            book = policies.book(self._work.store, connection)
            rows = proof.ticket_rows(connection, numbers)
            cycles = proof.by_ticket(connection, "clocks", numbers)
            histories = proof.histories_of(connection, numbers)
        return [
            number
            for number in numbers
            if _behind(rows[number], book)
            or _looks_wrong(number, histories.get(number, []), rows[number], cycles.get(number, []), book)
        ]

    def _recompute(self, number: int) -> Recomputed:
        with acting(self._system, "recompute") as context:
            ticket = open_ticket(context, number)
            connection = context.connection
            row = proof.ticket_rows(connection, [number])[number]
            book = policies.book(self._work.store, connection)
            if (row["version"], row["head"]) != (ticket.state.version, ticket.state.head):
                return Recomputed(0, 0, 0, (), (number,))
            wrong = _differences(ticket.state, ticket.history, row, clocks.of_ticket(connection, number), book)
            ticket.save()
            return Recomputed(0, int(_behind(row, book)), int(bool(ticket.new_events)), tuple(wrong), ())


def _looks_wrong(number: int, history: list[Event], row: Row, cycles: Sequence[Row], book: PolicyBook) -> bool:
    """Whether a row differs from its events, or they can't be replayed."""
    try:
        return not history or bool(_differences(replay(number, history), history, row, cycles, book))
    except UNREPLAYABLE:
        return True


def _behind(row: Row, book: PolicyBook) -> bool:
    """Whether a ticket counts by policies that are not in force any more."""
    return row["policy_version"] is not None and row["policy_version"] < book.number


def _together(one: Recomputed, other: Recomputed) -> Recomputed:
    return Recomputed(
        one.tickets + other.tickets,
        one.recounted + other.recounted,
        one.noted + other.noted,
        one.differences + other.differences,
        one.left + other.left,
    )


def _differences(
    state: TicketState, history: Sequence[Event], row: Row, cycles: Sequence[Row], book: PolicyBook
) -> list[Difference]:
    """Where a ticket's row and cycles differ from what its events say under the policies the row counts by."""
    counted_by = row["policy_version"]
    state.sla = standing(history, book if counted_by is None else book.up_to(counted_by), state.status)
    columns = {name: value for name, value in ticket_values(state).items() if name not in CHAINED}
    found = list(_of_row(state.id, "", row, columns))
    stored = {(cycle["clock"], cycle["started_at"]): cycle for cycle in cycles}
    for one in state.sla.clocks:
        values = clocks.clock_values(state.id, one)
        cycle = stored.pop((values["clock"], values["started_at"]), None)
        if cycle is None:
            found.append(Difference(state.id, str(one.clock), "started_at", "", _told(values["started_at"])))
        else:
            found.extend(_of_row(state.id, str(one.clock), cycle, values))
    found += [Difference(state.id, clock, "started_at", _told(started), "") for clock, started in stored]
    return found


def _of_row(ticket_id: int, clock: str, row: Row, expected: Mapping[str, object]) -> Iterator[Difference]:
    for name, value in expected.items():
        if row[name] != value:
            yield Difference(ticket_id, clock, name, _told(row[name]), _told(value))


def _told(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return "" if value is None else str(value)
