"""What stands on top of a ticket of its workflows: who was asked for what, where it stands. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from itertools import islice
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len

from servicedesk.domain.tickets import COMPLAINT_ORDER, LIVE
from servicedesk.domain.workflows.complaint import complaint_moves
from servicedesk.domain.workflows.rma import RMA
from servicedesk.i18n import _, ngettext
from servicedesk.tui.clean import clean
from servicedesk.tui.wording import present
from servicedesk.tui.wording import workflow_words as words
from servicedesk.tui.wording.joined import commas, headed, semicolons
from servicedesk.tui.wording.present import Signal
from servicedesk.tui.wording.signs import Signs
from servicedesk.tui.wrap import clip, wrap

if TYPE_CHECKING:
    from servicedesk.desk.views import RmaLineView, RmaView, TicketView
    from servicedesk.desk.workflow_views import ApprovalView, ComplaintView, EscalationView

_ANSWERED: Final = frozenset({"declined", "handed_back", "completed"})
_DECIDED: Final = frozenset({"approved", "reduced", "rejected"})
_UNFOLDED: Final = 3
"""Lines that a text may take where there is room."""
_BLANKS: Final = 2
"""Cells between a label and its text."""
_MONEY_LESS: Final = frozenset({"declined", "cancelled"})


@dataclass(frozen=True, slots=True)
class Frame:
    """``width``: cells of a line. ``folded``: little room, so one line for each thing."""

    now: datetime
    zone: tzinfo
    signs: Signs
    width: int
    folded: bool = False

    def room(self, label: str) -> int:
        """Cells that a label, with the blanks around it, leaves."""
        return max(8, self.width - (cell_len(label) + 1 if label else 1) - _BLANKS)


@dataclass(frozen=True, slots=True)
class Banner:
    """A line: its label (empty under the one before), its text and the role it is painted in."""

    label: str
    text: str
    role: str


def banners(ticket: TicketView, frame: Frame) -> Iterator[Banner]:
    """Escalations and approvals, then the complaint's stages, then the returns."""
    for banner in _all(ticket, frame):
        label = banner.label
        for line in _lines(banner.text, frame.room(label), 1 if frame.folded else _UNFOLDED, frame.signs.ellipsis):
            yield Banner(label, line, banner.role)
            label = ""


def _lines(text: str, width: int, most: int, ellipsis: str) -> list[str]:
    """A text in so many lines at most; where it is cut it says so."""
    if most == 1:
        return [clip(text, width, ellipsis)]
    lines = list(islice(wrap(text, width), most + 1))
    if len(lines) > most:
        lines[most - 1 :] = [clip(lines[most - 1], width - cell_len(ellipsis), "").rstrip() + ellipsis]
    return lines


def _all(ticket: TicketView, frame: Frame) -> Iterator[Banner]:
    """Each as one text, however long."""
    if ticket.row.status in LIVE:
        yield from _escalation(ticket.escalations, frame)
        yield from _approvals(ticket.approvals, frame)
    if ticket.complaint is not None:
        yield from _complaint(ticket, ticket.complaint, frame)
    for rma in ticket.rmas:
        yield from _return(rma, frame)


def open_escalation(ticket: TicketView) -> EscalationView | None:
    """The one that waits or that somebody is at."""
    return next((one for one in ticket.escalations if one.state in ("open", "accepted")), None)


def waiting_approvals(ticket: TicketView) -> list[ApprovalView]:
    """What waits for a second pair of eyes, oldest first."""
    return sorted((one for one in ticket.approvals if one.state == "waiting"), key=lambda one: (one.asked_at, one.id))


def open_promise(ticket: TicketView, now: datetime, zone: tzinfo) -> str:
    """``a promise is still open: by Tue 24 Nov 15:00``, the nearest; nothing where all were kept or broken."""
    due = min((promise.due_at for promise in ticket.promises if promise.state == "open"), default=None)
    return "" if due is None else _("a promise is still open: {when}").format(when=present.by_when(due, zone, now))


# Escalations


def _escalation(escalations: tuple[EscalationView, ...], frame: Frame) -> Iterator[Banner]:
    last = max(escalations, key=lambda one: (one.opened_at, one.id), default=None)
    if last is None:
        return
    if last.state == "open":
        yield Banner(_("ESCALATED"), escalation_words(last, frame.now, frame.zone), _pressing(last))
    elif last.state == "accepted":
        text = _("by {who} {length} ago: {wanted}").format(
            who=_taker(last), length=_since(last.accepted_at, frame.now), wanted=_line(last.wanted)
        )
        yield Banner(_("ACCEPTED"), text, "strong")
    elif last.state in _ANSWERED:
        labels = {"declined": _("DECLINED"), "handed_back": _("HANDED BACK"), "completed": _("COMPLETED")}
        who = _("by {name}").format(name=clean(last.ended_by_name).strip() or clean(last.ended_by or ""))
        yield Banner(labels[last.state], headed(who, _line(last.answer)) if last.answer else who, "strong")


