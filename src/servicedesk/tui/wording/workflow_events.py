"""Events of escalations, approvals, returns and delegations in words. Their texts stand elsewhere. Pure."""

from collections.abc import Callable, Mapping

from servicedesk.domain.events import Json
from servicedesk.i18n import _
from servicedesk.tui.clean import clean
from servicedesk.tui.wording import present
from servicedesk.tui.wording import workflow_words as words
from servicedesk.tui.wording.joined import headed

Payload = Mapping[str, Json]
Named = Callable[[int], str]
"""What a person is called, by their number."""


def workflow_event(kind: str, payload: Payload, named: Named) -> str | None:
    """What happened; None for events of other things."""
    match kind:
        case "escalated":
            head = _("escalated to {target}").format(target=_target(payload, named))
            return headed(head, words.reason_name(_text(payload, "reason")))
        case "escalation":
            return _("escalation {state}").format(state=words.escalation_state(_text(payload, "to")))
        case "approval_asked":
            return _asked(payload)
        case "approval":
            return _decided(payload, named)
        case "rma_stage":
            return _("return {stage}").format(stage=present.stage_name(_text(payload, "to")))
        case "rma_line":
            return _("a line of the return changed")
        case "return_policy_set":
            return _("the rules of returns changed")
        case "refund_limits_set":
            return _("the limits of the roles changed")
        case "refund_limits_set":
            return _("the refund limits changed")
        case "delegated":
            return _("stood in for by {name}").format(name=_person(payload, "to", named))
        case "delegation_ended":
            return _("standing in ended")
    return None


def _target(payload: Payload, named: Named) -> str:
    if isinstance(payload.get("person"), int):
        return _person(payload, "person", named)
    skill = payload.get("skill")
    if isinstance(skill, str):
        return words.skill_name(skill)
    line = payload.get("line")
    if isinstance(payload.get("team"), int):
        return _("a team")
    return words.line_name(line) if isinstance(line, int) else "?"


def _asked(payload: Payload) -> str:
    amount = _money(payload, "amount")
    kind = words.approval_kind(_text(payload, "kind"))
    if payload.get("state") == "within_limit":
        return _("granted {amount} {kind}, within the limit").format(amount=amount, kind=kind)
    return _("asked for approval of {amount} {kind}").format(amount=amount, kind=kind)


def _decided(payload: Payload, named: Named) -> str:
    told = _("approval {state}").format(state=words.approval_state(_text(payload, "to")))
    if isinstance(payload.get("on_behalf_of"), int):
        return _("{what}, in place of {name}").format(what=told, name=_person(payload, "on_behalf_of", named))
    return told


def _money(payload: Payload, name: str) -> str:
    amount, currency = payload.get(name), payload.get("currency")
    if not isinstance(amount, int) or not isinstance(currency, str):
        return "?"
    return present.money(amount, currency)


def _person(payload: Payload, name: str, named: Named) -> str:
    value = payload.get(name)
    return named(value) if isinstance(value, int) else "?"


def _text(payload: Payload, name: str) -> str:
    value = payload.get(name)
    return clean(value) if isinstance(value, str) else "?"
