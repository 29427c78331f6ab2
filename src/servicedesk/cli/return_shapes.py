"""Returns as scripts and people read them."""

from typing import Final

from servicedesk.cli.approval_shapes import money
from servicedesk.cli.output import Sheet
from servicedesk.cli.session import Session
from servicedesk.cli.shapes import instant
from servicedesk.desk.returning.views import PolicyView, Returnable, RuleView
from servicedesk.desk.views import RmaLineView, RmaView
from servicedesk.domain.events import Json
from servicedesk.i18n import _


def rma_object(rma: RmaView) -> dict[str, Json]:
    """Amounts in minor units of ``currency``: quoted until the return is completed, paid back then."""
    return {
        "id": rma.id,
        "ticket": rma.ticket_id,
        "stage": rma.stage,
        "order": rma.order,
        "opened_at": instant(rma.opened_at),
        "updated_at": instant(rma.updated_at),
        "currency": rma.currency,
        "fee": rma.fee,
        "shipping": rma.shipping,
        "refund_total": rma.refund_total,
        "needs_approval": rma.needs_approval,
        "granted": rma.granted,
        "waits_for": rma.waits_for,
        "tracking": rma.tracking,
        "declined_because": rma.declined_because,
        "attachments": [*rma.attachments],
        "moves": [*rma.moves],
        "lines": [_line_object(line) for line in rma.lines],
    }


def _line_object(line: RmaLineView) -> dict[str, Json]:
    return {
        "id": line.id,
        "sku": line.sku,
        "title": line.title,
        "quantity": line.quantity,
        "reason": line.reason,
        "condition": line.condition,
        "remedy": line.remedy,
        "standing": line.standing,
        "rule": line.rule,
        "rule_before": line.rule_before,
        "received": line.received,
        "found": line.found,
        "note": line.note,
        "disposition": line.disposition,
        "outcome": line.outcome,
        "net": line.net,
        "tax": line.tax,
        "fee": line.fee,
        "amount": line.amount,
        "replacement": line.replacement,
        "difference": line.difference,
    }


def print_return(session: Session, rma: RmaView) -> None:
    """A return with its lines, for people."""
    out = session.out
    out.line(_("return {id}, {stage}").format(id=rma.id, stage=rma.stage), style="bold")
    out.facts(
        {
            _("ticket"): f"#{rma.ticket_id}",
            _("order"): rma.order or "",
            _("opened"): out.when(rma.opened_at),
            _("changed"): out.when(rma.updated_at),
            _paying(rma): _whole(rma),
            _("in all"): settled(rma),
            _("waits for"): "" if rma.waits_for is None else _("approval {n}").format(n=rma.waits_for),
            _("tracking"): rma.tracking,
            _("declined"): rma.declined_because,
            _("evidence"): _evidence(session, rma),
            _("next"): ", ".join(rma.moves),
        }
    )
    out.table(line_sheet(rma))
    for line in rma.lines:
        if line.note:
            out.line(_("line {line}: {note}").format(line=line.id, note=line.note))


def total_shown(rma: RmaView) -> str:
    """What a return pays back, as money, after exchanges in all; nothing for one that never will."""
    if rma.currency is None or rma.stage in _NEVER:
        return ""
    return settled(rma) or money(rma.refund_total, rma.currency)


def settled(rma: RmaView) -> str:
    """What the customer gets or pays in all, refund and differences; nothing where no exchange made a difference."""
    if rma.currency is None or not any(line.difference for line in rma.lines):
        return ""
    whole = rma.refund_total - rma.difference
    text = _("customer gets {amount}") if whole >= 0 else _("customer pays {amount}")
    return text.format(amount=money(abs(whole), rma.currency))


_NEVER: Final = ("declined", "cancelled")


def _paying(rma: RmaView) -> str:
    if rma.stage in _NEVER:
        return _("would have paid")
    return _("paid back") if rma.stage == "completed" else _("pays back")


