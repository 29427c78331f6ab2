"""What the floor's cursor stands on. Spots are equal when they stand for the same thing, whatever its figures."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from servicedesk.desk.floor.views import Intervention, Load
    from servicedesk.tui.floor.leads import Lead


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
class Unreviewed:
    """The breaches that nobody has looked at: enter walks them."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A line with numbers, each of which leads on. ``place`` is what the line is known by, ``title`` what it says."""

    place: tuple[str, ...]
    title: str = field(compare=False)
    leads: "tuple[Lead, ...]" = field(compare=False)


@dataclass(frozen=True, slots=True)
class Staff:
    """How many are here: leads to the people."""


@dataclass(frozen=True, slots=True)
class Unwritten:
    """Breaches of customers who are yet to write: leads to how many wrote lately."""


Spot = Advice | Person | Unreviewed | Counted | Staff | Unwritten
