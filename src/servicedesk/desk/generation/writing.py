"""A season on its way into the store: tickets may be worked out beside while those before them are written."""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from servicedesk.desk.generation.season import PlannedTicket, Season, Writer
from servicedesk.desk.work import Work
from servicedesk.store.bulk.drafts import Draft, Origin
from servicedesk.store.bulk.loading import Loading
from servicedesk.store.bulk.orders import draft_orders
from servicedesk.store.conditions import Conditions
from servicedesk.store.database import Connection

TRIES: Final = 3
"""So often a transaction's rows are worked out before its lock is held; others who write meanwhile take their ids."""


@dataclass(frozen=True, slots=True)
class _Coming:
    """Tickets on their way into the store, and who could write again before them."""

    groups: Sequence[Sequence[datetime]]
    writers: deque[Writer]
    draft: Draft


class Writing:
    """A season on its way into the store: tickets may be worked out beside while those before them are written."""

    def __init__(self, work: Work, origin: Origin, season: Season, loading: Loading) -> None:
        self._work, self._origin, self._season, self._loading = work, origin, season, loading
        self._coming: _Coming | None = None
        self.done = 0

    def take(self, groups: Sequence[Sequence[datetime]]) -> None:
        """Tell the tickets that began at these instants, and write those before them."""
        before, coming = self._coming, self._told(groups, self._coming)
        handed = coming.draft.hand(self._loading.beside)
        self._coming = coming
        if before is not None and not self._written(before):
            self._anew(before)
            self._coming, handed = self._told(groups), False
        if not handed:
            self.settle()

    def settle(self) -> None:
        """Write what is still on its way."""
        coming, self._coming = self._coming, None
        if coming is not None and not self._written(coming):
            self._anew(coming)

    def _told(self, groups: Sequence[Sequence[datetime]], before: _Coming | None = None) -> _Coming:
        """Tickets for a transaction to come; ``before`` is in the store by then."""
        store, writers = self._work.store, self._season.writers.copy()
        with store.read() as connection:
            draft = Draft.ahead(store, connection, self._origin, None if before is None else before.draft)
            products = self._season.conditions(connection)
        self._tell(draft, products, groups)
        return _Coming(groups, writers, draft)

    def _written(self, coming: _Coming) -> bool:
        """False, and nothing is written, where others have taken its numbers."""
        rows, count = coming.draft.finished(), _count(coming.groups)
        with self._loading.transaction(count) as connection:
            if same := self._begun(connection).ground == coming.draft.ground:
                rows.write(connection)
        self.done += count if same else 0
        return same

    def _anew(self, failed: _Coming) -> None:
        """Tell tickets again from where they began: others were quicker; at last with the lock held."""
        self._season.writers = failed.writers
        for _ in range(TRIES - 1):
            coming = self._told(failed.groups)
            if self._written(coming):
                return
            self._season.writers = coming.writers
        count = _count(failed.groups)
        with self._loading.transaction(count) as connection:
            draft = self._begun(connection)
            self._tell(draft, self._season.conditions(connection), failed.groups)
            draft.finished().write(connection)
        self.done += count

    def _begun(self, connection: Connection) -> Draft:
        return Draft.begun(self._work.store, connection, self._origin)

    def _tell(self, draft: Draft, conditions: Conditions, groups: Sequence[Sequence[datetime]]) -> None:
        """Work out tickets group by group: who writes again may have written first a group before."""
        for group in groups:
            self._tell_group(draft, conditions, [self._season.plan(created) for created in group])

    def _tell_group(self, draft: Draft, conditions: Conditions, plans: Sequence[PlannedTicket]) -> None:
        season = self._season
        writers = self._customers(draft, plans)
        ordering = [(plan, writer.id) for plan, writer in zip(plans, writers, strict=True) if plan.with_order]
        order_ids = iter(draft_orders(draft, [season.order(*one) for one in ordering]))
        new = []
        for plan, writer in zip(plans, writers, strict=True):
            order_id = next(order_ids) if plan.with_order else None
            new.append(season.tell(plan, writer.id, order_id))
        memberships = {writer.id: writer.membership for writer in writers}
        draft.add_tickets(new, replace(conditions, memberships=memberships))

    def _customers(self, draft: Draft, plans: Iterable[PlannedTicket]) -> list[Writer]:
        """The writer of each plan with an id; new ones may write again later."""
        writers = [plan.writer for plan in plans]
        ids = iter(draft.add_customers([one.new for one in writers if one.new is not None]))
        found = []
        for writer in writers:
            if writer.new is None:
                found.append(writer)
                continue
            found.append(replace(writer, new=None, id=next(ids)))
            self._season.writers.append(found[-1])
        return found


def _count(groups: Sequence[Sequence[datetime]]) -> int:
    return sum(map(len, groups))
