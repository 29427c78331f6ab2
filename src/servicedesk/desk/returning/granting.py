"""What a decision on an approval does to the return it was asked for."""

from servicedesk.desk.open_ticket import OpenTicket
from servicedesk.desk.returning.open_return import open_return
from servicedesk.domain.workflows.approval import GRANTED
from servicedesk.domain.workflows.states import Approval


def follow(ticket: OpenTicket, approval: Approval) -> None:
    """Approve the return of an approval that was granted, in the act that granted it; a rejected one stays requested.

    What is paid back stays within the amount granted. Raises IllegalMove when the return has moved on.
    """
    if approval.rma_id is None or approval.state not in GRANTED:
        return
    opened = open_return(ticket, approval.rma_id)
    opened.move("approve", {"granted": approval.granted, "approval": approval.id})
    opened.save()
