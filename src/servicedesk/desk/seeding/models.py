"""The shapes of seed files (docs/seeds.md), checked by pydantic before anything is written."""

from datetime import date
from typing import Literal

from pydantic import Field

from servicedesk.desk.seeding.fields import Ago, Limits, Offset, Strict
from servicedesk.desk.seeding.step import Step
from servicedesk.domain.lifecycle import LifecycleStage
from servicedesk.domain.roles import Role
from servicedesk.domain.tickets import Channel, Kind, Nature, Priority, Status

Membership = Literal["standard", "silver", "gold", "vip"]
ParcelStatus = Literal["label", "in_transit", "out_for_delivery", "delivered", "exception", "returned", "lost"]


class Shop(Strict):
    """``refund_limits``: what roles may grant on their own, as ``domain.refund_limits`` reads it."""

    name: str
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    timezone: str
    refund_limits: Limits = ""


class TeamSeed(Strict):
    code: str
    name: str
    line: int = Field(default=1, ge=1, le=3)
    skill: str = ""


class AwaySeed(Strict):
    """Somebody is away: since when, until when, and who stands in (``to``, a handle)."""

    since: Ago
    until: Offset
    to: str


class PersonSeed(Strict):
    handle: str
    name: str
    roles: list[Role] = Field(min_length=1)
    teams: list[str] = Field(default_factory=list)
    skills: list[str] = Field(default_factory=list)
    languages: list[str] = Field(default_factory=list)
    email: str = ""
    signature: str = ""
    away: AwaySeed | None = None


class ProductSeed(Strict):
    sku: str
    name: str
    name_zh: str = ""
    category: str = ""
    price: int = Field(ge=0)
    stage: LifecycleStage
    launched: date | None = None
    successor: str | None = None
    support_until: date | None = None
    brief: str = ""


class CustomerSeed(Strict):
    key: str
    name: str
    emails: list[str] = Field(default_factory=list)
    phones: list[str] = Field(default_factory=list)
    chat: list[str] = Field(default_factory=list)
    membership: Membership = "standard"
    language: str | None = None
    timezone: str | None = None
    since: date | None = None
    note: str = ""


class LineSeed(Strict):
    sku: str
    quantity: int = Field(ge=1)
    unit_price: int = Field(ge=0)
    tax_rate: str = "0"


class ParcelSeed(Strict):
    carrier: str
    tracking: str
    status: ParcelStatus
    scanned: Ago | None = None
    scan: str = ""
    promised: Offset | None = None
    delivered: Ago | None = None


class OrderSeed(Strict):
    number: str
    customer: str
    placed: Ago
    channel: str = "web"
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    payment: Literal["paid", "pending"] = "paid"
    discount: int = Field(default=0, ge=0)
    shipping: int = Field(default=0, ge=0)
    lines: list[LineSeed] = Field(min_length=1)
    parcels: list[ParcelSeed] = Field(default_factory=list)


class ConversationSeed(Strict):
    """One ticket: how it began, what happened, and what it must end as."""

    kind: Kind
    subject: str
    customer: str | None = None
    channel: Channel = Channel.MAIL
    language: str | None = None
    priority: Priority = Priority.NORMAL
    order: str | None = None
    product: str | None = None
    tags: list[str] = Field(default_factory=list)
    nature: Nature | None = None
    severity: int | None = Field(default=None, ge=1, le=4)
    department: str | None = None
    team: str | None = None
    steps: list[Step] = Field(min_length=1)
    status: Status
    stage: str | None = None
