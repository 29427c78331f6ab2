"""What front ends receive of complaints, returns, escalations and approvals. People are handles; times are UTC."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class EscalationView:
    """An escalation. ``person``, ``team``, ``skill`` say to whom (else all of the support ``line``); ``sender`` None: a
    rule did, ``rule`` names it. ``tried`` is the evidence, ``wanted`` what is asked for, ``answer`` the reason of a
    decline, the verdict of a hand-back or a word on completion.

    ``mine``: whoever looks may accept or decline it, ``asks_me``: it waits for them, or for one whom they stand in for.
    ``sent_by_me``: they sent it. ``overdue``: not accepted in time.
    ``moves`` are the names of what they may do now.
    """

    id: int
    ticket_id: int
    state: str
    reason: str
    line: int
    skill: str | None
    team: str | None
    person: str | None
    sender: str | None
    sender_name: str
    opened_at: datetime
    accept_by: datetime | None
    hand_over: int
    rule: str | None
    tried: str
    wanted: str
    taken_by: str | None
    taken_by_name: str
    accepted_at: datetime | None
    ended_by: str | None
    ended_by_name: str
    ended_at: datetime | None
    answer: str
    mine: bool
    sent_by_me: bool
    overdue: bool
    moves: tuple[str, ...]
    asks_me: bool = False


@dataclass(frozen=True, slots=True)
class ApprovalView:
    """An approval: amounts in minor units of ``currency``. ``why`` is the asker's reason, ``answer`` the decider's.

    ``on_behalf_of``: whom the decider stood in for. ``mine``: whoever looks may decide it; ``moves`` what they may do
    now. ``why_not``: why they may not decide a waiting one, as a code: own, limit, role. ``given_before``: what the
    asker of a waiting one gave alone on its order (on its ticket where it has none), which counts for their limit.
    """

    id: int
    ticket_id: int
    kind: str
    state: str
    amount: int
    currency: str
    rma_id: int | None
    order: str | None
    asker: str
    asker_name: str
    asked_at: datetime
    why: str
    granted: int | None
    decided_by: str | None
    decided_by_name: str
    on_behalf_of: str | None
    decided_at: datetime | None
    answer: str
    mine: bool
    moves: tuple[str, ...]
    why_not: str | None = None
    given_before: int = 0


@dataclass(frozen=True, slots=True)
class DelegationView:
    """``to`` stands in for ``giver`` from ``since`` until ``until``. ``in_force``: it has begun and isn't over.

    ``mine``: whoever looks may end it.
    """

    id: int
    giver: str
    giver_name: str
    to: str
    to_name: str
    since: datetime
    until: datetime
    in_force: bool
    mine: bool


@dataclass(frozen=True, slots=True)
class StageView:
    """A stage a complaint has come to: since when, by whom (None: the program or the customer)."""

    stage: str
    at: datetime
    by: str | None


@dataclass(frozen=True, slots=True)
class ComplaintView:
    """Where a complaint stands. ``reached`` are its stages in the order they were reached, reopenings among them.

    ``acknowledge_by``: when the policies want it acknowledged, None once it is or where they want nothing;
    ``acknowledged_at`` when that was. ``told_since_decision``: a public reply has left since the decision.
    """

    stage: str
    reached: tuple[StageView, ...]
    acknowledge_by: datetime | None
    acknowledged_at: datetime | None
    told_since_decision: bool
    reopened: int
    moves: tuple[str, ...]
