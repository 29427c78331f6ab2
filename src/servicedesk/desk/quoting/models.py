"""The shapes of a quote's file and of a file of return rules (docs/returns.md), checked by pydantic first."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictInt

from servicedesk.domain.errors import Invalid
from servicedesk.domain.lifecycle import LifecycleStage
from servicedesk.domain.refunds.rules import ShippingBack
from servicedesk.domain.refunds.spreading import rate
from servicedesk.domain.returns import Condition, Reason, Remedy

MOST: int = 10**15
"""Minor units of the largest amount."""


def _rate(value: object) -> object:
    if not isinstance(value, str):
        raise ValueError('a rate is written in quotes, such as "0.19": a number in a file is not exact')
    try:
        rate(value)
    except Invalid as error:
        raise ValueError(str(error.details["reason"])) from error
    return value


def _share(value: object) -> object:
    checked = _rate(value)
    if isinstance(checked, str) and (share := rate(checked)).over > share.under:
        raise ValueError(f"{checked} is more than the whole: a fee is a share such as 0.20")
    return checked


def _day(value: object) -> object:
    if not isinstance(value, str | None):
        raise ValueError(f"{value!r} is not a day such as 2026-11-20")
    return value


def _texts(value: object) -> object:
    return value if isinstance(value, list) else [value]


Amount = Annotated[StrictInt, Field(le=MOST, ge=-MOST)]
Count = Annotated[StrictInt, Field(le=10**6, ge=-(10**6))]
RateText = Annotated[str, BeforeValidator(_rate)]
ShareText = Annotated[str, BeforeValidator(_share)]
Day = Annotated[date, BeforeValidator(_day)]
Texts = Annotated[list[str], BeforeValidator(_texts)]
Membership = Literal["standard", "silver", "gold", "vip"]


class Loose(BaseModel):
    """Unknown keys are left alone: a file may say more than is needed."""

    model_config = ConfigDict(extra="ignore")


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class OrderLineModel(Loose):
    id: str = Field(min_length=1, max_length=200)
    quantity: Count
    unit_price: Amount
    tax_rate: RateText = "0"
    category: str = ""
    lifecycle: LifecycleStage | None = None
    delivered_on: Day | None = None
    currency: str | None = None


class RefundedModel(Loose):
    line: str
    quantity: Count
    amount: Amount
    currency: str | None = None


class OrderModel(Loose):
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    paid: Amount
    paid_on: Day | None = None
    lines: list[OrderLineModel] = Field(min_length=1, max_length=10_000)
    discount: Amount = 0
    shipping: Amount = 0
    refunded: list[RefundedModel] = []
    shipping_refunded: Amount = 0
    fee_charged: Amount = 0


class WantedModel(Loose):
    id: str
    quantity: Count
    reason: Reason
    condition: Condition = Condition.UNOPENED
    remedy: Remedy = Remedy.REFUND


class ReturnModel(Loose):
    on: Day
    lines: list[WantedModel]


class CustomerModel(Loose):
    membership: Membership = "standard"


class QuoteFile(Loose):
    model_config = ConfigDict(extra="ignore", populate_by_name=True)
    order: OrderModel
    back: ReturnModel = Field(alias="return")
    customer: CustomerModel = CustomerModel()


class ReturnRuleModel(Strict):
    name: str = Field(min_length=1, max_length=80)
    when: dict[Literal["category", "lifecycle", "reason", "condition", "remedy", "membership"], Texts] = {}
    refuse: bool = False
    window_days: Annotated[StrictInt, Field(ge=0, le=100_000)] | None = None
    longer: dict[Membership, Annotated[StrictInt, Field(ge=0, le=100_000)]] = {}
    fee: ShareText | None = None
    flat_fee: dict[Annotated[str, Field(pattern=r"^[A-Z]{3}$")], Annotated[StrictInt, Field(ge=0, le=MOST)]] = {}
    shipping_back: ShippingBack = ShippingBack.NEVER
    customer_ships: bool = False


class ReturnRulesFile(Strict):
    returns: list[ReturnRuleModel] = Field(min_length=1)
