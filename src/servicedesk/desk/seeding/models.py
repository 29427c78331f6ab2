"""The shapes of seed files (docs/seeds.md), checked by pydantic before anything is written."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from servicedesk.domain.durations import parse_duration, parse_offset
from servicedesk.domain.errors import Invalid
from servicedesk.domain.lifecycle import LifecycleStage
from servicedesk.domain.refund_limits import limits_from
from servicedesk.domain.roles import Role
from servicedesk.domain.tickets import Channel, Kind, Nature, Priority, Status


def _checked_ago(value: object) -> object:
    return _checked(value, parse_duration)


def _checked_offset(value: object) -> object:
    return _checked(value, parse_offset)


def _checked_limits(value: object) -> object:
    return _checked(value, limits_from)


def _checked(value: object, parse: object) -> object:
    if isinstance(value, str) and callable(parse):
        try:
            parse(value)
        except Invalid as error:
            raise ValueError(str(error.details["reason"])) from error
    return value


Ago = Annotated[str, BeforeValidator(_checked_ago)]
Limits = Annotated[str, BeforeValidator(_checked_limits)]
Offset = Annotated[str, BeforeValidator(_checked_offset)]
Membership = Literal["standard", "silver", "gold", "vip"]
ParcelStatus = Literal["label", "in_transit", "out_for_delivery", "delivered", "exception", "returned", "lost"]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=False)


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


class PersonSeed(Strict):
    handle: str
    name: str
    roles: list[Role] = Field(min_length=1)
    teams: list[str] = []
    skills: list[str] = []
    languages: list[str] = []
    email: str = ""
    signature: str = ""


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
    emails: list[str] = []
    phones: list[str] = []
    chat: list[str] = []
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
    discount: int = Field(default=0, ge=0)
    shipping: int = Field(default=0, ge=0)
    lines: list[LineSeed] = Field(min_length=1)
    parcels: list[ParcelSeed] = []


class FileSeed(Strict):
    name: str
    media_type: str = "application/octet-stream"
    text: str | None = None
    size: int | None = Field(default=None, ge=0, le=5_000_000)


class ReturnLineSeed(Strict):
    sku: str
    quantity: int = Field(ge=1)
    reason: str
    condition: str
    remedy: str


class ReturnSeed(Strict):
    key: str
    lines: list[ReturnLineSeed] = Field(min_length=1)


class OutcomeSeed(Strict):
    sku: str
    outcome: str
    disposition: str | None = None
    amount: int | None = None


class Step(Strict):
    """One thing that happened: exactly one verb, when it was, and what belongs to it."""

    ago: Ago
    by: str | None = None
    customer: str | None = None
    reply: str | None = None
    note: str | None = None
    call: str | None = None
    auto: str | None = None
    translation: str | None = None
    forward: str | None = None
    side: str | None = None
    assign: str | None = None
    status: Status | None = None
    stage: str | None = None
    kind: Kind | None = None
    priority: Priority | None = None
    tag: list[str] | None = None
    untag: list[str] | None = None
    snooze: Offset | None = None
    promise: str | None = None
    no_reply: bool | None = None
    remedy: str | None = None
    accepted: bool | None = None
    merge_into: str | None = None
    link: str | None = None
    rma: ReturnSeed | None = None
    rma_stage: str | None = None
    close: bool | None = None
    # what belongs to a verb
    then: Status | None = None
    outcome: Literal["spoke", "voicemail"] = "spoke"
    due: Offset | None = None
    to: str | None = None
    text: str | None = None
    from_: str | None = Field(default=None, alias="from")
    key: str | None = None
    outcomes: list[OutcomeSeed] = []
    attachments: list[FileSeed] = []

    @model_validator(mode="after")
    def _one_verb(self) -> "Step":
        found = [verb for verb in VERBS if getattr(self, verb) is not None]
        if len(found) != 1:
            said = ", ".join(found) if found else "nothing"
            raise ValueError(f"a step does one thing; this one says {said}")
        if self.promise is not None and self.due is None:
            raise ValueError("a promise needs its due time")
        return self

    @property
    def verb(self) -> str:
        """What the step does."""
        return next(verb for verb in VERBS if getattr(self, verb) is not None)


VERBS = (
    "customer",
    "reply",
    "note",
    "call",
    "auto",
    "translation",
    "forward",
    "side",
    "assign",
    "status",
    "stage",
    "kind",
    "priority",
    "tag",
    "untag",
    "snooze",
    "promise",
    "no_reply",
    "remedy",
    "accepted",
    "merge_into",
    "link",
    "rma",
    "rma_stage",
    "close",
)


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
    tags: list[str] = []
    nature: Nature | None = None
    severity: int | None = Field(default=None, ge=1, le=4)
    department: str | None = None
    team: str | None = None
    steps: list[Step] = Field(min_length=1)
    status: Status
    stage: str | None = None
