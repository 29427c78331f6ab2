"""Finding an answer as one types: how fast each key is, how long it holds the loop, and whether it is the right one.

At 10,000 and 100,000 answers, beside ``fzf --filter`` over the same ones where fzf is there. What is right is said
by the queries of ``bench/answer_queries.py``; the half that is measured was not looked at while the search was tuned.
"""

import asyncio
import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from random import Random
from time import perf_counter, thread_time
from typing import Final

from bench.answer_corpus import corpus, shipped
from bench.answer_queries import Queries, Query
from bench.figures import Report, Times
from bench.fzf import Fzf, program
from servicedesk.answers.answer import Answer
from servicedesk.answers.placeholders.facts import TicketFacts
from servicedesk.answers.ranking import Facts
from servicedesk.answers.shelf import Shelf, Stock

BOUNDS: Final[Mapping[int, float]] = {10_000: 10.0, 100_000: 40.0}
"""Answers, and milliseconds that a key may take at p95."""
LONGEST_STRETCH: Final = 8.0
_EACH: Final = {0: 60, 10_000: 100, 100_000: 40}
"""Queries of a kind; 0: the shipped answers."""
_TYPED: Final = 100
"""Queries that are typed key by key."""
_ASKED_FZF: Final = {10_000: 300, 100_000: 100}
_NOT_FZF_S: Final = frozenset({"pinyin", "initials"})
_MISSES: Final = 10
_TICKET: Final = Facts(language="en", kind="return", said="My refund is delayed and the parcel was damaged.")


def measure_answers() -> Report:
    report = Report()
    fzf = program()
    if fzf is None:
        report.missing["fzf"] = "not on this machine"
    misses: list[str] = []
    ranks: list[int] = []
    theirs: list[int] = []
    for size in (0, *BOUNDS):
        answers = corpus(size) if size else shipped()
        other = None if fzf is None else Fzf(fzf, answers)
        stock = _stock(report, answers)
        queries = Queries(answers).make("reported", _EACH[size])
        if size:
            _keys(report, stock, queries, other, size)
        _quality(report, stock, queries, other, ranks, theirs, misses)
        gc.unfreeze()
    _of_all(report, ranks, theirs)
    report.facts["worst misses"] = "\n  ".join(["", *sorted(misses, key=_rank_first)[:_MISSES]])
    return report


def ranks_of(stock: Stock, queries: Sequence[Query]) -> list[int]:
    """Where each target stands with no ticket in hand; 0: not found."""
    shelf = Shelf(stock, Facts(), TicketFacts(), for_ticket=False)
    return [_rank([offer.answer.id for offer in shelf.find(query.typed)], query.target) for query in queries]


def _stock(report: Report, answers: Sequence[Answer]) -> Stock:
    begun = perf_counter()
    stock = Stock.of(answers)
    made = perf_counter()
    stock.learn_readings()
    report.facts[f"{len(answers):,}: made ready, of that pinyin"] = (
        f"{perf_counter() - begun:.1f} s, {perf_counter() - made:.1f} s"
    )
    gc.collect()
    gc.freeze()  # as the console does with what is there to stay
    return stock


def _keys(report: Report, stock: Stock, queries: Sequence[Query], fzf: Fzf | None, size: int) -> None:
    """Every key of some queries, as the console asks: between keys the loop runs."""
    some = Random(7).sample(queries, min(_TYPED, len(queries)))
    typed = [query.typed[:end] for query in some for end in range(1, len(query.typed) + 1)]
    with _collecting_seldom():
        seconds, stretches = asyncio.run(_type(Shelf(stock, _TICKET, TicketFacts()), typed))
    ours = report.add(f"{size:,} answers: a key", Times.of_seconds(seconds))
    report.figure(f"{size:,} answers: a key, p95", ours.p95, "ms", at_most=BOUNDS[size])
    report.add(f"{size:,} answers: loop held at a stretch", Times.of_seconds(stretches))
    longest = max(stretches) * 1_000
    report.figure(f"{size:,} answers: longest stretch, processor", longest, "ms", at_most=LONGEST_STRETCH)
    if fzf is not None:
        report.facts["fzf"] = fzf.version
        asked = Random(8).sample(typed, min(_ASKED_FZF[size], len(typed)))
        theirs = report.add(f"{size:,} answers: fzf --filter", Times.of_seconds(map(fzf.seconds, asked)))
        report.figure(f"{size:,} answers: p50, ours / fzf", ours.p50 / theirs.p50, "×", at_most=1)
        report.figure(f"{size:,} answers: p95, ours / fzf", ours.p95 / theirs.p95, "×", at_most=1)


