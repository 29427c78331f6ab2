"""Service levels: replaying tickets' clocks against reading their events, and a sweep over a million tickets."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path
from time import perf_counter

from sqlalchemy import Connection, select

from bench.figures import Report, Times
from bench.stores import AGENT, NOON, OUT, discard, empty_store
from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk, open_desk
from servicedesk.desk.service_levels.sweeping import BATCH, Noted, note_due
from servicedesk.domain.events import Event, EventType, Stream, StreamKind
from servicedesk.domain.sla.book import PolicyBook
from servicedesk.domain.sla.standing import standing
from servicedesk.domain.tickets import Kind
from servicedesk.store import clocks, policies, streams
from servicedesk.store.bulk.drafts import Origin, add_tickets
from servicedesk.store.database import Store
from servicedesk.store.new_tickets import NewFact, NewMessage, NewTicket
from servicedesk.store.tables.events import events
from servicedesk.store.tables.tickets import tickets

REPLAYED = 100_000
MILLION = 1_000_000
DUE = 900
ROUNDS = 5
PART = 500
MINUTE = timedelta(minutes=1)
_POLICY = """\
calendars:
  office:
    timezone: Europe/Berlin
    week: {mon: ["09:00-18:00"], tue: ["09:00-18:00"], wed: ["09:00-18:00"], thu: ["09:00-18:00"], sat: ["09:00-18:00"]}
policies:
  - name: all
    calendar: office
    targets: {first_response: 1h, next_response: 2h, resolution: 9h}
