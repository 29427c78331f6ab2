"""NEXT and PROMISED: what a ticket asks of us now, and what the customer has been told. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

from servicedesk.domain.tickets import CLOSE_AFTER_DAYS, LIVE
from servicedesk.i18n import _
from servicedesk.tui.asked_sides import Asked, unanswered
from servicedesk.tui.clean import clean
from servicedesk.tui.wording import present
from servicedesk.tui.wording.banners import open_escalation, waiting_approvals
from servicedesk.tui.wording.decisions import decision_news
from servicedesk.tui.wording.due_words import clock_due
from servicedesk.tui.wording.present import Signal
from servicedesk.tui.wording.workflow_words import accept_by, addressed_to, asked_for, asker_name, sender_name

if TYPE_CHECKING:
    from servicedesk.desk.views import PromiseView, TicketView


@dataclass(frozen=True, slots=True)
class NextStep:
    """What to do, by when (a clock's words, a promise's time, or empty), and how pressing it is."""

    text: str
    when: str
    signal: Signal


def next_step(ticket: TicketView, now: datetime, zone: tzinfo) -> NextStep:
    """The one thing to do on this ticket now, or what it waits for."""
    row = ticket.row
    asked = _asked(ticket)
    if asked:
        return NextStep(asked, clock_due(row, now, zone)[0], Signal.AT_RISK)
    mine = _for_me(ticket, now, zone)
    if mine is not None:
        return mine
    over = _over(ticket, now, zone)
    if over is not None:
        return NextStep(over, "", Signal.QUIET)
    if _last_reply_failed(ticket):
        again_at = clock_due(row, now, zone)[0]
        return NextStep(_("send the last reply again: it did not arrive"), again_at, Signal.OVERDUE)
    leaving = _leaving(ticket)
    if leaving:
        return NextStep(leaving, clock_due(row, now, zone)[0], Signal.QUIET)
    news = decision_news(ticket)
    if news:
        clock, signal = clock_due(row, now, zone)
        return NextStep(news, clock, signal if signal is Signal.OVERDUE else Signal.AT_RISK)
    if row.waiting_since is not None and row.kind == "complaint" and row.stage == "received":
        step = _complaint_step(row.stage, _name(ticket))
        if (owed := _by_acknowledgement(ticket, step, now, zone)) is not None:
            return owed
    if row.waiting_since is not None:
        return NextStep(_answer(ticket, now, zone), *clock_due(row, now, zone))
    waits = _waits(ticket, now, zone)
    if waits is not None:
        return waits
    stage = _stage_step(ticket)
    if stage:
        return _by_acknowledgement(ticket, stage, now, zone) or NextStep(stage, *clock_due(row, now, zone))
    promise, again = _nearest(ticket), ticket.follow_up_at
    if again is not None and again <= now and (promise is None or promise.due_at > now):
        return _owed(_ask_again(ticket, now, zone), again, zone, now)
    if promise is not None:
        return _owed(_("keep the promise: {text}").format(text=clean(promise.text)), promise.due_at, zone, now)
    when, signal = clock_due(row, now, zone)
    return NextStep(_resting(ticket, now, zone), when, signal if when else Signal.QUIET)


def promise_lines(ticket: TicketView, now: datetime, zone: tzinfo) -> Iterator[tuple[str, Signal]]:
    """The open promises, nearest first: ``refund answer by 15:00 today (Ana, 13:58)``."""
    for promise in sorted(_open(ticket), key=lambda promise: promise.due_at):
        made = present.moment(promise.made_at, zone, now)
        by = clean(promise.made_by or "") or _("us")
        signal = present.owed_signal(promise.due_at, now)
        sign = {Signal.OVERDUE: "! ", Signal.AT_RISK: "~ "}.get(signal, "")
        text = _("{text} {when} ({who}, {made})").format(
            text=clean(promise.text), when=present.by_when(promise.due_at, zone, now), who=by, made=made
        )
        yield sign + text, signal


def _owed(text: str, due: datetime, zone: tzinfo, now: datetime) -> NextStep:
    signal = present.owed_signal(due, now)
    return NextStep(text, f"{present.by_when(due, zone, now)} ({present.time_left(due, now, signal)})", signal)


def _over(ticket: TicketView, now: datetime, zone: tzinfo) -> str | None:
    """What there is to say of a ticket that asks for nothing more."""
    match ticket.row.status:
        case "merged":
            return _("nothing: merged into #{number}").format(number=ticket.merged_into or "?")
        case "spam" if taken_back(ticket):
            return _("nothing: it was opened by mistake and taken back")
        case "spam":
            return _("nothing: this is spam")
        case "closed":
            return _("nothing: closed. A new message opens a new, linked ticket")
        case "resolved":
            at = (ticket.resolved_at or ticket.row.updated_at) + timedelta(days=CLOSE_AFTER_DAYS)
            return _("nothing: resolved, closes by itself {day}").format(day=present.day(at, zone, now))
    return None


def taken_back(ticket: TicketView) -> bool:
    """Its opening was undone: the number stays, as spam to everybody who counts."""
    return any(event.type == "created" and event.undone for event in ticket.thread.events)


def _last_reply_failed(ticket: TicketView) -> bool:
    ours = [m for m in ticket.thread.messages if m.author == "agent" and m.visibility == "public"]
    return bool(ours) and ours[-1].delivery == "failed"


def _leaving(ticket: TicketView) -> str:
    """A reply waits in the outbox and nobody has written since: the customer counts as waiting until it has left."""
    said = [message for message in ticket.thread.messages if message.visibility == "public"]
    if not said or said[-1].delivery != "pending":
        return ""
    who = clean(said[-1].author_name).strip() or _("us")
    return _("nothing: a reply by {who} is on its way").format(who=who)


def _asked(ticket: TicketView) -> str:
    """``Ana asks you: can we refund?``; nothing where no note asks for this agent."""
    mine = next((mention for mention in ticket.mentions if mention.mine), None)
    if mine is None:
        return ""
    who = clean(mine.by_name).strip() or clean(mine.by)
    return _("{who} asks you: {text}").format(who=who, text=" ".join(clean(mine.text, lines=True).split()))


def _for_me(ticket: TicketView, now: datetime, zone: tzinfo) -> NextStep | None:
    """An escalation that asks whoever looks, one they hold, or an approval that they may decide."""
    if ticket.row.status not in LIVE:
        return None
    one = open_escalation(ticket)
    if one is not None and one.state == "open" and one.asks_me:
        text = _("{who} asks: {wanted}").format(who=sender_name(one), wanted=_one_line(one.wanted))
        return NextStep(text, accept_by(one.accept_by, zone, now), Signal.OVERDUE if one.overdue else Signal.AT_RISK)
    waiting = next((approval for approval in waiting_approvals(ticket) if approval.mine), None)
    if waiting is not None:
        told = _("decide the {what} {who} asks for").format(what=asked_for(waiting), who=asker_name(waiting))
        return NextStep(told, "", Signal.AT_RISK)
    return None


def _waits(ticket: TicketView, now: datetime, zone: tzinfo) -> NextStep | None:
    """What was accepted is to be answered; or somebody else among us is asked for something."""
    one = open_escalation(ticket)
    if one is not None and "hand_back" in one.moves:
        told = _("give your verdict: {wanted}") if one.sender is None else _("give your verdict to {who}: {wanted}")
        told = told.format(who=sender_name(one), wanted=_one_line(one.wanted))
        return NextStep(told, *clock_due(ticket.row, now, zone))
    if one is not None and one.state == "open":
        told = _("nothing: sent to {target}").format(target=addressed_to(one))
        return NextStep(told, accept_by(one.accept_by, zone, now), Signal.OVERDUE if one.overdue else Signal.QUIET)
    waiting = next(iter(waiting_approvals(ticket)), None)
    if waiting is not None:
        told = _("nothing: {what} waits for approval").format(what=asked_for(waiting))
        return NextStep(told, clock_due(ticket.row, now, zone)[0], Signal.QUIET)
    return None


def _by_acknowledgement(ticket: TicketView, step: str, now: datetime, zone: tzinfo) -> NextStep | None:
    """A complaint is to be acknowledged by the policy's time, where that comes before what is due."""
    by = ticket.complaint.acknowledge_by if ticket.complaint is not None else None
    if by is None or (ticket.row.due_at is not None and ticket.row.due_at < by):
        return None
    return _owed(step, by, zone, now)


