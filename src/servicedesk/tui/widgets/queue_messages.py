"""What a list of tickets tells: from which list, about which row."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

from servicedesk.desk.queue_views import QueueRow

if TYPE_CHECKING:
    from servicedesk.tui.widgets.queue_list import QueueList


@dataclass
class QueueMessage(Message):
    """From one list."""

    queue: "QueueList"

    @property
    def control(self) -> "QueueList":
        return self.queue


@dataclass
class RowMessage(QueueMessage):
    """About one row of the list."""

    row: QueueRow
