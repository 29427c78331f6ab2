"""Policies for tests, written as the files a shop writes, and a ticket's clocks as they are stored."""

import json
from datetime import datetime
from pathlib import Path

from servicedesk.channels.files import read_tickets
from servicedesk.desk.desk import Desk
from servicedesk.store.clocks import of_ticket

ALWAYS = """\
calendars:
  always: {timezone: UTC, week: 24/7}
  office: {timezone: UTC, week: {sat: ["12:00-14:00"], mon: ["09:00-17:00"]}}
policies:
"""
DAILY = {"first_response": "1h", "next_response": "2h", "resolution": "8h"}


def rule(name: str = "all", when: str = "", calendar: str = "always", more: str = "", **targets: str) -> str:
    """One policy of a file; ``DAILY`` targets unless some are given."""
    chosen = ", ".join(f"{clock}: {target}" for clock, target in (targets or DAILY).items())
    condition = f"    when: {{{when}}}\n" if when else ""
    further = f"    {more}\n" if more else ""
    return f"  - name: {name}\n{condition}    calendar: {calendar}\n    targets: {{{chosen}}}\n{further}"


def promise(desk: Desk, folder: Path, *rules: str, calendars: str = ALWAYS) -> None:
    """Put policies in force, from a file."""
    file = folder / "policies.yaml"
    file.write_text(calendars + "".join(rules or (rule(),)), encoding="utf-8")
    desk.acting_as("sup").policies.set([file])


def take_in(desk: Desk, folder: Path, *tickets: dict[str, object], sla: str = "history") -> None:
    """Import tickets."""
    file = folder / "tickets.jsonl"
    file.write_text("\n".join(map(json.dumps, tickets)), encoding="utf-8")
    summary = desk.acting_as("sup").imports.tickets(read_tickets(file), source="other", sla=sla)
    assert summary.rejected == []


def cycles(desk: Desk, ticket: int, clock: str = "") -> list[tuple[str, str, datetime, datetime | None]]:
    """Clock, state, start and breach of a ticket's cycles, by start; of one clock where it is named."""
    with desk._work.store.read() as connection:
        rows = [
            (row["clock"], row["state"], row["started_at"], row["breached_at"]) for row in of_ticket(connection, ticket)
        ]
    return sorted(row for row in rows if clock in ("", row[0]))


def states(desk: Desk, ticket: int) -> dict[str, str]:
    """The state of each clock's newest cycle."""
    found = sorted(cycles(desk, ticket), key=lambda row: row[2])
    return {clock: state for clock, state, _, _ in found}


def ends(desk: Desk, ticket: int) -> dict[str, datetime | None]:
    """When the newest cycle of each clock ended."""
    with desk._work.store.read() as connection:
        return {row["clock"]: row["ended_at"] for row in of_ticket(connection, ticket)}


def due(desk: Desk, ticket: int) -> tuple[datetime | None, str | None]:
    """What the queue says of a ticket."""
    row = desk.queue.row(ticket)
    return row.due_at, row.due_clock


def notices(desk: Desk, ticket: int) -> list[tuple[str, str]]:
    """The notices given of a ticket's clocks, in order."""
    return [
        (event.type.removeprefix("sla_"), str(event.payload["clock"]))
        for event in desk.tickets.events(ticket)
        if event.type.startswith("sla_")
    ]
