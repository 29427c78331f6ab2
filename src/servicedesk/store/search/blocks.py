"""PostgreSQL's text index with an order: blocks of ids, and steps back through them.

A GIN index hands over what it finds in no order: of a common word millions of texts, to sort out the newest twenty.
So a text is indexed under its words and under a token for each block of ids that it lies in, and a step asks for a
word and a block. A step that would fetch too much is made again in smaller blocks.
"""

from collections.abc import Iterator, Sequence
from time import perf_counter
from typing import Final

from sqlalchemy import Connection, text

SHIFTS: Final = (12, 15, 18, 21)
"""Ids of one block differ in so many of their last bits; its token begins with as many signs as its place here."""
SMALLEST: Final = 1 << SHIFTS[0]
TOKENS: Final = ", ".join(f"'{'#' * place}' || CAST(id >> {bits} AS text)" for place, bits in enumerate(SHIFTS, 1))
INDEXED_WORDS: Final = f"(words || array_to_tsvector(ARRAY[{TOKENS}]))"
"""What the index holds of a row. Asked in other words, the index isn't used."""
MOST_FETCHED: Final = 5_000
"""Texts of one step; a smallest block has fewer."""
MOST_BLOCKS: Final = 8
"""Of one size, asked for in one step."""
WIDER: Final = 8
"""A step reaches back at most so many times as far as those before it together."""
WIDEST: Final = 1 << 20
WIDEST_TOGETHER: Final = 1 << 17
"""Of several words, each common: the index compares all their places in a step, 0.1 µs an id."""
SOUGHT: Final = 100
"""Texts that a step hopes to find."""
SECONDS: Final = 0.02
"""Words that stand in very many texts and hardly ever together are looked for so long, the newest texts first,"""
LEAST_LOOKED: Final = 1 << 17
"""but among so many ids at least."""


def direct(connection: Connection, table: str, query: str, below: int) -> list[int] | None:
    """Every text with the words, the newest first; None where there are more than ``MOST_FETCHED``."""
    return _fetched(connection, table, [query], below)


def steps(
    connection: Connection, table: str, query: str, below: int, *, seen: int, looked: int, together: bool
) -> Iterator[list[int]]:
    """Texts with the words below an id that begins a block, the newest first.

    ``seen`` texts among ``looked`` newer ids had the words: the first step reaches as far as that makes one hope.
    ``together``: they are several words.
    """
    begun, asked, most = perf_counter(), 0, WIDEST_TOGETHER if together else WIDEST
    widest = most
    while below > 0 and (asked < LEAST_LOOKED or perf_counter() - begun < SECONDS):
        hoped = SOUGHT * looked // max(seen, 1)
        low, blocks = _blocks(below, min(hoped, WIDER * looked, widest))
        found = _fetched(connection, table, [f"'{block}' & {query}" for block in blocks], below)
        if found is None:
            widest = (below - low) // WIDER
            continue
        asked += below - low
        looked, seen, below, widest = looked + below - low, seen + len(found), low, most
        yield found


def _blocks(below: int, span: int) -> tuple[int, list[str]]:
    """Blocks that reach about ``span`` ids back, and the first id of the last one."""
    place = max((at for at, bits in enumerate(SHIFTS) if 1 << bits <= span), default=0)
    bits, first = SHIFTS[place], (below - 1) >> SHIFTS[place]
    last = max(0, first + 1 - min(MOST_BLOCKS, max(1, span >> bits)))
    return last << bits, [f"{'#' * (place + 1)}{block}" for block in range(first, last - 1, -1)]


def _fetched(connection: Connection, table: str, queries: Sequence[str], below: int) -> list[int] | None:
    """By the index and nothing else: an order, a limit or a bound on the bare id would let the engine walk."""
    texts = f"SELECT id FROM {table} WHERE {INDEXED_WORDS} @@ CAST(block.query AS tsquery) AND id + 0 < :below"  # noqa: S608 - ours
    query = (
        f"SELECT found.id FROM unnest(CAST(:asked AS text[])) AS block(query), LATERAL ({texts}) AS found LIMIT :most"  # noqa: S608 - ours
    )
    rows = connection.scalars(text(query), {"asked": list(queries), "below": below, "most": MOST_FETCHED + 1})
    found = sorted(rows, reverse=True)
    return found if len(found) <= MOST_FETCHED else None
