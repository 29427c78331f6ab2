"""Real messages with their intents, that nobody here wrote: read from a folder, cut into examples and questions."""

import csv
import json
import os
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Final

Pair = tuple[str, str]
"""A message and the code of what it wants."""
FOLDER: Final = "SERVICEDESK_BENCH_DATA"
"""The environment variable with the folder: ``banking77/train.csv`` and ``clinc150/train_val.json`` in it."""


def folder() -> Path:
    """Raises RuntimeError when none is given or the files are not in it."""
    found = Path(os.environ.get(FOLDER, ""))
    if not (found / "banking77" / "train.csv").is_file():
        message = f"{FOLDER} names no folder with banking77/train.csv and clinc150/train_val.json in it"
        raise RuntimeError(message)
    return found


def banking() -> list[Pair]:
    """BANKING77's training rows: 10,003 questions to a bank, 77 intents."""
    with (folder() / "banking77" / "train.csv").open(encoding="utf-8", newline="") as file:
        return [(row["text"], row["category"]) for row in csv.DictReader(file)]


def clinc(part: str) -> list[Pair]:
    """CLINC150's rows; ``part``: train, val, oos_train, oos_val."""
    found = json.loads((folder() / "clinc150" / "train_val.json").read_text(encoding="utf-8"))
    return [(text, intent) for text, intent in found[part]]


def titles(pairs: Sequence[Pair]) -> list[Pair]:
    """Each code with the title that an answer to it would have: its name, with blanks."""
    return [(code.replace("_", " "), code) for code in sorted({code for _, code in pairs})]


def cut(pairs: Sequence[Pair], seed: int, *, each: int | None = None, one_in: int = 5) -> tuple[list[Pair], list[Pair]]:
    """Some to learn from, or of them ``each`` an intent, and one in so many that were not seen."""
    mixed = Random(seed).sample(pairs, len(pairs))
    middle = len(mixed) - len(mixed) // one_in
    learned, asked = mixed[:middle], mixed[middle:]
    if each is None:
        return learned, asked
    few: dict[str, list[Pair]] = {}
    for pair in learned:
        few.setdefault(pair[1], []).append(pair)
    return [pair for of_intent in few.values() for pair in of_intent[:each]], asked
