"""Monday's report in a slip: five sentences, the top cause, two examples, one request. Each leads to its tickets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical

from servicedesk.i18n import _
from servicedesk.tui.clean import clean
from servicedesk.tui.floor.leads import Lead
from servicedesk.tui.floor.monday_leads import asking_leads, sentence_leads, tickets_lead
from servicedesk.tui.screens.slip import Slip, body_text, hint_line, title_line
from servicedesk.tui.widgets.block_list import BlockList
from servicedesk.tui.widgets.line_view import Span
from servicedesk.tui.wrap import wrap

if TYPE_CHECKING:
    from servicedesk.desk.reports.views import MondayView


class Wish(StrEnum):
    """What was asked for: the tickets behind a sentence, or the report as a file."""

    TICKETS = "tickets"
    MARKDOWN = "md"
    XLSX = "xlsx"


@dataclass(frozen=True, slots=True)
class Behind:
    """What stands behind a sentence: each of its figures leads on."""

    text: str
    leads: tuple[Lead, ...]


@dataclass(frozen=True, slots=True)
class Wished:
    wish: Wish
    behind: Behind | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A sentence in lines."""

    lines: tuple[tuple[Span, ...], ...]
    target: Behind | None


class MondaySlip(Slip[Wished]):
    """The report on the whole screen; enter goes to the tickets, ``m`` and ``x`` write it to a file."""

    CSS = """
    MondaySlip > .panel { height: 100%; max-height: 100%; border-top: none; background: $ground; }
    MondaySlip BlockList { margin: 1 0; }
    """

    def __init__(self, view: MondayView, told: str = "", at: Behind | None = None) -> None:
        """``told``: what came of writing it, for above the hint. ``at``: the sentence the cursor stands on."""
        super().__init__()
        self._at = at
        self._view = view
        self._told = told
        self._list: BlockList[Behind] = BlockList()

    def compose(self) -> ComposeResult:
        with Vertical(classes="panel"):
            yield title_line(self._view.title)
            yield self._list
            if self._told:
                yield body_text(self._told)
            yield hint_line(_("enter: its tickets, m writes Markdown, x writes XLSX, esc goes back"))

    def on_mount(self) -> None:
        self.call_after_refresh(self._paint)

    def on_resize(self) -> None:
        self.call_after_refresh(self._paint)

    def take_focus(self) -> None:
        self.set_focus(self._list)

    def command(self, key: str) -> bool:
        match key:
            case "escape" | "q":
                self.dismiss(None)
            case "m":
                self.dismiss(Wished(Wish.MARKDOWN))
            case "x":
                self.dismiss(Wished(Wish.XLSX))
            case "enter" if self._list.current is not None:
                self.dismiss(Wished(Wish.TICKETS, self._list.current))
            case _:
                self._list.walk(key)
        return True

    def on_block_list_clicked(self, event: BlockList.Clicked) -> None:
        event.stop()
        if self._list.current is not None:
            self.dismiss(Wished(Wish.TICKETS, self._list.current))

    def _paint(self) -> None:
        self._list.show([*paragraphs(self._view, max(20, self._list.line_width - 2))])
        at, self._at = self._at, None
        self._list.stand_on(at)


def paragraphs(view: MondayView, width: int) -> Iterator[Paragraph]:
    """The report, wrapped; what has tickets behind it is a place for the cursor."""
    for sentence in view.sentences:
        yield _paragraph(sentence.text, "ink", width, sentence_leads(view, sentence))
    if view.cause is not None:
        yield _paragraph(view.cause.text, "ink", width, (tickets_lead(view.cause.text, view.cause.tickets),))
    for example in view.examples:
        yield _paragraph(example.text, "quiet", width, (Lead(example.text, ticket=example.breach.ticket),))
    yield _paragraph(view.times, "faint", width, ())
    yield _paragraph(view.asking.text, "strong", width, asking_leads(view))


def _paragraph(text: str, role: str, width: int, leads: tuple[Lead, ...]) -> Paragraph:
    lines = tuple(((part, role),) for part in wrap(clean(text), width))
    return Paragraph((*lines, ()), Behind(text, leads) if leads else None)
