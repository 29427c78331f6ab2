"""A terminal program driven from outside: started on a pseudo-terminal, given keys, its screen read with pyte.

Every chunk of output is stamped when it is read and parsed only later, so that the emulator costs no time of the
program measured. The program gets the answers a modern terminal gives.
"""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter
from types import TracebackType
from typing import Final, Self

import pyte

Seen = Callable[[Sequence[str]], bool]
"""Whether the lines of a screen show what is waited for."""
Place = Callable[[Sequence[str]], int]
"""Where the lines of a screen show the cursor, counted in presses."""

KEYS: Final = {
    "up": b"\x1b[A",
    "down": b"\x1b[B",
    "right": b"\x1b[C",
    "left": b"\x1b[D",
    "pageup": b"\x1b[5~",
    "pagedown": b"\x1b[6~",
    "home": b"\x1b[H",
    "end": b"\x1b[F",
    "enter": b"\r",
    "escape": b"\x1b",
    "tab": b"\t",
    "ctrl+c": b"\x03",
    "ctrl+q": b"\x11",
}
_ANSWERS: Final = (
    (re.compile(rb"\x1b\[c"), b"\x1b[?62;22c"),
    (re.compile(rb"\x1b\[6n"), b"\x1b[2;3R"),  # after a probe of two narrow signs on the second line
    (re.compile(rb"\x1b\[\?2026\$p"), b"\x1b[?2026;2$y"),
    (re.compile(rb"\x1b\]11;\?"), b"\x1b]11;rgb:0000/0000/0000\x1b\\"),
)
_UNKNOWN_TO_PYTE: Final = re.compile(
    rb"\x1b\[[<>=][0-9;]*[A-Za-z]"  # keyboard protocols
    rb"|\x1b\[\?[0-9;]*(?:\$p|m)"  # questions about modes and keyboards
    rb"|\x1b[P_^][^\x1b]*\x1b\\"  # device control strings
    rb"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)",  # titles and colours
    re.DOTALL,
)
_CHUNK: Final = 1 << 16


@dataclass(frozen=True)
class Response:
    """What a key brought about, in seconds from its writing, each None where it never showed.

    ``seen`` is the first thing waited for, ``all_seen`` the last. ``bytes`` were sent until the first was seen,
    ``bytes_in_all`` until the program fell silent.
    """

    seen: float | None
    all_seen: float | None
    bytes: int
    bytes_in_all: int


