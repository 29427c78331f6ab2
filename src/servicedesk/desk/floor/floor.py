"""The floor: what falls due and who has it, what will be late if nothing changes, and what could be done now."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from servicedesk.desk.floor.behind import Behind
from servicedesk.desk.floor.experience import Experience
from servicedesk.desk.floor.figures import (
    forecast,
    intervention_view,
    load_views,
    nobodys_load,
    step_of,
    ticket_effects,
)
from servicedesk.desk.floor.situation import read_standing
from servicedesk.desk.floor.views import Effect, FloorView, Inbox, Intervention, Mine
from servicedesk.desk.many import Failure, Many, Part
from servicedesk.desk.work import Work
from servicedesk.domain.bulk import Seen, ToPerson
from servicedesk.domain.errors import Invalid, NotFound, Refused
from servicedesk.domain.floor.forecasting import expected
from servicedesk.domain.floor.interventions import applied, best
from servicedesk.domain.roles import Permission
from servicedesk.store import escalations, people, together
from servicedesk.store import floor as reads
from servicedesk.store.database import Connection

SOON: Final = timedelta(hours=1)
REVIEWED_WITHIN: Final = timedelta(days=28)
"""How old a breach may be that still asks for a review."""
MOVING: Final = ("move", "assign")


class Floor:
    """``behind`` has the tickets that figures count."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._experience = Experience()
        self.behind = Behind(work)

    def now(self) -> FloorView:
        """The first screenful. Raises Forbidden for all but supervisors; agents have ``mine``."""
        self._work.require(Permission.FLOOR)
        with self._work.store.read() as connection:
            standing = read_standing(self._work, connection, self._experience)
            loads = reads.loads(connection, standing.at, standing.at + SOON)
            unassigned = sum(row["live"] for row in loads if row["assignee_id"] is None)
            inbox = _inbox(connection, standing.at, unassigned)
            swept_at = people.last_beat(connection, "sweep")
        ahead = expected(standing.model)
        overdue, at_risk, live = (sum(row[name] for row in loads) for name in ("overdue", "at_risk", "live"))
        return FloorView(
            standing.at,
            swept_at,
            tuple(intervention_view(step, standing) for step in best(standing.model)),
            forecast(standing, standing.model, ahead),
            load_views(standing, loads, ahead),
            inbox,
            overdue,
            at_risk,
            live,
            nobodys_load(loads, standing, ahead),
        )

    def mine(self) -> Mine:
        """One's own figures. Raises Forbidden for those who don't work on tickets."""
        self._work.require(Permission.WORK)
        me = self._work.actor.handle
        with self._work.store.read() as connection:
            standing = read_standing(self._work, connection, self._experience, mine=True)
            loads = reads.loads(connection, standing.at, standing.at + SOON, self._work.actor.id)
        ahead = expected(standing.model)
        mine = {one.id for one in standing.model.tickets if one.holder == me}
        load = next(one for one in load_views(standing, loads, ahead) if one.handle == me)
        return Mine(standing.at, standing.until, load, tuple(ticket for ticket in ahead.missed if ticket in mine))

    def effect(self, intervention: Intervention) -> Effect:
        """What an intervention would change as things stand now, without doing it. Raises Forbidden, Invalid."""
        self._work.require(Permission.FLOOR)
        with self._work.store.read() as connection:
            standing = read_standing(self._work, connection, self._experience)
            stale = self._stale(connection, intervention)
        step = step_of(intervention, standing, frozenset(stale))
        model = applied(standing.model, step)
        before, after = expected(standing.model), expected(model)
        kept, late = frozenset(after.missed), frozenset(before.missed)
        return Effect(
            intervention,
            forecast(standing, standing.model, before),
            forecast(standing, model, after),
            ticket_effects(standing, step.tickets, before, after),
            tuple(ticket for ticket in before.missed if ticket not in kept),
            tuple(ticket for ticket in after.missed if ticket not in late),
            stale,
        )

    def do(self, intervention: Intervention) -> Part:
        """Move the tickets as one act, which ``u`` takes back as a whole.

        A ticket that others changed since, or that isn't where it was, is left and told. Raises Forbidden; Refused
        for what only a person can say (talk, back), and for somebody who has gone away meanwhile.
        """
        self._work.require(Permission.FLOOR)
        to = intervention.target
        if intervention.what not in MOVING or to is None:
            raise Refused(f"that is to be said to {intervention.source}", what=intervention.what)
        with self._work.store.read() as connection:
            self._refuse_if_away(connection, to)
            stale = self._stale(connection, intervention)
        seen = [
            Seen(ticket, version)
            for ticket, version in zip(intervention.tickets, intervention.versions, strict=True)
            if ticket not in stale
        ]
        done = Many(self._work).run(ToPerson(to), seen)
        left = (Failure(ticket, Refused(f"ticket {ticket} was changed meanwhile", ticket=ticket)) for ticket in stale)
        failed = sorted((*done.failed, *left), key=lambda failure: failure.ticket)
        return replace(done, failed=tuple(failed))

    def _refuse_if_away(self, connection: Connection, handle: str) -> None:
        person = people.by_handle(connection, handle)
        if person is None:
            raise NotFound("person", handle)
        if together.absence_of(connection, person["id"], self._work.clock.now()) is not None:
            raise Refused(f"{handle} has gone away meanwhile", handle=handle)

    def _stale(self, connection: Connection, intervention: Intervention) -> tuple[int, ...]:
        """Tickets that aren't where the intervention found them, or that others changed since. Raises Invalid."""
        if len(intervention.versions) != len(intervention.tickets):
            raise Invalid("versions", "there is to be one for each ticket")
        if intervention.what not in MOVING:
            return ()
        seen = dict(zip(intervention.tickets, intervention.versions, strict=True))
        holders = {row["id"]: row["holder"] for row in reads.queued(connection, list(seen))}
        changed = reads.changed_since(connection, seen, self._work.actor.code)
        source = intervention.source
        return tuple(
            ticket for ticket in seen if ticket in changed or ticket not in holders or holders[ticket] != source
        )


def _inbox(connection: Connection, now: datetime, unassigned: int) -> Inbox:
    escalated, late, sent_at = escalations.waiting_figures(connection, now)
    approvals, asked_at = reads.waiting_approvals(connection)
    return Inbox(
        reads.unreviewed(connection, now - REVIEWED_WITHIN),
        reads.handed_to_nobody(connection),
        reads.promises_broken(connection, now),
        unassigned,
        escalated,
        late,
        _age(sent_at, now),
        approvals,
        _age(asked_at, now),
    )


def _age(since: datetime | None, now: datetime) -> int | None:
    """In whole seconds."""
    return None if since is None else max(0, int((now - since).total_seconds()))
