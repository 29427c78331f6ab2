"""A report as a table in the terminal."""

from collections.abc import Mapping

from bench.figures import Report

_WIDTH = 58


def print_report(name: str, report: Report) -> None:
    """Times with their median and 95th percentile, then figures with their bounds."""
    print(f"\n{name.upper():<{_WIDTH}} {'p50 ms':>10} {'p95 ms':>10} {'runs':>6}")
    for what, times in report.times.items():
        print(f"{what:<{_WIDTH}} {times.p50:>10.2f} {times.p95:>10.2f} {len(times.ms):>6}")
    for figure in report.figures:
        verdict = {None: "", True: "holds", False: "DOES NOT HOLD"}[figure.holds]
        print(f"{figure.name:<{_WIDTH}} {figure.value:>10.2f} {figure.unit:<5} {figure.bound:<8} {verdict}".rstrip())
    for what, fact in report.facts.items():
        if not isinstance(fact, Mapping):
            print(f"{what:<{_WIDTH}} {fact!s:>10}")
    for what, why in report.missing.items():
        print(f"{what}: missing, {why}")
