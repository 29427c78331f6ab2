"""What came in and what was finished: by hour, day, or what it was about."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

from servicedesk.desk.reports.words import code_name, count, key_column, named_of
from servicedesk.domain.errors import Invalid
from servicedesk.domain.reports.periods import Period, day_of, hour_of
from servicedesk.domain.reports.tables import Cell, Table
from servicedesk.i18n import _
from servicedesk.store.database import Connection
from servicedesk.store.reports import moves, names

OVER_TIME: Final = ("hour", "day")
BY: Final = (*OVER_TIME, "kind", "channel", "language", "product")
COUNTED: Final = ("opened", moves.REOPENED, moves.RESOLVED)
Key = int | str | date | datetime | None


def volume_table(connection: Connection, period: Period, by: str, title: str) -> Table:
    """Tickets opened, reopened and resolved in a period; raises Invalid for an unknown ``by``."""
    if by not in BY:
        raise Invalid("by", f"{by!r} is none of {', '.join(BY)}")
    counts = counted(connection, period, by)
    rows = [(cell, *(counts[key, what] for what in COUNTED)) for key, cell in _keys(connection, period, by, counts)]
    columns = (
        key_column(by),
        count("opened", _("opened")),
        count("reopened", _("reopened")),
        count("resolved", _("resolved")),
    )
    line = _(
        "Opened: tickets that began in the period, without spam. Resolved: each time one was resolved; what was undone "
        "isn't counted, nor a reopening by a message that needed no reply."
    )
    return Table("volume", title, columns, tuple(rows), line, _("nothing came in and nothing was done"))


def counted(connection: Connection, period: Period, by: str) -> Counter[tuple[Key, str]]:
    """(key, opened | reopened | resolved) → how many."""
    group = None if by in OVER_TIME else by
    found: Counter[tuple[Key, str]] = Counter()

    def place(key: int | str | None, quarter: int) -> Key:
        if group is not None:
            return key
        return day_of(quarter, period.zone) if by == "day" else hour_of(quarter, period.zone)

    for key, quarter, number in moves.opened(connection, period.since, period.until, group):
        found[place(key, quarter), "opened"] += number
    for key, quarter, what, number in moves.moves(connection, period.since, period.until, group):
        found[place(key, quarter), what] += number
    return found


def _keys(
    connection: Connection, period: Period, by: str, counts: Counter[tuple[Key, str]]
) -> Iterator[tuple[Key, Cell]]:
    """The rows: every day or hour of the period, else what there is, most opened first."""
    if by == "day":
        yield from ((day, day) for day in period.days())
        return
    if by == "hour":
        yield from ((hour, hour) for hour in period.hours())
        return
    known = names.product_names(connection) if by == "product" else {}
    keys = {key for key, _what in counts}
    for key in sorted(keys, key=lambda key: (-counts[key, "opened"], key is None, str(key))):
        if by == "product":
            yield key, named_of(known, key, _("no product"))
        else:
            yield key, _("not known") if key is None else code_name(str(key))
