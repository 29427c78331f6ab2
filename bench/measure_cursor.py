"""Cursor keys in the console against a bare list of the same rows, and how soon the panes follow."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from bench.figures import Report, Times
from bench.programs import bare_list, console, cursor_ticket, environment, open_ticket, rows_file, shows_queue
from bench.pty_driver import Response, Seen, Terminal
from bench.stores import BenchStore, open_bench
from servicedesk.desk.views import QueueRow

TURNS = 4
"""Console and bare list are measured by turns, so that a busy minute falls on both."""
PRESSES = 40
"""Single presses a turn."""
HELD = 60
REPEAT = 1 / 30
"""Seconds between two presses of a held key on a usual keyboard."""
PAGES = 25
ENDS = 15
"""Times to the end and home again."""
PAINTED_MS, PAGE_MS, END_MS = 16, 40, 50
LISTED = 5_000
"""Rows of a view that the bare list gets: more than the keys here go through."""
REST_MS = 25
"""How long the console waits for the cursor to rest (``QueueList``); the panes' time counts from then."""
VIEWS = {"All open": "is:live", "Done": "is:closed"}
"""The view of daily work, and the one that holds nearly all tickets."""


def measure_cursor(store: BenchStore) -> Report:
    report = Report()
    for view, query in VIEWS.items():
        rows = _rows(store, query)
        with _console_at(store, view) as ours, _bare_list_of(view, rows) as bare:
            _compare(report, view, [row.id for row in rows], ours, bare)
    return report


def _compare(report: Report, view: str, ids: Sequence[int], ours: Terminal, bare: Terminal) -> None:
    our_moves: list[Response] = []
    bare_moves: list[Response] = []
    for _ in range(TURNS):
        our_moves += [ours.press("down", _moved(ours), _panes_follow) for _ in range(PRESSES)]
        bare_moves += [bare.press("down", _moved(bare)) for _ in range(PRESSES)]
    our_times = report.add(f"{view}: down, console", _seen(our_moves))
    bare_times = report.add(f"{view}: down, bare list", _seen(bare_moves))
    report.figure(f"{view}: down p50, console / bare list", our_times.p50 / bare_times.p50, "×")
    report.figure(f"{view}: down p95, console / bare list", our_times.p95 / bare_times.p95, "×", at_most=2)
    followed = [move.all_seen * 1000 - REST_MS for move in our_moves if move.all_seen is not None]
    report.figure(
        f"{view}: panes after rest, p95",
        report.add(f"{view}: panes after rest", Times(tuple(followed))).p95,
        "ms",
        at_most=50,
    )
    place = {ticket: index for index, ticket in enumerate(ids)}
    our_held, bare_held = (_held(terminal, place) for terminal in (ours, bare))
    report.add(f"{view}: held down, console", our_held)
    report.add(f"{view}: held down, bare list", bare_held)
    report.figure(f"{view}: held down p95, console / bare list", our_held.p95 / bare_held.p95, "×")
    report.figure(f"{view}: down painted p50", our_times.p50, "ms", at_most=PAINTED_MS)
    for name, keys in (("page down", ["pagedown"] * PAGES), ("page up", ["pageup"] * PAGES)):
        pages = report.add(f"{view}: {name}, console", _seen([ours.press(key, _moved(ours)) for key in keys]))
        report.figure(f"{view}: {name} p95", pages.p95, "ms", at_most=PAGE_MS)
    ends = [(ours.press("end", _moved(ours)), ours.press("home", _moved(ours))) for _ in range(ENDS)]
    for name, presses in zip(("end", "home"), zip(*ends, strict=True), strict=True):
        times = report.add(f"{view}: {name}, console", _seen(presses))
        report.figure(f"{view}: {name} p95", times.p95, "ms", at_most=END_MS)
    report.facts |= {
        f"{view}: rows": len(ids),
        f"{view}: bytes a move, console": _middle(move.bytes for move in our_moves),
        f"{view}: bytes a move with panes, console": _middle(move.bytes_in_all for move in our_moves),
        f"{view}: bytes a move, bare list": _middle(move.bytes for move in bare_moves),
        f"{view}: memory, console, MB": round(ours.memory_mb(), 1),
        f"{view}: moves never seen": sum(move.all_seen is None for move in (*our_moves, *bare_moves)),
    }


def _moved(terminal: Terminal) -> Seen:
    before = cursor_ticket(terminal.lines)
    return lambda lines: cursor_ticket(lines) not in (None, before)


def _titled_anew(terminal: Terminal) -> Seen:
    before = terminal.lines[1]
    return lambda lines: lines[1] != before


def _panes_follow(lines: Sequence[str]) -> bool:
    return open_ticket(lines) == cursor_ticket(lines)


def _held(terminal: Terminal, place: dict[int, int]) -> Times:
    times = terminal.hold("down", HELD, REPEAT, lambda lines: place.get(cursor_ticket(lines) or 0, 0))
    return Times.of_seconds(taken for taken in times if taken is not None)


def _seen(responses: Iterable[Response]) -> Times:
    return Times.of_seconds(response.seen for response in responses if response.seen is not None)


def _middle(values: Iterable[int]) -> int:
    ordered = sorted(values)
    return ordered[len(ordered) // 2]


def _rows(store: BenchStore, query: str) -> list[QueueRow]:
    """The first rows of a view, in its order."""
    desk = open_bench(store)
    rows: list[QueueRow] = []
    after: str | None = None
    while len(rows) < LISTED:
        page = desk.queue.page(query, after=after, limit=1_000)
        rows += page.rows
        after = page.next
        if after is None:
            break
    desk.close()
    return rows


@contextmanager
def _console_at(store: BenchStore, view: str) -> Iterator[Terminal]:
    """The console with one of its views open and the panes at rest."""
    with Terminal(console(store), environment=environment()) as terminal:
        _see(terminal, lambda lines: shows_queue(lines) and _panes_follow(lines))
        while f" 1 {view}, " not in terminal.text:
            terminal.press("]", _titled_anew(terminal), timeout=10.0)
        _see(terminal, _panes_follow)
        terminal.drain(1.0)
        yield terminal


@contextmanager
def _bare_list_of(view: str, rows: Sequence[QueueRow]) -> Iterator[Terminal]:
    file = rows_file(view)
    lines = (f"{row.id} {row.priority:<8} {row.customer_name:<20} {row.subject}" for row in rows)
    file.write_text("\n".join(" ".join(line.split()) for line in lines), encoding="utf-8")
    with Terminal(bare_list(file), environment=environment()) as terminal:
        _see(terminal, shows_queue)
        yield terminal


def _see(terminal: Terminal, seen: Seen) -> None:
    if not seen(terminal.lines) and terminal.wait_until(seen) is None:
        raise RuntimeError(f"the screen never showed what was waited for:\n{terminal.text}")
