"""What we told the customer and when we ask again: promises kept, broken, postponed, withdrawn; follow-ups."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final, Literal

from servicedesk.desk.views import Done, PromiseView, QueueRow, TicketView
from servicedesk.domain.tickets import Status
from servicedesk.i18n import _, ngettext
from servicedesk.tui.screens.choices import Choices
from servicedesk.tui.screens.prompt import TextPrompt
from servicedesk.tui.widgets.choice_list import Choice
from servicedesk.tui.wording import present
from servicedesk.tui.wording.when import ask_again, when

if TYPE_CHECKING:
    from servicedesk.tui.screens.desk import DeskScreen

What = Literal["new", "kept", "broken", "postpone", "withdraw", "which", "ask", "end"]
DAYS: Final = (1, 2, 3, 5)
"""Working days offered for a follow-up."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be done, and with which promise."""

    what: What
    promise: PromiseView | None = None


async def promise(desk: "DeskScreen") -> None:
    """Settle an open promise, write down a new one, or say when to ask again; what is overdue comes first."""
    row = desk.subject
    if row is None:
        return
    view = await desk.reading.whole(row)
    lines = _lines(desk, view)
    wish: Wish | None = Wish("new")
    if len(lines) > 1:
        wish = await desk.acting.ask(Choices(_("Promises of #{n}").format(n=row.id), lines))
    if wish is not None and wish.what == "which" and wish.promise is not None:
        title = _("Promise: {text}").format(text=wish.promise.text)
        wish = await desk.acting.ask(Choices(title, _settling(desk, wish.promise)))
    if wish is None:
        return
    done = await _do(desk, row, wish)
    if done is not None:
        await desk.changed(done)


def _lines(desk: "DeskScreen", view: TicketView) -> list[Choice[Wish]]:
    """Open promises by due time; a new one stands first unless one is overdue."""
    still_open = _by_due(view)
    if len(still_open) == 1:
        lines = _settling(desk, still_open[0])
    else:
        lines = [Choice(Wish("which", made), made.text, _due(desk, made)) for made in still_open]
    overdue = any(made.due_at < desk.now() for made in still_open)
    lines.insert(len(lines) if overdue else 0, Choice(Wish("new"), _("a new promise")))
    if view.follow_up_at is not None:
        at = present.moment(view.follow_up_at, desk.zone, desk.now())
        lines.append(Choice(Wish("ask"), _("ask again at another time"), at))
        lines.append(Choice(Wish("end"), _("don't ask again"), at))
    elif still_open or view.row.status in (Status.WAITING_CUSTOMER, Status.ON_HOLD):
        lines.append(Choice(Wish("ask"), _("ask again …"), _("if nobody answers until then")))
    return lines


def _by_due(view: TicketView) -> Sequence[PromiseView]:
    return sorted((made for made in view.promises if made.state == "open"), key=lambda made: (made.due_at, made.id))


def _settling(desk: "DeskScreen", made: PromiseView) -> list[Choice[Wish]]:
    due = _due(desk, made)
    return [
        Choice(Wish("kept", made), _("kept: {text}").format(text=made.text), due),
        Choice(Wish("broken", made), _("not kept: {text}").format(text=made.text), due),
        Choice(Wish("postpone", made), _("it takes longer: {text}").format(text=made.text), _("a new time, and why")),
        Choice(Wish("withdraw", made), _("withdraw: {text}").format(text=made.text), _("it doesn't stand any more")),
    ]


def _due(desk: "DeskScreen", made: PromiseView) -> str:
    return present.by_when(made.due_at, desk.zone, desk.now())


async def _do(desk: "DeskScreen", row: QueueRow, wish: Wish) -> Done | None:
    match wish:
        case Wish("ask", _):
            return await _ask_again(desk, row)
        case Wish("end", _):
            return await _follow_up(desk, row, None)
        case Wish("kept" | "broken", PromiseView() as made):
            return await _settle(desk, row, made, kept=wish.what == "kept")
        case Wish("postpone", PromiseView() as made):
            return await _postpone(desk, row, made)
        case Wish("withdraw", PromiseView() as made):
            return await _withdraw(desk, row, made)
    return await _new(desk, row)


