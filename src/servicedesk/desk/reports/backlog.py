"""What isn't finished: by age, status, kind, and who has the next move."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from servicedesk.desk.reports.words import code_name, count
from servicedesk.domain.reports.tables import Cell, Column, Form, Named, Table
from servicedesk.domain.tickets import Kind, Status
from servicedesk.i18n import _
from servicedesk.store.database import Connection, RowMapping
from servicedesk.store.reports import live

AWAITED: Final = ("our_reply", "our_work", "customer", "third_party", "snoozed")
_FIGURES: Final = ("open", "snoozed", "live", "waiting", "overdue", "risk")


@dataclass(frozen=True, slots=True)
class Line:
    """The tickets not done that have something in common; ``oldest`` is when the first of them was opened.

    ``figures``: open, which is snoozed and live together; waiting, overdue and at risk of the live ones.
    """

    by: str
    code: str
    figures: tuple[int, ...]
    oldest: datetime
    ticket: int

    @property
    def live(self) -> int:
        return self.figures[_FIGURES.index("live")]


def backlog_lines(connection: Connection, now: datetime) -> list[Line]:
    """All tickets not done, then by age, status, kind and who is awaited; empty groups are left out."""
    groups = live.backlog(connection, now)
    opened = live.opened_at(connection, sorted({group["oldest"] for group in groups}))
    ages = [band for band, _limit in live.AGES]
    parts: tuple[tuple[str, Iterable[str]], ...] = (
        ("all", ("",)),
        ("age", ages),
        ("status", [str(status) for status in Status]),
        ("kind", [str(kind) for kind in Kind]),
        ("awaited", AWAITED),
    )
    found: list[Line] = []
    for by, codes in parts:
        for code in codes:
            mine = _being(by, code)
            if same := [group for group in groups if mine(group)]:
                found.append(_line(by, code, same, opened))
    return found


def _being(by: str, code: str) -> Callable[[RowMapping], bool]:
    return lambda row: by == "all" or row[by] == code


def _line(by: str, code: str, groups: list[RowMapping], opened: list[RowMapping]) -> Line:
    oldest = min(group["oldest"] for group in groups)
    # An age belongs to the instant of opening, so the instant alone tells the ticket there.
    mine = _being("all" if by == "age" else by, code)
    ticket = next(row["id"] for row in opened if row["created_at"] == oldest and mine(row))
    return Line(by, code, tuple(sum(group[name] for group in groups) for name in _FIGURES), oldest, ticket)


def backlog_table(connection: Connection, now: datetime) -> Table:
    """The backlog as it is now."""
    rows: list[tuple[Cell, ...]] = [
        (Named(line.by, _part(line.by)), _value(line), *line.figures, line.oldest, line.ticket)
        for line in backlog_lines(connection, now)
    ]
    columns = (
        Column("by", _("by"), Form.TEXT),
        Column("value", _("value"), Form.TEXT),
        count("open", _("still open")),
        count("snoozed", _("snoozed")),
        count("live", _("live")),
        count("waiting", _("waiting")),
        count("overdue", _("overdue")),
        count("risk", _("at risk")),
        Column("oldest_at", _("oldest"), Form.INSTANT),
        Column("oldest_ticket", _("oldest ticket"), Form.TICKET),
    )
    counted = _(
        "Still open: every ticket that isn't resolved, closed, merged or spam, as it is now. Live: those that aren't "
        "snoozed, as in the queue; waiting (a customer waits for a reply), overdue and at risk are of these. Age by "
        "the calendar since it was opened."
    )
    return Table("backlog", _("Backlog"), columns, tuple(rows), counted, _("nothing is left to do"))


def _part(by: str) -> str:
    names = {"all": _("all"), "age": _("age"), "status": _("status"), "kind": _("kind"), "awaited": _("next move")}
    return names[by]


def _value(line: Line) -> Named:
    if line.by == "all":
        return Named("all", "")
    awaited = {
        "our_reply": _("ours: a reply"),
        "our_work": _("ours: no reply owed"),
        "customer": _("the customer's"),
        "third_party": _("carrier, warehouse, vendor"),
        "snoozed": _("snoozed"),
    }
    if line.by == "awaited":
        return Named(line.code, awaited[line.code])
    return Named(line.code, line.code) if line.by == "age" else code_name(line.code)
