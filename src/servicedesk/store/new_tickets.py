"""Tickets with a past, their customers and orders, as bulk loading takes them."""

from collections.abc import Sequence
from dataclasses import Field, dataclass, field
from datetime import datetime
from functools import cache
from operator import attrgetter
from typing import ClassVar

from servicedesk.domain.events import EventType, Payload
from servicedesk.domain.identities import Identity
from servicedesk.domain.tickets import Kind, Priority, Status


@cache
def _values(names: tuple[str, ...]) -> "attrgetter[tuple[object, ...]]":
    return attrgetter(*names)


class _Sent:
    """Goes to another process as its values alone: half as long as with their names."""

    __slots__ = ()
    __dataclass_fields__: ClassVar[dict[str, Field[object]]]

    def __reduce__(self) -> tuple[type["_Sent"], tuple[object, ...]]:
        return type(self), _values(tuple(self.__dataclass_fields__))(self)


@dataclass(slots=True)
class NewMessage(_Sent):
    """Something said. ``actor`` None: whoever loads."""

    at: datetime
    author: str
    body: str
    author_name: str = ""
    visibility: str = "public"
    medium: str = "message"
    delivery: str = "received"
    person_id: int | None = None
    external_id: str | None = None
    language: str | None = None
    actor: str | None = None


@dataclass(slots=True)
class NewFact(_Sent):
    """Something that happened beside what was said: an event as it stands."""

    at: datetime
    type: EventType
    payload: Payload
    actor: str | None = None


@dataclass(slots=True)
class NewTicket(_Sent):
    """``status`` is the one it begins with here; ``steps`` stand in order of time."""

    kind: Kind
    subject: str
    created_at: datetime
    status: Status = Status.NEW
    stage: str | None = None
    priority: Priority = Priority.NORMAL
    channel: str = "local"
    language: str | None = None
    customer_id: int | None = None
    order_id: int | None = None
    product_id: int | None = None
    assignee_id: int | None = None
    team_id: int | None = None
    order_text: str = ""
    product_text: str = ""
    nature: str | None = None
    severity: int | None = None
    department: str | None = None
    tags: Sequence[str] = ()
    resolved_at: datetime | None = None
    generated: bool = False
    actor: str | None = None
    more: Payload = field(default_factory=dict)
    """Further keys of the first event."""
    steps: Sequence[NewMessage | NewFact] = ()


@dataclass(slots=True)
class NewCustomer(_Sent):
    name: str
    created_at: datetime
    identities: Sequence[Identity] = ()
    language: str | None = None
    membership: str = "standard"
    since: datetime | None = None


@dataclass(slots=True)
class NewLine:
    """Money in minor units; ``tax_rate`` a decimal string."""

    product_id: int | None
    title: str
    quantity: int
    unit_price: int
    tax_rate: str


@dataclass(slots=True)
class NewParcel:
    carrier: str
    tracking: str
    status: str
    scan: str
    scanned_at: datetime
    delivered_at: datetime | None = None


@dataclass(slots=True)
class NewOrder:
    number: str
    customer_id: int
    placed_at: datetime
    currency: str
    lines: Sequence[NewLine]
    channel: str = "web"
    parcel: NewParcel | None = None
