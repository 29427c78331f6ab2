"""The end of a shift and the break in it: handing tickets over as one act, being away, coming back."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from servicedesk.desk.many import PART, parts
from servicedesk.desk.messaging import add_message
from servicedesk.desk.own import LastTickets
from servicedesk.desk.queue import Queue
from servicedesk.desk.ticket_acts import finish, take_for
from servicedesk.desk.tickets import Tickets
from servicedesk.desk.together_views import (
    AbsenceView,
    Back,
    HandedOver,
    NotHandedOn,
    ToHandOn,
)
from servicedesk.desk.views import QueueRow, TicketView
from servicedesk.desk.work import ActContext, Work
from servicedesk.domain.errors import DeskError, NotFound, Refused
from servicedesk.domain.events import EventType
from servicedesk.domain.roles import Permission, Role, allows
from servicedesk.domain.texts import storable
from servicedesk.domain.together import BREAK_LENGTH, SILENT, WAITS_LONG, Colleague, Fate, HandedOn, proposed
from servicedesk.store import people, together, triage
from servicedesk.store.database import Connection

MINE = "is:live assignee:me"
PAGE = 500
SHOWN = 8
"""Messages of a ticket that a handover looks at: enough to find the last word."""
BREAK = "break"


class Shifts:
    def __init__(self, work: Work) -> None:
        self._work = work

    # handing over

    def to_hand_on(self) -> tuple[ToHandOn, ...]:
        """One's open tickets in the order of the queue, each with who should get it if it is given away."""
        tickets = Tickets(self._work)
        views = [tickets.show(row.id, messages=SHOWN) for row in self._mine()]
        with self._work.store.read() as connection:
            colleagues = self._colleagues(connection)
            teams = frozenset(people.memberships(connection).get(self._work.actor.id, ()))
        return tuple(ToHandOn(view, _for(view, colleagues, teams)) for view in views)

    def colleagues(self) -> tuple[Colleague, ...]:
        """Who could take something over: working people who aren't away; those who are here first."""
        with self._work.store.read() as connection:
            found = self._colleagues(connection)
        return tuple(sorted(found, key=lambda one: (not one.here, one.load, one.handle)))

    def hand_over(self, choices: Sequence[HandedOn]) -> HandedOver:
        """Do what was chosen for each ticket, as one act in short transactions.

        Kept tickets get their line as a note, the others as the line of a handover. A ticket that isn't one's own
        any more, or has ended, stays as it is and is reported. Raises NotFound (a handle), Forbidden.
        """
        return self._hand_on(choices, "handover")

    def _hand_on(self, choices: Sequence[HandedOn], name: str) -> HandedOver:
        work = self._work
        work.require(Permission.WORK)
        heirs = self._heirs(choices)
        act_id = work.new_act_id(work.clock.now())
        failed: list[NotHandedOn] = []
        done: list[HandedOn] = []
        for part in parts(sorted(choices, key=lambda choice: choice.ticket), PART):
            with work.store.transaction() as connection:
                context = ActContext(work, connection, act_id, name, work.clock.now())
                for choice in part:
                    try:
                        with connection.begin_nested():
                            _hand_one(context, choice, heirs)
                        done.append(choice)
                    except DeskError as error:
                        failed.append(NotHandedOn(choice.ticket, error))
        return _summary(act_id if any(map(_changes, done)) else None, done, failed)

    def _heirs(self, choices: Sequence[HandedOn]) -> dict[str, int]:
        """The ids of those who get something; raises NotFound, Refused for somebody who left or is away."""
        wanted = sorted({choice.to or "" for choice in choices if choice.fate is Fate.GIVE})
        found: dict[str, int] = {}
        with self._work.store.read() as connection:
            for handle in wanted:
                person = people.by_handle(connection, handle)
                if person is None:
                    raise NotFound("person", handle)
                if not person["active"]:
                    raise Refused(f"{handle} does not work here any more", handle=handle)
                found[handle] = person["id"]
        return found

    def _colleagues(self, connection: Connection) -> list[Colleague]:
        now, me = self._work.clock.now(), self._work.actor.id
        here = {row["person_id"] for row in together.there(connection, now - SILENT)}
        away = {row["person_id"] for row in together.away(connection, now)}
        teams, loads = people.memberships(connection), triage.loads(connection)
        return [
            Colleague(
                row["handle"],
                row["name"],
                frozenset(teams.get(row["id"], ())),
                frozenset(row["languages"].split()),
                row["id"] in here,
                loads.get(row["id"], 0),
            )
            for row in people.everybody(connection)
            if row["active"] and row["id"] not in {me, *away} and _works(row["roles"])
        ]

    def _mine(self) -> Iterator[QueueRow]:
        queue, after = Queue(self._work), None
        while True:
            page = queue.page(MINE, after=after, limit=PAGE)
            yield from page.rows
            if page.next is None:
                return
            after = page.next

    # being away

    def absences(self) -> tuple[AbsenceView, ...]:
        """Who is away, the longest first."""
        with self._work.store.read() as connection:
            rows = together.away(connection, self._work.clock.now())
        return tuple(AbsenceView(row["handle"], row["name"], row["kind"], row["since"]) for row in rows)

    def absence(self) -> AbsenceView | None:
        """Since when one is away oneself; None while one is here."""
        mine = self._work.actor.handle
        return next((one for one in self.absences() if one.handle == mine), None)

    def at_risk(self) -> tuple[QueueRow, ...]:
        """One's tickets that shouldn't wait through a break: at risk, due or promised before it is over, or waiting
        long."""
        now = self._work.clock.now()
        return tuple(row for row in self._mine() if _presses(row, now))

    def start_break(self, offered: Sequence[HandedOn] = ()) -> HandedOver:
        """Take nothing new from now on; ``offered`` tickets go back to the queue, each with its line, as one act.

        Raises Refused when one is on a break already.
        """
        work = self._work
        work.require(Permission.WORK)
        with work.store.transaction(aside=True) as connection:
            now = work.clock.now()
            if (away := together.absence_of(connection, work.actor.id, now)) is not None:
                raise Refused("you are on a break already", since=_z(away["since"]))
            together.go_away(connection, work.actor.id, BREAK, now)
        return self._hand_on(offered, BREAK) if offered else HandedOver(None)

    def end_break(self) -> Back:
        """Be here again. Raises Refused when one was not away."""
        work = self._work
        with work.store.transaction(aside=True) as connection:
            now = work.clock.now()
            away = together.absence_of(connection, work.actor.id, now)
            if away is None:
                raise Refused("you are not on a break")
            together.come_back(connection, work.actor.id, now)
        return Back(away["since"], LastTickets(work).touched_since(tuple(self._mine()), away["since"]))


