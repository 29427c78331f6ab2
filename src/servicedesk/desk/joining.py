"""Tickets that belong together: merging, splitting, linking. Each is one act over two streams."""

from servicedesk.desk.intake import NewTicket, start_ticket
from servicedesk.desk.open_ticket import OpenTicket, instant, open_ticket
from servicedesk.desk.read import queue_row
from servicedesk.desk.ticket_acts import take_for
from servicedesk.desk.views import Done
from servicedesk.desk.work import ActContext, Work, acting, remember
from servicedesk.domain.errors import Invalid, NotFound, Refused
from servicedesk.domain.events import EventType, Payload, micros
from servicedesk.domain.tickets import Status, check_status
from servicedesk.store import messages, queues
from servicedesk.store import tickets as ticket_rows

SUBJECT_LENGTH = 80


class Joining:
    def __init__(self, work: Work) -> None:
        self._work = work

    def merge(self, source: int, into: int, *, version: int | None = None) -> Done:
        """Merge ``source`` into another ticket, whose conversation then shows both. Returns the target.

        The source's wait ends; the target's oldest unanswered message is the older of the two, and like any message
        of the customer's it makes a waiting, on-hold or resolved target open.
        """
        _two(source, into)
        with acting(self._work, "merge") as context:
            ending, target = self._both(context, source, into, version)
            check_status(ending.state.status, Status.MERGED)
            target.refuse_unless_workable()
            waiting = instant(ending.state.waiting_since)
            ending.record(EventType.MERGED, {"into": into, "from": str(ending.state.status)})
            target.record(EventType.ABSORBED, {"ticket": source, "waiting_since": waiting})
            if waiting is not None:
                target.open_for_customer()
            return _finish_both(target, ending)

    def split(self, ticket_id: int, message_id: int, *, version: int | None = None) -> Done:
        """Move one message, with its files, into a new ticket linked to this one; returns the new one."""
        with acting(self._work, "split") as context:
            parent = take_for(context, ticket_id, version, {"act": "split", "message": message_id})
            moved = parent.state.messages.get(message_id)
            if moved is None:
                raise NotFound("message", message_id)
            if len(parent.state.messages) == 1:
                raise Refused("it is the only message of its ticket", ticket=ticket_id)
            if moved.delivery == "pending":
                raise Refused("that reply has not left yet; take it back or wait", ticket=ticket_id)
            child = self._child(context, parent, message_id)
            files = [file for file in parent.state.attachments.values() if file.message_id == message_id]
            gone: Payload = {
                "messages": [message_id],
                "attachments": [file.id for file in files],
                "ticket": child.id,
            }
            parent.record(EventType.SPLIT_OFF, gone)
            payload: Payload = {
                "message": message_id,
                "author": moved.author,
                "visibility": moved.visibility,
                "medium": moved.medium,
                "delivery": moved.delivery,
                "digest": moved.digest,
                "at": micros(moved.at),
            }
            child.record(EventType.MESSAGE, payload)
            messages.move(context.connection, [message_id], child.id)
            for file in files:
                child.record(EventType.ATTACHED, {"attachment": file.id, "message": message_id, "digest": file.digest})
            for one, other in ((parent, child), (child, parent)):
                one.record(EventType.LINKED, {"ticket": other.id})
            return _finish_both(child, parent)

    def _child(self, context: ActContext, parent: OpenTicket, message_id: int) -> OpenTicket:
        state = parent.state
        body = messages.body_of(context.connection, message_id)
        first_line = next((line.strip() for line in str(body["body"] if body else "").splitlines() if line.strip()), "")
        subject = first_line[:SUBJECT_LENGTH] or str(ticket_rows.texts_of(context.connection, parent.id)["subject"])
        return start_ticket(
            context,
            NewTicket(
                kind=state.kind,
                subject=subject,
                channel=state.channel,
                priority=state.priority,
                language=state.language,
                customer_id=state.customer_id,
                team_id=state.team_id,
                assignee_id=state.assignee_id,
                split_from=parent.id,
            ),
        )

    def link(self, ticket_id: int, other: int, *, version: int | None = None) -> Done:
        """Say that two tickets belong together."""
        _two(ticket_id, other)
        with acting(self._work, "link") as context:
            one, two = self._both(context, ticket_id, other, version)
            if other in one.state.links:
                raise Refused(f"tickets {ticket_id} and {other} are linked already", ticket=ticket_id)
            one.record(EventType.LINKED, {"ticket": other})
            two.record(EventType.LINKED, {"ticket": ticket_id})
            return _finish_both(one, two)

    def _both(self, context: ActContext, one: int, other: int, version: int | None) -> tuple[OpenTicket, OpenTicket]:
        """Both tickets, locked in the order of their numbers so that two acts can't wait for each other."""
        if one < other:
            first = take_for(context, one, version, {"act": context.name, "with": other}, opens=False, ended_too=True)
            return first, open_ticket(context, other)
        second = open_ticket(context, other)
        return take_for(
            context, one, version, {"act": context.name, "with": other}, opens=False, ended_too=True
        ), second


def _two(one: int, other: int) -> None:
    if one == other:
        raise Invalid("ticket", "it takes two different tickets")


def _finish_both(shown: OpenTicket, other: OpenTicket) -> Done:
    shown.save()
    other.save()
    context = shown.context
    remember(context, shown.id, streams=2)
    row = queues.row(context.connection, shown.id)
    assert row is not None
    return Done(context.act_id, queue_row(row))
