"""Who is here, with what in hand: colleagues as triage and handing over weigh them."""

import json
from collections.abc import Collection, Mapping
from typing import Final

from servicedesk.desk.work import Work
from servicedesk.domain.roles import Permission, Role, allows
from servicedesk.domain.triage import Colleague, Past
from servicedesk.store import acts, people
from servicedesk.store import triage as reads
from servicedesk.store.database import Connection, RowMapping

LOOKED_AT: Final = 40
"""Acts of one's own that are looked through for whom one gave a ticket to last."""


def colleagues(work: Work, connection: Connection) -> list[Colleague]:
    """Everybody who may work on tickets."""
    loads, away = reads.loads(connection), reads.away(connection, work.clock.now())
    active = reads.active(connection)
    memberships = people.memberships(connection)
    lines = {row["code"]: row["line"] for row in people.all_teams(connection)}
    found = []
    for row in reads.workers(connection):
        if not allows([Role(role) for role in row["roles"].split()], Permission.WORK):
            continue
        teams = frozenset(memberships.get(row["id"], ()))
        found.append(
            Colleague(
                row["handle"],
                row["name"],
                frozenset(row["languages"].split()),
                frozenset(row["skills"].split()),
                teams,
                loads.get(row["id"], 0),
                row["id"] in away,
                min((lines[team] for team in teams), default=1),
                _is_idle(row, active, loads),
            )
        )
    return found


def _is_idle(row: RowMapping, active: Collection[int], loads: Mapping[int, int]) -> bool:
    """An admin without tickets who never did anything: the person whom the store was made for, say."""
    return Role.ADMIN in row["roles"].split() and row["id"] not in active and not loads.get(row["id"])


def past_of(work: Work, connection: Connection, ticket: RowMapping | None) -> Past:
    """Who had this ticket's customer last, and whom one gave a ticket to last."""
    handles = {row["id"]: row["handle"] for row in reads.workers(connection)}
    customer = None if ticket is None else ticket["customer_id"]
    knows = None if ticket is None or customer is None else reads.had_last(connection, customer, ticket["id"])
    return Past(work.actor.handle, handles.get(knows or 0), handles.get(_given_last(work, connection) or 0))


def _given_last(work: Work, connection: Connection) -> int | None:
    mine = [row["id"] for row in acts.recent(connection, work.actor.id, LOOKED_AT)]
    to = {row["act_id"]: json.loads(row["payload"]).get("to") for row in reads.acts_of_assigning(connection, mine)}
    given = (to.get(act) for act in mine)
    return next((person for person in given if isinstance(person, int) and person != work.actor.id), None)
