"""Loading a shop from plain files (docs/seeds.md): checked first, then written in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from servicedesk.answers.answer import Answer
from servicedesk.answers.files.reading import read_answers
from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk
from servicedesk.desk.escalating.by_rule import escalate_due
from servicedesk.desk.intake import add_customer
from servicedesk.desk.people import add_person
from servicedesk.desk.quoting.files import load_return_policy
from servicedesk.desk.returning.policies import set_return_policy
from servicedesk.desk.seeding.files import Document, many, one, read_yaml
from servicedesk.desk.seeding.models import (
    ConversationSeed,
    CustomerSeed,
    OrderSeed,
    PersonSeed,
    ProductSeed,
    Shop,
    TeamSeed,
)
from servicedesk.desk.seeding.player import check_end, play_step, timeline
from servicedesk.desk.seeding.stage import Played, Stage
from servicedesk.desk.service_levels.files import load_policies
from servicedesk.desk.service_levels.policies import set_policies
from servicedesk.desk.work import SYSTEM, ActContext, SeededEntropy, Work, acting
from servicedesk.domain import identities
from servicedesk.domain.durations import parse_duration, parse_offset
from servicedesk.domain.errors import BadFile, DeskError, Refused
from servicedesk.domain.escalating.addressing import To, parse_target
from servicedesk.domain.refunds.rules import ReturnPolicy
from servicedesk.domain.roles import Permission
from servicedesk.domain.sla.policies import PolicySet
from servicedesk.store import catalog, people, proof

SEED = 20_260_501
"""What salts and act ids of seeded tickets are drawn from."""

Item = tuple[object, Document, int]


@dataclass(frozen=True, slots=True)
class SeedSummary:
    people: int
    products: int
    customers: int
    orders: int
    tickets: int


@dataclass(frozen=True, slots=True)
class ShopFiles:
    """A folder of seeds, read and checked."""

    shop: Shop
    shop_document: Document
    teams: list[tuple[TeamSeed, Document, int]]
    people: list[tuple[PersonSeed, Document, int]]
    products: list[tuple[ProductSeed, Document, int]]
    customers: list[tuple[CustomerSeed, Document, int]]
    orders: list[tuple[OrderSeed, Document, int]]
    conversations: list[tuple[str, ConversationSeed, Document]]
    policies: PolicySet | None
    returns: ReturnPolicy | None
    answers: list[Answer]


class Seeding:
    def __init__(self, work: Work) -> None:
        self._work = work

    def load(self, folder: Path) -> SeedSummary:
        """Load a shop. Raises BadFile naming file, line and field; Refused when the store has tickets already.

        Nothing is written unless everything is sound and every conversation ends as its file says.
        """
        self._work.require(Permission.IMPORT)
        files = read_shop(folder)
        check_references(files)
        with self._work.store.together() as connection:
            if proof.counts(connection)["tickets"]:
                raise Refused("the store has tickets already; seeds go into an empty one")
            clock = ManualClock(self._work.clock.now())
            work = replace(self._work, clock=clock, actor=SYSTEM, via="seed", entropy=SeededEntropy(SEED))
            work = replace(work, act_ids=type(work.act_ids)(work.entropy))
            known = _load_shop(work, files)
            _set_return_rules(work, clock, files)
            _send_away(work, clock, files)
            tickets = _play(work, clock, files, known)
        return SeedSummary(len(files.people), len(files.products), len(files.customers), len(files.orders), tickets)


def read_shop(folder: Path) -> ShopFiles:
    """Read every file of a folder of seeds; raises BadFile."""

    def read(name: str) -> Document:
        return read_yaml(folder / name, f"{folder.name}/{name}")

    def read_all(name: str) -> list[Document]:
        return [read(f"{name}/{path.name}") for path in sorted((folder / name).glob("*.yaml"))]

    shop = read("shop.yaml")
    talks = read_all("conversations")
    rules, returns = sorted((folder / "policies").glob("*.yaml")), folder / "returns.yaml"
    return ShopFiles(
        one(shop, Shop),
        shop,
        many([read("teams.yaml")], TeamSeed),
        many([read("people.yaml")], PersonSeed),
        many([read("products.yaml")], ProductSeed),
        many(read_all("customers"), CustomerSeed),
        many(read_all("orders"), OrderSeed),
        [(Path(document.file).stem, one(document, ConversationSeed), document) for document in talks],
        load_policies(rules, f"{folder.name}/policies").policies if rules else None,
        load_return_policy(returns, f"{folder.name}/returns.yaml") if returns.exists() else None,
        _read_answers(sorted((folder / "answers").glob("*.yaml"))),
    )


def _read_answers(files: Sequence[Path]) -> list[Answer]:
    """The canned answers of a shop; raises BadFile for the first one that can't be taken."""
    found: list[Answer] = []
    for path in files:
        read = read_answers(path)
        for problem in read.problems:
            raise problem
        found += read.answers
    return found


