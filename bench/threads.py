"""Tickets with long and with short conversations, for one reader's own list."""

import json
from datetime import datetime, timedelta
from typing import Final

from bench.stores import NOON, OUT, BenchStore
from servicedesk.channels.files import read_tickets
from servicedesk.clock import ManualClock
from servicedesk.desk.desk import open_desk

READER: Final = "bench"
LONG: Final = 500
SHORT: Final = 3
PAIRS: Final = 12
_TEXT: Final = "The lamp still flickers. 灯还是一直闪。 I changed the bulb as you said; nothing is better.\n"


def add_threads(store: BenchStore) -> tuple[list[int], list[int]]:
    """Import ``PAIRS`` long and as many short tickets, in turn, for ``READER``; their numbers."""
    file = OUT / "threads.jsonl"
    file.write_text("\n".join(json.dumps(_ticket(number)) for number in range(2 * PAIRS)), encoding="utf-8")
    desk = open_desk(str(store.path), clock=ManualClock(NOON), via="bench")
    desk.people.add(READER, name="Reader", roles=("agent",))
    summary = desk.imports.tickets(read_tickets(file), source="bench")
    if summary.created != 2 * PAIRS:
        raise RuntimeError(f"threads were not taken in: {summary.rejected}")
    rows = desk.queue.page(f"is:live assignee:{READER}", limit=3 * PAIRS).rows
    lengths = {row.id: len(desk.tickets.everything_said(row.id)) for row in rows}
    desk.close()
    return [t for t, said in lengths.items() if said == LONG], [t for t, said in lengths.items() if said == SHORT]


def _ticket(number: int) -> dict[str, object]:
    length = (LONG, SHORT)[number % 2]
    begun = NOON - timedelta(days=40) + timedelta(hours=number)
    return {
        "external_id": str(number),
        "subject": f"A lamp that flickers, {length} messages",
        "status": "open",
        "customer_email": f"thread{number}@example.com",
        "customer_name": "Mara Costa",
        "assignee": READER,
        "created_at": begun.isoformat(),
        "messages": [_message(turn, begun + timedelta(hours=turn)) for turn in range(length)],
    }


def _message(turn: int, at: datetime) -> dict[str, str]:
    author = ("customer", "agent")[turn % 2]
    return {
        "author": author,
        "author_name": ("Mara Costa", "Reader")[turn % 2],
        "visibility": "public",
        "body": _TEXT * (turn % 5 + 1),
        "sent_at": at.isoformat(),
    }
