"""The filter language of the queue: ``is:live kind:return assignee:me "broken lamp"``.

Words ``field:value`` narrow; several values with commas are alternatives; anything else is looked for in the
subject and in the customer's name. A bare ``-`` before a word is not supported and is refused rather than ignored.
"""

import shlex
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from servicedesk.domain.errors import Invalid
from servicedesk.domain.texts import storable
from servicedesk.domain.tickets import Channel, Kind, Priority, Status


class Scope(StrEnum):
    """LIVE is the queue: somebody has work with it and it isn't snoozed.

    OVERDUE and RISK are those of it whose running clocks have passed their due time, or their warning.
    HANDED: handed over to me or to nobody in particular, and not taken up. REMIND: with an open promise or follow-up.
    """

    LIVE = "live"
    CLOSED = "closed"
    SNOOZED = "snoozed"
    WAITING = "waiting"
    OVERDUE = "overdue"
    RISK = "risk"
    HANDED = "handed"
    REMIND = "remind"
    ALL = "all"


class Sort(StrEnum):
    """``due``: who waits longest, or what is due first. ``remind``: the next promise or follow-up."""

    DUE = "due"
    UPDATED = "updated"
    CREATED = "created"
    ID = "id"
    REMIND = "remind"


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list shows. Empty tuples don't narrow. ``assignee`` may be ``me``, ``none`` or a handle.

    ``customer`` is a number; ``customer_name`` what a customer is called, in letters or in Pinyin. ``product`` are the
    shop's numbers of products (SKU), ``id`` those of tickets. ``approval``: one waits, which ``me`` may grant, or
    ``any``. ``escalated``: one waits to be accepted by ``me``, by a handle, or by ``any``; ``inbox``: one of the two
    waits for me. ``now`` is set by who asks: overdue and at risk are so at an instant; so are the tickets that wait:
    ``decidable`` with an approval that they may grant, ``asked`` with an escalation for whom it names, ``mine`` either.
    """

    scope: Scope = Scope.LIVE
    status: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    priority: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    assignee: str | None = None
    team: str | None = None
    mention: str | None = None
    customer: int | None = None
    customer_name: str | None = None
    product: tuple[str, ...] = ()
    id: tuple[int, ...] = ()
    escalated: str | None = None
    inbox: str | None = None
    asked: tuple[int, ...] = ()
    mine: tuple[int, ...] = ()
    approval: str | None = None
    decidable: tuple[int, ...] = ()
    words: tuple[str, ...] = ()
    now: datetime | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """``descending`` with ``updated``: newest first."""

    sort: Sort = Sort.DUE
    descending: bool = False

    def __str__(self) -> str:
        return f"-{self.sort}" if self.descending else str(self.sort)


CHOICES: Final = {
    "status": tuple(str(value) for value in Status),
    "kind": tuple(str(value) for value in Kind),
    "priority": tuple(str(value) for value in Priority),
    "channel": tuple(str(value) for value in Channel),
}
APPROVALS: Final = ("me", "any")
"""Whose decision a waiting approval asks for."""
OPEN_LISTS: Final = ("language", "tag", "product")
SINGLE: Final = ("assignee", "team", "mention", "escalated")
INBOX: Final = ("me",)
"""Whose inbox: what waits for whoever looks, escalations and approvals."""
BY_DUE: Final = (Scope.LIVE, Scope.WAITING, Scope.OVERDUE, Scope.RISK)
"""Lists of the queue, which are ordered by what is due."""
MOST_DIGITS: Final = 18
"""Of a number that both engines can compare."""
MOST_NUMBERS: Final = 1_000
"""Tickets that a filter names one by one."""
FIELDS: Final = ("is", *CHOICES, *OPEN_LISTS, *SINGLE, "customer", "id", "approval", "inbox")


def parse_filter(text: str) -> Filter:
    """Read a filter; raises Invalid naming the field. Full-width colons and blanks count as plain ones."""
    try:
        words = list(_lexer(storable(text).replace("：", ":")))
    except ValueError as error:
        raise Invalid("filter", "a quotation mark is not closed") from error
    result = Filter()
    scoped = False
    for word in words:
        name, colon, value = word.partition(":")
        if not colon or name not in FIELDS:
            _refuse_unknown_field(name, colon)
            result = replace(result, words=(*result.words, word))
        else:
            scoped = scoped or name == "is"
            result = _narrow(result, name, value)
    if (result.status or result.id or result.escalated or result.inbox or result.approval) and not scoped:
        result = replace(result, scope=Scope.ALL)
    return result


def _lexer(text: str) -> shlex.shlex:
    """Only ``"`` quotes: an apostrophe or a backslash is part of its word."""
    lexer = shlex.shlex(text, posix=True)
    lexer.whitespace += "\N{IDEOGRAPHIC SPACE}\N{NO-BREAK SPACE}"
    lexer.whitespace_split = True
    lexer.quotes = '"'
    lexer.escape = lexer.commenters = ""
    return lexer


