"""The columns of a ticket list: how wide each is, and what stands in it. Pure."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from servicedesk.desk.queue_views import QueueRow
from servicedesk.domain.tickets import LIVE
from servicedesk.tui.clean import clean
from servicedesk.tui.widgets.line_view import Span
from servicedesk.tui.wording import present
from servicedesk.tui.wording.present import Signal
from servicedesk.tui.wording.signs import Signs
from servicedesk.tui.wrap import fit

TIME: Final = 5
OWED: Final = 1
"""The sign of a promise that is overdue, behind the time and a blank."""
MARK: Final = 2
_STATUS_FROM: Final = 76
_PRIORITY_FROM: Final = 90
_ASSIGNEE_FROM: Final = 104
_HOLDERS: Final = ((_ASSIGNEE_FROM, 10), (_STATUS_FROM, 8), (44, 6))
"""From how many cells on who holds a ticket has how many, where several people's are listed."""
_OWED_SIGN: Final = "p"
_WAITS: Final = {"escalated": "e", "approval": "a"}
"""The sign behind the number: who is asked has not accepted, or not decided."""


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


@dataclass(frozen=True, slots=True)
class Marks:
    """What a row says of its ticket at an instant: ``time`` stands in the time column with its signal.

    ``owed``: a promise to the customer, or a follow-up, is overdue. ``busy``: somebody else works on it.
    """

    time: tuple[str, Signal]
    owed: bool
    busy: bool = False


def marks_of(row: QueueRow, now: datetime) -> Marks:
    """What a row says where the list is in the order of the queue."""
    return Marks(present.row_time(row, now), present.broke_word(row, now))


def columns_for(width: int, digits: int, *, several: bool = False) -> Columns:
    """The columns of a list ``width`` cells wide whose longest number has ``digits``.

    ``several``: it may hold tickets of several people, so whose each is comes before the rest.
    """
    status = 9 if width >= _STATUS_FROM else 0
    priority = 6 if width >= _PRIORITY_FROM else 0
    holders = _HOLDERS if several else _HOLDERS[:1]
    assignee = next((cells for least, cells in holders if width >= least), 0)
    mark = 0 if priority else MARK
    fixed = 4 + digits + TIME + OWED + 3 + mark + sum(column + 1 for column in (status, priority, assignee) if column)
    room = width - fixed
    name = max(0, min(20, max(6, room * 2 // 7), room))
    return Columns(digits, name, status, priority, mark, assignee, max(0, room - name - 1))


def cells(
    row: QueueRow,
    columns: Columns,
    marks: Marks,
    signs: Signs,
    *,
    cursor: bool,
    selected: bool,
) -> list[Span]:
    """A row as spans, in order, each of its column's width.

    Someone who waits is in full strength, the rest is quiet.
    """
    waits = row.waiting_since is not None
    time, signal = marks.time
    spans: list[Span] = [
        (signs.cursor if cursor else " ", "accent"),
        (present.kind_letter(row.kind), "ink" if waits else "quiet"),
        (signs.selected if selected else " ", "accent"),
        (fit(str(row.id), columns.number, "", right=True), "quiet"),
        _sign(row, marks, signs),
        (fit(time, TIME, "", right=True) + " ", signal.value),
        (_OWED_SIGN if marks.owed else " ", Signal.OVERDUE.value),
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


def _sign(row: QueueRow, marks: Marks, signs: Signs) -> Span:
    """What stands behind the number: what it waits for; else that somebody works on it."""
    waits = _WAITS.get(row.waits)
    return (waits, Signal.AT_RISK.value) if waits else (signs.busy if marks.busy else " ", "accent")


def _state(row: QueueRow) -> str:
    """Its status; of a live one that waits for somebody among us, for what."""
    if row.waits in _WAITS and row.status in LIVE:
        return present.waits_name(row.waits)
    return present.status_name(row.status)
