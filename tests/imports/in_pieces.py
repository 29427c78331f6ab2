"""Records of tickets made on the spot, and taken in a piece of so many at a time."""

from collections.abc import Iterable

from servicedesk.desk.desk import Desk
from servicedesk.desk.importing.summary import ImportSummary
from servicedesk.domain.importing import FieldRules, TicketRecord, normalise
from servicedesk.store.bulk.pace import Pace


def records(count: int) -> list[TicketRecord]:
    made = []
    for n in range(count):
        values = {"external_id": n, "subject": f"ticket {n}", "customer_email": f"c{n % 9}@example.com"}
        record = normalise(n + 2, values, FieldRules())
        assert isinstance(record, TicketRecord)
        made.append(record)
    return [TicketRecord(**{**_fields(one), "key": f"id:{one.external_id}"}) for one in made]


def _fields(record: TicketRecord) -> dict:
    return {name: getattr(record, name) for name in record.__slots__}


def take_in(desk: Desk, made: Iterable[TicketRecord], size: int, **more: object) -> ImportSummary:
    return desk.imports.tickets(made, source="shop", pace=Pace(exclusive=True, size=size), **more)  # type: ignore[arg-type]