def _one_line(text: str) -> str:
    return " ".join(clean(text, lines=True).split())


def _ask_again(ticket: TicketView, now: datetime, zone: tzinfo) -> str:
    """Somebody hasn't answered: the customer, or whom the ticket is on hold for."""
    ours = [m.sent_at for m in ticket.thread.messages if m.author == "agent" and m.visibility == "public"]
    since = present.day(ours[-1] if ours else ticket.row.updated_at, zone, now)
    if ticket.row.status == "on_hold" and (side := _side(ticket)) is not None:
        asked = present.moment(side.at, zone, now)
        return _("ask {name} again: no answer since {time}").format(name=side.name, time=asked)
    if ticket.row.status == "on_hold":
        held = present.moment(_status_since(ticket), zone, now)
        return _("ask the carrier, warehouse or vendor again: on hold since {time}").format(time=held)
    return _("ask {name} again: no answer since {time}").format(name=_name(ticket), time=since)


def _answer(ticket: TicketView, now: datetime, zone: tzinfo) -> str:
    """The customer waits."""
    row = ticket.row
    since = row.waiting_since or now
    if row.kind == "complaint" and row.stage == "decided":
        return _("tell {name} the decision").format(name=_name(ticket))
    if row.kind == "complaint" and (again := _refused_step(ticket)):
        return again
    waited = present.said_span(now - since)
    if row.status == "on_hold" and (side := _side(ticket)) is not None:
        return _("{side} was asked {time}, no answer yet; {name} has waited {length}").format(
            side=side.name, time=present.moment(side.at, zone, now), name=_name(ticket), length=waited
        )
    if row.assignee is None:
        return _("take it: nobody has it yet, {name} has waited {length}").format(name=_name(ticket), length=waited)
    return _("answer {name}, waiting {length}").format(name=_name(ticket), length=waited)