def escalation_words(one: EscalationView, now: datetime, zone: tzinfo) -> str:
    """``to logistics by Ana 12m ago, accept by 15:00 (18m): find the parcel``."""
    head = _("to {target} by {who} {length} ago").format(
        target=words.addressed_to(one), who=words.sender_name(one), length=_since(one.opened_at, now)
    )
    head = commas(filter(None, (head, words.accept_by(one.accept_by, zone, now))))
    return headed(head, _line(one.wanted)) if one.wanted else head


def _pressing(one: EscalationView) -> str:
    return Signal.OVERDUE.value if one.overdue else Signal.AT_RISK.value


def _taker(one: EscalationView) -> str:
    return clean(one.taken_by_name).strip() or clean(one.taken_by or "")


# Approvals


def _approvals(approvals: tuple[ApprovalView, ...], frame: Frame) -> Iterator[Banner]:
    waiting = [one for one in approvals if one.state == "waiting"]
    for one in waiting:
        yield Banner(_("WAITS"), _("for approval: {what}").format(what=asked_words(one, frame.now)), "at-risk")
    decided = [one for one in approvals if one.state in _DECIDED and one.decided_at is not None]
    if decided and not waiting:
        last = max(decided, key=lambda one: (one.decided_at or one.asked_at, one.id))
        yield Banner(_verdict(last), _decided_words(last), "good" if last.state != "rejected" else "overdue")


def asked_words(one: ApprovalView, now: datetime) -> str:
    """``EUR 320.00 refund, asked by Ana 22m ago: the parcel is lost``."""
    return commas((words.asked_for(one), asker_words(one, now)))


def asker_words(one: ApprovalView, now: datetime) -> str:
    """``asked by Ana 22m ago: the parcel is lost``."""
    head = asker_head(one, now)
    return headed(head, _line(one.why)) if one.why else head


def asker_head(one: ApprovalView, now: datetime) -> str:
    """``asked by Ana 22m ago``."""
    return _("asked by {who} {length} ago").format(who=words.asker_name(one), length=_since(one.asked_at, now))


def _verdict(one: ApprovalView) -> str:
    return {"approved": _("APPROVED"), "reduced": _("REDUCED"), "rejected": _("REJECTED")}[one.state]


def _decided_words(one: ApprovalView) -> str:
    if one.state == "reduced" and one.granted is not None:
        head = _("to {amount} (asked {asked}) by {who}").format(
            amount=present.money(one.granted, one.currency),
            asked=present.money(one.amount, one.currency),
            who=words.decider_name(one),
        )
    else:
        head = _("{what} by {who}").format(what=words.asked_for(one), who=words.decider_name(one))
    return headed(head, _line(one.answer)) if one.answer else head


# Complaints


def _complaint(ticket: TicketView, one: ComplaintView, frame: Frame) -> Iterator[Banner]:
    label = _("COMPLAINT")
    full = stages_line(one.stage, frame.signs)
    facts = _facts(ticket, one, frame)
    if cell_len(full) > frame.room(label):
        full = _folded(one.stage)
    if frame.folded:
        yield Banner(label, semicolons((full, facts)) if facts else full, "ink")
        return
    yield Banner(label, full, "ink")
    if facts:
        yield Banner("", facts, "quiet")


def stages_line(stage: str, signs: Signs) -> str:
    """``received ✓ acknowledged ✓ ▸ assessed · investigating · …``: where a complaint stands."""
    here = next((n for n, one in enumerate(COMPLAINT_ORDER) if one == stage), 0)
    parts = []
    for n, one in enumerate(COMPLAINT_ORDER):
        name = present.stage_name(one)
        parts.append(f"{name} {signs.done}" if n < here else f"{signs.here} {name}" if n == here else name)
    return "  ".join(parts)


def _folded(stage: str) -> str:
    place = next((n for n, one in enumerate(COMPLAINT_ORDER, 1) if one == stage), 1)
    text = _("{stage} ({n} of {all})").format(stage=present.stage_name(stage), n=place, all=len(COMPLAINT_ORDER))
    following = complaint_moves(stage) if stage in tuple(COMPLAINT_ORDER) else ()
    if not following:
        return text
    return _("{stage}, then {next}").format(stage=text, next=present.stage_name(following[0]))