def _refuse_unknown_field(name: str, colon: str) -> None:
    if len(name) > 1 and name.startswith("-"):
        raise Invalid("filter", f"{name!r}: leaving out by a - in front is not possible")
    if colon and name.isalpha():
        raise Invalid("filter", f"there is no field {name!r}; there are {', '.join(FIELDS)}")


def _narrow(result: Filter, name: str, value: str) -> Filter:
    if not value:
        raise Invalid(name, "a value is missing after the colon")
    if name == "is":
        return replace(result, scope=Scope(_chosen(name, value, tuple(str(scope) for scope in Scope))))
    if name == "customer":
        if any(character.isalpha() for character in value):
            return replace(result, customer_name=value)
        if not value.isdecimal() or len(value) > MOST_DIGITS:
            raise Invalid(name, f"expected a customer's number or name, not {value!r}")
        return replace(result, customer=int(value))
    if name in SINGLE:
        return replace(result, **{name: value})  # type: ignore[arg-type]
    if name == "inbox":
        return replace(result, inbox=_chosen(name, value, INBOX))
    if name == "approval":
        return replace(result, approval=_chosen(name, value, APPROVALS))
    values = tuple(part for part in value.split(",") if part)
    if not values:
        raise Invalid(name, "a value is missing after the colon")
    if name == "id":
        return replace(result, id=_numbers(values))
    if name == "tag":
        values = tuple(part.removeprefix("#").casefold() for part in values)
    if name in CHOICES:
        values = tuple(_chosen(name, part, CHOICES[name]) for part in values)
    return replace(result, **{name: values})  # type: ignore[arg-type]


def _numbers(values: tuple[str, ...]) -> tuple[int, ...]:
    """Numbers of tickets, with or without the ``#`` they are written with."""
    if len(values) > MOST_NUMBERS:
        raise Invalid("id", f"{len(values)} tickets; at most {MOST_NUMBERS} are named one by one")
    digits = [value.removeprefix("#") for value in values]
    for value in digits:
        if not value.isdecimal() or len(value) > MOST_DIGITS:
            raise Invalid("id", f"expected a ticket's number, not {value!r}")
    return tuple(dict.fromkeys(map(int, digits)))


def about_product(sku: str) -> str:
    """The word of a filter for one product, quoted where it has to be; a quotation mark in it is left out."""
    plain = sku.replace('"', "")
    return f"product:{plain}" if plain.replace("-", "").isalnum() else f'product:"{plain}"'


def named_tickets(numbers: Iterable[int]) -> str:
    """A filter that shows these tickets and no others, whatever their status; of so many at most."""
    return "id:" + ",".join(str(number) for number in list(numbers)[:MOST_NUMBERS])


def _chosen(name: str, value: str, choices: tuple[str, ...]) -> str:
    if value not in choices:
        raise Invalid(name, f"{value!r} is none of {', '.join(choices)}")
    return value


def parse_order(text: str, scope: Scope) -> Order:
    """Read a sort; ``-`` in front reverses. Lists that aren't the queue have no due order: newest first."""
    name = text.removeprefix("-")
    order = Order(Sort(_chosen("sort", name, tuple(str(sort) for sort in Sort))), text.startswith("-"))
    if scope is Scope.REMIND and order.sort is Sort.DUE:
        return Order(Sort.REMIND, order.descending)
    if order.sort is Sort.REMIND and scope is not Scope.REMIND:
        raise Invalid("sort", "remind orders promises and follow-ups only: is:remind")
    if order.sort is Sort.DUE and scope not in BY_DUE:
        return Order(Sort.UPDATED, descending=True)
    return order
