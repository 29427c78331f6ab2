"""Return rules as an event holds them: plain JSON, shares as pairs of integers."""

from servicedesk.domain import payloads as read
from servicedesk.domain.events import Json, Payload
from servicedesk.domain.refunds.rules import ReturnPolicy, ReturnRule, ShippingBack
from servicedesk.domain.refunds.spreading import Rate


def as_payload(policy: ReturnPolicy) -> Payload:
    """All rules in their order."""
    return {"rules": [_rule(rule) for rule in policy.rules]}


def from_payload(payload: Payload) -> ReturnPolicy:
    rules = payload["rules"]
    if not isinstance(rules, list):
        raise TypeError("rules: expected a list")
    return ReturnPolicy(tuple(_read(rule) for rule in rules if isinstance(rule, dict)))


def _rule(rule: ReturnRule) -> dict[str, Json]:
    return {
        "name": rule.name,
        "when": {name: [*sorted(values)] for name, values in sorted(rule.when.items())},
        "refuse": rule.refuse,
        "window_days": rule.window_days,
        "longer": {**rule.longer},
        "fee": None if rule.fee is None else [rule.fee.over, rule.fee.under],
        "flat_fee": {**rule.flat_fee},
        "shipping_back": str(rule.shipping_back),
        "customer_ships": rule.customer_ships,
    }


def _read(payload: Payload) -> ReturnRule:
    when = _mapping(payload, "when")
    fee = read.numbers(payload, "fee")
    return ReturnRule(
        read.text(payload, "name"),
        {name: frozenset(read.texts(when, name)) for name in when},
        bool(payload["refuse"]),
        read.optional_number(payload, "window_days"),
        _amounts(payload, "longer"),
        Rate(fee[0], fee[1]) if fee else None,
        _amounts(payload, "flat_fee"),
        ShippingBack(read.text(payload, "shipping_back")),
        bool(payload["customer_ships"]),
    )


def _mapping(payload: Payload, key: str) -> Payload:
    value = payload[key]
    if not isinstance(value, dict):
        raise TypeError(f"{key}: expected an object")
    return value


def _amounts(payload: Payload, key: str) -> dict[str, int]:
    values = _mapping(payload, key)
    return {name: read.number(values, name) for name in values}
