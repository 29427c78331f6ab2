"""Which encoding a text file is in, found in one pass that also takes its fingerprint."""

import codecs
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from servicedesk.domain.errors import BadFile

_BLOCK: Final = 1 << 20
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDE: Final = ("utf-16", "utf-32", "utf16", "utf32", "utf_16", "utf_32")
"""Encodings whose western letters have a NUL beside them."""
_DATABASE: Final = b"SQLite format 3\0"
_MACHINE: Final = re.compile(rb"[\x01-\x08\x0e-\x1a]")
"""Bytes that stand beside NULs in what programs write for themselves; a text may have a NUL."""
_CONTROL: Final = re.compile("[\x01-\x08\x0e-\x1a\ufffd]")
_HIGH: Final = re.compile(rb"[\x80-\xff]+")


@dataclass(frozen=True, slots=True)
class Scan:
    """``fingerprint``: SHA-256 of the content, hex. ``head``: the first bytes. ``lines``: how many it has, or None."""

    encoding: str
    fingerprint: str
    head: bytes
    lines: int | None


def scan(path: Path, encoding: str | None = None) -> Scan:
    """Read the file once. UTF-8, UTF-16 and UTF-32 are recognised; otherwise GB 18030 where bytes above 127
    come in pairs, else Windows-1252. Raises BadFile for a file that can't be read, is empty or is none of these.
    """
    digest = hashlib.sha256()
    utf8 = codecs.getincrementaldecoder("utf-8")()
    is_utf8, head, sample, ends = True, b"", b"", 0
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
                ends += block.count(b"\n")
                head = head or block[:4096]
                is_utf8 = is_utf8 and _decodes(utf8, block)
                if not is_utf8 and not sample:
                    sample = block
    except OSError as error:
        raise BadFile(str(path), None, "", f"can't be read: {error.strerror}") from error
    if not head.strip(b"\xef\xbb\xbf \t\r\n"):
        raise BadFile(str(path), None, "", "the file is empty")
    if head.startswith(_DATABASE):
        raise BadFile(str(path), None, "", "this is a database, not a file of tickets")
    found = encoding or _named_by_bom(head) or _utf16_without_bom(head) or ("utf-8" if is_utf8 else _legacy(sample))
    wide = found.lower().startswith(_WIDE)
    if not wide and b"\0" in head and _MACHINE.search(head):
        raise BadFile(str(path), None, "", "this is not a text file; save it as CSV or JSON")
    return Scan(found, digest.hexdigest(), head, None if wide else ends + 1)


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes) -> bool:
    try:
        decoder.decode(block)
    except UnicodeDecodeError:
        return False
    return True


def _named_by_bom(head: bytes) -> str | None:
    return next((name for bom, name in _BOMS if head.startswith(bom)), None)


def _utf16_without_bom(head: bytes) -> str | None:
    """Western text in UTF-16 has a NUL in every other byte; what a program wrote for itself may, but is no text."""
    half = len(head) // 2
    for zeros, name in ((head[1::2], "utf-16-le"), (head[0::2], "utf-16-be")):
        if half and zeros.count(0) > 0.4 * half and not _CONTROL.search(head[: 2 * half].decode(name, "replace")):
            return name
    return None


def _legacy(sample: bytes) -> str:
    """Chinese text is written in runs of byte pairs; in Western text accented letters mostly stand alone."""
    runs = [len(run) for run in _HIGH.findall(sample)]
    paired = sum(length for length in runs if length % 2 == 0)
    return "gb18030" if paired > 0.8 * sum(runs) else "cp1252"


def undecodable(path: Path, encoding: str) -> BadFile:
    """What to say of a file whose bytes don't all fit its encoding: the first line where they don't."""
    line = None if encoding.lower().startswith(_WIDE) else _first_bad_line(path, encoding)
    return BadFile(str(path), line, "", f"the bytes there are not {encoding}; name the encoding the file is in")


def _first_bad_line(path: Path, encoding: str) -> int | None:
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                line.decode(encoding)
            except UnicodeDecodeError:
                return number
    return None
