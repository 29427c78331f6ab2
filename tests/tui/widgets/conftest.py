"""Views to show, an app that shows one widget in the shipped dark theme, and what is on its lines."""

import json
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.widget import Widget

from servicedesk.clock import ManualClock
from servicedesk.desk.views import (
    AttachmentView,
    CustomerView,
    EarlierTicket,
    EventView,
    IdentityView,
    MessageView,
    OrderLineView,
    OrderView,
    ParcelView,
    PromiseView,
    QueuePage,
    QueueRow,
    RmaLineView,
    RmaView,
    ThreadPage,
    TicketView,
)
from servicedesk.tui import theming
from servicedesk.tui.terminal.covered import Covered

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


class Views:
    """Makes views with plain values; keywords change what a test is about."""

    now = NOON

    def row(self, number: int = 10432, **changes: object) -> QueueRow:
        row = QueueRow(
            id=number,
            kind="inquiry",
            status="open",
            stage=None,
            priority="normal",
            subject=f"subject of {number}",
            customer_id=1,
            customer_name="Mara Costa",
            membership="standard",
            assignee="lin",
            due_at=NOON + timedelta(hours=5),
            due_clock="first_response",
            waiting_since=NOON - timedelta(minutes=30),
            snoozed_until=None,
            created_at=NOON - timedelta(days=1),
            updated_at=NOON - timedelta(minutes=30),
            last_public_author="customer",
            version=3,
        )
        return replace(row, **changes)

    def page(self, numbers: range, **changes: object) -> QueuePage:
        return QueuePage(tuple(self.row(number, **changes) for number in numbers), None)

    def message(self, number: int = 1, body: str = "Hello", minutes: float = 60, **changes: object) -> MessageView:
        message = MessageView(
            id=number,
            ticket_id=10432,
            author="customer",
            author_name="Mara Costa",
            handle=None,
            visibility="public",
            medium="message",
            side=None,
            channel="mail",
            delivery="received",
            language="en",
            sent_at=NOON - timedelta(minutes=minutes),
            leaves_at=None,
            body=body,
        )
        return replace(message, **changes)

    def ours(self, number: int, body: str = "Dear Mara", minutes: float = 30, **changes: object) -> MessageView:
        mine = {"author": "agent", "author_name": "Lin Wei", "handle": "lin", "delivery": "handed_over"}
        return self.message(number, body, minutes, **{**mine, **changes})

    def note(self, number: int, body: str = "carrier confirms", minutes: float = 20) -> MessageView:
        return self.ours(number, body, minutes, visibility="internal", medium="note", delivery="internal")

    def event(self, seq: int, type_: str, minutes: float = 50, actor: str = "person:2", **payload: object) -> EventView:
        at = NOON - timedelta(minutes=minutes)
        return EventView(seq=seq, type=type_, at=at, actor=actor, via="console", act_id=f"act{seq}", payload=payload)

    def attachment(self, name: str = "photo.jpg", size: int = 47_000) -> AttachmentView:
        return AttachmentView(1, 1, name, "image/jpeg", size, "0" * 64)

    def promise(self, minutes: float = 60, text: str = "refund answer", **changes: object) -> PromiseView:
        promise = PromiseView(1, text, "Ana", NOON - timedelta(hours=1), NOON + timedelta(minutes=minutes), "open")
        return replace(promise, **changes)

    def rma(self, stage: str = "requested", title: str = "Lamp") -> RmaView:
        line = RmaLineView(1, title, 1, "damaged", "broken", "refund", None, None, None)
        return RmaView(1, 10432, stage, "55-1203", NOON, NOON, (line,))

    def ticket(
        self,
        messages: tuple[MessageView, ...] | None = None,
        events: tuple[EventView, ...] = (),
        older: int = 0,
        number: int = 10432,
        row: QueueRow | None = None,
        **changes: object,
    ) -> TicketView:
        thread = ThreadPage((self.message(),) if messages is None else messages, events, older)
        ticket = TicketView(
            row=row or self.row(number),
            line=1,
            channel="mail",
            language="en",
            team="care",
            order="55-1203",
            product=None,
            order_text="",
            product_text="",
            remedy="",
            nature=None,
            severity=None,
            department=None,
            accepted=None,
            tags=(),
            links=(),
            merged_into=None,
            split_from=None,
            first_responded_at=None,
            resolved_at=None,
            closed_at=None,
            recipient="mara@example.com",
            promises=(),
            rmas=(),
            attachments=(),
            drafts=(),
            thread=thread,
        )
        return replace(ticket, **changes)

    def parcel(self, **changes: object) -> ParcelView:
        parcel = ParcelView("DHL", "0034", "in_transit", "Porto", NOON - timedelta(hours=5), None, None)
        return replace(parcel, **changes)

    def order(self, number: str = "55-1203", **changes: object) -> OrderView:
        lines = (OrderLineView("L1", "Lamp Aurora", 1, 8900, "growth"),)
        order = OrderView(1, number, NOON - timedelta(days=6), "EUR", 8900, lines, (self.parcel(),))
        return replace(order, **changes)

    def customer(self, **changes: object) -> CustomerView:
        customer = CustomerView(
            id=1,
            name="Mara Costa",
            membership="vip",
            language="en",
            timezone="America/New_York",
            note="",
            since=NOON - timedelta(days=900),
            identities=(IdentityView("email", "mara@example.com"),),
            orders=(self.order(),),
            order_count=3,
            tickets=(EarlierTicket(10388, "return", "resolved", "Return of a kettle", NOON - timedelta(days=30)),),
            ticket_count=2,
            open_count=1,
        )
        return replace(customer, **changes)


class Host(App[None]):
    """One widget, painted in the shipped dark theme; keeps every message that the widget posts."""

    def __init__(self, widget: Widget) -> None:
        super().__init__()
        self.widget = widget
        self.posted: list[object] = []

    def get_default_screen(self) -> Covered[None]:
        return Covered()

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return theming.variable_defaults()

    def compose(self) -> ComposeResult:
        yield self.widget

    def on_mount(self) -> None:
        self.register_theme(theming.load_theme("dark"))
        self.theme = "dark"
        self.widget.focus()

    def of(self, kind: type) -> list:
        """The messages of one kind, in order."""
        return [message for message in self.posted if isinstance(message, kind)]


def keep_messages(host: Host) -> None:
    """Note everything that the widget posts, and let it go on its way."""
    widget, post = host.widget, host.widget.post_message

    def noted(message: object) -> bool:
        host.posted.append(message)
        return post(message)

    widget.post_message = noted


def lines_of(widget: Widget) -> list[str]:
    """What the widget paints, line by line; fails if a line isn't exact or holds what a terminal acts on."""
    lines = []
    for y in range(widget.size.height):
        strip = widget.render_line(y)
        assert cell_len(strip.text) == strip.cell_length == widget.line_width, strip.text
        for segment in strip:
            bad = [char for char in segment.text if unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp", "Co")]
            assert not bad, (bad, strip.text)
        lines.append(strip.text)
    return lines


@pytest.fixture
def views() -> Views:
    return Views()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOON)


@pytest.fixture
def host():
    def make(widget: Widget) -> Host:
        made = Host(widget)
        keep_messages(made)
        return made

    return make


@pytest.fixture
def lines():
    return lines_of


@pytest.fixture(scope="session")
def hostile() -> list[str]:
    return json.loads((Path(__file__).parents[2] / "data" / "hostile.json").read_text(encoding="utf-8"))
