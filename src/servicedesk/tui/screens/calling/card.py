"""What the call slip shows of the caller and of the ticket that the call is about."""

from collections.abc import Callable
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Protocol

from textual.widget import Widget

from servicedesk.domain.errors import DeskError
from servicedesk.tui.screens.calling.words import Matter, facts_about

if TYPE_CHECKING:
    from servicedesk.desk.queue_views import QueueRow
    from servicedesk.desk.views import CustomerView


class Sources(Protocol):
    """Where the facts come from. What reads raises DeskError."""

    @property
    def zone(self) -> tzinfo: ...
    def now(self) -> datetime: ...
    async def matter(self, ticket_id: int) -> Matter: ...


class Card:
    """The ticket is read behind the slip; ``came`` is called when it is there."""

    def __init__(self, slip: Widget, sources: Sources, came: Callable[[], None]) -> None:
        self._slip, self._sources, self._came = slip, sources, came
        self._wanted: int | None = None
        self._matter: Matter | None = None

    def words(self, customer: "CustomerView | None", row: "QueueRow | None") -> str:
        """The facts as far as they are known by now."""
        if row is not None and row.id != self._wanted:
            self._wanted = row.id
            self._slip.run_worker(self._fetch(row.id), group="card", exclusive=True, exit_on_error=False)
        matter = self._matter
        if matter is None or row is None or matter.ticket != row.id:
            return facts_about(customer, self._sources.now(), self._sources.zone)
        return facts_about(matter.customer or customer, self._sources.now(), self._sources.zone, matter)

    async def _fetch(self, ticket_id: int) -> None:
        try:
            self._matter = await self._sources.matter(ticket_id)
        except DeskError:
            return  # the newest order stays; storing the call says what is wrong
        self._came()
