"""The columns of a ticket list: how wide each is, and what stands in it. Pure."""

from dataclasses import dataclass
from typing import Final

from servicedesk.desk.queue_views import QueueRow
from servicedesk.tui.clean import clean
from servicedesk.tui.widgets.line_view import Span
from servicedesk.tui.wording import present
from servicedesk.tui.wording.present import Signal
from servicedesk.tui.wording.signs import Signs
from servicedesk.tui.wrap import fit

TIME: Final = 5
MARK: Final = 2
_STATUS_FROM: Final = 76
_PRIORITY_FROM: Final = 90
_ASSIGNEE_FROM: Final = 104


@dataclass(frozen=True, slots=True)
class Columns:
    """Widths in cells; 0 leaves a column out. The subject takes what is left.

    ``mark`` shows a pressing priority by its sign where there is no room for the word.
    """

    number: int
    name: int
    status: int
    priority: int
    mark: int
    assignee: int
    subject: int

    @property
    def time_at(self) -> int:
        """The column where sign and time begin."""
        return 4 + self.number


def columns_for(width: int, digits: int) -> Columns:
    """The columns of a list ``width`` cells wide whose longest number has ``digits``."""
    status = 9 if width >= _STATUS_FROM else 0
    priority = 6 if width >= _PRIORITY_FROM else 0
    assignee = 10 if width >= _ASSIGNEE_FROM else 0
    mark = 0 if priority else MARK
    fixed = 4 + digits + TIME + 3 + mark + sum(column + 1 for column in (status, priority, assignee) if column)
    room = width - fixed
    name = max(0, min(20, max(6, room * 2 // 7), room))
    return Columns(digits, name, status, priority, mark, assignee, max(0, room - name - 1))


def cells(
    row: QueueRow,
    columns: Columns,
    told: tuple[str, Signal],
    signs: Signs,
    *,
    cursor: bool,
    selected: bool,
    busy: bool = False,
) -> list[Span]:
    """A row as spans, in order, each of its column's width. ``told`` stands in the time column with its signal.

    Someone who waits is in full strength, the rest is quiet. ``busy``: somebody else works on it.
    """
    waits = row.waiting_since is not None
    time, signal = told
    spans: list[Span] = [
        (signs.cursor if cursor else " ", "accent"),
        (present.kind_letter(row.kind), "ink" if waits else "quiet"),
        (signs.selected if selected else " ", "accent"),
        (fit(str(row.id), columns.number, "", right=True), "quiet"),
        (signs.busy if busy else " ", "accent"),
        (fit(time, TIME, "", right=True) + " ", signal.value),
        (present.tier_mark(row.membership), "strong" if row.membership == "vip" else "quiet"),
    ]
    pressing = present.priority_signal(row.priority).value
    spans.append((fit(present.priority_mark(row.priority), columns.mark) + " ", pressing))
    name = present.short_name(present.customer_name(row), columns.name)
    spans.append((fit(name, columns.name, signs.ellipsis) + " ", "ink"))
    if columns.status:
        spans.append((fit(_state(row), columns.status, signs.ellipsis) + " ", "quiet"))
    if columns.priority:
        priority = "" if row.priority == "normal" else present.priority_name(row.priority)
        spans.append((fit(priority, columns.priority, signs.ellipsis) + " ", pressing))
    if columns.assignee:
        owner = clean(row.assignee) if row.assignee else signs.dot
        spans.append((fit(owner, columns.assignee, signs.ellipsis) + " ", "quiet" if row.assignee else "faint"))
    spans.append((fit(present.subject(row), columns.subject, signs.ellipsis), "ink" if waits else "quiet"))
    return spans


def _state(row: QueueRow) -> str:
    return present.status_name(row.status)