async def _new(desk: "DeskScreen", row: QueueRow) -> Done | None:
    text = await desk.acting.ask(
        TextPrompt(_("What did we promise?"), placeholder=_("e.g. an answer about the refund"))
    )
    if not text or not text.strip():
        desk.say(_("Nothing promised."))
        return None
    due = await _time(desk, _("By when?"), text)
    if due is None:
        desk.say(_("Nothing promised."))
        return None
    done = await desk.acting.change(
        _("promise: {text}").format(text=text),
        row,
        lambda d, version: d.handling.promise(row.id, text, due, version=version),
    )
    if done is not None:
        desk.say(_("Promised {when}.").format(when=present.by_when(due, desk.zone, desk.now())))
    return done


async def _time(desk: "DeskScreen", title: str, body: str = "") -> datetime | None:
    text = await desk.acting.ask(
        TextPrompt(
            title,
            placeholder=_("e.g. 2h, 3d, 15:30, fri 12:00, 2026-12-24 08:00"),
            body=body,
            check=lambda text: when(text, desk.now(), desk.zone),
        )
    )
    return None if text is None else when(text, desk.now(), desk.zone)


async def _settle(desk: "DeskScreen", row: QueueRow, made: PromiseView, *, kept: bool) -> Done | None:
    done = await desk.acting.change(
        _("say that the promise was kept") if kept else _("say that the promise was not kept"),
        row,
        lambda d, version: d.handling.settle_promise(row.id, made.id, kept=kept, version=version),
    )
    if done is not None:
        desk.say(_("Promise kept.") if kept else _("Promise not kept; the customer may want a word."))
    return done


async def _postpone(desk: "DeskScreen", row: QueueRow, made: PromiseView) -> Done | None:
    due = await _time(desk, _("By when instead?"), made.text)
    if due is None:
        return None
    reason = await desk.acting.ask(
        TextPrompt(_("Why does it take longer?"), placeholder=_("it stands as a note"), body=made.text)
    )
    if not reason or not reason.strip():
        desk.say(_("Not postponed: it needs a reason."))
        return None
    done = await desk.acting.change(
        _("postpone the promise: {text}").format(text=made.text),
        row,
        lambda d, version: d.reminders.postpone(row.id, made.id, due, reason=reason, version=version),
    )
    if done is not None:
        by = present.by_when(due, desk.zone, desk.now())
        desk.say(_("Postponed: {when}. Has the customer been told?").format(when=by))
    return done


async def _withdraw(desk: "DeskScreen", row: QueueRow, made: PromiseView) -> Done | None:
    done = await desk.acting.change(
        _("withdraw the promise: {text}").format(text=made.text),
        row,
        lambda d, version: d.reminders.withdraw(row.id, made.id, version=version),
    )
    if done is not None:
        desk.say(_("Promise withdrawn."))
    return done


async def _ask_again(desk: "DeskScreen", row: QueueRow) -> Done | None:
    now = desk.now()
    times = {days: ask_again(now, desk.zone, days) for days in DAYS}
    lines = [Choice(f"{days}", _in_days(days), present.moment(at, desk.zone, now)) for days, at in times.items()]
    lines.append(Choice("", _("another time …")))
    chosen = await desk.acting.ask(Choices(_("Ask again about #{n}").format(n=row.id), lines, at=1))
    if chosen is None:
        return None
    at = times[int(chosen)] if chosen else await _time(desk, _("Ask again when?"))
    return None if at is None else await _follow_up(desk, row, at)


def _in_days(days: int) -> str:
    return ngettext("in {n} working day", "in {n} working days", days).format(n=days)


async def _follow_up(desk: "DeskScreen", row: QueueRow, at: datetime | None) -> Done | None:
    done = await desk.acting.change(
        _("don't ask again") if at is None else _("ask again later"),
        row,
        lambda d, version: d.reminders.follow_up(row.id, at, version=version),
    )
    if done is not None and at is not None:
        again = present.moment(at, desk.zone, desk.now())
        desk.say(_("#{n} is to be asked about again {when}.").format(n=row.id, when=again))
    elif done is not None:
        desk.say(_("#{n}: nobody is asked again.").format(n=row.id))
    return done
