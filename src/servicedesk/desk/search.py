"""Find anything: what a caller says on the phone, in the order of how sure it makes us."""

from collections.abc import Iterator

from servicedesk.desk.read import Row
from servicedesk.desk.views import Hit
from servicedesk.desk.work import Work
from servicedesk.domain.errors import Invalid
from servicedesk.domain.identities import fold, phone
from servicedesk.domain.roles import Permission
from servicedesk.domain.texts import storable
from servicedesk.store import search
from servicedesk.store.database import Connection, RowMapping


class Search:
    def __init__(self, work: Work) -> None:
        self._work = work

    def find(self, text: str, limit: int = 20) -> tuple[Hit, ...]:
        """Tickets by number, order, tracking, phone (the last four digits do), address, name or words of the subject.

        Best first, each once; empty when nothing was found. ``why`` names the field that matched.
        """
        self._work.require(Permission.READ)
        wanted = storable(text).strip().removeprefix("#")
        if not wanted:
            return ()
        found: dict[int, Hit] = {}
        with self._work.store.read() as connection:
            for why, rows in _ways(connection, wanted, limit):
                for row in rows:
                    found.setdefault(row["id"], _hit(row, why))
                if len(found) >= limit:
                    break
        return tuple(found.values())[:limit]


def _ways(connection: Connection, wanted: str, limit: int) -> Iterator[tuple[str, list[RowMapping]]]:
    """Each way of looking, the surest first."""
    digits = wanted.isascii() and wanted.isdigit()
    if digits and len(wanted) < 10:
        yield "ticket", search.by_number(connection, int(wanted))
    yield "order", search.by_order(connection, wanted, limit)
    yield "tracking", search.by_tracking(connection, wanted, limit)
    yield "address", search.by_address(connection, fold(wanted), limit)
    if (number := _phone(wanted)) is not None:
        yield "phone", search.by_address(connection, number, limit)
    if digits and len(wanted) == 4:
        yield "phone ending", search.by_phone_ending(connection, wanted, limit)
    yield "name", search.by_name(connection, fold(wanted), limit)
    yield "name", search.by_part_of_name(connection, fold(wanted), limit)
    yield "subject", search.by_words(connection, wanted.split(), limit)


def _phone(wanted: str) -> str | None:
    """A phone number as it is kept, however it was spelled; None for anything with a letter in it."""
    if any(character.isalpha() for character in wanted):
        return None
    try:
        return phone(wanted).folded
    except Invalid:
        return None


def _hit(row: Row, why: str) -> Hit:
    return Hit(
        "ticket",
        row["id"],
        row["id"],
        row["subject"],
        f"{row['kind']}, {row['status']}, {row['customer_name'] or '—'}",
        row["updated_at"],
        why,
    )
