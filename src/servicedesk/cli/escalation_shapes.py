"""Escalations as JSON and as lines for people."""

from typing import TYPE_CHECKING

from servicedesk.cli.output import Output
from servicedesk.cli.shapes import instant
from servicedesk.desk.workflow_views import EscalationView
from servicedesk.domain.events import Json
from servicedesk.i18n import _, pgettext

if TYPE_CHECKING:
    from servicedesk.desk.escalating.proposing import Proposal


def escalation_object(one: EscalationView) -> dict[str, Json]:
    """The schema is ``escalation.json``. ``to`` is the target as ``escalation open --to`` takes it."""
    return {
        "id": one.id,
        "ticket": one.ticket_id,
        "state": one.state,
        "to": target(one),
        "line": one.line,
        "reason": one.reason,
        "sender": one.sender,
        "rule": one.rule,
        "hand_over": one.hand_over,
        "opened_at": instant(one.opened_at),
        "accept_by": instant(one.accept_by),
        "overdue": one.overdue,
        "tried": one.tried,
        "wanted": one.wanted,
        "taken_by": one.taken_by,
        "accepted_at": instant(one.accepted_at),
        "ended_by": one.ended_by,
        "ended_at": instant(one.ended_at),
        "answer": one.answer or None,
        "moves": [*one.moves],
    }


def target(one: EscalationView) -> str:
    """``supervisor``, ``skill:x``, ``team:x`` or ``person:h``."""
    for kind, name in (("person", one.person), ("team", one.team), ("skill", one.skill)):
        if name:
            return f"{kind}:{name}"
    return "supervisor"


def proposal_object(one: "Proposal") -> dict[str, Json]:
    """The schema is ``escalation-proposal.json``."""
    return {
        "ticket": one.ticket,
        "version": one.version,
        "to": one.target,
        "reason": one.reason,
        "why": one.why,
        "value": one.value or None,
        "hand_over": one.hand_over,
        "accept_by": instant(one.accept_by),
        "waits_for": [*one.names],
        "targets": [*one.targets],
        "tried": one.tried,
        "wanted": one.wanted,
        "evidence": [
            {"code": fact.code, "count": fact.count, "at": instant(fact.at), "about": fact.about or None}
            for fact in one.evidence
        ],
    }


def print_escalation(out: Output, one: EscalationView) -> None:
    """An escalation for people: where it stands, what was said, what came of it."""
    headline = _("escalation {id}, {state}, to {target}").format(id=one.id, state=one.state, target=target(one))
    out.line(headline, style="bold")
    out.facts(
        {
            _("reason"): one.reason,
            pgettext("sender", "from"): one.sender or _("rule “{name}”").format(name=one.rule or ""),
            _("sent"): out.when(one.opened_at),
            _("accept by"): out.when(one.accept_by) if one.state == "open" else "",
            _("accepted"): " ".join(part for part in (one.taken_by or "", out.when(one.accepted_at)) if part),
            _("ended"): " ".join(part for part in (one.ended_by or "", out.when(one.ended_at)) if part),
        }
    )
    for text in (one.tried, one.wanted, one.answer):
        if text:
            out.block(text)
