"""An order with what comes back, and return rules, read from files; what is wrong is named by field."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from servicedesk.desk.quoting.models import OrderModel, QuoteFile, ReturnRuleModel, ReturnRulesFile
from servicedesk.desk.seeding.files import Document, one, read_yaml
from servicedesk.domain.errors import BadFile, Invalid
from servicedesk.domain.lifecycle import LifecycleStage
from servicedesk.domain.refunds.orders import Order, OrderLine, Refunded, Wanted
from servicedesk.domain.refunds.quoting import Quote, quote
from servicedesk.domain.refunds.rules import ReturnPolicy, ReturnRule, hidden_by
from servicedesk.domain.refunds.spreading import rate
from servicedesk.domain.returns import Condition, Reason, Remedy

_KNOWN: Final = {
    "lifecycle": frozenset(LifecycleStage),
    "reason": frozenset(Reason),
    "condition": frozenset(Condition),
    "remedy": frozenset(Remedy),
    "membership": frozenset({"standard", "silver", "gold", "vip"}),
}


@dataclass(frozen=True, slots=True)
class Case:
    """What a quote is asked for."""

    order: Order
    on: date
    lines: tuple[Wanted, ...]
    membership: str

    def quote(self, policy: ReturnPolicy) -> Quote:
        """Raises Invalid, naming the field."""
        return quote(self.order, self.on, self.lines, membership=self.membership, policy=policy)


def read_case(name: str, text: str) -> Case:
    """A quote's file from its text; raises BadFile and Invalid. ``name`` is how errors name the file."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else None
        raise BadFile(name, line, "", "is not JSON") from error
    file = one(Document(name, value, {}), QuoteFile)
    _one_currency(file.order)
    lines = tuple(Wanted(line.id, line.quantity, line.reason, line.condition, line.remedy) for line in file.back.lines)
    return Case(_order(file.order), file.back.on, lines, file.customer.membership)


def load_return_policy(path: Path, shown: str = "") -> ReturnPolicy:
    """The rules of a YAML file in their order; raises BadFile naming file, line and field."""
    document = read_yaml(path, shown or str(path))
    rules: list[ReturnRule] = []
    for place, model in enumerate(one(document, ReturnRulesFile).returns):
        rule = _rule(document, place, model)
        if any(rule.name == other.name for other in rules):
            raise document.bad(("returns", place, "name"), f"there is a rule {rule.name!r} already")
        rules.append(rule)
        if (hiding := hidden_by(rules, place)) is not None:
            reason = f"{rule.name!r} can never match: {hiding.name!r} takes its lines"
            raise document.bad(("returns", place, "when"), reason)
    return ReturnPolicy(tuple(rules))


def _rule(document: Document, place: int, model: ReturnRuleModel) -> ReturnRule:
    for name, values in model.when.items():
        for value in values:
            if name in _KNOWN and value not in _KNOWN[name]:
                known = ", ".join(sorted(_KNOWN[name]))
                raise document.bad(("returns", place, "when", name), f"there is no {value!r}; there are {known}")
    return ReturnRule(
        model.name,
        {name: frozenset(values) for name, values in model.when.items()},
        model.refuse,
        model.window_days,
        {str(name): days for name, days in model.longer.items()},
        None if model.fee is None else rate(model.fee),
        model.flat_fee,
        model.shipping_back,
        model.customer_ships,
    )


def _one_currency(order: OrderModel) -> None:
    named = [
        *((f"order.lines[{n}].currency", line.currency) for n, line in enumerate(order.lines)),
        *((f"order.refunded[{n}].currency", each.currency) for n, each in enumerate(order.refunded)),
    ]
    for field, currency in named:
        if currency not in (None, order.currency):
            raise Invalid(field, f"{currency} does not go with the order's {order.currency}")


def _order(model: OrderModel) -> Order:
    lines = tuple(
        OrderLine(
            line.id,
            line.quantity,
            line.unit_price,
            rate(line.tax_rate),
            line.category,
            line.lifecycle,
            line.delivered_on,
        )
        for line in model.lines
    )
    return Order(
        model.currency,
        model.paid,
        lines,
        model.paid_on,
        model.discount,
        model.shipping,
        tuple(Refunded(each.line, each.quantity, each.amount) for each in model.refunded),
        model.shipping_refunded,
        model.fee_charged,
    )
