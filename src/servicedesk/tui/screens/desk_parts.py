"""What a desk is made of besides its widgets: each part, with its modules, comes when it is first used.

The first painted queue needs none of them, and their modules take a fifth of the time until then.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, cast

from servicedesk.tui.terminal.covered import Covered

if TYPE_CHECKING:
    from datetime import tzinfo

    from servicedesk.tui.arrivals import Arrivals
    from servicedesk.tui.attention import Attention
    from servicedesk.tui.commanding import Commands
    from servicedesk.tui.company import Company
    from servicedesk.tui.counting import Counting
    from servicedesk.tui.floor.way import FloorWay
    from servicedesk.tui.listing import Listing
    from servicedesk.tui.notices import Notices
    from servicedesk.tui.opening import Opening
    from servicedesk.tui.queue_loader import QueueLoader
    from servicedesk.tui.reading import Reading
    from servicedesk.tui.screens.desk import DeskScreen
    from servicedesk.tui.trail import Trail
    from servicedesk.tui.watch import Watch


class DeskParts(Covered[None]):
    """The parts of one desk, each with its own job and its own module."""

    @property
    def _desk(self) -> DeskScreen:
        return cast("DeskScreen", self)  # the only class below this one

    @cached_property
    def zone(self) -> tzinfo:
        """The time zone that times are shown in."""
        from servicedesk.tui.zone import zone_of

        return zone_of(self._desk.fittings.settings.timezone)

    @cached_property
    def commands(self) -> Commands:
        """What keys mean here."""
        from servicedesk.tui.commanding import Commands

        return Commands(self._desk)

    @cached_property
    def notices(self) -> Notices:
        """Sentences in place of the footer."""
        from servicedesk.tui.notices import Notices

        return Notices(self, lambda: self._desk.footer)

    @cached_property
    def opening(self) -> Opening:
        """Opening the desk, and who is there."""
        from servicedesk.tui.opening import Opening

        return Opening(self._desk)

    @cached_property
    def reading(self) -> Reading:
        """The open ticket."""
        from servicedesk.tui.reading import Reading

        return Reading(self._desk)

    @cached_property
    def loader(self) -> QueueLoader:
        """Reading the list."""
        from servicedesk.tui.queue_loader import QueueLoader

        desk = self._desk
        return QueueLoader(desk.link, desk.state, desk.queue, desk.listed)

    @cached_property
    def counting(self) -> Counting:
        """The counts of the views."""
        from servicedesk.tui.counting import Counting

        return Counting(self._desk)

    @cached_property
    def attention(self) -> Attention:
        """Notes that ask for who acts."""
        from servicedesk.tui.attention import Attention

        return Attention(self._desk)

    @cached_property
    def listing(self) -> Listing:
        """Which tickets the list shows."""
        from servicedesk.tui.listing import Listing

        return Listing(self._desk)

    @cached_property
    def company(self) -> Company:
        """The others at their desks."""
        from servicedesk.tui.company import Company

        return Company(self._desk)

    @cached_property
    def arrivals(self) -> Arrivals:
        """What others commit meanwhile."""
        from servicedesk.tui.arrivals import Arrivals

        return Arrivals(self._desk)

    @cached_property
    def trail(self) -> Trail:
        """The way back through tickets."""
        from servicedesk.tui.trail import Trail

        return Trail(self._desk)

    @cached_property
    def floor(self) -> FloorWay:
        """The way to the floor and back."""
        from servicedesk.tui.floor.way import FloorWay

        return FloorWay(self._desk)

    @cached_property
    def watcher(self) -> Watch:
        """Hearing of changes."""
        from servicedesk.tui.watch import Watch

        lane = self._desk.fittings.lane
        return Watch(self._desk.link, self.arrivals.hear, self.company.hear, self._desk.tell, lambda: lane.resting)
