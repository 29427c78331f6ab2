"""Who wrote about what, day by day: the plan of made-up tickets before any is told."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate, islice
from random import Random
from typing import Final

from servicedesk.desk.generation.phrases import CHINESE, ENGLISH, FALLBACK_PRODUCTS, Phrases, Topic
from servicedesk.desk.generation.stories import Cast, tell
from servicedesk.domain import identities
from servicedesk.store.conditions import Conditions
from servicedesk.store.database import Connection
from servicedesk.store.generated import Colleague, Shop, ShopProduct
from servicedesk.store.new_tickets import NewCustomer, NewLine, NewOrder, NewParcel, NewTicket

GROUP: Final = 50
"""So many tickets are told together. Transactions take in whole groups: what is told doesn't depend on their size."""
CHINESE_SHARE: Final = 0.25
ORDER_SHARE: Final = 0.6
AGAIN_SHARE: Final = 0.35
REMEMBERED: Final = 20_000
"""So many customers may write again; older ones are forgotten, so that memory stays flat."""
TICKETS_A_DAY: Final = 60
LONGEST_DAYS: Final = 540
_HOURS: Final = tuple(
    accumulate((2, 1, 1, 1, 1, 2, 4, 8, 14, 18, 19, 17, 14, 15, 16, 16, 15, 13, 12, 13, 14, 12, 8, 4))
)
"""How many write in each hour of the day, against each other; summed up."""


@dataclass(frozen=True, slots=True)
class Writer:
    """A customer, whose id is known once written."""

    name: str
    phrases: Phrases
    membership: str
    new: NewCustomer | None = None
    id: int = 0


@dataclass(frozen=True, slots=True)
class PlannedTicket:
    """One ticket before its customer and order are written."""

    created_at: datetime
    writer: Writer
    topic: Topic
    product: ShopProduct
    order_number: str
    with_order: bool


class Season:
    """Who wrote about what, day by day."""

    def __init__(self, found: Shop, count: int, seed: int, now: datetime, messages: int) -> None:
        self.random = Random(f"{seed}/{found.first_free}/{count}")
        self.now = now
        self._messages = messages
        self._count = count
        self._serial = found.first_free
        self._products = found.products or _fallback()
        self._colleagues = {
            phrases.language: _speakers(found.colleagues, phrases.language) for phrases in (ENGLISH, CHINESE)
        }
        self.writers: deque[Writer] = deque(maxlen=REMEMBERED)
        self._instants = self._told_instants(Random(f"{seed}/{found.first_free}/{count}/instants"))

    def next_groups(self, size: float) -> list[list[datetime]]:
        """When the next tickets began: whole groups, about ``size`` tickets; none at the end."""
        wanted = max(1, int(size // GROUP))
        groups = ([*islice(self._instants, GROUP)] for _ in range(wanted))
        return [group for group in groups if group]

    def _told_instants(self, random: Random) -> Iterator[datetime]:
        """When tickets began: day by day, in each day by the hours people write, none after now."""
        days = min(LONGEST_DAYS, max(14, self._count // TICKETS_A_DAY))
        first = self.now - timedelta(days=days)
        for number in range(self._count):
            day = first + timedelta(days=int(days * number / self._count))
            hour = random.choices(range(24), cum_weights=_HOURS)[0]
            at = day.replace(hour=hour, minute=random.randrange(60), second=random.randrange(60), microsecond=0)
            yield at if at < self.now else at - timedelta(days=1)

    def plan(self, created: datetime) -> PlannedTicket:
        random = self.random
        self._serial += 1
        writer = self._writer(created)
        (topic,) = random.choices(writer.phrases.topics, writer.phrases.topic_weights)
        prefix = "87" if writer.phrases is CHINESE else "57"
        number = f"{prefix}-{self._serial:06d}"
        return PlannedTicket(
            created, writer, topic, random.choice(self._products), number, random.random() < ORDER_SHARE
        )

    def _writer(self, created: datetime) -> Writer:
        """Somebody who wrote before, or somebody new."""
        random = self.random
        if self.writers and random.random() < AGAIN_SHARE:
            return random.choice(self.writers)
        phrases = CHINESE if random.random() < CHINESE_SHARE else ENGLISH
        first, last = random.choice(phrases.first), random.choice(phrases.last)
        if phrases is CHINESE:
            name, address = f"{last}{first}", f"{random.randrange(10**8, 10**9)}{self._serial}@example.com"
        else:
            name, address = f"{first} {last}", f"{first}.{last}{self._serial}@example.net".lower()
        (membership,) = random.choices(("standard", "silver", "gold", "vip"), (78, 14, 6, 2))
        since = created - timedelta(days=random.randrange(1, 1500))
        new = NewCustomer(name, created, (identities.email(address),), phrases.language, membership, since)
        return Writer(name, phrases, membership, new)

    def order(self, plan: PlannedTicket, customer_id: int) -> NewOrder:
        """What was bought some days before the message, mostly delivered by now."""
        random, product = self.random, plan.product
        placed = plan.created_at - timedelta(hours=random.randrange(20, 24 * 25))
        quantity = random.choices((1, 2, 4), (80, 15, 5))[0]
        chinese = plan.writer.phrases is CHINESE
        title = product.name_zh or product.name if chinese else product.name
        line = NewLine(product.id or None, title, quantity, product.price, "0.13" if chinese else "0.19")
        return NewOrder(
            plan.order_number, customer_id, placed, product.currency, [line], "web", self._parcel(plan, placed)
        )

    def _parcel(self, plan: PlannedTicket, placed: datetime) -> NewParcel:
        random = self.random
        tracking = f"00340434{random.randrange(10**11, 10**12)}"
        arrives = placed + timedelta(hours=random.randrange(30, 150))
        carrier = (
            random.choice(("顺丰", "中通", "圆通"))
            if plan.writer.phrases is CHINESE
            else random.choice(("DHL", "DPD", "GLS"))
        )
        if arrives < plan.created_at:
            return NewParcel(carrier, tracking, "delivered", "", arrives, arrives)
        return NewParcel(carrier, tracking, "in_transit", "", placed + timedelta(hours=18))

    def conditions(self, connection: Connection) -> Conditions:
        """The stages of the products that tickets are about."""
        return Conditions.read(connection, (), (product.id for product in self._products))

    def tell(self, plan: PlannedTicket, customer_id: int, order_id: int | None) -> NewTicket:
        """The story of a plan, once its customer and order are written."""
        return tell(self.random, self._cast(plan, customer_id, order_id), plan.created_at, self.now, self._messages)

    def _cast(self, plan: PlannedTicket, customer_id: int, order_id: int | None) -> Cast:
        """Who and what the ticket's story is about."""
        colleagues = self._colleagues[plan.writer.phrases.language]
        product = plan.product
        named = product.name_zh or product.name if plan.writer.phrases is CHINESE else product.name
        return Cast(
            customer_id=customer_id,
            customer_name=plan.writer.name,
            phrases=plan.writer.phrases,
            topic=plan.topic,
            product=named.partition(",")[0].partition("（")[0],
            product_id=product.id or None,
            order=plan.order_number,
            order_id=order_id,
            colleague=self.random.choice(colleagues) if colleagues else None,
        )


def _fallback() -> list[ShopProduct]:
    return [ShopProduct(0, name, name_zh, 2990, "EUR") for name, name_zh in FALLBACK_PRODUCTS]


def _speakers(colleagues: Sequence[Colleague], language: str) -> list[Colleague]:
    """Those who speak the language; everybody where nobody says so."""
    return [one for one in colleagues if language in one.languages] or list(colleagues)
