"""The words of tickets and messages, kept in the transaction that writes their texts.

SQLite: FTS5 without content over words made in Python (``domain.words``), and every word of letters in
``known_words`` so that a beginning becomes a short list of words. PostgreSQL: a ``tsvector`` of the same words.
A text that changes or goes hands over what it was: an index without content can't know.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from sqlalchemy import Connection, text

from servicedesk.domain.words import Wanted, document
from servicedesk.store.bulk.told import Document
from servicedesk.store.search import postgres_words
from servicedesk.store.search.beginnings import begins_others, is_known_kind
from servicedesk.store.search.blocks import INDEXED_WORDS

if TYPE_CHECKING:
    from psycopg import Connection as PostgresConnection

MADE: Final = {
    "sqlite": (
        "CREATE VIRTUAL TABLE ticket_words USING fts5(words, content='', detail=none, tokenize='ascii')",
        "CREATE VIRTUAL TABLE message_words USING fts5(words, content='', detail=none, tokenize='ascii')",
        "CREATE TABLE known_words (word TEXT PRIMARY KEY) WITHOUT ROWID",
    ),
    "postgresql": (
        "CREATE TABLE ticket_words (id BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)",
        "CREATE TABLE message_words (id BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)",
    ),
}
LAST: Final = "\U0010ffff"
LARGEST: Final = 2**62
PAGE: Final = 100
COUNTED: Final = 1_000
MOST_ALTERNATIVES: Final = 200
"""A beginning stands for so many known words at most."""
INDEXED: Final = tuple(
    f"CREATE INDEX ix_{table} ON {table} USING gin ({INDEXED_WORDS}) WITH (gin_pending_list_limit = 512)"
    for table in ("ticket_words", "message_words")
)
"""PostgreSQL's indexes, made after a first filling."""
TABLES: Final = ("ticket_words", "message_words", "known_words")
"""No models stand behind these, nor behind what FTS5 keeps beside them."""

Texts = tuple[int, Sequence[str]]
"""An id and the texts that stand under it."""


def documents(texts: Iterable[Texts]) -> list[Document]:
    """Texts as their words; those without any are left out."""
    return [(number, words) for number, parts in texts if (words := document(*parts))]


