"""Tickets from other systems: the rules that turn a raw record into one we can take, or say why not.

Pure: raw values in, a ``TicketRecord`` or a ``Rejected`` out. Readers of files are in ``channels.files``.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Final, TypeVar

from servicedesk.domain import import_fields as read
from servicedesk.domain.import_fields import BadValue
from servicedesk.domain.tickets import Channel, Kind, Priority, Status

_T = TypeVar("_T")

FIELDS: Final = (
    "external_id",
    "kind",
    "subject",
    "body",
    "customer_email",
    "customer_name",
    "customer_phone",
    "order",
    "product",
    "channel",
    "priority",
    "status",
    "assignee",
    "tags",
    "language",
    "created_at",
    "updated_at",
    "messages",
)
"""What a record may have (CONTRACTS, Import); ``messages`` only where the format can nest."""

SUBJECT_LENGTH: Final = 120
"""Where a record has no subject, so many characters of its text's first line become it."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that can't be taken. ``field`` is the first that is wrong, "" when it is the row as a whole."""

    line: int
    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class FieldRules:
    """How a source spells things: value maps by field, the zone of times without one, the form of its dates."""

    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    zone: tzinfo = UTC
    date_format: str | None = None


@dataclass(frozen=True, slots=True)
class MessageRecord:
    """``author``: customer, agent, system; ``visibility``: public, internal."""

    author: str
    author_name: str
    visibility: str
    body: str
    sent_at: datetime | None
    external_id: str | None = None


@dataclass(frozen=True, slots=True)
class TicketRecord:
    """A ticket as a source tells it, checked.

    ``given`` names the fields the source says something about: those with a value, and of those that can be
    cleared also the empty ones.
    ``messages`` are those the source lists; ``thread`` puts the opening text before them.
    """

    line: int = field(compare=False)
    external_id: str | None
    given: frozenset[str]
    kind: Kind
    subject: str
    body: str | None
    customer_email: str | None
    customer_name: str | None
    customer_phone: str | None
    order: str | None
    product: str | None
    channel: Channel
    priority: Priority
    status: Status
    assignee: str | None
    tags: tuple[str, ...]
    language: str | None
    created_at: datetime | None
    updated_at: datetime | None
    messages: tuple[MessageRecord, ...] = ()
    key: str = field(default="", compare=False)

    @property
    def has_customer(self) -> bool:
        return bool(self.customer_email or self.customer_phone or self.customer_name)

    @property
    def opening(self) -> MessageRecord | None:
        """The text the ticket began with: its body, its subject when nothing else was said."""
        if self.messages and (self.body is None or self.body == self.messages[0].body):
            return None
        said = self.body or self.subject
        return MessageRecord("customer", self.customer_name or "", "public", said, self.created_at)

    @property
    def thread(self) -> tuple[MessageRecord, ...]:
        """What was said, oldest first."""
        opening = self.opening
        return self.messages if opening is None else _in_order_of_time([opening, *self.messages])


def _no_key(_external_id: str | None) -> str:
    return ""


def normalise(
    line: int, values: Mapping[str, object], rules: FieldRules, key: Callable[[str | None], str] = _no_key
) -> TicketRecord | Rejected:
    """Check the ``values`` of one row, by field as the source spells them.

    ``key`` tells the row's key from its external id; it is asked of good rows only. Every wrong field is in the
    reason; ``field`` names the first.
    """
    problems: list[tuple[str, str]] = []

    def take(name: str, reader: Callable[[object], _T | None]) -> _T | None:
        raw = values.get(name)
        if raw is None:
            return None
        try:
            return reader(read.mapped(raw, rules.values.get(name)))
        except BadValue as bad:
            problems.append((f"{name}{bad.where}", bad.reason))
            return None

    def instant(value: object) -> datetime | None:
        return read.instant(value, rules.zone, rules.date_format)

    subject, body = take("subject", read.body), take("body", read.body)
    messages = take("messages", lambda value: _messages(value, rules)) or ()
    subject = subject or _first_line(body or (messages[0].body if messages else ""))
    external_id = take("external_id", read.text)
    record = TicketRecord(
        line=line,
        external_id=external_id,
        given=frozenset(name for name, raw in values.items() if _says_something(name, raw)),
        kind=take("kind", read.kind) or Kind.INQUIRY,
        subject=subject,
        body=body,
        customer_email=take("customer_email", read.email),
        customer_name=take("customer_name", read.name) or read.name_beside(values.get("customer_email")),
        customer_phone=take("customer_phone", read.phone),
        order=take("order", read.text),
        product=take("product", read.text),
        channel=take("channel", read.channel) or Channel.LOCAL,
        priority=take("priority", read.priority) or Priority.NORMAL,
        status=take("status", read.status) or Status.NEW,
        assignee=take("assignee", read.name),
        tags=take("tags", read.tags) or (),
        language=take("language", read.language),
        created_at=take("created_at", instant),
        updated_at=take("updated_at", instant),
        messages=messages,
        key="" if problems or not subject else key(external_id),
    )
    if not record.subject and not any(name in ("subject", "body") for name, _ in problems):
        problems.append(("subject", "there is neither a subject nor a body"))
    return _rejection(line, problems) if problems else record


_CLEARABLE: Final = frozenset({"order", "product", "assignee", "tags", "language"})


def _says_something(name: str, raw: object) -> bool:
    empty = raw is None or raw == [] or (isinstance(raw, str) and not raw.strip())
    return not empty or name in _CLEARABLE


def _rejection(line: int, problems: list[tuple[str, str]]) -> Rejected:
    first, reason = problems[0]
    more = "".join(f"; {name}: {why}" for name, why in problems[1:])
    return Rejected(line, first, f"{reason}{more}")


def _first_line(text: str) -> str:
    line = text.strip().partition("\n")[0]
    return line if len(line) <= SUBJECT_LENGTH else f"{line[: SUBJECT_LENGTH - 1]}…"


def _messages(value: object, rules: FieldRules) -> tuple[MessageRecord, ...]:
    if not isinstance(value, list):
        raise BadValue("expected a list of messages")
    return _in_order_of_time([_message(index, item, rules) for index, item in enumerate(value)])


def _in_order_of_time(messages: list[MessageRecord]) -> tuple[MessageRecord, ...]:
    """By time; one without a time keeps its place after the one before it."""
    placed: list[tuple[datetime, int, MessageRecord]] = []
    at = datetime.min.replace(tzinfo=UTC)
    for index, message in enumerate(messages):
        at = message.sent_at or at
        placed.append((at, index, message))
    return tuple(message for _, _, message in sorted(placed, key=lambda item: item[:2]))


def _message(index: int, value: object, rules: FieldRules) -> MessageRecord:
    where = f"[{index}]"
    if not isinstance(value, Mapping):
        raise BadValue("expected an object", where)
    author = _one_of(value.get("author"), ("customer", "agent", "system"), f"{where}.author", "customer")
    visibility = _one_of(value.get("visibility"), ("public", "internal"), f"{where}.visibility", "public")
    body = _inside(value, "body", where, read.body)
    if body is None:
        raise BadValue("a message without a text", f"{where}.body")
    return MessageRecord(
        author=author,
        author_name=_inside(value, "author_name", where, read.name) or "",
        visibility=visibility,
        body=body,
        sent_at=_inside(value, "sent_at", where, lambda raw: read.instant(raw, rules.zone, rules.date_format)),
        external_id=_inside(value, "external_id", where, read.name),
    )


def _inside(value: Mapping[str, object], name: str, where: str, reader: Callable[[object], _T]) -> _T:
    try:
        return reader(value.get(name))
    except BadValue as bad:
        raise BadValue(bad.reason, f"{where}.{name}") from bad


def _one_of(value: object, known: Iterable[str], where: str, default: str) -> str:
    found = value.strip().lower() if isinstance(value, str) else value
    if found is None or found == "":
        return default
    if isinstance(found, str) and found in known:
        return found
    raise BadValue(f"unknown value {read.shown(str(value))}; known are {', '.join(known)}", where)
