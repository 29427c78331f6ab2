"""The send gate at a ticket: gathers what the rules of ``domain.gate`` have to know, and holds replies back."""

from collections.abc import Collection, Sequence

from servicedesk.desk.approving.limits import shop_limits
from servicedesk.desk.read import Row
from servicedesk.domain.errors import GateClosed, NotFound
from servicedesk.domain.gate.checks import ReplyFacts, check_reply, numbers_in
from servicedesk.domain.gate.findings import Finding
from servicedesk.domain.gate.refunds import MoneyFacts, grants_money
from servicedesk.domain.gate.wide_forms import narrowed
from servicedesk.domain.roles import Role
from servicedesk.store import gate, messages
from servicedesk.store.approvals import granted_amounts
from servicedesk.store.database import Connection

WORDS_READ = 20
"""Messages of the customer that are looked through for their names and their language."""


def findings_for(connection: Connection, ticket_id: int, text: str, roles: Collection[Role]) -> tuple[Finding, ...]:
    """What is wrong with a reply on this ticket by somebody with these roles; raises NotFound."""
    return check_reply(text, _facts(connection, ticket_id, text, roles))


def pass_gate(
    connection: Connection, ticket_id: int, text: str, accept: Sequence[str], roles: Collection[Role]
) -> tuple[str, ...]:
    """Raise GateClosed unless every finding is soft and its code accepted; returns the codes that were."""
    findings = findings_for(connection, ticket_id, text, roles)
    if any(finding.hard or finding.code not in accept for finding in findings):
        raise GateClosed(ticket_id, findings)
    return tuple(dict.fromkeys(finding.code for finding in findings))


def _facts(connection: Connection, ticket_id: int, text: str, roles: Collection[Role]) -> ReplyFacts:
    """Tickets merged into this one count with it: the same person may have had another address there."""
    family = messages.family(connection, ticket_id)
    parties = gate.parties(connection, family)
    ticket = next((party for party in parties if party["id"] == ticket_id), None)
    if ticket is None:
        raise NotFound("ticket", ticket_id)
    customers = {party["customer_id"] for party in parties if party["customer_id"] is not None}
    addresses = gate.addresses(connection, customers)
    words = gate.customers_words(connection, family, WORDS_READ)
    numbers = gate.known_numbers(connection, numbers_in(text))
    return ReplyFacts(
        names=_names(parties, addresses),
        written=(*addresses, *(said for row in words for said in (row["author_name"], row["body"]))),
        language=ticket["language"] or ticket["customer_language"],
        others_orders=_others_orders(numbers, parties, customers),
        known_numbers=frozenset(row["number"] for row in numbers),
        money=_money(connection, ticket, parties, _own_orders(numbers, customers), roles, text),
    )


def _names(parties: Sequence[Row], addresses: Sequence[str]) -> tuple[str, ...]:
    """A customer of whom only an address is known is stored under it; that is no name."""
    names = dict.fromkeys(party["name"] for party in parties if party["name"])
    return tuple(name for name in names if name not in addresses)


def _others_orders(numbers: Sequence[Row], parties: Sequence[Row], customers: set[int]) -> frozenset[str]:
    """Orders of somebody else. Where the customer is unnamed nobody can say whose an order is."""
    if not customers:
        return frozenset()
    own = {party["order_id"] for party in parties}
    return frozenset(
        row["number"].upper()
        for row in numbers
        if row["what"] == "order" and row["customer_id"] not in customers and row["order_id"] not in own
    )


def _own_orders(numbers: Sequence[Row], customers: set[int]) -> frozenset[int]:
    """The customer's orders that the text names."""
    return frozenset(row["order_id"] for row in numbers if row["what"] == "order" and row["customer_id"] in customers)


def _money(
    connection: Connection,
    ticket: Row,
    parties: Sequence[Row],
    named: Collection[int],
    roles: Collection[Role],
    text: str,
) -> MoneyFacts | None:
    """Looked up only where the text grants money. Of several orders together counts what was paid for all of them."""
    if not grants_money(narrowed(text)):
        return None
    order_ids = {party["order_id"] for party in parties if party["order_id"] is not None} | set(named)
    lines = gate.bought(connection, order_ids) if order_ids else []
    currencies = {line["currency"] for line in lines}
    currency = next(iter(currencies)) if len(currencies) == 1 else None
    totals = {line["order_id"]: line["total"] for line in lines}
    return MoneyFacts(
        limits=shop_limits(connection).of(roles),
        currency=currency,
        paid=sum(totals.values()) if currency is not None else None,
        full=_in_full(ticket, lines) if currency is not None else None,
        settled=_settled(gate.paid_back(connection, [party["id"] for party in parties])),
        granted=frozenset(granted_amounts(connection, [party["id"] for party in parties])),
    )


def _in_full(ticket: Row, lines: Sequence[Row]) -> int | None:
    """What "a full refund" gives back: a piece of the ticket's product, where its order has others too; else all."""
    own = [line for line in lines if line["order_id"] == ticket["order_id"]]
    if not own:
        return None
    of_product = [line for line in own if line["product_id"] == ticket["product_id"] is not None]
    total: int = of_product[0]["unit_price"] if of_product and len(own) > 1 else own[0]["total"]
    return total


def _settled(rows: Sequence[Row]) -> frozenset[int]:
    """Amounts that returns have paid back: by line, by return (with and without fee and shipping), and all together."""
    by_return: dict[int, int] = {}
    for row in rows:
        by_return[row["rma_id"]] = by_return.get(row["rma_id"], 0) + row["amount"]
    lines = {row["amount"] for row in rows}
    totals = {row["rma_id"]: row["refund_total"] for row in rows if row["refund_total"]}
    sums = {sum(by_return.values()), sum(totals.values())} - {0}
    return frozenset({*lines, *by_return.values(), *totals.values(), *sums}) if rows else frozenset()
