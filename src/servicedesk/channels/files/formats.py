"""Which format a file of tickets is in, by its content where its name says too little."""

import json
from pathlib import Path

from servicedesk.domain.errors import BadFile

_FRESHDESK_SIGNS = ("helpdesk_ticket", "requester_id", "responder_id")


def guess_format(path: Path, head: bytes, encoding: str) -> str:
    """``csv``, ``jsonl``, ``json`` or ``freshdesk``; raises BadFile for what is none of them."""
    text = head.decode(encoding, "ignore").lstrip("\ufeff \t\r\n")
    suffix = path.suffix.lower()
    if suffix in (".jsonl", ".ndjson"):
        return "jsonl"
    if suffix in (".csv", ".tsv"):
        return "csv"
    if text[:1] not in ("[", "{"):
        if suffix in (".xls", ".xlsx", ".ods", ".zip", ".pdf") or text[:2] in ("PK", "%P"):
            raise BadFile(str(path), None, "", "not a text file; save it as CSV")
        return "csv"
    if any(f'"{sign}"' in text for sign in _FRESHDESK_SIGNS):
        return "freshdesk"
    return "jsonl" if text[0] == "{" and _is_whole(text.partition("\n")[0]) and "\n" in text.strip() else "json"


def _is_whole(line: str) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True
