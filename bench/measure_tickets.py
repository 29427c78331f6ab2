"""Opening a ticket: in the store, and in the console from the key to the painted conversation; short and long ones."""

from collections.abc import Sequence
from functools import partial
from random import Random

from bench.figures import Report, Times, time_over
from bench.programs import console, environment, open_ticket, shows_queue
from bench.pty_driver import Response, Terminal
from bench.stores import BenchStore, copy_of, discard, open_bench
from bench.threads import LONG, READER, SHORT, add_threads

READS = 400
OPENINGS = 60


def measure_tickets(store: BenchStore) -> Report:
    report = Report()
    working = copy_of(store, "threads")
    long, short = add_threads(working)
    _in_the_store(report, working, long, short)
    _in_the_console(report, working, set(long))
    discard("threads")
    return report


def _in_the_store(report: Report, store: BenchStore, long: Sequence[int], short: Sequence[int]) -> None:
    desk = open_bench(store)
    first, last = desk.queue.page("", "id", limit=1).rows[0].id, desk.queue.page("", "-id", limit=1).rows[0].id
    random = Random(1)
    any_of = [random.randint(first, last) for _ in range(READS)]

    def read(ticket: int) -> None:
        desk.tickets.show(ticket)
        desk.tickets.customer(ticket)

    for ticket in any_of[:20]:
        read(ticket)
    for name, tickets in (
        ("any ticket", any_of),
        (f"one of {LONG} messages", list(long) * 10),
        (f"one of {SHORT} messages", list(short) * 10),
    ):
        report.add(f"store: {name}", time_over(read, tickets))
    desk.close()
    report.figure("store: opening any ticket, p95", report.times["store: any ticket"].p95, "ms", at_most=50)


def _in_the_console(report: Report, store: BenchStore, long: set[int]) -> None:
    """``J`` opens the next ticket of the list; the reader's list has long and short ones by turns."""
    with Terminal(console(store, READER), environment=environment()) as terminal:
        terminal.wait_until(lambda lines: shows_queue(lines) and open_ticket(lines) is not None)
        terminal.press("enter", lambda lines: open_ticket(lines) is not None)
        terminal.drain(1.0)
        openings = [_next_opening(terminal) for _ in range(OPENINGS)]
    of_long = _times([response for ticket, response in openings if ticket in long])
    of_short = _times([response for ticket, response in openings if ticket not in long])
    report.add(f"console: key to one of {LONG} messages", of_long)
    report.add(f"console: key to one of {SHORT} messages", of_short)
    report.figure(f"console: opening {SHORT} messages, p95", of_short.p95, "ms", at_most=50)
    report.figure(f"console: opening {LONG} messages, p95", of_long.p95, "ms", at_most=50)
    report.figure(f"console: {LONG} messages / {SHORT} messages, p50", of_long.p50 / of_short.p50, "×")


def _next_opening(terminal: Terminal) -> tuple[int | None, Response]:
    """The ticket opened, and how; at the list's end back to its start first."""
    for key in ("J", "1", "home", "enter", "J"):
        before = open_ticket(terminal.lines)
        response = terminal.press(key, partial(_another_ticket, before), timeout=0.6)
        if key == "J" and response.seen is not None:
            break
    return open_ticket(terminal.lines), response


def _another_ticket(before: int | None, lines: Sequence[str]) -> bool:
    return open_ticket(lines) not in (None, before)


def _times(responses: Sequence[Response]) -> Times:
    return Times.of_seconds(response.seen for response in responses if response.seen is not None)
