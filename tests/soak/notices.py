"""Warnings and breaches of the clocks: each the facts speak of was told, and none twice."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from tests.soak.judging import Fault

from servicedesk.desk.desk import Desk
from servicedesk.domain.events import Event, EventType, micros
from servicedesk.domain.sla.history import facts_of
from servicedesk.domain.sla.replay import replay
from servicedesk.store import policies, proof
from servicedesk.store.tables.tickets import tickets

Cycle = tuple[object, object]
CHUNK = 500


def untold(desk: Desk, ended: datetime) -> tuple[int, list[Fault]]:
    """How many notices were given, and those that are missing, given twice, or of nothing; as of ``ended``."""
    count, faults = 0, []
    with desk._work.store.read() as connection:
        book = policies.book(desk._work.store, connection)
        numbers = list(connection.execute(select(tickets.c.id).order_by(tickets.c.id)).scalars())
        for first in range(0, len(numbers), CHUNK):
            for ticket, history in proof.histories_of(connection, numbers[first : first + CHUNK]).items():
                told = _Told(history)
                count += told.count
                faults += [
                    Fault("notices", f"ticket {ticket}", what)
                    for what in told.against(
                        cycle
                        for of_clock in replay(facts_of(history, book), None, micros(ended)).clocks.values()
                        for cycle in of_clock
                    )
                ]
    return count, faults


class _Told:
    """The notices in a ticket's history."""

    def __init__(self, history: Sequence[Event]) -> None:
        self.warnings = _cycles(history, EventType.SLA_WARNED)
        self.breaches = _cycles(history, EventType.SLA_BREACHED)
        self.corrected = set(_cycles(history, EventType.SLA_CORRECTED))

    @property
    def count(self) -> int:
        return sum(self.warnings.values()) + sum(self.breaches.values())

    def against(self, cycles: Iterable[Any]) -> Iterator[str]:
        """What is wrong with them, held against the clocks' cycles that the facts give."""
        cycles = list(cycles)
        warned = {_key(one) for one in cycles if one.warned_at is not None}
        breached = {_key(one) for one in cycles if one.breached_at is not None}
        for name, told in (("warning", self.warnings), ("breach", self.breaches)):
            for cycle, times in told.items():
                if times > 1:
                    yield f"{name} of {cycle} told {times} times"
        yield from (f"warning of {cycle} not told" for cycle in warned - set(self.warnings))
        yield from (f"breach of {cycle} not told" for cycle in breached - set(self.breaches))
        yield from (f"breach of {cycle} told, and none was" for cycle in set(self.breaches) - breached - self.corrected)


def _cycles(history: Sequence[Event], kind: EventType) -> Counter[Cycle]:
    return Counter((event.payload["clock"], event.payload["started"]) for event in history if event.type == kind)


def _key(cycle: Any) -> Cycle:
    return str(cycle.clock), cycle.started_at
