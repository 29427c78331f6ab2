"""What find looks through: kept in the transaction of its texts, forgotten with them, read along indexes."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, event, text
from sqlalchemy.engine import Engine
from tests.builders import NOON, opened
from tests.conftest import Stores

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk, open_desk
from servicedesk.desk.looking import Looking
from servicedesk.domain.words import LONGEST_DOCUMENT, LONGEST_WORD, document, fold_words, wanted_words
from servicedesk.store.address import parse_address
from servicedesk.store.database import Store
from servicedesk.store.search import filling, names
from servicedesk.store.search.name_keys import MOST_KEYS, name_keys
from servicedesk.store.search.text_index import MESSAGES, TABLES, TICKETS, TextIndex


@contextmanager
def written(desk: Desk) -> Iterator[Connection]:
    store = Store(parse_address(desk._work.store.address.url))
    with store.transaction() as connection:
        yield connection
    store.close()


def found(connection: Connection, index: TextIndex, typed: str) -> list[int]:
    return index.found(connection, wanted_words(typed), 100)


# words


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("The lamp, the LAMP!", ["the", "lamp"]),
        ("Müller's Straße", ["muller", "s", "strasse"]),
        ("ｆｕｌｌ ﬁne", ["full", "fine"]),
        ("退款申请", ["退款", "款申", "申请", "请"]),
        ("灯", ["灯"]),
        ("订单55-1203到了", ["订单", "单", "55", "1203", "到了", "了"]),
        ("ライト", ["ライ", "イト", "ト"]),
        ("", []),
        ("…—！", []),
    ],
)
def test_the_words_of_a_text(said: str, kept: list[str]):
    assert document(said) == kept


def test_a_document_has_its_bounds():
    assert document("x" * 500) == ["x" * LONGEST_WORD]
    many = document(" ".join(f"w{n}" for n in range(200_000)))
    assert sum(len(word) + 1 for word in many) <= LONGEST_DOCUMENT


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(said: str):
    words = document(said)
    assert all(fold_words(word) == word for word in words if word.isascii())
    assert document(" ".join(words)) is not None


@given(said=st.text(max_size=80), begin=st.integers(0, 79), end=st.integers(0, 79))
def test_what_is_asked_of_a_text_is_in_its_document(said: str, begin: int, end: int):
    """Whole words of a text, and any two characters of an unspaced script next to each other."""
    words = said.split()
    some = " ".join(words[begin % (len(words) + 1) : end % (len(words) + 1) + 1])
    kept = document(said)
    for one in wanted_words(some):
        assert any(word == one.word or (one.begins and word.startswith(one.word)) for word in kept)


def test_names_have_few_keys():
    assert name_keys("陈静") == ("陈静", "静", "chenjing", "jing", "cj")
    assert name_keys("Mara Costa") == ("mara", "costa")
    assert len(name_keys("n " * 10_000 + "灯" * 10_000)) <= MOST_KEYS
    assert name_keys("") == ()


# kept with the texts


def test_the_words_stand_or_fall_with_the_act(desk: Desk):
    ticket = opened(desk)
    store = Store(parse_address(desk._work.store.address.url))
    with suppress(ZeroDivisionError), store.transaction() as connection:
        MESSAGES.add(connection, [(99, ["zeppelin"])])
        assert found(connection, MESSAGES, "zeppelin") == [99]
        raise ZeroDivisionError
    with store.read() as connection:
        assert found(connection, MESSAGES, "zeppelin") == []
        assert found(connection, TICKETS, "lamp") == [ticket]
    store.close()


def test_a_text_that_goes_leaves_no_word(desk: Desk):
    with written(desk) as connection:
        MESSAGES.add(connection, [(90, ["A zeppelin of 灯光, number 4711"]), (91, ["a zebra"])])
        MESSAGES.remove(connection, [(90, ["A zeppelin of 灯光, number 4711"])])
        for gone in ("zeppelin", "zepp", "灯光", "4711", "of"):
            assert found(connection, MESSAGES, gone) == [], gone
        assert found(connection, MESSAGES, "a") == [91]
        if connection.dialect.name == "sqlite":
            known = set(connection.exec_driver_sql("SELECT word FROM known_words").scalars())
            assert known == {"zebra"}


def test_a_text_that_changes_is_found_by_its_new_words_only(desk: Desk):
    with written(desk) as connection:
        TICKETS.add(connection, [(90, ["old lamp", ""])])
        TICKETS.replace(connection, 90, ["old lamp", ""], ["new lamp", ""])
        assert found(connection, TICKETS, "old") == []
        assert found(connection, TICKETS, "new lamp") == [90]
        TICKETS.replace(connection, 90, ["new lamp", ""], ["", ""])
        assert found(connection, TICKETS, "lamp") == []


def test_a_renamed_customer_is_found_by_the_new_name_only(desk: Desk):
    opened(desk, name="Mara Costa")
    with written(desk) as connection:
        names.rename(connection, 1, "陈静")
        assert names.named(connection, ["mara"], 9) == []
        assert names.named(connection, ["cj"], 9) == [1]
        names.rename(connection, 1, "")
        assert names.named(connection, ["cj"], 9) == []


def test_filling_an_old_store_finds_what_writing_would(stores: Stores):
    """What a migration fills is what the acts had written."""
    desk = open_desk(stores.staffed(), clock=ManualClock(NOON), handle="sup", via="test")
    desk.generation.generate(150, seed=5)
    opened(desk, "A zeppelin", name="陈静")

    def kept(connection: Connection) -> list[list[tuple[object, ...]]]:
        asked = ("zeppelin", "lamp", "order", "退款", "灯", "the")
        queries = (
            "SELECT customer_id, key FROM customer_keys ORDER BY 1, 2",
            "SELECT id, number_key, key_reversed FROM orders ORDER BY id",
            "SELECT id, key_reversed FROM parcels ORDER BY id",
        )
        rows = [[tuple(row) for row in connection.execute(text(query))] for query in queries]
        return rows + [[tuple(found(connection, index, one)) for one in asked] for index in (TICKETS, MESSAGES)]

    with written(desk) as connection:
        before = kept(connection)
        connection.execute(text("DELETE FROM customer_keys"))
        connection.execute(text("UPDATE orders SET number_key = '', key_reversed = ''"))
        connection.execute(text("UPDATE parcels SET key_reversed = ''"))
        for table in TABLES:
            if connection.dialect.name == "postgresql" and table != "known_words":
                connection.execute(text(f"DELETE FROM {table}"))
            elif connection.dialect.name == "sqlite" and table != "known_words":
                connection.exec_driver_sql(f"INSERT INTO {table} ({table}) VALUES ('delete-all')")
            elif connection.dialect.name == "sqlite":
                connection.exec_driver_sql("DELETE FROM known_words")
        filling.fill(connection)
        assert kept(connection) == before
    desk.close()


# along indexes


QUESTIONS = (
    "10002", "0002", "57-0001", "#10004", "00340434", "mara@example.com", "+49 30 1234567", "4567", "mara",
    "mara costa", "陈静", "cj", "chenjing", "lamp", "order lamp", "退款", "the order was not", "rma 3", "xyzzy",
    "a b c",
)  # fmt: skip
LARGE_TABLES = (
    "tickets", "messages", "message_texts", "customers", "customer_keys", "customer_identities", "orders", "parcels",
)  # fmt: skip
"""None of these may be read from end to end, however few rows it has here."""


@pytest.fixture
def asked_of_engine(stores: Stores) -> Iterator[tuple[Desk, list[tuple[str, object]]]]:
    """A desk at a store with tickets, and every statement it sends from now on."""
    desk = open_desk(stores.staffed(), clock=ManualClock(NOON), handle="sup", via="test")
    desk.generation.generate(400, seed=6)
    sent: list[tuple[str, object]] = []

    def note(_c: object, _cursor: object, statement: str, parameters: object, *_rest: object) -> None:
        sent.append((statement, parameters))

    event.listen(Engine, "before_cursor_execute", note)
    yield desk, sent
    event.remove(Engine, "before_cursor_execute", note)
    desk.close()


def test_no_question_reads_a_table_from_end_to_end(asked_of_engine: tuple[Desk, list[tuple[str, object]]]):
    desk, sent = asked_of_engine
    for question in QUESTIONS:
        desk.search.find(question)
        desk.customers.lookup(question)
    statements = {statement: parameters for statement, parameters in sent if statement.lstrip().startswith("SELECT")}
    assert len(statements) > 20
    with written(desk) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("ANALYZE"))
            connection.execute(text("SET LOCAL enable_seqscan = off"))
            explain = "EXPLAIN "
        else:
            explain = "EXPLAIN QUERY PLAN "
        for statement, parameters in statements.items():
            plan = [str(tuple(row)) for row in connection.exec_driver_sql(explain + statement, parameters)]
            assert not [line for line in plan if _is_scan(line)], (statement, plan)


def _is_scan(line: str) -> bool:
    """SQLite says SCAN, of an index too; PostgreSQL, told to avoid them, falls back on Seq Scan without an index."""
    if "Seq Scan on" in line:
        return any(f"Seq Scan on {table} " in line for table in LARGE_TABLES)
    return any(f"SCAN {table}'" in line or f"SCAN {table} " in line for table in LARGE_TABLES)


def test_a_question_costs_the_same_in_a_larger_store(sqlite_stores: Stores):
    """In SQLite's own steps: what four times as many tickets add is noise."""
    steps = [0]

    def count() -> int:
        steps[0] += 1
        return 0

    def listen(connection: sqlite3.Connection, _record: object) -> None:
        connection.set_progress_handler(count, 50)

    event.listen(Engine, "connect", listen)
    costs: dict[str, list[int]] = {}
    for size in (400, 1_600):
        desk = open_desk(sqlite_stores.staffed(), clock=ManualClock(NOON), handle="sup", via="test")
        desk.generation.generate(size, seed=6)
        for question in ("10002", "0002", "57-0001", "lamp", "退款", "order", "cj", "the"):
            desk.search.find(question)
            steps[0] = 0
            desk.search.find(question)
            costs.setdefault(question, []).append(steps[0])
        desk.close()
    event.remove(Engine, "connect", listen)
    for question, (small, large) in costs.items():
        assert large <= 2.5 * small + 20, (question, small, large)


# giving up


def test_a_running_search_is_given_up_at_once(desk: Desk):
    """A statement that would run for minutes ends, and the connection serves the next one."""
    looking = Looking()
    outcome: list[object] = []
    begun = threading.Event()

    def endless(_found: object) -> None:
        begun.set()
        _found.connection.execute(  # type: ignore[attr-defined]
            text(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000000) "
                "SELECT count(*) FROM n"
            )
        )

    from servicedesk.desk import search

    ways: tuple[Callable[[object], None], ...] = (endless,)
    thread = threading.Thread(target=lambda: outcome.append(_find_by(desk, search, ways, looking)))
    thread.start()
    assert begun.wait(10)
    for _ in range(200):
        looking.give_up()
        thread.join(0.05)
        if not thread.is_alive():
            break
    assert outcome == [()]
    assert desk.search.find("nothing there") == ()


def _find_by(desk: Desk, search: object, ways: object, looking: Looking) -> object:
    plain = search.WAYS  # type: ignore[attr-defined]
    search.WAYS = ways  # type: ignore[attr-defined]
    try:
        return desk.search.find("lamp", looking=looking)
    finally:
        search.WAYS = plain  # type: ignore[attr-defined]
