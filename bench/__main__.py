"""``python -m bench``: every measurement, as a table for people and as JSON in ``bench/out/bench.json``."""

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from time import perf_counter

from bench.figures import Report
from bench.machine import describe, load
from bench.measure_acts import measure_acts
from bench.measure_answers import measure_answers
from bench.measure_cursor import measure_cursor
from bench.measure_find import measure_find
from bench.measure_floor import measure_floor
from bench.measure_loading import measure_loading
from bench.measure_others import measure_others
from bench.measure_pages import measure_pages
from bench.measure_service_levels import measure_service_levels
from bench.measure_start import measure_start
from bench.measure_suggest import measure_suggest
from bench.measure_tickets import measure_tickets
from bench.stores import OUT, BenchStore, store_of
from bench.table import print_report

SIZE = 100_000


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code 1 when a promised bound does not hold."""
    arguments = _parser().parse_args(argv)
    OUT.mkdir(exist_ok=True)
    document: dict[str, object] = {
        "taken_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "size": arguments.size,
        "machine": describe(),
    }
    measures = _measures(arguments.size)
    broken = []
    for name in arguments.only or measures:
        begun, before = perf_counter(), load()
        try:
            report = measures[name]()
        except RuntimeError as error:  # one that can't be taken is told, and the others are taken
            report = Report(missing={name: str(error)})
            broken.append(name)
        print_report(name, report)
        broken += [figure.name for figure in report.figures if figure.holds is False]
        document[name] = {
            **report.as_json(),
            "load_before": before,
            "load_after": load(),
            "seconds": round(perf_counter() - begun, 1),
        }
    arguments.out.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{arguments.out}; " + (f"bounds that do not hold: {'; '.join(broken)}" if broken else "all bounds hold"))
    return 1 if broken else 0


def _measures(size: int) -> Mapping[str, Callable[[], Report]]:
    """The store is made when the first measurement wants it."""

    @cache
    def store() -> BenchStore:
        return store_of(size)

    return {
        "start": lambda: measure_start(store()),
        "cursor": lambda: measure_cursor(store()),
        "tickets": lambda: measure_tickets(store()),
        "pages": lambda: measure_pages(store()),
        "find": lambda: measure_find(store()),
        "floor": lambda: measure_floor(store()),
        "answers": measure_answers,
        "suggest": measure_suggest,
        "loading": measure_loading,
        "others": measure_others,
        "service_levels": measure_service_levels,
        "acts": lambda: measure_acts(store()),
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--size", type=int, default=SIZE, metavar="N", help="tickets in the store")
    parser.add_argument("--out", type=Path, default=OUT / "bench.json", metavar="FILE")
    parser.add_argument("--only", action="append", choices=tuple(_measures(0)), metavar="NAME", help="may be repeated")
    return parser


if __name__ == "__main__":
    sys.exit(main())