def check_references(files: ShopFiles) -> None:
    """Raise BadFile for a name that is taken twice or that names nothing."""
    _zone(files)
    teams = _unique(files.teams, "code")
    handles = _unique(files.people, "handle")
    skus = _unique(files.products, "sku")
    keys = _unique(files.customers, "key")
    numbers = _unique(files.orders, "number")
    for person, document, index in files.people:
        for team in person.teams:
            _known(team, teams, document, (index, "teams"), "team")
        if person.away is not None:
            _known(person.away.to, handles, document, (index, "away", "to"), "person")
    for product, document, index in files.products:
        _known(product.successor, skus, document, (index, "successor"), "product")
    for order, document, index in files.orders:
        _known(order.customer, keys, document, (index, "customer"), "customer")
        for number, line in enumerate(order.lines):
            _known(line.sku, skus, document, (index, "lines", number, "sku"), "product")
    slugs = {slug for slug, _, _ in files.conversations}
    for _, talk, document in files.conversations:
        _known(talk.customer, keys, document, ("customer",), "customer")
        _known(talk.order, numbers, document, ("order",), "order")
        _known(talk.product, skus, document, ("product",), "product")
        _known(talk.team, teams, document, ("team",), "team")
        _in_order(talk, document)
        for number, step in enumerate(talk.steps):
            _known(step.by, handles, document, ("steps", number, "by"), "person")
            _known(step.assign, handles, document, ("steps", number, "assign"), "person")
            _known(step.merge_into, slugs, document, ("steps", number, "merge_into"), "conversation")
            _known(step.link, slugs, document, ("steps", number, "link"), "conversation")
            if step.escalate is not None:
                _target(step.escalate, teams, handles, document, ("steps", number, "escalate"))


def _unique(items: Sequence[Item], name: str) -> set[str]:
    seen: set[str] = set()
    for item, document, index in items:
        value = str(getattr(item, name))
        if value in seen:
            raise document.bad((index, name), f"{value!r} is there twice")
        seen.add(value)
    return seen


def _known(value: str | None, known: set[str], document: Document, where: tuple[str | int, ...], what: str) -> None:
    if value is not None and value not in known:
        raise document.bad(where, f"there is no {what} {value!r}")


def _target(text: str, teams: set[str], handles: set[str], document: Document, where: tuple[str | int, ...]) -> None:
    try:
        wish = parse_target(text)
    except DeskError as error:
        raise document.bad(where, error.message) from error
    if wish.to in (To.TEAM, To.PERSON):
        _known(wish.name, teams if wish.to is To.TEAM else handles, document, where, wish.to)


def _in_order(talk: ConversationSeed, document: Document) -> None:
    for number, (step, following) in enumerate(pairwise(talk.steps), 1):
        if parse_duration(following.ago) > parse_duration(step.ago):
            reason = f"{following.ago} ago was before the step above it ({step.ago} ago)"
            raise document.bad(("steps", number, "ago"), reason)


