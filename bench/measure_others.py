"""How fast well-known programs answer a cursor key over the same rows: what hands are used to."""

import shutil
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from bench.figures import Report, Times
from bench.programs import environment, rows_file
from bench.pty_driver import Terminal
from bench.stores import OUT

PRESSES = 80
PROGRAMS = {
    "less": ("less {rows}", "j"),
    "fzf": ("fzf < {rows}", "up"),
    "vim": ("vim -u NONE -R {rows}", "j"),
    "neomutt": ("neomutt -n -F /dev/null -e 'set folder=.' -R -f {mails}", "j"),
}
"""Program → how it is called on a file of rows or of mails, and its key for the next line."""
MAILS = 100_000


def measure_others() -> Report:
    """Needs the rows that the cursor's measurement wrote; a program that is not there is reported as missing."""
    report = Report()
    rows = rows_file("Done")
    for name, (command, key) in PROGRAMS.items():
        if shutil.which(name) is None:
            report.missing[name] = "not on this machine"
        elif not rows.exists():
            report.missing[name] = "no rows; measure the cursor first"
        else:
            report.add(f"{name}: next line", _moves(command.format(rows=rows, mails=_mailbox(rows)), key))
    return report


def _mailbox(rows: Path) -> Path:
    """The same rows as mails of one line, the first so many."""
    mailbox = OUT / f"rows-{MAILS}.mbox"
    if not mailbox.exists():
        with rows.open(encoding="utf-8") as lines, mailbox.open("w", encoding="utf-8") as mails:
            for row in islice(lines, MAILS):
                mails.write(
                    "From shop@example.com Sat Nov 21 12:00:00 2026\nFrom: shop@example.com\nTo: desk@example.com\n"
                    f"Date: Sat, 21 Nov 2026 12:00:00 +0000\nSubject: {row.strip()}\n\nA line.\n\n"
                )
    return mailbox


def _moves(command: str, key: str) -> Times:
    with Terminal(["sh", "-c", f"exec {command}"], environment=environment()) as terminal:
        terminal.wait_until(lambda lines: any(line.strip() for line in lines))
        terminal.drain(0.5)
        for _ in range(45):  # past the first screen, where less begins to scroll
            terminal.write(key)
        terminal.drain(0.3)
        times = [_move(terminal, key) for _ in range(PRESSES)]
    return Times.of_seconds(time for time in times if time is not None)


def _move(terminal: Terminal, key: str) -> float | None:
    before = _state(terminal, terminal.lines)
    return terminal.press(key, lambda lines: _state(terminal, lines) != before, timeout=1.0, quiet=0.03).seen


def _state(terminal: Terminal, lines: Sequence[str]) -> tuple[object, ...]:
    return (*lines, terminal.cursor)