def _whole(rma: RmaView) -> str:
    if rma.currency is None:
        return ""
    parts = [money(rma.refund_total, rma.currency)]
    if rma.fee:
        parts.append(_("{amount} kept as a fee").format(amount=money(rma.fee, rma.currency)))
    if rma.shipping:
        parts.append(_("{amount} shipping in it").format(amount=money(rma.shipping, rma.currency)))
    return ", ".join(parts)


def _evidence(session: Session, rma: RmaView) -> str:
    if not rma.attachments:
        return ""
    names = {file.id: file.name for file in session.desk.tickets.show(rma.ticket_id).attachments}
    return ", ".join(names.get(number, f"({number})") for number in rma.attachments)


def line_sheet(rma: RmaView) -> Sheet:
    """A return's lines, with their money: quoted, or paid back where they have ended."""
    columns = (
        _("line"),
        _("pieces"),
        _("reason"),
        _("condition"),
        _("remedy"),
        _("rule"),
        _("outcome"),
        _("fee"),
        _("money"),
        _("article"),
    )
    rows = [
        (
            str(line.id),
            str(line.quantity) if line.received in (None, line.quantity) else f"{line.received}/{line.quantity}",
            line.reason,
            _changed(line.found or line.condition, line.condition),
            line.remedy,
            _rule(line),
            " ".join(part for part in (line.outcome, line.disposition, line.replacement) if part),
            money(line.fee, rma.currency) if line.fee and rma.currency else "",
            _amount(line, rma.currency),
            line.title,
        )
        for line in rma.lines
    ]
    return Sheet(columns, rows, _("no lines"))


def _changed(now: str, before: str | None) -> str:
    """What it is, and in parentheses what it was said to be."""
    return now if before in (None, now) else _("{now} (was: {before})").format(now=now, before=before)


def _rule(line: RmaLineView) -> str:
    standing = f"({line.standing})" if line.standing in ("outside", "refused") else ""
    return " ".join(part for part in (_changed(line.rule or "", line.rule_before), standing) if part)


def _amount(line: RmaLineView, currency: str | None) -> str:
    """A line's money; of returns ended before they had a currency the bare minor units."""
    if currency is None:
        return "" if line.amount is None else str(line.amount)
    if line.difference:
        shown = money(abs(line.difference), currency)
        text = _("customer pays {amount}") if line.difference > 0 else _("customer gets {amount}")
        return text.format(amount=shown)
    amount = line.amount if line.outcome is not None else None if line.net is None else line.net + (line.tax or 0)
    return money(amount, currency) if amount else ""


def returnable_object(found: Returnable) -> dict[str, Json]:
    return {
        "order": found.order,
        "currency": found.currency,
        "paid": found.paid,
        "left": found.left,
        "lines": [
            {
                "sku": line.sku,
                "title": line.title,
                "quantity": line.quantity,
                "left": line.left,
                "unit_price": line.unit_price,
                "delivered_on": None if line.delivered_on is None else line.delivered_on.isoformat(),
                "standing": line.standing,
                "rule": line.rule,
            }
            for line in found.lines
        ],
    }


def policy_object(policy: PolicyView | None) -> dict[str, Json]:
    """The rules in force as a file of return rules has them; ``version`` is null where none were set."""
    return {
        "version": None if policy is None else policy.number,
        "set_at": None if policy is None else instant(policy.set_at),
        "returns": [] if policy is None else [_rule_object(rule) for rule in policy.rules],
    }


def _rule_object(rule: RuleView) -> dict[str, Json]:
    return {
        "name": rule.name,
        "when": {name: [*values] for name, values in rule.when},
        "refuse": rule.refuse,
        "window_days": rule.window_days,
        "longer": dict(rule.longer),
        "fee": rule.fee,
        "flat_fee": dict(rule.flat_fee),
        "shipping_back": rule.shipping_back,
        "customer_ships": rule.customer_ships,
    }