def _zone(files: ShopFiles) -> ZoneInfo:
    try:
        return ZoneInfo(files.shop.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        raise files.shop_document.bad(("timezone",), f"there is no time zone {files.shop.timezone!r}") from None


OPENED: Final = timedelta(days=5 * 366)
"""How long before the seeds are loaded their policies have been in force: all of their shop's past."""

Known = Mapping[str, tuple[int, str]]


def _load_shop(work: Work, files: ShopFiles) -> dict[str, tuple[int, str]]:
    """Write everything but the conversations; returns customers by key."""
    with acting(work, "seed") as context:
        for name, value in files.shop.model_dump(exclude_defaults=True).items():
            people.set_setting(context.connection, name, str(value))
        if files.policies is not None:
            set_policies(context, files.policies, context.at - OPENED)
        for team, _, _ in files.teams:
            people.add_team(context.connection, team.model_dump())
        for person, document, index in files.people:
            try:
                if people.by_handle(context.connection, person.handle) is None:
                    add_person(context, **person.model_dump(exclude={"away"}))
            except DeskError as error:
                raise document.bad((index, "handle"), error.message) from error
        for product, _, _ in files.products:
            catalog.add_product(context.connection, _product_values(product, files.shop.currency))
        customers = {
            seed.key: (_customer(context, seed, document, index), seed.name)
            for seed, document, index in files.customers
        }
        skus = catalog.product_ids(context.connection)
        for order, _, _ in files.orders:
            _order(context, order, customers[order.customer][0], skus)
    _take_answers(work, files.answers)
    return customers


def _set_return_rules(work: Work, clock: ManualClock, files: ShopFiles) -> None:
    """The return rules have been in force for all of the shop's past."""
    if files.returns is None:
        return
    now = clock.now()
    clock.set(now - OPENED)
    with acting(work, "seed") as context:
        set_return_policy(context, files.returns)
    clock.set(now)


def _send_away(work: Work, clock: ManualClock, files: ShopFiles) -> None:
    """Let those who are away have somebody who stands in, from the moment they left."""
    now, desk = clock.now(), Desk(work)
    for person, document, index in files.people:
        if person.away is None:
            continue
        clock.set(now - parse_duration(person.away.since))
        try:
            desk.acting_as(person.handle).delegations.give(person.away.to, now + parse_offset(person.away.until))
        except DeskError as error:
            raise document.bad((index, "away"), error.message) from error
    clock.set(now)


def _take_answers(work: Work, answers: Sequence[Answer]) -> None:
    for problem in Desk(work).answers.take(answers).problems:
        raise BadFile("answers", None, problem.field, f"{problem.code} ({problem.language}): {problem.reason}")


def _product_values(product: ProductSeed, currency: str) -> dict[str, object]:
    return {
        "sku": product.sku,
        "name": product.name,
        "name_zh": product.name_zh,
        "category": product.category,
        "price": product.price,
        "currency": currency,
        "stage": str(product.stage),
        "launched_on": None if product.launched is None else product.launched.isoformat(),
        "support_until": None if product.support_until is None else product.support_until.isoformat(),
        "successor_sku": product.successor,
        "brief": product.brief,
    }


def _customer(context: ActContext, seed: CustomerSeed, document: Document, index: int) -> int:
    try:
        known = [
            *(identities.email(value) for value in seed.emails),
            *(identities.phone(value) for value in seed.phones),
            *(identities.chat(value) for value in seed.chat),
        ]
    except DeskError as error:
        raise document.bad((index,), error.message) from error
    more: dict[str, object] = {
        "membership": seed.membership,
        "language": seed.language,
        "timezone": seed.timezone,
        "note": seed.note,
        "since": _midnight(seed.since),
    }
    return add_customer(context, seed.name, known, more)


def _midnight(day: date | None) -> datetime | None:
    return None if day is None else datetime(day.year, day.month, day.day, tzinfo=UTC)


def _order(context: ActContext, seed: OrderSeed, customer_id: int, skus: Mapping[str, tuple[int, str]]) -> None:
    now = context.at

    def back(text: str | None) -> datetime | None:
        return None if text is None else now - parse_duration(text)

    def offset(text: str | None) -> datetime | None:
        return None if text is None else now + parse_offset(text)

    gross = sum(line.quantity * line.unit_price for line in seed.lines)
    values: dict[str, object] = {
        "number": seed.number,
        "customer_id": customer_id,
        "channel": seed.channel,
        "currency": seed.currency,
        "payment": seed.payment,
        "discount": seed.discount,
        "shipping": seed.shipping,
        "total": gross - seed.discount + seed.shipping,
        "placed_at": now - parse_duration(seed.placed),
    }
    lines: list[dict[str, object]] = [
        {
            "product_id": skus[line.sku][0],
            "title": skus[line.sku][1],
            "quantity": line.quantity,
            "unit_price": line.unit_price,
            "tax_rate": line.tax_rate,
        }
        for line in seed.lines
    ]
    parcels: list[dict[str, object]] = [
        {
            "carrier": parcel.carrier,
            "tracking": parcel.tracking,
            "status": parcel.status,
            "scan": parcel.scan,
            "scanned_at": back(parcel.scanned),
            "promised_at": offset(parcel.promised),
            "delivered_at": back(parcel.delivered),
        }
        for parcel in seed.parcels
    ]
    catalog.add_order(context.connection, values, lines, parcels)


def _play(work: Work, clock: ManualClock, files: ShopFiles, customers: dict[str, tuple[int, str]]) -> int:
    """Play the conversations in the order of time; returns how many tickets there are."""
    now = clock.now()
    played = {slug: Played(slug, seed, document) for slug, seed, document in files.conversations}
    default = files.people[0][0].handle if files.people else work.actor.handle
    rules = partial(escalate_due, work, noted_until=None)
    stage = Stage(Desk(work), clock, now, _zone(files), customers, played, default, rules)
    for play, index in timeline(stage):
        play_step(stage, play, index)
    for play in played.values():
        check_end(stage, play)
    clock.set(now)
    return len(played)
