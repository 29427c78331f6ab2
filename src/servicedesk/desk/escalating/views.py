"""Escalations as front ends see them: with who may move them, and what became of them."""

from collections.abc import Sequence

from servicedesk.desk.escalating.addressing import staff_of, target_in
from servicedesk.desk.read import Row
from servicedesk.desk.work import Work
from servicedesk.desk.workflow_views import EscalationView
from servicedesk.domain.escalating.addressing import Staff, is_asked, may_take
from servicedesk.domain.roles import Permission, Role, allows
from servicedesk.domain.workflows.escalation import ESCALATION, EscalationState
from servicedesk.store import escalations
from servicedesk.store.database import Connection, RowMapping


def escalation_views(connection: Connection, work: Work, ticket_id: int) -> tuple[EscalationView, ...]:
    """A ticket's escalations in the order they were sent."""
    rows = escalations.of_ticket(connection, ticket_id)
    return views_of(connection, work, rows) if rows else ()


def views_of(connection: Connection, work: Work, rows: Sequence[RowMapping]) -> tuple[EscalationView, ...]:
    """Rows of ``store.escalations`` as views."""
    if not rows:
        return ()
    now = work.clock.now()
    ended = {row["ticket_id"] for row in rows if row["ended_at"] is not None}
    staff = staff_of(connection, now) if any(row["ended_at"] is None for row in rows) else {}
    sent = escalations.sent_texts(connection, rows)
    answers = escalations.answers(connection, ended) if ended else {}
    return tuple(_view(row, work, staff, sent.get(row["id"], {}), answers.get(row["id"], "")) for row in rows)


def _view(row: Row, work: Work, staff: Staff, texts: dict[str, str], answer: str) -> EscalationView:
    waits = row["state"] == EscalationState.OPEN
    moves = moves_of(row, work, staff)
    me = staff.get(work.actor.id)
    return EscalationView(
        id=row["id"],
        ticket_id=row["ticket_id"],
        state=row["state"],
        reason=row["reason"],
        line=row["line"],
        skill=row["skill"],
        team=row["team"],
        person=row["person"],
        sender=row["sender"],
        sender_name=row["sender_name"] or "",
        opened_at=row["opened_at"],
        accept_by=row["accept_by"],
        hand_over=row["hand_over"],
        rule=row["rule"],
        tried=texts.get("tried", ""),
        wanted=texts.get("wanted", ""),
        taken_by=row["taken_by"],
        taken_by_name=row["taken_by_name"] or "",
        accepted_at=row["accepted_at"],
        ended_by=row["ended_by"],
        ended_by_name=row["ended_by_name"] or "",
        ended_at=row["ended_at"],
        answer=answer,
        mine=waits and "accept" in moves,
        sent_by_me=row["sender_id"] == work.actor.id,
        overdue=waits and row["accept_by"] is not None and row["accept_by"] < work.clock.now(),
        moves=moves,
        asks_me=waits and me is not None and is_asked(target_in(row), me, staff, row["sender_id"], row["held_by_id"]),
    )


def moves_of(row: Row, work: Work, staff: Staff) -> tuple[str, ...]:
    """The names of the moves that whoever looks may make."""
    actor = work.actor
    if not allows(actor.roles, Permission.WORK):
        return ()
    above, sender = Role.SUPERVISOR in actor.roles, row["sender_id"]
    me = staff.get(actor.id)
    may = {
        "accept": me is not None and may_take(target_in(row), me, staff, sender, row["held_by_id"]),
        "withdraw": above or sender == actor.id,
        "hand_back": above or row["taken_by_id"] == actor.id,
    }
    may |= {"decline": may["accept"], "complete": may["hand_back"]}
    return tuple(name for name in ESCALATION.legal(row["state"]) if may[name])
