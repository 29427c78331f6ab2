"""Saved views: a person's own, and everybody's, which supervisors keep."""

from typing import Final

from servicedesk.desk.views import SavedViewView
from servicedesk.desk.work import Work
from servicedesk.domain.errors import Forbidden, Invalid, NotFound, Refused
from servicedesk.domain.filters import parse_filter, parse_order
from servicedesk.domain.roles import Permission, Role
from servicedesk.domain.texts import storable
from servicedesk.store import people, saved_views
from servicedesk.store.database import Connection, RowMapping

LONGEST: Final = 24
"""Characters of a name: tabs are short."""


class SavedViews:
    """Not events: what a person likes to look at is no part of any ticket's history."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def all(self) -> tuple[SavedViewView, ...]:
        """Everybody's views and one's own, in their order."""
        with self._work.store.read() as connection:
            return tuple(view_of(row) for row in people.views_of(connection, self._work.actor.id))

    def save(self, name: str, filter: str, sort: str = "due", *, shared: bool = False) -> SavedViewView:  # noqa: A002
        """Keep a filter with its order under a name, behind the others.

        Raises Invalid (name, filter, sort), Refused for a name that is taken, Forbidden for a shared one.
        """
        self._work.require(Permission.READ)
        what = parse_filter(filter)
        parse_order(sort, what.scope)
        owner = None if shared else self._work.actor.id
        self._may_change(owner)
        with self._work.store.transaction() as connection:
            wanted = self._checked(connection, name, but=None)
            view_id = saved_views.add(connection, owner, wanted, filter.strip(), sort)
            return view_of(self._get(connection, view_id))

    def rename(self, view_id: int, name: str) -> SavedViewView:
        """Raises NotFound, Invalid, Refused, Forbidden."""
        with self._work.store.transaction() as connection:
            self._get(connection, view_id)
            saved_views.rename(connection, view_id, self._checked(connection, name, but=view_id))
            return view_of(self._get(connection, view_id))

    def remove(self, view_id: int) -> None:
        """Raises NotFound, Forbidden, Refused for the last one."""
        with self._work.store.transaction() as connection:
            self._get(connection, view_id)
            if len(people.views_of(connection, self._work.actor.id)) == 1:
                raise Refused("the last view has to stay")
            saved_views.remove(connection, view_id)

    def move(self, view_id: int, by: int) -> None:
        """So many places to the right, or (negative) to the left, among one's own or among everybody's.

        Raises NotFound, Forbidden.
        """
        with self._work.store.transaction() as connection:
            owner = self._get(connection, view_id)["owner_id"]
            rows = [row for row in people.views_of(connection, self._work.actor.id) if row["owner_id"] == owner]
            order = [row["id"] for row in rows]
            at = order.index(view_id)
            order.insert(max(0, at + by), order.pop(at))
            places = sorted(row["position"] for row in rows)
            saved_views.put_in_order(connection, list(zip(order, places, strict=True)))

    def _get(self, connection: Connection, view_id: int) -> RowMapping:
        """A view that one may change."""
        row = saved_views.get(connection, view_id)
        if row is None or row["owner_id"] not in (None, self._work.actor.id):
            raise NotFound("view", view_id)
        self._may_change(row["owner_id"])
        return row

    def _may_change(self, owner: int | None) -> None:
        if owner is None and Role.SUPERVISOR not in self._work.actor.roles:
            raise Forbidden(self._work.actor.handle, "change everybody's views", [Role.SUPERVISOR])

    def _checked(self, connection: Connection, name: str, but: int | None) -> str:
        wanted = " ".join(storable(name).split())
        if not wanted or len(wanted) > LONGEST or not wanted.isprintable():
            raise Invalid("name", f"a view's name has 1 to {LONGEST} characters")
        for row in people.views_of(connection, self._work.actor.id):
            if row["id"] != but and row["name"].casefold() == wanted.casefold():
                raise Refused(f"there is a view {wanted} already", name=wanted)
        return wanted


def view_of(row: RowMapping) -> SavedViewView:
    return SavedViewView(row["id"], row["name"], row["filter"], row["sort"], row["owner_id"] is not None)
