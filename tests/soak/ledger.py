"""What an agent promised, kept outside of the store: a line before each act, a line after its answer.

Lines are appended whole and synced before the desk is asked, so a process that dies leaves at most one act without
an answer, and that one is known by its id.
"""

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

Outcome = Literal["done", "refused", "doubt", "error", "open"]
"""``doubt``: the desk gave no answer to go by. ``open``: nothing more is known; the agent died. ``error``: a bug."""
Facts = Mapping[str, Any]
TYPED: Final = "typed"
"""The act of a reply that was typed and sent by keys: its id nobody knows beforehand, its word stands in its text."""


@dataclass
class Promise:
    """One act as its agent saw it.

    ``plan`` is what was to be done, ``word`` a word of its text that no other act has, ``answer`` what the desk said.
    ``found``: whether the agent met it in the store afterwards.
    """

    agent: str
    number: int
    act: str
    act_id: str
    word: str
    plan: Facts
    outcome: Outcome = "open"
    answer: Facts = field(default_factory=dict)
    found: bool | None = None

    @property
    def code(self) -> str:
        """The code of the refusal."""
        return str(self.answer.get("code", ""))


class Ledger:
    """Where one agent writes; another process of the same agent goes on where the last one ended."""

    def __init__(self, path: Path) -> None:
        self._path = path
        _end_torn_line(path)
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)

    def write(self, **facts: object) -> None:
        """Append a line; it is on the disk when this returns."""
        line = json.dumps(facts, ensure_ascii=False, separators=(",", ":")) + "\n"
        os.write(self._file, line.encode())
        os.fsync(self._file)


def _end_torn_line(path: Path) -> None:
    """A writer may have died in the middle of a line: the next one starts afresh."""
    if path.exists() and (data := path.read_bytes()) and not data.endswith(b"\n"):
        with path.open("ab") as file:
            file.write(b"\n")


def lines_of(path: Path) -> Iterator[Facts]:
    """A ledger's lines, without any that was cut off."""
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        try:
            yield json.loads(line)
        except ValueError:
            continue


def promises_of(path: Path) -> list[Promise]:
    """What an agent promised, in its order."""
    found: dict[int, Promise] = {}
    for line in lines_of(path):
        match line:
            case {"about": act, "n": number, "id": act_id, "word": word, "plan": plan}:
                found[number] = Promise(path.stem, number, act, act_id, word, plan)
            case {"n": number, "outcome": outcome, "answer": answer}:
                found[number].outcome, found[number].answer = outcome, answer
            case {"n": number, "found": bool(there)}:
                found[number].found = there
    return list(found.values())


def ids_of(path: Path) -> set[str]:
    """Every act id that an agent drew, announced or beyond."""
    return {str(line[name]) for line in lines_of(path) for name in ("id", "also") if name in line}
