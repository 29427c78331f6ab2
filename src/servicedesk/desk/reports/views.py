"""What front ends get of Monday's report. Instants are UTC."""

from dataclasses import dataclass

from servicedesk.domain.reports.monday import Breach, Figure, Request
from servicedesk.domain.reports.periods import Period
from servicedesk.domain.reports.tables import Document, Table


@dataclass(frozen=True, slots=True)
class Sentence:
    """``figures`` are those it tells; ``tickets`` or the ``filter`` of the queue are what stands behind them."""

    code: str
    text: str
    figures: tuple[Figure, ...]
    tickets: tuple[int, ...] = ()
    filter: str | None = None


@dataclass(frozen=True, slots=True)
class CauseLine:
    """What broke most promises; ``cause`` is one of ``domain.sla.causes.Cause``, ``tickets`` are those it broke."""

    cause: str
    text: str
    tickets: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A ticket that shows what happened, in a line."""

    breach: Breach
    text: str


@dataclass(frozen=True, slots=True)
class Asking:
    """The one request: what the figures say, and in words."""

    request: Request
    text: str


@dataclass(frozen=True, slots=True)
class MondayView:
    """Last week's report. ``cause`` None: no promise was broken. ``tables[0]`` has the figures of the sentences."""

    period: Period
    title: str
    sentences: tuple[Sentence, ...]
    cause: CauseLine | None
    examples: tuple[Example, ...]
    asking: Asking
    tables: tuple[Table, ...]
    document: Document
