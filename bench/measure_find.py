"""Find: each kind of question in the store against the bare query that answers it, and in the console as one types."""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from random import Random

from bench.figures import Report, Times, time_each
from bench.programs import console, environment, shows_queue
from bench.pty_driver import Terminal
from bench.stores import AGENT, NOON, BenchStore, open_bench
from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk, open_desk

RUNS = 60
LIMIT = 20
AT_MOST = 100
"""Milliseconds for the first page of any kind of question, at p95; PostgreSQL has half as much again."""
_COLUMNS = "t.id, t.kind, t.status, t.subject, t.order_id, t.customer_id, t.updated_at, c.name"
_TICKETS = f"SELECT {_COLUMNS} FROM tickets t LEFT JOIN customers c ON c.id = t.customer_id"  # noqa: S608 - fixed columns
_BY_NUMBER = f"{_TICKETS} WHERE t.id = ?"
_BY_ORDER = f"{_TICKETS} JOIN orders o ON o.id = t.order_id WHERE o.number = ?"
_BY_NAME = f"{_TICKETS} WHERE c.name = ? ORDER BY t.updated_at DESC LIMIT 20"
_BY_WORD = (
    "SELECT m.ticket_id, x.body FROM message_words JOIN messages m ON m.id = message_words.rowid "
    "JOIN message_texts x ON x.message_id = m.id WHERE message_words MATCH ? ORDER BY message_words.rowid DESC LIMIT 20"
)


@dataclass(frozen=True)
class Question:
    """A kind of question: texts to ask, and the bare SQL for one of them with its parameters, where one query does."""

    name: str
    texts: Sequence[str]
    sql: str = ""
    parameter: Callable[[str], object] = str


def measure_find(store: BenchStore, url: str | None = None) -> Report:
    """``url``: a PostgreSQL with the same rows, asked the same questions."""
    report = Report()
    bare = sqlite3.connect(store.path, isolation_level=None)
    questions = _questions(bare)
    desk = open_bench(store)
    _ask_all(report, "store", desk, bare, questions, AT_MOST)
    desk.close()
    if url is not None:
        desk = open_desk(url, clock=ManualClock(NOON), handle=AGENT, via="bench")
        _ask_all(report, "PostgreSQL", desk, None, questions, 1.5 * AT_MOST)
        desk.close()
    bare.close()
    _in_the_console(report, store)
    return report


def _ask_all(
    report: Report,
    engine: str,
    desk: Desk,
    bare: sqlite3.Connection | None,
    questions: Sequence[Question],
    at_most: float,
) -> None:
    worst = [_ask(report, engine, desk, bare, question) for question in questions]
    name = f"{engine}: slowest kind of question, p95"
    report.figure(name, max(times.p95 for times in worst), "ms", at_most=at_most)


def _ask(report: Report, engine: str, desk: Desk, bare: sqlite3.Connection | None, question: Question) -> Times:
    texts = iter([*question.texts] * RUNS)
    for text in question.texts[:3]:
        desk.search.find(text, LIMIT)
    ours = report.add(f"{engine}: {question.name}", time_each(lambda: desk.search.find(next(texts), LIMIT), RUNS))
    if question.sql and bare is not None:
        again = iter([*question.texts] * RUNS)
        ask = bare.execute
        raw = time_each(lambda: ask(question.sql, (question.parameter(next(again)),)).fetchall(), RUNS)
        report.figure(f"{engine}: {question.name}, desk / sqlite3, p50", ours.p50 / raw.p50, "×")
    return ours


def _questions(bare: sqlite3.Connection) -> list[Question]:
    """Texts that are in the store, drawn with a fixed seed."""
    random = Random(1)

    def some(sql: str, count: int = RUNS) -> list[str]:
        rows = [str(value) for (value,) in bare.execute(sql)]
        return [random.choice(rows) for _ in range(count)]

    numbers = some("SELECT id FROM tickets")
    orders = some("SELECT number FROM orders")
    tracking = some("SELECT tracking FROM parcels")
    english = some("SELECT name FROM customers WHERE name_folded < 'zz'")
    chinese = some("SELECT name FROM customers WHERE name_folded >= '一'")
    initials = some("SELECT key FROM customer_keys WHERE length(key) IN (2, 3) AND key < 'zzz'")
    return [
        Question("ticket number", numbers, _BY_NUMBER, int),
        Question("four digits", [number[-4:] for number in numbers]),
        Question("order number", orders, _BY_ORDER),
        Question("end of an order number", [number[-5:] for number in orders]),
        Question("tracking number", tracking),
        Question("end of a tracking number", [number[-6:] for number in tracking]),
        Question("e-mail address", some("SELECT value FROM customer_identities WHERE kind = 'email'")),
        Question("whole name", english, _BY_NAME),
        Question("family name, given name", [" ".join(name.split()[::-1]) for name in english]),
        Question("family name", [name.split()[-1] for name in english]),
        Question("beginning of a name", [name[:3] for name in english]),
        Question("Chinese name", chinese),
        Question("pinyin", some("SELECT key FROM customer_keys WHERE length(key) > 6 AND key < 'zzz'")),
        Question("initials", initials),
        Question(
            "common word",
            ["order", "lamp", "the", "please", "refund"] * 12,
            _BY_WORD,
        ),
        Question("Chinese word", ["退款", "订单", "灯", "退款申请", "没收到"] * 12),
        Question(
            "several words",
            ["refund lamp", "order delayed", "wrong size", "arrived broken crack", "tracking update"] * 12,
        ),
        Question("beginning of a word", ["retu", "del", "orde", "broke", "灯"] * 12),
        Question("common words that rarely meet", ["a not and", "the return of", "order 订单", "please 退款"] * 15),
        Question("a common and a rare word", ["the zipper", "order zebra", "please 没收到", "refund zipper"] * 15),
        Question("name and word", [f"{name.split()[-1]} lamp" for name in english]),
        Question("words in no one place", ["order re", "a not and", "costa zebra", "the return of"] * 15),
        Question("nothing", ["xyzzy", "qwfp zxcv", "没有这样的词语", "0000000000"] * 15),
    ]


def _in_the_console(report: Report, store: BenchStore) -> None:
    """From each key of what is typed to the first hits of it on the screen."""
    seen: list[float] = []
    with Terminal(console(store, AGENT), environment=environment()) as terminal:
        terminal.wait_until(shows_queue)
        terminal.drain(1.0)
        for text in ("costa", "109", "cj", "refund", "5710"):
            terminal.press("o", lambda lines: any("Find a number" in line for line in lines))
            terminal.drain(0.3)
            for end in range(1, len(text) + 1):
                response = terminal.press(text[end - 1], partial(_answers, typed=text[:end]))
                if response.seen is not None:
                    seen.append(response.seen)
                terminal.drain(0.15)
            terminal.press("escape", lambda lines: not any("Find a number" in line for line in lines))
            terminal.drain(0.3)
    times = report.add("console: key to hits", Times.of_seconds(seen))
    report.figure("console: key to hits, p95", times.p95, "ms", at_most=100)


def _answers(lines: Sequence[str], typed: str) -> bool:
    """The line holds what was typed and hits, or word that there are none, stand below."""
    at = next((n for n, line in enumerate(lines) if line.strip() == typed), None)
    return at is not None and any("#" in line or "new contact" in line for line in lines[at + 1 :])
