"""Find anything: what a caller says on the phone, in the order of how sure it makes us."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from servicedesk.desk.looking import Looking
from servicedesk.desk.read import Row
from servicedesk.desk.views import Hit
from servicedesk.desk.work import Work
from servicedesk.domain.asked import Asked, asked
from servicedesk.domain.emphasis import excerpt
from servicedesk.domain.errors import StoreUnavailable
from servicedesk.domain.roles import Permission
from servicedesk.domain.tickets import LIVE
from servicedesk.store import together
from servicedesk.store.database import Connection, interrupter
from servicedesk.store.search import hits, names, numbers, words
from servicedesk.store.search.text_index import TICKETS

__all__ = ["Looking", "Search"]

NAMED: Final = 200
"""Customers of a name whose tickets are looked at."""


class Search:
    def __init__(self, work: Work) -> None:
        self._work = work

    def find(self, text: str, limit: int = 20, *, looking: Looking | None = None) -> tuple[Hit, ...]:
        """Tickets, open and closed, by anything known of them; customers and orders where nobody wrote yet.

        By ticket, return, order and tracking number, phone in any spelling (the last four characters of each do),
        e-mail address, the customer's name in any part and order (Chinese also by pinyin and initials), words of the
        subject and of messages. The surest first: whole numbers and addresses, ends of them, names, words; in each
        open tickets before closed ones, then the last changed. Each once; nothing when ``looking`` was given up.
        """
        self._work.require(Permission.READ)
        what = asked(text)
        if not what.text or limit < 1:
            return ()
        looking = looking or Looking()
        try:
            with self._work.store.read() as connection, looking.through(interrupter(connection)):
                found = _Finding(connection, what, limit)
                for way in WAYS:
                    if looking.given_up:
                        return ()
                    way(found)
                    if len(found.hits) >= limit:
                        break
        except StoreUnavailable:
            if looking.given_up:
                return ()
            raise
        return tuple(found.hits.values())[:limit]

    def recent(self, limit: int = 8, *, but: int | None = None) -> tuple[Hit, ...]:
        """The tickets one read last, the newest first, without the one that is open."""
        self._work.require(Permission.READ)
        with self._work.store.read() as connection:
            read = [row["ticket_id"] for row in together.last_read(connection, self._work.actor.id, limit + 1)]
            rows = hits.tickets_by_id(connection, [number for number in read if number != but][:limit])
        return tuple(_ticket_hit(row, _Match("recent")) for row in rows)


@dataclass(frozen=True, slots=True)
class _Match:
    """Why something was found, and what matched where its line doesn't show it."""

    why: str
    found: str = ""
    whole: bool = False


Matches = dict[int, _Match]


@dataclass(slots=True)
class _Finding:
    """One search under way; each way of looking adds its hits after those found before."""

    connection: Connection
    what: Asked
    limit: int
    hits: dict[tuple[str, int], Hit] = field(default_factory=dict)

    def add(self, found: Iterable[Hit]) -> None:
        """Add hits of one way: open tickets first, then the last changed."""
        for hit in sorted(found, key=_rank):
            if hit.ticket_id is None or ("ticket", hit.ticket_id) not in self.hits:
                self.hits.setdefault((hit.what, hit.id), hit)

    def tickets(self, matches: Mapping[int, _Match]) -> list[Hit]:
        rows = hits.tickets_by_id(self.connection, list(matches))
        return [_ticket_hit(row, matches[row["id"]]) for row in rows]

    def customers(self, matches: Mapping[int, _Match]) -> list[Hit]:
        """Tickets of customers, and customers without one."""
        known = list(matches)
        rows = hits.tickets_of_customers(self.connection, known, self.limit)
        silent = hits.customers_without_tickets(self.connection, known, self.limit)
        return [
            *(_ticket_hit(row, matches[row["customer_id"]]) for row in rows),
            *(_customer_hit(row, matches[row["id"]]) for row in silent),
        ]

    def orders(self, matches: Mapping[int, _Match]) -> list[Hit]:
        """Tickets about orders, and orders without one."""
        known = list(matches)
        rows = hits.tickets_of_orders(self.connection, known, self.limit)
        silent = hits.orders_without_tickets(self.connection, known, self.limit)
        return [
            *(_ticket_hit(row, matches[row["order_id"]]) for row in rows),
            *(_order_hit(row, matches[row["id"]]) for row in silent),
        ]


def _rank(hit: Hit) -> tuple[int, float]:
    """Open tickets, then ended ones, then what has no ticket; the last changed first."""
    kind = 2 if hit.ticket_id is None else 0 if hit.status in LIVE else 1
    return kind, -(hit.at.timestamp() if hit.at is not None else 0)


def _by_number(found: _Finding) -> None:
    """The ticket or return with a number."""
    what, connection = found.what, found.connection
    if what.number is not None:
        found.add(found.tickets(dict.fromkeys(numbers.ticket(connection, what.number), _Match("ticket", whole=True))))
    returned = what.return_number if what.return_number is not None else what.number
    if returned is not None:
        match = _Match("return", f"RMA {returned}", what.return_number is not None)
        found.add(found.tickets(dict.fromkeys(numbers.tickets_of_return(connection, returned), match)))


