"""Texts by words on PostgreSQL, the newest first, by one of two plans.

A rare word starts from the index, and all its texts are sorted. Common words walk: the newest texts are read and
checked, then the index is asked for them block by block (``blocks``). Which it is say the engine's statistics; they
may be old or missing, so either plan is bounded, and a rare word that proves common walks.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Final, cast

from sqlalchemy import Connection, text

from servicedesk.domain.words import Wanted
from servicedesk.store.search import blocks
from servicedesk.store.search.beginnings import begins_others

WALKED: Final = 2_000
"""Ids that are read, at least, before the index is asked."""
PAGE: Final = 100
FEW: Final = 2_000
FEW_TOGETHER: Final = 20_000
"""Of several words the rarest: the index skips through the places of the others, 0.2 ms a thousand."""
MOST_LONGER: Final = 12
"""A common beginning stands for so many common words: the index would go through all the texts of all that begin so."""
FRESH_SECONDS: Final = 300.0
_KEPT: Final = "servicedesk_word_shares"
_STATISTICS: Final = text(
    "SELECT tablename, word, share FROM pg_stats CROSS JOIN LATERAL "
    "unnest(CAST(CAST(most_common_elems AS text) AS text[]), most_common_elem_freqs) AS listed(word, share) "
    "WHERE schemaname = current_schema() AND tablename IN ('ticket_words', 'message_words') AND attname = 'words' "
    "AND word IS NOT NULL"
)


@dataclass(frozen=True, slots=True)
class _Shares:
    """The share of a table's texts that has each of its common words; empty where nobody counted yet."""

    known: Mapping[str, float]

    def longer(self, wanted: Wanted) -> list[str]:
        """The common words that it stands for, the commonest first."""
        if not begins_others(wanted):
            return [wanted.word] if wanted.word in self.known else []
        found = [word for word in self.known if word.startswith(wanted.word)]
        return sorted(found, key=self.known.__getitem__, reverse=True)

    def of(self, wanted: Wanted) -> float:
        """0 where it isn't among the common words."""
        return sum(self.known[word] for word in self.longer(wanted))

    def is_rare(self, wanted: Wanted, texts: int, few: int) -> bool:
        """Not among the common words, or so few are the texts."""
        return bool(self.known) and self.of(wanted) * texts <= few

    def indexed(self, wanted: Wanted) -> str:
        """The word as the index is asked for it."""
        longer = self.longer(wanted)[:MOST_LONGER]
        if not begins_others(wanted) or not longer:
            return _spelled(wanted)
        alternatives = " | ".join(f"'{word}'" for word in dict.fromkeys((wanted.word, *longer)))
        return f"({alternatives})"


def rarest_first(connection: Connection, table: str, words: Sequence[Wanted]) -> list[Wanted]:
    """The words by the share of texts that has them."""
    return sorted(words, key=_shares(connection, table).of)


def newest(connection: Connection, table: str, words: Sequence[Wanted], before: int | None) -> Iterator[list[int]]:
    """Ids of the texts that have all the words, below ``before``, page by page, the highest first."""
    highest = _begin(connection, table)
    if highest is None or not words:
        return
    below = highest + 1 if before is None else min(before, highest + 1)
    shares = _shares(connection, table)
    query = " & ".join(map(shares.indexed, words))
    few = FEW if len(words) == 1 else FEW_TOGETHER
    if any(shares.is_rare(one, highest, few) for one in words):
        found = blocks.direct(connection, table, query, below)
        if found is not None:
            yield found
            return
    lowest, seen = _beginning_of_block(below - WALKED), 0
    for page in _walk(connection, table, " & ".join(map(_spelled, words)), lowest, below):
        seen += len(page)
        yield page
    looked = below - lowest
    yield from blocks.steps(connection, table, query, lowest, seen=seen, looked=looked, together=len(words) > 1)


def _begin(connection: Connection, table: str) -> int | None:
    """The highest id; from here to the transaction's end no estimate makes reading a whole table right."""
    query = text(f"SELECT max(id), set_config('enable_seqscan', 'off', true) FROM {table}")  # noqa: S608 - ours
    highest: int | None = connection.scalar(query)
    return highest


def all_of(connection: Connection, table: str, words: Sequence[Wanted]) -> list[int] | None:
    """Every text with the words, where one of them is rare; None where none is, or the texts are many."""
    highest = connection.scalar(text(f"SELECT max(id) FROM {table}"))  # noqa: S608 - ours
    shares = _shares(connection, table)
    if highest is None or not any(shares.is_rare(one, highest, FEW) for one in words):
        return None
    connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    found = blocks.direct(connection, table, " & ".join(map(shares.indexed, words)), highest + 1)
    connection.exec_driver_sql("SET LOCAL enable_seqscan TO DEFAULT")
    return found


def _walk(connection: Connection, table: str, query: str, lowest: int, below: int) -> Iterator[list[int]]:
    """The texts of a range of ids, read by id and checked one by one: ``OFFSET 0`` keeps the index of words out."""
    walk = text(
        f"SELECT id FROM (SELECT id, words FROM {table} WHERE id >= :lowest AND id < :below ORDER BY id DESC OFFSET 0) "  # noqa: S608 - ours
        "AS newest WHERE words @@ CAST(:query AS tsquery) ORDER BY id DESC LIMIT :most"
    )
    most = PAGE
    while True:
        page = list(connection.scalars(walk, {"lowest": lowest, "below": below, "query": query, "most": most}))
        yield page
        if len(page) < most:
            return
        below, most = page[-1], WALKED


def _beginning_of_block(number: int) -> int:
    return max(0, number // blocks.SMALLEST * blocks.SMALLEST)


def _spelled(wanted: Wanted) -> str:
    return f"'{wanted.word}'{':*' if begins_others(wanted) else ''}"


def _shares(connection: Connection, table: str) -> _Shares:
    """As the engine last counted; kept with the connection, for they are many and change slowly."""
    kept = cast("tuple[float, dict[str, _Shares]] | None", connection.info.get(_KEPT))
    if kept is None or monotonic() - kept[0] > FRESH_SECONDS:
        listed: dict[str, dict[str, float]] = {}
        for name, word, share in connection.execute(_STATISTICS):
            listed.setdefault(name, {})[word] = share
        kept = (monotonic(), {name: _Shares(known) for name, known in listed.items()})
        connection.info[_KEPT] = kept
    return kept[1].get(table, _Shares({}))
