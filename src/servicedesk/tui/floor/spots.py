"""What the floor's cursor stands on. Two spots are the same when they stand for the same thing, whatever its figures."""

from dataclasses import dataclass, field
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


Spot = Advice | Person | Figure | Unreviewed
