"""The breach review: on the left the breaches that nobody has looked at, on the right what the ledger says of one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal

from servicedesk.domain.errors import DeskError
from servicedesk.i18n import _
from servicedesk.tui.acting import Act
from servicedesk.tui.actions import Scope
from servicedesk.tui.floor.lines import Frame
from servicedesk.tui.floor.review import acts
from servicedesk.tui.floor.review.lines import TextLine, breach_lines, finding_lines
from servicedesk.tui.floor.review.sheet import Finding, Key, Sheet, key_of
from servicedesk.tui.floor.room import Room
from servicedesk.tui.floor.top_line import TopLine
from servicedesk.tui.panes import TWO_PANES
from servicedesk.tui.widgets.block_list import BlockList
from servicedesk.tui.widgets.footer import Hint
from servicedesk.tui.wording import present
from servicedesk.tui.wording.sentences import sentence

if TYPE_CHECKING:
    from servicedesk.tui.floor.screen import FloorScreen


class ReviewScreen(Room):
    """Over the floor, which is read again when this goes away."""

    scope = Scope.REVIEW

    def __init__(self, floor: FloorScreen) -> None:
        super().__init__(floor.desk)
        self.floor = floor
        view = floor.memory.view
        self.sheet = Sheet(waiting=0 if view is None else view.inbox.breaches)
        self._teams: Mapping[str, str] = {}
        self.top = TopLine()
        self.breaches: BlockList[Key] = BlockList()
        self.breaches.id = "breaches"
        self.proposal: BlockList[None] = BlockList()
        self.proposal.id = "proposal"
        self._read = False
        self._reading = False

    def compose(self) -> ComposeResult:
        yield self.top
        with Horizontal(id="review"):
            yield self.breaches
            yield self.proposal
        yield self.too_small
        yield self.footer

    def on_mount(self) -> None:
        self.lay_out()
        self.call_after_refresh(self.paint)
        self._behind(self.more())

    def on_unmount(self) -> None:
        self.floor.reader.start()

    def on_resize(self) -> None:
        self.lay_out()
        self.call_after_refresh(self.paint)

    # Keys

    @property
    def moves(self) -> Mapping[str, Callable[[], None]]:
        return {
            "review.down": lambda: self._step(1),
            "review.up": lambda: self._step(-1),
            "review.scroll_down": lambda: self._scroll(1),
            "review.scroll_up": lambda: self._scroll(-1),
            "review.leave": self.leave,
        }

    @property
    def acts(self) -> Mapping[str, Callable[[], Act]]:
        return {
            **{name: partial(self._of_the_breach, act) for name, act in acts.OF_A_BREACH.items()},
            "review.undo": lambda: acts.undo(self),
            "review.help": self.show_help,
        }

    def leave(self) -> None:
        self.dismiss(None)

    def to_desk(self, act: Act) -> None:
        """Through the floor to the desk."""
        self.dismiss(None)
        self.floor.to_desk(act)

    def hints(self) -> tuple[Hint, ...]:
        """Enter is named by what it does with the one in hand."""
        label = self._enter()
        return tuple(
            Hint(hint.action, hint.key, label) if hint.action == "review.confirm" and label else hint
            for hint in super().hints()
            if hint.action != "review.undo" or self.sheet.stored
        )

    def _enter(self) -> str:
        """What enter does where it isn't agreeing with the ledger; else empty."""
        here, finding = self.sheet.here, self.sheet.finding
        if here is not None and key_of(here) in self.sheet.stored:
            return _("keep it")
        return _("store it") if finding is not None and not finding.as_proposed else ""

    async def _of_the_breach(self, act: Callable[[ReviewScreen], Act]) -> None:
        """Do something with the breach in hand, if there is one."""
        if self.sheet.here is None:
            self.say(_("No breach waits for a look."))
        else:
            await act(self)

    # What is read

    async def more(self) -> None:
        """Read the next page of breaches."""
        if self._reading or (self._read and self.sheet.next is None):
            return
        self._reading = True
        try:
            after = self.sheet.next
            page = await self.link.read(lambda desk: desk.reviews.open(after=after, limit=acts.PAGE))
            if not self._teams:
                self._teams = dict(await self.link.read(lambda desk: desk.people.teams()))
        finally:
            self._reading = False
        self._read = True
        self.sheet.add(page.rows, page.next)
        self.moved()

    async def ensure_finding(self) -> Finding:
        """What is found of the breach in hand, asked from the ledger where that wasn't done yet."""
        breach = self.sheet.here
        assert breach is not None
        key = key_of(breach)
        if key not in self.sheet.findings:
            finding = await self.link.read(acts.asked(breach))
            self.sheet.findings.setdefault(key, finding)
            self.paint()
        return self.sheet.findings[key]

    def moved(self) -> None:
        """The cursor stands on another breach."""
        self.breaches.stand_on(None if self.sheet.here is None else key_of(self.sheet.here))
        self.paint()
        self.proposal.scroll_line(0)
        if self.sheet.here is not None and self.sheet.finding is None:
            self._behind(self._find())
        if self.sheet.wants_more:
            self._behind(self.more())

    async def _find(self) -> None:
        await self.ensure_finding()

    def _step(self, by: int) -> None:
        self.sheet.move(by)
        self.moved()

    def _scroll(self, by: int) -> None:
        """A page of what the ledger says."""
        self.proposal.scroll_line(self.proposal.scroll_offset.y + by * max(1, self.proposal.size.height - 1))

    def _behind(self, reading: Act) -> None:
        self.run_worker(self._quietly(reading), group="review", exit_on_error=False)

    async def _quietly(self, reading: Act) -> None:
        """A reading that nobody pressed a key for; its trouble is one sentence."""
        try:
            await reading
        except DeskError as error:
            self.complain(sentence(error))

    def on_block_list_clicked(self, event: BlockList.Clicked) -> None:
        event.stop()
        keys = [key_of(row) for row in self.sheet.rows]
        if self.breaches.current in keys:
            self.sheet.at = keys.index(self.breaches.current)
            self.moved()

    # Painting

    def lay_out(self) -> None:
        super().lay_out()
        self.set_class(self.size.width < TWO_PANES, "-one")
        self.set_focus(self.breaches)

    def paint(self) -> None:
        if not self.is_mounted:
            return
        sheet, here = self.sheet, self.sheet.here
        if here is None:
            said = _("No breach waits for a look.") if self._read else _("reading the breaches …")
            self.breaches.show([])
            self.proposal.show([TextLine((((said, "good" if self._read else "faint"),),))])
        else:
            self.breaches.show([*breach_lines(sheet, self._frame(self.breaches))])
            self.breaches.stand_on(key_of(here))
            stored = key_of(here) in sheet.stored
            self.proposal.show([*finding_lines(here, sheet.finding, stored, self._frame(self.proposal), self._teams)])
        self._paint_top()
        self.paint_footer()

    def _frame(self, column: BlockList[Key] | BlockList[None]) -> Frame:
        return Frame(column.line_width, self.now(), self.zone, self.name_of)

    def _paint_top(self) -> None:
        sheet = self.sheet
        state = ""
        if sheet.rows:
            state = _("{n} looked at, {left} left").format(n=len(sheet.stored), left=sheet.left)
        clock = present.clock_time(self.now(), self.zone)
        self.top.show(_("Breach review"), (), 0, state, clock, alarm=False)
