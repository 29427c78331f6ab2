"""Approvals and a complaint's way as JSON and as lines for people."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from servicedesk.cli.output import Output
from servicedesk.cli.shapes import instant
from servicedesk.desk.workflow_views import ApprovalView, ComplaintView
from servicedesk.domain.events import Json
from servicedesk.i18n import _

if TYPE_CHECKING:
    from servicedesk.desk.approving.views import LimitsView


def approval_object(one: ApprovalView) -> dict[str, Json]:
    """The schema is ``approval.json``; amounts in minor units."""
    return {
        "id": one.id,
        "ticket": one.ticket_id,
        "kind": one.kind,
        "state": one.state,
        "amount": one.amount,
        "currency": one.currency,
        "granted": one.granted,
        "rma": one.rma_id,
        "order": one.order,
        "asker": one.asker,
        "asked_at": instant(one.asked_at),
        "why": one.why,
        "decided_by": one.decided_by,
        "on_behalf_of": one.on_behalf_of,
        "decided_at": instant(one.decided_at),
        "answer": one.answer or None,
        "moves": [*one.moves],
        "why_not": one.why_not,
        "given_before": one.given_before,
    }


def complaint_object(one: ComplaintView) -> dict[str, Json]:
    """The schema is ``complaint.json``."""
    return {
        "stage": one.stage,
        "reached": [{"stage": each.stage, "at": instant(each.at), "by": each.by} for each in one.reached],
        "acknowledge_by": instant(one.acknowledge_by),
        "acknowledged_at": instant(one.acknowledged_at),
        "told_since_decision": one.told_since_decision,
        "reopened": one.reopened,
        "moves": [*one.moves],
    }


def limits_object(one: "LimitsView") -> dict[str, Json]:
    """The schema is ``approval-limits.json``; null stands for any amount."""
    return {
        "own": _amounts(one.own),
        "roles": {each.role: _amounts(each.limits) for each in one.roles},
        "set": one.text,
    }


def _amounts(limits: Mapping[str, int] | None) -> Json:
    return None if limits is None else {currency: limits[currency] for currency in sorted(limits)}


def money(minor: int | None, currency: str) -> str:
    """``EUR 540.00``; "" for nothing."""
    from servicedesk.tui.wording import present

    return "" if minor is None else present.money(minor, currency)


def print_approval(out: Output, one: ApprovalView) -> None:
    """An approval for people: what was asked for and why, what came of it."""
    headline = _("approval {id}, {kind} of {amount}, {state}")
    said = headline.format(id=one.id, kind=one.kind, amount=money(one.amount, one.currency), state=one.state)
    out.line(said, style="bold")
    decided = (one.decided_by or "", out.when(one.decided_at))
    behind = _("on behalf of {name}").format(name=one.on_behalf_of) if one.on_behalf_of else ""
    out.facts(
        {
            _("asked"): f"{one.asker} {out.when(one.asked_at)}",
            _("before"): _before(one),
            _("order"): one.order or "",
            _("return"): str(one.rma_id or ""),
            _("granted"): money(one.granted, one.currency),
            _("decided"): " ".join(part for part in (*decided, behind) if part),
        }
    )
    for label, text in ((_("why"), one.why), (_("answer"), one.answer)):
        if text:
            out.line(f"{label}:", style="dim")
            out.block(text)


def _before(one: ApprovalView) -> str:
    """What the asker gave alone already, where that counts: why a small amount waits."""
    if not one.given_before:
        return ""
    given = money(one.given_before, one.currency)
    text = _("{amount} granted by {name} alone on this order") if one.order else ""
    text = text or _("{amount} granted by {name} alone on this ticket")
    return text.format(amount=given, name=one.asker)
