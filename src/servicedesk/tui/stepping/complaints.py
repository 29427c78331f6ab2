"""A complaint's stages, one step at a time: what a step has to know is asked, what it has to say is written."""

from typing import TYPE_CHECKING

from servicedesk.desk.views import Done, TicketView
from servicedesk.domain.tickets import ComplaintStage as Stage
from servicedesk.domain.tickets import Nature, Status
from servicedesk.i18n import _
from servicedesk.tui.clean import clean
from servicedesk.tui.screens.workflows.fields import Pick, Row, Sheet, Text
from servicedesk.tui.stepping.asking import Form, needs
from servicedesk.tui.stepping.replying import DECIDED, RECEIVED, reply_about
from servicedesk.tui.stepping.steps import Step
from servicedesk.tui.wording import present
from servicedesk.tui.wording import workflow_words as words

if TYPE_CHECKING:
    from servicedesk.desk.desk import Desk
    from servicedesk.tui.screens.desk import DeskScreen


async def acknowledge(desk: "DeskScreen", view: TicketView, step: Step) -> Done | None:
    del step
    await reply_about(desk, view.row, RECEIVED)
    desk.say(_("Any reply acknowledges it as it leaves (ctrl+s)."))
    return None


async def tell(desk: "DeskScreen", view: TicketView, step: Step) -> Done | None:
    del step
    await reply_about(desk, view.row, DECIDED, then=Stage.COMMUNICATED)
    return None


async def acknowledged(desk: "DeskScreen", view: TicketView, step: Step) -> Done | None:
    del step
    return await _move(desk, view, Stage.ACKNOWLEDGED)


async def investigate(desk: "DeskScreen", view: TicketView, step: Step) -> Done | None:
    del step
    return await _move(desk, view, Stage.INVESTIGATING)


async def told(desk: "DeskScreen", view: TicketView, step: Step) -> Done | None:
    del step
    return await _move(desk, view, Stage.COMMUNICATED)


async def assess(desk: "DeskScreen", view: TicketView, step: Step) -> Done | None:
    """What it is about, how bad, whose."""
    del step
    form = Form(desk, f"assess:{view.row.id}")
    natures = [(str(nature), words.nature_name(nature)) for nature in Nature]
    severities = [
        ("1", _("1 danger or the law")),
        ("2", _("2 serious")),
        ("3", _("3 annoying")),
        ("4", _("4 slight")),
    ]
    sheet = Sheet(
        _("Assess complaint #{n}").format(n=view.row.id),
        [
            Row([Pick("nature", _("nature"), natures, view.nature or "")]),
            Row([Pick("severity", _("severity"), severities, str(view.severity or 3))]),
            Row([Text("department", _("department"), view.department or "", _("who is responsible for it"))]),
        ],
        sends=_("assesses it"),
    )
    values = await form.ask(sheet)
    if values is None:
        return None

    def job(d: "Desk", version: int | None) -> Done:
        return d.handling.complaint(
            view.row.id,
            nature=values["nature"],
            severity=int(values["severity"]),
            department=values["department"].strip() or None,
            stage=Stage.ASSESSED,
            version=version,
        )

    done = await desk.acting.change(_stage_words(Stage.ASSESSED), view.row, job)
    if await form.done(done):
        _said(desk, view, Stage.ASSESSED)
    return done


async def decide(desk: "DeskScreen", view: TicketView, step: Step) -> Done | None:
    """What is offered."""
    del step
    form = Form(desk, f"decide:{view.row.id}")
    title = _("Complaint #{n}: what do we offer?").format(n=view.row.id)
    rows = [Row([Text("remedy", _("the decision"), view.remedy, tall=3)])]
    body = _("The customer knows nothing of it yet; the next step tells them.")
    values = await form.ask(
        Sheet(title, rows, body, sends=_("decides it")),
        check=needs("remedy", _("say what is offered, or that nothing is")),
    )
    if values is None:
        return None

    def job(d: "Desk", version: int | None) -> Done:
        return d.handling.complaint(view.row.id, remedy=values["remedy"].strip(), stage=Stage.DECIDED, version=version)

    done = await desk.acting.change(_stage_words(Stage.DECIDED), view.row, job)
    if await form.done(done):
        _said(desk, view, Stage.DECIDED)
    return done


