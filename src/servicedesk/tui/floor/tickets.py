"""Slips with tickets: what an intervention would change, and the tickets behind a figure."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Vertical

from servicedesk.desk.queue_views import QueueRow
from servicedesk.i18n import _
from servicedesk.tui.clean import clean
from servicedesk.tui.floor.leads import MOST, Lead, Listing
from servicedesk.tui.screens.slip import Slip, body_text, hint_line, title_line
from servicedesk.tui.widgets.block_list import BlockList
from servicedesk.tui.widgets.line_view import Span
from servicedesk.tui.widgets.queue_columns import cells, columns_for, marks_of
from servicedesk.tui.wording.signs import UNICODE
from servicedesk.tui.wrap import fit

MOST_LINES: Final = 12
NOTHING_TOLD: Final[Mapping[int, str]] = MappingProxyType({})


class Answer(StrEnum):
    """What was chosen: to do it, to read one of the tickets, or to have all of them selected on the desk."""

    DO = "do"
    OPEN = "open"
    SELECT = "select"


@dataclass(frozen=True, slots=True)
class Chosen:
    answer: Answer
    ticket: int = 0


@dataclass(frozen=True, slots=True)
class TicketLine:
    """A ticket as a row of the desk's list."""

    lines: tuple[tuple[Span, ...], ...]
    target: int | None


class TicketsSlip(Slip[Chosen]):
    """Tickets under a title and some lines about them.

    With ``does`` enter does what the title says, and the hint says it so; without, enter reads the ticket. Nothing is
    done by an enter that came before the slip was painted, or that was among the keys ``typed_ahead`` waits for.
    """

    DEFAULT_CSS = """
    TicketsSlip BlockList { height: auto; max-height: 12; background: $ground-raised; }
    """

    def __init__(
        self,
        title: str,
        body: Sequence[str],
        rows: Sequence[QueueRow],
        now: datetime,
        *,
        does: str = "",
        told: Mapping[int, str] = NOTHING_TOLD,
        typed_ahead: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        """``told``: what stands at the end of a ticket's line."""
        super().__init__()
        self._title, self._body, self._rows, self._now = title, body, rows, now
        self._does = does
        self._told = {ticket: clean(text) for ticket, text in told.items()}
        self._list: BlockList[int] = BlockList()
        self._typed_ahead = typed_ahead
        self._seen = False

    def compose(self) -> ComposeResult:
        with Vertical(classes="panel"):
            yield title_line(self._title)
            if self._body:
                yield body_text("\n".join(self._body))
            yield self._list
            yield hint_line(self._hint())

    def on_mount(self) -> None:
        self._list.display = bool(self._rows)
        self._list.styles.height = min(MOST_LINES, len(self._rows))
        self.call_after_refresh(self._first_paint)

    def on_resize(self) -> None:
        self.call_after_refresh(self._paint)

    def take_focus(self) -> None:
        self.set_focus(self._list)

    def command(self, key: str) -> bool:
        ticket = self._list.current
        match key:
            case "escape" | "q":
                self.dismiss(None)
            case "enter" if self._does:
                if self._seen:
                    self.dismiss(Chosen(Answer.DO))
            case "enter" | "o" if ticket is not None:
                self.dismiss(Chosen(Answer.OPEN, ticket))
            case "x" if self._rows:
                self.dismiss(Chosen(Answer.SELECT))
            case _:
                self._list.walk(key)
        return True

    def on_block_list_clicked(self, event: BlockList.Clicked) -> None:
        event.stop()
        if not self._does and self._list.current is not None:
            self.dismiss(Chosen(Answer.OPEN, self._list.current))

    def _hint(self) -> str:
        if self._does:
            return _("enter: {does}, o reads a ticket, x selects them on the desk, esc leaves it").format(
                does=self._does
            )
        if not self._rows:
            return _("esc goes back")
        return _("enter reads one, x selects them all on the desk for acts on many, esc goes back")

    def _first_paint(self) -> None:
        self._paint()
        self.call_after_refresh(self._painted)

    def _painted(self) -> None:
        """From now on enter is meant for what stands here."""
        if self._typed_ahead is None:
            self._seen = True
        else:
            self.run_worker(self._wait(self._typed_ahead()), exit_on_error=False)

    async def _wait(self, keys: Awaitable[None]) -> None:
        await keys
        self._seen = True

    def _paint(self) -> None:
        self._list.show([TicketLine((self._line(row),), row.id) for row in self._rows])

    def _line(self, row: QueueRow) -> tuple[Span, ...]:
        """The ticket as a row of the desk's list, and what is told of it."""
        width = max(20, self._list.line_width - 2)
        tail = max((cell_len(text) for text in self._told.values()), default=0)
        tail = tail + 2 if tail and tail + 2 <= width // 2 else 0
        several = len({one.assignee for one in self._rows}) > 1
        columns = columns_for(width - tail, max(len(str(one.id)) for one in self._rows), several=several)
        spans = cells(row, columns, marks_of(row, self._now), UNICODE, cursor=False, selected=False)
        if not tail:
            return tuple(spans)
        return (*spans, ("  ", "ink"), (fit(self._told.get(row.id, ""), tail - 2, right=True), "accent"))


def listing_slip(lead: Lead, found: Listing, now: datetime) -> TicketsSlip:
    """The tickets a figure leads to; where they are more than are listed, that is said."""
    body: tuple[str, ...] = ()
    if len(found.rows) >= MOST:
        body = (_("the first {n} of them").format(n=len(found.rows)),)
    return TicketsSlip(lead.title, body, found.rows, now, told=found.told)
