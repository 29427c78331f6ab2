"""The ledger of a ticket: why it is due when it is, every stretch of its clocks, and what would change that."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from servicedesk.desk.queue_views import QueueRow
from servicedesk.desk.service_levels.views import LedgerView
from servicedesk.domain.errors import DeskError
from servicedesk.domain.tickets import LIVE, Priority
from servicedesk.i18n import _
from servicedesk.tui.clean import clean
from servicedesk.tui.screens.slip import Slip, hint_line, title_line
from servicedesk.tui.widgets.block_list import BlockList
from servicedesk.tui.widgets.customer_lines import Frame
from servicedesk.tui.widgets.ledger_lines import Key, Line, Spot, ledger_lines
from servicedesk.tui.wording import present
from servicedesk.tui.wording.ledger_words import due_cycle, other_zone, when_due, why
from servicedesk.tui.wording.sentences import sentence

AGAIN: Final = 10
"""Seconds after which the ledger is read again; the sentence on top counts each second by itself."""
PRIORITIES: Final = tuple(Priority)


@dataclass(frozen=True, slots=True)
class Question:
    """What is supposed: another priority, waiting for the customer from now on, both, or nothing."""

    priority: str | None = None
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """The ledger as asked for, and with each priority; no others for a ticket that isn't live."""

    view: LedgerView
    others: Mapping[str, LedgerView]


