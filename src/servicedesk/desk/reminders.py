"""When we owe the customer a word: promises postponed and withdrawn, follow-ups set and ended."""

from datetime import datetime

from servicedesk.desk.messaging import add_message
from servicedesk.desk.promising import end_promise, open_promise, set_follow_up
from servicedesk.desk.ticket_acts import finish, take_for
from servicedesk.desk.views import Done
from servicedesk.desk.work import Work, acting
from servicedesk.domain.errors import Invalid, Refused
from servicedesk.domain.events import EventType, micros
from servicedesk.domain.meanwhile import check_follow_up
from servicedesk.domain.texts import storable
from servicedesk.store import messages


class Reminders:
    def __init__(self, work: Work) -> None:
        self._work = work

    def follow_up(self, ticket_id: int, at: datetime | None, *, version: int | None = None) -> Done:
        """Ask again at ``at`` unless the customer writes before; None ends it. Raises Invalid, Refused."""
        with acting(self._work, "follow_up") as context:
            check_follow_up(at, context.at)
            ticket = take_for(context, ticket_id, version, {"act": "follow_up"})
            if at == ticket.state.follow_up_at:
                raise Refused("that is how it stands already", ticket=ticket_id)
            set_follow_up(ticket, at)
            return finish(ticket)

    def postpone(
        self, ticket_id: int, promise_id: int, due: datetime, *, reason: str, version: int | None = None
    ) -> Done:
        """Give an open promise a later time; the reason stands as a note. Raises Invalid, NotFound, Refused."""
        reason = storable(reason).strip()
        if not reason:
            raise Invalid("reason", "say why it takes longer")
        if due.tzinfo is None:
            raise Invalid("due", "the time needs a zone")
        with acting(self._work, "promise_postponed") as context:
            if due <= context.at:
                raise Invalid("due", "that time has passed")
            ticket = take_for(context, ticket_id, version, {"act": "promise_postponed"})
            before = open_promise(ticket, promise_id).due_at
            if due == before:
                raise Refused("it is due then already", promise=promise_id)
            moved = {"promise": promise_id, "from": micros(before), "to": micros(due)}
            ticket.record(EventType.PROMISE_POSTPONED, {**moved})
            messages.postpone_promise(context.connection, promise_id, due)
            message_id = add_message(
                ticket,
                reason,
                author="agent",
                visibility="internal",
                medium="note",
                delivery="internal",
                author_name=self._work.actor.name,
            )
            return finish(ticket, message_id)

    def withdraw(self, ticket_id: int, promise_id: int, *, version: int | None = None) -> Done:
        """Say that a promise doesn't stand any more: it was written down in error, or the customer let us off."""
        with acting(self._work, "promise_withdrawn") as context:
            ticket = take_for(context, ticket_id, version, {"act": "promise_withdrawn"}, ended_too=True, opens=False)
            end_promise(ticket, promise_id, "withdrawn")
            return finish(ticket)
