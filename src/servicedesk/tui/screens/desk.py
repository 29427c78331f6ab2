"""The desk: queue, conversation with its composer, customer. It lays out panes and hands keys to acts."""

from asyncio import Event, gather
from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from servicedesk.desk.views import ActView, CustomerView, Done, PersonView, QueuePage, QueueRow, SavedViewView, TicketView
from servicedesk.domain.errors import DeskError
from servicedesk.i18n import _
from servicedesk.tui.acting import Acting
from servicedesk.tui.actions import Scope
from servicedesk.tui.chrome import paint_footer, paint_titles, paint_top
from servicedesk.tui.clean import clean
from servicedesk.tui.desk_state import DeskState
from servicedesk.tui.fittings import Fittings
from servicedesk.tui.input_keys import is_cjk
from servicedesk.tui.moves import MOVES
from servicedesk.tui.notices import Notices
from servicedesk.tui.panes import Pane, beside, side_by_side, too_small, visible
from servicedesk.tui.place import Place
from servicedesk.tui.queue_loader import QueueLoader
from servicedesk.tui.reading import Reading
from servicedesk.tui.sentences import sentence, told_events
from servicedesk.tui.watch import POLL, Watch
from servicedesk.tui.widgets.footer import Footer
from servicedesk.tui.widgets.pane_title import PaneTitle
from servicedesk.tui.widgets.queue_list import QueueList
from servicedesk.tui.widgets.top_bar import TopBar
from servicedesk.tui.words import act_name

if TYPE_CHECKING:
    from servicedesk.desk.desk import Desk
    from servicedesk.tui.widgets.composer import Composer
    from servicedesk.tui.widgets.conversation_view import ConversationView
    from servicedesk.tui.widgets.customer_pane import CustomerPane
    from servicedesk.tui.widgets.ticket_header import TicketHeader
    from servicedesk.tui.writing import Writing


