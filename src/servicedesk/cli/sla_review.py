"""``servicedesk sla review``: what the ledger proposes of a breach, and writing down what was found.

Who may not review reads of their own breaches what was found.
"""

from argparse import Namespace
from datetime import timedelta

from servicedesk.cli.acts import Acts, add_act
from servicedesk.cli.session import Session
from servicedesk.cli.shapes import breach_object, cause_object
from servicedesk.cli.words import read_instant, read_text
from servicedesk.desk.service_levels.views import BreachView, CauseView
from servicedesk.domain.roles import Permission, Role, allows
from servicedesk.domain.sla.causes import Cause
from servicedesk.domain.sla.facts import CLOCKS
from servicedesk.i18n import _

NOBODY = "none"


def add(commands: Acts) -> None:
    parser = add_act(
        commands, "review", run, _("what a breach comes from: see the proposal, write down what was found")
    )
    parser.add_argument("clock", choices=[str(clock) for clock in CLOCKS], help=_("which clock ran out"))
    parser.add_argument("--started", metavar="TIME", help=_("which of its cycles; default: the newest that was broken"))
    parser.add_argument("--confirm", action="store_true", help=_("write down what is proposed"))
    parser.add_argument("--holder", metavar="HANDLE", help=_("whose it was; none: nobody's"))
    parser.add_argument("--cause", choices=[str(cause) for cause in Cause], help=_("why"))
    could = parser.add_mutually_exclusive_group()
    could.add_argument("--avoidable", action="store_true", default=None, help=_("it could have been avoided"))
    could.add_argument("--unavoidable", action="store_false", dest="avoidable", default=None, help=_("it couldn't"))
    parser.add_argument("--comment", metavar="TEXT", help=_("in a few words; - reads standard input"))


def run(session: Session, arguments: Namespace) -> int:
    """Without a finding the proposal is shown and nothing is written; with one, the proposal fills in the rest."""
    reviews, now = session.desk.reviews, session.desk.clock.now()
    started = None if arguments.started is None else read_instant("started", arguments.started, now, session.zone)
    findings = (arguments.holder, arguments.cause, arguments.avoidable, arguments.comment)
    writes = arguments.confirm or any(finding is not None for finding in findings)
    may_review = allows((Role(role) for role in session.desk.me.roles), Permission.REVIEW)
    proposal, act_id = None, None
    if may_review or writes:
        proposal = reviews.proposal(arguments.ticket, arguments.clock, started)
    if proposal is not None and writes:
        act_id = reviews.review(
            arguments.ticket,
            arguments.clock,
            started,
            holder=proposal.holder if arguments.holder is None else _holder(arguments.holder),
            cause=arguments.cause or proposal.cause,
            avoidable=proposal.avoidable if arguments.avoidable is None else arguments.avoidable,
            comment="" if arguments.comment is None else read_text("comment", arguments.comment),
        ).act_id
    breach = reviews.breach(arguments.ticket, arguments.clock, started)
    if session.options.json:
        proposed = None if proposal is None else cause_object(proposal)
        session.out.json({**breach_object(breach), "proposal": proposed, "act_id": act_id})
    else:
        _print(session, breach, proposal, act_id)
    return 0


def _holder(given: str) -> str | None:
    return None if given == NOBODY else given


def _print(session: Session, breach: BreachView, proposal: CauseView | None, act_id: str | None) -> None:
    from servicedesk.tui.floor.words import cause_name
    from servicedesk.tui.wording.due_words import clock_name
    from servicedesk.tui.wording.ledger_words import worked

    out = session.out
    out.line(f"#{breach.ticket}  {clock_name(breach.clock)}  {breach.subject}", style="bold")
    facts = {
        _("broken"): out.when(breach.breached_at),
        _("late"): worked(breach.late),
        _("policy"): f"{breach.rule}, {worked(breach.target)}",
    }
    if proposal is not None:
        parts = [f"{name or _('nobody')} {worked(timedelta(seconds=length))}" for name, length in proposal.worked]
        said = [proposal.holder or _("nobody"), proposal.status, cause_name(proposal.cause), _could(proposal.avoidable)]
        facts[_("whose time")] = ", ".join(parts)
        facts[_("proposed")] = ", ".join(said)
    found = breach.review
    if found is not None:
        said = [found.holder or _("nobody"), found.status, cause_name(found.cause), _could(found.avoidable)]
        facts[_("found")] = ", ".join(said)
        facts[_("comment")] = found.comment
        facts[_("reviewed")] = f"{out.when(found.reviewed_at)} {found.reviewer}"
    out.facts(facts)
    if act_id is not None:
        out.line(_("undo with: servicedesk undo {act}").format(act=act_id), style="dim")


def _could(avoidable: bool) -> str:
    return _("avoidable") if avoidable else _("not avoidable")
