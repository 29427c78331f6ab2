"""Slips with tickets: what an intervention would change, and the tickets behind a figure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from textual.app import ComposeResult
from textual.containers import Vertical

from servicedesk.desk.queue_views import QueueRow
from servicedesk.i18n import _
from servicedesk.tui.screens.slip import Slip, body_text, hint_line, title_line
from servicedesk.tui.widgets.block_list import BlockList
from servicedesk.tui.widgets.line_view import Span
from servicedesk.tui.widgets.queue_columns import cells, columns_for
from servicedesk.tui.wording import present
from servicedesk.tui.wording.signs import UNICODE

MOST_LINES = 12


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

    With ``does`` enter does what the title says, and the hint says it so; without, enter reads the ticket.
    """

    DEFAULT_CSS = """
    TicketsSlip BlockList { height: auto; max-height: 12; background: $ground-raised; }
    """

    def __init__(
        self, title: str, body: Sequence[str], rows: Sequence[QueueRow], now: datetime, *, does: str = ""
    ) -> None:
        super().__init__()
        self._title, self._body, self._rows, self._now, self._does = title, body, rows, now, does
        self._list: BlockList[int] = BlockList()

    def compose(self) -> ComposeResult:
        with Vertical(classes="panel"):
            yield title_line(self._title)
            if self._body:
                yield body_text("\n".join(self._body))
            yield self._list
            yield hint_line(self._hint())

    def on_mount(self) -> None:
        self._list.styles.height = max(1, min(MOST_LINES, len(self._rows)))
        self.call_after_refresh(self._paint)

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
                self.dismiss(Chosen(Answer.DO))
            case "enter" | "o" if ticket is not None:
                self.dismiss(Chosen(Answer.OPEN, ticket))
            case "x" if self._rows:
                self.dismiss(Chosen(Answer.SELECT))
            case "j" | "down":
                self._list.move(1)
            case "k" | "up":
                self._list.move(-1)
            case "space" | "pagedown":
                self._list.page(1)
            case "pageup":
                self._list.page(-1)
            case "g" | "home":
                self._list.first()
            case "G" | "end":
                self._list.last()
        return True

    def on_block_list_clicked(self, event: BlockList.Clicked) -> None:
        event.stop()
        if not self._does and self._list.current is not None:
            self.dismiss(Chosen(Answer.OPEN, self._list.current))

    def _hint(self) -> str:
        if self._does:
            return _("enter: {does}, o reads a ticket, x selects them on the desk, esc leaves it").format(does=self._does)
        if not self._rows:
            return _("esc goes back")
        return _("enter reads one, x selects them all on the desk for acts on many, esc goes back")

    def _paint(self) -> None:
        width = self._list.line_width
        digits = max((len(str(row.id)) for row in self._rows), default=1)
        columns = columns_for(max(20, width - 2), digits)
        self._list.show(
            [
                TicketLine(
                    (tuple(cells(row, columns, present.row_time(row, self._now), UNICODE, cursor=False, selected=False)),),
                    row.id,
                )
                for row in self._rows
            ]
            or [TicketLine((((_("none of them is there any more"), "faint"),),), None)]
        )
