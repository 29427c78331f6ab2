"""The lines a call slip offers: callers, their tickets, how it ended. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Union

from servicedesk.desk.queue_views import QueueRow
from servicedesk.domain.calls import Outcome
from servicedesk.domain.tickets import STATUS_MOVES, Kind, Status
from servicedesk.i18n import _
from servicedesk.tui.clean import clean
from servicedesk.tui.screens.sending.words import cannot_resolve, suggest
from servicedesk.tui.widgets.choice_list import Choice
from servicedesk.tui.wording import present
from servicedesk.tui.wording.customer_words import name_and_tier
from servicedesk.tui.wording.joined import commas

if TYPE_CHECKING:
    from servicedesk.desk.views import CustomerHit

CALLERS = 5
"""Customers that a search shows."""


class Turn(StrEnum):
    """Lines that are no customer and no ticket."""

    STRANGER = "stranger"
    SOMEBODY_ELSE = "somebody_else"
    THROW_AWAY = "throw_away"


@dataclass(frozen=True, slots=True)
class Target:
    """Where the contact goes: a ticket, else a new one of a kind; an empty kind is proposed by the words."""

    row: QueueRow | None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A kept slip to go on with: the name it is kept under, and its line."""

    name: str
    label: str
    hint: str = ""


Caller = Union["CustomerHit", Turn, Unfinished]


@dataclass(frozen=True, slots=True)
class Ending:
    """How a call ended, and the status its ticket gets; None leaves it."""

    outcome: Outcome
    then: Status | None


def caller_lines(
    hits: "Sequence[CustomerHit]", typed: str, unfinished: Sequence[Unfinished] = ()
) -> "list[Choice[Caller]]":
    """The customers found, then whoever isn't known yet; with nothing typed the unfinished slips come first."""
    typed = clean(typed).strip()
    lines: list[Choice[Caller]] = []
    if not typed:
        lines += [Choice(slip, slip.label, slip.hint) for slip in unfinished]
    lines += [Choice(hit, name_and_tier(hit.name, hit.membership), _about(hit)) for hit in hits[:CALLERS]]
    label = _("somebody new") if typed else _("an unnamed caller")
    return [*lines, Choice(Turn.STRANGER, label, _("a customer we don't know yet") if typed else "")]


def _about(hit: "CustomerHit") -> str:
    """Open tickets, the last one's subject, the last order, and what was found."""
    parts = [_("{n} open").format(n=hit.open_count)]
    if hit.last_ticket_id is not None:
        parts.append(f"#{hit.last_ticket_id} {clean(hit.last_subject)}".strip())
    if hit.last_order:
        parts.append(_("order {number}").format(number=clean(hit.last_order)))
    if hit.why != "name":
        parts.append(clean(hit.found))
    return commas(parts)


def target_lines(rows: Sequence[QueueRow]) -> list[Choice[Target | Turn]]:
    """The customer's open tickets, a new one, and the ways back."""
    lines: list[Choice[Target | Turn]] = [Choice(Target(row), _ticket(row), present.subject(row)) for row in rows]
    lines.append(Choice(Target(None), _("new ticket"), _("its kind by your words")))
    lines += [
        Choice(Target(None, kind), _("new {kind}").format(kind=present.kind_name(kind)))
        for kind in (Kind.INQUIRY, Kind.COMPLAINT, Kind.RETURN)
    ]
    lines.append(Choice(Turn.SOMEBODY_ELSE, _("somebody else"), _("look for another customer; your notes stay")))
    lines.append(Choice(Turn.THROW_AWAY, _("throw it away"), _("nothing of it is kept")))
    return lines


def _ticket(row: QueueRow) -> str:
    return commas((f"#{row.id} {present.kind_name(row.kind)}", present.status_name(row.status)))


def ending_lines(text: str, row: QueueRow) -> list[Choice[Ending]]:
    """How a call on ``row`` can end: spoke with what follows from the words, voicemail, then every other status."""
    then, reason = _after(text, row)
    stays = _("stays {status}; it answers nothing").format(status=present.status_name(_present(row)))
    lines = [
        _spoke(row, then, reason),
        Choice(Ending(Outcome.VOICEMAIL, None), _("voicemail"), stays),
    ]
    hints = {
        Status.WAITING_CUSTOMER: _("the customer's turn"),
        Status.RESOLVED: _("nothing is left to do"),
        Status.OPEN: _("you go on with it"),
        Status.ON_HOLD: _("a carrier, warehouse or vendor has to act"),
    }
    lines += [_spoke(row, status, hint) for status, hint in hints.items() if status is not then]
    waiting = Ending(Outcome.VOICEMAIL, Status.WAITING_CUSTOMER)
    lines.append(
        Choice(waiting, _("voicemail, then waiting"), _("you asked for a call back"), _why_not(row, waiting.then))
    )
    return lines


def _spoke(row: QueueRow, status: Status, hint: str) -> Choice[Ending]:
    label = _("spoke, then {status}").format(status=present.status_name(status))
    return Choice(Ending(Outcome.SPOKE, status), label, hint, _why_not(row, status))


def _after(text: str, row: QueueRow) -> tuple[Status, str]:
    """What the notes suggest. A question in them is the caller's: the next step stays with us, unlike after a reply."""
    suggestion = suggest(text, row)
    if suggestion.then is Status.WAITING_CUSTOMER or _why_not(row, suggestion.then) is not None:
        return Status.OPEN, _("you go on with it")
    return suggestion.then, suggestion.reason


def _present(row: QueueRow) -> Status:
    """The status after an agent's act: a new ticket is open then."""
    return Status.OPEN if row.status == Status.NEW else Status(row.status)


def _why_not(row: QueueRow, status: Status | None) -> str | None:
    now = _present(row)
    if status is None or status is now:
        return None
    if status is Status.RESOLVED and (reason := cannot_resolve(row)) is not None:
        return reason
    if status not in STATUS_MOVES[now]:
        return _("not from {status}").format(status=present.status_name(row.status))
    return None
