"""Subjects that contain a text: the index names the few that may, so that rare words needn't be looked for in all."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection, text

from servicedesk.domain.words import LONGEST_WORD, Wanted, wanted_words
from servicedesk.store.search import postgres_words
from servicedesk.store.search.beginnings import is_known_kind
from servicedesk.store.search.text_index import TICKETS

FEW: Final = 1_000
MOST_ALTERNATIVES: Final = 200
LARGE: Final = 50_000
"""Tickets beyond which PostgreSQL's lists of all tickets don't look into the middle of words."""
_COUNTED: Final = text("SELECT reltuples FROM pg_class WHERE oid = to_regclass('ticket_words')")


def few_with(connection: Connection, texts: Sequence[str], *, queued: bool = False) -> list[int] | None:
    """Tickets among which are all whose subject contains the texts; None where they are many or can't be told.

    A text may stand within a word, so each of its words is looked for in all known ones. Only SQLite knows those: a
    large PostgreSQL store names the tickets with words that begin so. ``queued``: the list is that of the queue, which
    is short enough to be read whole there.
    """
    if connection.dialect.name != "sqlite":
        return None if queued else _beginning_so(connection, texts)
    terms = [term for one in texts for wanted in wanted_words(one) if (term := _term(connection, wanted)) is not None]
    if not terms:
        return None
    if not all(terms):
        return []
    found = TICKETS.matching(connection, " AND ".join(terms), FEW + 1)
    return found if len(found) <= FEW else None


def _beginning_so(connection: Connection, texts: Sequence[str]) -> list[int] | None:
    words = tuple(dict.fromkeys(wanted for one in texts for wanted in wanted_words(one)))
    if not words or (connection.scalar(_COUNTED) or 0) < LARGE:
        return None
    found = postgres_words.all_of(connection, TICKETS.table, words)
    return found if found is not None and len(found) <= FEW else None


def _term(connection: Connection, wanted: Wanted) -> str | None:
    """Every known word that contains this one; empty when none does, None when they are too many or not known.

    A word that was cut may have gone on with it.
    """
    word = wanted.word
    if not wanted.begins:
        return f'"{word}"'
    if not is_known_kind(word):
        return None
    query = "SELECT word FROM known_words WHERE instr(word, ?) OR length(word) = ? LIMIT ?"
    known = list(connection.exec_driver_sql(query, (word, LONGEST_WORD, MOST_ALTERNATIVES + 1)).scalars())
    if len(known) > MOST_ALTERNATIVES:
        return None
    alternatives = " OR ".join(f'"{one}"' for one in known)
    return f"({alternatives})" if known else ""
