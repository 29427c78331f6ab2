"""The growth of a run as Markdown: ``python -m bench.growth.page bench/out/bench.json``."""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from bench.growth.curves import curve, spelled
from bench.growth.place import ENGINES

Curves = Mapping[str, Mapping[str, Mapping[str, Sequence[float]]]]
"""Operation → engine → size → p50 and p95 in ms."""
_NAMES: Final = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def page(curves: Curves) -> str:
    """A table of all operations, and a plot of each."""
    sizes = sorted({int(size) for engines in curves.values() for found in engines.values() for size in found})
    lines = [
        "| p50 / p95 ms | "
        + " | ".join(f"{_NAMES[engine]} {spelled(size)}" for engine in ENGINES for size in sizes)
        + " |",
        "|---" * (1 + len(ENGINES) * len(sizes)) + "|",
    ]
    for name, engines in curves.items():
        cells = (_cell(engines.get(engine, {}).get(str(size))) for engine in ENGINES for size in sizes)
        lines.append(f"| {name} | {' | '.join(cells)} |")
    plots = (curve(name, _medians(engines), ENGINES, sizes) for name, engines in curves.items())
    return "\n".join(lines) + "\n\n```\n" + "\n\n".join(plots) + "\n```\n"


def _cell(times: Sequence[float] | None) -> str:
    return "" if times is None else f"{times[0]:.3g} / {times[1]:.3g}"


def _medians(engines: Mapping[str, Mapping[str, Sequence[float]]]) -> dict[tuple[str, int], float]:
    return {(engine, int(size)): times[0] for engine, found in engines.items() for size, times in found.items()}


if __name__ == "__main__":
    sys.stdout.write(page(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["growth"]["facts"]["curves"]))
