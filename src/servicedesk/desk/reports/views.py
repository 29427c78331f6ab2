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
    """What stood behind most breaches; ``cause`` is one of ``domain.sla.causes.Cause``, ``tickets`` are where."""

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
    """Last week's report. ``cause`` None: no clock was breached. ``tables[0]`` has the figures of the sentences.

    ``times`` says which zone its times are told in.
    """

    period: Period
    title: str
    sentences: tuple[Sentence, ...]
    cause: CauseLine | None
    examples: tuple[Example, ...]
    asking: Asking
    tables: tuple[Table, ...]
    document: Document
    times: str = ""