@dataclass(frozen=True, slots=True)
class TextIndex:
    """One index: ``ticket_words`` (ids of tickets) or ``message_words`` (ids of messages)."""

    table: str

    def add(self, connection: Connection, texts: Iterable[Texts]) -> None:
        """Index new texts."""
        self.write(connection, documents(texts))

    def write(self, connection: Connection, new: Sequence[Document]) -> None:
        """Index texts whose words are known."""
        if not new:
            return
        if connection.dialect.name == "postgresql":
            self._copy(connection, new)
            return
        rows = [(number, " ".join(words)) for number, words in new]
        connection.exec_driver_sql(f"INSERT INTO {self.table} (rowid, words) VALUES (?, ?)", rows)  # noqa: S608 - ours
        known = sorted(filter(is_known_kind, set().union(*(words for _, words in new))))
        if known:
            connection.exec_driver_sql(
                "INSERT OR IGNORE INTO known_words (word) VALUES (?)", [(word,) for word in known]
            )

    def _copy(self, connection: Connection, new: Sequence[Document]) -> None:
        driver = cast("PostgresConnection[tuple[object, ...]]", connection.connection.driver_connection)
        with driver.cursor() as cursor, cursor.copy(f"COPY {self.table} (id, words) FROM STDIN".encode()) as copy:
            for number, words in new:
                copy.write_row((number, "'" + "' '".join(words) + "'"))

    def remove(self, connection: Connection, texts: Iterable[Texts]) -> None:
        """Forget texts as they were when they were added, and words that stand nowhere any more."""
        old = documents(texts)
        if not old:
            return
        if connection.dialect.name == "postgresql":
            gone = [number for number, _ in old]
            connection.execute(text(f"DELETE FROM {self.table} WHERE id = ANY(:gone)"), {"gone": gone})  # noqa: S608 - ours
            return
        rows = [(number, " ".join(words)) for number, words in old]
        connection.exec_driver_sql(
            f"INSERT INTO {self.table} ({self.table}, rowid, words) VALUES ('delete', ?, ?)",  # noqa: S608 - ours
            rows,
        )
        _forget_words(connection, filter(is_known_kind, set().union(*(words for _, words in old))))

    def found(
        self, connection: Connection, words: Sequence[Wanted], limit: int, *, before: int | None = None
    ) -> list[int]:
        """Ids of the texts that have all the words, the highest first, below ``before``.

        Of common words that hardly ever meet PostgreSQL finds those that meet in the newest texts.
        """
        if connection.dialect.name != "postgresql":
            return self._matching(connection, words, limit, before)
        found: list[int] = []
        for page in postgres_words.newest(connection, self.table, words, before):
            found += page
            if len(found) >= limit:
                break
        return found[:limit]

    def pages(self, connection: Connection, words: Sequence[Wanted]) -> Iterator[list[int]]:
        """The same without a limit, page by page."""
        if connection.dialect.name == "postgresql":
            yield from postgres_words.newest(connection, self.table, words, None)
            return
        page = self._matching(connection, words, PAGE, None)
        yield page
        while len(page) == PAGE:
            page = self._matching(connection, words, PAGE, page[-1])
            yield page

    def rarest_first(self, connection: Connection, words: Sequence[Wanted]) -> list[Wanted]:
        """The words by how few texts have them, about: beyond a thousand they count as alike."""
        if connection.dialect.name == "postgresql":
            return postgres_words.rarest_first(connection, self.table, words)
        terms = {word: _term(connection, word) for word in words}
        query = f"SELECT count(*) FROM (SELECT 1 FROM {self.table} WHERE {self.table} MATCH ? LIMIT {COUNTED})"  # noqa: S608 - ours
        known = {
            word: int(connection.exec_driver_sql(query, (term,)).scalar_one()) if term else 0
            for word, term in terms.items()
        }
        return sorted(words, key=known.__getitem__)

    def matching(self, connection: Connection, expression: str, limit: int) -> list[int]:
        """Ids of texts by an expression of SQLite's own, in the order of the ids."""
        query = f"SELECT rowid FROM {self.table} WHERE {self.table} MATCH ? LIMIT ?"  # noqa: S608 - ours
        return list(connection.exec_driver_sql(query, (expression, limit)).scalars())

    def _matching(self, connection: Connection, words: Sequence[Wanted], limit: int, before: int | None) -> list[int]:
        """On SQLite: its index has the order of the ids, a common word ends early and a rare one is short."""
        wanted = _expression(connection, words)
        if wanted is None:
            return []
        query = f"SELECT rowid FROM {self.table} WHERE {self.table} MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?"  # noqa: S608 - ours
        place = LARGEST if before is None else before
        return list(connection.exec_driver_sql(query, (wanted, place, limit)).scalars())

    def replace(self, connection: Connection, number: int, before: Sequence[str], after: Sequence[str]) -> None:
        """Index a text anew."""
        if document(*before) != document(*after):
            self.remove(connection, [(number, before)])
            self.add(connection, [(number, after)])


TICKETS: Final = TextIndex("ticket_words")
"""Under a ticket's id its subject and what it says of order, product and remedy."""
MESSAGES: Final = TextIndex("message_words")
"""Under a message's id its body, and the name a customer gave."""


def spelled(numbers: Iterable[int]) -> str:
    """Ids for an ``IN``: a thousand bound parameters cost more than the query they stand in."""
    return ", ".join(str(int(number)) for number in numbers)


def _expression(connection: Connection, words: Sequence[Wanted]) -> str | None:
    """The words as SQLite is asked for them; None when one of them is in no text."""
    terms = [_term(connection, one) for one in words]
    return " AND ".join(term for term in terms if term) if terms and all(terms) else None


def _term(connection: Connection, wanted: Wanted) -> str | None:
    """FTS5 merges all that a beginning stands for before it gives the first: the known words are named instead."""
    word = wanted.word
    if not begins_others(wanted):
        return f'"{word}"'
    if not is_known_kind(word):
        return f'"{word}"*'
    query = "SELECT word FROM known_words WHERE word >= ? AND word < ? ORDER BY word LIMIT ?"
    known = connection.exec_driver_sql(query, (word, word + LAST, MOST_ALTERNATIVES)).scalars()
    alternatives = " OR ".join(f'"{one}"' for one in known)
    return f"({alternatives})" if alternatives else None


def _forget_words(connection: Connection, words: Iterable[str]) -> None:
    gone = [word for word in words if not any(_holds(connection, index, word) for index in (TICKETS, MESSAGES))]
    if gone:
        connection.exec_driver_sql("DELETE FROM known_words WHERE word = ?", [(word,) for word in gone])


def _holds(connection: Connection, index: TextIndex, word: str) -> bool:
    found = connection.exec_driver_sql(
        f"SELECT 1 FROM {index.table} WHERE {index.table} MATCH ? LIMIT 1",  # noqa: S608 - ours
        (f'"{word}"',),
    )
    return found.first() is not None
