"""The send gate at a ticket: gathers what the rules of ``domain.send_gate`` have to know, and holds replies back."""

from collections.abc import Sequence

from servicedesk.desk.read import Row
from servicedesk.domain.errors import GateClosed, NotFound
from servicedesk.domain.gate.checks import ReplyFacts, check_reply, numbers_in
from servicedesk.domain.gate.findings import Finding
from servicedesk.store import gate, messages
from servicedesk.store.database import Connection

WORDS_READ = 20
"""Messages of the customer that are looked through for their names and their language."""


def findings_for(connection: Connection, ticket_id: int, text: str) -> tuple[Finding, ...]:
    """What is wrong with a reply on this ticket; raises NotFound."""
    return check_reply(text, _facts(connection, ticket_id, text))


def pass_gate(connection: Connection, ticket_id: int, text: str, accept: Sequence[str]) -> tuple[str, ...]:
    """Raise GateClosed unless every finding is soft and its code accepted; returns the codes that were."""
    findings = findings_for(connection, ticket_id, text)
    if any(finding.hard or finding.code not in accept for finding in findings):
        raise GateClosed(ticket_id, findings)
    return tuple(dict.fromkeys(finding.code for finding in findings))


def _facts(connection: Connection, ticket_id: int, text: str) -> ReplyFacts:
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
