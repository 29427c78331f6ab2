"""An order and what of it comes back, as far as money needs to know them. Amounts are minor units, dates the shop's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from servicedesk.domain.errors import Invalid
from servicedesk.domain.lifecycle import LifecycleStage
from servicedesk.domain.refunds.spreading import Pieces, Rate, shares
from servicedesk.domain.returns import Condition, Reason, Remedy


@dataclass(frozen=True, slots=True)
class OrderLine:
    """``unit_price``: gross, a piece. ``delivered_on`` is None as long as it has not arrived.

    ``paid``: what was paid for all of it where it has no share in the order's discount: what came in an exchange.
    """

    id: str
    quantity: int
    unit_price: int
    tax: Rate
    category: str = ""
    lifecycle: LifecycleStage | None = None
    delivered_on: date | None = None
    paid: int | None = None

    @property
    def gross(self) -> int:
        return self.quantity * self.unit_price


@dataclass(frozen=True, slots=True)
class Refunded:
    """Pieces of a line that were paid back before, with the amount."""

    line: str
    quantity: int
    amount: int


@dataclass(frozen=True)
class Order:
    """``discount``: gross, for all lines together. ``shipping``: gross, what the customer paid for it.

    ``shipping_refunded`` and ``fee_charged`` are of earlier returns; ``withheld`` is what these came to and wasn't paid
    out, as less was granted or left. ``granted``: paid back without a return. Raises Invalid, naming the field.
    """

    currency: str
    paid: int
    lines: tuple[OrderLine, ...]
    paid_on: date | None = None
    discount: int = 0
    shipping: int = 0
    refunded: tuple[Refunded, ...] = ()
    shipping_refunded: int = 0
    fee_charged: int = 0
    withheld: int = 0
    granted: int = 0

    def __post_init__(self) -> None:
        for name in ("paid", "discount", "shipping", "shipping_refunded", "fee_charged", "withheld", "granted"):
            _not_negative(f"order.{name}", getattr(self, name))
        for place, line in enumerate(self.lines):
            where = f"order.lines[{place}]"
            if line.quantity < 1:
                raise Invalid(f"{where}.quantity", f"{line.quantity} pieces can't be bought")
            _not_negative(f"{where}.unit_price", line.unit_price)
            _not_negative(f"{where}.paid", line.paid or 0)
        if len({line.id for line in self.lines}) < len(self.lines):
            raise Invalid("order.lines", "a line's id is there twice")
        if self.discount > sum(line.gross for line in self._discounted):
            raise Invalid("order.discount", f"{self.discount} is more than the lines cost")
        for place, earlier in enumerate(self.refunded):
            self._check_earlier(place, earlier)

    def _check_earlier(self, place: int, earlier: Refunded) -> None:
        where = f"order.refunded[{place}]"
        line = self.line(earlier.line, f"{where}.line")
        _not_negative(f"{where}.amount", earlier.amount)
        _not_negative(f"{where}.quantity", earlier.quantity)
        if self.pieces_refunded(line.id) > line.quantity:
            raise Invalid(
                f"{where}.quantity", f"more pieces of {line.id} were refunded than the {line.quantity} bought"
            )

    def line(self, wanted: str, field: str) -> OrderLine:
        """The line of that id; raises Invalid naming ``field``."""
        for line in self.lines:
            if line.id == wanted:
                return line
        known = ", ".join(line.id for line in self.lines)
        raise Invalid(field, f"the order has no line {wanted!r}; it has {known}")

    @cached_property
    def pieces(self) -> dict[str, Pieces]:
        """What was paid for each line, its share of the discount taken off."""
        off = shares(self.discount, [line.gross for line in self._discounted])
        paid = {line.id: line.gross - share for line, share in zip(self._discounted, off, strict=True)}
        paid |= {line.id: line.paid for line in self.lines if line.paid is not None}
        return {line.id: Pieces(paid[line.id], line.quantity, line.tax) for line in self.lines}

    @property
    def _discounted(self) -> list[OrderLine]:
        return [line for line in self.lines if line.paid is None]

    def pieces_refunded(self, line: str) -> int:
        return sum(earlier.quantity for earlier in self.refunded if earlier.line == line)

    @property
    def left(self) -> int:
        """What was paid less what has been paid back: no refund goes beyond it."""
        lines = sum(earlier.amount for earlier in self.refunded)
        back = lines + self.shipping_refunded - self.fee_charged - self.withheld + self.granted
        return max(0, self.paid - max(0, back))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Pieces of a line that come back, why, in which condition, and what the customer wants for them."""

    id: str
    quantity: int
    reason: Reason
    condition: Condition
    remedy: Remedy


def check_wanted(order: Order, on: date, lines: Sequence[Wanted]) -> None:
    """Raise Invalid where the return can't be of this order: unknown lines, too many pieces, nothing paid yet."""
    if not lines:
        raise Invalid("return.lines", "nothing is returned")
    if order.paid_on is not None and on < order.paid_on:
        raise Invalid("return.on", f"{on} is before the order was paid on {order.paid_on}")
    left = {line.id: line.quantity - order.pieces_refunded(line.id) for line in order.lines}
    for place, wanted in enumerate(lines):
        where = f"return.lines[{place}]"
        order.line(wanted.id, f"{where}.id")
        if wanted.quantity < 1:
            raise Invalid(f"{where}.quantity", f"{wanted.quantity} pieces can't be returned")
        if wanted.quantity > left[wanted.id]:
            raise Invalid(f"{where}.quantity", f"of {wanted.id} {left[wanted.id]} can come back, not {wanted.quantity}")
        left[wanted.id] -= wanted.quantity


def _not_negative(field: str, amount: int) -> None:
    if amount < 0:
        raise Invalid(field, f"{amount} is negative")
