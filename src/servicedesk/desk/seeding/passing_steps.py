"""Steps of a seeded conversation in which a second person is asked: escalations and approvals."""

from servicedesk.desk.desk import Desk
from servicedesk.desk.seeding.stage import Played, Stage
from servicedesk.desk.seeding.step import Step
from servicedesk.desk.views import Done
from servicedesk.domain.errors import Refused

ESCALATION_VERBS = ("escalate", "accept", "decline", "hand_back", "withdraw", "complete")
APPROVAL_VERBS = ("ask_approval", "approve", "reduce", "reject", "withdraw_approval")


def play_escalation(stage: Stage, desk: Desk, play: Played, step: Step) -> None:
    """One move of the ticket's escalation; who holds the ticket afterwards does the next steps."""
    done = _escalation(stage, desk, play, step)
    play.assignee = done.ticket.assignee


def _escalation(stage: Stage, desk: Desk, play: Played, step: Step) -> Done:
    escalations, ticket = desk.escalations, play.ticket_id
    said = stage.text(str(getattr(step, step.verb)), play)
    match step.verb:
        case "escalate":
            tried, wanted = stage.text(step.tried, play), stage.text(step.wanted, play)
            return escalations.open(ticket, tried=tried, wanted=wanted, reason=step.reason, to=said)
        case "accept":
            return escalations.accept(ticket)
        case "decline":
            return escalations.decline(ticket, said)
        case "hand_back":
            return escalations.hand_back(ticket, said)
        case "complete":
            return escalations.complete(ticket, said)
        case _:
            return escalations.withdraw(ticket)


def play_rules(stage: Stage, play: Played) -> None:
    """Let the policies' rules send the ticket on. As in life, others that they are about go on with it."""
    before = len(stage.desk.escalations.of_ticket(play.ticket_id))
    stage.rules()
    if len(stage.desk.escalations.of_ticket(play.ticket_id)) == before:
        raise Refused("no rule of the policies sends the ticket on by then")


def play_approval(stage: Stage, desk: Desk, play: Played, step: Step) -> None:
    """Ask for an approval, or end the one that waits on the ticket."""
    approvals = desk.approvals
    said = stage.text(str(getattr(step, step.verb)), play)
    if step.verb == "ask_approval":
        why = stage.text(step.why, play)
        approvals.ask(play.ticket_id, said, step.amount or 0, step.currency or "", why)
        return
    waiting = _waiting(stage, play)
    match step.verb:
        case "approve":
            approvals.approve(waiting, said)
        case "reduce":
            approvals.reduce(waiting, step.reduce or 0, stage.text(step.reason or "", play))
        case "reject":
            approvals.reject(waiting, said)
        case _:
            approvals.withdraw(waiting)


def _waiting(stage: Stage, play: Played) -> int:
    """The approval that waits on the ticket."""
    for view in stage.desk.approvals.of_ticket(play.ticket_id):
        if view.state == "waiting":
            return view.id
    raise Refused("no approval waits on the ticket by then")
