"""From the start of the process to a painted screen, and what ``--version`` takes."""

import subprocess
from time import perf_counter
from typing import Final

from bench.figures import Report, by_turns, ratio
from bench.programs import (
    MINIMAL,
    PYTHON,
    SERVICEDESK,
    console,
    environment,
    shows_queue,
    shows_ready,
    whole_environment,
)
from bench.pty_driver import Seen, Terminal
from bench.stores import BenchStore

PAINTS = 15
CALLS = 15
START = 1.5
MEMORY_MB = 120
WALK: Final = ("down", "pagedown", "enter", "escape", "end", "pageup", "enter", "escape", "home", "pagedown")
"""Keys in each view: what an hour's work reads, in a minute."""
VIEWS: Final = 12


def measure_start(store: BenchStore) -> Report:
    report = Report()
    for command in (console(store), MINIMAL):  # once for the compiler's and the system's caches
        _painted(command, shows_queue if command != MINIMAL else shows_ready)
    queue, minimal = by_turns(
        [lambda: _painted(console(store), shows_queue), lambda: _painted(MINIMAL, shows_ready)], PAINTS
    )
    report.add("console, start to painted queue", queue)
    report.add("minimal Textual app, start to painted", minimal)
    report.figure("start: console / minimal app", ratio(queue, minimal), "×", at_most=START)
    report.figure("resident memory after a long walk", _walked(store), "MB", at_most=MEMORY_MB)
    version, nothing, usage = by_turns(
        [
            lambda: _called(SERVICEDESK, "--version"),
            lambda: _called(PYTHON, "-c", "pass"),
            lambda: _called(SERVICEDESK, "--help"),
        ],
        CALLS,
    )
    report.add("servicedesk --version", version)
    report.add("servicedesk --help", usage)
    report.add("python -c pass", nothing)
    report.figure("--version / python -c pass", ratio(version, nothing), "×", at_most=5)
    return report


def _painted(command: tuple[str, ...], seen: Seen) -> float:
    with Terminal(command, environment=environment()) as terminal:
        stamp = terminal.wait_until(seen)
        if stamp is None:
            raise RuntimeError(f"{command[0]} painted nothing:\n{terminal.text}")
        return stamp - terminal.started


def _walked(store: BenchStore) -> float:
    """Resident memory in MB at the end of a walk through all views."""
    with Terminal(console(store), environment=environment()) as terminal:
        terminal.wait_until(shows_queue)
        terminal.drain(2.0)
        for _ in range(VIEWS):
            for key in WALK * 3:
                terminal.write(key)
                terminal.drain(0.1)
            terminal.write("]")
            terminal.drain(0.5)
        return terminal.memory_mb()


def _called(*command: str) -> float:
    begun = perf_counter()
    subprocess.run(command, env=whole_environment(), stdout=subprocess.DEVNULL, check=True)
    return perf_counter() - begun
