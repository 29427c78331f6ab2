"""What makes a file a backup: behind the store's own bytes an anchor, a manifest, and a digest over all of it.

The store comes first, so that its own tools open the file as it is: ``sqlite3``, or ``pg_restore``. A file that was
cut off has no seal at its end; one byte changed anywhere gives another digest.
"""

import hashlib
import json
import os
import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, Final

from servicedesk.domain.errors import BadFile

MAGIC: Final = b"servicedesk backup 1\n"
FOOTER: Final = struct.Struct(f">QQQ32s{len(MAGIC)}s")
"""Sizes of store, anchor and manifest, the SHA-256 of all before it, the magic."""
BLOCK: Final = 1 << 20

Told = Callable[[int, int | None], None]
"""Is told how much is done, and of how much where that is known."""


class Kind(StrEnum):
    """How the store lies in the file: as SQLite's own file, or as what pg_dump wrote."""

    SQLITE = "sqlite"
    PG_DUMP = "pg_dump"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is in a backup. ``engine``: where it came from; ``anchor``: the digest of every stream's head."""

    kind: Kind
    made_at: str
    program: str
    engine: str
    schema: str
    tickets: int
    events: int
    streams: int
    anchor: str


@dataclass(frozen=True, slots=True)
class Seal:
    """The end of a backup, read. ``store``: bytes of the store in front; ``digest`` covers all but the footer."""

    manifest: Manifest
    store: int
    anchor: int
    digest: bytes
    size: int


def write_seal(file: BinaryIO, anchor: BinaryIO, manifest: Manifest, told: Told) -> None:
    """Read the store that stands in ``file`` once, and put the seal behind it. Leaves both files at their ends."""
    told_size = file.seek(0, os.SEEK_END)
    running = hashlib.sha256()
    file.seek(0)
    done = 0
    for block in _blocks(file, told_size):
        running.update(block)
        done += len(block)
        told(done, told_size)
    anchor.seek(0)
    anchor_size = 0
    while block := anchor.read(BLOCK):
        running.update(block)
        file.write(block)
        anchor_size += len(block)
    described = json.dumps(asdict(manifest), ensure_ascii=False, sort_keys=True).encode()
    running.update(described)
    file.write(described)
    file.write(FOOTER.pack(told_size, anchor_size, len(described), running.digest(), MAGIC))


def is_backup(path: Path) -> bool:
    """Whether a file ends as backups do. Raises OSError."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        if size < FOOTER.size:
            return False
        file.seek(size - len(MAGIC))
        return file.read() == MAGIC


def read_seal(path: Path) -> Seal:
    """The seal of a backup. Raises BadFile where there is none."""
    with readable(path) as file:
        size = file.seek(0, os.SEEK_END)
        if size < FOOTER.size:
            raise _no_seal(path)
        file.seek(size - FOOTER.size)
        store, anchor, described, digest, magic = FOOTER.unpack(file.read(FOOTER.size))
        if magic != MAGIC:
            raise _no_seal(path)
        if store + anchor + described + FOOTER.size != size:
            raise damaged(path)
        file.seek(store + anchor)
        return Seal(_manifest(path, file.read(described)), store, anchor, digest, size)


def _manifest(path: Path, described: bytes) -> Manifest:
    try:
        told = json.loads(described)
        return Manifest(**{**{name: told[name] for name in Manifest.__slots__}, "kind": Kind(told["kind"])})
    except (ValueError, KeyError, TypeError) as error:
        raise damaged(path) from error


def copy_store(path: Path, seal: Seal, into: BinaryIO | None, told: Told) -> None:
    """Read a whole backup against its digest, writing the store in it. Raises BadFile when a byte differs."""
    running = hashlib.sha256()
    left, done = seal.store, 0
    with readable(path) as file:
        for block in _blocks(file, seal.size - FOOTER.size):
            running.update(block)
            done += len(block)
            if into is not None and left:
                into.write(block[:left])
                left -= min(left, len(block))
            told(done, seal.size - FOOTER.size)
    if running.digest() != seal.digest:
        raise damaged(path)


def anchor_text(path: Path) -> bytes:
    """The anchor that a backup carries, as ``verify --anchor`` writes one. Raises BadFile."""
    seal = read_seal(path)
    with readable(path) as file:
        file.seek(seal.store)
        try:
            return zlib.decompress(file.read(seal.anchor))
        except zlib.error as error:
            raise damaged(path) from error


@contextmanager
def readable(path: Path) -> Iterator[BinaryIO]:
    """A file opened for reading; what the system says against it becomes BadFile."""
    try:
        with path.open("rb") as file:
            yield file
    except OSError as error:
        raise BadFile(str(path), None, "", error.strerror or str(error)) from error


def _blocks(file: BinaryIO, size: int) -> Iterator[bytes]:
    while size and (block := file.read(min(BLOCK, size))):
        size -= len(block)
        yield block


def damaged(path: Path) -> BadFile:
    """A backup that is not as it was written."""
    return BadFile(str(path), None, "", "this backup is damaged: it is not as it was written")


def _no_seal(path: Path) -> BadFile:
    return BadFile(str(path), None, "", "no whole backup of servicedesk: cut off, or something else")