def _stage_step(ticket: TicketView) -> str:
    """The next step of a complaint or a return, while nobody else is at it."""
    row = ticket.row
    if row.status in ("waiting_customer", "on_hold"):
        return ""
    if row.kind == "complaint" and row.stage is not None:
        return _refused_step(ticket) or _complaint_step(row.stage, _name(ticket))
    stages = [rma.stage for rma in ticket.rmas]
    if "requested" in stages:
        return _("approve or decline the return")
    if "received" in stages:
        return _("inspect what came back")
    if "inspected" in stages:
        return _("finish the return: refund, exchange or repair")
    return ""


def _refused_step(ticket: TicketView) -> str:
    """The customer did not accept the decision, and no new one has been made."""
    if ticket.accepted is not False or ticket.row.stage not in ("assessed", "communicated"):
        return ""
    again = {"assessed": _("look into it again, or escalate it: {name} did not accept the decision")}
    first = _("assess it again, or escalate it: {name} did not accept the decision")
    return again.get(ticket.row.stage, first).format(name=_name(ticket))


def _complaint_step(stage: str, name: str) -> str:
    steps = {
        "received": _("acknowledge the complaint to {name}"),
        "acknowledged": _("assess the complaint: nature, severity, department"),
        "assessed": _("investigate what happened"),
        "investigating": _("decide, and say what is offered"),
        "decided": _("tell {name} the decision"),
        "communicated": _("write down what {name} says to the decision, or resolve it"),
    }
    return steps.get(stage, "").format(name=name)


def _resting(ticket: TicketView, now: datetime, zone: tzinfo) -> str:
    row = ticket.row
    name = _name(ticket)
    since = present.moment(_status_since(ticket), zone, now)
    if row.snoozed_until is not None and row.snoozed_until > now:
        return _("nothing: asleep until {time}").format(time=present.moment(row.snoozed_until, zone, now))
    if row.status == "waiting_customer" and ticket.follow_up_at is not None:
        again = present.moment(ticket.follow_up_at, zone, now)
        return _("nothing: waiting for {name} since {time}; ask again {again}").format(
            name=name, time=since, again=again
        )
    if row.status == "waiting_customer":
        return _("nothing: waiting for {name} since {time}").format(name=name, time=since)
    if row.status == "on_hold" and (side := _side(ticket)) is not None:
        asked = present.moment(side.at, zone, now)
        return _("nothing: {side} was asked {time}, no answer yet").format(side=side.name, time=asked)
    if row.status == "on_hold":
        return _("ask the carrier, warehouse or vendor: on hold since {time}").format(time=since)
    if row.assignee is None:
        return _("take it: nobody has it yet")
    return _("resolve it, or wait for {name}: everything is answered").format(name=name)


def _status_since(ticket: TicketView) -> datetime:
    """Since when it has been as it is. Not since the last event: that may be an act and its undo."""
    row = ticket.row
    moved = [
        e.at for e in ticket.thread.events if e.type == "status" and not e.undone and e.payload["to"] == row.status
    ]
    ours = [m.sent_at for m in ticket.thread.messages if m.author == "agent" and m.visibility == "public"]
    return [row.created_at, *ours[-1:], *moved[-1:]][-1]


def _side(ticket: TicketView) -> Asked | None:
    """Whom we asked last beside the conversation and who hasn't answered."""
    return next(iter(unanswered(ticket.thread.messages)), None)


def _open(ticket: TicketView) -> list[PromiseView]:
    return [promise for promise in ticket.promises if promise.state == "open"]


def _nearest(ticket: TicketView) -> PromiseView | None:
    return min(_open(ticket), key=lambda promise: promise.due_at, default=None)


def _name(ticket: TicketView) -> str:
    return clean(ticket.row.customer_name).strip() or _("the customer")
