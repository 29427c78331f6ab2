"""The call slip: who calls, which ticket, notes with the time running, how it ended. Also for what somebody wrote."""

from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Protocol

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Static, TextArea

from servicedesk.desk.queue_views import QueueRow
from servicedesk.domain.calls import PhoneCall, length
from servicedesk.domain.errors import DeskError
from servicedesk.domain.tickets import Status
from servicedesk.i18n import _
from servicedesk.tui.clean import clean
from servicedesk.tui.screens.calling.card import Card, Sources
from servicedesk.tui.screens.calling.form import CHANNELS, CallForm, Contact, as_found, row_of_new
from servicedesk.tui.screens.calling.keeping import Keeping
from servicedesk.tui.screens.calling.lines import Ending, Target, Turn, Unfinished, ending_lines, target_lines
from servicedesk.tui.screens.calling.parts import Notes, Who
from servicedesk.tui.screens.calling.words import Stage, clock_words, hint_for, title_for
from servicedesk.tui.screens.slip import Slip
from servicedesk.tui.widgets.choice_list import Choice, ChoiceList
from servicedesk.tui.wording.sentences import sentence

if TYPE_CHECKING:
    from servicedesk.desk.views import CustomerHit, CustomerView

SHUT: Final = frozenset({Status.CLOSED, Status.MERGED, Status.SPAM})
"""Statuses in which no call is logged any more."""


class Board(Sources, Protocol):
    """What the slip asks of the desk. What reads or stores raises DeskError."""

    def hold(self) -> None:
        """Keep later keys waiting until ``release``."""

    def release(self) -> None: ...
    async def lookup(self, text: str) -> "Sequence[CustomerHit]": ...
    async def open_tickets(self, customer_id: int) -> Sequence[QueueRow]: ...
    async def ticket(self, ticket_id: int) -> QueueRow: ...
    async def customer(self, customer_id: int) -> "CustomerView": ...
    async def keep(self, fields: Mapping[str, str]) -> None: ...


