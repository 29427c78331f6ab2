"""The desk: queue, conversation with its composer, customer. It lays out panes and hands keys to acts."""

from __future__ import annotations

from asyncio import Event, gather
from datetime import datetime
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Static

from servicedesk.desk.queue_views import QueuePage, QueueRow
from servicedesk.domain.errors import DeskError, StoreUnavailable
from servicedesk.i18n import _
from servicedesk.tui.actions import Scope
from servicedesk.tui.desk_state import DeskState
from servicedesk.tui.fittings import Fittings
from servicedesk.tui.layout import lay_out, mark_width
from servicedesk.tui.panes import Pane, beside
from servicedesk.tui.place import Place
from servicedesk.tui.screens.desk_parts import DeskParts
from servicedesk.tui.widgets.footer import Footer
from servicedesk.tui.widgets.pane_title import PaneTitle
from servicedesk.tui.widgets.queue_list import QueueList
from servicedesk.tui.widgets.top_bar import TopBar

if TYPE_CHECKING:
    from servicedesk.desk.views import Done
    from servicedesk.tui.acting import Act, Acting
    from servicedesk.tui.widgets.composer import Composer
    from servicedesk.tui.widgets.conversation_view import ConversationView
    from servicedesk.tui.widgets.customer_pane import CustomerPane
    from servicedesk.tui.widgets.marked_conversation import MarkedConversation
    from servicedesk.tui.widgets.ticket_header import TicketHeader
    from servicedesk.tui.writing import Writing


