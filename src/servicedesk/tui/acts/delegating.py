"""Standing in: somebody else decides in one's place while one is away; recorded, and for a time."""

from typing import TYPE_CHECKING

from servicedesk.i18n import _
from servicedesk.tui.clean import clean
from servicedesk.tui.screens.choices import Choices
from servicedesk.tui.screens.prompt import TextPrompt
from servicedesk.tui.widgets.choice_list import Choice
from servicedesk.tui.wording import present
from servicedesk.tui.wording.joined import commas
from servicedesk.tui.wording.when import when

if TYPE_CHECKING:
    from servicedesk.desk.workflow_views import DelegationView
    from servicedesk.tui.screens.desk import DeskScreen

NEW = 0
"""Stands for a new delegation among those that can be ended."""
WORKS = frozenset({"agent", "specialist", "supervisor"})
"""Roles of which somebody can stand in."""


async def delegate(desk: "DeskScreen") -> None:
    """Choose who stands in, and until when; where somebody does already, that can be ended."""
    me = desk.state.me
    if me is None:
        return
    standing = [one for one in await desk.acting.read(lambda d: d.delegations.in_force()) if one.giver == me.handle]
    if standing:
        lines = [_ended(desk, one) for one in standing]
        lines.append(Choice(NEW, _("somebody else too")))
        chosen = await desk.acting.ask(Choices(_("Who stands in for you"), lines))
        if chosen is None:
            return
        if chosen != NEW:
            await _end(desk, chosen)
            return
    await _give(desk, me.handle)


def _ended(desk: "DeskScreen", one: "DelegationView") -> Choice[int]:
    until = present.moment(one.until, desk.zone, desk.now())
    label = _("end it: {name}").format(name=clean(one.to_name) or clean(one.to))
    return Choice(one.id, label, _("until {time}").format(time=until))


async def _end(desk: "DeskScreen", number: int) -> None:
    await desk.link.act(lambda d: d.delegations.end(number))
    desk.say(_("Nobody stands in for you with that any more."))
    await desk.refresh_all()


async def _give(desk: "DeskScreen", me: str) -> None:
    people = await desk.acting.read(lambda d: d.people.all())
    lines = [
        Choice(one.handle, clean(one.name) or clean(one.handle), commas((clean(one.handle), *map(clean, one.roles))))
        for one in people
        if one.active and one.handle != me and not WORKS.isdisjoint(one.roles)
    ]
    to = await desk.acting.ask(Choices(_("Who decides in your place?"), lines))
    if to is None:
        return
    text = await desk.acting.ask(
        TextPrompt(
            _("Until when?"),
            placeholder=_("e.g. 2h, 3d, 15:30, mon 9:00, 2026-12-24 08:00"),
            check=lambda text: when(text, desk.now(), desk.zone),
        )
    )
    if text is None:
        return
    until = when(text, desk.now(), desk.zone)
    given = await desk.acting.do(lambda d: d.delegations.give(to, until))
    if given is not None:
        name = next((line.label for line in lines if line.value == to), to)
        time = present.moment(until, desk.zone, desk.now())
        desk.say(_("{name} stands in for you until {time}; the palette ends it.").format(name=name, time=time))
