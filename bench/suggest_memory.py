"""``python -m bench.suggest_memory core|semantic``: the memory that suggesting adds to a process, as JSON on stdout."""

import json
import sys
from pathlib import Path

from bench.suggest_data import banking, cut, titles
from servicedesk.answers.suggesting import Example, suggester


def main() -> None:
    learned, asked = cut(banking(), 1)
    before = _megabytes("VmRSS")
    told = suggester(sys.argv[1] == "semantic")
    told.learn(
        [
            *(Example(code, text) for text, code in learned),
            *(Example(code, text, own=True) for text, code in titles(learned)),
        ]
    )
    told.suggest(asked[0][0])
    added = {"resident_mb": _megabytes("VmRSS") - before, "peak_mb": _megabytes("VmHWM") - before}
    print(json.dumps(added))


def _megabytes(name: str) -> float:
    """Of this process; raises RuntimeError where the system does not tell it in /proc."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    except OSError as error:
        message = "memory can't be measured here: no /proc"
        raise RuntimeError(message) from error
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) / 1024


if __name__ == "__main__":
    main()
