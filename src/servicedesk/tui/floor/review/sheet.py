"""The breaches under review and what is found of each. Pure: the screen paints it, its acts store it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from servicedesk.desk.service_levels.views import BreachView, CauseView, SegmentView

Key = tuple[int, str, datetime]
"""A breach: its ticket, its clock, when the cycle began."""

AHEAD: Final = 10
"""So many breaches before the end of what is read, more are read."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What enter stores. ``proposed`` is what the ledger said; ``segments`` are those of the cycle."""

    holder: str | None
    status: str
    cause: str
    avoidable: bool
    proposed: "CauseView"
    segments: "tuple[SegmentView, ...]" = ()
    comment: str = ""

    @property
    def as_proposed(self) -> bool:
        """Nothing was corrected."""
        proposed = (self.proposed.holder, self.proposed.cause, self.proposed.avoidable)
        return (self.holder, self.cause, self.avoidable) == proposed


def key_of(breach: "BreachView") -> Key:
    return breach.ticket, breach.clock, breach.started_at


@dataclass(slots=True)
class Sheet:
    """``rows`` are breaches newest first, those looked at meanwhile too; ``next`` reads on behind them.

    ``waiting`` is how many waited for a look in the floor's inbox when the walk began.
    """

    rows: "list[BreachView]" = field(default_factory=list)
    next: str | None = None
    at: int = 0
    findings: dict[Key, Finding] = field(default_factory=dict)
    stored: dict[Key, str] = field(default_factory=dict)
    waiting: int = 0

    @property
    def left(self) -> int:
        """How many still wait: exact once all are read, by the inbox's count until then."""
        total = len(self.rows) if self.next is None else max(self.waiting, len(self.rows) + 1)
        return total - len(self.stored)

    @property
    def here(self) -> "BreachView | None":
        return self.rows[self.at] if self.rows else None

    @property
    def finding(self) -> Finding | None:
        """What is found of the breach in hand; None until the ledger has spoken."""
        return None if self.here is None else self.findings.get(key_of(self.here))

    @property
    def wants_more(self) -> bool:
        return self.next is not None and self.at >= len(self.rows) - AHEAD

    def add(self, rows: "Sequence[BreachView]", following: str | None) -> None:
        """The next page was read."""
        known = {key_of(row) for row in self.rows}
        self.rows += [row for row in rows if key_of(row) not in known]
        self.next = following

    def correct(self, **changes: object) -> None:
        """The supervisor finds something else; only of a breach that isn't stored yet, or to store it anew."""
        if self.here is not None and self.finding is not None:
            self.findings[key_of(self.here)] = replace(self.finding, **changes)  # type: ignore[arg-type]

    def move(self, by: int) -> None:
        self.at = max(0, min(len(self.rows) - 1, self.at + by))

    def store(self, key: Key, act_id: str) -> None:
        """It was written down: on to the next one that wasn't."""
        self.stored[key] = act_id
        for at in self._after():
            if key_of(self.rows[at]) not in self.stored:
                self.at = at
                return

    def take_back(self) -> tuple[Key, str] | None:
        """The one stored last, which is to be undone; the cursor goes to it."""
        if not self.stored:
            return None
        key, act_id = self.stored.popitem()
        self.at = next((n for n, row in enumerate(self.rows) if key_of(row) == key), self.at)
        return key, act_id

    def _after(self) -> Iterator[int]:
        """The places behind the cursor, then those before it."""
        yield from range(self.at + 1, len(self.rows))
        yield from range(self.at)
