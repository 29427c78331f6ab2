"""Two people, one ticket: where this console is, where the others are, and what is said about it.

Nothing here is waited for: a store that is busy or can't be written to costs the agent nothing but company.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING, Final

from servicedesk.domain.together import SILENT, Doing
from servicedesk.i18n import _
from servicedesk.tui.clean import clean
from servicedesk.tui.panes import Pane, side_by_side
from servicedesk.tui.wording import present
from servicedesk.tui.wording.joined import commas

if TYPE_CHECKING:
    from datetime import datetime

    from servicedesk.desk.desk import Desk
    from servicedesk.desk.queue_views import QueueRow
    from servicedesk.desk.together_views import AbsenceView, Around, LeaseView, ThereView
    from servicedesk.tui.screens.desk import DeskScreen

APART: Final = 3.0
"""Seconds between two words of a console that moves."""
HEARTBEAT: Final = 12.0
"""Seconds between two words of one that stays: less than half of what makes it count as gone."""

_Whereabouts = tuple[int | None, Doing]


class Company:
    """``away``: since when this person takes nothing new."""

    def __init__(self, desk: DeskScreen) -> None:
        self._desk = desk
        self._console = secrets.token_hex(8)
        self._around: Around | None = None
        self._told: _Whereabouts | None = None
        self._told_at = -HEARTBEAT
        self._resting: _Whereabouts | None = None
        self._worked_at = 0.0
        self._under_way = False
        self._marked: frozenset[int] = frozenset()
        self.away: datetime | None = None
        desk.link.farewells.append(lambda opened: opened.presence.leave(self._console))

    # Hearing

    async def hear(self) -> None:
        """Read where the others are, and paint what of it has changed."""

        def read(desk: Desk) -> tuple[Around, AbsenceView | None]:
            return desk.presence.around(self._console), desk.shifts.absence()

        self._around, absence = await self._desk.link.watch(read)
        self.away = None if absence is None else absence.since
        self.paint()

    def paint(self) -> None:
        """The signs in the list, and the words over the open ticket."""
        self._marked = self.busy
        self._desk.queue.show_busy(self._marked)
        self._desk.paint_chrome()

    @property
    def busy(self) -> frozenset[int]:
        """The tickets that somebody else works on."""
        writing = (one.ticket_id for one in self._there() if one.doing == Doing.WRITING and one.ticket_id is not None)
        return frozenset({*writing, *(lease.ticket_id for lease in self._leases() if not lease.mine)})

    def words(self, ticket_id: int) -> str:
        """Who else is at a ticket: ``Ana is writing here``, ``Ana works here, Bo looks at this``; often nothing."""
        said: dict[str, str] = {}
        for lease in self._leases():
            if lease.ticket_id == ticket_id and not lease.mine:
                said[lease.handle] = _("{who} works here").format(who=clean(lease.name))
        for one in self._there():
            if one.ticket_id == ticket_id and one.doing == Doing.WRITING:
                said[one.handle] = _("{who} is writing here").format(who=clean(one.name))
            elif one.ticket_id == ticket_id:
                said.setdefault(one.handle, _("{who} looks at this").format(who=clean(one.name)))
        return commas(said.values())

    def at_work(self, ticket_id: int) -> tuple[str, datetime] | None:
        """Who else works on a ticket, and since when."""
        for lease in self._leases():
            if lease.ticket_id == ticket_id and not lease.mine:
                return clean(lease.name), lease.since
        writing = (one for one in self._there() if one.ticket_id == ticket_id and one.doing == Doing.WRITING)
        return next(((clean(one.name), one.since) for one in writing), None)

    def _leases(self) -> list[LeaseView]:
        now = self._desk.now()
        return [] if self._around is None else [lease for lease in self._around.leases if lease.until > now]

    def _there(self) -> list[ThereView]:
        heard_since = self._desk.now() - SILENT
        return [] if self._around is None else [one for one in self._around.there if one.seen_at >= heard_since]

    # Beginning

    def begun(self, row: QueueRow, *, reply: bool = False) -> None:
        """Somebody begins to write here: the ticket is held, and who else works on it, or has it, is said at once."""
        me = self._desk.state.me
        if (other := self.at_work(row.id)) is not None:
            self._say_taken(row.id, *other)
        elif reply and row.assignee is not None and me is not None and row.assignee != me.handle:
            name = clean(self._desk.opening.names.get(row.assignee, row.assignee))
            self._desk.say(_("{who} has this ticket; you can write all the same.").format(who=name))
        self._desk.run_worker(self._hold(row.id, said=other is not None), group="hold", exit_on_error=False)

    async def _hold(self, ticket_id: int, *, said: bool) -> None:
        lease = await self._desk.link.aside(lambda desk: desk.presence.hold(ticket_id))
        if lease is not None and not lease.mine and not said:
            self._say_taken(ticket_id, clean(lease.name), lease.since)

    def _say_taken(self, ticket_id: int, who: str, since: datetime) -> None:
        text = _("{who} has been working on #{n} since {time}; you can write all the same.")
        self._desk.say(text.format(who=who, n=ticket_id, time=present.clock_time(since, self._desk.zone)))

    async def may_take(self, row: QueueRow) -> bool:
        """Ask once before taking what somebody else works on."""
        other = self.at_work(row.id)
        if other is None:
            return True
        from servicedesk.tui.screens.choices import Choices
        from servicedesk.tui.widgets.choice_list import Choice

        who, since = other
        question = _("{who} has been working on #{n} since {time}. Take it all the same?").format(
            who=who, n=row.id, time=present.clock_time(since, self._desk.zone)
        )
        lines = [Choice(False, _("leave it")), Choice(True, _("take it"), _("the other one sees it at once"))]
        return await self._desk.acting.ask(Choices(question, lines)) is True

    # Telling

    def worked(self) -> None:
        """A key was pressed: a sign of work."""
        self._worked_at = monotonic()

    def beat(self) -> None:
        """A second has passed: say where this console is, if it moved and rests there, or to be heard of again."""
        if self._around is not None and (self._expired() or self.busy != self._marked):
            self.paint()
        if not self._desk.link.ready or not self._desk.built.is_set() or self._under_way:
            return
        here, rested, self._resting = self._whereabouts(), self._resting, self._whereabouts()
        silent = monotonic() - self._told_at
        moved = here != self._told
        begins = moved and here[1] is Doing.WRITING
        if begins or (moved and here == rested and silent >= APART) or silent >= HEARTBEAT:
            self._desk.run_worker(self._tell(here), group="presence", exit_on_error=False)

    def _expired(self) -> bool:
        """Whether somebody who was there has fallen silent, or a lease has run out, since the last second."""
        assert self._around is not None
        now, before = self._desk.now(), self._desk.now() - timedelta(seconds=1.5)
        ends = [lease.until for lease in self._around.leases] + [one.seen_at + SILENT for one in self._around.there]
        return any(before < at <= now for at in ends)

    def _whereabouts(self) -> _Whereabouts:
        desk = self._desk
        row = desk.reading.row
        shown = desk.pane is not Pane.QUEUE or side_by_side(desk.size.width) > 1
        if row is None or not shown:
            return None, Doing.LOOKING
        return row.id, Doing.WRITING if desk.writing.active else Doing.LOOKING

    async def _tell(self, here: _Whereabouts) -> None:
        """Say it in the store; a ticket that was left is held no longer."""
        self._under_way = True
        ticket_id, doing = here
        left = self._told[0] if self._told is not None else None
        held = {lease.ticket_id for lease in self._leases() if lease.mine}
        renews = ticket_id in held and self._worked_at > self._told_at
        leaves = left if left != ticket_id and left in held else None

        def tell(desk: Desk) -> bool:
            if leaves is not None:
                desk.presence.let_go(leaves)
            desk.presence.tell(self._console, ticket_id, doing, holds=renews)
            return True

        try:
            if await self._desk.link.aside(tell):
                self._told = here
            self._told_at = monotonic()
        finally:
            self._under_way = False
