"""What is written to a carrier, warehouse or vendor, and what they answer: never seen by the customer."""

from servicedesk.desk.messaging import add_message, said, then_move
from servicedesk.desk.ticket_acts import finish, take_for
from servicedesk.desk.views import Done
from servicedesk.desk.work import Work, acting
from servicedesk.domain.side_threads import SideDraft, check_side
from servicedesk.domain.texts import storable
from servicedesk.store import people


class SideThreads:
    """The part of a conversation that is not the customer's."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def forward(self, ticket_id: int, text: str, *, to: str, side: str, version: int | None = None) -> Done:
        """A message to a carrier, warehouse or vendor: a side thread that the customer never sees.

        The draft it came from is dropped with it. Raises Invalid, Refused, StaleVersion.
        """
        check_side(side)
        to = storable(to)
        body = forward_lead(to) + said(text)
        with acting(self._work, "forward") as context:
            ticket = take_for(context, ticket_id, version, {"act": "forward"})
            message_id = add_message(
                ticket,
                body,
                author="agent",
                visibility="internal",
                medium="side",
                side=side,
                delivery="internal",
                author_name=self._work.actor.name,
            )
            draft = str(SideDraft("side", side, to))
            people.drop_draft(context.connection, self._work.actor.id, ticket_id, draft)
            return finish(ticket, message_id)

    def side_answer(
        self,
        ticket_id: int,
        text: str,
        *,
        sender: str,
        side: str,
        then: str | None = None,
        version: int | None = None,
    ) -> Done:
        """What the carrier, warehouse or vendor answered; ``then`` sets a status in the same act."""
        check_side(side)
        body, sender = said(text), storable(sender)
        with acting(self._work, "side_answer") as context:
            ticket = take_for(context, ticket_id, version, {"act": "side_answer"}, opens=False)
            message_id = add_message(
                ticket,
                body,
                author="system",
                visibility="internal",
                medium="side",
                side=side,
                delivery="internal",
                author_name=sender,
            )
            then_move(ticket, then)
            draft = str(SideDraft("answer", side, sender))
            people.drop_draft(context.connection, self._work.actor.id, ticket_id, draft)
            return finish(ticket, message_id)


def forward_lead(to: str) -> str:
    """How a message to somebody begins in the conversation."""
    return f"to {to}: "
