"""What is to be done with each record of a batch, by what is known of its source."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from servicedesk.domain.import_identity import changed, fingerprints
from servicedesk.domain.importing import TicketRecord
from servicedesk.store.imports import Known


@dataclass(slots=True)
class Sorted:
    """A batch by what is to be done with each record. ``changed`` also names the fields."""

    new: list[TicketRecord] = field(default_factory=list)
    changed: list[tuple[TicketRecord, Known, frozenset[str]]] = field(default_factory=list)
    unchanged: int = 0


def sort_records(records: Iterable[TicketRecord], known: Mapping[str, Known]) -> Sorted:
    found, fresh = Sorted(), set[str]()
    for record in records:
        before = known.get(record.key)
        if before is None and record.key not in fresh:
            fresh.add(record.key)
            found.new.append(record)
        elif before is not None and (fields := changed(before.fields, fingerprints(record, before.salt))):
            found.changed.append((record, before, fields))
        else:
            found.unchanged += 1
    return found
