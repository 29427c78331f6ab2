"""The desk: queue, conversation with its composer, customer. It lays out panes and hands keys to acts."""

from asyncio import Event, gather
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from servicedesk.desk.views import CustomerView, Done, EarlierTicket, MessageView, QueuePage, QueueRow, TicketView
from servicedesk.i18n import _
from servicedesk.tui import present
from servicedesk.tui.acting import Acting
from servicedesk.tui.actions import Scope
from servicedesk.tui.clean import clean
from servicedesk.tui.desk_state import DeskState
from servicedesk.tui.fittings import Fittings
from servicedesk.tui.input_keys import is_cjk
from servicedesk.tui.moves import MOVES
from servicedesk.tui.panes import Pane, beside, side_by_side, too_small, visible
from servicedesk.tui.place import Place
from servicedesk.tui.queue_loader import QueueLoader
from servicedesk.tui.sentences import sentence, told_events
from servicedesk.tui.ticket_loader import TicketLoader
from servicedesk.tui.watch import POLL, Watch
from servicedesk.tui.widgets.footer import Footer, Hint, Notice
from servicedesk.tui.widgets.pane_title import PaneTitle
from servicedesk.tui.widgets.queue_list import QueueList
from servicedesk.tui.widgets.top_bar import Freshness, Tab, TopBar
from servicedesk.tui.words import act_name, sort_name, view_name

if TYPE_CHECKING:
    from servicedesk.tui.widgets.composer import Composer, Mode
    from servicedesk.tui.widgets.conversation_view import ConversationView
    from servicedesk.tui.widgets.customer_pane import CustomerPane
    from servicedesk.tui.widgets.ticket_header import TicketHeader
