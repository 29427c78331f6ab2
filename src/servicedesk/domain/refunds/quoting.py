"""What a return would pay back, line by line, and which rule says so (CONTRACTS, Returns)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from servicedesk.domain.refunds.orders import Order, Wanted, check_wanted
from servicedesk.domain.refunds.rules import ReturnPolicy, ReturnRule, ShippingBack, Standing
from servicedesk.domain.returns import Remedy


@dataclass(frozen=True, slots=True)
class QuotedLine:
    """Amounts in minor units; all nothing for an exchange, a repair and what is refused. ``refund`` = net + tax."""

    id: str
    quantity: int
    standing: Standing
    rule: str
    net: int = 0
    tax: int = 0
    discount: int = 0
    fee: int = 0

    @property
    def eligible(self) -> bool:
        return self.standing is Standing.ELIGIBLE

    @property
    def refund(self) -> int:
        return self.net + self.tax


@dataclass(frozen=True, slots=True)
class Quote:
    """``refund_total`` = what the lines pay back − fee + shipping, from 0 to what is left of what was paid.

    ``rule``: of the first line that isn't eligible, else of the first line.
    """

    lines: tuple[QuotedLine, ...]
    rule: str
    fee: int
    shipping: int
    refund_total: int
    currency: str

    @property
    def eligible(self) -> bool:
        """Every line is."""
        return all(line.eligible for line in self.lines)

    @property
    def needs_approval(self) -> bool:
        """Some line is outside its window."""
        return any(line.standing is Standing.OUTSIDE for line in self.lines)

    @property
    def kept(self) -> int:
        """What of the fee can be kept: never more than it is taken from."""
        return min(self.fee, sum(line.refund for line in self.lines) + self.shipping)


@dataclass(frozen=True, slots=True)
class _Decided:
    """A line with the rule that decides on it; ``pays``: its pieces are paid back, were it approved."""

    wanted: Wanted
    rule: ReturnRule
    standing: Standing

    @property
    def pays(self) -> bool:
        return self.standing is not Standing.REFUSED and self.wanted.remedy is Remedy.REFUND


def quote(
    order: Order, on: date, lines: Sequence[Wanted], *, membership: str = "standard", policy: ReturnPolicy
) -> Quote:
    """The quote of a return on the shop's day ``on``. Outside a window the amounts are as if it were approved.

    Entries of one line take consecutive pieces in their order. Raises Invalid, naming the field.
    """
    check_wanted(order, on, lines)
    decided = [_decide(order, on, wanted, membership, policy) for wanted in lines]
    taken = {line.id: order.pieces_refunded(line.id) for line in order.lines}
    quoted = []
    for each in decided:
        quoted.append(_quoted(order, each, taken[each.wanted.id]))
        if each.pays:
            taken[each.wanted.id] += each.wanted.quantity
    paying = [each.rule for each in decided if each.pays]
    whole = all(taken[line.id] == line.quantity for line in order.lines)
    fee = sum(line.fee for line in quoted) + _flat_fee(order, paying)
    shipping = _shipping(order, paying, whole)
    total = sum(line.refund for line in quoted) - fee + shipping
    deciding = next((line for line in quoted if not line.eligible), quoted[0])
    return Quote(
        tuple(quoted), deciding.rule, fee, shipping, max(0, min(total, order.left)) if paying else 0, order.currency
    )


def _decide(order: Order, on: date, wanted: Wanted, membership: str, policy: ReturnPolicy) -> _Decided:
    line = order.line(wanted.id, "return.lines")
    rule = policy.rule(line, wanted, membership)
    return _Decided(wanted, rule, rule.standing(line, on, membership))


def _quoted(order: Order, decided: _Decided, taken: int) -> QuotedLine:
    """``taken``: pieces of the line that were paid back before these."""
    wanted, rule, line = decided.wanted, decided.rule, order.line(decided.wanted.id, "return.lines")
    if not decided.pays:
        return QuotedLine(wanted.id, wanted.quantity, decided.standing, rule.name)
    pieces, until = order.pieces[wanted.id], taken + wanted.quantity
    refund = pieces.gross(until) - pieces.gross(taken)
    tax = pieces.taxed(until) - pieces.taxed(taken)
    discount = wanted.quantity * line.unit_price - refund if line.paid is None else 0
    fee = 0 if rule.fee is None else rule.fee.of(pieces.gross(until)) - rule.fee.of(pieces.gross(taken))
    return QuotedLine(wanted.id, wanted.quantity, decided.standing, rule.name, refund - tax, tax, discount, fee)


def _flat_fee(order: Order, paying: Sequence[ReturnRule]) -> int:
    """The largest of the rules that apply, once an order: what was charged before counts towards it."""
    flat = max((rule.flat_fee.get(order.currency, 0) for rule in paying), default=0)
    return max(0, flat - order.fee_charged)


def _shipping(order: Order, paying: Sequence[ReturnRule], whole: bool) -> int:
    """What of the outbound shipping is paid back now, once an order."""
    pays = any(
        rule.shipping_back is ShippingBack.ALWAYS or (whole and rule.shipping_back is ShippingBack.WHOLE_ORDER)
        for rule in paying
    )
    return max(0, order.shipping - order.shipping_refunded) if pays else 0
