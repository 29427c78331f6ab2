"""The one object a front end receives: every use case hangs here, loaded at its first use.

Importing this module is cheap on purpose: SQLModel and SQLAlchemy arrive with ``open_desk``.
"""

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from servicedesk.clock import Clock, SystemClock

if TYPE_CHECKING:
    from servicedesk.desk.answers.answers import Answers
    from servicedesk.desk.approving.approvals import Approvals
    from servicedesk.desk.assignment import Assignment
    from servicedesk.desk.belongings import Belongings
    from servicedesk.desk.conversation import Conversation
    from servicedesk.desk.customers import Customers
    from servicedesk.desk.delegations import Delegations
    from servicedesk.desk.drafts import Drafts
    from servicedesk.desk.escalating.escalations import Escalations
    from servicedesk.desk.floor.floor import Floor
    from servicedesk.desk.forms import Forms
    from servicedesk.desk.generation.generating import Generation
    from servicedesk.desk.handling import Handling
    from servicedesk.desk.history import History
    from servicedesk.desk.importing.runs import Imports
    from servicedesk.desk.intake import Intake
    from servicedesk.desk.joining import Joining
    from servicedesk.desk.many import Many
    from servicedesk.desk.mentions import Mentions
    from servicedesk.desk.own import LastTickets
    from servicedesk.desk.people import People
    from servicedesk.desk.presence import Presence
    from servicedesk.desk.proof import Proof
    from servicedesk.desk.queue import Queue
    from servicedesk.desk.reminders import Reminders
    from servicedesk.desk.reports.reports import Reports
    from servicedesk.desk.returning.returns import Returns
    from servicedesk.desk.saved_views import SavedViews
    from servicedesk.desk.search import Search
    from servicedesk.desk.seeding.loading import Seeding
    from servicedesk.desk.service_levels.breaches import Breaches
    from servicedesk.desk.service_levels.explaining import Clocks
    from servicedesk.desk.service_levels.policies import Policies
    from servicedesk.desk.service_levels.recomputing import Recomputing
    from servicedesk.desk.service_levels.reviewing import Reviews
    from servicedesk.desk.shifts import Shifts
    from servicedesk.desk.tickets import Tickets
    from servicedesk.desk.triage import Triage
    from servicedesk.desk.upkeep import Upkeep
    from servicedesk.desk.views import Health, PersonView
    from servicedesk.desk.work import Entropy, Work
    from servicedesk.domain.together import Feed


