"""A desk with somebody for every target: a specialist with a skill, a team of the second line, supervisors."""

from servicedesk.desk.desk import Desk
from servicedesk.desk.workflow_views import EscalationView


def hire_helpers(desk: Desk) -> None:
    """``bo`` knows logistics and is the logistics desk; ``dina`` knows billing."""
    boss = desk.acting_as("boss")
    boss.people.add_team("freight", name="Freight", line=2)
    boss.people.add("bo", roles=("specialist",), skills=("logistics",), teams=("freight",))
    boss.people.add("dina", roles=("specialist",), skills=("billing",))


def sent(desk: Desk, ticket: int, to: str = "supervisor", wanted: str = "Please decide.") -> EscalationView:
    """Escalate a ticket; returns how it stands."""
    desk.escalations.open(ticket, to=to, wanted=wanted, tried="Looked it up.", reason="expertise")
    return last(desk, ticket)


def last(desk: Desk, ticket: int) -> EscalationView:
    return desk.escalations.of_ticket(ticket)[-1]
