"""What happens later: snoozing a ticket."""

from typing import TYPE_CHECKING, Final

from servicedesk.i18n import _
from servicedesk.tui.screens.choices import Choices
from servicedesk.tui.screens.prompt import TextPrompt
from servicedesk.tui.widgets.choice_list import Choice
from servicedesk.tui.wording import present
from servicedesk.tui.wording.when import snooze_choices, when

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
                placeholder=_("e.g. 2h, 3d, 15:30, mon 9:00, 2026-12-24 08:00"),
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
