"""Deciding about a ticket: status, properties, snooze, promises."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from servicedesk.desk.views import Done, PromiseView, QueueRow, TicketView
from servicedesk.domain.tickets import COMPLAINT_ORDER, STATUS_MOVES, Kind, Priority, Status, complaint_moves
from servicedesk.i18n import _
from servicedesk.tui import present
from servicedesk.tui.screens.choices import Choices
from servicedesk.tui.screens.prompt import TextPrompt
from servicedesk.tui.screens.send_strip import cannot_resolve
from servicedesk.tui.when import snooze_choices, when
from servicedesk.tui.widgets.choice_list import Choice

if TYPE_CHECKING:
    from servicedesk.tui.screens.desk import DeskScreen

OWN_TIME: Final = "own"


async def status(desk: "DeskScreen") -> None:
    """The status strip: legal moves can be taken, the others say why not."""
    row = desk.subject
    if row is None:
        return
    now = present.status_name(row.status)
    title = _("#{n} is {status}; make it").format(n=row.id, status=now)
    wanted = await desk.acting.ask(Choices(title, status_choices(row)))
    if wanted is None:
        return
    done = await desk.acting.change(
        _("make it {status}").format(status=present.status_name(wanted)),
        row,
        lambda d, version: d.handling.status(row.id, wanted, version=version),
    )
    if done is not None:
        desk.say(_("#{n} is {status}.").format(n=row.id, status=present.status_name(done.ticket.status)))
        await desk.changed(done)


def status_choices(row: QueueRow) -> list[Choice[Status]]:
    """Every status an agent may set, in the strip's order."""
    hints = {
        Status.WAITING_CUSTOMER: _("the customer's turn"),
        Status.RESOLVED: _("nothing is left to do"),
        Status.OPEN: _("we have work with it"),
        Status.ON_HOLD: _("a carrier, warehouse or vendor has to act"),
        Status.SPAM: _("no customer wrote this; only undo brings it back"),
    }
    return [Choice(s, present.status_name(s), hint, _why_not(row, s)) for s, hint in hints.items()]


def _why_not(row: QueueRow, wanted: Status) -> str | None:
    current = Status(row.status)
    if wanted == current:
        return _("it is that already")
    legal = wanted in STATUS_MOVES[current]
    if not legal:
        return _("not from {status}").format(status=present.status_name(current))
    return cannot_resolve(row) if wanted == Status.RESOLVED else None


async def properties(desk: "DeskScreen") -> None:
    """A menu of the properties, then a strip for the chosen one."""
    row = desk.subject
    if row is None:
        return
    view = await desk.reading.whole(row)
    lines = [
        Choice("kind", _("kind"), present.kind_name(row.kind)),
        Choice("priority", _("priority"), present.priority_name(row.priority)),
        Choice("tags", _("tags"), " ".join(view.tags) or _("none")),
        Choice("stage", _("stage"), present.stage_name(row.stage) if row.stage else _("none"), _no_stage(row)),
        Choice("subject", _("subject"), row.subject),
    ]
    chosen = await desk.acting.ask(Choices(_("Properties of #{n}").format(n=row.id), lines))
    if chosen is None:
        return
    ways = {"kind": _kind, "priority": _priority, "tags": _tags, "stage": _stage, "subject": _subject}
    done = await ways[chosen](desk, view)
    if done is not None:
        desk.say(_("#{n}: {what} changed.").format(n=row.id, what=next(c.label for c in lines if c.value == chosen)))
        await desk.changed(done)


def _no_stage(row: QueueRow) -> str | None:
    if row.kind == Kind.RETURN:
        return _("follows its returns")
    if row.kind != Kind.COMPLAINT or row.stage is None:
        return _("only complaints have one")
    return None if complaint_moves(row.stage) else _("it is the last one")


async def _kind(desk: "DeskScreen", view: TicketView) -> Done | None:
    row = view.row
    taken = _("it is that already")
    lines = [Choice(k, present.kind_name(k), "", taken if k == row.kind else None) for k in Kind]
    wanted = await desk.acting.ask(Choices(_("#{n} is a").format(n=row.id), lines))
    if wanted is None:
        return None
    return await desk.acting.change(
        _("make it a {kind}").format(kind=present.kind_name(wanted)),
        row,
        lambda d, version: d.handling.kind(row.id, wanted, version=version),
    )


async def _priority(desk: "DeskScreen", view: TicketView) -> Done | None:
    row = view.row
    taken = _("it is that already")
    lines = [Choice(p, present.priority_name(p), "", taken if p == row.priority else None) for p in Priority]
    wanted = await desk.acting.ask(Choices(_("Priority of #{n}").format(n=row.id), lines))
    if wanted is None:
        return None
    return await desk.acting.change(
        _("set the priority {priority}").format(priority=present.priority_name(wanted)),
        row,
        lambda d, version: d.handling.priority(row.id, wanted, version=version),
    )


async def _tags(desk: "DeskScreen", view: TicketView) -> Done | None:
    """One line: the tags as they shall be; what was added and removed is worked out."""
    row = view.row
    text = await desk.acting.ask(
        TextPrompt(_("Tags of #{n}, separated by blanks").format(n=row.id), value=" ".join(view.tags))
    )
    if text is None:
        return None
    wanted, present_tags = dict.fromkeys(text.split()), set(view.tags)
    add = [tag for tag in wanted if tag not in present_tags]
    remove = [tag for tag in view.tags if tag not in wanted]
    if not add and not remove:
        return None
    return await desk.acting.change(
        _("tags {tags}").format(tags=" ".join([*(f"+{t}" for t in add), *(f"-{t}" for t in remove)])),
        row,
        lambda d, version: d.handling.tag(row.id, add, remove, version=version),
    )