async def close(desk: "DeskScreen", view: TicketView, step: Step) -> Done | None:
    """The customer's answer to the decision."""
    del step
    form = Form(desk, f"close:{view.row.id}")
    answers = [("yes", _("accepted")), ("no", _("not accepted: assess it again"))]
    title = _("Complaint #{n}: what does {name} say to it?").format(
        n=view.row.id, name=clean(view.row.customer_name).strip() or _("the customer")
    )
    body = _("Offered: {remedy}").format(remedy=" ".join(clean(view.remedy, lines=True).split())) if view.remedy else ""
    sheet = Sheet(title, [Row([Pick("accepted", _("answer"), answers)])], body, sends=_("writes it down"))
    values = await form.ask(sheet)
    if values is None:
        return None
    done = await _answer(desk, view, accepted=values["accepted"] == "yes")
    await form.done(done)
    return done


async def reassess(desk: "DeskScreen", view: TicketView, step: Step) -> Done | None:
    """The customer did not accept the decision: it goes back."""
    del step
    return await _answer(desk, view, accepted=False)


async def escalate(desk: "DeskScreen", view: TicketView, step: Step) -> Done | None:
    """Pass it on; the form proposes why. It tells of itself."""
    from servicedesk.tui.acts.escalating import escalate as pass_on

    del view, step
    await pass_on(desk)
    return None


async def close_refused(desk: "DeskScreen", view: TicketView, step: Step) -> Done | None:
    """Our last word: closed although the customer did not accept it."""
    del step
    return await _answer(desk, view, accepted=False, stage=Stage.CLOSED)


async def _answer(desk: "DeskScreen", view: TicketView, *, accepted: bool, stage: Stage | None = None) -> Done | None:
    """Write down what the customer says to the decision: accepted closes, not accepted is assessed again."""
    row, to = view.row, stage or (Stage.CLOSED if accepted else Stage.ASSESSED)
    done = await desk.acting.change(
        _stage_words(to),
        row,
        lambda d, version: d.handling.complaint(row.id, accepted=accepted, stage=to, version=version),
    )
    if done is not None and to == Stage.ASSESSED:
        key = desk.keymap.hint("ticket.step")
        told = _("#{n}: not accepted, so it is {stage} again; {key} goes on with it or escalates it.")
        desk.say(told.format(n=row.id, stage=present.stage_name(to), key=key))
    elif done is not None:
        _said(desk, view, to)
    return done


async def resolve(desk: "DeskScreen", view: TicketView, step: Step) -> Done | None:
    del step
    done = await desk.acting.change(
        _("make it {status}").format(status=present.status_name(Status.RESOLVED)),
        view.row,
        lambda d, version: d.handling.status(view.row.id, Status.RESOLVED, version=version),
    )
    if done is not None:
        status = present.status_name(done.ticket.status)
        desk.say(_("#{n} is {status}.").format(n=view.row.id, status=status))
    return done


async def _move(desk: "DeskScreen", view: TicketView, stage: Stage) -> Done | None:
    row = view.row
    done = await desk.acting.change(
        _stage_words(stage), row, lambda d, version: d.handling.stage(row.id, stage, version=version)
    )
    if done is not None:
        _said(desk, view, stage)
    return done


def _stage_words(stage: str) -> str:
    return _("move on to {stage}").format(stage=present.stage_name(stage))


def _said(desk: "DeskScreen", view: TicketView, stage: str) -> None:
    desk.say(_("#{n} is {stage} now.").format(n=view.row.id, stage=present.stage_name(stage)))
