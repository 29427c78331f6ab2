"""Escalating: target, reason and evidence are proposed; one sentence says what is wanted."""

from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from servicedesk.domain.workflows.escalation import TO_SUPERVISOR_FROM, EscalationReason
from servicedesk.i18n import _, ngettext
from servicedesk.tui.clean import clean
from servicedesk.tui.screens.workflows.fields import Pick, Row, Sheet, Text
from servicedesk.tui.screens.workflows.form import Values
from servicedesk.tui.stepping.asking import Form, needs
from servicedesk.tui.stepping.steps import sent_on
from servicedesk.tui.wording import present
from servicedesk.tui.wording import workflow_words as words
from servicedesk.tui.wording.banners import open_escalation
from servicedesk.tui.wording.joined import commas, headed

if TYPE_CHECKING:
    from servicedesk.desk.desk import Desk
    from servicedesk.desk.escalating.proposing import Proposal
    from servicedesk.desk.views import Done, TicketView
    from servicedesk.tui.screens.desk import DeskScreen


async def escalate(desk: "DeskScreen") -> None:
    """Ask what is wanted, and send the ticket on; it stays with its holder until somebody accepts."""
    row = desk.subject
    if row is None:
        return
    view = await desk.acting.read(lambda d: d.tickets.show(row.id))
    if (why := sent_on(view, desk.now(), desk.zone)) is not None:
        desk.say(_("#{n}, escalate: {reason}.").format(n=row.id, reason=why))
        return
    proposal = await desk.acting.read(lambda d: d.escalations.propose(row.id))
    form = Form(desk, f"escalate:{row.id}")

    async def live(values: Values) -> str:
        to = values["to"]
        found = proposal
        if to != proposal.target:
            found = await desk.acting.read(lambda d: d.escalations.propose(row.id, to))
        return foretold(found, desk.now(), desk.zone)

    check = needs("tried", _("what was tried so far is needed as evidence"))
    values = await form.ask(escalation_sheet(view, proposal), check=check, live=live)
    if values is not None:
        await _send(desk, view, form, values)


async def _send(desk: "DeskScreen", view: "TicketView", form: Form, values: Values) -> None:
    row, wanted = view.row, values["wanted"].strip() or None

    def job(d: "Desk", version: int | None) -> "Done":
        return d.escalations.open(
            row.id,
            tried=values["tried"].strip(),
            wanted=wanted,
            reason=values["reason"],
            to=values["to"],
            version=version,
        )

    done = await desk.acting.change(_("escalate to {who}").format(who=words.target_name(values["to"])), row, job)
    if done is None or not await form.done(done):
        return
    sent = open_escalation(await desk.acting.read(lambda d: d.tickets.show(row.id, messages=1)))
    if sent is not None:
        by = words.accept_by(sent.accept_by, desk.zone, desk.now())
        told = _("#{n} is escalated to {who}; u takes it back while nobody has acted.")
        who = commas(filter(None, (words.addressed_to(sent), by)))
        desk.say(told.format(n=row.id, who=who))
    await desk.changed(done)


def escalation_sheet(view: "TicketView", proposal: "Proposal") -> Sheet:
    """The cursor begins in the sentence; the empty one says what is sent in its place."""
    targets = [(target, words.target_name(target)) for target in proposal.targets]
    reasons = [(str(one), words.reason_name(one)) for one in EscalationReason]
    body = ""
    if proposal.hand_over >= TO_SUPERVISOR_FROM:
        body = _("The ticket was passed on {n} times already: it goes to a supervisor now.").format(
            n=proposal.hand_over - 1
        )
    rows = [
        Row([Text("wanted", _("what is wanted"), empty=proposal.wanted)]),
        Row(
            [
                Pick("to", _("to whom"), targets, proposal.target),
                Pick("reason", _("because"), reasons, proposal.reason),
            ]
        ),
        Row([Text("tried", _("What was tried, as evidence"), proposal.tried, tall=3)]),
    ]
    title = _("Escalate #{n} {subject}").format(n=view.row.id, subject=present.subject(view.row))
    return Sheet(title, rows, body, at="wanted", sends=_("escalates it"))


def foretold(proposal: "Proposal", now: datetime, zone: tzinfo) -> str:
    """Why this target, who is asked until when, and who has the ticket meanwhile."""
    n = len(proposal.names)
    asked = ngettext("{n} person is asked", "{n} people are asked", n).format(n=n)
    names = commas(clean(name) for name in proposal.names[:4])
    first = [headed(asked, names), words.accept_by(proposal.accept_by, zone, now)]
    why = because(proposal.why, proposal.value)
    return "\n".join(filter(None, (why, commas(filter(None, first)), _meanwhile(proposal))))


def _meanwhile(proposal: "Proposal") -> str:
    """With whom the ticket stays until somebody accepts."""
    if proposal.mine:
        return _("Until then the ticket stays with you, and the customer's clocks run on.")
    if proposal.holder is None:
        return _("Until then the ticket stays with nobody, and the customer's clocks run on.")
    text = _("Until then the ticket stays with {who}, and the customer's clocks run on.")
    return text.format(who=clean(proposal.holder))


def because(code: str, value: str) -> str:
    """What speaks for the proposed target."""
    texts = {
        "hand_over": _("Proposed because it was passed on before."),
        "severity": _("Proposed because of its severity."),
        "vip": _("Proposed because a very important customer complains."),
        "beyond": _("Proposed because something is beyond your limit."),
        "nature": _("Proposed because of what the complaint is about: {what}.").format(what=words.nature_name(value)),
        "dissatisfied": _("Proposed because the customer did not accept the decision."),
        "contacts": _("Proposed because the customer keeps coming back."),
        "breach": _("Proposed because it is late."),
        "topic": _("Proposed by the customer's words: {what}.").format(what=words.skill_name(value)),
        "declined": _("Proposed because another one declined it."),
    }
    return texts.get(code, "")
