"""Plays a seeded conversation step by step through the use cases, at the time each step happened."""

from servicedesk.desk.desk import Desk
from servicedesk.desk.seeding.passing_steps import (
    APPROVAL_VERBS,
    ESCALATION_VERBS,
    play_approval,
    play_escalation,
    play_rules,
)
from servicedesk.desk.seeding.return_steps import RETURN_VERBS, play_return
from servicedesk.desk.seeding.stage import Played, Stage
from servicedesk.desk.seeding.step import FileSeed, Step
from servicedesk.desk.views import Done
from servicedesk.domain.durations import parse_offset
from servicedesk.domain.errors import DeskError, Refused
from servicedesk.domain.gate.findings import SOFT

SYSTEM_VERBS = ("customer", "auto", "side", "rules", "close")


def timeline(stage: Stage) -> list[tuple[Played, int]]:
    """Every step of every conversation in the order of time; within a conversation as written."""
    steps = [(play, index) for play in stage.played.values() for index in range(len(play.seed.steps))]
    return sorted(steps, key=lambda item: stage.at(item[0].seed.steps[item[1]]))


def play_step(stage: Stage, play: Played, index: int) -> None:
    """Do one step; raises BadFile at its line when a rule refuses it."""
    step = play.seed.steps[index]
    stage.clock.set(stage.at(step))
    try:
        if play.ticket_id == 0:
            _open(stage, play, step)
            if step.verb == "customer":
                _keep_files(stage.desk, play, step, play_message_id(stage, play))
                return
        _act(stage, play, step)
    except DeskError as error:
        raise play.document.bad(("steps", index, step.verb), error.message) from error


def play_message_id(stage: Stage, play: Played) -> int | None:
    """The message that opened the ticket."""
    said = stage.desk.tickets.everything_said(play.ticket_id)
    return said[-1].id if said else None


def _open(stage: Stage, play: Played, step: Step) -> None:
    seed = play.seed
    customer_id, name = stage.customers[seed.customer] if seed.customer else (None, None)
    done = stage.desk.intake.open(
        kind=seed.kind,
        subject=stage.text(seed.subject, play),
        body=None if step.customer is None else stage.text(step.customer, play),
        name=name,
        customer_id=customer_id,
        channel=seed.channel,
        priority=seed.priority,
        language=seed.language,
        order=seed.order,
        product=seed.product,
        tags=seed.tags,
        team=seed.team,
        nature=seed.nature,
        severity=seed.severity,
        department=seed.department,
    )
    play.ticket_id = done.ticket.id


def _act(stage: Stage, play: Played, step: Step) -> None:
    who = step.by or (step.assign if step.assign and play.assignee is None else play.assignee) or stage.default_handle
    desk = stage.desk if step.verb in SYSTEM_VERBS else stage.desk.acting_as(who)
    if step.verb in _SAYING:
        done = _say(stage, desk, play, step)
        _keep_files(desk, play, step, done.message_id)
        if done.ticket.id != play.ticket_id:
            raise Refused(f"the ticket is {play.seed.status} by then; the message would open another one")
    elif step.verb in RETURN_VERBS:
        play_return(stage, desk, play, step)
    elif step.verb in ESCALATION_VERBS:
        play_escalation(stage, desk, play, step)
    elif step.verb in APPROVAL_VERBS:
        play_approval(stage, desk, play, step)
    elif step.rules is not None:
        play_rules(stage, play)
    else:
        _decide(stage, desk, play, step)


_SAYING = ("customer", "reply", "note", "call", "auto", "translation", "forward", "side")


def _say(stage: Stage, desk: Desk, play: Played, step: Step) -> Done:
    talk, ticket = desk.conversation, play.ticket_id
    then = None if step.then is None else str(step.then)
    said = stage.text(step.text or str(getattr(step, step.verb)), play)
    match step.verb:
        case "customer":
            return talk.message(ticket, said, channel=play.seed.channel)
        case "reply":
            return talk.reply(ticket, said, then=then, grace=0, accept=SOFT)
        case "note":
            return talk.note(ticket, said, then=then)
        case "call":
            return talk.call(ticket, said, outcome=step.outcome, then=then)
        case "auto":
            return talk.automatic(ticket, said)
        case "translation":
            return talk.translation(ticket, said)
        case "forward":
            return talk.forward(ticket, said, to=step.to or str(step.forward), side=str(step.forward))
        case _:
            return talk.side_answer(ticket, said, sender=step.from_ or str(step.side), side=str(step.side))


def _decide(stage: Stage, desk: Desk, play: Played, step: Step) -> None:
    ticket, handling = play.ticket_id, desk.handling
    match step.verb:
        case "assign":
            desk.assignment.assign(ticket, step.assign)
            play.assignee = step.assign
        case "status":
            handling.status(ticket, str(step.status))
        case "stage":
            handling.stage(ticket, str(step.stage))
        case "kind":
            handling.kind(ticket, str(step.kind))
        case "priority":
            handling.priority(ticket, str(step.priority))
        case "tag":
            handling.tag(ticket, step.tag or [])
        case "untag":
            handling.tag(ticket, [], step.untag or [])
        case "snooze":
            handling.snooze(ticket, stage.clock.now() + parse_offset(step.snooze or "+1h"))
        case "promise":
            due = stage.now + parse_offset(step.due or "+1h")
            handling.promise(ticket, stage.text(str(step.promise), play), due)
        case "no_reply":
            desk.conversation.no_reply_needed(ticket)
        case "remedy":
            handling.complaint(ticket, remedy=str(step.remedy))
        case "accepted":
            handling.complaint(ticket, accepted=step.accepted)
        case "merge_into":
            desk.joining.merge(ticket, stage.played[str(step.merge_into)].ticket_id)
        case "link":
            desk.joining.link(ticket, stage.played[str(step.link)].ticket_id)
        case _:
            desk.upkeep.close_now(ticket)


def _keep_files(desk: Desk, play: Played, step: Step, message_id: int | None) -> None:
    for file in step.attachments:
        desk.conversation.attach(
            play.ticket_id, file.name, _content(file), media_type=file.media_type, message_id=message_id
        )


def _content(file: FileSeed) -> bytes:
    """The file's text, or a placeholder of its size that differs by its name."""
    if file.text is not None:
        return file.text.encode()
    name = f"{file.name}\n".encode()
    return (name * (1 + (file.size or 0) // len(name)))[: file.size or 0]


def check_end(stage: Stage, play: Played) -> None:
    """Raise BadFile unless the ticket ended as its file says."""
    row = stage.desk.queue.row(play.ticket_id)
    if row.status != str(play.seed.status):
        raise play.document.bad(("status",), f"the steps lead to {row.status}, not to {play.seed.status}")
    if play.seed.stage is not None and row.stage != play.seed.stage:
        raise play.document.bad(("stage",), f"the steps lead to {row.stage}, not to {play.seed.stage}")
