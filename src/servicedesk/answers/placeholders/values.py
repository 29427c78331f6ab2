"""The values of the placeholders in one language: dates, money and states are worded by the letter's language."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Final

from servicedesk.answers.filling import LONGEST_VALUE
from servicedesk.answers.placeholders.dates import written_date
from servicedesk.answers.placeholders.facts import Money, OrderFacts, ParcelFacts, ProductFacts, TicketFacts
from servicedesk.answers.placeholders.names import AHEAD
from servicedesk.answers.placeholders.people import Name, name_in
from servicedesk.domain.money import written_money
from servicedesk.domain.parcels import Fate

Named = Iterator[tuple[str, str]]

_PREPARING: Final = "preparing"
_STATES: Final[Mapping[str, Mapping[str, str]]] = {
    _PREPARING: {"en": "being prepared", "zh": "备货中", "de": "in Vorbereitung"},
    Fate.MOVING: {"en": "on its way", "zh": "运输中", "de": "unterwegs"},
    Fate.STUCK: {"en": "on its way, without a scan for some days", "zh": "运输中，几天没有更新", "de": "unterwegs"},
    Fate.HELD_UP: {"en": "held up with the carrier", "zh": "配送异常", "de": "beim Paketdienst aufgehalten"},
    Fate.GOING_BACK: {"en": "on its way back to us", "zh": "退回途中", "de": "auf dem Rückweg zu uns"},
    Fate.LOST: {"en": "lost with the carrier", "zh": "包裹丢失", "de": "beim Paketdienst verloren"},
    Fate.DELIVERED: {"en": "delivered", "zh": "已送达", "de": "zugestellt"},
}
_GREETINGS: Final = {"en": "Dear {}", "zh": "尊敬的{}", "de": "Guten Tag {}"}
_CUSTOMERS: Final = {"en": "customer", "zh": "顾客", "de": ""}


def values_in(facts: TicketFacts, language: str) -> Mapping[str, str]:
    """Every placeholder that has a value; what is unknown is not in it."""
    named = (
        *_of_customer(name_in(facts.customer, language), language),
        *_of_ticket(facts),
        *_of_order(facts, language),
        *_of_product(facts.product, language),
        *_of_return(facts, language),
        ("complaint.remedy", _within(facts.remedy)),
        *_of_agent(facts, language),
        *_of_days(facts, language),
    )
    return {name: value for name, value in named if value}


def _of_customer(name: Name, language: str) -> Named:
    yield "customer.name", name.whole
    yield "customer.first_name", name.first
    yield "customer.last_name", name.last
    greeting = _GREETINGS.get(language, "{}")
    yield "customer.salutation", greeting.format(name.whole or _CUSTOMERS.get(language, "")).strip()


def _of_ticket(facts: TicketFacts) -> Named:
    if facts.ticket is not None:
        yield "ticket.number", f"#{facts.ticket}"
    yield "ticket.subject", facts.subject


def _of_order(facts: TicketFacts, language: str) -> Named:
    order = facts.order
    if order is None:
        return
    yield "order.number", order.number
    yield "order.date", _day(order.placed_at, facts, language)
    yield "order.total", _money(order.total, language)
    yield "order.state", _state(order, language)
    if order.parcel is not None:
        yield from _of_parcel(order.parcel, facts, language)


def _state(order: OrderFacts, language: str) -> str:
    if order.placed_at is None:
        return ""
    words = _STATES[order.parcel.fate if order.parcel is not None else _PREPARING]
    return words.get(language, "")


def _of_parcel(parcel: ParcelFacts, facts: TicketFacts, language: str) -> Named:
    yield "parcel.carrier", parcel.carrier
    yield "parcel.tracking", parcel.tracking
    yield "parcel.promised", _day(parcel.promised_at, facts, language)
    day = _day(parcel.scanned_at, facts, language)
    joined = "，" if language == "zh" else ", "
    yield "parcel.last_scan", joined.join(part for part in (parcel.scan, day) if part)


def _of_product(product: ProductFacts | None, language: str) -> Named:
    if product is not None:
        yield "product.name", (product.name_zh if language == "zh" else "") or product.name
        yield "product.sku", product.sku


def _of_return(facts: TicketFacts, language: str) -> Named:
    if facts.return_number is not None:
        yield "return.number", str(facts.return_number)
    yield "refund.amount", _money(facts.refund, language)


def _within(words: str) -> str:
    """Words for within a sentence, which has a full stop of its own. Half a decision would be another one: a long one
    is left blank.
    """
    words = " ".join(words.split()).rstrip(".。")
    return words if len(words) <= LONGEST_VALUE else ""


def _of_agent(facts: TicketFacts, language: str) -> Named:
    yield "agent.name", facts.agent
    yield "agent.first_name", name_in(facts.agent, language).first
    signed = facts.signature.strip().splitlines()
    yield "agent.signature", signed[0] if signed else facts.agent
    yield "shop.name", facts.shop


def _of_days(facts: TicketFacts, language: str) -> Named:
    if facts.now is None:
        return
    today = facts.now.astimezone(facts.zone).date()
    yield "today", written_date(today, language)
    for name, days in (("tomorrow", 1), *((f"date.in_{days}_days", days) for days in AHEAD)):
        yield name, _ahead(today, days, language)


def _ahead(today: date, days: int, language: str) -> str:
    """Empty beyond the calendar's end."""
    try:
        return written_date(today + timedelta(days=days), language)
    except OverflowError:
        return ""


def _day(at: datetime | None, facts: TicketFacts, language: str) -> str:
    return "" if at is None else written_date(at.astimezone(facts.zone).date(), language)


def _money(money: Money | None, language: str) -> str:
    return "" if money is None else written_money(money.minor, money.currency, language)
