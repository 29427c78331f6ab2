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
    """What stands behind a sentence: a filter of the desk, else tickets by their numbers."""

    text: str
    filter: str | None = None
    tickets: tuple[int, ...] = ()


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

    def __init__(self, view: MondayView, told: str = "") -> None:
        """``told``: what came of writing it, for above the hint."""
        super().__init__()
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


def paragraphs(view: MondayView, width: int) -> Iterator[Paragraph]:
    """The report, wrapped; what has tickets behind it is a place for the cursor."""
    for sentence in view.sentences:
        yield _paragraph(sentence.text, "ink", width, sentence.filter, sentence.tickets)
    if view.cause is not None:
        yield _paragraph(view.cause.text, "ink", width, None, view.cause.tickets)
    for example in view.examples:
        yield _paragraph(example.text, "quiet", width, None, (example.breach.ticket,))
    yield _paragraph(view.times, "faint", width, None, ())
    yield _paragraph(view.asking.text, "strong", width, None, ())


def _paragraph(text: str, role: str, width: int, filter_text: str | None, tickets: tuple[int, ...]) -> Paragraph:
    lines = tuple(((part, role),) for part in wrap(clean(text), width))
    behind = Behind(text, filter_text, tickets) if filter_text is not None or tickets else None
    return Paragraph((*lines, ()), behind)
