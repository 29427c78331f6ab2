"""How Chinese is read, by pypinyin.

Loading it holds the interpreter for 0.1 to 0.2 s, in any thread. A console that can't wait has the reading done by a
process of its own, which is this module run as a program: runs of characters come in, a line each, and syllables go
out; after them the reading of every single character, so that nothing has to be loaded later either.
"""

import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

Parts = tuple[str, ...]
"""A syllable for each character."""
_HAN: Final = range(0x4E00, 0xA000)
_PATIENCE: Final = 120.0


@dataclass(frozen=True, slots=True)
class Speech:
    """``runs`` as they are read in their context; ``character``: one by itself, None where it isn't Chinese."""

    runs: Mapping[str, Parts]
    character: Callable[[str], str | None]


def read_here(runs: Iterable[str]) -> Speech:
    """Load pypinyin and read."""
    return Speech({run: _read(run) for run in runs}, lambda character: _read(character)[0])


def read_apart(runs: Iterable[str]) -> Speech:
    """The same by another process; where there can't be one, here."""
    asked = list(runs)
    command = (sys.executable, "-m", __name__)
    try:
        done = subprocess.run(
            command, input="\n".join(asked), capture_output=True, encoding="utf-8", timeout=_PATIENCE, check=True
        )
        lines = done.stdout.split("\n")
        read = {run: _parts(line) for run, line in zip(asked, lines, strict=False)}
        characters = _of_characters(lines[len(asked)])
    except (OSError, ValueError, IndexError, subprocess.SubprocessError):
        return read_here(asked)
    return Speech(read, characters)


def _parts(line: str) -> Parts:
    """Each syllable once in memory: there are some four hundred, of twenty thousand characters."""
    return tuple(sys.intern(found[0]) for found in re.finditer("[^\t]+", line))


def _of_characters(line: str) -> Callable[[str], str | None]:
    """The reading of a single character, from those of all; raises ValueError where they are fewer or more."""
    syllables = _parts(line)
    if len(syllables) != len(_HAN):
        message = "not a reading for each character"
        raise ValueError(message)
    return lambda character: syllables[ord(character) - _HAN.start] if ord(character) in _HAN else None


def _read(run: str) -> Parts:
    from pypinyin import Style, lazy_pinyin

    each: Callable[[str], list[str]] = list
    # Its errors may hand back a list, whatever its stub says: a syllable for each character it can't read.
    return tuple(str(one) or "?" for one in lazy_pinyin(run, style=Style.NORMAL, errors=each))  # type: ignore[arg-type]


def _serve() -> None:
    asked = sys.stdin.buffer.read().decode("utf-8").split("\n")
    lines = ["\t".join(_read(run)) for run in asked]
    lines.append("\t".join(_read(chr(character))[0] for character in _HAN))
    sys.stdout.buffer.write("\n".join(lines).encode("utf-8"))


if __name__ == "__main__":
    _serve()
