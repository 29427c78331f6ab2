"""Crashes round after round, each at other places: ``python tests/crash/soak.py --minutes 30``.

A round is the suite's own crash tests with another ``CRASH_ROUND``; a failing one can be had again by its number.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path
from time import monotonic

HERE = Path(__file__).parent
DYING = ("test_acts.py", "test_migration.py", "test_import.py", "test_no_room.py")


def play(number: int) -> bool:
    """One round; False when something was lost or half done."""
    tests = [str(HERE / name) for name in DYING]
    command = [sys.executable, "-m", "pytest", "--no-header", "-n", "auto", *tests]
    done = subprocess.run(
        command,
        cwd=HERE.parents[1],
        env={**os.environ, "CRASH_ROUND": str(number)},
        capture_output=True,
        text=True,
        check=False,
    )
    summary = next((line for line in reversed(done.stdout.splitlines()) if " in " in line), "")
    sys.stdout.write(f"round {number}: {summary}\n")
    if done.returncode:
        sys.stdout.write(done.stdout)
    sys.stdout.flush()
    return done.returncode == 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10, help="how long to go on (a round is always finished)")
    parser.add_argument("--first", type=int, default=2, metavar="ROUND", help="the first round; the suite's own is 1")
    arguments = parser.parse_args()
    end, number, failed = monotonic() + arguments.minutes * 60, arguments.first, []
    while True:
        if not play(number):
            failed.append(number)
        number += 1
        if monotonic() >= end:
            break
    rounds = number - arguments.first
    sys.stdout.write(f"{rounds} rounds, {len(failed)} failed{': ' if failed else ''}{', '.join(map(str, failed))}\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
