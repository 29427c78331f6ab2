"""What happens later: snoozing a ticket, and promises to the customer."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from servicedesk.desk.views import Done, PromiseView, QueueRow
from servicedesk.i18n import _
from servicedesk.tui import present
from servicedesk.tui.screens.choices import Choices
from servicedesk.tui.screens.prompt import TextPrompt
from servicedesk.tui.when import snooze_choices, when
from servicedesk.tui.widgets.choice_list import Choice

if TYPE_CHECKING:
    from servicedesk.tui.screens.desk import DeskScreen

OWN_TIME: Final = "own"


async def snooze(desk: "DeskScreen") -> None:
    """Hide until a usual time or one's own."""
    row = desk.subject
    if row is None:
        return
    now = desk.now()
    usual = snooze_choices(now, desk.zone)
    lines = [Choice(at.isoformat(), label, present.moment(at, desk.zone, now)) for label, at in usual]
    lines.append(Choice(OWN_TIME, _("another time …")))
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
    """Settle an open promise, or write down a new one; what is overdue comes first."""
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
    overdue = any(made.due_at < desk.now() for made in still_open.values())
    lines.insert(len(lines) if overdue else 0, Choice("new", _("a new promise")))
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