async def _type(shelf: Shelf, typed: Sequence[str]) -> tuple[list[float], list[float]]:
    """Seconds of each key, and processor seconds between two turns of the loop while it searches."""
    seconds: list[float] = []
    stretches: list[float] = []

    async def beat() -> None:
        last = thread_time()
        while True:
            await asyncio.sleep(0)
            now = thread_time()
            stretches.append(now - last)
            last = now

    heart = asyncio.create_task(beat())
    for text in typed:
        await asyncio.sleep(0)
        begun = perf_counter()
        await shelf.found(text)
        seconds.append(perf_counter() - begun)
    await asyncio.sleep(0)
    heart.cancel()
    return seconds, stretches


@contextmanager
def _collecting_seldom() -> Iterator[None]:
    before = gc.get_threshold()
    gc.set_threshold(20_000, 20, 20)  # the console's
    yield
    gc.set_threshold(*before)


def _quality(
    report: Report,
    stock: Stock,
    queries: Sequence[Query],
    fzf: Fzf | None,
    ranks: list[int],
    theirs: list[int],
    misses: list[str],
) -> None:
    """Where the targets stand, by kind."""
    size = len(stock.entries)
    ours = ranks_of(stock, queries)
    others = [0 if fzf is None else _rank(fzf.ids(query.typed), query.target) for query in queries]
    for kind in dict.fromkeys(query.kind for query in queries):
        of_kind = [at for at, query in enumerate(queries) if query.kind == kind]
        line = _told([ours[at] for at in of_kind])
        if fzf is not None:
            line += f"; fzf {_told([others[at] for at in of_kind])}"
        report.facts[f"{size:,}: {kind}"] = line
    titles = {entry.answer.id: entry.answer.title for entry in stock.entries}
    for query, rank in zip(queries, ours, strict=True):
        if rank != 1:
            misses.append(f"{rank or '–'} {size:,} {query.kind}: {query.typed!r} for {titles[query.target]!r}")
    ranks += ours
    theirs += others
    if fzf is not None:
        readable = [at for at, query in enumerate(queries) if query.kind not in _NOT_FZF_S]
        report.figure(
            f"{size:,}: MRR without pinyin",
            mrr([ours[at] for at in readable]),
            "",
            at_least=mrr([others[at] for at in readable]),
        )


def _of_all(report: Report, ranks: Sequence[int], theirs: Sequence[int]) -> None:
    report.facts["queries"] = len(ranks)
    report.figure("right answer first", 100 * share(ranks, 1), "%", at_least=90)
    report.figure("right answer in the first five", 100 * share(ranks, 5), "%", at_least=98)
    report.figure("MRR", mrr(ranks), "", at_least=mrr(theirs) if any(theirs) else None)
    if any(theirs):
        report.figure("MRR of fzf", mrr(theirs), "")


def share(ranks: Sequence[int], most: int) -> float:
    """0–1, how many stand among the first so many."""
    return sum(0 < rank <= most for rank in ranks) / len(ranks)


def mrr(ranks: Sequence[int]) -> float:
    """The mean reciprocal rank, 0–1."""
    return sum(1 / rank for rank in ranks if rank) / len(ranks)


def _rank(ids: Sequence[str], target: str) -> int:
    return ids.index(target) + 1 if target in ids else 0


def _told(ranks: Sequence[int]) -> str:
    return f"{100 * share(ranks, 1):.1f} % first, {100 * share(ranks, 5):.1f} % in five, MRR {mrr(ranks):.3f}"


def _rank_first(miss: str) -> tuple[int, str]:
    rank = miss.split(maxsplit=1)[0]
    return (-int(rank) if rank.isdigit() else -1_000), miss