class CallSlip(Slip[Contact | Turn | Unfinished]):
    """Answers a Contact when it was sent, ``Turn.THROW_AWAY``, another slip to go on with, or None: it is kept."""

    DEFAULT_CSS = """
    CallSlip .head { height: auto; }
    CallSlip .head .title { width: 1fr; }
    CallSlip .head .clock { width: 9; height: 1; color: $accent; text-align: right; }
    """

    def __init__(
        self,
        board: Board,
        form: CallForm,
        *,
        customer: "CustomerView | None" = None,
        row: QueueRow | None = None,
        unfinished: Sequence[Unfinished] = (),
    ) -> None:
        """``customer`` and ``row``: what the form names, as far as it is there. ``unfinished``: other kept slips."""
        super().__init__()
        self._board = board
        self._form = form
        self._customer = customer
        self._row = row
        self._stage = Stage.NOTES if form.named else Stage.WHO
        self._entered = False
        self._worded = form.text
        self._keeping = Keeping(self, lambda: self._collected().as_texts(), board.keep, self._kept)
        self._card = Card(self, board, self._show)
        self._who = Who(form.who, board.lookup, unfinished)
        self._notes = Notes(form)
        self._targets: ChoiceList[Target | Turn] = ChoiceList(())
        self._endings: ChoiceList[Ending] = ChoiceList(())

    def compose(self) -> ComposeResult:
        with Vertical(classes="panel"):
            with Horizontal(classes="head"):
                yield Static(classes="title")
                yield Static(classes="clock")
            yield self._who
            yield self._targets
            yield self._notes
            yield self._endings
            yield Static(classes="wrong")
            yield Static(classes="hint")

    def on_mount(self) -> None:
        self.set_interval(1.0, self._tick)
        self._show()
        self._keeping.begin()

    def take_focus(self) -> None:
        """Give the keys to what the stage asks."""
        match self._stage:
            case Stage.WHO:
                self.set_focus(self._who.line)
                self._who.line.cursor_position = len(self._who.line.value)
                self._look()
            case Stage.NOTES:
                self.set_focus(self._notes.area)
            case _:
                self.set_focus(None)

    # Keys

    def command(self, key: str) -> bool:
        """Take a key as the stage means it; False hands it to the focused text."""
        match self._stage:
            case Stage.WHO:
                return self._who_key(key)
            case Stage.NOTES:
                return self._notes_key(key)
        self._list_key(key)
        return True

    def _who_key(self, key: str) -> bool:
        match key:
            case "escape":
                self._leave()
            case "down":
                self._who.found.move(1)
            case "up":
                self._who.found.move(-1)
            case "tab":
                self._turn_channel(1)
            case "shift+tab":
                self._turn_channel(-1)
            case "right" | "left" if not self._who.line.value:
                self._turn_channel(1 if key == "right" else -1)
            case "enter":
                self._hold(self._take_caller())
            case _:
                return False
        return True

    def _notes_key(self, key: str) -> bool:
        in_line = self.focused is not self._notes.area
        match key:
            case "escape":
                self._leave()
            case "ctrl+s":
                self._end()
            case "ctrl+o":
                self._hold(self._choose_target())
            case "tab":
                self._notes.walk(1)
            case "shift+tab":
                self._notes.walk(-1)
            case "enter" | "down" if in_line:
                self._notes.walk(1)
            case "up" if in_line:
                self._notes.walk(-1)
            case _:
                return False
        return True

    def _list_key(self, key: str) -> None:
        """The lists that are chosen from by number: tickets and endings."""
        shown: ChoiceList[Target | Turn] | ChoiceList[Ending]
        shown = self._targets if self._stage is Stage.WHICH else self._endings
        match key:
            case "escape" | "q":
                self._go(Stage.NOTES if self._form.named else Stage.WHO)
            case "j" | "down" | "tab":
                shown.move(1)
                self._wrong("")
            case "k" | "up" | "shift+tab":
                shown.move(-1)
                self._wrong("")
            case "enter":
                self._take(shown.current)
            case _:
                self._take(shown.pick(key))

    def text_came(self, text: str, entered: bool) -> str | None:
        """A paste, a scan, a committed word: a scanned number is looked up at once."""
        if isinstance(self.focused, TextArea):
            return f"{text}\n" if entered else text
        kept = super().text_came(text, entered)
        self._entered = entered and self._stage is Stage.WHO and bool(kept)
        return kept

    def on_choice_list_clicked(self, event: ChoiceList.Clicked) -> None:
        event.stop()
        match self._stage:
            case Stage.WHO:
                self._who.found.go(event.index)
                self._hold(self._take_caller())
            case Stage.WHICH:
                self._take(self._targets.go(event.index))
            case _:
                self._take(self._endings.go(event.index))

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if event.input is self._who.line and self._stage is Stage.WHO:
            entered, self._entered = self._entered, False
            if entered:
                self._hold(self._take_caller())
            else:
                self._look()
        self._keeping.changed()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        event.stop()
        self._keeping.changed()

    # Who it is

    def _turn_channel(self, by: int) -> None:
        at = (CHANNELS.index(self._form.channel) + by) % len(CHANNELS)
        self._form = replace(self._form, channel=CHANNELS[at])
        self._show()
        self._keeping.changed()

    def _look(self) -> None:
        self.run_worker(self._told(self._who.look()), group="find", exclusive=True, exit_on_error=False)

    async def _take_caller(self) -> None:
        chosen = await self._who.chosen()
        if chosen is None:
            return
        if isinstance(chosen.value, Unfinished):
            self._send(chosen.value)
        elif isinstance(chosen.value, Turn):
            self._customer, self._row = None, None
            self._form = as_found(replace(self._collected(), named=True, customer=None, ticket=None))
            self._notes.fill_in(self._form)
            self._go(Stage.NOTES)
        else:
            await self._take_hit(chosen.value)

    async def _take_hit(self, hit: "CustomerHit") -> None:
        """A known customer: on with the ticket that was named, or the only open one; else it is asked for."""
        self._customer = await self._board.customer(hit.id)
        rows = await self._board.open_tickets(hit.id)
        named = await self._named(hit)
        form = self._collected()
        order = hit.found if hit.why == "order" and not form.order else form.order
        self._form = replace(form, customer=hit.id, order=order, name="", address="")
        self._notes.fill_in(self._form)
        if named is not None or len(rows) == 1:
            self._aim(Target(named or rows[0]))
        elif rows:
            self._offer(rows)
        else:
            self._aim(Target(None, self._form.kind))

    async def _named(self, hit: "CustomerHit") -> QueueRow | None:
        """The ticket whose number was typed, where a call can still go to it."""
        number = hit.found.removeprefix("#")
        if hit.why != "ticket" or not number.isdecimal():
            return None
        row = await self._board.ticket(int(number))
        return None if row.status in SHUT else row

    # Which ticket

    async def _choose_target(self) -> None:
        self._form = self._collected()
        customer = self._form.customer
        self._offer(() if customer is None else await self._board.open_tickets(customer))

    def _offer(self, rows: Sequence[QueueRow]) -> None:
        self._targets.show(target_lines(rows))
        self._go(Stage.WHICH)

    def _aim(self, target: Target) -> None:
        self._row = target.row
        number = None if target.row is None else target.row.id
        self._form = replace(self._collected(), named=True, ticket=number, kind=target.kind)
        self._go(Stage.NOTES)

    # How it ended

    def _end(self) -> None:
        self._form = self._collected()
        try:
            self._form.check()
        except DeskError as error:
            self._wrong(sentence(error))
            return
        if not self._form.is_call:
            self._send(Contact(self._form, self._row))
            return
        row = self._row or row_of_new(self._form.kind_of_new(), self._board.now())
        self._endings.show(ending_lines(self._form.text, row))
        self._go(Stage.END)

    def _take(self, choice: "Choice[Target | Turn] | Choice[Ending] | None") -> None:
        if choice is None:
            return
        value = choice.value
        if choice.reason is not None:
            self._wrong(_("{act}: {reason}.").format(act=choice.label, reason=choice.reason))
        elif isinstance(value, Target):
            self._aim(value)
        elif isinstance(value, Ending):
            call = PhoneCall(value.outcome, length(self._form.began, self._board.now()))
            self._send(Contact(self._form, self._row, call, value.then))
        elif value is Turn.SOMEBODY_ELSE:
            self._form = replace(self._form, named=False)
            self._go(Stage.WHO)
        else:
            self._send(Turn.THROW_AWAY)

    def _send(self, answer: Contact | Turn | Unfinished) -> None:
        self._keeping.stop()
        self.dismiss(answer)

    # Keeping it

    def _kept(self, error: DeskError | None) -> None:
        words = "" if error is None else _("The slip is not stored yet: {why}").format(why=sentence(error))
        self._wrong(words)

    def _leave(self) -> None:
        """Put it aside, stored; a slip that the store refuses stays until the second escape."""
        self._hold(self._put_aside(anyway=self._keeping.refused))

    async def _put_aside(self, *, anyway: bool) -> None:
        if await self._keeping.now() or anyway:
            self._keeping.stop()
            self.dismiss(None)

    def _hold(self, work: Coroutine[object, object, None]) -> None:
        """Do what takes a moment while later keys wait."""
        self._board.hold()
        self.run_worker(self._released(work), group="turn", exit_on_error=False)

    async def _released(self, work: Coroutine[object, object, None]) -> None:
        try:
            await self._told(work)
        finally:
            self._board.release()

    async def _told(self, work: Coroutine[object, object, None]) -> None:
        """What the desk has against it stands in the slip."""
        try:
            await work
        except DeskError as error:
            self._wrong(sentence(error))

    # What is shown

    def _collected(self) -> CallForm:
        """The form with what stands in its lines now."""
        return self._notes.into(replace(self._form, who=self._who.line.value))

    def _go(self, stage: Stage) -> None:
        self._stage = stage
        self._wrong("")
        self._show()
        self.take_focus()
        self._keeping.changed()

    def _show(self) -> None:
        parts = {
            Stage.WHO: self._who,
            Stage.WHICH: self._targets,
            Stage.NOTES: self._notes,
            Stage.END: self._endings,
        }
        for stage, part in parts.items():
            part.display = stage is self._stage
        self._who.show_channel(self._form.channel)
        new = self._row is None
        facts = self._card.words(self._customer, self._row)
        self._notes.show(facts, strange=new and self._customer is None, new=new)
        self.query_one(".hint", Static).update(Content(hint_for(self._stage, call=self._form.is_call)))
        self._title()
        self._tick()

    def _title(self) -> None:
        self._worded = self._notes.area.text
        title = title_for(self._collected(), self._customer, self._row, self._stage)
        self.query_one(".head .title", Static).update(Content(title))

    def _tick(self) -> None:
        """A second has passed: the clock, and the kind that the words propose by now."""
        if self._stage is Stage.NOTES and self._row is None and self._notes.area.text != self._worded:
            self._title()
        words = clock_words(length(self._form.began, self._board.now())) if self._form.is_call else ""
        self.query_one(".clock", Static).update(Content(words), layout=False)

    def _wrong(self, text: str) -> None:
        wrong = self.query_one(".wrong", Static)
        wrong.update(Content(clean(text)))
        wrong.set_class(bool(text), "-shown")
