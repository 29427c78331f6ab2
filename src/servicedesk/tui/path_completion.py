"""Completing a path as a shell does."""

from pathlib import Path
from typing import Final

SHOWN: Final = 40
"""Names offered at most."""


def complete(text: str, *, folders_only: bool = False) -> tuple[str, tuple[str, ...]]:
    """The path as far as it is the same for all that begin so, and their names; a sole folder gets its slash.

    A folder that can't be read has nothing. ``~`` stays as it is written.
    """
    head, slash, begun = text.rpartition("/")
    folder = Path(head or "/").expanduser() if slash else Path()
    try:
        found = sorted(
            (entry.name, entry.is_dir())
            for entry in folder.iterdir()
            if entry.name.startswith(begun)
            and (begun.startswith(".") or not entry.name.startswith("."))
            and (not folders_only or entry.is_dir())
        )
    except (OSError, RuntimeError, ValueError):
        return text, ()
    if not found:
        return text, ()
    names = [name for name, _is_folder in found]
    common = _shared(names)
    if len(found) == 1 and found[0][1]:
        common += "/"
    return head + slash + common, tuple(names[:SHOWN])


def _shared(names: list[str]) -> str:
    """The longest beginning of all names."""
    first, last = min(names), max(names)
    for at, (one, other) in enumerate(zip(first, last, strict=False)):
        if one != other:
            return first[:at]
    return first