class Terminal:
    """One program on a terminal of ``columns`` × ``rows``; leaving the ``with`` block ends it."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        columns: int = 120,
        rows: int = 40,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._kept = b""
        self.started = perf_counter()
        self.pid, self._master = pty.fork()
        if self.pid == 0:
            _become(command, columns, rows, environment or {})
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()

    @property
    def lines(self) -> Sequence[str]:
        """The screen as of the last chunk parsed."""
        buffer, columns = self._screen.buffer, range(self._screen.columns)
        # pyte's own ``display`` fails on the second half of a wide character whose first half was painted over.
        return ["".join(buffer[y][x].data for x in columns) for y in range(self._screen.lines)]

    @property
    def cursor(self) -> tuple[int, int]:
        """Row and column."""
        return self._screen.cursor.y, self._screen.cursor.x

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def wait_until(self, seen: Seen, *, timeout: float = 30.0, quiet: float = 0.25) -> float | None:
        """When the screen first showed it, in ``perf_counter`` seconds; None when it did not in time.

        Returns after ``quiet`` seconds without output, so that what follows starts from a screen at rest.
        """
        found: float | None = None
        end = perf_counter() + timeout
        while perf_counter() < end:
            burst = self._burst(quiet, end)
            if burst is None:
                break
            for stamp, chunk in burst:
                self._parse(chunk)
                if found is None and seen(self.lines):
                    found = stamp
            if found is not None:
                break
        return found

    def press(self, key: str, *awaited: Seen, timeout: float = 5.0, quiet: float = 0.12) -> Response:
        """Write one key (its name, or the text to type) and watch until everything awaited was seen, in order."""
        begun = self.write(key)
        stamps: list[float] = []
        size = in_all = 0
        end = perf_counter() + timeout
        while len(stamps) < len(awaited) and perf_counter() < end:
            burst = self._burst(quiet, end)
            if burst is None:
                break
            for stamp, chunk in burst:
                self._parse(chunk)
                in_all += len(chunk)
                size += 0 if stamps else len(chunk)
                while len(stamps) < len(awaited) and awaited[len(stamps)](self.lines):
                    stamps.append(stamp)
        seen = [stamp - begun for stamp in stamps] + [None] * (len(awaited) - len(stamps))
        return Response(seen[0], seen[-1], size, in_all)

    def hold(self, key: str, times: int, every: float, place: Place) -> list[float | None]:
        """Press a key at a steady rate, as a held one repeats; for each the seconds until ``place`` moved so far.

        ``place`` counts on the screen how far the presses have come; a repaint may answer several at once.
        """
        start = place(self.lines)
        chunks: list[tuple[float, bytes]] = []
        pressed: list[float] = []
        due = perf_counter()
        for _ in range(times):
            chunks += self._read_until(due)
            pressed.append(self.write(key))
            due += every
        chunks += self._read_until(due) + (self._burst(0.3, perf_counter() + 2.0) or [])
        answered: list[float | None] = []
        for stamp, chunk in chunks:
            self._parse(chunk)
            moved = place(self.lines) - start
            answered += [stamp - pressed[n] for n in range(len(answered), min(moved, times))]
        return answered + [None] * (times - len(answered))

    def _read_until(self, due: float) -> list[tuple[float, bytes]]:
        chunks: list[tuple[float, bytes]] = []
        while (left := due - perf_counter()) > 0:
            if select.select([self._master], [], [], left)[0]:
                chunks.append(self._read_chunk())
        return chunks

    def write(self, key: str) -> float:
        """Type a key or a text; returns when, in ``perf_counter`` seconds."""
        data = KEYS.get(key, key.encode())
        written = perf_counter()
        os.write(self._master, data)
        return written

    def drain(self, quiet: float) -> None:
        """Read and parse until the program has been silent so long."""
        for _, chunk in self._burst(quiet, perf_counter() + quiet) or ():
            self._parse(chunk)

    def cpu_seconds(self) -> float:
        """What the program and its threads have used."""
        fields = _read(f"/proc/{self.pid}/stat").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory_mb(self) -> float:
        """Resident memory."""
        for line in _read(f"/proc/{self.pid}/status").splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        return 0.0

    def kill(self) -> None:
        """End the program at once, by SIGKILL, and forget it."""
        if self._master < 0:
            return
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self._master)
        self._master = -1

    def _burst(self, quiet: float, end: float) -> list[tuple[float, bytes]] | None:
        """Chunks until a silence; empty while nothing has come yet, None when the program has ended."""
        burst: list[tuple[float, bytes]] = []
        while True:
            patience = quiet if burst else min(quiet, max(0.0, end - perf_counter()))
            if not select.select([self._master], [], [], patience)[0]:
                return burst
            stamp, chunk = self._read_chunk()
            if not chunk:
                return burst or None
            burst.append((stamp, chunk))

    def _read_chunk(self) -> tuple[float, bytes]:
        """What is there to read, and when; empty where the program has ended."""
        stamp = perf_counter()
        try:
            chunk = os.read(self._master, _CHUNK)
        except OSError:
            return stamp, b""
        for question, answer in _ANSWERS:
            if question.search(chunk):
                os.write(self._master, answer)
        return stamp, chunk

    def _parse(self, chunk: bytes) -> None:
        data = self._kept + chunk
        cut = data.rfind(b"\x1b", max(0, len(data) - 64))
        # A sequence cut in two by the read waits for its other half; pyte must not see it unfiltered.
        whole = len(data) if cut < 0 or re.match(rb"\x1b\[[0-9;?]*[@-~]|\x1b[()=>78M]", data[cut:]) else cut
        self._kept = data[whole:]
        self._stream.feed(_UNKNOWN_TO_PYTE.sub(b"", data[:whole]))


def _become(command: Sequence[str], columns: int, rows: int, environment: Mapping[str, str]) -> None:
    """In the child: turn into the program."""
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    plain = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES", "NO_COLOR")}
    os.execvpe(command[0], list(command), {**plain, "TERM": "xterm-256color", "COLORTERM": "truecolor", **environment})


def _read(path: str) -> str:
    with open(path, encoding="utf-8", errors="replace") as file:  # noqa: PTH123 - /proc, many times
        return file.read()
