"""Changes of many tickets at once: which of them can be made, and which tickets want a look first."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Final, Protocol, Self

from servicedesk.domain.errors import Refused
from servicedesk.domain.tags import check_tag, tag_words
from servicedesk.domain.tickets import LIVE, STATUS_MOVES, Kind, Priority, Status
from servicedesk.domain.workflows.complaint import check_resolvable

MANY: Final = "many:"
"""What names of bulk acts begin with; the change's code follows."""


_PLUS, _MINUS = "+＋", "-－"
"""Before a tag that is added, which is as good as nothing, and before one that is removed."""


class Standing(Protocol):
    """What a change looks at; a row of the queue has it."""

    @property
    def id(self) -> int: ...
    @property
    def version(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def stage(self) -> str | None: ...
    @property
    def waits(self) -> str: ...
    @property
    def priority(self) -> str: ...
    @property
    def assignee(self) -> str | None: ...
    @property
    def waiting_since(self) -> datetime | None: ...
    @property
    def remind_at(self) -> datetime | None: ...


class Block(StrEnum):
    """Why a ticket stays out of a bulk act."""

    ENDED = "ended"
    ALREADY = "already"
    MOVE = "move"
    UNDECIDED = "undecided"
    RESOLVED = "resolved"
    NOBODY_WAITS = "nobody_waits"
    APPROVAL = "approval"


class Notice(StrEnum):
    """Why a ticket wants a look before it takes part."""

    UNANSWERED = "unanswered"
    PROMISED = "promised"
    OTHERS = "others"


@dataclass(frozen=True, slots=True)
class ToStatus:
    status: Status

    @property
    def code(self) -> str:
        return f"status:{self.status}"

    def block(self, row: Standing) -> Block | None:
        """Why the status can't be set; None when it can."""
        wanted, legal = str(self.status), STATUS_MOVES[Status(row.status)]
        if row.status == wanted:
            return Block.ALREADY
        if wanted not in legal:
            return Block.MOVE if legal else Block.ENDED
        if wanted == Status.RESOLVED and row.waits == "approval":
            return Block.APPROVAL
        return Block.UNDECIDED if wanted == Status.RESOLVED and not _resolvable(row) else None

    @property
    def leaves_the_customer(self) -> bool:
        return self.status is not Status.OPEN and self.status is not Status.ON_HOLD


@dataclass(frozen=True, slots=True)
class ToPriority:
    priority: Priority
    leaves_the_customer: ClassVar[bool] = False

    @property
    def code(self) -> str:
        return f"priority:{self.priority}"

    def block(self, row: Standing) -> Block | None:
        return _ended(row) or (Block.ALREADY if row.priority == self.priority else None)


@dataclass(frozen=True, slots=True)
class ToKind:
    kind: Kind
    leaves_the_customer: ClassVar[bool] = False

    @property
    def code(self) -> str:
        return f"kind:{self.kind}"

    def block(self, row: Standing) -> Block | None:
        if row.kind == self.kind:
            return Block.ALREADY
        if self.kind is Kind.COMPLAINT and row.status == Status.RESOLVED:
            return Block.RESOLVED
        return _ended(row)


@dataclass(frozen=True, slots=True)
class Tagging:
    """Tags to add and to remove; whether a ticket has them already shows only when it is done."""

    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    leaves_the_customer: ClassVar[bool] = False

    @classmethod
    def typed(cls, text: str) -> Self:
        """``late winter -old`` adds two and removes one; raises Invalid for what can't be a tag."""
        words = tag_words(text)
        gone = [word[1:] for word in words if word[0] in _MINUS]
        new = [word[1:] if word[0] in _PLUS else word for word in words if word[0] not in _MINUS]
        return cls(tuple(map(check_tag, new)), tuple(map(check_tag, gone)))

    @property
    def code(self) -> str:
        return "tag"

    def block(self, row: Standing) -> Block | None:
        del row
        return None


@dataclass(frozen=True, slots=True)
class Asleep:
    until: datetime
    leaves_the_customer: ClassVar[bool] = True

    @property
    def code(self) -> str:
        return "snooze"

    def block(self, row: Standing) -> Block | None:
        return _ended(row) or (None if row.status in LIVE else Block.RESOLVED)


@dataclass(frozen=True, slots=True)
class NoReply:
    leaves_the_customer: ClassVar[bool] = False

    @property
    def code(self) -> str:
        return "no_reply_needed"

    def block(self, row: Standing) -> Block | None:
        return _ended(row) or (None if row.waiting_since is not None else Block.NOBODY_WAITS)


@dataclass(frozen=True, slots=True)
class ToPerson:
    """``handle`` None gives tickets back to the queue."""

    handle: str | None
    leaves_the_customer: ClassVar[bool] = False

    @property
    def code(self) -> str:
        return f"assign:{self.handle or ''}"

    def block(self, row: Standing) -> Block | None:
        return _ended(row) or (Block.ALREADY if row.assignee == self.handle else None)


@dataclass(frozen=True, slots=True)
class ToTeam:
    """To a team, whoever of it takes them."""

    team: str
    leaves_the_customer: ClassVar[bool] = False

    @property
    def code(self) -> str:
        return f"team:{self.team}"

    def block(self, row: Standing) -> Block | None:
        return _ended(row)


Change = ToStatus | ToPriority | ToKind | Tagging | Asleep | NoReply | ToPerson | ToTeam
"""``code`` names it; ``leaves_the_customer``: who waits for an answer is seen no more."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A ticket, and the version at which it was looked at."""

    id: int
    version: int | None


@dataclass(frozen=True, slots=True)
class Survey:
    """What a change would do: ``able`` can take part, some of them ``noticed``; ``blocked`` stay out.

    ``holders`` are the colleagues whose tickets are among the able. A ticket may be noticed for several reasons.
    """

    able: tuple[Seen, ...]
    noticed: Mapping[Notice, tuple[int, ...]]
    holders: Mapping[str, tuple[int, ...]]
    blocked: Mapping[Block, tuple[int, ...]]

    @property
    def calm(self) -> tuple[Seen, ...]:
        """Those that nothing speaks against."""
        asking = {ticket for tickets in self.noticed.values() for ticket in tickets}
        return tuple(seen for seen in self.able if seen.id not in asking)

    @property
    def stays_out(self) -> int:
        return sum(len(tickets) for tickets in self.blocked.values())


def survey(change: Change, rows: Iterable[Standing], me: str) -> Survey:
    """Sort tickets by whether a change can be made and what speaks against it. ``me`` is who would make it."""
    able: list[Seen] = []
    noticed: dict[Notice, list[int]] = {}
    holders: dict[str, list[int]] = {}
    blocked: dict[Block, list[int]] = {}
    for row in rows:
        block = change.block(row)
        if block is not None:
            blocked.setdefault(block, []).append(row.id)
            continue
        able.append(Seen(row.id, row.version))
        for notice, is_so in _NOTICES.items():
            if is_so(change, row, me):
                noticed.setdefault(notice, []).append(row.id)
        if row.assignee is not None and row.assignee != me:
            holders.setdefault(row.assignee, []).append(row.id)
    return Survey(
        tuple(able),
        {notice: tuple(noticed[notice]) for notice in Notice if notice in noticed},
        {handle: tuple(tickets) for handle, tickets in sorted(holders.items())},
        {block: tuple(blocked[block]) for block in Block if block in blocked},
    )


_NOTICES: Final[Mapping[Notice, Callable[[Change, Standing, str], bool]]] = {
    Notice.UNANSWERED: lambda change, row, me: change.leaves_the_customer and row.waiting_since is not None,
    Notice.PROMISED: lambda change, row, me: change.leaves_the_customer and row.remind_at is not None,
    Notice.OTHERS: lambda change, row, me: row.assignee is not None and row.assignee != me,
}


def _ended(row: Standing) -> Block | None:
    return Block.ENDED if row.status in (Status.CLOSED, Status.MERGED, Status.SPAM) else None


def _resolvable(row: Standing) -> bool:
    try:
        check_resolvable(Kind(row.kind), row.stage)
    except Refused:
        return False
    return True
