"""A file of tickets, whatever its format: opened, recognised, and read record by record."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from servicedesk.channels.files.csv_rows import csv_rows, unused_columns
from servicedesk.channels.files.encoding import Scan, scan
from servicedesk.channels.files.formats import guess_format
from servicedesk.channels.files.freshdesk import freshdesk_rows
from servicedesk.channels.files.json_rows import json_rows, jsonl_rows
from servicedesk.channels.files.options import ImportOptions
from servicedesk.channels.files.rows import Row, records
from servicedesk.domain.errors import BadFile
from servicedesk.domain.importing import Rejected, TicketRecord


@dataclass(frozen=True, slots=True)
class TicketFile:
    """Iterates over its records, from the start each time; raises BadFile where it stops being readable.

    ``format`` is also the default name of the source; ``fingerprint`` changes with the content and the options.
    ``lines``: how many the file has, where its records name theirs.
    """

    path: Path
    name: str
    format: str
    fingerprint: str
    encoding: str
    options: ImportOptions
    lines: int | None = None

    def __iter__(self) -> Iterator[TicketRecord | Rejected]:
        return records(self._rows(), self.options)

    def unused_columns(self) -> list[str]:
        """Columns of a table that become no field; other formats name what they read."""
        return unused_columns(self.path, self.encoding, self.options) if self.format == "csv" else []

    def _rows(self) -> Iterator[Row | Rejected]:
        if self.format == "csv":
            return csv_rows(self.path, self.encoding, self.options)
        if self.format == "jsonl":
            return jsonl_rows(self.path, self.encoding, self.options)
        if self.format == "json":
            return json_rows(self.path, self.encoding, self.options)
        return freshdesk_rows(_files(self.path), self.options)


def read_tickets(path: Path | str, options: ImportOptions | None = None) -> TicketFile:
    """Open a file, or a folder of a Freshdesk export.

    Raises BadFile when it is missing, empty or of no format we read; Invalid for options that don't exist.
    """
    path, options = Path(path), options or ImportOptions()
    options.check()
    if path.is_dir():
        return _folder(path, options)
    if not path.exists():
        raise BadFile(str(path), None, "", "there is no such file")
    seen = scan(path, options.encoding)
    kind = options.format or guess_format(path, seen.head, seen.encoding)
    lines = seen.lines if kind in ("csv", "jsonl") else None
    return TicketFile(path, path.name, kind, _fingerprint([seen], options), seen.encoding, options, lines)


def _folder(path: Path, options: ImportOptions) -> TicketFile:
    if options.format not in (None, "freshdesk"):
        raise BadFile(str(path), None, "", f"{options.format} is read from a file, not from a folder")
    files = _files(path)
    if not files:
        raise BadFile(str(path), None, "", "the folder has no .json files, which a Freshdesk export consists of")
    fingerprint = _fingerprint([scan(file) for file in files], options)
    return TicketFile(path, path.name, "freshdesk", fingerprint, "utf-8", options)


def _files(path: Path) -> list[Path]:
    return sorted(path.rglob("*.json")) if path.is_dir() else [path]


def _fingerprint(scans: list[Scan], options: ImportOptions) -> str:
    digest = hashlib.sha256(repr(options).encode("utf-8", "surrogatepass"))
    for seen in scans:
        digest.update(seen.fingerprint.encode())
    return digest.hexdigest()
