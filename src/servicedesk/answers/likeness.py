"""What rapidfuzz is asked: letters in their order, and letters mistyped. It is loaded with the first question.

It holds the interpreter while it looks, about 50 ns a text: callers hand over a few thousand at a time.
"""

from collections.abc import Sequence


def with_gaps(term: str, among: Sequence[str], *, missing: int = 0) -> list[int]:
    """Places of the texts that hold the letters of ``term`` in their order, all of them or all but ``missing``."""
    from rapidfuzz import process
    from rapidfuzz.distance import LCSseq

    least = len(term) - missing
    return [at for _, _, at in process.extract(term, among, scorer=LCSseq.similarity, score_cutoff=least, limit=None)]


def mistyped(term: str, among: Sequence[str], typos: int) -> list[tuple[int, int]]:
    """Places of the texts that are at most so many typos away, and how many: a letter more, less, another, a swap."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    found = process.extract(term, among, scorer=OSA.distance, score_cutoff=typos, limit=None)
    return [(at, int(distance)) for _, distance, at in found]
