"""Who has what, and who did what."""

import json
from collections import Counter
from datetime import datetime
from typing import Final

from servicedesk.desk.reports.words import count, key_column, named_of
from servicedesk.domain.reports.periods import Period
from servicedesk.domain.reports.tables import Cell, Column, Form, Table
from servicedesk.i18n import _
from servicedesk.store.database import Connection
from servicedesk.store.reports import live, moves, names

PRESSING: Final = ("live", "waiting", "overdue", "risk")


def workload_table(connection: Connection, period: Period, now: datetime, title: str, me: int, *, alone: bool) -> Table:
    """The queue of each person now, and what the person did in the period; one's own row first, ``alone`` only it."""
    known = names.people_names(connection)
    loads = {row["id"]: row for row in live.loads(connection, now)}
    answered = moves.answered_by(connection, period.since, period.until)
    resolved = moves.resolved_by(connection, period.since, period.until)
    talked = _talked(connection, period)
    busy = {person for person in known if person in loads or person in answered or f"person:{person}" in resolved}
    who = [me] if alone else sorted(busy | {me}, key=lambda one: (one != me, known[one][0]))
    rows: list[tuple[Cell, ...]] = []
    for person in (*who, *([None] if None in loads and not alone else [])):
        load = loads.get(person)
        pressing = [0 if load is None else load[name] for name in PRESSING]
        done: tuple[Cell, ...] = (None, None, None)
        if person is not None:
            code = f"person:{person}"
            done = (answered.get(person, 0), resolved.get(code, 0), talked.get(code))
        rows.append((named_of(known, person, _("nobody")), *pressing, *done))
    line = _(
        "Live, waiting, overdue and at risk: the queue as it is now. Answered and resolved: public replies and calls "
        "that left, and tickets resolved, in the period. Talked: measured calls; other handling time isn't measured."
    )
    return Table("workload", title, _columns(), tuple(rows), line)


def _columns() -> tuple[Column, ...]:
    return (
        key_column("agent"),
        count("live", _("live")),
        count("waiting", _("waiting")),
        count("overdue", _("overdue")),
        count("risk", _("at risk")),
        count("answered", _("answered")),
        count("resolved", _("resolved")),
        Column("talked_s", _("talked"), Form.SPAN),
    )


def _talked(connection: Connection, period: Period) -> Counter[str]:
    """Actor → seconds of calls."""
    found: Counter[str] = Counter()
    for actor, payload in moves.calls(connection, period.since, period.until):
        seconds = json.loads(payload).get("seconds")
        if isinstance(seconds, int):
            found[actor] += seconds
    return found
