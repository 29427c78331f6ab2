"""The whole customer over the desk: note, promises, tickets, orders with parcels, returns, ways to reach them."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Protocol

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from servicedesk.domain.errors import DeskError
from servicedesk.i18n import _
from servicedesk.tui.clean import clean
from servicedesk.tui.screens.slip import Line, Slip
from servicedesk.tui.screens.whole_customer.blocks import Block, Target, What, blocks, narrowed
from servicedesk.tui.widgets.block_list import BlockList
from servicedesk.tui.widgets.customer_lines import Frame
from servicedesk.tui.wording.customer_words import about, name_and_tier
from servicedesk.tui.wording.sentences import sentence

if TYPE_CHECKING:
    from servicedesk.desk.views import EarlierTicket, OrderView, WholeCustomer


class More(Protocol):
    """Reads the pages after the first ones. Raises DeskError."""

    async def tickets(self, after: int) -> "Sequence[EarlierTicket]": ...
    async def orders(self, after: int) -> "Sequence[OrderView]": ...


class CustomerScreen(Slip[Target]):
    """Answers the ticket or the note that enter was pressed on, or that they called; orders unfold here."""

    DEFAULT_CSS = """
    CustomerScreen .about { height: auto; max-height: 2; color: $ink-quiet; }
    CustomerScreen Line { display: none; }
    CustomerScreen Line.-on { display: block; }
    """

    def __init__(
        self, whole: "WholeCustomer", now: datetime, zone: tzinfo, more: More, *, order: int | None = None
    ) -> None:
        """``order``: the one that the cursor begins on, unfolded."""
        super().__init__()
        self._whole = whole
        self._now, self._zone = now, zone
        self._more = more
        self._tickets = list(whole.customer.tickets)
        self._orders = list(whole.customer.orders)
        self._order = order
        self._unfolded: frozenset[int] = frozenset() if order is None else frozenset({order})
        self._list: BlockList[Target] = BlockList()
        self._begun = False

    def compose(self) -> ComposeResult:
        customer = self._whole.customer
        with Vertical(classes="panel"):
            yield Static(Content(name_and_tier(customer.name, customer.membership)), classes="title")
            facts = about(customer, self._now, self._zone)
            if facts:
                yield Static(Content(facts), classes="about")
            yield self._list
            yield Line("", placeholder=_("only what has these words"))
            yield Static(classes="wrong")
            yield Static(Content(_hint()), classes="hint")

    def on_mount(self) -> None:
        self.call_after_refresh(self._build)

    def on_resize(self) -> None:
        self.call_after_refresh(self._build)

    def take_focus(self) -> None:
        self.set_focus(self._list)

    def command(self, key: str) -> bool:
        if self.focused is self._line:
            return self._line_key(key)
        if self._list.walk(key):
            return True
        match key:
            case "escape" | "q" | "i":
                self._back()
            case "enter":
                self._open()
            case "n":
                self.dismiss(Target(What.NOTE))
            case "+":
                self.dismiss(Target(What.CONTACT))
            case "/":
                self._line.add_class("-on")
                self.set_focus(self._line)
            case _:
                self.app.bell()
        return True

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._build()

    def on_block_list_clicked(self, event: BlockList.Clicked) -> None:
        event.stop()
        self._open()

    @property
    def _line(self) -> Line:
        return self.query_one(Line)

    def _line_key(self, key: str) -> bool:
        """While narrowing: arrows and enter reach the list, escape shows everything again."""
        match key:
            case "escape":
                self._all_again()
            case "down" | "enter":
                self.set_focus(self._list)
            case "up":
                self._list.move(-1)
            case _:
                return False
        return True

    def _back(self) -> None:
        if self._line.value:
            self._all_again()
        else:
            self.dismiss(None)

    def _all_again(self) -> None:
        self._line.value = ""
        self._line.remove_class("-on")
        self.set_focus(self._list)

    def _open(self) -> None:
        target = self._list.current
        match target:
            case None:
                self.app.bell()
            case Target(What.ORDER, order):
                self._unfolded ^= {order}
                self._build()
            case Target(What.MORE_TICKETS | What.MORE_ORDERS):
                self.run_worker(self._read_more(target.what), group="more", exclusive=True, exit_on_error=False)
            case _:
                self.dismiss(target)

    async def _read_more(self, what: What) -> None:
        try:
            if what is What.MORE_TICKETS:
                self._tickets += await self._more.tickets(self._tickets[-1].id)
            else:
                self._orders += await self._more.orders(self._orders[-1].id)
        except DeskError as error:
            self._wrong(sentence(error))
            return
        self._wrong("")
        self._build()

    def _build(self) -> None:
        width = self._list.line_width
        if width < 1:
            return
        frame = Frame(width - 3, self._now, self._zone, self._list.signs)
        found = blocks(self._whole, self._tickets, self._orders, frame, unfolded=self._unfolded)
        shown = list(narrowed(found, self._line.value))
        self._list.show(shown)
        if not self._begun:
            self._begun = True
            self._list.stand_on(self._beginning(shown))
        if not shown:
            self._wrong(_("Nothing of this customer has these words; esc shows everything."))
        elif self._line.value:
            self._wrong("")

    def _beginning(self, shown: "Sequence[Block]") -> Target | None:
        """The order that was asked for, else the first ticket."""
        wanted = None if self._order is None else Target(What.ORDER, self._order)
        targets = [block.target for block in shown if block.target is not None]
        return wanted if wanted in targets else next((one for one in targets if one.what is What.TICKET), None)

    def _wrong(self, text: str) -> None:
        wrong = self.query_one(".wrong", Static)
        wrong.update(Content(clean(text)))
        wrong.set_class(bool(text), "-shown")


def _hint() -> str:
    return _("enter opens or unfolds, / narrows, n edits the note, + call, esc goes back")
