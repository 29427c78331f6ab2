"""Standing in: somebody away lends what they may decide and accept to a colleague, for a time, on the record."""

from datetime import datetime

from servicedesk.desk.read import Row
from servicedesk.desk.work import ActContext, Work, acting
from servicedesk.desk.workflow_views import DelegationView
from servicedesk.domain.approving.delegation import Delegation
from servicedesk.domain.errors import Forbidden, Invalid, NotFound, Refused
from servicedesk.domain.events import Event, EventType, Payload, Stream, StreamKind, chain, micros
from servicedesk.domain.roles import GRANTS, Permission, Role, allows
from servicedesk.store import delegations, people, streams
from servicedesk.store.tables.workflows import delegations as table


class Delegations:
    def __init__(self, work: Work) -> None:
        self._work = work

    def give(
        self, to: str, until: datetime, *, since: datetime | None = None, for_: str | None = None
    ) -> DelegationView:
        """Let ``to`` stand in for oneself, or for ``for_``, from now or ``since`` on.

        It is not lent on: who stands in for somebody lends only what is their own. Supervisors and admins do it for
        others. Raises Invalid, NotFound, Forbidden, Refused (not a worker, left, or the same is in force already).
        """
        for name, at in (("until", until), ("since", since)):
            if at is not None and at.tzinfo is None:
                raise Invalid(name, "the time needs a zone")
        with acting(self._work, "delegated") as context:
            begin = max(context.at, since) if since is not None else context.at
            if until <= begin:
                raise Invalid("until", "that is over before it begins")
            giver = _person(context, for_ or self._work.actor.handle)
            taker = _person(context, to)
            self._require(giver["id"])
            self._lock(context, giver["id"])
            self._check(context, giver, taker, begin, until)
            (number,) = self._work.store.reserve_ids(context.connection, table, 1)
            told: Payload = {"delegation": number, "to": taker["id"], "from": micros(begin), "until": micros(until)}
            self._record(context, giver["id"], EventType.DELEGATED, told)
            delegations.add(context.connection, giver["id"], Delegation(number, taker["id"], begin, until))
            return self._named(context, number)

    def end(self, delegation_id: int) -> DelegationView:
        """End one now: who gave it, who stands in, or a supervisor or admin. Raises NotFound, Forbidden, Refused."""
        with acting(self._work, "delegation_ended") as context:
            found = delegations.get(context.connection, delegation_id)
            if found is None:
                raise NotFound("delegation", delegation_id)
            if self._work.actor.id != found["to_id"]:
                self._require(found["person_id"])
            self._lock(context, found["person_id"])
            found = delegations.get(context.connection, delegation_id)
            assert found is not None
            if found["ended_at"] is not None or found["until_at"] <= context.at:
                raise Refused(f"delegation {delegation_id} is over already", delegation=delegation_id)
            self._record(context, found["person_id"], EventType.DELEGATION_ENDED, {"delegation": delegation_id})
            delegations.end(context.connection, delegation_id, context.at)
            return self._named(context, delegation_id)

    def in_force(self) -> tuple[DelegationView, ...]:
        """Those in force or yet to begin, the first to begin first."""
        self._work.require(Permission.READ)
        with self._work.store.read() as connection:
            return tuple(self._view(row) for row in delegations.current(connection, self._work.clock.now()))

    def _require(self, giver_id: int) -> None:
        """Raise Forbidden unless who acts may speak for the giver."""
        actor = self._work.actor
        if actor.id == giver_id and allows(actor.roles, Permission.WORK):
            return
        if not actor.roles & _FOR_OTHERS:
            raise Forbidden(actor.handle, "let others be stood in for", sorted(_FOR_OTHERS))

    def _check(self, context: ActContext, giver: Row, taker: Row, begin: datetime, until: datetime) -> None:
        if giver["id"] == taker["id"]:
            raise Invalid("to", "nobody stands in for themselves")
        for person in (giver, taker):
            if not person["active"]:
                raise Refused(f"{person['handle']} does not work here any more", handle=person["handle"])
            if not allows([Role(role) for role in person["roles"].split()], Permission.WORK):
                needs = [str(role) for role in GRANTS[Permission.WORK]]
                raise Refused(f"{person['handle']} doesn't work on tickets", handle=person["handle"], needs=needs)
        same = delegations.overlapping(context.connection, giver["id"], taker["id"], begin, until)
        if same is not None:
            raise Refused(
                f"{taker['handle']} stands in for {giver['handle']} already in that time (delegation {same['id']})",
                delegation=same["id"],
            )

    def _lock(self, context: ActContext, person_id: int) -> None:
        self._work.store.lock_name(context.connection, f"person:{person_id}")

    def _record(self, context: ActContext, person_id: int, kind: EventType, payload: Payload) -> Event:
        """Add an event to the giver's stream, which is locked, and move the head of their row."""
        work, connection = self._work, context.connection
        stream = Stream(StreamKind.PERSON, person_id)
        last = streams.history(connection, stream)[-1]
        event = chain(
            stream,
            last.seq + 1,
            kind,
            context.act_id,
            work.actor.code,
            work.via,
            context.at,
            payload,
            last.hash,
        )
        streams.append(connection, [event])
        people.change(connection, person_id, {"version": event.seq, "head": event.hash})
        return event

    def _named(self, context: ActContext, delegation_id: int) -> DelegationView:
        row = delegations.named(context.connection, delegation_id)
        assert row is not None
        return self._view(row)

    def _view(self, row: Row) -> DelegationView:
        now, actor = self._work.clock.now(), self._work.actor
        stands = row["ended_at"] is None and row["until_at"] > now
        return DelegationView(
            row["id"],
            row["giver"],
            row["giver_name"],
            row["taker"],
            row["taker_name"],
            row["from_at"],
            row["until_at"] if row["ended_at"] is None else row["ended_at"],
            stands and row["from_at"] <= now,
            stands and (actor.id in (row["person_id"], row["to_id"]) or bool(actor.roles & _FOR_OTHERS)),
        )


_FOR_OTHERS = frozenset({Role.SUPERVISOR, Role.ADMIN})


def _person(context: ActContext, handle: str) -> Row:
    row = people.by_handle(context.connection, handle)
    if row is None:
        raise NotFound("person", handle)
    return row
