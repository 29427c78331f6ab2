"""The send gate: what is wrong with a public reply before it leaves, and where.

Pure: the text and plain facts in, findings out. A false alarm costs more than a miss, so every check wants to be sure.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final

from servicedesk.domain.blanks import BLANK
from servicedesk.domain.gate.card_numbers import cards_in
from servicedesk.domain.gate.findings import HARD, Finding
from servicedesk.domain.gate.passwords import passwords_in
from servicedesk.domain.gate.placeholders import placeholders_in
from servicedesk.domain.gate.refunds import MoneyFacts, over_limit, over_paid
from servicedesk.domain.gate.salutations import greets_another, salutation_of
from servicedesk.domain.gate.wide_forms import narrowed
from servicedesk.domain.gate.writing_systems import plain_script, script_of, uses

MOST: Final = 20
"""Findings of one code; more of the same help nobody."""
_EXCERPT: Final = 60
"""Characters of a first line that stands for a whole text."""
_MENTIONS: Final = 200
"""Different numbers of one text that are looked up."""
_NUMBERS_WITHIN: Final = 100_000
"""Characters from the beginning in which they are looked for: more than any letter has."""

_CODE: Final = re.compile(r"[A-Za-z0-9]++(?:-[A-Za-z0-9]++)*+")
_NUMBER: Final = re.compile(r"(?=(?:[^\d]*\d){3})(?!\d{1,5}$).{4,40}")
"""A code that may be an order or tracking number: three digits, or six where it has nothing else. The store knows."""


@dataclass(frozen=True, slots=True)
class ReplyFacts:
    """What has to be known of the ticket.

    ``names``: the customer's, as stored; empty where nobody knows. ``written``: what they wrote, and the addresses they
    wrote from. ``language``: the customer's. ``others_orders``: numbers in the text, in capitals, that are orders of
    somebody else. ``known_numbers``: those that are orders or parcels of the shop, whoever they belong to.
    ``money``: what promises of money are judged by; None where none are made or nothing is known.
    """

    names: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    language: str | None = None
    others_orders: frozenset[str] = frozenset()
    known_numbers: frozenset[str] = frozenset()
    money: MoneyFacts | None = None


Place = tuple[int, int, Mapping[str, str]]
"""From, to, details."""


def check_reply(text: str, facts: ReplyFacts) -> tuple[Finding, ...]:
    """What is wrong with a reply, in the order of the text. Places count characters."""
    plain = narrowed(text)
    if not plain.strip():
        return (Finding("empty", True, 0, 0, ""),)
    found = [
        Finding(code, code in HARD, start, end, text[start:end], text.count("\n", 0, start) + 1, details)
        for code, look in _CHECKS.items()
        for start, end, details in islice(look(plain, facts), MOST)
    ]
    return tuple(sorted(found, key=lambda finding: (finding.start, finding.end)))


def numbers_in(text: str) -> frozenset[str]:
    """What to look up for ``ReplyFacts``: everything that may be an order or tracking number.

    As written and in capitals, at most 200.
    """
    found = islice(dict.fromkeys(number for _, _, number in _numbers(narrowed(text))), _MENTIONS)
    return frozenset(number for each in found for number in (each, each.upper()))


def _numbers(text: str) -> Iterator[tuple[int, int, str]]:
    """Places and numbers."""
    for match in _CODE.finditer(text, 0, _NUMBERS_WITHIN):
        if _NUMBER.fullmatch(match[0]):
            yield (*match.span(), match[0])


def _placeholders(text: str, facts: ReplyFacts) -> Iterator[Place]:
    del facts
    for start, end in placeholders_in(text):
        yield start, end, {}


def _blanks(text: str, facts: ReplyFacts) -> Iterator[Place]:
    del facts
    for match in BLANK.finditer(text):
        yield (*match.span(), {})


def _cards(text: str, facts: ReplyFacts) -> Iterator[Place]:
    for card in cards_in(text):
        if text[card.start : card.end] not in facts.known_numbers:
            yield card.start, card.end, {"issuer": card.issuer}


def _passwords(text: str, facts: ReplyFacts) -> Iterator[Place]:
    del facts
    for told in passwords_in(text):
        yield told.start, told.end, {}


def _others_orders(text: str, facts: ReplyFacts) -> Iterator[Place]:
    """Each number once, where it stands first."""
    left = set(facts.others_orders)
    if not left:
        return
    for start, end, number in _numbers(text):
        order = number.upper()
        if order in left:
            left.remove(order)
            yield start, end, {"order": order}
        if not left:
            return


def _other_customer(text: str, facts: ReplyFacts) -> Iterator[Place]:
    greeting = salutation_of(text) if facts.names else None
    if greeting is not None and greets_another(greeting, facts.names, facts.written):
        yield greeting.start, greeting.end, {"called": greeting.name}


def _language(text: str, facts: ReplyFacts) -> Iterator[Place]:
    """A customer who has used the reply's script is answered in it, whatever the ticket says."""
    script, expected = plain_script(text), script_of(facts.language)
    if script is None or expected is None or script == expected or uses(facts.written, script):
        return
    start = len(text) - len(text.lstrip())
    first_line = text[start : start + _EXCERPT].partition("\n")[0].rstrip()
    yield start, start + len(first_line), {"written": script, "customer": facts.language or ""}


def _over_limit(text: str, facts: ReplyFacts) -> Iterator[Place]:
    return over_limit(text, facts.money) if facts.money is not None else iter(())


def _over_paid(text: str, facts: ReplyFacts) -> Iterator[Place]:
    return over_paid(text, facts.money) if facts.money is not None else iter(())


_CHECKS: Final[Mapping[str, Callable[[str, ReplyFacts], Iterator[Place]]]] = {
    "placeholder_left": _placeholders,
    "blank_left": _blanks,
    "card_number": _cards,
    "password": _passwords,
    "other_order": _others_orders,
    "other_customer": _other_customer,
    "language": _language,
    "refund_limit": _over_limit,
    "refund_paid": _over_paid,
}