def _by_order(found: _Finding) -> None:
    """A whole order or tracking number: its tickets, then others of who bought it."""
    if not found.what.key:
        return
    for why, ordered in (
        ("order", numbers.order(found.connection, found.what.key)),
        ("tracking", numbers.tracked(found.connection, found.what.key, found.limit, whole=True)),
    ):
        found.add(found.orders(_matches(why, ordered, whole=True)))
        buyers = {order.customer_id: _Match(why, order.spelled) for order in ordered}
        found.add(hit for hit in found.customers(buyers) if hit.what == "ticket")


def _by_address(found: _Finding) -> None:
    """A whole address or phone number."""
    what, connection = found.what, found.connection
    known = numbers.addresses(connection, what.folded, found.limit)
    known += numbers.phones(connection, what.phone, found.limit) if what.phone else []
    found.add(found.customers(_addressed(one for one in known if one.whole)))


def _by_ending(found: _Finding) -> None:
    """What ends in these digits, or an order that begins so: one list, for the caller didn't say which it is."""
    what, connection, limit = found.what, found.connection, found.limit
    together: list[Hit] = []
    if what.ending:
        ending = numbers.tickets_ending(connection, what.ending, limit)
        together += found.tickets({number: _Match("ticket", f"#{number}") for number in ending})
    if what.phone:
        together += found.customers(_addressed(numbers.phones(connection, what.phone, limit)))
    if len(what.key) >= numbers.ENDING:
        together += found.orders(_matches("order", numbers.orders_like(connection, what.key, limit)))
        together += found.orders(_matches("tracking", numbers.tracked(connection, what.key, limit, whole=False)))
    found.add(_once(together))


def _by_name(found: _Finding) -> None:
    named = names.named(found.connection, names.wanted_keys(found.what.text), NAMED)
    found.add(found.customers(dict.fromkeys(named, _Match("name"))))


def _by_beginning(found: _Finding) -> None:
    """An address that is being typed."""
    known = numbers.addresses(found.connection, found.what.folded, found.limit)
    found.add(found.customers(_addressed(known)))


def _by_subject(found: _Finding) -> None:
    if found.what.words:
        having = TICKETS.found(found.connection, found.what.words, found.limit)
        found.add(found.tickets(dict.fromkeys(having, _Match("subject"))))


def _by_message(found: _Finding) -> None:
    if not found.what.words:
        return
    said = words.in_messages(found.connection, found.what.words, found.limit)
    texts = hits.texts_of_messages(found.connection, list(said.values()))
    found.add(
        found.tickets(
            {
                ticket: _Match("message", _piece(texts[message], found.what))
                for ticket, message in said.items()
                if message in texts
            }
        )
    )


def _by_words_here_and_there(found: _Finding) -> None:
    if len(found.what.words) > 1 and not any(hit.whole for hit in found.hits.values()):
        having = words.here_and_there(found.connection, found.what.words, found.limit)
        found.add(found.tickets(dict.fromkeys(having, _Match("words"))))


WAYS: Final[Sequence[Callable[[_Finding], None]]] = (
    _by_number,
    _by_order,
    _by_address,
    _by_ending,
    _by_name,
    _by_beginning,
    _by_subject,
    _by_message,
    _by_words_here_and_there,
)
"""Each way of looking, the surest first; the next one is tried while there is room."""


def _matches(why: str, ordered: Iterable[numbers.FoundOrder], *, whole: bool = False) -> Matches:
    return {order.id: _Match(why, order.spelled, whole) for order in ordered}


def _addressed(known: Iterable[numbers.FoundAddress]) -> Matches:
    found: Matches = {}
    for one in known:
        found.setdefault(one.customer_id, _Match(one.kind, one.value, one.whole))
    return found


def _once(found: Iterable[Hit]) -> Iterator[Hit]:
    """The first hit of each ticket, customer and order."""
    seen: set[tuple[str, int]] = set()
    for hit in found:
        if (hit.what, hit.id) not in seen:
            seen.add((hit.what, hit.id))
            yield hit


def _piece(text: tuple[str, str], what: Asked) -> str:
    """Where a message says it; where only its writer's name does, that name."""
    body, author = text
    return excerpt(body, what.words) or author


def _ticket_hit(row: Row, match: _Match) -> Hit:
    return Hit(
        what="ticket",
        id=row["id"],
        ticket_id=row["id"],
        label=row["subject"],
        detail=f"{row['kind']}, {row['status']}, {row['customer_name'] or '—'}",
        at=row["updated_at"],
        why=match.why,
        customer_id=row["customer_id"],
        who=row["customer_name"],
        status=row["status"],
        found=match.found,
        whole=match.whole,
    )


def _customer_hit(row: Row, match: _Match) -> Hit:
    return Hit(
        what="customer",
        id=row["id"],
        ticket_id=None,
        label=row["name"],
        detail=row["membership"],
        at=row["created_at"],
        why=match.why,
        customer_id=row["id"],
        who=row["name"],
        found=match.found,
        whole=match.whole,
    )


def _order_hit(row: Row, match: _Match) -> Hit:
    return Hit(
        what="order",
        id=row["id"],
        ticket_id=None,
        label=row["number"],
        detail=row["name"],
        at=row["placed_at"],
        why=match.why,
        customer_id=row["customer_id"],
        who=row["name"],
        found=match.found,
        whole=match.whole,
    )