class DeskScreen(DeskParts):
    """The queue is there at once; the other panes, the parts and the desk itself come behind the first paint."""

    AUTO_FOCUS = "#queue"

    def __init__(self, fittings: Fittings) -> None:
        super().__init__()
        self.fittings = fittings
        self.link, self.keymap = fittings.link, fittings.keymap
        self.state = DeskState()
        self.pane = Pane.QUEUE
        self.built = Event()
        first = fittings.first
        if first is not None:
            self.state.views = first.views
        shop = first.settings.get("name", "") if first is not None else ""
        self.top = TopBar(shop)
        self.footer = Footer()
        self.queue_title = PaneTitle("1")
        self.queue = QueueList(id="queue", clock=fittings.clock, empty_text=_("Preparing the desk …"))
        self.ticket_title: PaneTitle | None = None
        self.customer_title: PaneTitle | None = None
        self.header: TicketHeader | None = None
        self.conversation: MarkedConversation | None = None
        self.customer: CustomerPane | None = None
        self._writing: Writing | None = None

    # What acts look at

    @property
    def acting(self) -> Acting:
        """How acts ask and change."""
        from servicedesk.tui.acting import Acting

        return Acting(self.app, self.link, self.fittings.lane, self.tell, self.words_for, self._where)

    def _where(self) -> tuple[Scope, int | None]:
        """What keys are about: the text, the list or the conversation, and of which ticket."""
        row = self.subject
        return self.scope, None if row is None else row.id

    @property
    def writing(self) -> Writing:
        """The composer and its draft; there from ``built`` on."""
        assert self._writing is not None
        return self._writing

    @property
    def subject(self) -> QueueRow | None:
        """The ticket that an act touches: the one under the cursor, or the open one while reading."""
        return self.queue.cursor_row if self.pane is Pane.QUEUE else self.reading.row

    @property
    def many_selected(self) -> bool:
        """Acts are for the selected tickets; while one reads a ticket they are for that one."""
        return self.pane is Pane.QUEUE and bool(self.queue.selected)

    @property
    def scope(self) -> Scope:
        """Which keys count."""
        if self._writing is not None and self._writing.active:
            return Scope.COMPOSER
        match self.pane:
            case Pane.QUEUE:
                return Scope.QUEUE
            case Pane.TICKET:
                return Scope.TICKET
        return Scope.ANYWHERE

    @property
    def place(self) -> Place:
        row = self.subject
        me = self.state.me.handle if self.state.me is not None else None
        writing = self._writing is not None and self._writing.composer.address is not None
        asked = row is not None and self.attention.asks_on(row.id)
        return Place(row, me, self.state.undo, writing, asked, self.state.shown(row), self.now(), self.zone)

    def now(self) -> datetime:
        return self.fittings.clock.now()

    def words_for(self, theirs: object) -> list[str]:
        """Events that an error carries, as lines."""
        from servicedesk.tui.wording.sentences import told_events

        return told_events(theirs, self.opening.names, self.zone, self.now())

    # Building

    def compose(self) -> ComposeResult:
        mark_width(self)
        yield self.top
        with Horizontal(id="body"), Vertical(id="queue-pane", classes="pane"):
            yield self.queue_title
            yield self.queue
        yield self.footer
        yield Static(id="too-small")

    def on_mount(self) -> None:
        """Paint what the light path has read; all else comes after the paint."""
        first = self.fittings.first
        if first is not None:
            self.state.totals = {self.state.filter: first.total}
            self.queue.show(QueuePage(first.rows, None), offset=0, total=first.total)
            if not first.rows:
                from servicedesk.tui.opening import empty_list

                self.queue.empty_text = empty_list()
        lay_out(self)
        self.paint_chrome()
        self.call_after_refresh(self._behind_the_paint)

    async def _behind_the_paint(self) -> None:
        from servicedesk.tui.watch import POLL

        self.run_worker(self.opening.open(), group="open", exit_on_error=False)
        await self._build()
        self.set_interval(POLL, self._look)
        self.set_interval(1.0, self._tick)
        if self.fittings.warnings:
            self.notices.stand(self.fittings.warnings)

    async def _build(self) -> None:
        """Mount the other panes. Their modules are imported here, after the first paint."""
        from servicedesk.tui.opening import nothing_open
        from servicedesk.tui.widgets.composer import Composer
        from servicedesk.tui.widgets.customer_pane import CustomerPane
        from servicedesk.tui.widgets.marked_conversation import MarkedConversation
        from servicedesk.tui.widgets.ticket_header import TicketHeader
        from servicedesk.tui.writing import Writing

        self.ticket_title, self.customer_title = PaneTitle("2"), PaneTitle("4")
        self.header, composer = TicketHeader(), Composer()
        self.conversation = MarkedConversation(id="conversation", zone=self.zone, empty_text=nothing_open())
        self.customer = CustomerPane(id="customer")
        parts = (self.ticket_title, self.header, self.conversation, composer.news, composer)
        ticket = Vertical(*parts, id="ticket-pane", classes="pane")
        customer = Vertical(self.customer_title, self.customer, id="customer-pane", classes="pane")
        await self.query_one("#body").mount(ticket, customer)
        self._writing = Writing(self, composer)
        lay_out(self)
        self.built.set()
        self.paint_chrome()

    # Keys

    def command(self, key: str) -> bool:
        """Do what ``key`` means here; False hands it to the text that is being written."""
        return self.commands.key(key)

    def perform(self, action_id: str) -> None:
        """Do an action, or say why it makes no sense just now."""
        self.commands.perform(action_id)

    def text_came(self, text: str, entered: bool) -> str | None:
        """Text that came at once is never commands: what of it is written."""
        return self.commands.text(text, entered)

    # Panes

    def go_to(self, pane: Pane) -> None:
        """Give a pane the keys, and room."""
        before, self.pane = self.pane, pane
        lay_out(self)
        widget = self.pane_widget(pane)
        if widget is not None:
            self.set_focus(widget)
        if pane is Pane.QUEUE and before is not pane:
            self.reading.rejoin()
        self.paint_chrome()

    def go_beside(self, step: int) -> None:
        """To the pane on the right or on the left."""
        pane = beside(self.pane, step)
        if pane is Pane.QUEUE or self.reading.ensure():
            self.go_to(pane)

    def pane_widget(self, pane: Pane) -> Widget | None:
        """The widget of a pane that takes keys; None before it is built."""
        match pane:
            case Pane.QUEUE:
                return self.queue
            case Pane.TICKET:
                return self.conversation
        return self.customer

    def back(self) -> bool:
        """One step back; False at the top."""
        self.notices.put_away()
        if self.pane is Pane.TICKET and self.conversation is not None and self.conversation.clear_selected():
            return True
        if self.pane is not Pane.QUEUE:
            self.go_to(beside(self.pane, -1))
        elif self.queue.selected:
            self.queue.clear_selected()
        elif self.state.narrowed is not None:
            if not self.floor.back():
                self.listing.show_view_again()
        else:
            return False
        return True

    def on_resize(self) -> None:
        lay_out(self)
        if self._writing is not None:
            self._writing.resized(self.has_class("-too-small"))
        self.reading.follow()
        self.paint_chrome()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """A click into a pane makes it the present one. (The news may be older than the next key: then it is none.)"""
        if event.widget is self.focused:
            text = self._writing is not None and self._writing.active
            held = [pane for pane in Pane if event.widget is self.pane_widget(pane)]
            self.pane = Pane.TICKET if text else next(iter(held), self.pane)
            lay_out(self)
            # The click itself puts the cursor on a row.
            self.reading.follow()
            self.paint_chrome()

    # Painting

    def paint_chrome(self) -> None:
        """The lines around the panes."""
        if self.is_mounted:
            from servicedesk.tui.chrome import paint_footer, paint_titles, paint_top

            paint_top(self)
            paint_titles(self)
            paint_footer(self)

    def listed(self, anew: bool) -> None:
        """The list was read; where it may be another, all views are counted. Beside an empty one stands nothing."""
        if self.queue.total == 0 and self.pane is Pane.QUEUE and self.reading.row is not None:
            self.reading.close()
        self.paint_chrome()
        if anew:
            self.counting.start()
            self.attention.start()

    def tell(self, text: str, error: bool) -> None:
        self.notices.tell(text, error)

    def say(self, text: str) -> None:
        """A sentence in place of the footer, for a while."""
        self.notices.tell(text)

    def complain(self, text: str) -> None:
        """What went wrong, in one sentence."""
        self.notices.tell(text, True)

    # What is read

    async def refresh_all(self) -> None:
        """Read everything shown again: others may have changed it."""
        if not self.link.ready:
            if self.opening.failed:
                await self.opening.open()
            return
        if self.state.under_way:
            return
        from servicedesk.tui.wording.words import undoable

        self.state.undo = undoable(await self.link.read(lambda desk: desk.history.next_undo()), self.zone)
        await gather(self.loader.again(), self.reading.again())

    async def changed(self, done: Done | None) -> None:
        """An act of one's own has changed a ticket: show it so."""
        if done is not None and self.reading.row is not None and self.reading.row.id == done.ticket.id:
            self.reading.row = done.ticket
        try:
            await self.refresh_all()
        except StoreUnavailable:
            self.watcher.missed()  # what was done is done; the watch says what is wrong, and reads later

    # Messages of the widgets

    def on_queue_list_cursor_moved(self, event: QueueList.CursorMoved) -> None:
        from servicedesk.tui.chrome import paint_titles

        event.stop()
        paint_titles(self)

    def on_queue_list_rested(self, event: QueueList.Rested) -> None:
        from servicedesk.tui.chrome import paint_footer

        event.stop()
        self.reading.follow()
        paint_footer(self)

    def on_queue_list_opened(self, event: QueueList.Opened) -> None:
        event.stop()
        self.notices.put_away()
        self.perform("ticket.open")

    def on_queue_list_rows_wanted(self, event: QueueList.RowsWanted) -> None:
        event.stop()
        more = self.loader.more(event.cursor_row, event.before, event.from_end)
        self.run_worker(self._quietly(more), group="rows", exit_on_error=False)

    def on_queue_list_offset_wanted(self, event: QueueList.OffsetWanted) -> None:
        event.stop()
        self.run_worker(self._quietly(self.loader.jump(event.index)), group="rows", exclusive=True, exit_on_error=False)

    def on_conversation_view_older_wanted(self, event: ConversationView.OlderWanted) -> None:
        event.stop()
        older = self.reading.older(event.before_message_id)
        self.run_worker(self._quietly(older), group="older", exclusive=True, exit_on_error=False)

    def on_conversation_view_menu_wanted(self, event: ConversationView.MenuWanted) -> None:
        event.stop()
        self.perform("ticket.menu")

    def on_composer_answers_wanted(self, event: Composer.AnswersWanted) -> None:
        event.stop()
        self.commands.answers(event)

    def on_top_bar_chosen(self, event: TopBar.Chosen) -> None:
        event.stop()
        self.listing.choose(event.index)

    def on_footer_chosen(self, event: Footer.Chosen) -> None:
        event.stop()
        self.perform(event.action)

    async def _quietly(self, reading: Act) -> None:
        """A reading that nobody pressed a key for; its trouble is one sentence."""
        from servicedesk.tui.wording.sentences import sentence

        try:
            await reading
        except DeskError as error:
            self.complain(sentence(error))

    # Time

    def _look(self) -> None:
        self.run_worker(self.watcher.look(), group="watch", exit_on_error=False)

    def _tick(self) -> None:
        """A second has passed: times are painted anew where they changed."""
        from servicedesk.tui.painting import tick

        tick(self)
        self.company.beat()
        self.reading.marks.beat()
