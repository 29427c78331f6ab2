"""Canned answers for the ticket in hand, from the files that come with the program and the user's own."""

import threading
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

from servicedesk.answers.filling import Values
from servicedesk.answers.ranking import Facts
from servicedesk.answers.reading import Read, read_folder
from servicedesk.answers.shelf import Shelf, Stock
from servicedesk.desk.people import People
from servicedesk.desk.tickets import Tickets
from servicedesk.desk.views import CustomerView, TicketView
from servicedesk.desk.work import Work
from servicedesk.domain.errors import BadFile
from servicedesk.domain.gate.writing_systems import uses
from servicedesk.domain.parcels import parcel_state
from servicedesk.paths import shipped_answers, user_answers

SAID: Final = 3
"""Newest messages of the customer that are looked at."""


class Answers:
    def __init__(self, work: Work) -> None:
        self._work = work
        self._lock = threading.Lock()
        self._seen: tuple[object, ...] | None = None
        self._stock = Stock.of(())
        self._problems: tuple[BadFile, ...] = ()

    def shelf(self, ticket_id: int | None = None) -> Shelf:
        """The answers as one ticket sees them, or all of them with no ticket. Files changed since are read again.

        Raises NotFound.
        """
        stock = self._read()
        if ticket_id is None:
            return Shelf(stock, Facts(), Values(agent=self._signed()), for_ticket=False)
        tickets = Tickets(self._work)
        view, customer = tickets.show(ticket_id), tickets.customer(ticket_id)
        return Shelf(stock, _facts(view, customer, self._work.clock.now()), self._values(view))

    def problems(self) -> tuple[BadFile, ...]:
        """What is wrong in the files, by file and line."""
        self._read()
        return self._problems

    def _read(self) -> Stock:
        with self._lock:
            folders = (shipped_answers(), user_answers())
            seen = tuple(mark for folder in folders for mark in _marks(folder))
            if seen != self._seen:
                shipped, own = read_folder(folders[0]), read_folder(folders[1], own=True)
                self._take(shipped, own)
                self._seen = seen
            return self._stock

    def _take(self, shipped: Read, own: Read) -> None:
        """In the console Chinese titles become findable by pinyin a moment later: nobody waits for pypinyin there."""
        self._stock = Stock.of((*shipped.answers, *own.answers))
        self._problems = (*shipped.problems, *own.problems)
        if self._work.via == "console":
            learn = partial(self._stock.learn_readings, apart=True)
            threading.Thread(target=learn, name="pinyin", daemon=True).start()
        else:
            self._stock.learn_readings()

    def _values(self, view: TicketView) -> Values:
        name = view.row.customer_name
        return Values(
            name="" if "@" in name else name,
            order=view.order or "",
            agent=self._signed(),
            ticket=f"#{view.row.id}",
        )

    def _signed(self) -> str:
        """How the acting person signs: the first line of their signature, else their name."""
        actor = self._work.actor
        signature = People(self._work).get(actor.handle).signature.strip()
        return signature.splitlines()[0] if signature else actor.name


def _marks(folder: Path) -> list[object]:
    """What tells that a file is another one than before."""
    try:
        return [(str(path), *_stamp(path)) for path in sorted(folder.glob("*.txt"))]
    except OSError:
        return []


def _stamp(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_size


def _facts(view: TicketView, customer: CustomerView | None, now: datetime) -> Facts:
    theirs = [message.body for message in view.thread.messages if message.author == "customer"][-SAID:]
    language = view.language or (customer.language if customer is not None else None) or ""
    if not language and theirs:
        language = "zh" if uses(theirs, "zh") else "en"
    bought = [order for order in customer.orders if order.number == view.order] if customer is not None else []
    stages = {view.row.stage or "", *(rma.stage for rma in view.rmas)} - {""}
    return Facts(
        language=language.replace("_", "-").split("-")[0].lower(),
        kind=view.row.kind,
        nature=view.nature or "",
        stages=frozenset(stages),
        said="\n".join([*theirs[-1:], view.row.subject]),
        said_before="\n".join(theirs[:-1]),
        lifecycle=next((line.stage or "" for order in bought for line in order.lines if line.sku == view.product), ""),
        parcels=frozenset(parcel_state(parcel, now, UTC).fate for order in bought for parcel in order.parcels),
    )
