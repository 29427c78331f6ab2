"""What returns take and give: lines wanted, findings, endings, and quotes on an order of the store."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class LineWanted:
    """One line of a return: a product of the order, how many, why, in what condition, and what is wanted."""

    sku: str
    quantity: int
    reason: str
    condition: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What the inspection saw of a line, where its pieces go, and a note about it."""

    condition: str
    disposition: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Ending:
    """How a line ends; ``replacement`` is the SKU that an exchange sends, None the same article."""

    outcome: str
    replacement: str | None = None


@dataclass(frozen=True, slots=True)
class EndQuote:
    """What ending a return so would pay: minor units of ``currency``, None where the return is of no order.

    ``differences``: by line what an exchange costs the customer, negative where they get something.
    """

    currency: str | None
    refund_total: int
    differences: tuple[tuple[int, int], ...]

    @property
    def difference(self) -> int:
        """What the exchanges cost the customer in all; negative where they get something."""
        return sum(amount for _line, amount in self.differences)


@dataclass(frozen=True, slots=True)
class ReturnableLine:
    """Pieces of an order: ``quantity`` bought, ``left`` that can still come back. ``unit_price`` in minor units.

    ``standing`` and ``rule``: what the rules say today of an opened piece that somebody changed their mind about.
    """

    sku: str
    title: str
    quantity: int
    left: int
    unit_price: int
    delivered_on: date | None
    standing: str
    rule: str


@dataclass(frozen=True, slots=True)
class Returnable:
    """An order's lines, and what of its money can still be paid back: minor units."""

    order: str
    currency: str
    paid: int
    left: int
    lines: tuple[ReturnableLine, ...]


@dataclass(frozen=True, slots=True)
class LineQuote:
    """What a wanted line would pay back: ``refund`` = net + tax, minor units."""

    sku: str
    title: str
    quantity: int
    standing: str
    rule: str
    net: int
    tax: int
    discount: int
    fee: int

    @property
    def refund(self) -> int:
        return self.net + self.tax


@dataclass(frozen=True, slots=True)
class ReturnQuote:
    """``needs_approval``: a line is outside its window, or the total is beyond the limit of who asks."""

    order: str
    currency: str
    lines: tuple[LineQuote, ...]
    eligible: bool
    needs_approval: bool
    rule: str
    fee: int
    shipping: int
    refund_total: int


@dataclass(frozen=True, slots=True)
class RuleView:
    """A return rule in its place: what it asks for, and what it says (docs/returns.md). ``fee`` is a decimal share."""

    name: str
    when: tuple[tuple[str, tuple[str, ...]], ...]
    refuse: bool
    window_days: int | None
    longer: tuple[tuple[str, int], ...]
    fee: str | None
    flat_fee: tuple[tuple[str, int], ...]
    shipping_back: str
    customer_ships: bool


@dataclass(frozen=True, slots=True)
class PolicyView:
    """The return rules in force."""

    number: int
    set_at: datetime
    rules: tuple[RuleView, ...]