class DeskScreen(Screen[None]):
    """The queue is there at once; the other panes and the desk itself come behind the first paint."""

    CSS_PATH = "desk.tcss"
    AUTO_FOCUS = "#queue"

    def __init__(self, fittings: Fittings) -> None:
        super().__init__()
        self.fittings = fittings
        self.link, self.keymap, self.zone = fittings.link, fittings.keymap, fittings.zone
        self.state = DeskState()
        self.pane = Pane.QUEUE
        self.unopened = False
        self.built = Event()
        first = fittings.first
        if first is not None:
            self.state.views = first.views
        shop = first.settings.get("name", "") if first is not None else ""
        self.top = TopBar(shop)
        self.footer = Footer()
        self.queue_title = PaneTitle("1")
        self.queue = QueueList(id="queue", clock=fittings.clock, empty_text=_("Preparing the desk \u2026"))
        self.ticket_title: PaneTitle | None = None
        self.customer_title: PaneTitle | None = None
        self.header: TicketHeader | None = None
        self.conversation: ConversationView | None = None
        self.customer: CustomerPane | None = None
        self._writing: Writing | None = None
        self.notices = Notices(self, lambda: self.footer)
        self.reading = Reading(self)
        self.loader = QueueLoader(self.link, self.state, self.queue, self.paint_chrome)
        self.watch = Watch(self.link, self.refresh_all, self.complain)

    # What acts look at

    @property
    def acting(self) -> Acting:
        """How acts ask and change."""
        return Acting(self.app, self.link, self.fittings.lane, self.tell, self.words_for)

    @property
    def writing(self) -> "Writing":
        """The composer and its draft; there from ``built`` on."""
        assert self._writing is not None
        return self._writing

    @property
    def subject(self) -> QueueRow | None:
        """The ticket that an act touches: the one under the cursor, or the open one while reading."""
        return self.queue.cursor_row if self.pane is Pane.QUEUE else self.reading.row

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
        view = self.state.shown(row)
        me = self.state.me.handle if self.state.me is not None else None
        return Place(row, me, len(view.attachments) if view is not None else None, self.state.undo)

    def now(self) -> datetime:
        return self.fittings.clock.now()

    def words_for(self, theirs: object) -> list[str]:
        """Events that an error carries, as lines."""
        return told_events(theirs, self._names, self.zone, self.now())

    # Building

    def compose(self) -> ComposeResult:
        yield self.top
        with Horizontal(id="body"), Vertical(id="queue-pane", classes="pane"):
            yield self.queue_title
            yield self.queue
        yield self.footer
        yield Static(id="too-small")

    def on_mount(self) -> None:
        """Paint what the light path has read; all else comes after the paint."""
        self._names: Mapping[str, str] = {}
        first = self.fittings.first
        if first is not None:
            self.queue.show(QueuePage(first.rows, None), offset=0, total=first.total)
            self.queue.empty_text = _("Nothing here. ] shows the next view, t takes the next ticket.")
        self._lay_out()
        self.paint_chrome()
        self.call_after_refresh(self._behind_the_paint)

    async def _behind_the_paint(self) -> None:
        self.run_worker(self._open(), group="open", exit_on_error=False)
        await self._build()
        self.set_interval(POLL, self._look)
        self.set_interval(1.0, self._tick)
        for warning in self.fittings.warnings:
            self.complain(warning)

    async def _build(self) -> None:
        """Mount the other panes. Their modules are imported here, after the first paint."""
        from servicedesk.tui.widgets.composer import Composer
        from servicedesk.tui.widgets.conversation_view import ConversationView
        from servicedesk.tui.widgets.customer_pane import CustomerPane
        from servicedesk.tui.widgets.ticket_header import TicketHeader
        from servicedesk.tui.writing import Writing

        self.ticket_title, self.customer_title = PaneTitle("2"), PaneTitle("4")
        self.header, composer = TicketHeader(), Composer()
        self.conversation = ConversationView(id="conversation", zone=self.zone, empty_text=_("No ticket is open."))
        self.customer = CustomerPane(id="customer")
        ticket = Vertical(self.ticket_title, self.header, self.conversation, composer, id="ticket-pane", classes="pane")
        customer = Vertical(self.customer_title, self.customer, id="customer-pane", classes="pane")
        await self.query_one("#body").mount(ticket, customer)
        self._writing = Writing(self, composer)
        self._lay_out()
        self.built.set()
        self.paint_chrome()

    async def _open(self) -> None:
        """Open the desk; until then the light page stands. A store that can't be opened is said."""
        self.unopened = False
        self.paint_chrome()
        try:
            await self.link.open()
            await self._introduce()
        except Exception as error:  # noqa: BLE001 - whatever keeps the store shut is said, and the console stays
            self.unopened = True
            self.queue.empty_text = _("The store is not open. ctrl+l tries again, q leaves.")
            self.complain(sentence(error))
            self.paint_chrome()
            return
        self.queue.empty_text = _("Nothing here. ] shows the next view, t takes the next ticket.")
        await self.built.wait()
        await self.refresh_all()
        if self.queue.cursor_row is not None and self.pane is Pane.QUEUE:
            self.reading.follow(self.queue.cursor_row)

    async def _introduce(self) -> None:
        """Learn who acts, who else is here, and which views there are."""

        def read(desk: "Desk") -> tuple[PersonView, Sequence[PersonView], tuple[SavedViewView, ...]]:
            return desk.me, desk.people.all(), desk.queue.views()

        self.state.me, people, self.state.views = await self.link.read(read)
        self._names = {
            **{f"person:{person.id}": person.name for person in people},
            **{person.handle: person.name for person in people},
        }

    # Keys

    def command(self, key: str) -> bool:
        """Do what ``key`` means here; False hands it to the text that is being written."""
        scope = self.scope
        self.notices.key_pressed()
        action = self.keymap.action(scope, key)
        if action is not None:
            self.perform(action.id)
        elif scope is Scope.COMPOSER:
            return False
        elif is_cjk(key):
            self.say(_("The Chinese input is on; switch it to English for commands."))
        return True

    def perform(self, action_id: str) -> None:
        """Do an action, or say why it makes no sense just now."""
        action = self.keymap.by_id(action_id)
        reason = action.why_not(self.place)
        if reason is not None:
            self.say(f"{action.label}: {reason}.")
            return
        move = MOVES.get(action_id)
        if move is not None:
            move(self)
            self.paint_chrome()
            return
        from servicedesk.tui.acts import ACTS

        self.acting.start(self, self._act(ACTS[action_id]))

    def pasted(self, text: str) -> bool:
        """A paste outside a text is something to find, never commands; False while writing."""
        if self.scope is Scope.COMPOSER:
            return False
        from servicedesk.tui.acts.finding import find_from

        words = " ".join(text.split())
        if words:
            self.acting.start(self, find_from(self, words[:200]))
        return True