class Desk:
    """One person at one store. Groups of use cases are attributes; each use case is one transaction."""

    def __init__(self, work: "Work") -> None:
        self._work = work

    @property
    def clock(self) -> Clock:
        return self._work.clock

    @cached_property
    def me(self) -> "PersonView":
        """Who acts here."""
        return self.people.get(self._work.actor.handle)

    @cached_property
    def queue(self) -> "Queue":
        from servicedesk.desk.queue import Queue

        return Queue(self._work)

    @cached_property
    def tickets(self) -> "Tickets":
        from servicedesk.desk.tickets import Tickets

        return Tickets(self._work)

    @cached_property
    def intake(self) -> "Intake":
        from servicedesk.desk.intake import Intake

        return Intake(self._work)

    @cached_property
    def conversation(self) -> "Conversation":
        from servicedesk.desk.conversation import Conversation

        return Conversation(self._work)

    @cached_property
    def handling(self) -> "Handling":
        from servicedesk.desk.handling import Handling

        return Handling(self._work)

    @cached_property
    def assignment(self) -> "Assignment":
        from servicedesk.desk.assignment import Assignment

        return Assignment(self._work)

    @cached_property
    def many(self) -> "Many":
        from servicedesk.desk.many import Many

        return Many(self._work)

    @cached_property
    def belongings(self) -> "Belongings":
        from servicedesk.desk.belongings import Belongings

        return Belongings(self._work)

    @cached_property
    def triage(self) -> "Triage":
        from servicedesk.desk.triage import Triage

        return Triage(self._work)

    @cached_property
    def reminders(self) -> "Reminders":
        from servicedesk.desk.reminders import Reminders

        return Reminders(self._work)

    @cached_property
    def mentions(self) -> "Mentions":
        from servicedesk.desk.mentions import Mentions

        return Mentions(self._work)

    @cached_property
    def joining(self) -> "Joining":
        from servicedesk.desk.joining import Joining

        return Joining(self._work)

    @cached_property
    def returns(self) -> "Returns":
        from servicedesk.desk.returning.returns import Returns

        return Returns(self._work)

    @cached_property
    def approvals(self) -> "Approvals":
        from servicedesk.desk.approving.approvals import Approvals

        return Approvals(self._work)

    @cached_property
    def delegations(self) -> "Delegations":
        from servicedesk.desk.delegations import Delegations

        return Delegations(self._work)

    @cached_property
    def escalations(self) -> "Escalations":
        from servicedesk.desk.escalating.escalations import Escalations

        return Escalations(self._work)

    @cached_property
    def history(self) -> "History":
        from servicedesk.desk.history import History

        return History(self._work)

    @cached_property
    def drafts(self) -> "Drafts":
        from servicedesk.desk.drafts import Drafts

        return Drafts(self._work)

    @cached_property
    def forms(self) -> "Forms":
        from servicedesk.desk.forms import Forms

        return Forms(self._work)

    @cached_property
    def answers(self) -> "Answers":
        from servicedesk.desk.answers.answers import Answers

        return Answers(self._work)

    @cached_property
    def people(self) -> "People":
        from servicedesk.desk.people import People

        return People(self._work)

    @cached_property
    def saved_views(self) -> "SavedViews":
        from servicedesk.desk.saved_views import SavedViews

        return SavedViews(self._work)

    @cached_property
    def search(self) -> "Search":
        from servicedesk.desk.search import Search

        return Search(self._work)

    @cached_property
    def customers(self) -> "Customers":
        from servicedesk.desk.customers import Customers

        return Customers(self._work)

    @cached_property
    def presence(self) -> "Presence":
        from servicedesk.desk.presence import Presence

        return Presence(self._work)

    @cached_property
    def shifts(self) -> "Shifts":
        from servicedesk.desk.shifts import Shifts

        return Shifts(self._work)

    @cached_property
    def own(self) -> "LastTickets":
        from servicedesk.desk.own import LastTickets

        return LastTickets(self._work)

    @cached_property
    def upkeep(self) -> "Upkeep":
        from servicedesk.desk.upkeep import Upkeep

        return Upkeep(self._work)

    @cached_property
    def policies(self) -> "Policies":
        from servicedesk.desk.service_levels.policies import Policies

        return Policies(self._work)

    @cached_property
    def clocks(self) -> "Clocks":
        from servicedesk.desk.service_levels.explaining import Clocks

        return Clocks(self._work)

    @cached_property
    def breaches(self) -> "Breaches":
        from servicedesk.desk.service_levels.breaches import Breaches

        return Breaches(self._work)

    @cached_property
    def reviews(self) -> "Reviews":
        from servicedesk.desk.service_levels.reviewing import Reviews

        return Reviews(self._work)

    @cached_property
    def recomputing(self) -> "Recomputing":
        from servicedesk.desk.service_levels.recomputing import Recomputing

        return Recomputing(self._work)

    @cached_property
    def floor(self) -> "Floor":
        from servicedesk.desk.floor.floor import Floor

        return Floor(self._work)

    @cached_property
    def reports(self) -> "Reports":
        from servicedesk.desk.reports.reports import Reports

        return Reports(self._work)

    @cached_property
    def proof(self) -> "Proof":
        from servicedesk.desk.proof import Proof

        return Proof(self._work)

    @cached_property
    def imports(self) -> "Imports":
        from servicedesk.desk.importing.runs import Imports

        return Imports(self._work)

    @cached_property
    def seeding(self) -> "Seeding":
        from servicedesk.desk.seeding.loading import Seeding

        return Seeding(self._work)

    @cached_property
    def generation(self) -> "Generation":
        from servicedesk.desk.generation.generating import Generation

        return Generation(self._work)

    def health(self) -> "Health":
        """How the store is."""
        from servicedesk.desk.opening import health

        return health(self._work)

    def settings(self) -> dict[str, str]:
        """What the store knows about its shop: name, currency, timezone."""
        from servicedesk.desk.opening import shop_settings

        return shop_settings(self._work)

    def feed(self) -> "Feed":
        """Tells whether the store changed since last asked, and whether a list or a ticket did."""
        from servicedesk.store.feed import open_feed

        return open_feed(self._work.store.address)

    def acting_as(self, handle: str, via: str | None = None, clock: Clock | None = None) -> "Desk":
        """The same store in the hands of somebody else; raises NotFound."""
        from servicedesk.desk.opening import find_actor

        actor = find_actor(self._work.store, handle)
        return Desk(replace(self._work, actor=actor, via=via or self._work.via, clock=clock or self._work.clock))

    @property
    def asks_for_word(self) -> bool:
        """Whether it is being found out if an act whose answer was lost is in the store."""
        return self._work.store.asking

    def wait_for_word(self, seconds: float) -> None:
        """Ask for so long, where the connection was lost while an act was being stored, whether it is in the store."""
        self._work.store.wait_for_word(seconds)

    def cut(self) -> None:
        """End the calls under way at a store that says nothing; they raise StoreUnavailable. From any thread."""
        self._work.store.cut()

    def leave(self) -> None:
        """As ``cut``, and no call waits for word any more: before ``close``, where that must not take long."""
        self._work.store.leave()

    def close(self) -> None:
        if "answers" in self.__dict__:
            self.answers.close()
        self._work.store.close()


def open_desk(
    url: str,
    *,
    handle: str | None = None,
    clock: Clock | None = None,
    via: str = "cli",
    entropy: "Entropy | None" = None,
) -> Desk:
    """Open a store for a person, making and migrating it first.

    Without a handle the store's first person acts. Raises StoreUnavailable, StoreTooNew, NotFound (the handle).
    """
    from servicedesk.desk.opening import open_work

    return Desk(open_work(url, handle=handle, clock=clock or SystemClock(), via=via, entropy=entropy))
