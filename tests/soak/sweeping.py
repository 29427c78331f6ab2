"""The processes beside the agents: those that sweep, and one that takes a file in."""

import json
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from tests.soak.agents import AnnouncedIds, Post, open_announced, patiently
from tests.soak.ledger import Ledger, lines_of

from servicedesk.channels.files import read_tickets
from servicedesk.desk.desk import open_desk
from servicedesk.desk.upkeep import Upkeep
from servicedesk.domain.errors import StoreUnavailable

BETWEEN: Final = 0.15
"""Seconds between two sweeps."""
SOURCE: Final = "soak"
ROWS: Final = 200
"""Records of a file that is taken in."""
BETWEEN_FILES: Final = 1_500
"""Acts after which the next one is."""


class Recording:
    """A channel's outlet that writes down what it was handed."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def hand_over(self, recipient: str, body: str) -> None:
        self._ledger.write(left=body.partition(" ")[0], to=recipient)


def sweep(post: Post) -> None:
    """Sweep until the run is over."""
    weather = post.weather()
    desk = patiently(lambda: open_desk(post.named_url, handle=post.handle, clock=post.clock(weather), via="sweep"))
    outlet = Recording(Ledger(post.ledger))
    upkeep = Upkeep(desk._work, lambda channel: outlet)
    while not weather.over:
        with suppress(StoreUnavailable):  # what was cut off in the middle is gone on with by the next one
            upkeep.sweep()
        time.sleep(BETWEEN)


def take_files_in(post: Post) -> None:
    """Take one file after another in; one that was cut off is gone on with by the next process."""
    weather, ledger = post.weather(), Ledger(post.ledger)
    desk = open_announced(post, weather, AnnouncedIds(ledger))
    while not weather.over:
        taken = sum("file_done" in line for line in lines_of(post.ledger))
        if weather.acts < taken * BETWEEN_FILES:
            time.sleep(BETWEEN)
            continue
        path = _file(post, taken)
        ledger.write(file=path.name, rows=ROWS)
        tickets = read_tickets(path)
        try:
            summary = desk.imports.tickets(tickets, source=SOURCE, file_name=path.name, fingerprint=tickets.fingerprint)
        except StoreUnavailable:
            time.sleep(0.1)
            continue
        ledger.write(file_done=path.name, created=summary.created, unchanged=summary.unchanged)


def _file(post: Post, number: int) -> Path:
    """The ``number``-th file; the same each time."""
    path = Path(post.folder) / f"import-{number}.jsonl"
    records = [
        {
            "external_id": f"{number}-{n}",
            "kind": ("inquiry", "complaint", "return")[n % 3],
            "subject": f"Imported lamp {n}",
            "body": f"Where is it? file{number}row{n}end",
            "customer_email": f"imported{n % 90}@example.com",
            "priority": ("urgent", "high", "normal", "low")[n % 4],
            "status": "open",
            "created_at": post.began.isoformat(),
        }
        for n in range(ROWS)
    ]
    path.write_text("\n".join(json.dumps(record) for record in records), encoding="utf-8")
    return path
