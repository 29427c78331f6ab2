"""Which record is which: keys of rows, and what of a record changed since its source was last imported."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from servicedesk.domain.events import Json, Payload, canonical
from servicedesk.domain.importing import MessageRecord, TicketRecord

KEY_LENGTH: Final = 200
_HASH: Final = (1 << 64) - 1
"""The bits of Python's hash of a record, below its line in one number."""

TAKEN_OVER: Final = frozenset(
    {
        "kind",
        "subject",
        "body",
        "customer_email",
        "customer_name",
        "customer_phone",
        "order",
        "product",
        "priority",
        "status",
        "assignee",
        "tags",
        "language",
        "messages",
    }
)
"""Fields that a later import may change on a ticket; ``channel`` and ``created_at`` are told once."""


class Identities:
    """Gives each row of one file its key, and notices rows that contradict each other.

    Of each row two hashes and its line are kept, in two numbers: a million rows cost some 130 MB.
    """

    def __init__(self) -> None:
        self._told: dict[int, int] = {}
        self._occurrences: dict[bytes, int] = {}

    def key(self, external_id: str | None, raw: Mapping[str, object]) -> str:
        """A row's key: ``id:…`` where the source names it, else ``row:HASH:N`` for the nth such row."""
        if external_id is not None:
            return f"id:{external_id if len(external_id) <= KEY_LENGTH else _digest(external_id.encode()).hex()}"
        digest = _digest(canonical_row(raw).encode("utf-8", "surrogatepass"))
        nth = self._occurrences[digest] = self._occurrences.get(digest, 0) + 1
        return f"row:{digest.hex()}:{nth}"

    def contradicted(self, record: TicketRecord) -> int | None:
        """The line of an earlier row with the same key and other values; None when there is none.

        One ticket told twice in a file would otherwise change back and forth with every run.
        """
        told = hash(record) & _HASH
        first = self._told.setdefault(hash(record.key), record.line << _HASH.bit_length() | told)
        return None if first & _HASH == told else first >> _HASH.bit_length()


def _digest(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=16).digest()


def canonical_row(raw: Mapping[str, object]) -> str:
    """One spelling of a row: empty cells left out, blanks around values dropped, keys sorted."""
    kept: Payload = {}
    for name, value in raw.items():
        spelled = value.strip() if isinstance(value, str) else value
        if spelled is not None and spelled != "":
            kept[name] = _as_json(spelled)
    return canonical(kept)


def _as_json(value: object) -> Json:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, list):
        return [_as_json(item) for item in value]
    if isinstance(value, Mapping):
        return {str(name): _as_json(item) for name, item in value.items()}
    return repr(value)


def fingerprints(record: TicketRecord, salt: bytes) -> Payload:
    """What is kept of a record to see later what its source changed: a salted hash a field.

    Tags stand as they are, so that those the source dropped are known; of messages there is a hash each.
    """
    kept: Payload = {}
    for name in record.given & TAKEN_OVER:
        if name == "tags":
            kept[name] = list(record.tags)
        elif name == "messages":
            kept[name] = [message_mark(message, salt) for message in record.messages]
        else:
            value: str | None = getattr(record, name)
            kept[name] = None if value is None else _mark(value, salt)
    return kept


def message_mark(message: MessageRecord, salt: bytes) -> str:
    """Tells a message from its siblings: by its external id, else by what it says and when."""
    if message.external_id is not None:
        return _mark(f"id\n{message.external_id}", salt)
    return _mark(f"{message.author}\n{message.visibility}\n{_spelled(message.sent_at)}\n{message.body}", salt)


def _spelled(at: datetime | None) -> str:
    return "" if at is None else at.isoformat()


def _mark(value: str, salt: bytes) -> str:
    return hashlib.blake2b(value.encode(), digest_size=8, key=salt).hexdigest()


def changed(before: Payload, now: Payload) -> frozenset[str]:
    """The fields that the source itself changed since its last import; new ones count, missing ones don't."""
    return frozenset(name for name, mark in now.items() if _differs(name, before.get(name), mark, name in before))


def _differs(name: str, before: Json, now: Json, known: bool) -> bool:
    if name == "messages" and isinstance(now, list):
        stored = before if isinstance(before, list) else []
        return any(mark not in stored for mark in now)
    if not known:
        return now is not None and now != []
    return before != now


def merged(before: Payload, now: Payload) -> Payload:
    """What to keep after an import: the newest mark a field, and every message ever seen."""
    kept = {**before, **now}
    old, new = before.get("messages"), now.get("messages")
    if isinstance(old, list) and isinstance(new, list):
        kept["messages"] = [*old, *(mark for mark in new if mark not in old)]
    return kept
