"""The words of tickets and messages, kept in the transaction that writes their texts.

SQLite: FTS5 without content over words made in Python (``domain.words``), and every word of letters in
``known_words`` so that a beginning becomes a short list of words. PostgreSQL: a ``tsvector`` of the same words.
A text that changes or goes hands over what it was: an index without content can't know.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from sqlalchemy import Connection, text

from servicedesk.domain.words import Wanted, document

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
LEAST_BEGINNING: Final = 3
MOST_ALTERNATIVES: Final = 200
"""A beginning stands for so many known words at most."""
INDEXED: Final = (
    "CREATE INDEX ix_ticket_words ON ticket_words USING gin (words)",
    "CREATE INDEX ix_message_words ON message_words USING gin (words)",
)
"""PostgreSQL's indexes, made after a first filling."""
TABLES: Final = ("ticket_words", "message_words", "known_words")
"""No models stand behind these, nor behind what FTS5 keeps beside them."""

Texts = tuple[int, Sequence[str]]
"""An id and the texts that stand under it."""


@dataclass(frozen=True, slots=True)
class TextIndex:
    """One index: ``ticket_words`` (ids of tickets) or ``message_words`` (ids of messages)."""

    table: str

    def add(self, connection: Connection, texts: Iterable[Texts]) -> None:
        """Index new texts."""
        documents = [(number, words) for number, parts in texts if (words := document(*parts))]
        if not documents:
            return
        if connection.dialect.name == "postgresql":
            self._copy(connection, documents)
            return
        rows = [(number, " ".join(words)) for number, words in documents]
        connection.exec_driver_sql(f"INSERT INTO {self.table} (rowid, words) VALUES (?, ?)", rows)  # noqa: S608 - ours
        known = sorted(filter(is_known_kind, set().union(*(words for _, words in documents))))
        if known:
            connection.exec_driver_sql(
                "INSERT OR IGNORE INTO known_words (word) VALUES (?)", [(word,) for word in known]
            )

    def _copy(self, connection: Connection, documents: Sequence[tuple[int, list[str]]]) -> None:
        driver = cast("PostgresConnection[tuple[object, ...]]", connection.connection.driver_connection)
        with driver.cursor() as cursor, cursor.copy(f"COPY {self.table} (id, words) FROM STDIN".encode()) as copy:
            for number, words in documents:
                copy.write_row((number, " ".join(f"'{word}'" for word in words)))

    def remove(self, connection: Connection, texts: Iterable[Texts]) -> None:
        """Forget texts as they were when they were added, and words that stand nowhere any more."""
        documents = [(number, words) for number, parts in texts if (words := document(*parts))]
        if not documents:
            return
        if connection.dialect.name == "postgresql":
            gone = [number for number, _ in documents]
            connection.execute(text(f"DELETE FROM {self.table} WHERE id = ANY(:gone)"), {"gone": gone})  # noqa: S608 - ours
            return
        rows = [(number, " ".join(words)) for number, words in documents]
        connection.exec_driver_sql(
            f"INSERT INTO {self.table} ({self.table}, rowid, words) VALUES ('delete', ?, ?)",  # noqa: S608 - ours
            rows,
        )
        _forget_words(connection, filter(is_known_kind, set().union(*(words for _, words in documents))))

    def found(
        self, connection: Connection, words: Sequence[Wanted], limit: int, *, before: int | None = None
    ) -> list[int]:
        """Ids of the texts that have all the words, the highest first, below ``before``."""
        place = LARGEST if before is None else before
        name = self._id(connection)
        where = f"{name} < :place ORDER BY {name} DESC LIMIT :most"
        return self._ids(connection, words, where, {"place": place, "most": limit})

    def matching(self, connection: Connection, expression: str, limit: int) -> list[int]:
        """Ids of texts by an expression of SQLite's own, in the order of the ids."""
        query = f"SELECT rowid FROM {self.table} WHERE {self.table} MATCH ? LIMIT ?"  # noqa: S608 - ours
        return list(connection.exec_driver_sql(query, (expression, limit)).scalars())

    def _id(self, connection: Connection) -> str:
        return "id" if connection.dialect.name == "postgresql" else "rowid"

    def _ids(self, connection: Connection, words: Sequence[Wanted], where: str, values: dict[str, int]) -> list[int]:
        wanted = _expression(connection, words)
        if wanted is None:
            return []
        postgres = connection.dialect.name == "postgresql"
        match = "words @@ CAST(:wanted AS tsquery)" if postgres else f"{self.table} MATCH :wanted"
        query = f"SELECT {self._id(connection)} FROM {self.table} WHERE {match} AND {where}"  # noqa: S608 - ours
        return list(connection.scalars(text(query), {"wanted": wanted, **values}))

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
    """The words as the engine asks for them; None when one of them is in no text."""
    if connection.dialect.name == "postgresql":
        return " & ".join(f"'{one.word}'{':*' if _begins_others(one) else ''}" for one in words) or None
    terms = [_sqlite_term(connection, one) for one in words]
    return " AND ".join(term for term in terms if term) if terms and all(terms) else None


def _sqlite_term(connection: Connection, wanted: Wanted) -> str | None:
    """FTS5 merges all that a beginning stands for before it gives the first: the known words are named instead."""
    word = wanted.word
    if not _begins_others(wanted):
        return f'"{word}"'
    if not is_known_kind(word):
        return f'"{word}"*'
    query = "SELECT word FROM known_words WHERE word >= ? AND word < ? ORDER BY word LIMIT ?"
    known = connection.exec_driver_sql(query, (word, word + LAST, MOST_ALTERNATIVES)).scalars()
    alternatives = " OR ".join(f'"{one}"' for one in known)
    return f"({alternatives})" if alternatives else None


def _begins_others(wanted: Wanted) -> bool:
    """A letter or two of the alphabet begin too much to mean anything."""
    return wanted.begins and (len(wanted.word) >= LEAST_BEGINNING or not wanted.word.isascii())


def message_parts(author: str, author_name: str, body: str) -> tuple[str, ...]:
    """What of a message is indexed."""
    return (body, author_name) if author == "customer" else (body,)


def is_known_kind(word: str) -> bool:
    """Whether ``known_words`` lists such words: numbers are too many to list, and few share a beginning."""
    return len(word) > 1 and not word.isdigit() if word.isascii() else True


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
