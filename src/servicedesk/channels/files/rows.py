"""What every reader yields: raw rows, and the way from one to a record."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from servicedesk.channels.files.options import ImportOptions
from servicedesk.domain.import_identity import Identities
from servicedesk.domain.importing import FIELDS, Rejected, TicketRecord, normalise


@dataclass(frozen=True, slots=True)
class Row:
    """``raw``: the row as it stands, for its identity. ``values``: what it says, by field."""

    line: int
    raw: Mapping[str, object]
    values: dict[str, object]


def records(rows: Iterable[Row | Rejected], options: ImportOptions) -> Iterator[TicketRecord | Rejected]:
    """Check every row, in order."""
    rules, identities = options.rules(), Identities()
    for row in rows:
        if isinstance(row, Rejected):
            yield row
            continue
        values = row.values | dict(options.sets) if options.sets else row.values
        record = normalise(row.line, values, rules, partial(identities.key, raw=row.raw))
        if isinstance(record, TicketRecord) and (earlier := identities.contradicted(record)) is not None:
            reason = f"the row of line {earlier} has the same external_id and other values"
            yield Rejected(row.line, "external_id", reason)
            continue
        yield record


def by_name(names: Iterable[str]) -> dict[str, str]:
    """field → the name that spells it (``Created At`` spells created_at), for what nobody mapped."""
    found: dict[str, str] = {}
    for name in names:
        spelled = name.strip().lower().replace(" ", "_").replace("-", "_")
        if spelled in FIELDS:
            found.setdefault(spelled, name)
    return found


def values_of(item: Mapping[str, object], maps: Mapping[str, str]) -> dict[str, object]:
    """The fields of a JSON object: mapped keys (``requester.email`` reaches inside) before equal names."""
    found = {field: item[name] for field, name in by_name(item).items()}
    for field, key in maps.items():
        found[field] = reach(item, key)
    return found


def reach(item: Mapping[str, object], key: str) -> object:
    """The value under a key, or under a path of keys with dots between; None when there is none."""
    if key in item:
        return item[key]
    value: object = item
    for part in key.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value