def _facts(ticket: TicketView, one: ComplaintView, frame: Frame) -> str:
    """What is known of it: nature, severity, department, remedy, whether it was accepted."""
    parts = [
        words.nature_name(ticket.nature) if ticket.nature else "",
        _("severity {n}").format(n=ticket.severity) if ticket.severity else "",
        _("department {name}").format(name=words.department_name(ticket.department)) if ticket.department else "",
        _("offered: {remedy}").format(remedy=_line(ticket.remedy)) if ticket.remedy else "",
        {True: _("remedy accepted"), False: _("remedy refused")}.get(ticket.accepted, "")
        if ticket.accepted is not None
        else "",
        ngettext("reopened {n} time", "reopened {n} times", one.reopened).format(n=one.reopened)
        if one.reopened
        else "",
        _acknowledge(one, frame),
    ]
    return commas(filter(None, parts))


def _acknowledge(one: ComplaintView, frame: Frame) -> str:
    if one.acknowledge_by is None:
        return ""
    return _("to be acknowledged {when}").format(when=present.by_when(one.acknowledge_by, frame.zone, frame.now))


# Returns


def _return(rma: RmaView, frame: Frame) -> Iterator[Banner]:
    quiet = RMA.is_final(rma.stage) if rma.stage in RMA.meanings else False
    head = commas(filter(None, (return_stage(rma), money_words(rma))))
    label = _("RETURN {n}").format(n=rma.id)
    goods = commas(_goods(line) for line in rma.lines)
    if frame.folded or quiet:
        yield Banner(label, headed(head, goods) if goods else head, "quiet" if quiet else "ink")
        return
    yield Banner(label, head, "ink")
    for line in rma.lines:
        yield Banner("", line_words(line, rma.currency), "quiet")


def return_stage(rma: RmaView) -> str:
    """Its stage; declined ones say why, those on their way by which number."""
    stage = present.stage_name(rma.stage)
    if rma.stage == "declined" and rma.declined_because:
        return headed(stage, _line(rma.declined_because))
    if rma.stage == "in_transit" and rma.tracking:
        return _("{stage} ({tracking})").format(stage=stage, tracking=clean(rma.tracking))
    return stage


def money_words(rma: RmaView) -> str:
    """``EUR 89.00 back (fee EUR 5.00, shipping EUR 4.90)``; nothing where no money moves.

    After exchanges what the customer gets or pays in all.
    """
    if rma.currency is None or rma.stage in _MONEY_LESS:
        return ""
    if any(line.difference for line in rma.lines):
        return settled_words(rma.currency, rma.refund_total, rma.difference)
    if not rma.refund_total:
        return ""
    back = _("{amount} back").format(amount=present.money(rma.refund_total, rma.currency))
    parts = []
    if rma.fee:
        parts.append(_("fee {amount}").format(amount=present.money(rma.fee, rma.currency)))
    if rma.shipping:
        parts.append(_("shipping {amount}").format(amount=present.money(rma.shipping, rma.currency)))
    return _("{text} ({more})").format(text=back, more=commas(parts)) if parts else back


def settled_words(currency: str, refund: int, difference: int) -> str:
    """``customer gets EUR 60.00 back``; ``difference`` is what exchanges cost the customer."""
    whole = refund - difference
    money = present.money(abs(whole), currency)
    text = _("customer gets {amount} back") if whole >= 0 else _("customer pays {amount}")
    told = text.format(amount=money)
    if not refund or not difference:
        return told
    apart = _("exchange costs {amount}") if difference > 0 else _("exchange gives {amount}")
    parts = (
        _("refund {amount}").format(amount=present.money(refund, currency)),
        apart.format(amount=present.money(abs(difference), currency)),
    )
    return _("{text} ({more})").format(text=told, more=commas(parts))


def line_words(line: RmaLineView, currency: str | None) -> str:
    """``1 x lamp, damaged, refund EUR 89.00, may come back (rule lamps)``; once ended, how."""
    money = line.amount if line.amount is not None else (line.net or 0) + (line.tax or 0)
    what = words.outcome_name(line.outcome) if line.outcome else words.remedy_name(line.remedy)
    if money and currency:
        what = f"{what} {present.money(money, currency)}"
    seen = line.found or line.condition
    parts = [_goods(line), words.return_reason(line.reason), words.condition_name(seen), what]
    if line.difference and currency:
        text = _("customer pays {amount}") if line.difference > 0 else _("customer gets {amount} back")
        parts.append(text.format(amount=present.money(abs(line.difference), currency)))
    if line.disposition:
        parts.append(words.disposition_name(line.disposition))
    elif not line.outcome:
        parts.append(words.by_rule(line.standing, line.rule))
    return commas(filter(None, parts))


def _goods(line: RmaLineView) -> str:
    return _("{n} x {title}").format(n=line.quantity, title=clean(line.title).strip() or clean(line.sku) or "?")


def _since(at: datetime | None, now: datetime) -> str:
    return present.said_span(now - at) if at is not None else "?"


def _line(text: str) -> str:
    return " ".join(clean(text, lines=True).split())
