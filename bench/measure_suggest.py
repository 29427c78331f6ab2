"""Answers suggested from a message: how often right, how often silent as they should be, how fast and how heavy.

On real messages that are not part of the project: ``SERVICEDESK_BENCH_DATA`` names their folder. Both engines, where
the extra ``semantic`` is installed; beside them the nearest example by rapidfuzz.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from statistics import fmean
from time import perf_counter
from typing import Final

from rapidfuzz import fuzz, process

from bench.figures import Report, Times, time_each
from bench.suggest_data import Pair, banking, clinc, cut, titles
from servicedesk.answers.suggesting import Example, Suggester, installed, suggester

_SEEDS: Final = (31, 32, 33, 34, 35)
"""Of the cuts. Others, 1 to 5, were looked at while the methods were chosen."""
_ONE_IN: Final = {False: 5, True: 20}
"""The share that is asked about; True: where all the others are learned. What is asked is missed among what is
learned, so a small share is nearer to all rows learned and other questions asked."""
_FUZZY_ASKED: Final = 300
_ENGINES: Final = {False: "core", True: "semantic"}
_TOP_ONE: Final = {(False, None): None, (False, 10): None, (True, None): 92.0, (True, 10): 86.0}
_TOP_THREE: Final = {(False, None): 95.0, (False, 10): 88.0, (True, None): 98.0, (True, 10): None}
_MOST_MB: Final = 40.0


@dataclass(frozen=True)
class Score:
    """Per cent of the questions; ``silent``: nothing was suggested."""

    first: float
    in_three: float
    silent: float
    first_by_code: float
    """Top-1 where each code counts alike, however often it is asked for."""


def measure_suggest() -> Report:
    report = Report()
    rows = banking()
    report.facts["method"] = "top-1 / top-3 / silent %, out of scope counted as wrong"
    _fuzzy(report, *cut(rows, _SEEDS[0]))
    for semantic, name in _ENGINES.items():
        if semantic and not installed():
            report.missing[name] = "its extra is not installed"
            continue
        for each in (1, 3, 10, None):
            _banking(report, rows, semantic, each)
        _speed(report, rows, semantic)
        _memory(report, semantic)
        _out_of_scope(report, semantic)
    return report


def _fuzzy(report: Report, learned: Sequence[Pair], asked: Sequence[Pair]) -> None:
    """The nearest examples by rapidfuzz, as many as it takes to name three codes."""
    texts = [text for text, _ in learned]
    for scorer in (fuzz.WRatio, fuzz.token_set_ratio, fuzz.token_sort_ratio):
        ranks = []
        for text, code in asked[:_FUZZY_ASKED]:
            near = process.extract(text.lower(), texts, scorer=scorer, limit=20, processor=str.lower)
            codes = list(dict.fromkeys(learned[place][1] for _, _, place in near))[:3]
            ranks.append(codes.index(code) + 1 if code in codes else 0)
        report.facts[f"BANKING77, all: rapidfuzz {scorer.__name__}"] = _told(_score(ranks, 0, asked[:_FUZZY_ASKED]))


def _banking(report: Report, rows: Sequence[Pair], semantic: bool, each: int | None) -> None:
    scores = []
    for seed in _SEEDS:
        learned, asked = cut(rows, seed, each=each, one_in=_ONE_IN[each is None])
        scores.append(_asked(_learned(learned, semantic), asked))
    score = Score(*(fmean(getattr(one, field.name) for one in scores) for field in fields(Score)))
    name = f"BANKING77, {each or 'all'}: {_ENGINES[semantic]}"
    by_cut = ", ".join(f"{one.first:.1f}" for one in scores)
    report.facts[name] = f"{_told(score)} (top-1 by cut: {by_cut}; each answer alike: {score.first_by_code:.1f})"
    if (bound := _TOP_ONE.get((semantic, each))) is not None:
        report.figure(f"{name}, top-1", score.first, "%", at_least=bound)
    if (bound := _TOP_THREE.get((semantic, each))) is not None:
        report.figure(f"{name}, top-3", score.in_three, "%", at_least=bound)


def _speed(report: Report, rows: Sequence[Pair], semantic: bool) -> None:
    name = _ENGINES[semantic]
    learned, asked = cut(rows, _SEEDS[0])
    begun = perf_counter()
    told = _learned(learned, semantic)
    report.facts[f"{name}: {len(learned):,} examples learned at once"] = f"{perf_counter() - begun:.1f} s"
    questions = iter([text for text, _ in asked])
    times = report.add(f"{name}: a message", time_each(lambda: told.suggest(next(questions)), 500))
    report.figure(f"{name}: a message, p50", times.p50, "ms", at_most=5)
    seconds = []
    for number, (text, code) in enumerate(asked[-40:]):
        begun = perf_counter()
        told.learn([Example(code, f"{text} {number}")])
        seconds.append(perf_counter() - begun)
    report.add(f"{name}: one more example", Times.of_seconds(seconds))


def _out_of_scope(report: Report, semantic: bool) -> None:
    name = f"CLINC150: {_ENGINES[semantic]}"
    told = _learned(clinc("train"), semantic)
    score = _asked(told, clinc("val"))
    outside = [text for part in ("oos_train", "oos_val") for text, _ in clinc(part)]
    recall = 100 * fmean(not told.suggest(text) for text in outside)
    report.facts[name] = _told(score)
    report.figure(f"{name}, out of scope told", recall, "%", at_least=70)
    report.figure(f"{name}, false alarms", score.silent, "%", at_most=10)


def _memory(report: Report, semantic: bool) -> None:
    """In a process of its own: what is resident after all rows are learned, less what was before."""
    run = [sys.executable, "-m", "bench.suggest_memory", _ENGINES[semantic]]
    printed = subprocess.run(run, capture_output=True, text=True, check=True, cwd=Path(__file__).parent.parent).stdout
    added = json.loads(printed)
    name = f"{_ENGINES[semantic]}: resident memory added, numpy with it"
    report.figure(name, added["resident_mb"], "MB", at_most=None if semantic else _MOST_MB)
    report.facts[f"{_ENGINES[semantic]}: at most while it learned"] = f"{added['peak_mb']:.0f} MB"


def _learned(pairs: Sequence[Pair], semantic: bool) -> Suggester:
    told = suggester(semantic)
    told.learn(
        [
            *(Example(code, text) for text, code in pairs),
            *(Example(code, text, own=True) for text, code in titles(pairs)),
        ]
    )
    return told


def _asked(told: Suggester, asked: Sequence[Pair]) -> Score:
    ranks, silent = [], 0
    for text, code in asked:
        codes = [suggestion.code for suggestion in told.suggest(text)]
        silent += not codes
        ranks.append(codes.index(code) + 1 if code in codes else 0)
    return _score(ranks, silent, asked)


def _score(ranks: Sequence[int], silent: int, asked: Sequence[Pair]) -> Score:
    by_code: dict[str, list[bool]] = {}
    for rank, (_, code) in zip(ranks, asked, strict=True):
        by_code.setdefault(code, []).append(rank == 1)
    return Score(
        100 * fmean(rank == 1 for rank in ranks),
        100 * fmean(rank > 0 for rank in ranks),
        100 * silent / len(ranks),
        100 * fmean(fmean(of_code) for of_code in by_code.values()),
    )


def _told(score: Score) -> str:
    return f"{score.first:.1f} / {score.in_three:.1f} / {score.silent:.1f} %"
