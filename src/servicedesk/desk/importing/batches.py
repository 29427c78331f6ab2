"""How records are cut into transactions: by what each costs to write, so that none holds the write lock for long."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from servicedesk.domain.import_identity import changed, fingerprints
from servicedesk.domain.importing import Rejected, TicketRecord
from servicedesk.store.bulk.pace import Pace
from servicedesk.store.imports import Known

Item = TicketRecord | Rejected
CHANGED: Final = 4.0
"""A ticket that follows its source is read and written by itself: as much work as so many new ones."""
_COMMON_LENGTH: Final = 4_000
"""Characters that cost as much as a ticket."""
_SMALL: Final = 0.05
"""What a row costs that nothing is written for."""


def weight(record: TicketRecord) -> float:
    """What a new ticket costs, in tickets of common length."""
    length = len(record.body or "") + sum(len(said.body) for said in record.messages)
    return 1.0 + length / _COMMON_LENGTH


def batches(records: Iterable[Item], pace: Pace) -> Iterator[list[Item]]:
    """Rows as one transaction takes them if all their tickets are new."""
    batch: list[Item] = []
    full = 0.0
    for record in records:
        batch.append(record)
        full += weight(record) if isinstance(record, TicketRecord) else _SMALL
        if full >= pace.size:
            yield batch
            batch, full = [], 0.0
    if batch:
        yield batch


def pieces(
    records: Sequence[tuple[int, TicketRecord]], known: Mapping[str, Known], pace: Pace
) -> Iterator[tuple[list[tuple[int, TicketRecord]], float]]:
    """Cut a batch where too many tickets would change in one transaction; with what each piece costs."""
    piece: list[tuple[int, TicketRecord]] = []
    full = 0.0
    for position, record in records:
        piece.append((position, record))
        full += _cost(record, known.get(record.key))
        if full >= pace.size:
            yield piece, full
            piece, full = [], 0.0
    if piece:
        yield piece, full


def _cost(record: TicketRecord, before: Known | None) -> float:
    if before is None:
        return weight(record)
    return CHANGED if changed(before.fields, fingerprints(record, before.salt)) else _SMALL
