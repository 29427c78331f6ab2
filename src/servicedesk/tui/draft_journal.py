"""Words that wait for the store, in a file of the user's own: a console that ends leaves them to the next one.

The file is there only while the store takes longer than usual or is away.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Final

Place = tuple[int, str]
"""A ticket, and the mode that a draft of it is kept under."""
_MOST: Final = 50
"""Files looked at when a console begins."""


class DraftJournal:
    """One console's file in a ``folder``; others there, of consoles of the same person at the same store, are left."""

    def __init__(self, folder: Path, url: str, handle: str | None) -> None:
        self._folder, self._of = folder, f"{url}\n{handle or ''}"
        self._written = False

    @cached_property
    def _ours(self) -> str:
        """How the files of this person at this store and machine begin; what they are called tells nobody which."""
        from hashlib import blake2b

        of = blake2b(self._of.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
        return f"{of}-{os.uname().nodename.replace('/', '')}-"

    @cached_property
    def _file(self) -> Path:
        return self._folder / f"{self._ours}{os.getpid()}-{os.urandom(4).hex()}.json"

    def keep(self, waiting: Mapping[Place, str]) -> bool:
        """Hold these words and no others. False where the folder takes no files: that disturbs nobody who writes."""
        try:
            if waiting:
                self._write([[ticket_id, mode, body] for (ticket_id, mode), body in waiting.items()])
            elif self._written:
                self._file.unlink(missing_ok=True)
        except OSError:
            return False
        self._written = bool(waiting)
        return True

    def _write(self, entries: list[list[object]]) -> None:
        import json

        self._folder.mkdir(parents=True, exist_ok=True)
        part = self._file.with_suffix(".part")
        file = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(file, "w", encoding="utf-8") as out:
            json.dump(entries, out)
        part.replace(self._file)

    def left(self) -> Iterator[tuple[Path, dict[Place, str]]]:
        """Files of consoles that are no more, and their words. Who has seen to them removes the file."""
        import json

        for file in sorted(self._folder.glob(f"{self._ours}*-*.json"))[:_MOST]:
            pid = file.stem.removeprefix(self._ours).partition("-")[0]
            if file != self._file and pid.isdecimal() and not _runs(int(pid)):
                with suppress(OSError, ValueError, TypeError):
                    entries = json.loads(file.read_text("utf-8"))
                    yield file, {(int(number), str(mode)): str(body) for number, mode, body in entries}


def _runs(pid: int) -> bool:
    """Whether another process has that number."""
    if pid == os.getpid():
        return False
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
