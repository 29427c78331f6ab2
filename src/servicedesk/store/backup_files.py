"""Files that are whole or not there: written under a hidden name that a lock keeps, then put in place at once.

Whoever is killed leaves a hidden file behind whose lock is free; the next one in that folder removes it.
"""

import errno
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

from servicedesk.domain.errors import BadFile, Refused
from servicedesk.store.connecting import PRIVATE

if sys.platform != "win32":
    import fcntl

MAKING: Final = ".servicedesk-making"
"""How names end of files that are being written."""
_BESIDE: Final = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a file of its own."""


@contextmanager
def making(target: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """A hidden file beside ``target``, for nobody else's eyes; gone at the end unless it was put in place.

    Raises Refused while another process writes the same one, BadFile where the folder takes no file.
    """
    hidden = target.with_name(f".{target.name}{MAKING}")
    with told_as(target):
        _sweep(target.parent)
        file = _locked(hidden, target)
        try:
            yield hidden, file
        finally:
            _remove(hidden, file)


def _locked(hidden: Path, target: Path) -> BinaryIO:
    descriptor = os.open(hidden, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), PRIVATE)
    file = os.fdopen(descriptor, "r+b")
    if not _lock(file) or not _is(hidden, file):
        file.close()
        raise Refused(f"{target}: another servicedesk is writing it", file=str(target))
    os.chmod(hidden, PRIVATE)  # noqa: PTH101 - one that was left behind may have had other rights
    file.truncate(0)
    return file


def _lock(file: BinaryIO) -> bool:
    if sys.platform == "win32":
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in (errno.EWOULDBLOCK, errno.EACCES)
    return True


def _is(path: Path, file: BinaryIO) -> bool:
    """Whether the name still leads to the open file."""
    try:
        return os.path.samestat(path.stat(), os.fstat(file.fileno()))
    except OSError:
        return False


def _remove(hidden: Path, file: BinaryIO) -> None:
    if _is(hidden, file):
        with suppress(OSError):
            hidden.unlink()
    remove_beside(hidden)
    file.close()


def remove_beside(path: Path) -> None:
    """Remove what SQLite kept beside a file that is gone, or that nobody has open."""
    for end in _BESIDE:
        with suppress(OSError):
            path.with_name(path.name + end).unlink()


def _sweep(folder: Path) -> None:
    """Remove what killed processes left in a folder."""
    for hidden in folder.glob(f".*{MAKING}"):
        with suppress(OSError), hidden.open("r+b") as file:
            if _lock(file):
                _remove(hidden, file)


def settle(file: BinaryIO) -> None:
    """What was written is on the disk."""
    file.flush()
    os.fsync(file.fileno())


def settle_folder(folder: Path) -> None:
    """A folder's names are on the disk, where the system can promise it."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def put_in_place(hidden: Path, target: Path, *, replace: bool) -> None:
    """Give the finished file its name, at once. Raises Refused when something has that name by now."""
    if replace:
        hidden.replace(target)
    else:
        try:
            os.link(hidden, target)
        except FileExistsError:
            raise Refused(f"{target} is there already", file=str(target)) from None
        except OSError:  # a file system without second names, such as a memory stick's
            if os.path.lexists(target):
                raise Refused(f"{target} is there already", file=str(target)) from None
            hidden.rename(target)
        else:
            hidden.unlink()
    settle_folder(target.parent)


def need_room(folder: Path, size: int, target: Path) -> None:
    """Raise BadFile where a file of so many bytes can't fit."""
    with told_as(target):
        free = shutil.disk_usage(folder).free
    if free < size:
        reason = f"it needs {size / 1e6:,.0f} MB, and {folder} has {free / 1e6:,.0f} MB left"
        raise BadFile(str(target), None, "", reason)


@contextmanager
def told_as(path: Path) -> Iterator[None]:
    """What the system says against writing becomes BadFile about the file that was asked for."""
    try:
        yield
    except OSError as error:
        raise BadFile(str(path), None, "", error.strerror or str(error)) from error
