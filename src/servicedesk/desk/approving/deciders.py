"""Who of this shop may decide an approval at an instant: roles, limits and delegations as the store has them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from servicedesk.desk.approving.limits import shop_limits
from servicedesk.domain.approving.authority import Colleague, Sum, WhyNot, deciding_as
from servicedesk.domain.roles import Role
from servicedesk.store import delegations, people
from servicedesk.store.database import Connection

_NOBODY = Colleague(0, frozenset())


class Deciders:
    """Read once in a transaction; asked any number of times."""

    def __init__(self, connection: Connection, at: datetime) -> None:
        rows = [row for row in people.everybody(connection) if row["active"]]
        self._limits = shop_limits(connection)
        self._handles: Mapping[int, str] = {row["id"]: row["handle"] for row in rows}
        self._people = {row["id"]: Colleague(row["id"], _roles(row["roles"])) for row in rows}
        self._lent: dict[int, list[Colleague]] = {}
        for to, giver in delegations.in_force(connection, at):
            self._lent.setdefault(to, []).append(self._people[giver])

    def authority(self, asker: int | None, person: int, grants: Sum | None) -> Colleague | WhyNot:
        """By whose role a person decides what somebody asked for, or why they may not.

        An asker who has left counts as an agent.
        """
        asked_by = self._people.get(asker or 0, Colleague(asker or 0, frozenset()))
        me = self._people.get(person, _NOBODY)
        return deciding_as(self._limits, asked_by, me, self._lent.get(person, ()), grants)

    def who_may(self, asker: int | None, grants: Sum | None) -> Sequence[str]:
        """The handles of all who may decide, in alphabetical order."""
        may = (one for one in self._people if isinstance(self.authority(asker, one, grants), Colleague))
        return sorted(self._handles[one] for one in may)


def _roles(text: str) -> frozenset[Role]:
    return frozenset(Role(role) for role in text.split())
