"""What the floor's cursor stands on. Spots are equal when they stand for the same thing, whatever its figures."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from servicedesk.desk.floor.views import Intervention, Load


@dataclass(frozen=True, slots=True)
class Advice:
    """An intervention, known by what it does for whom."""

    what: str
    kind: str | None
    source: str | None
    target: str | None
    one: "Intervention" = field(compare=False)

    @classmethod
    def of(cls, one: "Intervention") -> "Advice":
        return cls(one.what, one.kind, one.source, one.target, one)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody's work."""

    handle: str
    one: "Load" = field(compare=False)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number whose tickets a filter of the desk shows, or a list of numbers names.

    ``filter`` None: ``tickets`` are they. ``title`` says what they are.
    """

    name: str
    title: str = field(compare=False)
    count: int = field(compare=False, default=0)
    filter: str | None = field(compare=False, default=None)
    tickets: tuple[int, ...] = field(compare=False, default=())


@dataclass(frozen=True, slots=True)
class Unreviewed:
    """The breaches that nobody has looked at: enter walks them."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Tickets of a filter that came (``sort`` created) or fall due (``sort`` due) in ``[since, until)``."""

    title: str
    count: int = field(compare=False)
    filter: str
    sort: str
    since: datetime = field(compare=False)
    until: datetime = field(compare=False)


@dataclass(frozen=True, slots=True)
class Missed:
    """Tickets whose ``clock`` began on a local ``day`` and was breached, or is ``running`` and in time."""

    day: date
    clock: str
    title: str = field(compare=False)
    count: int = field(compare=False)
    running_title: str = field(compare=False, default="")
    running: int = field(compare=False, default=0)


Spot = Advice | Person | Figure | Unreviewed | Stretch | Missed
