"""Approvals as front ends see them: with who may decide them, and why not."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from servicedesk.desk.approving.deciders import Deciders
from servicedesk.desk.approving.given_alone import given_alone
from servicedesk.desk.read import Row
from servicedesk.desk.work import Actor, Work
from servicedesk.desk.workflow_views import ApprovalView
from servicedesk.domain.approving.authority import Sum, WhyNot
from servicedesk.domain.roles import Permission, Role, allows
from servicedesk.domain.workflows.approval import APPROVAL, ApprovalState
from servicedesk.store import approvals
from servicedesk.store.database import Connection

_UNANSWERED: Final[Mapping[int, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class RoleLimit:
    """What a role grants on its own: minor units by currency, nothing in one that isn't named. None: any amount."""

    role: str
    limits: Mapping[str, int] | None


@dataclass(frozen=True, slots=True)
class LimitsView:
    """``own``: what whoever looks may grant alone, None any amount. ``text`` is the setting, "" where it is unset."""

    own: Mapping[str, int] | None
    roles: tuple[RoleLimit, ...]
    text: str


def approval_views(connection: Connection, work: Work, ticket_id: int) -> tuple[ApprovalView, ...]:
    """A ticket's approvals in the order they were asked for."""
    rows = approvals.of_ticket(connection, ticket_id)
    return views_of(connection, work, rows, approvals.answers(connection, ticket_id)) if rows else ()


def views_of(
    connection: Connection, work: Work, rows: Sequence[Row], answers: Mapping[int, str] = _UNANSWERED
) -> tuple[ApprovalView, ...]:
    """Rows of ``store.approvals`` as views; ``answers`` by approval."""
    waits = any(row["state"] == ApprovalState.WAITING for row in rows)
    deciders = Deciders(connection, work.clock.now()) if waits else None
    return tuple(_view(connection, row, work.actor, deciders, answers) for row in rows)


def _view(
    connection: Connection, row: Row, actor: Actor, deciders: Deciders | None, answers: Mapping[int, str]
) -> ApprovalView:
    why_not: str | None = None
    moves: tuple[str, ...] = ()
    before = 0
    if row["state"] == ApprovalState.WAITING and deciders is not None:
        why_not, moves = _what_may(row, actor, deciders)
        before = _given_before(connection, row)
    return ApprovalView(
        id=row["id"],
        ticket_id=row["ticket_id"],
        kind=row["kind"],
        state=row["state"],
        amount=row["amount"],
        currency=row["currency"],
        rma_id=row["rma_id"],
        order=row["order_number"],
        asker=row["asker"] or "",
        asker_name=row["asker_name"] or "",
        asked_at=row["asked_at"],
        why=row["why"] or "",
        granted=row["granted"],
        decided_by=row["decided_by"],
        decided_by_name=row["decided_by_name"] or "",
        on_behalf_of=row["on_behalf_of"],
        decided_at=row["decided_at"],
        answer=answers.get(row["id"], ""),
        mine="approve" in moves,
        moves=moves,
        why_not=why_not,
        given_before=before,
    )


def _given_before(connection: Connection, row: Row) -> int:
    ticket_id, order_id = row["ticket_id"], row["order_id"]
    return given_alone(connection, row["asker_id"] or 0, row["currency"], ticket_id=ticket_id, order_id=order_id)


def _what_may(row: Row, actor: Actor, deciders: Deciders) -> tuple[str | None, tuple[str, ...]]:
    """Why whoever looks may not grant what was asked, and the names of the moves they have all the same.

    Who has the role but not the limit may still grant less, or nothing.
    """
    asked = Sum(row["amount"], row["currency"])
    full = deciders.authority(row["asker_id"], actor.id, asked)
    some = deciders.authority(row["asker_id"], actor.id, None)
    open_ = {
        "approve": not isinstance(full, WhyNot),
        "reduce": not isinstance(some, WhyNot) and row["amount"] > 1,
        "reject": not isinstance(some, WhyNot),
        "withdraw": may_withdraw(actor, row["asker_id"]),
    }
    why_not = str(full) if isinstance(full, WhyNot) else None
    return why_not, tuple(name for name in APPROVAL.legal(row["state"]) if open_[name])


def may_withdraw(actor: Actor, asker: int | None) -> bool:
    """Whether somebody may take an approval back: who asked, or a supervisor."""
    return allows(actor.roles, Permission.WORK) and (actor.id == asker or Role.SUPERVISOR in actor.roles)


def mine_first(found: Iterable[ApprovalView]) -> tuple[ApprovalView, ...]:
    """Those the looker may decide first, each part in its order."""
    return tuple(sorted(found, key=lambda one: not one.mine))