def _z(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def _works(roles: str) -> bool:
    return allows((Role(role) for role in roles.split()), Permission.WORK)


def _for(view: TicketView, colleagues: Sequence[Colleague], teams: frozenset[str]) -> Colleague | None:
    return proposed(colleagues, teams=teams, team=view.team, language=view.language)


def _presses(row: QueueRow, now: datetime) -> bool:
    back = now + BREAK_LENGTH
    soon = any(at is not None and at <= back for at in (row.risk_at, row.due_at, row.remind_at))
    return soon or (row.waiting_since is not None and row.waiting_since <= now - WAITS_LONG)


def _changes(choice: HandedOn) -> bool:
    return choice.fate is not Fate.KEEP or bool(choice.line.strip())


def _hand_one(context: ActContext, choice: HandedOn, heirs: dict[str, int]) -> None:
    """One ticket of a handover; what stays without a line isn't touched."""
    me = context.work.actor
    ticket = take_for(context, choice.ticket, None, {"act": context.name}, opens=False)
    if ticket.state.assignee_id != me.id:
        raise Refused(f"ticket {choice.ticket} is not yours any more", ticket=choice.ticket)
    if not _changes(choice):
        return
    if choice.fate is not Fate.KEEP:
        to = heirs[choice.to or ""] if choice.fate is Fate.GIVE else None
        if to != me.id:
            ticket.record(EventType.ASSIGNED, {"from": me.id, "to": to})
    add_message(
        ticket,
        storable(choice.line).strip() or "-",
        author="agent",
        visibility="internal",
        medium="note" if choice.fate is Fate.KEEP else "handover",
        delivery="internal",
        author_name=me.name,
    )
    finish(ticket)


def _summary(act_id: str | None, done: Sequence[HandedOn], failed: Sequence[NotHandedOn]) -> HandedOver:
    given: dict[str, tuple[int, ...]] = {}
    for choice in done:
        if choice.fate is Fate.GIVE and choice.to is not None:
            given[choice.to] = (*given.get(choice.to, ()), choice.ticket)
    return HandedOver(
        act_id,
        tuple(choice.ticket for choice in done if choice.fate is Fate.KEEP),
        tuple(choice.ticket for choice in done if choice.fate is Fate.QUEUE),
        given,
        tuple(failed),
    )