Asking = Callable[[Question], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Setting:
    """Who looks, when and where. ``names`` are what to call handles."""

    now: Callable[[], datetime]
    zone: tzinfo
    names: Mapping[str, str]


class LedgerSlip(Slip[None]):
    """Reads through ``asking``, which raises DeskError; nothing is ever changed here."""

    DEFAULT_CSS = """
    LedgerSlip > .panel { height: 85%; max-height: 100%; }
    LedgerSlip .why { height: auto; max-height: 4; color: $ink; padding: 0 1; }
    LedgerSlip .others { height: auto; max-height: 3; color: $ink-quiet; padding: 0 1; margin-bottom: 1; }
    """

    def __init__(self, row: QueueRow, answer: Answer, asking: Asking, setting: Setting) -> None:
        super().__init__()
        self._row, self._answer, self._asking, self._setting = row, answer, asking, setting
        self._question = Question()
        self._list: BlockList[Spot] = BlockList()
        self._shown: list[Line] = []
        first = _first(answer.view)
        self._unfolded: frozenset[Key] = frozenset() if first is None else frozenset({first})
        self._age = 0

    def compose(self) -> ComposeResult:
        with Vertical(classes="panel"):
            yield title_line(_title(self._row, self._answer.view, self._setting))
            yield Static(classes="why")
            yield Static(classes="others")
            yield self._list
            yield Static(classes="wrong")
            yield hint_line(_hint(may_suppose=self._may_suppose))

    def on_mount(self) -> None:
        self.call_after_refresh(self._paint)
        self.set_interval(1.0, self._tick)

    def on_resize(self) -> None:
        self.call_after_refresh(self._paint)

    def take_focus(self) -> None:
        self.set_focus(self._list)

    def command(self, key: str) -> bool:
        if self._list.walk(key):
            return True
        match key:
            case "escape" | "q" | "d":
                self.dismiss(None)
            case "enter":
                self._fold()
            case _:
                self._suppose(key)
        return True

    def on_block_list_clicked(self, event: BlockList.Clicked) -> None:
        event.stop()
        self._fold()

    @property
    def _may_suppose(self) -> bool:
        return self._row.status in LIVE

    def _suppose(self, key: str) -> None:
        """Another priority, or waiting; the same key again takes it back."""
        asked = self._question
        if not self._may_suppose:
            self.app.bell()
            return
        match key:
            case "w":
                self._ask(Question(asked.priority, not asked.waiting))
            case "0" | "backspace":
                self._ask(Question())
            case "h" | "left" | "l" | "right":
                at = PRIORITIES.index(Priority(asked.priority or self._row.priority))
                step = 1 if key in ("l", "right") else -1
                self._ask_priority(PRIORITIES[(at + step) % len(PRIORITIES)])
            case _ if key.isdecimal() and 1 <= int(key) <= len(PRIORITIES):
                chosen = PRIORITIES[int(key) - 1]
                self._ask_priority(Priority(self._row.priority) if chosen == asked.priority else chosen)
            case _:
                self.app.bell()

    def _ask_priority(self, priority: Priority) -> None:
        """The ticket's own priority supposes nothing."""
        self._ask(Question(None if priority == self._row.priority else priority, self._question.waiting))

    def _ask(self, question: Question) -> None:
        self._question = question
        self.run_worker(self._read(question), group="ledger", exclusive=True, exit_on_error=False)

    async def _read(self, question: Question) -> None:
        """The newest question counts."""
        try:
            answer = await self._asking(question)
        except DeskError as error:
            self._wrong(sentence(error))
            return
        if question == self._question:
            self._answer, self._age = answer, 0
            self._wrong("")
            self._paint()

    def _tick(self) -> None:
        self._age += 1
        if self._age >= AGAIN:
            self._ask(self._question)
        self._paint()

    def _fold(self) -> None:
        """Open the cycle under the cursor, or close it."""
        spot = self._list.current
        if spot is None:
            self.app.bell()
            return
        self._unfolded ^= {spot.cycle}
        self._paint()
        self._list.stand_on(Spot(spot.cycle))

    def _paint(self) -> None:
        """Show what changed since the last paint."""
        width, setting, asked = self._list.line_width, self._setting, self._question
        if width < 1 or not self.is_attached:
            return
        view = self._answer.view
        now = self._moment(view, supposed=asked != Question())
        words = why(view, now, setting.zone, asked.priority, waiting=asked.waiting)
        self.query_one(".why", Static).update(Content(words))
        self.query_one(".others", Static).update(self._others(width))
        frame = Frame(width - 2, now, setting.zone, self._list.signs)
        lines = list(ledger_lines(view, frame, setting.names, self._unfolded))
        if lines != self._shown:
            first, self._shown = not self._shown, lines
            self._list.show(lines)
            if first and (key := _first(view)) is not None:
                self._list.stand_on(Spot(key))

    def _moment(self, view: LedgerView, *, supposed: bool) -> datetime:
        """Now; what is only supposed stands as it was asked: no promise of it is broken while it is looked at."""
        return view.asked_at if supposed else self._setting.now()

    def _others(self, width: int) -> Content:
        """``1 urgent 11:20  [2 high 14:20]  3 normal Mon 09:30  …``: when it would be due; lines break between them."""
        if not self._may_suppose:
            return Content(_("It is {status}: nothing would change its clocks.").format(status=_status(self._row)))
        chosen = self._question.priority or self._row.priority
        parts: list[Content] = []
        for n, priority in enumerate(PRIORITIES, start=1):
            parts.append(_marked(f"{n} {present.priority_name(priority)} {self._due(priority)}", on=priority == chosen))
        parts.append(_marked(_("w waiting now"), on=self._question.waiting))
        rows: list[Content] = []
        for part in parts:
            if rows and rows[-1].cell_length + part.cell_length < width:
                rows[-1] += Content(" ") + part
            else:
                rows.append(part)
        return Content("\n").join(rows)

    def _due(self, priority: Priority) -> str:
        """When it would be due with this priority; the question's wait counts in."""
        view = self._answer.others.get(priority)
        if view is None:
            return ""
        supposed = priority != self._row.priority or self._question.waiting
        return when_due(view, self._moment(view, supposed=supposed), self._setting.zone)

    def _wrong(self, text: str) -> None:
        wrong = self.query_one(".wrong", Static)
        wrong.update(Content(clean(text)))
        wrong.set_class(bool(text), "-shown")


def _marked(text: str, *, on: bool) -> Content:
    """What is chosen stands in brackets, so that no colour is needed."""
    return Content.styled(f"[{text}]", "$ink bold") if on else Content(f" {text} ")


def _status(row: QueueRow) -> str:
    return present.status_name(row.status)


def _title(row: QueueRow, view: LedgerView, setting: Setting) -> str:
    title = _("Why nothing is due: #{n}") if view.due_at is None else _("Why this due time: #{n}")
    title = title.format(n=row.id)
    zone = other_zone(view, setting.now(), setting.zone)
    return _("{title}  (your times; the calendar is in {zone})").format(title=title, zone=zone) if zone else title


def _hint(*, may_suppose: bool) -> str:
    keys = _("enter unfolds a clock, esc goes back")
    return _("1-4, w: what if; {keys}").format(keys=keys) if may_suppose else keys


def _first(view: LedgerView) -> Key | None:
    """The cycle that stands open at first: the one that is due, else the last that goes on, else the last."""
    due = due_cycle(view)
    going = [one for one in view.cycles if one.ended_at is None]
    found = due or next(iter([*reversed(going), *reversed(view.cycles)]), None)
    return None if found is None else (found.clock, found.started_at)
