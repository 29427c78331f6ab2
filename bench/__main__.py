"""``python -m bench``: every measurement, as a table for people and as JSON in ``bench/out/bench.json``."""

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from time import perf_counter
from typing import Final

from bench.figures import Report
from bench.growth.measure import measure_growth
from bench.machine import describe, load
from bench.measure_answers import measure_answers
from bench.measure_backup import measure_backup
from bench.measure_cursor import measure_cursor
from bench.measure_feed import measure_feed
from bench.measure_find import measure_find
from bench.measure_floor import measure_floor
from bench.measure_loading import measure_loading
from bench.measure_million import measure_million
from bench.measure_others import measure_others
from bench.measure_pages import measure_page_growth, measure_pages
from bench.measure_room import measure_room
from bench.measure_service_levels import measure_service_levels
from bench.measure_start import measure_start
from bench.measure_suggest import measure_suggest
from bench.measure_tickets import measure_tickets
from bench.postgres import postgres_store
from bench.stores import OUT, BenchStore, copy_of, discard, in_use, store_of
from bench.table import print_report

SIZES: Final = (10_000, 100_000, 1_000_000)


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code 1 when a promised bound does not hold."""
    arguments = _parser().parse_args(argv)
    OUT.mkdir(exist_ok=True)
    sizes = [size for size in SIZES if size <= arguments.largest]
    document: dict[str, object] = {
        "taken_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "sizes": sizes,
        "machine": describe(),
    }
    measures = _measures(sizes)
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
    discard("screens")
    arguments.out.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{arguments.out}; " + (f"bounds that do not hold: {'; '.join(broken)}" if broken else "all bounds hold"))
    return 1 if broken else 0


def _measures(sizes: Sequence[int]) -> Mapping[str, Callable[[], Report]]:
    """Stores are made when the first measurement wants them. Screens and finding are measured on the largest."""

    @cache
    def stores() -> list[BenchStore]:
        return [store_of(size) for size in sizes]

    def large() -> BenchStore:
        return stores()[-1]

    @cache
    def screens() -> BenchStore:
        """A copy: consoles write into their store who is there and what was due."""
        return in_use(copy_of(large(), "screens"))

    @cache
    def database() -> str:
        return postgres_store(large())

    return {
        "start": lambda: measure_start(screens()),
        "cursor": lambda: measure_cursor(screens()),
        "others": measure_others,
        "tickets": lambda: measure_tickets(large()),
        "growth": lambda: measure_growth(stores()),
        "pages": lambda: measure_pages(large(), database()),
        "orders": lambda: measure_page_growth(stores()[0], large(), (postgres_store(stores()[0]), database())),
        "find": lambda: measure_find(large(), database()),
        "floor": lambda: measure_floor(large(), database()),
        "loading": lambda: measure_loading(stores()[1:], [(one.size, postgres_store(one)) for one in stores()[1:2]]),
        "million": lambda: measure_million(stores()[-1].size),
        "room": lambda: measure_room(stores()[0]),
        "feed": lambda: measure_feed(stores()[0]),
        "backup": lambda: measure_backup(stores()[1:2]),
        "service_levels": measure_service_levels,
        "answers": measure_answers,
        "suggest": measure_suggest,
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--largest", type=int, default=SIZES[-1], metavar="N", help="no store of more tickets")
    parser.add_argument("--out", type=Path, default=OUT / "bench.json", metavar="FILE")
    parser.add_argument(
        "--only", action="append", choices=tuple(_measures(SIZES)), metavar="NAME", help="may be repeated"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
