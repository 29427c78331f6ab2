"""Who has a ticket: taking, taking the next one, handing it to somebody."""

from servicedesk.desk.open_ticket import OpenTicket
from servicedesk.desk.presence import refuse_while_away
from servicedesk.desk.ticket_acts import finish, take_for
from servicedesk.desk.views import Done, Taken
from servicedesk.desk.work import Work, acting
from servicedesk.domain.errors import Invalid, NotFound, Refused
from servicedesk.domain.events import EventType, Payload
from servicedesk.domain.next_ticket import REACH, Candidate, Choice, choose
from servicedesk.domain.roles import Permission
from servicedesk.domain.tickets import Priority
from servicedesk.store import people, queues, together
from servicedesk.store.database import Connection, RowMapping

CANDIDATES = 100
"""How many of the longest waiting tickets are weighed for ``take next``."""


class Assignment:
    def __init__(self, work: Work) -> None:
        self._work = work

    def assign(
        self, ticket_id: int, handle: str | None, *, team: str | None = None, version: int | None = None
    ) -> Done:
        """Give a ticket to a person, to a team, or (None) back to the queue."""
        with acting(self._work, "assign") as context:
            yours: Payload = {"act": "assign", "to": handle}
            ticket = take_for(context, ticket_id, version, yours, opens=handle is not None)
            payload: Payload = {"from": ticket.state.assignee_id, "to": None}
            if handle is not None:
                person = people.by_handle(context.connection, handle)
                if person is None:
                    raise NotFound("person", handle)
                if not person["active"]:
                    raise Refused(f"{handle} does not work here any more", handle=handle)
                payload["to"] = person["id"]
            if team is not None:
                found = people.team_by_code(context.connection, team)
                if found is None:
                    raise NotFound("team", team)
                payload |= {"team": found["id"], "line": found["line"]}
            if payload["to"] == payload["from"] and team is None:
                raise Refused(f"ticket {ticket_id} is with {handle or 'nobody'} already", ticket=ticket_id)
            ticket.record(EventType.ASSIGNED, payload)
            return finish(ticket)

    def team(self, ticket_id: int, team: str | None, *, version: int | None = None) -> Done:
        """Give a ticket to a team, or (None) to none; whoever has it keeps it. Raises NotFound, Refused."""
        with acting(self._work, "team") as context:
            ticket = take_for(context, ticket_id, version, {"act": "team", "to": team})
            found = None if team is None else people.team_by_code(context.connection, team)
            if team is not None and found is None:
                raise NotFound("team", team)
            team_id = None if found is None else found["id"]
            if team_id == ticket.state.team_id:
                raise Refused(f"ticket {ticket_id} is with {team or 'no team'} already", ticket=ticket_id)
            holder = ticket.state.assignee_id
            payload: Payload = {"from": holder, "to": holder, "team": team_id}
            if found is not None:
                payload["line"] = found["line"]
            ticket.record(EventType.ASSIGNED, payload)
            return finish(ticket)

    def take(self, ticket_id: int, *, version: int | None = None) -> Done:
        """Assign a ticket to oneself."""
        return self.assign(ticket_id, self._work.actor.handle, version=version)

    def take_next(self) -> Taken | None:
        """Take the unassigned ticket that should be next, and say why this one; None when there is none.

        Tickets of one's teams and of no team count, in a language one writes or none known; one that somebody works
        on is passed over. Two people who press the key at once never get the same ticket. Raises Refused on a break.
        """
        self._work.require(Permission.WORK)
        with acting(self._work, "take_next") as context:
            refuse_while_away(self._work, context.connection)
            passed_over = together.held_by_others(context.connection, self._work.actor.id, context.at)
            while (choice := self._choose(context.connection, passed_over)) is not None:
                ticket = take_for(context, choice.id, None, {"act": "take_next"})
                if ticket.state.assignee_id is not None or ticket.state.queue_due is None:
                    passed_over.add(choice.id)
                    continue
                return self._take(ticket, choice)
        return None

    def _take(self, ticket: OpenTicket, choice: Choice) -> Taken:
        ticket.record(EventType.ASSIGNED, {"from": None, "to": self._work.actor.id, "why": choice.reason})
        since = choice.waiting_since
        return Taken(
            finish(ticket),
            choice.reason,
            {
                "waiting_since": None if since is None else since.isoformat().replace("+00:00", "Z"),
                "priority": str(choice.priority),
                "overtaken": choice.overtaken,
            },
        )

    def _choose(self, connection: Connection, passed_over: set[int]) -> Choice | None:
        return choose(
            Candidate(row["id"], Priority(row["priority"]), row["queue_due"], row["waiting_since"], row["created_at"])
            for row in self._line(connection)
            if row["id"] not in passed_over
        )

    def _line(self, connection: Connection) -> list[RowMapping]:
        """The longest waiting, and in a line longer than that the urgent ones near enough to overtake them."""
        me = self._work.actor.id
        rows = queues.unassigned(connection, me, CANDIDATES)
        if len(rows) < CANDIDATES or rows[0]["waiting_since"] is None:
            return rows
        until = rows[0]["queue_due"] + REACH
        known = {row["id"] for row in rows}
        for priority in (Priority.URGENT, Priority.HIGH):
            ahead = queues.unassigned(connection, me, CANDIDATES, priority=priority, until=until)
            rows += [row for row in ahead if row["id"] not in known]
        return rows


def check_handle(handle: str) -> str:
    """A handle is a short ASCII word; raises Invalid."""
    if not handle or len(handle) > 40 or not handle.isascii() or not handle.replace("_", "").replace("-", "").isalnum():
        raise Invalid("handle", f"{handle!r} can't be a handle: letters, digits, - and _, at most 40")
    return handle
