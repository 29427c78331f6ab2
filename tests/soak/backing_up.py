"""Backups taken while agents work: each that was said to be whole is."""

from collections.abc import Iterator
from pathlib import Path

from tests.soak.agents import Post
from tests.soak.judging import Fault
from tests.soak.ledger import Ledger, lines_of

from servicedesk.clock import SystemClock
from servicedesk.desk.backups import back_up, check
from servicedesk.domain.errors import DeskError


def backup_of(post: Post, number: int) -> Path:
    return Path(post.folder) / f"backup-{number}"


def back_up_once(post: Post, number: int) -> None:
    """Write a backup, and note whether it was said to be whole."""
    ledger, file = Ledger(Path(post.folder) / "backups.jsonl"), backup_of(post, number)
    try:
        view = back_up(post.url, file, clock=SystemClock())
    except DeskError as error:
        ledger.write(backup=file.name, refused=error.code, why=error.message)
    else:
        ledger.write(backup=file.name, tickets=view.tickets, events=view.events)


def unsound_backups(folder: Path) -> tuple[int, list[Fault]]:
    """How many were written, and those that can't be restored."""
    whole = [str(line["backup"]) for line in lines_of(folder / "backups.jsonl") if "refused" not in line]
    return len(whole), list(_faults(folder, whole))


def _faults(folder: Path, names: list[str]) -> Iterator[Fault]:
    for name in names:
        try:
            check(folder / name)
        except DeskError as error:
            yield Fault("backups", name, error.message)
