"""Who has a ticket: taking, taking the next one, handing it to somebody."""

from datetime import datetime

from servicedesk.desk.open_ticket import OpenTicket, open_ticket
from servicedesk.desk.presence import refuse_while_away
from servicedesk.desk.ticket_acts import finish, take_for
from servicedesk.desk.views import Done, Taken
from servicedesk.desk.work import ActContext, Work, acting
from servicedesk.domain.errors import Invalid, NotFound, Refused
from servicedesk.domain.events import EventType, Payload
from servicedesk.domain.next_ticket import Candidate, Choice, choice, in_order, open_to, turn
from servicedesk.domain.roles import Permission
from servicedesk.domain.tickets import Priority
from servicedesk.store import next_in_line, people
from servicedesk.store.next_in_line import AHEAD


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
            passed: set[int] = set()
            while line := [one for one in self._line(context) if one.id not in passed]:
                numbers = [candidate.id for candidate in line]
                number = next_in_line.hold_first(context.connection, numbers)
                # Where all are being taken at this moment, the first is waited for, and the line is looked at again.
                ticket = open_ticket(context, numbers[0] if number is None else number, held=number is not None)
                if turn(ticket.state) is not None:
                    ticket.open_if_new()
                    return self._take(ticket, choice(line, line[numbers.index(ticket.id)]))
                passed.add(ticket.id)
        return None

    def _take(self, ticket: OpenTicket, chosen: Choice) -> Taken:
        ticket.record(EventType.ASSIGNED, {"from": None, "to": self._work.actor.id, "why": chosen.reason})
        return Taken(
            finish(ticket),
            chosen.reason,
            {
                "waiting_since": _written(chosen.waiting_since),
                "due_at": _written(chosen.due_at),
                "priority": str(chosen.priority),
                "overtaken": chosen.overtaken,
            },
        )

    def _line(self, context: ActContext) -> list[Candidate]:
        """The first of those the person could take, in order."""
        connection, me = context.connection, self._work.actor.id
        teams, languages = next_in_line.teams_and_languages(connection, me)
        mine = open_to(next_in_line.lanes(connection), teams, languages)
        return in_order(
            Candidate(row["id"], Priority(row["priority"]), row["waiting_since"], row["turn"], row["due_at"])
            for row in next_in_line.first(connection, mine, me, context.at)
        )[:AHEAD]


def _written(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat().replace("+00:00", "Z")


def check_handle(handle: str) -> str:
    """A handle is a short ASCII word; raises Invalid."""
    if not handle or len(handle) > 40 or not handle.isascii() or not handle.replace("_", "").replace("-", "").isalnum():
        raise Invalid("handle", f"{handle!r} can't be a handle: letters, digits, - and _, at most 40")
    return handle