"""


def measure_service_levels(replayed: int = REPLAYED, million: int = MILLION) -> Report:
    report = Report()
    _replay(report, replayed)
    _sweep(report, million)
    return report


def _replay(report: Report, count: int) -> None:
    """Part by part, reading and replaying by turns, so that a busy minute falls on both."""
    desk = empty_store("replayed")
    store = desk._work.store
    for first in range(0, count, PART):
        _add(store, [_lived(first + n) for n in range(min(PART, count - first))])
    reading, replaying, read = 0.0, 0.0, 0
    with store.read() as connection:
        book = policies.book(store, connection)
        (highest,) = connection.execute(select(tickets.c.id).order_by(tickets.c.id.desc()).limit(1)).one()
        for first in range(highest - count + 1, highest + 1, PART):
            begun = perf_counter()
            histories = _read(connection, first, first + PART)
            between = perf_counter()
            _stand(histories, book)
            reading, replaying = reading + between - begun, replaying + perf_counter() - between
            read += sum(map(len, histories))
    desk.close()
    discard("replayed")
    report.facts |= {"replayed tickets": count, "replayed events": read}
    report.figure("reading and decoding, of a ticket", reading / count * 1e6, "µs")
    report.figure("replay of its clocks", replaying / count * 1e6, "µs")
    report.figure("replay / reading and decoding", replaying / reading, "×", at_most=3)


def _read(connection: Connection, first: int, end: int) -> list[list[Event]]:
    query = (
        select(events)
        .where(events.c.stream_kind == str(StreamKind.TICKET), events.c.stream_id >= first, events.c.stream_id < end)
        .order_by(events.c.stream_id, events.c.seq)
    )
    rows = connection.execute(query).mappings()
    return [
        [streams.decode(Stream(StreamKind.TICKET, ticket), row) for row in of_ticket]
        for ticket, of_ticket in groupby(rows, key=lambda row: row["stream_id"])
    ]


def _stand(histories: Sequence[Sequence[Event]], book: PolicyBook) -> None:
    for history in histories:
        standing(history, book, "open")


def _lived(n: int) -> NewTicket:
    """A ticket of ten events over a few days."""
    begun = NOON - timedelta(days=30 + n % 300, minutes=n % 1440)

    def said(author: str, after: int) -> NewMessage:
        delivery = "received" if author == "customer" else "handed_over"
        return NewMessage(begun + after * MINUTE, author, f"Words {n}.", delivery=delivery)

    def moved(before: str, to: str, after: int) -> NewFact:
        return NewFact(begun + after * MINUTE, EventType.STATUS, {"from": before, "to": to})

    late = 300 * (n % 4)
    return NewTicket(
        Kind.INQUIRY,
        f"Where is order {n}?",
        begun,
        steps=[
            said("customer", 0),
            moved("new", "open", 20),
            said("agent", 20 + late),
            moved("open", "waiting_customer", 20 + late),
            said("customer", 1500 + late),
            moved("waiting_customer", "open", 1500 + late),
            said("agent", 1600 + late),
            NewFact(begun + (1610 + late) * MINUTE, EventType.PRIORITY, {"from": "normal", "to": "high"}),
            NewFact(begun + (1620 + late) * MINUTE, EventType.TAGGED, {"add": ["parcel"], "remove": []}),
        ],
    )


def _add(store: Store, new: Sequence[NewTicket], at: datetime = NOON) -> None:
    with store.transaction() as connection:
        add_tickets(store, connection, Origin("bench", at, "system", "bench", lambda: b"salt"), new)


def _sweep(report: Report, size: int) -> None:
    """Nine hundred tickets among many come due in one hour; all of it is recorded in one sweep."""
    finding, recording, held = [], [], []
    for _ in range(ROUNDS):
        clock, desk = _due_among(size)
        work = desk._work
        with work.store.read() as connection:
            begun = perf_counter()
            found = clocks.due(connection, clock.now(), DUE + 1)
            finding.append(perf_counter() - begun)
        with _timed(work.store) as transactions:
            begun = perf_counter()
            noted = note_due(work)
            recording.append(perf_counter() - begun)
        held += transactions
        if (len(found), noted.breaches, noted.warnings) != (DUE, DUE, DUE):
            raise RuntimeError(f"{len(found)} were due, {noted} was noted")
        desk.close()
    report.facts |= {"tickets swept over": size, "due": DUE, "notices each": 2, "tickets a batch": BATCH}
    report.add(f"finding {DUE} due", Times.of_seconds(finding))
    report.add(f"recording {DUE}", Times.of_seconds(recording))
    report.add("write lock held by a batch", Times.of_seconds(held))
    report.figure(f"finding {DUE} due, p50", report.times[f"finding {DUE} due"].p50, "ms", at_most=10)
    report.figure(f"recording {DUE}, p50", report.times[f"recording {DUE}"].p50, "ms", at_most=300)
    report.figure("write lock held by a batch, p95", report.times["write lock held by a batch"].p95, "ms", at_most=50)
    discard(f"swept-{size}")


def _due_among(size: int) -> tuple[ManualClock, Desk]:
    """A store of many tickets, made once, to which each call adds those that are due."""
    name = f"swept-{size}"
    path = OUT / f"{name}.sqlite"
    fresh = not path.exists()
    clock = ManualClock(NOON - timedelta(hours=4))
    if fresh:
        empty_store(name).close()
    desk = open_desk(str(path), clock=clock, handle=AGENT, via="bench")
    if fresh:
        _promise(desk, OUT / "policies.yaml")
        _add_many(desk._work.store, size)
        clock.set(NOON)
        while desk.upkeep.sweep().noted != Noted():
            pass
        clock.set(NOON - timedelta(hours=4))
    begun = NOON - timedelta(hours=3)
    message = [NewMessage(begun, "customer", "Where is it?")]
    _add(
        desk._work.store,
        [NewTicket(Kind.INQUIRY, f"Due {n}", begun, steps=message) for n in range(DUE)],
        clock.now(),
    )
    clock.set(NOON)
    return clock, desk


def _promise(desk: Desk, file: Path) -> None:
    file.write_text(_POLICY, encoding="utf-8")
    desk.policies.set([file])
    file.unlink()


def _add_many(store: Store, size: int) -> None:
    """Rows that look like waiting tickets, due from tomorrow on; nothing reads their events."""
    _add(store, [NewTicket(Kind.INQUIRY, "Where is it?", NOON - timedelta(hours=4))], NOON - timedelta(hours=4))
    names = [column.name for column in tickets.columns if column.name not in ("id", "next_due", "due_at", "queue_due")]
    columns = ", ".join(names)
    due = "1795305600000000 + n * 60000000"
    statement = (
        f"WITH RECURSIVE many(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM many WHERE n < {size})"  # noqa: S608
        f" INSERT INTO tickets (id, next_due, due_at, queue_due, {columns})"
        f" SELECT last.id + n, {due}, {due}, {due}, {columns} FROM many,"
        " (SELECT * FROM tickets ORDER BY id DESC LIMIT 1) AS last ORDER BY n"
    )
    with store.transaction() as connection:
        connection.exec_driver_sql(statement)


@contextmanager
def _timed(store: Store) -> Iterator[list[float]]:
    """How long each of a store's transactions takes, the wait for the disk included."""
    seconds: list[float] = []
    untimed = store.transaction

    @contextmanager
    def transaction(*, aside: bool = False, loads: bool = False) -> Iterator[Connection]:
        begun = perf_counter()
        with untimed(aside=aside, loads=loads) as connection:
            yield connection
        seconds.append(perf_counter() - begun)

    store.transaction = transaction  # type: ignore[method-assign]
    try:
        yield seconds
    finally:
        del store.transaction
