"""A store of N tickets that never happened: for demos, benchmarks and tests. The same seed tells the same stories."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import accumulate, islice
from random import Random
from typing import Final

from servicedesk.desk.generation.phrases import CHINESE, ENGLISH, FALLBACK_PRODUCTS, Phrases, Topic
from servicedesk.desk.generation.stories import Cast, tell
from servicedesk.desk.work import ActIds, SeededEntropy, Work
from servicedesk.domain import identities
from servicedesk.domain.errors import Invalid
from servicedesk.domain.roles import Permission
from servicedesk.store import bulk, bulk_customers
from servicedesk.store.bulk_loading import Loading, without_collecting
from servicedesk.store.bulk_pace import Pace
from servicedesk.store.conditions import Conditions
from servicedesk.store.database import Connection
from servicedesk.store.generated import Colleague, Shop, ShopProduct, shop
from servicedesk.store.new_tickets import NewCustomer, NewLine, NewOrder, NewParcel, NewTicket

GROUP: Final = 50
"""So many tickets are told together. Transactions take in whole groups: what is told doesn't depend on their size."""
TRIES: Final = 3
"""So often a transaction's rows are worked out before its lock is held; others who write meanwhile take their ids."""
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

Progress = Callable[[int, int | None], None]


@dataclass(frozen=True, slots=True)
class _Writer:
    """A customer, whose id is known once written."""

    name: str
    phrases: Phrases
    membership: str
    new: NewCustomer | None = None
    id: int = 0


@dataclass(frozen=True, slots=True)
class _Plan:
    """One ticket before its customer and order are written."""

    created_at: datetime
    writer: _Writer
    topic: Topic
    product: ShopProduct
    order_number: str
    with_order: bool


class Generation:
    def __init__(self, work: Work) -> None:
        self._work = replace(work, via="seed")

    def generate(
        self,
        count: int,
        *,
        seed: int = 1,
        now: datetime | None = None,
        messages: int = 0,
        progress: Progress | None = None,
        exclusive: bool = False,
        pace: Pace | None = None,
    ) -> int:
        """Add ``count`` tickets, marked as generated, with customers and orders; returns how many.

        They use the products, people and teams of the store where it has some. The same seed, ``now`` and store give
        the same tickets, byte for byte. A ticket is settled after at least so many ``messages``. ``exclusive`` writes
        more at a time and lets others wait for it. Raises Forbidden, Invalid.
        """
        self._work.require(Permission.IMPORT)
        if count < 0:
            raise Invalid("count", f"{count} is less than none")
        with self._work.store.read() as connection:
            found = shop(connection)
        season = _Season(found, count, seed, now or self._work.clock.now(), messages)
        entropy = SeededEntropy(season.random.getrandbits(64))
        work = replace(self._work, entropy=entropy, act_ids=ActIds(entropy))
        origin = bulk.Origin(work.new_act_id(season.now), season.now, "system", work.via, work.salt)
        done = 0
        with Loading(work.store, pace, exclusive=exclusive) as loading:
            writing = _Writing(work, origin, season, loading)
            while groups := season.next_groups(loading.pace.size):
                with without_collecting():
                    done += writing.take(groups)
                if progress is not None:
                    progress(done, count)
        return done


class _Season:
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
        self.writers: deque[_Writer] = deque(maxlen=REMEMBERED)
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

    def plan(self, created: datetime) -> _Plan:
        random = self.random
        self._serial += 1
        writer = self._writer(created)
        (topic,) = random.choices(writer.phrases.topics, writer.phrases.topic_weights)
        prefix = "87" if writer.phrases is CHINESE else "57"
        number = f"{prefix}-{self._serial:06d}"
        return _Plan(created, writer, topic, random.choice(self._products), number, random.random() < ORDER_SHARE)

    def _writer(self, created: datetime) -> _Writer:
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
        return _Writer(name, phrases, membership, new)

    def order(self, plan: _Plan, customer_id: int) -> NewOrder:
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

    def _parcel(self, plan: _Plan, placed: datetime) -> NewParcel:
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

    def tell(self, plan: _Plan, customer_id: int, order_id: int | None) -> NewTicket:
        """The story of a plan, once its customer and order are written."""
        return tell(self.random, self._cast(plan, customer_id, order_id), plan.created_at, self.now, self._messages)

    def _cast(self, plan: _Plan, customer_id: int, order_id: int | None) -> Cast:
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


class _Writing:
    """A season on its way into the store, transaction by transaction."""

    def __init__(self, work: Work, origin: bulk.Origin, season: _Season, loading: Loading) -> None:
        self._work, self._origin, self._season, self._loading = work, origin, season, loading

    def take(self, groups: Sequence[Sequence[datetime]]) -> int:
        """Write the tickets that began at these instants; returns how many."""
        store, count = self._work.store, sum(map(len, groups))
        for _ in range(TRIES if store.is_sqlite else 0):
            writers = self._season.writers.copy()
            with store.read() as connection:
                draft = self._begun(connection)
                products = self._season.conditions(connection)
            self._tell(draft, products, groups)
            with self._loading.transaction(count) as connection:
                same = self._begun(connection).ground == draft.ground
                if same:
                    draft.rows.write(connection)
            if same:
                return count
            self._season.writers = writers
        with self._loading.transaction(count) as connection:
            draft = self._begun(connection)
            self._tell(draft, self._season.conditions(connection), groups)
            draft.rows.write(connection)
        return count

    def _begun(self, connection: Connection) -> bulk.Draft:
        return bulk.Draft.begun(self._work.store, connection, self._origin)

    def _tell(self, draft: bulk.Draft, conditions: Conditions, groups: Sequence[Sequence[datetime]]) -> None:
        """Work out tickets group by group: who writes again may have written first a group before."""
        for group in groups:
            self._tell_group(draft, conditions, [self._season.plan(created) for created in group])

    def _tell_group(self, draft: bulk.Draft, conditions: Conditions, plans: Sequence[_Plan]) -> None:
        season = self._season
        writers = self._customers(draft, plans)
        ordering = [(plan, writer.id) for plan, writer in zip(plans, writers, strict=True) if plan.with_order]
        order_ids = iter(bulk_customers.draft_orders(draft, [season.order(*one) for one in ordering]))
        new = []
        for plan, writer in zip(plans, writers, strict=True):
            order_id = next(order_ids) if plan.with_order else None
            new.append(season.tell(plan, writer.id, order_id))
        memberships = {writer.id: writer.membership for writer in writers}
        draft.add_tickets(new, replace(conditions, memberships=memberships))

    def _customers(self, draft: bulk.Draft, plans: Iterable[_Plan]) -> list[_Writer]:
        """The writer of each plan with an id; new ones may write again later."""
        writers = [plan.writer for plan in plans]
        ids = iter(bulk_customers.draft_customers(draft, [one.new for one in writers if one.new is not None]))
        found = []
        for writer in writers:
            if writer.new is None:
                found.append(writer)
                continue
            found.append(replace(writer, new=None, id=next(ids)))
            self._season.writers.append(found[-1])
        return found


def _fallback() -> list[ShopProduct]:
    return [ShopProduct(0, name, name_zh, 2990, "EUR") for name, name_zh in FALLBACK_PRODUCTS]


def _speakers(colleagues: Sequence[Colleague], language: str) -> list[Colleague]:
    """Those who speak the language; everybody where nobody says so."""
    return [one for one in colleagues if language in one.languages] or list(colleagues)