async def _stage(desk: "DeskScreen", view: TicketView) -> Done | None:
    row = view.row
    legal = complaint_moves(row.stage or "")
    here = COMPLAINT_ORDER.index(next(s for s in COMPLAINT_ORDER if s == row.stage))
    lines = [
        Choice(s, present.stage_name(s), "", _stage_why(n, here, s in legal)) for n, s in enumerate(COMPLAINT_ORDER)
    ]
    title = _("#{n} is {stage}; move on to").format(n=row.id, stage=present.stage_name(row.stage or ""))
    wanted = await desk.acting.ask(Choices(title, lines, at=min(here + 1, len(lines) - 1)))
    if wanted is None:
        return None
    return await desk.acting.change(
        _("move on to {stage}").format(stage=present.stage_name(wanted)),
        row,
        lambda d, version: d.handling.stage(row.id, wanted, version=version),
    )


def _stage_why(position: int, here: int, legal: bool) -> str | None:
    if legal:
        return None
    if position == here:
        return _("it is there")
    return _("done") if position < here else _("one stage at a time")


async def _subject(desk: "DeskScreen", view: TicketView) -> Done | None:
    row = view.row
    text = await desk.acting.ask(TextPrompt(_("Subject of #{n}").format(n=row.id), value=row.subject))
    if text is None or text == row.subject:
        return None
    return await desk.acting.change(
        _("change the subject"), row, lambda d, version: d.handling.subject(row.id, text, version=version)
    )


async def snooze(desk: "DeskScreen") -> None:
    """Hide until a usual time or one's own."""
    row = desk.subject
    if row is None:
        return
    now = desk.now()
    usual = snooze_choices(now, desk.zone)
    lines = [Choice(at.isoformat(), label, present.moment(at, desk.zone, now)) for label, at in usual]
    lines.append(Choice(OWN_TIME, _("another time \u2026")))
    title = _("Hide #{n} until, or until the customer writes").format(n=row.id)
    chosen = await desk.acting.ask(Choices(title, lines))
    if chosen is None:
        return
    times = {at.isoformat(): at for _label, at in usual}
    until = times.get(chosen)
    if until is None:
        text = await desk.acting.ask(
            TextPrompt(
                _("Hide until"),
                placeholder=_("2h, 3d, 15:30, mon 9:00, 2026-12-24 08:00"),
                check=lambda text: when(text, desk.now(), desk.zone),
            )
        )
        if text is None:
            return
        until = when(text, desk.now(), desk.zone)
    wake = until
    done = await desk.acting.change(
        _("hide it until {when}").format(when=present.moment(wake, desk.zone, now)),
        row,
        lambda d, version: d.handling.snooze(row.id, wake, version=version),
    )
    if done is not None:
        desk.say(_("#{n} sleeps until {when}.").format(n=row.id, when=present.moment(wake, desk.zone, now)))
        await desk.changed(done)


async def promise(desk: "DeskScreen") -> None:
    """Settle an open promise, or write down a new one."""
    row = desk.subject
    if row is None:
        return
    view = await desk.reading.whole(row)
    still_open = {f"{p.id}": p for p in view.promises if p.state == "open"}
    lines: list[Choice[str]] = []
    for key, made in still_open.items():
        due = present.by_when(made.due_at, desk.zone, desk.now())
        lines.append(Choice(f"kept {key}", _("kept: {text}").format(text=made.text), due))
        lines.append(Choice(f"broken {key}", _("not kept: {text}").format(text=made.text), due))
    lines.append(Choice("new", _("a new promise")))
    chosen = "new"
    if still_open:
        answer = await desk.acting.ask(Choices(_("Promises of #{n}").format(n=row.id), lines))
        if answer is None:
            return
        chosen = answer
    done = await (_new_promise(desk, row) if chosen == "new" else _settle(desk, row, chosen, still_open))
    if done is not None:
        await desk.changed(done)


async def _new_promise(desk: "DeskScreen", row: QueueRow) -> Done | None:
    text = await desk.acting.ask(TextPrompt(_("What did we promise?"), placeholder=_("an answer about the refund")))
    if not text or not text.strip():
        return None
    by = await desk.acting.ask(
        TextPrompt(
            _("By when?"),
            placeholder=_("2h, 3d, 15:30, fri 12:00, 2026-12-24 08:00"),
            body=text,
            check=lambda text: when(text, desk.now(), desk.zone),
        )
    )
    if by is None:
        return None
    due = when(by, desk.now(), desk.zone)
    done = await desk.acting.change(
        _("promise: {text}").format(text=text),
        row,
        lambda d, version: d.handling.promise(row.id, text, due, version=version),
    )
    if done is not None:
        desk.say(_("Promised {when}.").format(when=present.by_when(due, desk.zone, desk.now())))
    return done


async def _settle(desk: "DeskScreen", row: QueueRow, chosen: str, promises: Mapping[str, PromiseView]) -> Done | None:
    how, _blank, key = chosen.partition(" ")
    made, kept = promises[key], how == "kept"
    done = await desk.acting.change(
        _("say that the promise was kept") if kept else _("say that the promise was not kept"),
        row,
        lambda d, version: d.handling.settle_promise(row.id, made.id, kept=kept, version=version),
    )
    if done is not None:
        desk.say(_("Promise kept.") if kept else _("Promise not kept; the customer may want a word."))
    return done
