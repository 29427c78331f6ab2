"""Texts by words, the newest first: whatever the engine believes of them, they are those that have all the words."""

from collections.abc import Iterator, Sequence

import pytest
from tests.conftest import Stores
from tests.store.plans import captured

from servicedesk.domain.words import wanted_words
from servicedesk.store.address import parse_address
from servicedesk.store.database import Connection, Store
from servicedesk.store.search import blocks, postgres_words
from servicedesk.store.search.text_index import MESSAGES

IDS = (
    *range(1, 400),
    *range(5_000, 5_300),
    *range(40_000, 40_200),
    *range(300_000, 300_100),
    *range(2_200_000, 2_200_300),
)
"""In blocks of every size, with gaps between them."""


def said(number: int) -> str:
    """``the`` is everywhere, ``winter`` only in old texts, ``red`` and ``blue`` are common and hardly ever meet."""
    words = ["the", "red" if number % 2 else "blue", "lamp" if number % 3 else "lamps"]
    words += ["winter"] * (number < 5_200) + ["new"] * (number > 2_000_000) + ["zebra"] * (number % 151 == 7)
    words += ["red", "blue"] if number in (11, 5_007, 40_100) else []
    return " ".join(words + (["退款申请"] if number % 5 == 0 else []))


TEXTS = {number: said(number) for number in IDS}
ASKED = (
    "the", "winter", "new", "zebra", "red blue", "the red blue", "winter red", "winter new", "lamp winter", "lam",
    "lamps zebra", "退款", "退", "退款 winter", "nothing", "the nothing",
)  # fmt: skip


def having(asked: str, before: int | None = None) -> list[int]:
    """What a search has to find, read from the texts."""
    words = asked.split()
    return sorted(
        (
            number
            for number, text in TEXTS.items()
            if (before is None or number < before)
            and all(any(one.startswith(word) or word in one for one in text.split()) for word in words)
        ),
        reverse=True,
    )


@pytest.fixture
def store(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """Texts in a store; steps are small, so that these few take many."""
    monkeypatch.setattr(postgres_words, "WALKED", 50)
    monkeypatch.setattr(postgres_words, "FEW", 30)
    monkeypatch.setattr(postgres_words, "FEW_TOGETHER", 60)
    monkeypatch.setattr(blocks, "MOST_FETCHED", 400)
    monkeypatch.setattr(blocks, "SECONDS", 60.0)
    opened = Store(parse_address(stores.bare()))
    with opened.transaction() as connection:
        MESSAGES.add(connection, [(number, [words]) for number, words in TEXTS.items()])
    yield opened
    opened.close()


def counted(store: Store) -> None:
    """Let the engine count the words there are now."""
    if not store.is_sqlite:
        with store._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("ANALYZE message_words")
        store._engine.dispose()


def found(connection: Connection, asked: str, limit: int = 2_000, before: int | None = None) -> list[int]:
    return MESSAGES.found(connection, wanted_words(asked), limit, before=before)


@pytest.mark.parametrize("known", [False, True], ids=["never counted", "counted"])
def test_the_newest_texts_with_all_the_words_are_found(store: Store, known: bool):
    if known:
        counted(store)
    with store.read() as connection:
        for asked in ASKED:
            wanted = having(asked)
            assert found(connection, asked) == wanted, asked
            assert found(connection, asked, 7) == wanted[:7], asked
            for before in (2_200_001, 300_050, 5_000, 1):
                assert found(connection, asked, before=before) == having(asked, before), (asked, before)
            assert [one for page in MESSAGES.pages(connection, wanted_words(asked)) for one in page] == wanted, asked


def test_what_was_counted_long_ago_leads_nobody_astray(stores: Stores, store: Store):
    """What was common is rare now, and what is common now nobody has counted."""
    counted(store)
    with store.transaction() as connection:
        gone = [number for number in TEXTS if number > 1_000 and "winter" in TEXTS[number]]
        MESSAGES.remove(connection, [(number, [TEXTS[number]]) for number in gone])
        MESSAGES.add(connection, [(number, ["a walrus"]) for number in range(3_000_000, 3_000_500)])
    with store.read() as connection:
        assert found(connection, "winter") == [number for number in having("winter") if number <= 1_000]
        assert found(connection, "walrus", 3) == [3_000_499, 3_000_498, 3_000_497]
        assert len(found(connection, "walrus")) == 500
        assert found(connection, "walrus zebra") == []


def test_common_words_that_hardly_ever_meet_are_looked_for_in_the_newest_texts(
    store: Store, monkeypatch: pytest.MonkeyPatch
):
    """PostgreSQL stops in time; SQLite, whose index has an order, goes on."""
    monkeypatch.setattr(blocks, "SECONDS", 0.0)
    monkeypatch.setattr(blocks, "LEAST_LOOKED", 1)
    with store.read() as connection, captured(store) as sent:
        assert found(connection, "red blue", 2) in ([], having("red blue")[:2])
        assert len(sent) <= 12


def test_where_one_of_the_words_is_rather_rare_all_texts_are_found(store: Store, monkeypatch: pytest.MonkeyPatch):
    """The index skips through the places of the other ones: nothing is given up for the time it takes."""
    monkeypatch.setattr(blocks, "SECONDS", 0.0)
    monkeypatch.setattr(blocks, "LEAST_LOOKED", 1)
    monkeypatch.setattr(postgres_words, "FEW_TOGETHER", 1 << 22)
    counted(store)
    assert having("red blue")
    with store.read() as connection, captured(store) as sent:
        assert found(connection, "red blue") == having("red blue")
    assert len(sent) <= 3 or store.is_sqlite


def test_no_step_fetches_more_than_it_may(store: Store):
    counted(store)
    with store.read() as connection:
        if connection.dialect.name == "postgresql":
            for query in ("'the'", "'the' & 'lamp'"):
                assert blocks.direct(connection, "message_words", query, 3_000_000) is None
            steps: Sequence[list[int]] = list(
                blocks.steps(connection, "message_words", "'the'", 1 << 22, seen=0, looked=1, together=False)
            )
            assert max(map(len, steps)) <= blocks.MOST_FETCHED
            assert [one for step in steps for one in step] == having("the")
